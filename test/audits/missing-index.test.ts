import { expect, test } from 'vitest'
import type { Finding } from '#audit/finding.ts'
import { createScene, findingsOf, type Scene } from './scene.ts'

function foreignKey(
  s: Scene,
  table: string,
  columns: readonly string[],
  references: string,
  index?: Record<string, string | readonly string[]>,
) {
  const id = s.table(table)
  const name = `${table}_${columns.join('_')}_fkey`
  s.graph.node('Constraint', `constraint ${name}`, {
    name,
    table,
    kind: 'foreignKey',
    columns,
    references,
    file: 'migrations/1.sql',
    line: 4,
  })
  s.graph.edge('HAS_CONSTRAINT', id, `constraint ${name}`)
  if (!index) return
  s.graph.node('Index', `index ${name}`, { name: `${name}_idx`, table, ...index })
  s.graph.edge('HAS_INDEX', id, `index ${name}`)
}

const lines = (found: readonly Finding[]) => found.map((f) => `${f.severity} ${f.confidence} ${f.fix}`)

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

test('a foreign key that no index begins with is found; graver when parents are deleted', async () => {
  const s = createScene()
  foreignKey(s, 'lines', ['order_id'], 'orders')
  foreignKey(s, 'visits', ['shop_id'], 'shops', { columns: ['day', 'shop_id'] })
  s.query(s.fn('drop'), 'DELETE FROM orders WHERE id = $1', { operation: 'delete' })
  expect(lines(await findingsOf('missing-index', s))).toEqual([
    'medium high CREATE INDEX CONCURRENTLY ON lines (order_id);',
    'low high CREATE INDEX CONCURRENTLY ON visits (shop_id);',
  ])
})

test('an advice and the fact behind it are one finding', async () => {
  const s = createScene()
  foreignKey(s, 'lines', ['order_id'], 'orders')
  s.graph.node('IndexAdvice', 'advice 1', {
    table: 'lines',
    columns: ['order_id'],
    kind: 'foreignKey',
    statement: 'CREATE INDEX ON lines (order_id);',
    confidence: 'medium',
  })
  s.graph.edge('ADVISED_FOR', 'advice 1', 'table lines')
  expect(lines(await findingsOf('missing-index', s))).toEqual(['low medium CREATE INDEX ON lines (order_id);'])
})

test('silence where an index serves: leading, any order of a composite key, or partial on not null', async () => {
  const s = createScene()
  foreignKey(s, 'lines', ['order_id'], 'orders', { columns: ['order_id', 'position'] })
  foreignKey(s, 'grants', ['tenant_id', 'user_id'], 'members', { columns: ['user_id', 'tenant_id'] })
  foreignKey(s, 'votes', ['option_id', 'poll_id'], 'options', { columns: ['option_id'] })
  foreignKey(s, 'talks', ['room_id'], 'rooms', { columns: ['room_id'], where: '(room_id IS NOT NULL)' })
  expect(await findingsOf('missing-index', s)).toEqual([])
})
