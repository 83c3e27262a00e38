// A process that indexes again and again keeps what did not change. Whatever is edited, in whatever order, its graph, ledger and
// fingerprint are those of a process that reads the same files for the first time.

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { indexRepository } from '#indexer/index-repository.ts'
import { createMemory, type IndexMemory } from '#indexer/memory.ts'
import type { Ledger } from '#indexer/result.ts'

const SAMPLE = resolve(import.meta.dirname, 'fixtures/apps/lendroom')
const ROUTES = 'backend/internal/server/routes.go'
const CLIENT = 'frontend/src/api/account.ts'
const EARLY = 'backend/migrations/000003_lending.up.sql'
const LAST = 'backend/migrations/000005_payment_links.up.sql'

let folder: string
let root: string
let memory: IndexMemory
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-watched-'))
  root = join(folder, 'app')
  await cp(SAMPLE, root, { recursive: true })
  memory = createMemory()
})
afterAll(async () => {
  await memory.close()
  await rm(folder, { recursive: true, force: true })
})

let colds = 0
/** Nothing is known to it but how an empty database looks, which takes seconds to make. */
async function coldFolder(): Promise<string> {
  const cold = join(folder, `cold-${colds++}`)
  for (const name of await readdir(join(folder, 'warm')))
    if (/^postgres-.*\.image$/.test(name)) await cp(join(folder, 'warm', name), join(cold, name))
  return cold
}

/** What a run has cost is its own. */
function counted({ plans, ...ledger }: Ledger): object {
  if (!plans) return ledger
  const { milliseconds: _time, megabytes: _memory, ...counts } = plans
  return { ...ledger, plans: counts }
}

async function expectSame(): Promise<string> {
  const warm = await indexRepository(root, { cacheFolder: join(folder, 'warm'), memory })
  const number = memory.graphNumber(warm.graph)
  await memory.warm()
  const cold = await indexRepository(root, { cacheFolder: await coldFolder() })
  expect(warm.graph).toEqual(cold.graph)
  expect(counted(warm.ledger)).toEqual(counted(cold.ledger))
  expect(warm.fingerprint).toBe(cold.fingerprint)
  expect(memory.graphNumber(cold.graph)).toBe(number)
  return JSON.stringify(warm.graph)
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(join(root, path), 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  await writeFile(join(root, path), after)
}

/** The edit shows, and the graph with it is the one that a first run gives. */
async function seen(path: string, change: (text: string) => string): Promise<void> {
  const before = memory.graphNumber((await indexRepository(root, { cacheFolder: join(folder, 'warm'), memory })).graph)
  await edit(path, change)
  await expectSame()
  const after = memory.graphNumber((await indexRepository(root, { cacheFolder: join(folder, 'warm'), memory })).graph)
  expect(after).toBeGreaterThan(before)
}

test('what is edited shows, and nothing else does', async () => {
  const first = await expectSame()

  await seen(ROUTES, (text) => text.replace('app.Get("/health/live", s.Live)', 'app.Get("/health/alive", s.Live)'))
  await seen(CLIENT, (text) => text.replace("'/auth/logout'", "'/auth/leave'"))
  await seen(LAST, (text) => `${text}\nALTER TABLE payments ADD COLUMN remark text;\n`)
  await seen(LAST, (text) => text.replace('remark text', "remark varchar(40) NOT NULL DEFAULT ''"))
  await seen(LAST, (text) => text.replace('remark varchar', 'remark no_such_type, ADD COLUMN note varchar'))
  await seen(LAST, (text) => text.replace('no_such_type', 'text'))
  await seen(EARLY, (text) => `${text}\nCREATE TABLE shelves (id bigint PRIMARY KEY);\n`)
  await seen(EARLY, (text) => text.replace('id bigint PRIMARY KEY', 'id bigint PRIMARY KEY, label text UNIQUE'))
  await seen('backend/go.mod', (text) => `${text}\nrequire example.org/other v1.0.0\n`)
  await seen('backend/internal/service/billing.go', (text) => `${text}\nconst apiToken = "k3y9Zq81LmX02pQ7vB55"\n`)

  await rm(join(root, 'backend'), { recursive: true })
  await rm(join(root, 'frontend'), { recursive: true })
  await cp(SAMPLE, root, { recursive: true })
  expect(await expectSame()).toBe(first)
}, 600_000)

test('a migration that is new, and one that is gone', async () => {
  const added = join(root, 'backend/migrations/000006_ratings.up.sql')
  await writeFile(added, 'CREATE TABLE ratings (id bigint PRIMARY KEY, stars int);\n')
  await expectSame()
  await writeFile(added, 'CREATE TABLE ratings (id bigint PRIMARY KEY, stars smallint);\n')
  await expectSame()
  await rm(added)
  await expectSame()
}, 300_000)
