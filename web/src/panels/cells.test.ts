import { expect, test } from 'vitest'
import { cellOf } from './cells.ts'

const nodes = new Map([['route r', { title: 'GET /r', lane: 'route' as const }]])
const node = { kind: 'node', id: 'route r', labels: ['Route'], properties: { name: 'r' } }

test('values of a row', () => {
  expect(cellOf(null, nodes)).toEqual({ kind: 'nothing' })
  expect(cellOf(0, nodes)).toEqual({ kind: 'text', text: '0' })
  expect(cellOf(node, nodes)).toEqual({ kind: 'node', id: 'route r', title: 'GET /r', lane: 'route' })
  expect(cellOf({ ...node, id: 'x' }, nodes)).toEqual({ kind: 'node', id: 'x', title: 'r', lane: 'other' })
  expect(cellOf(['route r', 'route s'], nodes)).toMatchObject({ join: ' → ', items: [{ kind: 'node', title: 'GET /r' }, { kind: 'text' }] })
  expect(cellOf({ kind: 'relationship', type: 'CALLS' }, nodes)).toEqual({ kind: 'relationship', text: 'CALLS' })
  expect(cellOf({ a: 1 }, nodes)).toEqual({ kind: 'text', text: '{"a":1}' })
  expect(cellOf({ kind: 'path', nodes: [node], relationships: [] }, nodes)).toMatchObject({ kind: 'list', join: ' → ' })
})
