// Answers queries from a Neo4j server in read transactions. The graph is pinned by its generation: once another run has replaced
// it, queries fail with StoreError 'replaced' rather than answer from another graph than the one that was opened.

import neo4j, { type ManagedTransaction, type Session } from 'neo4j-driver'
import { readOnly } from '../../cypher/guard.ts'
import {
  type CypherValue,
  DEFAULT_MAX_ROWS,
  DEFAULT_TIMEOUT_MS,
  type GraphReader,
  type GraphStamp,
  QueryError,
  type QueryResult,
  StoreError,
} from '../store.ts'
import { toQueryError } from './errors.ts'
import { readStamp, requireReady, type StampState } from './stamp-node.ts'
import { endsOf, toParameter, toValue } from './values.ts'

export interface ReaderOptions {
  readonly server: string
  readonly stamp: GraphStamp
  readonly generation: string
  /** Opens a session that only reads. */
  session(): Session
}

export function createNeo4jReader({ server, stamp, generation, session }: ReaderOptions): GraphReader {
  const open = new Set<Session>()
  let isClosed = false

  const read = async <T>(timeoutMs: number, work: (tx: ManagedTransaction) => Promise<T>): Promise<T> => {
    const opened = session()
    open.add(opened)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new QueryError('timeout', `the query was stopped after ${timeoutMs} ms`)), timeoutMs)
    })
    try {
      return await Promise.race([late, opened.executeRead(work, { timeout: neo4j.int(timeoutMs) })])
    } finally {
      clearTimeout(timer)
      open.delete(opened)
      await opened.close().catch(() => undefined) // Ends a query that still runs; the server may be gone.
    }
  }

  /** Whether the graph is still the one that was opened. While it is being switched nobody knows: waits. */
  const isSame = async (after: StampState | undefined, timeoutMs: number): Promise<boolean> => {
    let found = after
    const isSettled = found?.state !== 'switching'
    while (found?.state === 'switching') {
      await new Promise((resolve) => setTimeout(resolve, 100))
      found = await read(timeoutMs, readStamp)
    }
    if (requireReady(found, server).generation !== generation)
      throw new StoreError('replaced', `the graph in Neo4j at ${server} was replaced by another run: open it again`)
    return isSettled
  }

  return {
    engine: 'neo4j',
    stamp,
    async query(cypher, { parameters = {}, maxRows = DEFAULT_MAX_ROWS, timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      if (isClosed) throw new StoreError('failed', 'the graph was closed')
      const text = readOnly(cypher, parameters)
      const given = Object.fromEntries(Object.entries(parameters).map(([k, v]) => [k, toParameter(v)]))
      try {
        for (;;) {
          const { rows, after } = await read(timeoutMs, async (tx) => ({
            rows: await readRows(tx, text, given, maxRows),
            after: await readStamp(tx),
          }))
          if (await isSame(after, timeoutMs)) return rows
        }
      } catch (error) {
        throw isClosed ? new StoreError('failed', 'the graph was closed', { cause: error }) : toQueryError(error, cypher, server)
      }
    },
    async close() {
      isClosed = true
      await Promise.all([...open].map((s) => s.close().catch(() => undefined)))
    },
  }
}

async function readRows(
  tx: ManagedTransaction,
  cypher: string,
  parameters: Record<string, unknown>,
  maxRows: number,
): Promise<QueryResult> {
  const result = tx.run(cypher, parameters)
  const columns: string[] = await result.keys()
  const raw: unknown[][] = []
  let truncated = false
  for await (const record of result) {
    truncated = raw.length === maxRows
    if (truncated) break
    raw.push(columns.map((column): unknown => record.get(column)))
  }
  const ids = await readIds(tx, raw)
  const idOf = (elementId: string) => ids.get(elementId) ?? ''
  return { columns, rows: raw.map((row) => row.map((value): CypherValue => toValue(value, idOf))), truncated }
}

/** By element id, the `id` of every node at an end of a relationship. */
async function readIds(tx: ManagedTransaction, rows: readonly unknown[]): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>()
  const wanted = new Set<string>()
  endsOf(rows, known, wanted)
  const missing = [...wanted].filter((elementId) => !known.has(elementId))
  if (missing.length > 0) {
    const { records } = await tx.run('UNWIND $ids AS e MATCH (n) WHERE elementId(n) = e RETURN e, n.id AS id', { ids: missing })
    for (const record of records) known.set(String(record.get('e')), String(record.get('id')))
  }
  return known
}
