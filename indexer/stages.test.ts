import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { discover } from './discover.ts'
import { readMigrations } from './stages.ts'

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
