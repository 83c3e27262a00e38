import { expect, test } from 'vitest'
import { sentBy } from '../text/test-support.ts'

const HEAD = `import ("context"; "database/sql"; "fmt"; "strings"; "bytes")
type Store struct { db *sql.DB; table string }
`

test('texts that are sent, with placeholders of every driver', async () => {
  const code = `${HEAD}
func (s *Store) a(ctx context.Context, id int) {
  s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = $1", id).Scan(&id)
  rows, err := s.db.Query("SELECT id FROM users WHERE a = ? AND b = ?", id, 1)
  s.db.ExecContext(ctx, \`UPDATE users SET a = :a, t = now()::text WHERE id = @id\`, sql.Named("a", 1))
  _, _, _ = rows, err, ctx
}`
  expect(await sentBy(code)).toEqual([
    'Store.a database/sql [bounded]: SELECT name FROM users WHERE id = $1',
    'Store.a database/sql: SELECT id FROM users WHERE a = $1 AND b = $2',
    'Store.a database/sql: UPDATE users SET a = $1, t = now()::text WHERE id = $2',
  ])
})

test('a transaction, in a helper that takes a closure, and by hand', async () => {
  const code = `${HEAD}
func (s *Store) withTx(ctx context.Context, fn func(tx *sql.Tx) error) error {
  tx, err := s.db.BeginTx(ctx, nil)
  if err != nil { return err }
  if err := fn(tx); err != nil { tx.Rollback(); return err }
  return tx.Commit()
}
func (s *Store) b(ctx context.Context) error {
  return s.withTx(ctx, func(tx *sql.Tx) error {
    _, err := tx.Exec("DELETE FROM a")
    return err
  })
}
func (s *Store) c() {
  tx, _ := s.db.Begin()
  tx.Exec("DELETE FROM b")
  remove(tx)
}
func remove(tx *sql.Tx) { tx.Exec("DELETE FROM c") }`
  expect(await sentBy(code)).toEqual([
    'Store.b.func1 database/sql [transaction]: DELETE FROM a',
    'Store.c database/sql [transaction]: DELETE FROM b',
    'remove database/sql [transaction]: DELETE FROM c',
  ])
})

test('prepared statements: at once, in a field, inside a transaction', async () => {
  const code = `${HEAD}
type Prepared struct { get *sql.Stmt }
func New(db *sql.DB) *Prepared {
  get, err := db.Prepare("SELECT a FROM t WHERE id = ?")
  if err != nil { panic(err) }
  return &Prepared{get: get}
}
func (p *Prepared) one(id int) { p.get.QueryRow(id) }
func (p *Prepared) inside(tx *sql.Tx, id int) { tx.Stmt(p.get).Exec(id) }
func here(db *sql.DB) { s, _ := db.Prepare("SELECT 1 FROM u"); s.Query() }`
  expect(await sentBy(code)).toEqual([
    'Prepared.one database/sql [bounded]: SELECT a FROM t WHERE id = $1',
    'Prepared.inside database/sql [transaction]: SELECT a FROM t WHERE id = $1',
    'here database/sql: SELECT 1 FROM u',
  ])
})

test('a loop over rows asks once a row', async () => {
  const code = `${HEAD}
func (s *Store) d() {
  rows, _ := s.db.Query("SELECT id FROM users")
  defer rows.Close()
  for rows.Next() {
    var id int
    rows.Scan(&id)
    s.db.Exec("UPDATE users SET seen = true WHERE id = $1", id)
  }
}`
  expect(await sentBy(code)).toEqual([
    'Store.d database/sql: SELECT id FROM users',
    'Store.d database/sql [loop data per element]: UPDATE users SET seen = true WHERE id = $1',
  ])
})

