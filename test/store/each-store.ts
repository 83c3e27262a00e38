// Runs a suite on every engine of the store port: the embedded one always, Neo4j where THROUGHLINE_TEST_NEO4J_URI names a server
// (scripts/neo4j-for-tests.mjs starts one). Without a server its tests are listed as skipped.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import neo4j, { type Driver, type Transaction } from 'neo4j-driver'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Graph } from '#graph/graph.ts'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { createEmbeddedStore } from '#graph/store/embedded/embedded-store.ts'
import { createNeo4jStore, type Neo4jStoreOptions } from '#graph/store/neo4j/neo4j-store.ts'
import type { GraphReader, GraphStamp, GraphStore } from '#graph/store/store.ts'

export interface StoreUnderTest {
  readonly engine: 'embedded' | 'neo4j'
  /** An empty store, closed after the suite. Of Neo4j there is one database: a second store drops what the first holds. */
  create(): Promise<GraphStore>
  /** An open graph, closed after the suite. On Neo4j it is good until the next `load` or `create`. */
  load(graph: Graph, stamp?: GraphStamp): Promise<GraphReader>
}

export const TEST_STAMP: GraphStamp = { version: GRAPH_VERSION, fingerprint: 'test', repository: 'test' }

export function forEachStore(suite: (store: StoreUnderTest) => void): void {
  describe('on embedded', () => suite(embedded()))
  forNeo4j(suite)
}

/** For what only Neo4j has. */
export function forNeo4j(suite: (store: StoreUnderTest, options: Neo4jStoreOptions) => void): void {
  const options = neo4jFromEnvironment()
  const nowhere = { uri: 'bolt://127.0.0.1' }
  if (options) describe('on neo4j', () => suite(onNeo4j(options), options))
  else describe.skip('on neo4j (skipped: THROUGHLINE_TEST_NEO4J_URI is not set)', () => suite(onNeo4j(nowhere), nowhere))
}

/** Where the test server is; undefined where there is none. */
export function neo4jFromEnvironment(): Neo4jStoreOptions | undefined {
  const { THROUGHLINE_TEST_NEO4J_URI: uri, THROUGHLINE_TEST_NEO4J_PASSWORD: password } = process.env
  return uri ? { uri, ...(password ? { password } : {}) } : undefined
}

function embedded(): StoreUnderTest {
  const made: { store: GraphStore; folder: string }[] = []
  afterAll(async () => {
    for (const { store, folder } of made) {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    }
  })
  const create = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'throughline-store-'))
    const store = createEmbeddedStore({ folder })
    made.push({ store, folder })
    return store
  }
  return { engine: 'embedded', create, load: (graph, stamp = TEST_STAMP) => loadInto(create, graph, stamp) }
}

function onNeo4j(options: Neo4jStoreOptions): StoreUnderTest {
  const stores: GraphStore[] = []
  let turn: { driver: Driver; tx: Transaction } | undefined
  beforeAll(async () => {
    turn = await takeTurn(options)
  }, 600_000)
  afterAll(async () => {
    for (const store of stores) await store.close()
    await turn?.tx.rollback()
    await turn?.driver.close()
  })
  const create = async () => {
    if (turn) await wipe(turn.driver)
    const store = createNeo4jStore(options)
    stores.push(store)
    return store
  }
  return { engine: 'neo4j', create, load: (graph, stamp = TEST_STAMP) => loadInto(create, graph, stamp) }
}

async function loadInto(create: () => Promise<GraphStore>, graph: Graph, stamp: GraphStamp): Promise<GraphReader> {
  const store = await create()
  await store.replace(graph, stamp)
  return await store.open()
}

/** Test files run at the same time and share one database: a key in an open transaction lets in one at a time. */
async function takeTurn({ uri, password }: Neo4jStoreOptions): Promise<{ driver: Driver; tx: Transaction }> {
  const driver = neo4jDriver({ uri, ...(password ? { password } : {}) })
  await driver.executeQuery('CREATE CONSTRAINT test_turn IF NOT EXISTS FOR (n:ThroughlineTestTurn) REQUIRE n.id IS UNIQUE')
  const tx = await driver.session().beginTransaction()
  await tx.run('CREATE (:ThroughlineTestTurn {id: 1})')
  return { driver, tx }
}

export function neo4jDriver({ uri, password }: Neo4jStoreOptions): Driver {
  return neo4j.driver(uri, password === undefined ? undefined : neo4j.auth.basic('neo4j', password))
}

export async function wipe(driver: Driver): Promise<void> {
  await driver.executeQuery('MATCH (n) DETACH DELETE n')
}
