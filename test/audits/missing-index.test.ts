import { expect, test } from 'vitest'
import { createScene, findingsOf } from './scene.ts'

test('advice for a statement on a route is grave, and its fix is the exact CREATE INDEX', async () => {
  const s = createScene()
  const list = s.fn('listPosts')
  s.handled(s.route('GET', '/api/posts'), list)
  const query = s.query(list, 'SELECT * FROM posts ORDER BY created_at DESC LIMIT $1', {}, { line: 33 })
  const statement = 'CREATE INDEX CONCURRENTLY ON posts (created_at DESC);'
  s.graph.node('IndexAdvice', 'advice 1', {
    table: 'posts',
    columns: ['created_at'],
    kind: 'order',
    statement,
    reason: 'the plan scans',
    confidence: 'high',
  })
  s.graph.edge('ADVISED_FOR', 'advice 1', 'table posts')
  s.graph.edge('WOULD_SERVE', 'advice 1', query)
  const [finding, ...rest] = await findingsOf('missing-index', s)
  expect(rest).toEqual([])
  expect(finding).toMatchObject({
    severity: 'high',
    confidence: 'high',
    file: 'shop.go',
    line: 33,
    fix: statement,
    routes: ['GET /api/posts'],
  })
  expect(finding?.path.map((p) => p.label)).toEqual(['Route', 'Function', 'Query', 'Table'])
})

test('a foreign key is told here only where statements look through it', async () => {
  const s = createScene()
  s.table('lines')
  const list = s.query(s.fn('list'), 'SELECT * FROM lines WHERE order_id = $1')
  const drop = s.query(s.fn('drop'), 'DELETE FROM shops WHERE id = $1', { operation: 'delete' })
  for (const [column, query] of [
    ['order_id', list],
    ['shop_id', drop],
  ] as const) {
    const advice = `advice ${column}`
    const statement = `CREATE INDEX ON lines (${column});`
    s.graph.node('Column', `column lines.${column}`, { name: column, table: 'lines' })
    s.graph.node('IndexAdvice', advice, { table: 'lines', columns: [column], kind: 'foreignKey', statement, confidence: 'high' })
    s.graph.edge('ADVISED_FOR', advice, 'table lines')
    s.graph.edge('WOULD_SERVE', advice, query)
  }
  s.graph.edge('FILTERS_ON', list, 'column lines.order_id', { op: '=' })
  expect((await findingsOf('missing-index', s)).map((f) => f.fix)).toEqual(['CREATE INDEX ON lines (order_id);'])
})

test('of two alike the one that costs a live database more comes first', async () => {
  const s = createScene()
  for (const [column, totalTime] of [
    ['a', 10],
    ['b', 9_000],
    ['c', undefined],
  ] as const) {
    const query = s.query(s.fn(`by ${column}`), `SELECT * FROM posts WHERE ${column} = $1`, totalTime === undefined ? {} : { totalTime })
    s.graph.node('IndexAdvice', `advice ${column}`, {
      table: 'posts',
      columns: [column],
      kind: 'filter',
      statement: column,
      confidence: 'high',
      measured: true,
      assumptions: ['the live database: 5 rows of posts'],
    })
    s.graph.edge('ADVISED_FOR', `advice ${column}`, 'table posts')
    s.graph.edge('WOULD_SERVE', `advice ${column}`, query)
  }
  const findings = await findingsOf('missing-index', s)
  expect(findings.map((f) => f.fix)).toEqual(['b', 'a', 'c'])
  expect(findings[0]?.message).toContain('By the live database: 5 rows of posts.')
})
