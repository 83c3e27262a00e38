import { expect, test } from 'vitest'
import { sentBy } from '../text/test-support.ts'

const HEAD = `import ("context"; "database/sql"; "github.com/jmoiron/sqlx")
type Repo struct { db *sqlx.DB }
type User struct { ID int \`db:"id"\` }
`

test('destinations, named parameters, lists', async () => {
  const code = `${HEAD}
func (r *Repo) a(ctx context.Context, ids []int) {
  var u User
  var us []User
  r.db.Get(&u, "SELECT id FROM users WHERE id = $1", 1)
  r.db.SelectContext(ctx, &us, "SELECT id FROM users WHERE a = ?", 1)
  r.db.NamedExec("INSERT INTO users (id) VALUES (:id)", u)
  q, args, _ := sqlx.In("SELECT id FROM users WHERE id IN (?)", ids)
  q = r.db.Rebind(q)
  r.db.Select(&us, q, args...)
  sqlx.GetContext(ctx, r.db, &u, "SELECT id FROM one WHERE id = ?", 1)
  r.db.DB.Exec("DELETE FROM plain")
  r.db.MustExec("DELETE FROM must")
}`
  expect(await sentBy(code)).toEqual([
    'Repo.a sqlx [bounded]: SELECT id FROM users WHERE id = $1',
    'Repo.a sqlx: SELECT id FROM users WHERE a = $1',
    'Repo.a sqlx: INSERT INTO users (id) VALUES ($1)',
    'Repo.a sqlx: SELECT id FROM users WHERE id IN ($1)',
    'Repo.a sqlx [bounded]: SELECT id FROM one WHERE id = $1',
    'Repo.a database/sql: DELETE FROM plain',
    'Repo.a sqlx: DELETE FROM must',
  ])
})

test('transactions, prepared and named statements, interfaces of the library', async () => {
  const code = `${HEAD}
func (r *Repo) b(ctx context.Context) {
  tx := r.db.MustBegin()
  tx.Get(nil, "SELECT 1 FROM b")
  use(ctx, tx)
  st, _ := r.db.PrepareNamed("SELECT id FROM n WHERE id = :id")
  st.Select(nil, map[string]any{})
  st.Get(nil, map[string]any{})
}
func use(ctx context.Context, q sqlx.ExtContext) {
  q.ExecContext(ctx, "DELETE FROM ext")
  sqlx.SelectContext(ctx, q, nil, "SELECT 1 FROM sel")
}
type Own interface { Get(dest any, query string, args ...any) error; Rebind(string) string }
func c(o Own) { o.Get(nil, o.Rebind("SELECT 1 FROM own WHERE a = ?"), 1) }`
  expect(await sentBy(code)).toEqual([
    'Repo.b sqlx [transaction, bounded]: SELECT 1 FROM b',
    'Repo.b sqlx: SELECT id FROM n WHERE id = $1',
    'Repo.b sqlx [bounded]: SELECT id FROM n WHERE id = $1',
    'use sqlx: DELETE FROM ext',
    'use sqlx: SELECT 1 FROM sel',
    'c sqlx [bounded]: SELECT 1 FROM own WHERE a = $1',
  ])
})

test('a handle that is embedded', async () => {
  const code = `${HEAD}
type DB struct { *sqlx.DB }
func d(db *DB) { db.Select(nil, "SELECT 1 FROM embedded") }`
  expect(await sentBy(code)).toEqual(['d sqlx: SELECT 1 FROM embedded'])
})

test('texts of files, bound by a tag', async () => {
  const code = `${HEAD}
type Queries struct {
  GetUser *sqlx.Stmt \`query:"get-user"\`
  Search  string     \`query:"search"\`
}
type App struct { q *Queries; db *sqlx.DB }
func (a *App) e() { a.q.GetUser.Get(nil, 1); a.db.Select(nil, a.q.Search, 1) }`
  const sql = {
    'queries.sql': '-- name: get-user\nSELECT id FROM users WHERE id = $1;\n\n-- name: search\n-- by name\nSELECT id FROM users;\n',
  }
  expect(await sentBy(code, {}, sql)).toEqual([
    'App.e sqlx [bounded]: SELECT id FROM users WHERE id = $1;',
    'App.e sqlx: -- by name SELECT id FROM users;',
  ])
})

