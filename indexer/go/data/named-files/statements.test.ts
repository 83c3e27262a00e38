import { expect, test } from 'vitest'
import { sentBy } from '../text/test-support.ts'

const SQL = { 'q.sql': '-- name: get-user\nSELECT id FROM users WHERE id = ?\n-- name: search\nSELECT id FROM %s ORDER BY %order%\n' }

test('goyesql: by key, by tag, with what is put into the text later', async () => {
  const code = `import ("database/sql"; "fmt"; "strings"; "github.com/knadh/goyesql/v2")
type Queries struct { Search string \`query:"search"\` }
type Core struct { q *Queries; db *sql.DB }
func a(db *sql.DB) { qs := goyesql.MustParseFile("q.sql"); db.Query(qs["get-user"].Query, 1) }
func (c *Core) b() {
  q := fmt.Sprintf(strings.ReplaceAll(c.q.Search, "%order%", "id"), "users")
  c.db.Query(q)
}`
  expect(await sentBy(code, {}, SQL)).toEqual([
    'a database/sql: SELECT id FROM users WHERE id = $1',
    'Core.b database/sql: SELECT id FROM users ORDER BY id',
  ])
})

test('dotsql: by name', async () => {
  const code = `import ("database/sql"; "github.com/qustavo/dotsql")
func a(db *sql.DB, dot *dotsql.DotSql) { dot.QueryRow(db, "get-user", 1) }`
  expect(await sentBy(code, {}, SQL)).toEqual(['a database/sql [bounded]: SELECT id FROM users WHERE id = $1'])
})
