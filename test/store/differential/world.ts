// Small random graphs over the schema, dense enough for cycles and with many properties missing, and the values of the oracle.

import { createGraphBuilder, type Graph, type GraphEdge, type GraphNode } from '#graph/graph.ts'
import type { NodeLabel, RelationshipType } from '#graph/schema.ts'
import type { Random } from './random.ts'

export interface Path {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

export type Value = null | boolean | number | string | readonly Value[] | GraphNode | GraphEdge | Path
export type Row = Readonly<Record<string, Value>>

export interface World {
  /** What is loaded. */
  readonly graph: Graph
  /** All that a query can see. */
  readonly nodes: ReadonlyMap<string, GraphNode>
  readonly outgoing: ReadonlyMap<string, readonly GraphEdge[]>
  readonly incoming: ReadonlyMap<string, readonly GraphEdge[]>
}

export interface EdgeKind {
  readonly type: RelationshipType
  readonly from: NodeLabel
  readonly to: NodeLabel
}

export const EDGE_KINDS: readonly EdgeKind[] = [
  { type: 'HANDLED_BY', from: 'Route', to: 'Function' },
  { type: 'GUARDED_BY', from: 'Route', to: 'Middleware' },
  { type: 'RUNS', from: 'Middleware', to: 'Function' },
  { type: 'CALLS', from: 'Function', to: 'Function' },
  { type: 'EXECUTES', from: 'Function', to: 'Query' },
  { type: 'READS', from: 'Query', to: 'Table' },
  { type: 'WRITES', from: 'Query', to: 'Table' },
  { type: 'TOUCHES', from: 'Route', to: 'Table' },
]

/** Properties that the random queries speak of, by label and type. */
export const PROPERTIES: Readonly<Record<string, Readonly<Record<string, readonly (string | number | boolean)[]>>>> = {
  Route: { method: ['GET', 'POST', 'PUT'], auth: ['none', 'required', 'unknown'], line: [1, 2, 3, 4], credential: [true, false] },
  Middleware: { kind: ['authn', 'authz', 'cors'], enforces: [true, false], line: [1, 2, 3] },
  Function: { name: ['List', 'Get', 'Save', 'each'], line: [1, 2, 3, 4, 5], exported: [true, false] },
  Query: { operation: ['select', 'insert', 'delete'], bounded: [true, false], line: [1, 2, 3] },
  Table: { name: ['users', 'orders', 'items'], source: ['migrations', 'models'], line: [1, 2] },
  CALLS: { line: [1, 2, 3], loopDepth: [0, 1, 2], inTransaction: [true, false], resolution: ['exact', 'interface'] },
  EXECUTES: { line: [1, 2, 3], loopDepth: [0, 1], cached: [true, false] },
  TOUCHES: { mode: ['read', 'write'], depth: [0, 1, 2] },
  GUARDED_BY: { order: [0, 1, 2] },
}

const COUNTS: readonly (readonly [NodeLabel, number])[] = [
  ['Route', 5],
  ['Middleware', 3],
  ['Function', 7],
  ['Query', 5],
  ['Table', 4],
]

export function createWorld(random: Random): World {
  const b = createGraphBuilder()
  const ids = new Map<NodeLabel, string[]>()
  for (const [label, count] of COUNTS)
    for (let i = 0; i < 2 + random.below(count - 1); i += 1) {
      const id = `${label.toLowerCase()} ${i}`
      ids.set(label, [...(ids.get(label) ?? []), id])
      const roles = label === 'Function' ? random.some(['Handler', 'Service', 'Closure'], random.below(3)) : []
      b.node(label, id, draw(random, label), roles)
    }
  // Now and then a type is missing altogether.
  for (const { type, from, to } of EDGE_KINDS)
    for (let i = random.chance(0.12) ? 0 : 3 + random.below(6); i > 0; i -= 1)
      b.edge(type, random.pick(ids.get(from) ?? []), random.pick(ids.get(to) ?? []), draw(random, type))
  return toWorld(b.build())
}

/** The node that carries the stamp is seen by patterns without a label. */
const STAMP = { id: 'graph', labels: ['ThroughlineGraph' as NodeLabel], properties: {} } as const satisfies GraphNode

/** Each property is there three times out of four. */
function draw(random: Random, owner: string): Record<string, string | number | boolean> {
  const entries = Object.entries(PROPERTIES[owner] ?? {}).filter(() => random.chance(0.75))
  return Object.fromEntries(entries.map(([name, values]) => [name, random.pick(values)]))
}

function toWorld(graph: Graph): World {
  const by = (end: (edge: GraphEdge) => string) => {
    const map = new Map<string, GraphEdge[]>()
    for (const edge of graph.edges) map.set(end(edge), [...(map.get(end(edge)) ?? []), edge])
    return map
  }
  return { graph, nodes: new Map([...graph.nodes, STAMP].map((n) => [n.id, n])), outgoing: by((e) => e.from), incoming: by((e) => e.to) }
}

export function isNode(value: Value | undefined): value is GraphNode {
  return typeof value === 'object' && value !== null && 'labels' in value
}

export function isEdge(value: Value | undefined): value is GraphEdge {
  return typeof value === 'object' && value !== null && 'from' in value
}

export function isPath(value: Value | undefined): value is Path {
  return typeof value === 'object' && value !== null && 'edges' in value
}

/** A property, null where the owner or the property is missing. */
export function propertyOf(value: Value | undefined, name: string): Value {
  if (isNode(value)) return name === 'id' ? value.id : (value.properties[name] ?? null)
  return isEdge(value) ? (value.properties[name] ?? null) : null
}
