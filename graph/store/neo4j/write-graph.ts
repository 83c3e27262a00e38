// Graph → Neo4j, whole. Up to ONE_TRANSACTION nodes and edges, old and new together, it is one transaction and the stamp says
// "switching" only while that is committed; a killed writer leaves the old graph. Above, the stamp says "loading" from the first
// batch to the last, and a killed writer leaves a graph that readers refuse.

import neo4j, { type Session, type Transaction } from 'neo4j-driver'
import type { Graph, PropertyValue } from '../../graph.ts'
import { NODE_LABELS, RELATIONSHIPS } from '../../schema.ts'
import { STAMP_ID, STAMP_LABEL } from '../stamp.ts'
import { type GraphStamp, StoreError } from '../store.ts'

export const ONE_TRANSACTION = 300_000
/** A tenth of what a server commits on a small machine: how long a commit may take before its writer is taken for dead. */
const COMMITTED_PER_MS = 10
const BATCH = 5_000
/** Created and deleted inside each writing transaction: its unique key makes a second writer wait. */
const WRITER_LABEL = 'ThroughlineWriter'

type Run = (cypher: string, parameters?: Record<string, unknown>) => Promise<number>

export interface Connection {
  readonly server: string
  session(): Session
}

export async function writeGraph(connection: Connection, graph: Graph, stamp: GraphStamp, oneTransaction: number): Promise<void> {
  const once: Run = (cypher, parameters) => inSession(connection, async (session) => await runOn(session, cypher, parameters))
  await createConstraints(once)
  const old = await once(`MATCH (n) RETURN count(n) AS changed`)
  const oldEdges = await once(`MATCH ()-[r]->() RETURN count(r) AS changed`)
  const isOurs = (await once(`MATCH (g:${STAMP_LABEL}) RETURN count(g) AS changed`)) > 0
  if (old > 0 && !isOurs)
    throw new StoreError('failed', `the database in Neo4j at ${connection.server} holds other data: give Throughline a database of its own`)

  const generation = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
  const finish = (state: 'ready' | 'switching') => ({ ...integers(stamp), generation, state })
  await inSession(connection, async (session) => {
    const tx = session.beginTransaction({ timeout: neo4j.int(0) })
    const inTx: Run = async (cypher, parameters) => await runOn(await tx, cypher, parameters)
    try {
      await inTx(`CREATE (w:${WRITER_LABEL} {id: 'writer'})`)
      const size = old + oldEdges + graph.nodes.length + graph.edges.length
      if (size <= oneTransaction) {
        await deleteAll(inTx)
        await createAll(inTx, graph)
        await once(setState('switching', 2_000 + size / COMMITTED_PER_MS))
        await inTx(`MERGE (g:${STAMP_LABEL} {id: $id}) SET g += $stamp`, { id: STAMP_ID, stamp: finish('switching') })
        await inTx(`MATCH (w:${WRITER_LABEL}) DELETE w`)
        await (await tx).commit()
        await once(setState('ready'))
      } else {
        await once(setState('loading'))
        await deleteAll(once)
        await createAll(once, graph)
        await once(`MERGE (g:${STAMP_LABEL} {id: $id}) SET g += $stamp`, { id: STAMP_ID, stamp: finish('ready') })
      }
    } finally {
      const open = await tx.catch(() => undefined)
      if (open?.isOpen()) await open.rollback()
    }
  })
}

function setState(state: 'ready' | 'switching' | 'loading', forMs = 0): string {
  return `MERGE (g:${STAMP_LABEL} {id: '${STAMP_ID}'}) SET g.state = '${state}', g.until = timestamp() + ${Math.ceil(forMs)}`
}

async function createConstraints(run: Run): Promise<void> {
  const labels = [STAMP_LABEL, WRITER_LABEL, ...Object.keys(NODE_LABELS)]
  const names = labels.map((label) => `throughline_${label.toLowerCase()}`)
  const present = await run('SHOW CONSTRAINTS YIELD name WHERE name IN $names RETURN count(*) AS changed', { names })
  if (present === names.length) return
  for (const [i, label] of labels.entries())
    await run(`CREATE CONSTRAINT ${names[i]} IF NOT EXISTS FOR (n:${label}) REQUIRE n.id IS UNIQUE`)
  await run('CALL db.awaitIndexes(300)')
}

async function deleteAll(run: Run): Promise<void> {
  const some = `MATCH (n) WHERE NOT n:${STAMP_LABEL} AND NOT n:${WRITER_LABEL} WITH n LIMIT ${BATCH} DETACH DELETE n RETURN count(*) AS changed`
  while ((await run(some)) > 0);
}

async function createAll(run: Run, graph: Graph): Promise<void> {
  const labelOf = new Map(graph.nodes.map((n) => [n.id, n.labels[0]]))
  const nodes = groupBy(graph.nodes, (n) => n.labels.join(':'))
  for (const [labels, group] of nodes) {
    const rows = group.map((n) => ({ ...integers(n.properties, NODE_LABELS[n.labels[0]].properties), id: n.id }))
    await inBatches(rows, (batch) => run(`UNWIND $rows AS row CREATE (n:${labels}) SET n = row`, { rows: batch }))
  }
  const edges = groupBy(graph.edges, (e) => `${labelOf.get(e.from)} ${e.type} ${labelOf.get(e.to)}`)
  for (const [key, group] of edges) {
    const [from, type, to] = key.split(' ')
    const rows = group.map((e) => ({ from: e.from, to: e.to, properties: integers(e.properties, RELATIONSHIPS[e.type].properties) }))
    const create = `UNWIND $rows AS row MATCH (a:${from} {id: row.from}) MATCH (b:${to} {id: row.to}) CREATE (a)-[r:${type}]->(b) SET r = row.properties`
    await inBatches(rows, (batch) => run(create, { rows: batch }))
  }
}

/** The driver writes a number as a float unless it is told otherwise. */
function integers(properties: object, types: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  const entries = Object.entries(properties) as [string, PropertyValue][]
  return Object.fromEntries(
    entries.map(([k, v]) => [k, typeof v === 'number' && Number.isSafeInteger(v) && types[k] !== 'float' ? neo4j.int(v) : v]),
  )
}

/** The number in the column `changed`, if the query has one. */
async function runOn(runner: Session | Transaction, cypher: string, parameters?: Record<string, unknown>): Promise<number> {
  const { records } = await runner.run(cypher, parameters)
  const [record] = records
  return record?.has('changed') ? Number(record.get('changed')) : 0
}

async function inSession<T>({ session }: Connection, work: (session: Session) => Promise<T>): Promise<T> {
  const opened = session()
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}

async function inBatches<T>(rows: readonly T[], work: (batch: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) await work(rows.slice(at, at + BATCH))
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}
