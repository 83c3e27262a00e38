import { expect, test } from 'vitest'
import { sentBy } from '../text/test-support.ts'

const HEAD = `import ("context"; "database/sql"; sq "github.com/Masterminds/squirrel")
type Repo struct { db *sql.DB; qb sq.StatementBuilderType }
`

test('chains that are sent, by a runner or as a text', async () => {
  const code = `${HEAD}
func (r *Repo) a(ctx context.Context, ids []int, name *string) {
  sq.Select("id", "name").From("users").Where(sq.Eq{"id": ids, "gone": nil}).Where("a > ?", 1).OrderBy("id DESC").Limit(10).RunWith(r.db).Query()
  q, args, _ := r.qb.Insert("users").Columns("id", "name").Values(1, sq.Expr("now()")).Suffix("RETURNING id").ToSql()
  r.db.QueryRowContext(ctx, q, args...)
  up := r.qb.Update("users").Set("name", "x").Where(sq.Or{sq.Eq{"id": 1}, sq.Lt{"age": 5}})
  if name != nil { up = up.Set("nick", *name) }
  s, args, _ := up.PlaceholderFormat(sq.Dollar).ToSql()
  r.db.Exec(s, args...)
  sub := sq.Select("id").From("old")
  sq.Delete("users").Where(sq.Expr("id IN (?)", sub)).RunWith(r.db).Exec()
}`
  expect(new Set(await sentBy(code))).toEqual(
    new Set([
      'Repo.a squirrel: SELECT id, name FROM users WHERE id IN ($1) AND gone IS NULL AND a > $2 ORDER BY id DESC LIMIT 10',
      'Repo.a squirrel [bounded]: INSERT INTO users (id,name) VALUES ($1,now()) RETURNING id',
      'Repo.a squirrel: UPDATE users SET name = $1 WHERE (id = $2 OR age < $3)',
      'Repo.a squirrel: UPDATE users SET name = $1, nick = $2 WHERE (id = $3 OR age < $4)',
      'Repo.a squirrel: DELETE FROM users WHERE id IN (SELECT id FROM old)',
    ]),
  )
})

test('a chain that a helper sends belongs to who made it', async () => {
  const code = `${HEAD}
func (r *Repo) all(q sq.SelectBuilder) { s, args, _ := q.Limit(5).ToSql(); r.db.Query(s, args...) }
func (r *Repo) b() { r.all(sq.Select("a").From("b").Join("c ON c.id = b.c_id")) }`
  expect(await sentBy(code)).toEqual(['Repo.b squirrel: SELECT a FROM b JOIN c ON c.id = b.c_id LIMIT 5'])
})

test('a chain inside a text, and inside the text of another chain', async () => {
  const code = `import ("fmt"; "database/sql"; sq "github.com/Masterminds/squirrel")
func a(db *sql.DB, limit int) {
  one, _, _ := sq.Select("id").From("mine").Where(sq.Eq{"x": 1}).ToSql()
  two, _, _ := sq.Select("id").From("yours").ToSql()
  db.Query(fmt.Sprintf("SELECT id FROM (%s UNION ALL %s) AS both LIMIT %d", one, two, limit))
}
func b(db *sql.DB) {
  inner, _, _ := sq.Select("id").From("mine").ToSql()
  sq.Select("count(*)").From("(" + inner + ") AS n").RunWith(db).QueryRow()
}`
  expect(await sentBy(code)).toEqual([
    'a database/sql: SELECT id FROM (SELECT id FROM mine WHERE x = $1 UNION ALL SELECT id FROM yours) AS both LIMIT $2',
    'b squirrel [bounded]: SELECT count(*) FROM (SELECT id FROM mine) AS n',
  ])
})

test('the text of a constant, by a switch on what it is', async () => {
  const code = `import ("database/sql"; sq "github.com/Masterminds/squirrel")
type Order int
const (
  Asc Order = iota
  Desc
)
func (o Order) String() string {
  switch o {
  case Asc:
    return "asc"
  case Desc:
    return "desc"
  default:
    return "undefined"
  }
}
func a(db *sql.DB) { sq.Select("id").From("t").OrderBy("n " + Desc.String()).RunWith(db).Query() }`
  expect(await sentBy(code)).toEqual(['a squirrel: SELECT id FROM t ORDER BY n desc'])
})

test('an empty chain beside an error is no statement', async () => {
  const code = `import ("database/sql"; "errors"; sq "github.com/Masterminds/squirrel")
func narrow(q sq.SelectBuilder, n int) (sq.SelectBuilder, error) {
  if n > 5 { return sq.SelectBuilder{}, errors.New("too many") }
  return q.Where("n = ?", n), nil
}
func a(db *sql.DB, n int) {
  q, err := narrow(sq.Select("id").From("t"), n)
  if err != nil { return }
  s, args, _ := q.Limit(5).ToSql()
  db.Query(s, args...)
}`
  expect(await sentBy(code)).toEqual(['a squirrel: SELECT id FROM t WHERE n = $1 LIMIT 5'])
})