test('a file that is embedded into a text', async () => {
  const files = { 'embed.go': 'package store\nimport _ "embed"\n//go:embed sql/del.sql\nvar del string\n' }
  expect(await sentBy(`${HEAD}func f(db *sqlx.DB) { db.Exec(del) }`, files, { 'sql/del.sql': 'DELETE FROM embedded' })).toEqual([
    'f sqlx: DELETE FROM embedded',
  ])
})

test('a fork whose path ends in its version', async () => {
  const code = `import "github.com/rpadovani/sqlx-v2"
func fork(db *sqlx.DB) { var n []int; db.Select(&n, "SELECT a FROM forked") }`
  expect(await sentBy(code)).toEqual(['fork sqlx: SELECT a FROM forked'])
})

test('a wrapper of the repository behind an interface: the text belongs to who hands it in', async () => {
  const code = `import ("context"; "sync"; "github.com/jmoiron/sqlx"; sq "github.com/Masterminds/squirrel")
type Accessor interface {
  sqlx.ExtContext
  GetContext(ctx context.Context, dest interface{}, query string, args ...interface{}) error
  SelectContext(ctx context.Context, dest interface{}, query string, args ...interface{}) error
}
type key struct{}
type runner struct { db Accessor; mx sync.Mutex }
func (r runner) GetContext(ctx context.Context, dest interface{}, query string, args ...interface{}) error {
  r.mx.Lock()
  defer r.mx.Unlock()
  return r.db.GetContext(ctx, dest, query, args...)
}
func (r runner) SelectContext(ctx context.Context, dest interface{}, query string, args ...interface{}) error {
  return r.db.SelectContext(ctx, dest, query, args...)
}
type other struct { *sqlx.DB }
func New(db *sqlx.DB) Accessor {
  if db.DriverName() == "sqlite3" { return &runner{db: db} }
  return &other{db}
}
func FromContext(ctx context.Context, db *sqlx.DB) Accessor {
  if a, ok := ctx.Value(key{}).(Accessor); ok { return a }
  return New(db)
}
type Store struct { db *sqlx.DB }
func (s *Store) one(ctx context.Context, id int) {
  db := FromContext(ctx, s.db)
  var n int
  db.GetContext(ctx, &n, "SELECT a FROM t WHERE id = $1", id)
}
func (s *Store) list(ctx context.Context, id int) {
  db := FromContext(ctx, s.db)
  var n []int
  stmt := sq.Select("a").From("u").Where("id = ?", id)
  sql, args, err := stmt.ToSql()
  if err != nil { return }
  db.SelectContext(ctx, &n, sql, args...)
}`
  expect(await sentBy(code)).toEqual([
    'Store.one sqlx [bounded]: SELECT a FROM t WHERE id = $1',
    'Store.list squirrel: SELECT a FROM u WHERE id = $1',
  ])
})

test('a named parameter whose name is not known', async () => {
  const code = `import "github.com/jmoiron/sqlx"
func a(db *sqlx.DB, column string) { db.NamedExec("UPDATE t SET n = :" + column + " WHERE id = :id", nil) }`
  expect(await sentBy(code)).toEqual([
    'a sqlx [dynamic (text that is not constant: column), injection parameter]: UPDATE t SET n = $1 WHERE id = $2',
  ])
})

test('a helper that prepares the text which it is handed', async () => {
  const code = `import "github.com/jmoiron/sqlx"
type runner struct { db *sqlx.DB }
func (r runner) prepare(query string) (*sqlx.NamedStmt, error) { return r.db.PrepareNamed(query) }
func a(r runner) { s, _ := r.prepare("UPDATE t SET n = :n"); s.Exec(nil) }`
  expect(await sentBy(code)).toEqual(['a sqlx: UPDATE t SET n = $1'])
})
