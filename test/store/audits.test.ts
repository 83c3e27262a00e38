// Every saved audit keeps to the portable subset, and gives the same rows in the same order on both engines, and on the embedded
// one when it hands out unordered rows as chance has it. The graph is that of the sample application, whose defects they find.

import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadLibrary } from '#audit/load.ts'
import { lintCypher } from '#graph/cypher/lint.ts'
import type { Graph } from '#graph/graph.ts'
import { createEmbeddedStore } from '#graph/store/embedded/embedded-store.ts'
import { loadEngine } from '#graph/store/embedded/engine.ts'
import type { CypherValue } from '#graph/store/store.ts'
import { indexRepository } from '#indexer/index-repository.ts'
import { forEachStore, TEST_STAMP } from './each-store.ts'

const QUERIES = fileURLToPath(new URL('../../queries', import.meta.url))
const SAMPLE = fileURLToPath(new URL('../fixtures/apps/lendroom', import.meta.url))

interface Saved {
  readonly name: string
  readonly cypher: string
  readonly parameters: Readonly<Record<string, CypherValue>>
}

const { audits } = await loadLibrary(QUERIES)
const saved: readonly Saved[] = audits.flatMap(({ id, cypher, undecided, parameters }) => {
  const values = Object.fromEntries(parameters.map((p) => [p.name, p.default]))
  const main = { name: id, cypher, parameters: values }
  return undecided === null ? [main] : [main, { name: `${id}, undecided`, cypher: undecided, parameters: values }]
})

let folder: string
let graph: Graph
/** What the embedded engine answers, by name. */
const expected = new Map<string, unknown>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-audits-'))
  graph = (await indexRepository(SAMPLE, { cacheFolder: join(folder, 'cache') })).graph
  const store = createEmbeddedStore({ folder: join(folder, 'graph') })
  await store.replace(graph, TEST_STAMP)
  const reader = await store.open()
  for (const { name, cypher, parameters } of saved) expected.set(name, (await reader.query(cypher, { parameters })).rows)
  await store.close()
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

test.each(saved)('$name keeps the portable subset', ({ cypher }) => {
  expect(lintCypher(cypher)).toEqual([])
})

test('the audits find something there', () => {
  const finding = audits.filter(({ id }) => JSON.stringify(expected.get(id)) !== '[]')
  expect(finding.length).toBeGreaterThan(audits.length / 2)
})

test('every audit orders its rows by itself', async () => {
  const { GrafeoDB } = await loadEngine()
  const [file = ''] = (await readdir(join(folder, 'graph'))).filter((name) => name.startsWith('graph-'))
  await copyFile(join(folder, 'graph', file), join(folder, 'shuffled.grafeo'))
  const db = GrafeoDB.create(join(folder, 'shuffled.grafeo'), { shuffleUnordered: true })
  for (const { name, cypher, parameters } of saved)
    for (let i = 0; i < 5; i += 1) expect((await db.executeCypher(cypher, parameters)).rows(), name).toEqual(expected.get(name))
  db.close()
})

forEachStore(({ load }) => {
  test('every audit gives the same rows in the same order', async () => {
    const reader = await load(graph)
    for (const { name, cypher, parameters } of saved)
      expect((await reader.query(cypher, { parameters })).rows, name).toEqual(expected.get(name))
  })
})
