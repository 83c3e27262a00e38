// What only the embedded engine has: a folder of files and a child process.

import { mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createEmbeddedStore } from '#graph/store/embedded/embedded-store.ts'
import type { GraphReader } from '#graph/store/store.ts'
import { shop } from './contract.ts'
import { TEST_STAMP } from './each-store.ts'
import { bundleProgram, childrenOf, isAlive, startProgram, until } from './processes.ts'

let program: string
let folder: string
const folders: string[] = []
beforeAll(async () => {
  program = await bundleProgram()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-embedded-'))
  folders.push(folder)
})
afterAll(async () => {
  for (const each of [program, ...folders]) await rm(each, { recursive: true, force: true })
})

const count = async (reader: GraphReader) => (await reader.query('MATCH (t:Table) RETURN count(t) AS n')).rows[0]?.[0]
const failure = async (work: Promise<unknown>) =>
  await work.then(
    () => undefined,
    (error: unknown) => error,
  )
const HUNGRY = 'UNWIND range(1, 6000000) AS x WITH collect({a: x, b: [x, x + 1]}) AS xs RETURN size(xs) AS n'

test('a query that needs too much memory is stopped; its neighbours and the next one are answered', async () => {
  const store = createEmbeddedStore({ folder, memoryLimitMb: 200 })
  await store.replace(shop(), TEST_STAMP)
  const reader = await store.open()
  const hungry = failure(reader.query(HUNGRY))
  const beside = Promise.all([count(reader), reader.query('UNWIND range(1, 400000) AS x WITH x WHERE x % 2 = 0 RETURN count(x) AS n')])
  expect(await hungry).toMatchObject({
    name: 'QueryError',
    reason: 'memory',
    message: 'the query was stopped: it needed more than 200 MB of memory',
  })
  expect(await beside).toMatchObject([1, { rows: [[200_000]] }])
  expect(await count(reader)).toBe(1)
  await store.close()
})

test('an open reader keeps its graph even when its process must be started again', async () => {
  const store = createEmbeddedStore({ folder })
  await store.replace(shop(), TEST_STAMP)
  const before = await store.open()
  await store.replace(shop(['users']), TEST_STAMP)
  const [child] = await childrenOf(process.pid).then((pids) => pids.slice(-1))
  if (child === undefined) throw new Error('the reader has no process')
  process.kill(child, 'SIGKILL')
  await until(() => !isAlive(child))
  expect(await count(before)).toBe(1)
  expect(await count(await store.open())).toBe(2)
  await store.close()
  expect((await readdir(folder)).map((name) => name.replace(/-.*\./, '.')).sort()).toEqual(['current.json', 'graph.grafeo'])
})

test('what dead processes left is swept by the next writer', async () => {
  const store = createEmbeddedStore({ folder })
  for (const name of ['graph-999999999-a.grafeo', 'reader-999999999-b.grafeo', 'write-999999999-c.tmp'])
    await writeFile(join(folder, name), 'x')
  await store.replace(shop(), TEST_STAMP)
  expect((await readdir(folder)).map((name) => name.replace(/-.*\./, '.')).sort()).toEqual(['current.json', 'graph.grafeo'])
})

test('a damaged graph is refused in one line, and replacing it heals', async () => {
  const store = createEmbeddedStore({ folder })
  await store.replace(shop(), TEST_STAMP)
  const file = await open(join(folder, await graphFile()), 'r+')
  const { size } = await file.stat()
  await file.write(Buffer.alloc(size - 12_288, 0x5a), 0, size - 12_288, 12_288)
  await file.close()
  const error = await failure(store.open())
  expect(error).toMatchObject({ name: 'StoreError', reason: 'failed' })
  expect((error as Error).message).toMatch(/^the stored graph cannot be read, index the repository again \([^\n]+\)$/)
  await store.replace(shop(), TEST_STAMP)
  expect(await count(await store.open())).toBe(1)
  await store.close()
})

test('a graph that was cut short, a stamp that is no stamp, a missing file: as good as none', async () => {
  const store = createEmbeddedStore({ folder })
  const spoil: readonly (() => Promise<void>)[] = [
    async () => await truncate(join(folder, await graphFile()), 5_000),
    async () => await writeFile(join(folder, 'current.json'), '{"file": "graph-1-'),
    async () => await writeFile(join(folder, 'current.json'), 'null'),
    async () =>
      await writeFile(
        join(folder, 'current.json'),
        '{"file": "../../etc/passwd", "bytes": 1, "stamp": {"version": 1, "fingerprint": "", "repository": ""}}',
      ),
    async () => await rm(join(folder, await graphFile())),
  ]
  for (const damage of spoil) {
    await store.replace(shop(), TEST_STAMP)
    expect(await store.stamp()).toEqual(TEST_STAMP)
    await damage()
    expect(await store.stamp()).toBeUndefined()
    expect(await failure(store.open())).toMatchObject({ name: 'StoreError', reason: 'empty' })
  }
})

test('a folder that cannot be used is one line', async () => {
  await writeFile(join(folder, 'file'), '')
  const store = createEmbeddedStore({ folder: join(folder, 'file', 'graph') })
  const error = await failure(store.replace(shop(), TEST_STAMP))
  expect(error).toMatchObject({
    name: 'StoreError',
    reason: 'failed',
    message: expect.stringMatching(/^the graph in [^\n]+ cannot be used: ENOTDIR[^\n]+$/),
  })
})

test('an open reader neither keeps a finished program alive nor outlives a killed one', async () => {
  const store = createEmbeddedStore({ folder })
  await store.replace(shop(), TEST_STAMP)
  const asking = startProgram(program, { folder, env: {} }, 'ask')
  expect(await asking.next()).toEqual({ tables: 1, fingerprint: 'test' })
  expect(await asking.ended).toBe(0)

  const holding = startProgram(program, { folder, env: {} }, 'hold')
  expect(await holding.next()).toEqual({ tables: 1, fingerprint: 'test' })
  const children = await childrenOf(holding.process.pid ?? 0)
  expect(children).toHaveLength(1)
  holding.process.kill('SIGKILL')
  await until(() => !children.some(isAlive))
})

test('a platform without the engine is one line that names the way out', async () => {
  const store = createEmbeddedStore({ folder })
  await store.replace(shop(), TEST_STAMP)
  for (const action of ['ask', 'write']) {
    const away = startProgram(program, { folder, env: {} }, action, { NAPI_RS_NATIVE_LIBRARY_PATH: '/nowhere/grafeo.node' })
    expect(await away.next()).toEqual({
      name: 'StoreError',
      reason: 'unsupported',
      message: `the embedded graph store cannot run on ${process.platform}-${process.arch}; use Neo4j instead: --store bolt://host:7687, or NEO4J_URI`,
    })
    expect(await away.ended).toBe(0)
  }
})

async function graphFile(): Promise<string> {
  const data: unknown = JSON.parse(await readFile(join(folder, 'current.json'), 'utf8'))
  return String((data as { readonly file: unknown }).file)
}
