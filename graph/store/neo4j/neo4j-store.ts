// The Neo4j 5 engine of the store port. One database holds one graph and nothing else: indexing another repository into it
// replaces the graph, and a database with other data is refused.

import neo4j, { type Config, type Driver, type Session } from 'neo4j-driver'
import type { Graph } from '../../graph.ts'
import { GRAPH_VERSION } from '../../schema.ts'
import { requireVersion } from '../stamp.ts'
import { type GraphReader, type GraphStamp, type GraphStore, StoreError } from '../store.ts'
import { toStoreError } from './errors.ts'
import { createNeo4jReader } from './reader.ts'
import { readStamp, requireReady, type StampState } from './stamp-node.ts'
import { ONE_TRANSACTION, writeGraph } from './write-graph.ts'

export interface Neo4jStoreOptions {
  /** bolt:// for one server, neo4j:// for a cluster; +s for TLS with a known certificate, +ssc with any. */
  readonly uri: string
  readonly username?: string
  /** Absent: the server asks for none. */
  readonly password?: string
  /** Absent: the user's home database. */
  readonly database?: string
  /** Nodes and edges, old and new, that are replaced in one transaction; more are loaded behind a marker. Default 300,000. */
  readonly oneTransaction?: number
}

const CONFIG: Config = {
  disableLosslessIntegers: true,
  connectionTimeout: 5_000,
  connectionAcquisitionTimeout: 10_000,
  maxTransactionRetryTime: 5_000,
  userAgent: 'throughline',
}

export function createNeo4jStore(options: Neo4jStoreOptions): GraphStore {
  const { server, driver } = connect(options)
  const bookmarkManager = neo4j.bookmarkManager()
  const session = (defaultAccessMode: 'READ' | 'WRITE'): Session =>
    driver.session({ defaultAccessMode, bookmarkManager, ...(options.database === undefined ? {} : { database: options.database }) })
  const reading = () => session(neo4j.session.READ)
  const readers = new Set<GraphReader>()
  let reached = false

  /** Once, without the patience that a transaction has with a server which was there before. */
  const reach = async () => {
    if (!reached) await driver.getServerInfo(options.database === undefined ? {} : { database: options.database })
    reached = true
  }
  const find = async (): Promise<StampState | undefined> => {
    const opened = reading()
    try {
      await reach()
      return await opened.executeRead(readStamp)
    } catch (error) {
      throw toStoreError(error, server)
    } finally {
      await opened.close().catch(() => undefined)
    }
  }
  /** A graph that is being switched is there again in a moment. */
  const findSettled = async (): Promise<StampState | undefined> => {
    for (;;) {
      const found = await find()
      if (found?.state !== 'switching') return found
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  return {
    engine: 'neo4j',
    async stamp() {
      const found = await findSettled()
      return found?.state === 'ready' && found.stamp?.version === GRAPH_VERSION ? found.stamp : undefined
    },
    async replace(graph: Graph, stamp: GraphStamp) {
      try {
        await reach()
        await writeGraph({ server, session: () => session(neo4j.session.WRITE) }, graph, stamp, options.oneTransaction ?? ONE_TRANSACTION)
      } catch (error) {
        throw toStoreError(error, server)
      }
    },
    async open() {
      const { stamp, generation } = requireReady(await findSettled(), server)
      const reader = createNeo4jReader({ server, stamp: requireVersion(stamp), generation, session: reading })
      readers.add(reader)
      return reader
    },
    async close() {
      await Promise.all([...readers].map((reader) => reader.close()))
      await driver.close()
    },
  }
}

function connect({ uri, username = 'neo4j', password }: Neo4jStoreOptions): { readonly server: string; readonly driver: Driver } {
  const parsed = URL.canParse(uri) ? new URL(uri) : undefined
  if (!parsed || !/^(?:bolt|neo4j)(?:\+s|\+ssc)?:$/.test(parsed.protocol) || parsed.hostname === '')
    throw new StoreError('failed', 'the address of Neo4j must look like bolt://host:7687 or neo4j://host:7687 (+s or +ssc for TLS)')
  if (parsed.username || parsed.password) throw new StoreError('failed', 'give the password of Neo4j as NEO4J_PASSWORD, not in the address')
  const auth = password === undefined ? undefined : neo4j.auth.basic(username, password)
  return { server: parsed.host, driver: neo4j.driver(uri, auth, CONFIG) }
}
