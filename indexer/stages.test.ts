import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { discover } from './discover.ts'
import { readMigrations, readSchema } from './stages.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'stages-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

test('the runner of migrations is known by the file of its sums, which is no SQL', async () => {
  await mkdir(path.join(root, 'migrations'))
  const files = { 'main.go': 'package main', 'migrations/20240101000000_a.sql': 'CREATE TABLE a (id int);', 'migrations/atlas.sum': 'h1:' }
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, name), text)
  expect(readMigrations(await discover(root)).set?.tool).toBe('atlas')
})

test('a step that lacks what another set of migrations makes may run after that one', async () => {
  const repository = path.join(root, 'sets')
  const files = {
    'main.go': 'package main',
    'base/1_log.up.sql': 'CREATE TABLE runner_log (id int);',
    'db/1_a.up.sql': 'CREATE TABLE a (id bigserial); CREATE TABLE b (id int);',
    'db/2_b.up.sql': 'INSERT INTO runner_log VALUES (1);',
    'db/3_c.up.sql': 'INSERT INTO nowhere VALUES (1);',
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(repository, name)), { recursive: true })
    await writeFile(path.join(repository, name), text)
  }
  const { result, database } = await readSchema(await discover(repository), { cacheFolder: path.join(root, 'cache') })
  await database?.close()
  const said = result.diagnostics.filter((d) => d.severity !== 'info' || d.reason === 'made-elsewhere')
  expect(said.map((d) => `${d.reason} ${d.file}`)).toEqual([
    'migration-failed db/2_b.up.sql',
    'migration-failed db/3_c.up.sql',
    'made-elsewhere db/2_b.up.sql',
  ])
})
