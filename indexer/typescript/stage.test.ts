import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { createGraphBuilder } from '#graph/graph.ts'
import { indexTypeScript } from './analyse.ts'
import { extractFile } from './extract-file.ts'
import type { TypeScriptInput, TypeScriptSource } from './index-typescript.ts'
import { runTypeScript } from './run.ts'
import { addHttpLinks, addTypeScript } from './to-graph.ts'

const input = (sources: readonly TypeScriptSource[]): TypeScriptInput => ({ sources, configs: [], others: [], skipped: { test: 2 } })

const client = {
  path: 'src/client.ts',
  text: "export class Client {\n  one(id: string) {\n    return fetch('/api/things/' + id)\n  }\n}\nexport const client = new Client()\n",
}
const page = {
  path: 'src/page.tsx',
  text: "import { client } from './client'\nexport function Page() {\n  return <a onClick={() => client.one('1')} />\n}\n",
}

it('facts of a file are plain data', () => {
  const facts = extractFile(page.path, page.text)
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
})

it('known facts give what the text gives, and only new text is read', async () => {
  const first = await indexTypeScript(input([client, page]))
  expect(first.extracted.map(({ path }) => path)).toEqual([client.path, page.path])
  const [known] = first.extracted
  const second = await indexTypeScript(input([page, ...(known ? [{ facts: known }] : [])]))
  expect(second.extracted.map(({ path }) => path)).toEqual([page.path])
  expect(second.facts).toEqual(first.facts)
})

it('runs where it is asked to', async () => {
  expect(await runTypeScript(input([client, page]))).toEqual(await indexTypeScript(input([client, page])))
})

it.each([
  ['exits', 'process.exit(1)', 'ended with 1 and no answer'],
  ['throws', "throw new Error('no room')", 'no room'],
])('a thread that %s is said, with what is missing for it', async (name, body, why) => {
  const folder = mkdtempSync(join(tmpdir(), 'typescript-worker-'))
  const file = join(folder, `${name.replaceAll(' ', '-')}.mjs`)
  writeFileSync(file, `${body}\n`)
  const { facts, extracted } = await runTypeScript(input([client, page]), false, pathToFileURL(file))
  rmSync(folder, { recursive: true })
  expect(extracted).toEqual([])
  expect(facts.functions).toEqual([])
  expect(facts.diagnostics.map(({ reason, severity, message }) => [reason, severity, message])).toEqual([
    ['typescript-not-read', 'error', expect.stringContaining(why)],
  ])
  expect(facts.diagnostics[0]?.message).toContain('the 2 files of TypeScript and JavaScript are missing')
})

it('becomes nodes and edges of the graph', async () => {
  const { facts } = await indexTypeScript(input([client, page]))
  const builder = createGraphBuilder()
  addTypeScript(builder, facts)
  builder.node('Route', 'route app GET /api/things/:id', { method: 'GET', path: '/api/things/:id' })
  const [call] = facts.apiCalls
  addHttpLinks(builder, [{ callId: call?.id ?? '', routeId: 'route app GET /api/things/:id', match: 'exact' }])
  const graph = builder.build()
  expect(graph.nodes.map(({ id, labels }) => `${labels.join(':')} ${id}`)).toEqual([
    'ApiCall call ts src/client.ts/Client#one(). GET /api/things/:id',
    'Route route app GET /api/things/:id',
    'Function ts src/client.ts/Client#one().',
    'Function:Component ts src/page.tsx/Page().',
  ])
  expect(graph.edges.map(({ from, type, to }) => `${from} ${type} ${to}`)).toEqual([
    'call ts src/client.ts/Client#one(). GET /api/things/:id REQUESTS route app GET /api/things/:id',
    'ts src/client.ts/Client#one(). MAKES call ts src/client.ts/Client#one(). GET /api/things/:id',
    'ts src/page.tsx/Page(). CALLS ts src/client.ts/Client#one().',
  ])
})

it('what cannot be read or found is said', async () => {
  const broken = { path: 'src/broken.ts', text: "import './gone'\nexport const f = (\n" }
  const { diagnostics, counts } = (await indexTypeScript(input([broken, client]))).facts
  expect(diagnostics.map(({ stage, reason, file, line, severity }) => [stage, reason, file, line, severity])).toEqual([
    ['parse', 'syntax-error', 'src/broken.ts', 2, 'error'],
    ['resolve', 'unresolved-import', 'src/broken.ts', 1, 'info'],
  ])
  expect(counts).toMatchObject({ files: 2, skipped: { test: 2 }, unresolvedImports: 1 })
})

it('two functions of one name have two ids', async () => {
  const text =
    'export function A() {\n  const load = () => fetch("/a")\n  if (load) {\n    const load = () => fetch("/b")\n    load()\n  }\n  load()\n}\n'
  const { functions, apiCalls } = (await indexTypeScript(input([{ path: 'a.ts', text }]))).facts
  expect(functions.map(({ id }) => id)).toEqual(['ts a.ts/A().', 'ts a.ts/A#load().', 'ts a.ts/A#load+1().'])
  expect(apiCalls.map(({ fn, path }) => `${fn} ${path}`)).toEqual(['ts a.ts/A#load(). /a', 'ts a.ts/A#load+1(). /b'])
})

it('objects spread into themselves and functions that call themselves end', async () => {
  const text = `
    import { Component } from 'react'
    export class State {
      state = { a: 1 }
      url = this.url || '/x'
      set(more) { this.state = { ...this.state, ...more }; fetch(this.state.next); fetch(this.url) }
    }
    export function walk(path, depth) { return depth ? walk(path + '/' + depth, depth - 1) : fetch(path) }
    export const even = (n) => (n ? odd(n - 1) : fetch('/even'))
    export const odd = (n) => (n ? even(n - 1) : fetch('/odd'))
    const a = { ...b }
    const b = { ...a, go: () => fetch(a.url) }
    walk('/deep', 3)`
  const { apiCalls } = (await indexTypeScript(input([{ path: 'a.ts', text }]))).facts
  expect(apiCalls.map(({ path }) => path)).toContain('/even')
})

it('what is nested too deeply to be read is said, and the rest goes on', async () => {
  const deep = { path: 'deep.js', text: `export const x = ${'['.repeat(20_000)}${']'.repeat(20_000)}` }
  const long = { path: 'long.ts', text: `export function f() { let u = '/a'\n${"u = u + '/b'\n".repeat(5000)} return fetch(u) }` }
  const { diagnostics, apiCalls } = (await indexTypeScript(input([deep, long, client]))).facts
  expect(diagnostics.filter(({ stage }) => stage === 'parse').map(({ file, message }) => `${file} ${message}`)).toEqual([
    'deep.js nested too deeply to be read',
  ])
  expect(apiCalls.map(({ path }) => path)).toContain('/api/things/:id')
})

it('older modules export as well', async () => {
  const sources = [
    { path: 'a.js', text: "const axios = require('axios')\nmodule.exports = { load: () => axios.get('/old') }\n" },
    { path: 'b.js', text: "exports.save = (id) => require('axios').put('/old/' + id)\n" },
    { path: 'c.js', text: "const { load } = require('./a')\nconst b = require('./b')\nexport const go = () => { load(); b.save(1) }\n" },
  ]
  const { apiCalls, calls } = (await indexTypeScript(input(sources))).facts
  expect(apiCalls.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /old', 'PUT /old/:id'])
  expect(calls.filter(({ from }) => from.includes('go'))).toHaveLength(2)
})
