// Graph → Neo4j, whole. Up to ONE_TRANSACTION nodes and edges, old and new together, it is one transaction and the stamp says
// "switching" only while that is committed; a killed writer leaves the old graph. Above, the stamp says "loading" from the first
// batch to the last, and a killed writer leaves a graph that readers refuse.

import neo4j, { type Record as Neo4jRecord, type Session, type Transaction } from 'neo4j-driver'
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

type Run = (cypher: string, parameters?: Record<string, unknown>) => Promise<readonly RecordShape[]>
type RecordShape = Pick<Neo4jRecord, 'get'>

export interface Connection {
  readonly server: string
  session(): Session
}

export async function writeGraph(connection: Connection, graph: Graph, stamp: GraphStamp, oneTransaction: number): Promise<void> {
  const once: Run = (cypher, parameters) => inSession(connection, async (session) => await runOn(session, cypher, parameters))
  await createConstraints(once)
  const old = await count(once, 'MATCH (n) RETURN count(n) AS n')
  const oldEdges = await count(once, 'MATCH ()-[r]->() RETURN count(r) AS n')
  const isOurs = (await count(once, `MATCH (g:${STAMP_LABEL}) RETURN count(g) AS n`)) > 0
  if (old > 0 && !isOurs)
    throw new StoreError('failed', `the database in Neo4j at ${connection.server} holds other data: give Throughline a database of its own`)

  const generation = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
  const size = old + oldEdges + graph.nodes.length + graph.edges.length
  const finish = async (run: Run, state: 'ready' | 'switching') => {
    await setState(run, state, size)
    await run(`MATCH (g:${STAMP_LABEL} {id: $id}) SET g += $stamp`, { id: STAMP_ID, stamp: { ...integers(stamp), generation, state } })
  }
  await inSession(connection, async (session) => {
    const tx = session.beginTransaction({ timeout: neo4j.int(0) })
    const inTx: Run = async (cypher, parameters) => await runOn(await tx, cypher, parameters)
    try {
      await inTx(`CREATE (w:${WRITER_LABEL} {id: 'writer'})`)
      if (size <= oneTransaction) {
        await deleteAll(inTx)
        await createAll(inTx, graph)
        await setState(once, 'switching', size)
        await finish(inTx, 'switching')
        await inTx(`MATCH (w:${WRITER_LABEL}) DELETE w`)
        await (await tx).commit()
        await setState(once, 'ready', size)
      } else {
        await setState(once, 'loading', size)
        await deleteAll(once)
        await createAll(once, graph)
        await finish(once, 'ready')
      }
    } finally {
      const open = await tx.catch(() => undefined)
      if (open?.isOpen()) await open.rollback()
    }
  })
}

/** A graph that was never finished stays so until another is: it is not switched, for it must not be taken for the old one. */
async function setState(run: Run, state: 'ready' | 'switching' | 'loading', size: number): Promise<void> {
  await run(
    `MERGE (g:${STAMP_LABEL} {id: $id})
SET g.state = CASE WHEN g.state = 'loading' AND $state = 'switching' THEN 'loading' ELSE $state END, g.until = timestamp() + $forMs`,
    { id: STAMP_ID, state, forMs: neo4j.int(2_000 + Math.ceil(size / COMMITTED_PER_MS)) },
  )
}

async function createConstraints(run: Run): Promise<void> {
  const labels = [STAMP_LABEL, WRITER_LABEL, ...Object.keys(NODE_LABELS)]
  const names = labels.map((label) => `throughline_${label.toLowerCase()}`)
  const present = await count(run, 'SHOW CONSTRAINTS YIELD name WHERE name IN $names RETURN count(*) AS n', { names })
  if (present === names.length) return
  for (const [i, label] of labels.entries())
    await run(`CREATE CONSTRAINT ${names[i]} IF NOT EXISTS FOR (n:${label}) REQUIRE n.id IS UNIQUE`)
  await run('CALL db.awaitIndexes(300)')
}

async function deleteAll(run: Run): Promise<void> {
  const some = `MATCH (n) WHERE NOT n:${STAMP_LABEL} AND NOT n:${WRITER_LABEL} WITH n LIMIT ${BATCH} DETACH DELETE n RETURN count(*) AS n`
  while ((await count(run, some)) > 0);
}

/** Relationships find their ends by element id: several times faster than by index inside a transaction that made the nodes. */
async function createAll(run: Run, graph: Graph): Promise<void> {
  const elements = new Map<string, string>()
  for (const [labels, group] of groupBy(graph.nodes, (n) => n.labels.join(':'))) {
    const rows = group.map((n) => ({ ...integers(n.properties, NODE_LABELS[n.labels[0]].properties), id: n.id }))
    await inBatches(rows, async (batch) => {
      const records = await run(`UNWIND $rows AS row CREATE (n:${labels}) SET n = row RETURN n.id AS id, elementId(n) AS element`, {
        rows: batch,
      })
      for (const record of records) elements.set(record.get('id'), record.get('element'))
    })
  }
  for (const [type, group] of groupBy(graph.edges, (e) => e.type)) {
    const { properties } = RELATIONSHIPS[type]
    const rows = group.map((e) => ({ from: elements.get(e.from), to: elements.get(e.to), properties: integers(e.properties, properties) }))
    const create = `UNWIND $rows AS row
MATCH (a) WHERE elementId(a) = row.from
MATCH (b) WHERE elementId(b) = row.to
CREATE (a)-[r:${type}]->(b) SET r = row.properties`
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

async function runOn(runner: Session | Transaction, cypher: string, parameters?: Record<string, unknown>): Promise<readonly Neo4jRecord[]> {
  return (await runner.run(cypher, parameters)).records
}

/** The one number of a query that counts. */
async function count(run: Run, cypher: string, parameters?: Record<string, unknown>): Promise<number> {
  const [record] = await run(cypher, parameters)
  return Number(record?.get('n') ?? 0)
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

function groupBy<T, K extends string>(items: readonly T[], key: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}