test('texts built up: added, formatted, gathered in a list, a builder or a buffer', async () => {
  const code = `${HEAD}
const columns = "id, name"
func (s *Store) e(filter string, active bool, ids []int) {
  q := "SELECT " + columns + " FROM users"
  if active { q += " WHERE active" }
  s.db.Query(q)

  var where []string
  if active { where = append(where, "a = 1") }
  if filter != "" { where = append(where, "b = ?") }
  s.db.Query(fmt.Sprintf("SELECT id FROM t WHERE x AND %s", strings.Join(where, " AND ")), filter)

  var b strings.Builder
  b.WriteString("SELECT id FROM v")
  if active { fmt.Fprintf(&b, " WHERE a = %d", 1) }
  s.db.Query(b.String())

  buf := bytes.NewBufferString("DELETE FROM w WHERE id IN (")
  for range ids { buf.WriteString("?,") }
  buf.WriteString("0)")
  s.db.Exec(buf.String())
  s.db.Query("SELECT * FROM users ORDER BY " + filter)
}`
  expect(new Set(await sentBy(code))).toEqual(
    new Set([
      'Store.e database/sql: SELECT id, name FROM users',
      'Store.e database/sql: SELECT id, name FROM users WHERE active',
      'Store.e database/sql: SELECT id FROM t WHERE x AND',
      'Store.e database/sql: SELECT id FROM t WHERE x AND a = 1',
      'Store.e database/sql: SELECT id FROM t WHERE x AND b = $1',
      'Store.e database/sql: SELECT id FROM t WHERE x AND a = 1 AND b = $1',
      'Store.e database/sql: SELECT id FROM v',
      'Store.e database/sql: SELECT id FROM v WHERE a = 1',
      'Store.e database/sql: DELETE FROM w WHERE id IN (0)',
      'Store.e database/sql [dynamic (a loop writes part of it: one turn is shown)]: DELETE FROM w WHERE id IN ($1,0)',
      'Store.e database/sql [dynamic (text that is not constant: filter), injection parameter]: SELECT * FROM users ORDER BY $1',
    ]),
  )
})

test('placeholders whose numbers are counted as the text grows', async () => {
  const code = `import ("database/sql"; "strconv"; "fmt")
func a(db *sql.DB, name, owner string) {
  args := []any{}
  q := "SELECT id FROM t WHERE TRUE"
  args = append(args, name)
  q += " AND name LIKE $" + strconv.Itoa(len(args)) + " ESCAPE '!'"
  args = append(args, owner)
  q += fmt.Sprintf(" AND owner = $%d", len(args))
  db.Query(q, args...)
}`
  expect(await sentBy(code)).toEqual(["a database/sql: SELECT id FROM t WHERE TRUE AND name LIKE $1 ESCAPE '!' AND owner = $2"])
})

test('a text that a helper is handed belongs to who hands it', async () => {
  const code = `${HEAD}
func (s *Store) all(query string, args ...any) { s.db.Query(query, args...) }
func (s *Store) again(query string) { s.all(query + " LIMIT 5") }
func (s *Store) f() { s.all("SELECT a FROM f") }
func (s *Store) g() { s.again("SELECT a FROM g") }
type Asker interface { all(query string, args ...any) }
func h(a Asker) { a.all("SELECT a FROM h") }
func count(db *sql.DB, table string) { db.QueryRow("SELECT count(*) FROM " + table) }
func i(db *sql.DB) { count(db, "users"); count(db, "posts") }`
  expect(await sentBy(code)).toEqual([
    'Store.f database/sql: SELECT a FROM f',
    'Store.g database/sql: SELECT a FROM g LIMIT 5',
    'h database/sql: SELECT a FROM h',
    'i database/sql [bounded]: SELECT count(*) FROM users',
    'i database/sql [bounded]: SELECT count(*) FROM posts',
  ])
})

test('a helper that nobody calls keeps its unknown text', async () => {
  expect(await sentBy(`${HEAD}func j(db *sql.DB, q string) { db.Query(q) }`)).toEqual(['j failed: the text is not known: q'])
})

test('interfaces that a handle satisfies, whatever their name; others are none', async () => {
  const code = `${HEAD}
type Runner interface {
  ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
  QueryRowContext(context.Context, string, ...interface{}) *sql.Row
}
type Cache interface { Get(ctx context.Context, key string, dest any) error }
func k(ctx context.Context, r Runner, c Cache) {
  r.ExecContext(ctx, "DELETE FROM k")
  c.Get(ctx, "SELECT 1 FROM cache", nil)
}
func l(ctx context.Context, db *sql.DB) { tx, _ := db.Begin(); k(ctx, tx, nil) }`
  expect(await sentBy(code)).toEqual(['k database/sql: DELETE FROM k'])
})

