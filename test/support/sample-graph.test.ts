import { expect, test } from 'vitest'
import { NODE_LABELS, RELATIONSHIPS } from '#graph/schema.ts'
import { sampleGraph } from './sample-graph.ts'

test('the sample has every label and relationship of the schema', () => {
  const graph = sampleGraph()
  expect([...new Set(graph.nodes.map((n) => n.labels[0]))].sort()).toEqual(Object.keys(NODE_LABELS).sort())
  expect([...new Set(graph.edges.map((e) => e.type))].sort()).toEqual(Object.keys(RELATIONSHIPS).sort())
})
