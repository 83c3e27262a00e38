// What goqu v9 writes for its datasets, with Postgres' quotes.

import { beforeAll, expect, test } from 'vitest'
import { loadParser, parseSql } from '#indexer/sql/parser.ts'
import { sentBy } from '../text/test-support.ts'

beforeAll(loadParser)

const HEAD = `import ("context"; "github.com/doug-martin/goqu/v9"; "github.com/jmoiron/sqlx")
type Row struct { ID int \`db:"id" goqu:"skipinsert"\`; Name string \`db:"name"\` }
var users = goqu.T("users")
`

test.each([
  [
    'var rs []Row; db.From("users").Select("id", "name").Where(goqu.Ex{"age": goqu.Op{"gt": 3}, "gone": nil}).Order(goqu.C("id").Desc()).Limit(5).ScanStructs(&rs)',
    'SELECT "id", "name" FROM "users" WHERE ("age" > $1 AND "gone" IS NULL) ORDER BY "id" DESC LIMIT 5',
  ],
  ['var r Row; db.From(users).Where(users.Col("id").Eq(id)).ScanStruct(&r)', 'SELECT * FROM "users" WHERE "users"."id" = $1'],
  [
    'db.From("users").Where(goqu.Or(goqu.C("a").In(ids), goqu.I("users.b").IsNull())).Count()',
    'SELECT COUNT(*) FROM "users" WHERE ("a" IN ($1) OR "users"."b" IS NULL)',
  ],
  [
    'db.From(goqu.T("posts").As("p")).Join(users, goqu.On(goqu.I("p.user_id").Eq(goqu.I("users.id")))).Select(goqu.COUNT("*")).Executor().ScanVal(&id)',
    'SELECT COUNT(*) FROM "posts" AS "p" INNER JOIN "users" ON "p"."user_id" = "users"."id"',
  ],
  ['z := users.As("z"); db.From(z).Where(z.Col("id").Eq(id)).Count()', 'SELECT COUNT(*) FROM "users" AS "z" WHERE "z"."id" = $1'],
  [
    'db.Insert("users").Rows(goqu.Record{"name": name}).Returning("id").Executor().Exec()',
    'INSERT INTO "users" ("name") VALUES ($1) RETURNING "id"',
  ],
  [
    'db.Insert("users").Rows(Row{Name: name}).OnConflict(goqu.DoNothing()).Executor().Exec()',
    'INSERT INTO "users" ("name") VALUES ($1) ON CONFLICT DO NOTHING',
  ],
  [
    'db.Update("users").Set(goqu.Record{"name": name, "n": goqu.L("n + ?", 1)}).Where(goqu.C("id").Eq(id)).Executor().ExecContext(ctx)',
    'UPDATE "users" SET "name" = $1, "n" = n + $2 WHERE "id" = $3',
  ],
  [
    'db.Delete("users").Where(goqu.C("id").In(db.From("old").Select("user_id"))).Executor().Exec()',
    'DELETE FROM "users" WHERE "id" IN (SELECT "user_id" FROM "old")',
  ],
  ['db.ExecContext(ctx, "DELETE FROM users WHERE id = $1", id)', 'DELETE FROM users WHERE id = $1'],
])('%s', async (body, expected) => {
  const [line = '', ...more] = await sentBy(
    `${HEAD}func f(ctx context.Context, db *goqu.Database, id int, ids []int, name string) {\n${body}\n}`,
  )
  expect(more).toEqual([])
  const sql = line.replace(/^f goqu[^:]*: /, '')
  expect(sql).toBe(expected)
  expect(parseSql(sql).ok).toBe(true)
})

test('a text for another handle, of a dialect, through a helper', async () => {
  const code = `${HEAD}
var dialect = goqu.Dialect("postgres")
func scoped(q *goqu.SelectDataset, active bool) *goqu.SelectDataset {
  if active { return q.Where(goqu.C("active").IsTrue()) }
  return q
}
func f(db *sqlx.DB, active bool) {
  q, args, err := scoped(dialect.From("users").Select("id"), active).ToSQL()
  if err != nil { return }
  var ids []int
  db.Select(&ids, q, args...)
}
func run(db *sqlx.DB, q *goqu.SelectDataset) { s, args, _ := q.Limit(1).ToSQL(); db.Query(s, args...) }
func g(db *sqlx.DB) { run(db, dialect.From("posts")) }`
  expect(new Set(await sentBy(code))).toEqual(
    new Set([
      'f goqu: SELECT "id" FROM "users" WHERE "active" IS TRUE',
      'f goqu: SELECT "id" FROM "users"',
      'g goqu: SELECT * FROM "posts" LIMIT 1',
    ]),
  )
})

test('a table that stands in a field, and one of too many', async () => {
  const code = `import ("github.com/doug-martin/goqu/v9"; "github.com/doug-martin/goqu/v9/exp")
type repo struct { table exp.IdentifierExpression; key exp.IdentifierExpression }
type many struct { table exp.IdentifierExpression }
func New() *repo { return &repo{table: goqu.T("users"), key: goqu.T("users").Col("id")} }
var all = []*many{{table: goqu.T("a")}, {table: goqu.T("b")}, {table: goqu.T("c")}, {table: goqu.T("d")}}
func (r *repo) f(db *goqu.Database, id int) { db.From(r.table).Where(r.key.Eq(id)).Count() }
func (m *many) g(db *goqu.Database) { db.From(m.table).Count() }`
  expect(await sentBy(code)).toEqual([
    'repo.f goqu [bounded]: SELECT COUNT(*) FROM "users" WHERE "users"."id" = $1',
    'many.g goqu [bounded, dynamic (text that is not constant: m.table), injection parameter]: SELECT COUNT(*) FROM "m_table"',
  ])
})
