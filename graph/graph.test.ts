import { expect, test } from 'vitest'
import { createGraphBuilder, printGraph } from './graph.ts'
import { NODE_LABELS, RELATIONSHIPS } from './schema.ts'
import { symbol } from './symbol.ts'

test('a node that is added twice keeps its first label and gathers roles and properties', () => {
  const b = createGraphBuilder()
  b.node('Function', 'go f().', { name: 'f', line: undefined, receiver: null }, ['Service'])
  b.node('Function', 'go f().', { line: 3 }, ['Handler', 'Service'])
  expect(b.has('go f().')).toBe(true)
  expect(b.build().nodes).toEqual([{ id: 'go f().', labels: ['Function', 'Handler', 'Service'], properties: { name: 'f', line: 3 } }])
  expect(() => b.node('Table', 'go f().', {})).toThrow('both Function and Table')
})

test('order comes from the names alone, and an edge that is added twice is one', () => {
  const b = createGraphBuilder()
  b.edge('CALLS', 'go b().', 'go a().', { line: 2 })
  b.edge('CALLS', 'go a().', 'go b().', { loopDepth: 1, line: 1 })
  b.edge('CALLS', 'go a().', 'go b().', { line: 1, loopDepth: 1 })
  for (const name of ['b', 'a', 'B']) b.node('Function', `go ${name}().`, {})
  expect(printGraph(b.build())).toBe(`(Function) go B().
(Function) go a().
(Function) go b().
go a(). -[CALLS]-> go b(). line=1 loopDepth=1
go b(). -[CALLS]-> go a(). line=2
`)
})

test('what the schema does not know is a bug of the indexer', () => {
  const b = createGraphBuilder()
  expect(() => b.node('Table', 't', { nmae: 'x' })).toThrow('Table.nmae')
  expect(() => b.edge('CALLS', 'a', 'b', { depth: 1 })).toThrow('CALLS.depth')
  b.node('Table', 'table t', {})
  b.edge('CALLS', 'table t', 'table t')
  expect(() => b.build()).toThrow('CALLS cannot go from Table to Table')
  const open = createGraphBuilder()
  open.node('Table', 'table t', {})
  open.edge('READS', 'query q', 'table t')
  expect(() => open.build()).toThrow('edge READS without an end: query q')
})

test('labels are nouns, relationships verbs between labels that exist, roles never labels', () => {
  for (const [label, schema] of Object.entries(NODE_LABELS)) {
    expect(label).toMatch(/^[A-Z][a-z]+([A-Z][a-z]+)*$/)
    expect(Object.keys(schema.properties)).not.toContain('id')
    for (const role of 'roles' in schema ? schema.roles : []) expect(NODE_LABELS).not.toHaveProperty(role)
  }
  for (const [type, { from, to }] of Object.entries(RELATIONSHIPS)) {
    expect(type).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
    for (const label of [...from, ...to]) expect(NODE_LABELS).toHaveProperty(label)
  }
})

test('ids read like what they name and hold no line number', () => {
  expect(symbol.goFunction('internal/users', 'Service', 'Create')).toBe('go internal/users/Service#Create().')
  expect(symbol.closure(symbol.goFunction('main', undefined, 'run'), 2)).toBe('go main/run().func2.')
  expect(symbol.route('api', 'GET', '/users/:id')).toBe('route api GET /users/:id')
  expect(symbol.query('go f().', 'SELECT 1', 0)).toMatch(/^query go f\(\)\. [0-9a-f]{10}$/)
  expect(symbol.query('go f().', 'SELECT 1', 1)).toBe(`${symbol.query('go f().', 'SELECT 1', 0)}.1`)
  expect(symbol.indexAdvice('users', ['a', 'b'], 'deleted_at IS NULL')).toMatch(/^advice users\(a,b\) [0-9a-f]{10}$/)
})
