// A writer that is killed half way leaves the graph before it: on the embedded engine always, on Neo4j below the size that is
// written in one transaction. Above it Neo4j shows a marker instead, and readers refuse.

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { connectStore, type StoreChoice } from '#graph/store/connect.ts'
import { createNeo4jStore } from '#graph/store/neo4j/neo4j-store.ts'
import type { GraphStore } from '#graph/store/store.ts'
import { shop } from './contract.ts'
import { forEachStore, forNeo4j, neo4jFromEnvironment } from './each-store.ts'
import { bundleProgram, startProgram } from './processes.ts'

let program: string
let folder: string
beforeAll(async () => {
  program = await bundleProgram()
  folder = await mkdtemp(join(tmpdir(), 'throughline-kill-'))
})
afterAll(async () => {
  for (const each of [program, folder]) await rm(each, { recursive: true, force: true })
})

const BASE = { version: GRAPH_VERSION, fingerprint: '1', repository: 'shop' }

/** Opens whatever graph is there and proves that it is the whole graph of its stamp. */
async function expectWhole(store: GraphStore): Promise<void> {
  const reader = await store.open()
  const size = Number(reader.stamp.fingerprint)
  const { rows } = await reader.query(
    'MATCH (t:Table) WITH count(t) AS tables MATCH (f:Function) WITH tables, count(f) AS functions MATCH ()-[r:CALLS]->() RETURN tables, functions, count(r) AS calls',
  )
  expect(rows).toEqual([size === 1 ? [1, 3, 3] : [size, size, size]])
  await reader.close()
}

forEachStore(({ engine, create }) => {
  test('a writer killed at any moment leaves a whole graph', async () => {
    await create()
    const neo4j = neo4jFromEnvironment()
    const choice: StoreChoice =
      engine === 'embedded' || !neo4j
        ? { folder, env: {} }
        : { folder, env: { NEO4J_URI: neo4j.uri, NEO4J_USERNAME: 'neo4j', NEO4J_PASSWORD: neo4j.password } }
    const store = await connectStore(choice)
    await store.replace(shop(), BASE)
    // From before the first batch to after the switch: a replacement takes about 200 to 500 ms.
    for (const afterMs of [0, 50, 100, 200, 350]) {
      const writer = startProgram(program, choice, 'write')
      if (afterMs > 0) await writer.next()
      await new Promise((resolve) => setTimeout(resolve, afterMs))
      writer.process.kill('SIGKILL')
      await writer.ended
      await expectWhole(store)
    }
    await store.replace(shop(), BASE)
    await expectWhole(store)
    await store.close()
    if (engine === 'embedded') expect(await readdir(folder)).toHaveLength(2)
  })
})

forNeo4j(({ create }, options) => {
  test('a large graph that was never finished is refused, and loading it again heals', async () => {
    await create()
    const store = createNeo4jStore({ ...options, oneTransaction: 5 })
    await store.replace(shop(), BASE)
    await expectWhole(store)
    const reader = await store.open()
    const broken = {
      ...shop(['users']),
      edges: [{ from: 'table orders', to: 'table orders', type: 'NO TYPE' as 'CALLS', properties: {} }],
    }
    await expect(store.replace(broken, { ...BASE, fingerprint: '2' })).rejects.toThrow()
    expect(await store.stamp()).toBeUndefined()
    await expect(store.open()).rejects.toMatchObject({ name: 'StoreError', reason: 'loading' })
    await expect(reader.query('MATCH (n) RETURN count(n) AS n')).rejects.toMatchObject({ name: 'StoreError', reason: 'loading' })
    // A writer of one transaction that dies before its commit leaves the graph as unfinished as it was.
    const small = createNeo4jStore(options)
    await expect(small.replace(broken, BASE)).rejects.toThrow()
    await expect(small.open()).rejects.toMatchObject({ reason: 'loading' })
    await small.close()
    await store.replace(shop(), BASE)
    await expectWhole(store)
    await store.close()
  })
})
