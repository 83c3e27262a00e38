import { expect, test } from 'vitest'
import { brief, createScene, findingsOf, type Scene } from './scene.ts'

function twoWrites(s: Scene, name: string, first: object = {}, second: object = {}): string {
  const fn = s.fn(name)
  s.query(fn, 'INSERT INTO orders VALUES ($1)', {}, { line: 11, ...first })
  s.query(fn, 'INSERT INTO lines VALUES ($1)', {}, { line: 12, ...second })
  return fn
}

function related(s: Scene) {
  for (const [table, column] of [
    ['orders', 'id'],
    ['lines', 'order_id'],
  ] as const) {
    s.table(table)
    s.graph.node('Column', `column ${table}.${column}`, { name: column, table })
    s.graph.edge('HAS_COLUMN', `table ${table}`, `column ${table}.${column}`)
  }
  s.graph.edge('REFERENCES', 'column lines.order_id', 'column orders.id', { constraint: 'fk' })
}

test('two writes in one run are found, with the second one named as the place', async () => {
  const s = createScene()
  related(s)
  s.handled(s.route('POST', '/api/orders'), twoWrites(s, 'place'))
  const [finding, ...rest] = await findingsOf('writes-without-transaction', s)
  expect(rest).toEqual([])
  expect(finding).toMatchObject({ severity: 'high', confidence: 'high', line: 12, routes: ['POST /api/orders'] })
  expect(finding?.message).toBe(
    '`place` writes orders (line 11) and lines (line 12) in one run, and no transaction holds the two together; a foreign key joins them.',
  )
  expect(finding?.path.map((p) => p.label)).toEqual(['Route', 'Function', 'Query'])
})

test('writes behind calls count too; unrelated tables weigh less', async () => {
  const s = createScene()
  const service = s.fn('place')
  s.handled(s.route('POST', '/api/orders'), service)
  for (const [index, table] of ['orders', 'visits'].entries()) {
    const repository = s.fn(`save ${table}`)
    s.calls(service, repository, { line: 21 + index })
    s.query(repository, `INSERT INTO ${table} VALUES ($1)`)
  }
  expect(brief(await findingsOf('writes-without-transaction', s))).toEqual(['medium low shop.go:22'])
})

test('silence in a transaction, in exclusive arms, in the background, on cleanup, on a single write', async () => {
  const s = createScene()
  const route = (fn: string, index: number) => s.handled(s.route('POST', `/api/${index}`), fn)
  route(twoWrites(s, 'inside', { inTransaction: true }, { inTransaction: true }), 1)
  route(twoWrites(s, 'either', { arms: ['b1/then'] }, { arms: ['b1/else'] }), 2)
  route(twoWrites(s, 'later', {}, { inGoroutine: true }), 3)
  route(twoWrites(s, 'cleanup', {}, { deferred: true }), 4)
  route(twoWrites(s, 'oneLine', { line: 7 }, { line: 7 }), 5)
  twoWrites(s, 'tool')
  const outer = s.fn('outer')
  const middle = s.fn('middle')
  route(outer, 6)
  s.calls(outer, middle, { line: 3, inTransaction: true })
  s.calls(middle, twoWrites(s, 'called'), { line: 4 })
  expect(await findingsOf('writes-without-transaction', s)).toEqual([])
})
