// A value of a Cypher row as something to show. In: JSON as the API gives it. Out: plain data.

import type { GraphNode } from '../api/picture.ts'
import type { Lane } from '../api/words.ts'

export type Cell =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'node'; readonly id: string; readonly title: string; readonly lane: Lane }
  | { readonly kind: 'relationship'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Cell[]; readonly join: string }

type Known = ReadonlyMap<string, Pick<GraphNode, 'title' | 'lane'>>

export function cellOf(value: unknown, nodes: Known): Cell {
  if (value === null || value === undefined) return { kind: 'nothing' }
  if (Array.isArray(value)) {
    const items = value.map((item) => cellOf(item, nodes))
    return { kind: 'list', items, join: items.some((item) => item.kind === 'node') ? ' → ' : ', ' }
  }
  if (typeof value !== 'object') {
    const text = String(value)
    // Saved audits give the path of a finding as ids.
    return nodes.has(text) ? nodeCell(text, {}, nodes) : { kind: 'text', text }
  }
  if ('kind' in value) {
    if (value.kind === 'node' && 'id' in value && typeof value.id === 'string') return nodeCell(value.id, value, nodes)
    if (value.kind === 'relationship' && 'type' in value) return { kind: 'relationship', text: String(value.type) }
    if (value.kind === 'path' && 'nodes' in value && Array.isArray(value.nodes))
      return { kind: 'list', items: value.nodes.map((node) => cellOf(node, nodes)), join: ' → ' }
  }
  return { kind: 'text', text: JSON.stringify(value) }
}

function nodeCell(id: string, value: object, nodes: Known): Cell {
  const known = nodes.get(id)
  if (known) return { kind: 'node', id, title: known.title, lane: known.lane }
  const properties = 'properties' in value && typeof value.properties === 'object' ? value.properties : null
  const name = properties && 'name' in properties ? String(properties.name) : id
  return { kind: 'node', id, title: name, lane: 'other' }
}
