// The stamp of a graph in Neo4j, and what it says of a writer at work. Reads are made one by one and see what is committed
// meanwhile, so a reader looks at the stamp after each query: only if no writer has touched it is the answer of one graph.
//   ready      the graph is whole
//   switching  a transaction that replaces the whole graph is being committed; over at `until`, even if its writer died
//   loading    a graph too large for one transaction is being written; stays if its writer died

import type { ManagedTransaction, Transaction } from 'neo4j-driver'
import { STAMP_ID, STAMP_LABEL, toStamp } from '../stamp.ts'
import { type GraphStamp, StoreError } from '../store.ts'

export interface StampState {
  readonly state: 'ready' | 'switching' | 'loading'
  /** Undefined in a database where no graph was ever finished. */
  readonly stamp: GraphStamp | undefined
  /** Another one for every replacement. */
  readonly generation: string
}

const READ = `MATCH (g:${STAMP_LABEL} {id: '${STAMP_ID}'})
RETURN properties(g) AS properties, timestamp() > g.until AS isOver`

export async function readStamp(tx: ManagedTransaction | Transaction): Promise<StampState | undefined> {
  const { records } = await tx.run(READ)
  const [record] = records
  if (!record) return undefined
  const properties: Record<string, unknown> = record.get('properties')
  return {
    state: properties.state === 'loading' ? 'loading' : properties.state === 'switching' && !record.get('isOver') ? 'switching' : 'ready',
    stamp: toStamp(properties),
    generation: String(properties.generation ?? ''),
  }
}

/** The state of a graph that can be read; throws StoreError if there is none. */
export function requireReady(found: StampState | undefined, server: string): StampState & { readonly stamp: GraphStamp } {
  if (found?.state === 'loading')
    throw new StoreError(
      'loading',
      `the graph in Neo4j at ${server} is being loaded; if no run is at work there, index the repository again`,
    )
  if (found?.state === 'switching')
    throw new StoreError('loading', `the graph in Neo4j at ${server} is being replaced: try again in a moment`)
  if (!found?.stamp) throw new StoreError('empty', `there is no graph in Neo4j at ${server} yet: index the repository first`)
  return { ...found, stamp: found.stamp }
}
