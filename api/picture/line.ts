// The line of one route: client functions and calls to its left; middleware, handler and every function that leads to an effect,
// with the effects and tables, to its right.

import type { GraphReader, NodeValue, RelationshipValue } from '#graph/store/store.ts'
import { type Hop, readNeighbours } from '../read/neighbours.ts'
import { type Lane, laneOf } from '../read/titles.ts'
import { createPicture, type Picture, type PictureBuilder } from './picture.ts'
import { leadingTo, primaryLabel, walk } from './walk.ts'

export const CALLS: Hop = { from: 'Function', type: 'CALLS', direction: 'out', to: 'Function' }
export const CALLED: Hop = { ...CALLS, direction: 'in' }
const EFFECTS: readonly Hop[] = [
  { from: 'Function', type: 'EXECUTES', direction: 'out', to: 'Query' },
  { from: 'Function', type: 'USES', direction: 'out', to: 'CacheOp' },
  { from: 'Function', type: 'USES', direction: 'out', to: 'HttpCall' },
  { from: 'Function', type: 'USES', direction: 'out', to: 'Publish' },
]
const TABLES: readonly Hop[] = [
  { from: 'Query', type: 'READS', direction: 'out', to: 'Table' },
  { from: 'Query', type: 'WRITES', direction: 'out', to: 'Table' },
]

const CLIENT_DEPTH = 5
const SERVER_LIMITS = { maxDepth: 40, maxNodes: 5000 } as const

export async function drawLine(reader: GraphReader, route: NodeValue, limit: number): Promise<Picture> {
  const picture = createPicture()
  picture.add(route, 0)
  await addClient(reader, picture, [route])
  await addMiddleware(reader, picture, route)
  const more = await addServer(reader, picture, route)
  return picture.finish([route.id], limit, more)
}

/** Calls of the client that the routes answer, the functions that make them, and who calls those. */
export async function addClient(reader: GraphReader, picture: PictureBuilder, routes: readonly NodeValue[]): Promise<void> {
  const { reached, edges } = await walk(
    reader,
    routes,
    [
      { from: 'Route', type: 'REQUESTS', direction: 'in', to: 'ApiCall' },
      { from: 'ApiCall', type: 'MAKES', direction: 'in', to: 'Function' },
      CALLED,
    ],
    // A component is where the user clicks: who renders it is another question.
    { maxDepth: CLIENT_DEPTH, maxNodes: 400, through: (node) => !node.labels.includes('Component') },
  )
  for (const { node, distance } of reached.values()) if (distance > 0) picture.add(node, -distance, 'client')
  for (const edge of edges) picture.connect(edge)
}

async function addMiddleware(reader: GraphReader, picture: PictureBuilder, route: NodeValue): Promise<void> {
  const chain = await readNeighbours(reader, { from: 'Route', type: 'GUARDED_BY', direction: 'out', to: 'Middleware' }, [route.id])
  for (const { node, relationship } of chain.get(route.id) ?? []) {
    picture.add(node, 1)
    picture.connect(relationship)
  }
}

async function addServer(reader: GraphReader, picture: PictureBuilder, route: NodeValue): Promise<boolean> {
  const handled = await readNeighbours(reader, { from: 'Route', type: 'HANDLED_BY', direction: 'out', to: 'Function' }, [route.id])
  const handlers = handled.get(route.id) ?? []
  const calls = await walk(
    reader,
    handlers.map((h) => h.node),
    [CALLS],
    SERVER_LIMITS,
  )
  const functions = [...calls.reached.values()].map(({ node }) => node)
  const effects = await walk(reader, functions, EFFECTS, { maxDepth: 1, maxNodes: Number.POSITIVE_INFINITY })
  const ends = [...effects.reached.values()].filter(({ distance }) => distance === 1).map(({ node }) => node)
  const tables = await walk(reader, ends, TABLES, { maxDepth: 1, maxNodes: Number.POSITIVE_INFINITY })

  for (const { relationship } of handlers) picture.connect(relationship)
  const all = [...calls.edges, ...effects.edges, ...tables.edges]
  const kept = leadingTo([...ends.map((node) => node.id), ...handlers.map((h) => h.node.id)], all)
  const lanes = lanesOf(functions, calls.edges)
  const deepest = new Map<string, number>()
  for (const { node, distance } of calls.reached.values()) {
    if (!kept.has(node.id)) continue
    const lane = handlers.some((h) => h.node.id === node.id) ? 'handler' : lanes.get(node.id)
    picture.add(node, distance + 1, lane)
    deepest.set(node.id, distance + 1)
  }
  for (const { from, to } of effects.edges) deepest.set(to, Math.max(deepest.get(to) ?? 0, (deepest.get(from) ?? 0) + 1))
  for (const node of ends) picture.add(node, deepest.get(node.id))
  for (const { from, to } of tables.edges) deepest.set(to, Math.max(deepest.get(to) ?? 0, (deepest.get(from) ?? 0) + 1))
  for (const { node, distance } of tables.reached.values()) if (distance === 1) picture.add(node, deepest.get(node.id))
  for (const edge of all) if (picture.has(edge.from) && picture.has(edge.to)) picture.connect(edge)
  return calls.more
}

/** A function without a role that a repository calls belongs to the repository's lane. `functions` come nearest first. */
export function lanesOf(functions: readonly NodeValue[], calls: readonly RelationshipValue[]): ReadonlyMap<string, Lane> {
  const callers = new Map<string, string[]>()
  for (const { from, to } of calls) callers.set(to, [...(callers.get(to) ?? []), from])
  const lanes = new Map<string, Lane>()
  for (const node of functions) {
    const own = laneOf(node)
    const plain = primaryLabel(node) === 'Function' && own === 'service' && !node.labels.includes('Service')
    const above = (callers.get(node.id) ?? []).map((id) => lanes.get(id)).filter((lane) => lane !== undefined)
    lanes.set(node.id, plain && above.length > 0 && above.every((lane) => lane === 'repository') ? 'repository' : own)
  }
  return lanes
}
