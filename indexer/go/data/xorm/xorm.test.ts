// What xorm v1.3 would send for chains on sessions and engines.

import { beforeAll, expect, test } from 'vitest'
import { gormContext } from '#indexer/go/statements.ts'
import type { Value } from '#indexer/go/values.ts'
import { loadParser, parseSql } from '#indexer/sql/parser.ts'
import { analyseTexts } from '#test/support/go-program.ts'
import { sentBy } from '../text/test-support.ts'
import { xormModels } from './models.ts'

beforeAll(loadParser)

const HEAD = `import ("xorm.io/xorm"; "xorm.io/builder"; "time")
type User struct {
  ID int64 \`xorm:"bigint autoincr not null unique pk"\`
  UserName string \`xorm:"varchar(50) not null unique 'login'"\`
  Age int
  Created time.Time \`xorm:"created"\`
  Hidden string \`xorm:"-"\`
}
func (*User) TableName() string { return "users" }
type HTTPToken struct { ID int64; OwnerID int64 \`xorm:"index"\`; DeletedAt time.Time \`xorm:"deleted"\` }
`
const USER = '"id", "login", "age", "created"'

async function sent(body: string, more = ''): Promise<readonly string[]> {
  const lines = await sentBy(`${HEAD}${more}\nfunc f(e *xorm.Engine, id int64, ids []int64, name string) {\n${body}\n}\n`)
  for (const line of lines) {
    const sql = line.replace(/^.*?: /, '')
    const parsed = line.includes('failed') ? { ok: true as const } : parseSql(sql)
    if (!parsed.ok) throw new Error(`${parsed.error.message}: ${sql}`)
  }
  return lines.map((l) => l.replace(/^f xorm/, '').trim())
}

test.each([
  ['u := &User{ID: id}; e.Get(u)', `[bounded]: SELECT ${USER} FROM "users" WHERE "id" = $1 LIMIT 1`],
  ['u := new(User); e.ID(id).Get(u)', `[bounded]: SELECT ${USER} FROM "users" WHERE "id" = $1 LIMIT 1`],
  [
    'var us []*User; e.Where("age > ?", 3).Desc("id").Limit(5, 10).Find(&us)',
    `: SELECT ${USER} FROM "users" WHERE age > $1 ORDER BY "id" DESC LIMIT $2 OFFSET $3`,
  ],
  ['us := map[int64]*User{}; e.In("id", ids).Find(&us)', `: SELECT ${USER} FROM "users" WHERE "id" IN ($1)`],
  [
    'e.Where(builder.Eq{"login": name}.Or(builder.In("id", builder.Select("owner_id").From("http_token")))).Exist(&User{})',
    ': SELECT 1 FROM "users" WHERE (login = $1 OR "id" IN (SELECT owner_id FROM "http_token")) LIMIT 1',
  ],
  [
    'e.Table("users").Join("LEFT", "http_token", "http_token.owner_id = users.id").Count()',
    ': SELECT count(*) FROM "users" LEFT JOIN "http_token" ON http_token.owner_id = users.id',
  ],
  ['e.Insert(&User{UserName: name})', ': INSERT INTO "users" ("login", "age", "created") VALUES ($1, $2, $3)'],
  ['e.ID(id).Cols("age").Update(&User{Age: 3})', ': UPDATE "users" SET "age" = $1 WHERE "id" = $2'],
  ['e.Table("users").Where("id = ?", id).Update(map[string]any{"age": 3})', ': UPDATE "users" SET "age" = $1 WHERE id = $2'],
  ['e.Where("owner_id = ?", id).Delete(&HTTPToken{})', ': UPDATE "http_token" SET "deleted_at" = $1 WHERE owner_id = $2'],
  ['e.Unscoped().Delete(&HTTPToken{OwnerID: id})', ': DELETE FROM "http_token" WHERE "owner_id" = $1'],
  ['e.Exec("DELETE FROM users WHERE id = ?", id)', ': DELETE FROM users WHERE id = $1'],
  ['var us []User; e.SQL("SELECT * FROM users WHERE age > ?", 3).Find(&us)', ': SELECT * FROM users WHERE age > $1'],
])('%s', async (body, expected) => {
  expect((await sent(body)).map((l) => l.replace(/ ?\[dynamic[^\]]*\]/, ''))).toEqual([expected])
})

test('a session keeps what it gathers until it sends, and its transaction after', async () => {
  const body = `s := e.NewSession()
  defer s.Close()
  s.Begin()
  s.Where("age = ?", 1)
  if name != "" { s.And("login = ?", name) }
  var us []User
  s.Find(&us)
  s.Insert(&User{})
  s.Commit()`
  expect(new Set(await sent(body))).toEqual(
    new Set([
      `[transaction]: SELECT ${USER} FROM "users" WHERE age = $1`,
      `[transaction]: SELECT ${USER} FROM "users" WHERE age = $1 AND login = $2`,
      '[transaction]: INSERT INTO "users" ("login", "age", "created") VALUES ($1, $2, $3)',
    ]),
  )
})

test('a closure in a transaction, and a table that soft deletes', async () => {
  const body = `e.Transaction(func(s *xorm.Session) (any, error) {
    var t []HTTPToken
    return nil, s.Find(&t)
  })`
  expect(await sentBy(`${HEAD}\nfunc f(e *xorm.Engine) {\n${body}\n}\n`)).toEqual([
    'f.func1 xorm [transaction]: SELECT "id", "owner_id", "deleted_at" FROM "http_token" WHERE ("deleted_at" IS NULL OR "deleted_at" = $1)',
  ])
})

test('the tables that Sync makes', async () => {
  const go = await analyseTexts({ 'a.go': `package a\n${HEAD}\nfunc sync(e *xorm.Engine) { e.Sync2(new(User), HTTPToken{}) }` })
  const tables = xormModels(gormContext(go), go.summary.collected.get('xorm.sync') as readonly Value[])
  expect(
    tables.map((t) => `${t.name}(${t.columns.map((c) => `${c.name} ${c.type}${c.nullable ? '?' : ''}`).join(', ')}) ${t.primaryKey}`),
  ).toEqual([
    'users(id bigserial, login varchar(50), age integer?, created timestamp?) id',
    'http_token(id bigserial, owner_id bigint?, deleted_at timestamp?) id',
  ])
  expect(tables.flatMap((t) => t.indexes.map((i) => `${i.name} ${i.unique}`))).toEqual([
    'UQE_users_login true',
    'IDX_http_token_owner_id false',
  ])
})
