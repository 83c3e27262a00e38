// The command line as a user meets it: the launcher in a process of its own, on the bundled sample application.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const SAMPLE = join(ROOT, 'test/fixtures/apps/lendroom')
const folder = mkdtempSync(join(tmpdir(), 'throughline-cli-'))
const environment = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), NEO4J_URI: '', NO_COLOR: '1' }
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(ROOT, 'bin/throughline.mjs'), ...args], { env: environment, cwd: folder })
}

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function run(args: readonly string[], input = ''): Promise<Outcome> {
  const child = start(args)
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk) => {
    out += chunk
  })
  child.stderr?.on('data', (chunk) => {
    err += chunk
  })
  child.stdin?.end(input)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err: err.replace(/^Building Throughline.*\n/, '') })))
}

test('--help teaches, --version tells', async () => {
  const help = await run(['--help'])
  expect(help).toMatchObject({ code: 0, err: '' })
  for (const word of ['index', 'audit', 'routes', 'tables', 'path', 'query', 'serve', 'Examples:', 'Exit codes'])
    expect(help.out).toContain(word)
  expect((await run(['--version'])).out.trim()).toBe(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version)
})

test('routes, tables, path, query and audit answer on standard output alone', async () => {
  const routes = await run(['routes', SAMPLE, '--format', 'json'])
  expect(routes).toMatchObject({ code: 0, err: '' })
  const parsed: { method: string; path: string; auth: string; tables: unknown[] }[] = JSON.parse(routes.out)
  expect(parsed.length).toBeGreaterThan(10)
  const reaching = parsed.find((route) => route.tables.length > 0)
  const paths = await run(['path', SAMPLE, `${reaching?.method} ${reaching?.path}`, '--format', 'json'])
  const [first]: { label: string }[][] = JSON.parse(paths.out)
  expect(['ApiCall', 'Route']).toContain(first?.[0]?.label)
  expect(first?.at(-1)?.label).toBe('Table')
  expect(JSON.parse((await run(['tables', SAMPLE, '--format', 'json'])).out).length).toBeGreaterThan(3)
  const rows = await run(
    ['query', SAMPLE, '-', '--param', 'auth=none', '--format', 'json'],
    'MATCH (r:Route {auth: $auth}) RETURN r.path AS path ORDER BY path',
  )
  expect(JSON.parse(rows.out)).toMatchObject({ columns: ['path'] })
  const audit = await run(['audit', SAMPLE, '--format', 'json', '--fail-on', 'low'])
  expect(audit.code).toBe(1)
  expect(JSON.parse(audit.out).summary.recommendation).toBe('INCOMPLETE')
  const index = await run(['index', SAMPLE])
  expect(index.out).toContain('nothing has changed')
})

test('what cannot be done is one clear line and exit code 2', async () => {
  const empty = join(folder, 'empty')
  const nothing = join(folder, 'nothing')
  mkdirSync(empty)
  mkdirSync(nothing)
  writeFileSync(join(nothing, 'notes.txt'), 'notes')
  const file = join(folder, 'broken.cypher')
  writeFileSync(file, 'MATCH (n RETURN n')
  const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [['routes', join(folder, 'no')], /there is no folder/],
    [['routes', empty], /is an empty folder/],
    [[empty, '--no-open', '--port', '0'], /is an empty folder/],
    [['routes', nothing], /no Go and no TypeScript/],
    [['routes', SAMPLE, '--format', 'yaml'], /Allowed choices are table, json/],
    [['audit', SAMPLE, '--format', 'pdf'], /Allowed choices/],
    [['audit', SAMPLE, '--only', 'no-such'], /there is no audit no-such/],
    [['path', SAMPLE, 'GET /no/such/route'], /there is no route/],
    [['query', SAMPLE, file], /line 1/],
    [['query', SAMPLE, 'no-such'], /there is no audit no-such/],
    [['routes', SAMPLE, '--store', 'bolt://127.0.0.1:1'], /does not answer/],
    [['routes', SAMPLE, '--store', 'mysql://x'], /a store is bolt:\/\/host:7687/],
    [['rotues', SAMPLE], /there is no command rotues/],
    [['routes', SAMPLE, '--nothing'], /unknown option/],
    [['routes'], /missing required argument/],
    [['--port', 'none'], /A port is a number/],
  ]
  for (const [args, message] of cases) {
    const { code, out, err } = await run(args)
    expect({ args, code, out }).toEqual({ args, code: 2, out: '' })
    expect(err).toMatch(message)
    expect(err).not.toMatch(/\n {4}at /)
  }
  for (const cypher of ['CREATE (n:Route {id: "x"})', 'LOAD CSV FROM "file:///x" AS l RETURN l', 'CALL dbms.components()']) {
    const { code, err } = await run(['query', SAMPLE, '-'], cypher)
    expect(code).toBe(2)
    expect(err).toMatch(/refused/)
  }
})

test('the explorer answers, says where, and ends with Ctrl-C; a port in use is said', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const refused = await run(['serve', SAMPLE, '--port', String(port)])
  expect(refused.code).toBe(2)
  expect(refused.err).toMatch(new RegExp(`port ${port} is in use`))
  taken.close()

  const child = start([SAMPLE, '--port', '0', '--no-open'])
  const said = await new Promise<string>((resolve, reject) => {
    let out = ''
    child.stdout?.on('data', (chunk) => {
      out += chunk
      if (/Ready in/.test(out)) resolve(out)
    })
    child.on('exit', () => reject(new Error(`it ended: ${out}`)))
  })
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? ''
  expect((await fetch(url)).status).toBe(200)
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ overview { routes { total } findings { recommendation } } status { state } }' }),
  })
  expect(await answer.json()).toMatchObject({
    data: { overview: { findings: { recommendation: 'INCOMPLETE' } }, status: { state: 'ready' } },
  })
  child.removeAllListeners('exit')
  child.kill('SIGINT')
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0)
})
