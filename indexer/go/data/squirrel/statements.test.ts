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
