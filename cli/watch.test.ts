// `--watch` as a user meets it: the launcher in a process of its own, real files that are edited, GraphQL that is asked.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'throughline-watch-'))
const repository = join(folder, 'app')
let child: ChildProcess
let url = ''
let trouble = ''

const main = (more = '') => `package main

import (
	"example.org/app/pages"
	"github.com/gofiber/fiber/v2"
)

func main() {
	app := fiber.New()
	app.Get("/first", func(c *fiber.Ctx) error { return c.SendString("1") })
	pages.Register(app)
${more}	app.Listen(":80")
}
`
const pages = (path: string) => `package pages

import "github.com/gofiber/fiber/v2"

func Register(app *fiber.App) {
	app.Get("${path}", Show)
}

func Show(c *fiber.Ctx) error { return c.SendString("page") }
`

function write(path: string, text: string): void {
  mkdirSync(dirname(join(repository, path)), { recursive: true })
  writeFileSync(join(repository, path), text)
}

async function ask<T>(query: string): Promise<T | undefined> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    const { data }: { data?: T } = await response.json()
    return data
  } catch {
    return undefined
  }
}

const status = async () =>
  (await ask<{ status: { state: string; revision: number; watching: boolean } }>('{ status { state revision watching } }'))?.status

async function paths(): Promise<readonly string[]> {
  const answer = await ask<{ routes: { nodes: readonly { path: string }[] } }>('{ routes { nodes { path } } }')
  return (answer?.routes.nodes ?? []).map(({ path }) => path).sort()
}

/** Busy machines are slow; that it comes at all is what is asked here. */
async function until(wanted: readonly string[]): Promise<void> {
  const end = performance.now() + 60_000
  let seen: readonly string[] = []
  while (performance.now() < end) {
    seen = await paths()
    if (JSON.stringify(seen) === JSON.stringify(wanted)) return
    await new Promise((done) => setTimeout(done, 30))
  }
  expect(seen, trouble).toEqual(wanted)
}

beforeAll(async () => {
  write('go.mod', 'module example.org/app\n\ngo 1.22\n')
  write('main.go', main())
  write('pages/pages.go', pages('/page'))
  const args = ['serve', repository, '--watch', '--port', '0', '--cache', join(folder, 'cache')]
  child = spawn(process.execPath, [join(ROOT, 'bin/throughline.mjs'), ...args], { env: { ...process.env, NEO4J_URI: '' } })
  child.stderr?.on('data', (chunk) => {
    trouble += chunk
  })
  let said = ''
  url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      said += chunk
      const found = /http:\/\/\S+/.exec(said)?.[0]
      if (found) resolve(found)
    })
    child.on('exit', (code) => reject(new Error(`ended with ${code}: ${trouble}`)))
  })
  while ((await status())?.state !== 'ready') await new Promise((done) => setTimeout(done, 50))
})

afterAll(async () => {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
  rmSync(folder, { recursive: true, force: true })
})

test('a route that is written is served, and the page is told of another graph', async () => {
  await until(['/first', '/page'])
  const before = await status()
  write('main.go', main('\tapp.Get("/second", pages.Show)\n'))
  await until(['/first', '/page', '/second'])
  const after = await status()
  expect([before?.watching, (after?.revision ?? 0) > (before?.revision ?? 0), after?.state]).toEqual([true, true, 'ready'])
})

test('a file that is broken while one types costs what is broken, and nothing else', async () => {
  write('pages/pages.go', pages('/page').replace('app.Get("/page", Show)', 'app.Get("/pa'))
  await until(['/first', '/second'])
  write('pages/pages.go', pages('/typed'))
  await until(['/first', '/second', '/typed'])
})

test('folders that come, move and go', async () => {
  write('late/deep/deep.go', pages('/deep').replace('package pages', 'package deep'))
  write(
    'main.go',
    main('\tdeep.Register(app)\n').replace('"example.org/app/pages"', '"example.org/app/late/deep"\n\t"example.org/app/pages"'),
  )
  await until(['/deep', '/first', '/typed'])
  // The folder was new a moment ago and is watched by now.
  write('late/deep/deep.go', pages('/deeper').replace('package pages', 'package deep'))
  await until(['/deeper', '/first', '/typed'])
  renameSync(join(repository, 'late'), join(repository, 'later'))
  write(
    'main.go',
    main('\tdeep.Register(app)\n').replace('"example.org/app/pages"', '"example.org/app/later/deep"\n\t"example.org/app/pages"'),
  )
  await until(['/deeper', '/first', '/typed'])
  rmSync(join(repository, 'later'), { recursive: true })
  write('main.go', main())
  await until(['/first', '/typed'])
})

test('what discovery passes by does not begin a run, and a repository that is away for a moment comes back', async () => {
  const before = (await status())?.revision
  write('node_modules/left/pad.js', 'export {}')
  write('notes.txt', 'nothing')
  await new Promise((done) => setTimeout(done, 1000))
  expect((await status())?.revision).toBe(before)
  renameSync(repository, `${repository}-away`)
  await new Promise((done) => setTimeout(done, 500))
  expect(await paths()).toEqual(['/first', '/typed'])
  renameSync(`${repository}-away`, repository)
  write('pages/pages.go', pages('/back'))
  await until(['/back', '/first'])
})
