// Paths from a node to tables along the way that a request takes: for each statement on the table, the shortest ones.
// What middleware touches is not on a route's paths.

import { compare } from '#graph/graph.ts'
import { type NodeLabel, RELATIONSHIPS, type RelationshipType } from '#graph/schema.ts'
import type { GraphReader, NodeValue, RelationshipValue } from '#graph/store/store.ts'
import type { Hop } from '../read/neighbours.ts'
import { primaryLabel, walk } from './walk.ts'

export interface PathStep {
  readonly node: NodeValue
  readonly edge: RelationshipValue | undefined
}

export interface FoundPaths {
  readonly paths: readonly (readonly PathStep[])[]
  readonly truncated: boolean
}

const FLOW: readonly RelationshipType[] = [
  ...(['REQUESTS', 'HANDLED_BY', 'RUNS', 'CALLS', 'RENDERS', 'MAKES', 'STARTS', 'SPAWNS', 'EXECUTES', 'READS', 'WRITES'] as const),
  ...(['EXERCISES', 'CREATES', 'ALTERS', 'DROPS', 'ADVISED_FOR'] as const),
]
/** What belongs to a table leads to it. */
const PARTS: readonly RelationshipType[] = ['HAS_COLUMN', 'HAS_INDEX', 'HAS_CONSTRAINT']

const HOPS: readonly Hop[] = [
  ...FLOW.flatMap((type) => hops(type, 'out', RELATIONSHIPS[type].from, RELATIONSHIPS[type].to)),
  ...PARTS.flatMap((type) => hops(type, 'in', RELATIONSHIPS[type].to, RELATIONSHIPS[type].from)),
]

function hops(type: RelationshipType, direction: Hop['direction'], from: readonly NodeLabel[], to: readonly NodeLabel[]): Hop[] {
  return from.flatMap((f) => to.map((t) => ({ from: f, type, direction, to: t })))
}

export interface PathOptions {
  /** Without it, every table. */
  readonly toTable?: string | undefined
  readonly limit: number
  readonly maxDepth: number
}

export async function findPaths(reader: GraphReader, start: NodeValue, options: PathOptions): Promise<FoundPaths> {
  const { toTable, limit, maxDepth } = options
  const through = (node: NodeValue) => primaryLabel(node) !== 'Table'
  const { reached, edges, more } = await walk(reader, [start], HOPS, { maxDepth, maxNodes: 20_000, through })
  const distance = (id: string) => reached.get(id)?.distance ?? Number.POSITIVE_INFINITY
  const before = shortestEdges(edges, distance)

  // A table's last step may be longer than its shortest: each statement on it has a path of its own.
  const ends = new Map<string, End>()
  for (const edge of edges) {
    const end = endOf(edge, reached)
    if (!end || (toTable !== undefined && end.table.properties.name !== toTable)) continue
    const key = `${end.from} ${end.table.id}`
    if (!ends.has(key)) ends.set(key, end)
  }
  const sorted = [...ends.values()].sort(
    (a, b) => distance(a.from) - distance(b.from) || compare(a.table.id, b.table.id) || compare(a.from, b.from),
  )

  const paths: (readonly PathStep[])[] = []
  for (const { from, table, edge } of sorted) {
    for (const head of headsTo(from, start.id, before)) {
      if (paths.length >= limit) return { paths, truncated: true }
      const steps = head.map((step) => ({ node: nodeAt(reached, step.to), edge: step }))
      paths.push([{ node: start, edge: undefined }, ...steps, { node: table, edge }])
    }
  }
  return { paths, truncated: more }
}

interface End {
  readonly from: string
  readonly table: NodeValue
  readonly edge: RelationshipValue
}

/** The step onto a table. A part leads to its table against the arrow. */
function endOf(edge: RelationshipValue, reached: ReadonlyMap<string, { readonly node: NodeValue }>): End | undefined {
  const [from, to] = (PARTS as readonly string[]).includes(edge.type) ? [edge.to, edge.from] : [edge.from, edge.to]
  const table = reached.get(to)?.node
  return table && primaryLabel(table) === 'Table' ? { from, table, edge } : undefined
}

function shortestEdges(edges: readonly RelationshipValue[], distance: (id: string) => number): Map<string, RelationshipValue[]> {
  const before = new Map<string, RelationshipValue[]>()
  const seen = new Set<string>()
  for (const edge of edges) {
    const { from, to } = edge
    if (distance(to) !== distance(from) + 1) continue
    // Two calls on different lines are one step.
    const key = `${from} ${to}`
    if (seen.has(key)) continue
    seen.add(key)
    before.set(to, [...(before.get(to) ?? []), edge])
  }
  return before
}

/** Every shortest chain of edges from the start to `id`, one at a time. */
function* headsTo(id: string, start: string, before: ReadonlyMap<string, RelationshipValue[]>): Generator<RelationshipValue[]> {
  if (id === start) {
    yield []
    return
  }
  for (const edge of before.get(id) ?? []) for (const head of headsTo(edge.from, start, before)) yield [...head, edge]
}

function nodeAt(reached: ReadonlyMap<string, { readonly node: NodeValue }>, id: string): NodeValue {
  const found = reached.get(id)
  if (!found) throw new Error(`a path runs through ${id}, which was not reached`)
  return found.node
}