test('texts in fields, globals and results are what flows there', async () => {
  const code = `${HEAD}
var listAll = "SELECT a FROM listed"
func New(db *sql.DB) *Store { return &Store{db: db, table: "things"} }
func (s *Store) query() string { return "SELECT a FROM " + s.table }
func (s *Store) m() { s.db.Query(s.query()); s.db.Query(listAll); s.db.Exec("DELETE FROM " + s.table) }`
  expect(await sentBy(code)).toEqual([
    'Store.m database/sql: SELECT a FROM things',
    'Store.m database/sql: SELECT a FROM listed',
    'Store.m database/sql: DELETE FROM things',
  ])
})

test('closures in package variables', async () => {
  const code = `${HEAD}
var steps = []func(tx *sql.Tx) error{
  func(tx *sql.Tx) error { _, err := tx.Exec("CREATE TABLE steps (id int)"); return err },
}`
  expect(await sentBy(code)).toEqual(['store.go init.func1 database/sql [transaction]: CREATE TABLE steps (id int)'])
})

test('operators of jsonb are no placeholders', async () => {
  const code = `${HEAD}func n(db *sql.DB) { db.Exec("UPDATE s SET v = 1 WHERE a ? 'key' AND b ?| c AND d = ?", 1) }`
  expect(await sentBy(code)).toEqual(["n database/sql: UPDATE s SET v = 1 WHERE a ? 'key' AND b ?| c AND d = $1"])
})

test('rows of a table of texts, each with its own', async () => {
  const code = `${HEAD}
func rows(db *sql.DB) {
  keys := [][2]string{{"a", "x"}, {"b", "y"}}
  for _, k := range keys { db.Exec(fmt.Sprintf("ALTER TABLE %s DROP COLUMN %s", k[0], k[1])) }
  for _, k := range []struct{ table, column string }{{"c", "x"}, {"d", "y"}} { db.Exec("UPDATE " + k.table + " SET " + k.column + " = 0") }
}`
  expect(await sentBy(code)).toEqual([
    'rows database/sql [loop constant per element]: ALTER TABLE a DROP COLUMN x',
    'rows database/sql [loop constant per element]: ALTER TABLE b DROP COLUMN y',
    'rows database/sql [loop constant per element]: UPDATE c SET x = 0',
    'rows database/sql [loop constant per element]: UPDATE d SET y = 0',
  ])
})

test('a loop over what a limited statement gave turns as often as a page is long', async () => {
  const code = `${HEAD}
func page(db *sql.DB, n int) {
  rows, _ := db.Query("SELECT id FROM users LIMIT $1", n)
  for rows.Next() { var id int; rows.Scan(&id); db.Exec("UPDATE a SET x = 1 WHERE id = $1", id) }
  rows, _ = db.Query("SELECT id FROM users WHERE id IN (SELECT id FROM b LIMIT 3)")
  for rows.Next() { var id int; rows.Scan(&id); db.Exec("UPDATE c SET x = 1 WHERE id = $1", id) }
}`
  expect((await sentBy(code)).filter((l) => l.includes('loop'))).toEqual([
    'page database/sql [loop page per element]: UPDATE a SET x = 1 WHERE id = $1',
    'page database/sql [loop data per element]: UPDATE c SET x = 1 WHERE id = $1',
  ])
})

test('what is found by the key of an element differs from turn to turn', async () => {
  const code = `import "gorm.io/gorm"
type User struct { ID uint; Name string }
func each(db *gorm.DB, ids []uint, n int) {
  for _, id := range ids {
    var u User
    if err := db.First(&u, id).Error; err != nil { return }
    db.Model(&u).Update("name", "x")
  }
  var us []User
  db.Raw("SELECT * FROM users LIMIT ?", n).Scan(&us)
  for _, u := range us { db.Delete(&u) }
}`
  expect((await sentBy(code)).map((l) => l.replace(/:.*/, ''))).toEqual([
    'each gorm [loop data per element, bounded]',
    'each gorm [loop data per element]',
    'each gorm',
    'each gorm [loop page per element]',
  ])
})

test('columns of an INSERT that are not known are names', async () => {
  const code = `${HEAD}func put(db *sql.DB, columns, marks string) { db.Exec("INSERT INTO a (id, " + columns + ") VALUES (" + marks + ")") }`
  expect((await sentBy(code)).map((l) => l.replace(/ \[.*?\]:/, ':'))).toEqual([
    'put database/sql: INSERT INTO a (id, "columns") VALUES ($1)',
  ])
})
