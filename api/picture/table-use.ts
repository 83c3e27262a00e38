// Everything that reads or writes a table: its statements, the functions that send them, the routes and client calls above.

import type { GraphReader, NodeValue } from '#graph/store/store.ts'
import { addClient, CALLED, lanesOf } from './line.ts'
import { createPicture, type Picture } from './picture.ts'
import { leadingTo, walk } from './walk.ts'

const UP = { maxDepth: 40, maxNodes: 5000 } as const
const ONE = { maxDepth: 1, maxNodes: Number.POSITIVE_INFINITY } as const

export async function drawTableUse(reader: GraphReader, table: NodeValue, limit: number): Promise<Picture> {
  const picture = createPicture()
  picture.add(table, 0)
  const statements = await walk(
    reader,
    [table],
    [
      { from: 'Table', type: 'READS', direction: 'in', to: 'Query' },
      { from: 'Table', type: 'WRITES', direction: 'in', to: 'Query' },
    ],
    ONE,
  )
  const queries = nodesAt(statements.reached, 1)
  const sent = await walk(reader, queries, [{ from: 'Query', type: 'EXECUTES', direction: 'in', to: 'Function' }], ONE)
  const senders = nodesAt(sent.reached, 1)
  const calls = await walk(reader, senders, [CALLED], UP)
  const functions = [...calls.reached.values()]
  const handled = await walk(
    reader,
    functions.map(({ node }) => node),
    [{ from: 'Function', type: 'HANDLED_BY', direction: 'in', to: 'Route' }],
    ONE,
  )
  const routes = nodesAt(handled.reached, 1)

  // Only callers on a way from a route: what no route reaches would fill the picture with tools.
  const below = leadingTo(
    routes.map((route) => route.id),
    [...calls.edges, ...handled.edges].map((edge) => ({ ...edge, from: edge.to, to: edge.from })),
  )
  const lanes = lanesOf(
    [...functions].reverse().map(({ node }) => node),
    calls.edges,
  )
  const senderIds = new Set(senders.map((node) => node.id))
  const handlerIds = new Set(handled.edges.map((edge) => edge.to))
  for (const node of queries) picture.add(node, -1)
  let top = 2
  for (const { node, distance } of functions) {
    if (!below.has(node.id) && !senderIds.has(node.id)) continue
    picture.add(node, -2 - distance, handlerIds.has(node.id) ? 'handler' : lanes.get(node.id))
    top = Math.max(top, 2 + distance)
  }
  for (const route of routes) picture.add(route, -top - 1)
  for (const edge of [...statements.edges, ...sent.edges, ...calls.edges, ...handled.edges]) picture.connect(edge)

  const client = createPicture()
  await addClient(reader, client, routes)
  const { nodes, edges } = client.finish([], limit)
  for (const { node, depth } of nodes) picture.add(node, -top - 1 + (depth ?? 0), 'client')
  for (const edge of edges) picture.connect(edge)
  return picture.finish([table.id], limit, calls.more)
}

function nodesAt(reached: ReadonlyMap<string, { readonly node: NodeValue; readonly distance: number }>, distance: number): NodeValue[] {
  return [...reached.values()].filter((r) => r.distance === distance).map((r) => r.node)
}
