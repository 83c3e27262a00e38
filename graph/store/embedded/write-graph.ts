// Graph → one file of the engine, loaded in memory in batches. Indexes come before constraints: a constraint brings no index
// of its own, and under one alone every insert scans the whole label.

import type { GrafeoDB } from '@grafeo-db/js'
import type { Graph, GraphNode } from '../../graph.ts'
import { STAMP_ID, STAMP_LABEL } from '../stamp.ts'
import { type GraphStamp, StoreError } from '../store.ts'
import type { Grafeo } from './engine.ts'

const BATCH = 20_000

/** `path` must not exist. */
export async function writeGraph(engine: Grafeo, path: string, graph: Graph, stamp: GraphStamp): Promise<void> {
  const db = engine.GrafeoDB.create()
  try {
    await db.batchCreateNodesWithProps([STAMP_LABEL], [{ id: STAMP_ID, ...stamp }])
    const internal = await createNodes(db, graph.nodes)
    for (let at = 0; at < graph.edges.length; at += BATCH) {
      const batch = graph.edges.slice(at, at + BATCH)
      await db.batchCreateEdges(
        batch.map(({ from, to, type, properties }) => ({ src: end(internal, from), dst: end(internal, to), type, properties })),
      )
    }
    const labels = [...new Set([STAMP_LABEL, ...graph.nodes.map((n) => n.labels[0])])].sort()
    for (const label of labels) await db.executeCypher(`CREATE INDEX ${label}_id IF NOT EXISTS FOR (n:${label}) ON (n.id)`)
    for (const label of labels)
      await db.executeCypher(`CREATE CONSTRAINT ${label}_unique IF NOT EXISTS FOR (n:${label}) REQUIRE n.id IS UNIQUE`)
    save(db, path)
  } finally {
    db.close()
  }
}

function save(db: GrafeoDB, path: string): void {
  try {
    db.save(path)
  } catch (cause) {
    throw new StoreError('failed', `the graph cannot be written to ${path}: ${(cause as Error).message.split('\n')[0]}`, { cause })
  }
}

/** By id, the engine's own number of each node. */
async function createNodes(db: GrafeoDB, nodes: readonly GraphNode[]): Promise<ReadonlyMap<string, number>> {
  const byLabels = new Map<string, GraphNode[]>()
  for (const node of nodes) {
    const key = node.labels.join(':')
    const group = byLabels.get(key)
    if (group) group.push(node)
    else byLabels.set(key, [node])
  }
  const internal = new Map<string, number>()
  for (const [key, group] of byLabels) {
    for (let at = 0; at < group.length; at += BATCH) {
      const batch = group.slice(at, at + BATCH)
      const numbers = await db.batchCreateNodesWithProps(
        key.split(':'),
        batch.map(({ id, properties }) => ({ ...properties, id })),
      )
      batch.forEach(({ id }, i) => {
        internal.set(id, numbers[i] ?? Number.NaN)
      })
    }
  }
  return internal
}

function end(internal: ReadonlyMap<string, number>, id: string): number {
  const number = internal.get(id)
  if (number === undefined) throw new Error(`an edge ends at ${id}, which is not in the graph`)
  return number
}
