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
    references: `${references}(id)`,
    file: 'migrations/1.sql',
    line: 4,
  })
  s.graph.edge('HAS_CONSTRAINT', id, `constraint ${name}`)
  if (!index) return
  s.graph.node('Index', `index ${name}`, { name: `${name}_idx`, table, ...index })
  s.graph.edge('HAS_INDEX', id, `index ${name}`)
}

const lines = (found: readonly Finding[]) => found.map((f) => `${f.severity} ${f.confidence} ${f.fix}`)

test('a foreign key that no index begins with is found; graver when parents are deleted', async () => {
  const s = createScene()
  foreignKey(s, 'lines', ['order_id'], 'orders')
  foreignKey(s, 'visits', ['shop_id'], 'shops', { columns: ['day', 'shop_id'] })
  s.query(s.fn('drop'), 'DELETE FROM orders WHERE id = $1', { operation: 'delete' })
  expect(lines(await findingsOf('foreign-key-without-index', s))).toEqual([
    'medium high CREATE INDEX CONCURRENTLY ON lines (order_id);',
    'low high CREATE INDEX CONCURRENTLY ON visits (shop_id);',
  ])
})

test('parents that go along with their own parents are deleted too', async () => {
  const s = createScene()
  foreignKey(s, 'lines', ['order_id'], 'orders')
  for (const column of ['orders.shop_id', 'shops.id']) {
    const [table = '', name = ''] = column.split('.')
    s.graph.node('Column', `column ${column}`, { name, table })
  }
  s.table('shops')
  s.graph.edge('REFERENCES', 'column orders.shop_id', 'column shops.id', { onDelete: 'cascade', constraint: 'k' })
  s.query(s.fn('drop'), 'DELETE FROM shops WHERE id = $1', { operation: 'delete' })
  const [finding] = await findingsOf('foreign-key-without-index', s)
  expect(finding?.severity).toBe('medium')
  expect(finding?.message).toContain('along with those of `shops`')
})

test('an advice lends its exact statement; one that statements look through is told by missing-index', async () => {
  const s = createScene()
  foreignKey(s, 'lines', ['order_id'], 'orders')
  foreignKey(s, 'visits', ['shop_id'], 'shops')
  for (const [table, column] of [
    ['lines', 'order_id'],
    ['visits', 'shop_id'],
  ] as const) {
    const statement = `CREATE INDEX CONCURRENTLY idx_${table} ON ${table} (${column});`
    s.graph.node('IndexAdvice', `advice ${table}`, { table, columns: [column], kind: 'foreignKey', statement, confidence: 'medium' })
    s.graph.edge('ADVISED_FOR', `advice ${table}`, `table ${table}`)
  }
  const query = s.query(s.fn('list'), 'SELECT * FROM visits WHERE shop_id = $1')
  s.graph.node('Column', 'column visits.shop_id', { name: 'shop_id', table: 'visits' })
  s.graph.edge('FILTERS_ON', query, 'column visits.shop_id', { op: '=' })
  s.graph.edge('WOULD_SERVE', 'advice visits', query)
  expect(lines(await findingsOf('foreign-key-without-index', s))).toEqual([
    'low high CREATE INDEX CONCURRENTLY idx_lines ON lines (order_id);',
  ])
})

test('an advice for another column of the table says nothing of the key, even where its statements look through that too', async () => {
  const s = createScene()
  foreignKey(s, 'visits', ['shop_id'], 'shops')
  s.graph.node('IndexAdvice', 'advice visits', {
    table: 'visits',
    columns: ['day'],
    kind: 'filter',
    statement: 'CREATE INDEX …',
    confidence: 'high',
  })
  s.graph.edge('ADVISED_FOR', 'advice visits', 'table visits')
  const query = s.query(s.fn('list'), 'SELECT * FROM visits v JOIN shops s ON s.id = v.shop_id WHERE day = $1')
  s.graph.node('Column', 'column visits.shop_id', { name: 'shop_id', table: 'visits' })
  s.graph.edge('JOINS_ON', query, 'column visits.shop_id')
  s.graph.edge('WOULD_SERVE', 'advice visits', query)
  expect(lines(await findingsOf('foreign-key-without-index', s))).toEqual(['low high CREATE INDEX CONCURRENTLY ON visits (shop_id);'])
})

test('silence where an index serves: leading, any order of a composite key, or partial on not null', async () => {
  const s = createScene()
  foreignKey(s, 'lines', ['order_id'], 'orders', { columns: ['order_id', 'position'] })
  foreignKey(s, 'grants', ['tenant_id', 'user_id'], 'members', { columns: ['user_id', 'tenant_id'] })
  foreignKey(s, 'votes', ['option_id', 'poll_id'], 'options', { columns: ['option_id'] })
  foreignKey(s, 'talks', ['room_id'], 'rooms', { columns: ['room_id'], where: '(room_id IS NOT NULL)' })
  expect(await findingsOf('foreign-key-without-index', s)).toEqual([])
})
