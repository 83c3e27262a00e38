import { expect, test } from 'vitest'
import { sentBy } from '../text/test-support.ts'

const HEAD = `import ("context"; "github.com/jmoiron/sqlx"; "strings"; sb "github.com/huandu/go-sqlbuilder")
type Repo struct { db *sqlx.DB; flavor sb.Flavor }
func (r *Repo) Flavor() sb.Flavor { return r.flavor }
`

test('builders that their methods change, with conditions on ways of their own', async () => {
  const code = `${HEAD}
func (r *Repo) find(ctx context.Context, search string, ids ...any) {
  q := r.Flavor().NewSelectBuilder()
  q.Select("t.id", "t.name").From("tag t")
  q.JoinWithOption(sb.LeftJoin, "book_tag bt", "bt.tag_id = t.id", q.In("bt.book_id", ids...))
  if search != "" {
    q.SelectMore(q.BuilderAs(sb.Select("COUNT(*)").From("seen").Where("seen.tag_id = t.id"), "n"))
    q.Where(q.Or(q.Like("t.name", "%"+search+"%"), q.IsNull("t.name")))
  }
  q.OrderBy("t.name").Desc().Limit(10)
  sql, args := q.Build()
  sql = r.db.Rebind(sql)
  r.db.SelectContext(ctx, nil, sql, args...)
}
func (r *Repo) write(ctx context.Context, id int, ids []int) {
  u := sb.NewUpdateBuilder()
  u.Update("tag").Set(u.Assign("name", "x"), u.Incr("uses"))
  u.Where(u.Equal("id", id), u.Between("n", 1, 2))
  text, args := u.Build()
  r.tx(func(tx *sqlx.Tx) error {
    _, err := tx.ExecContext(ctx, text, args...)
    return err
  })
  i := sb.PostgreSQL.NewInsertBuilder()
  i.InsertInto("book_tag").Cols("book_id", "tag_id")
  for _, other := range ids {
    i.Values(id, other)
  }
  in, values := i.Build()
  in = strings.Replace(in, "INSERT INTO", "INSERT IGNORE INTO", 1)
  r.db.Exec(in, values...)
  d := sb.DeleteFrom("book_tag")
  d.Where(d.In("tag_id", sb.Select("id").From("tag")))
  r.db.Exec(d.String())
}
func (r *Repo) tx(fn func(tx *sqlx.Tx) error) { tx, _ := r.db.Beginx(); fn(tx) }
`
  expect(new Set(await sentBy(code))).toEqual(
    new Set([
      'Repo.find sqlbuilder: SELECT t.id, t.name FROM tag t LEFT JOIN book_tag bt ON bt.tag_id = t.id AND bt.book_id IN ($1) ORDER BY t.name DESC LIMIT 10',
      'Repo.find sqlbuilder: SELECT t.id, t.name, (SELECT COUNT(*) FROM seen WHERE seen.tag_id = t.id) AS n FROM tag t LEFT JOIN book_tag bt ON bt.tag_id = t.id AND bt.book_id IN ($1) WHERE (t.name LIKE $2 OR t.name IS NULL) ORDER BY t.name DESC LIMIT 10',
      'Repo.write.func1 sqlbuilder [transaction]: UPDATE tag SET name = $1, uses = uses + 1 WHERE id = $2 AND n BETWEEN $3 AND $4',
      'Repo.write sqlx: INSERT IGNORE INTO book_tag (book_id, tag_id) VALUES ($1, $2)',
      'Repo.write sqlbuilder: DELETE FROM book_tag WHERE tag_id IN (SELECT id FROM tag)',
    ]),
  )
})

test('a builder that a helper changes, a format, a union', async () => {
  const code = `${HEAD}
func mine(q *sb.SelectBuilder, owner int) { q.Where(q.EQ("owner", owner)) }
func (r *Repo) a(owner int) {
  q := sb.Select("id").From("books")
  mine(q, owner)
  sql, args := q.Build()
  r.db.Queryx(sql, args...)
  f, more := sb.Buildf("SELECT id FROM books WHERE owner = %v AND id IN (%v)", owner, q).Build()
  r.db.Query(f, more...)
  u, rest := sb.Union(sb.Select("id").From("a"), sb.Select("id").From("b")).OrderBy("id").Build()
  r.db.Query(u, rest...)
}`
  expect(await sentBy(code)).toEqual([
    'Repo.a sqlbuilder: SELECT id FROM books WHERE owner = $1',
    'Repo.a sqlbuilder: SELECT id FROM books WHERE owner = $1 AND id IN (SELECT id FROM books WHERE owner = $2)',
    'Repo.a sqlbuilder: (SELECT id FROM a) UNION (SELECT id FROM b) ORDER BY id',
  ])
})
