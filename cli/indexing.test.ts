// Indexing again and again in one process, on a real repository: what is left for later, and what happens when one edits meanwhile.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { here, type IndexingOptions } from './indexing.ts'

const folder = mkdtempSync(join(tmpdir(), 'throughline-indexing-'))
const root = join(folder, 'app')
const options: IndexingOptions = { root, cacheFolder: join(folder, 'cache'), store: undefined, again: true, proof: 'later' }
const silent = { onFound() {}, onIndex() {}, onStage() {} }

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const main = (column: string) => `package main

import "database/sql"

func main() {
	db, _ := sql.Open("pgx", "")
	db.Query("SELECT id FROM people WHERE ${column} = $1", "a")
}
`

test('the planner is left alone when one edits while it is asked, and asked again afterwards', async () => {
  write('go.mod', 'module example.org/app\n\ngo 1.22\n')
  write('main.go', main('name'))
  write('migrations/1_people.up.sql', 'CREATE TABLE people (id bigserial PRIMARY KEY, name text NOT NULL, town text NOT NULL);')
  const indexing = here(options, silent)
  try {
    const first = await indexing.run()
    expect(first.whole).toBe(false)
    const second = indexing.run()
    indexing.interrupt()
    expect(await second).toMatchObject({ key: first.key, whole: false, fresh: false })
    write('main.go', main('town'))
    const edited = await indexing.run()
    expect([edited.key === first.key, edited.whole]).toEqual([false, false])
    const whole = await indexing.run()
    expect(whole).toMatchObject({ key: edited.key, whole: true, fresh: true })
    expect(whole.indexed.ledger.plans?.planned).toBe(1)
  } finally {
    await indexing.close()
  }
})
