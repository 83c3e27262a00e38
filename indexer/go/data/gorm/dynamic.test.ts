import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { SHOP, sqlOf, statementsOf } from './test-support.ts'

beforeAll(loadParser)

const one = async (body: string, more = '') => {
  const [statement, ...rest] = await statementsOf(body, more)
  if (!statement || rest.length > 0) throw new Error('one statement is expected')
  const { sql, dynamic, dynamicReason, injection, failed } = statement
  return failed === undefined ? { sql, ...(dynamic && { dynamicReason }), injection } : { failed, injection }
}

test('text from the request is an injection, text from elsewhere may be one', async () => {
  expect(await one('var o []Order; db.Order(c.Query("sort")).Find(&o)')).toEqual({
    sql: 'SELECT * FROM "orders" ORDER BY $1',
    dynamicReason: 'text that is not constant: c.Query("sort")',
    injection: 'request',
  })
  expect(await one('var o []Order; db.Order(name + " desc").Find(&o)')).toEqual({
    sql: 'SELECT * FROM "orders" ORDER BY $1 desc',
    dynamicReason: 'text that is not constant: name',
    injection: 'parameter',
  })
})

test('a hole in a quoted text is part of it, a hole for a name is a name', async () => {
  expect(await one(`var o []Order; db.Where("state LIKE '%" + c.Query("q") + "%'").Find(&o)`)).toMatchObject({
    sql: `SELECT * FROM "orders" WHERE state LIKE '%{c.Query(q)}%'`,
    injection: 'request',
  })
  expect(await one('db.Exec("DELETE FROM " + name + " WHERE id = ?", id)')).toMatchObject({
    sql: 'DELETE FROM "name" WHERE id = $1',
    injection: 'parameter',
  })
  expect(await one('db.Table("logs_" + name).Where("a = 1").Delete(nil)')).toMatchObject({ sql: 'DELETE FROM logs_name WHERE a = 1' })
})

test('a name that GORM quotes is not known, but carries no SQL', async () => {
  expect(await one('db.Model(&Order{}).Where("id = ?", id).Update(name, 3)')).toEqual({
    sql: 'UPDATE "orders" SET "{name}"=$1,"updated_at"=$2 WHERE id = $3',
    dynamicReason: 'text that is not constant: name',
    injection: 'none',
  })
})

test('numbers carry no SQL and are values', async () => {
  expect(await one('var o []Order; db.Where(fmt.Sprintf("total > %d", id)).Find(&o)')).toEqual({
    sql: 'SELECT * FROM "orders" WHERE total > $1',
    injection: 'none',
  })
})

test('in a command that takes no placeholders a number is a number', async () => {
  expect(await one('db.Exec(fmt.Sprintf("SET statement_timeout = %d", id))')).toMatchObject({ sql: 'SET statement_timeout = 0' })
})

test('a text in the place of a key is compared with the key, and is an injection', async () => {
  expect(await one('var o Order; db.Take(&o, c.Params("id"))')).toMatchObject({
    sql: 'SELECT * FROM "orders" WHERE "orders"."id" = $1 LIMIT $2',
    injection: 'request',
  })
})

test('a text of which nothing is known is said so', async () => {
  expect(await one('db.Exec(c.Query("q"))')).toEqual({ failed: 'the text is not known: c.Query("q")', injection: 'request' })
})

test('constant alternatives make a statement each, and none is dynamic', async () => {
  const sent = await statementsOf('var o []Order; by := "total"; if id > 3 { by = "state" }; db.Order(by).Find(&o)')
  expect(sent.map((s) => [s.sql, s.dynamic])).toEqual([
    ['SELECT * FROM "orders" ORDER BY state', false],
    ['SELECT * FROM "orders" ORDER BY total', false],
  ])
})

test('filters that may be added make a statement each way', async () => {
  const body =
    'var o []Order; q := db.Model(&Order{}); if id > 0 { q = q.Where("user_id = ?", id) }; if name != "" { q = q.Where("state = ?", name) }; q.Find(&o)'
  expect((await sqlOf(body)).toSorted()).toEqual([
    'SELECT * FROM "orders"',
    'SELECT * FROM "orders" WHERE state = $1',
    'SELECT * FROM "orders" WHERE user_id = $1',
    'SELECT * FROM "orders" WHERE user_id = $1 AND state = $2',
  ])
})

test('of very many ways the shortest and the longest are kept, and that there are more is said', async () => {
  const filters = ['a', 'b', 'c', 'd', 'e', 'g'].map((x) => `if name != "${x}" { q = q.Where("${x} = ?", id) }`).join('; ')
  const texts = await sqlOf(`var o []Order; q := db.Model(&Order{}); ${filters}; q.Find(&o)`)
  expect(texts).toContain('SELECT * FROM "orders"')
  expect(texts).toContain('SELECT * FROM "orders" WHERE a = $1 AND b = $2 AND c = $3 AND d = $4 AND e = $5 AND g = $6')
  expect(texts.at(-1)).toBe('failed: more alternatives than are shown')
})

test('columns that are set under a condition', async () => {
  const body =
    'set := map[string]interface{}{"state": name}; if id > 0 { set["total"] = 3 }; db.Model(&Order{}).Where("id = ?", id).Updates(set)'
  expect(await sqlOf(body)).toEqual([
    'UPDATE "orders" SET "state"=$1,"total"=$2,"updated_at"=$3 WHERE id = $4',
    'UPDATE "orders" SET "state"=$1,"updated_at"=$2 WHERE id = $3',
  ])
})

test('a map whose keys are not known, and a struct of which nothing is seen', async () => {
  const loop = 'set := map[string]interface{}{}; for _, i := range ids { set[name] = i }; db.Model(&Order{}).Where("id = 1").Updates(set)'
  expect(await statementsOf(loop)).toContainEqual(
    expect.objectContaining({
      sql: 'UPDATE "orders" SET "{a key}"=$1,"updated_at"=$2 WHERE id = 1',
      dynamicReason: 'the columns that are set are the keys of a map that is not known; text that is not constant: a key',
    }),
  )
  expect(await one('var o Order; c.BodyParser(&o); db.Model(&Order{}).Where("id = 1").Updates(o)')).toEqual({
    sql: 'UPDATE "orders" SET "user_id"=$1,"total"=$2,"state"=$3,"updated_at"=$4 WHERE id = 1',
    dynamicReason: 'which columns are set hangs on the value: all are shown',
    injection: 'none',
  })
})

test('a destination of unknown type fails with its reason; one that comes through an interface is what flows there', async () => {
  const [nothing] = await sqlOf('var v interface{}; db.Find(v)')
  expect(nothing).toBe('failed: the model is not known: a value of type any')
  const more = `
type Repo struct { db *gorm.DB }
func (r *Repo) all(dest interface{}) { r.db.Find(dest) }
func use(r *Repo) { var c []Company; var l []Language; r.all(&c); r.all(&l) }`
  const { analyseTexts } = await import('#test/support/go-program.ts')
  const { renderGorm } = await import('./render.ts')
  const go = await analyseTexts({ 'a.go': `package shop\nimport "gorm.io/gorm"\nimport "time"\n${SHOP}${more}` })
  const texts = go.effects.flatMap((e) =>
    e.effect.kind === 'statement'
      ? renderGorm(e.effect, { types: go.types, program: go.program, sources: go.sources }).map((s) => s.sql)
      : [],
  )
  expect(new Set(texts)).toEqual(new Set(['SELECT * FROM "companies"', 'SELECT * FROM "languages"']))
})
