// Our call edges on small programs beside the type checker's own, as the oracle wrote them (README.md here). Runs without Go;
// where a Go toolchain is at hand the committed answers are made again and must be the same.

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { compareCalls, type Oracle, type OracleEdge, type OwnEdge } from '../../scripts/accuracy/calls.ts'
import { analyseFolder, ownEdges } from './own-edges.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const programs = readdirSync(join(here, 'programs'), { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? [e.name] : []))

interface Sample {
  readonly folder: string
  readonly answer: string
}

const samples: Readonly<Record<string, Sample>> = {
  ...Object.fromEntries(
    programs.map((name) => [name, { folder: join(here, 'programs', name), answer: join(here, 'programs', `${name}.json`) }]),
  ),
  lendroom: { folder: join(here, '../fixtures/apps/lendroom'), answer: join(here, 'programs/lendroom.json') },
}

/** What VTA says too much: it keeps one set of values for all maps of a type, and one for all callers of a function. */
const coarser: Readonly<Record<string, readonly string[]>> = {
  functions: [
    'funcvalue cmd/worker/main.go:43:10 cmd/worker/logged().func1. -> cmd/worker/logged().func1.',
    'funcvalue cmd/worker/main.go:43:10 cmd/worker/logged().func1. -> cmd/worker/main.go#init().func2.',
    'funcvalue cmd/worker/main.go:43:10 cmd/worker/logged().func1. -> cmd/worker/noop().',
    'funcvalue cmd/worker/main.go:43:10 cmd/worker/logged().func1. -> cmd/worker/report#note().',
    'funcvalue jobs/jobs.go:53:9 jobs/Runner#Run(). -> cmd/worker/clean().',
    'funcvalue jobs/jobs.go:53:9 jobs/Runner#Run(). -> cmd/worker/main.go#init().func1.',
    'funcvalue jobs/jobs.go:12:49 jobs/Step#Named(). -> cmd/worker/clean().',
    'funcvalue jobs/jobs.go:12:49 jobs/Step#Named(). -> cmd/worker/main.go#init().func1.',
  ],
  // A writer that wraps one of its own kind.
  handed: ['interface main.go:17:19 ./countingWriter#WriteHeader(). -> ./countingWriter#WriteHeader().'],
}

const short = (symbol: string) => symbol.replace(/^go /, '')
const printMissed = (e: OracleEdge) => `${e.kind} ${e.site} ${short(e.caller)} -> ${short(e.callee)}`
const printWrong = (e: OwnEdge) => `${e.resolution} ${e.file}:${e.line} ${short(e.caller)} -> ${short(e.callee)}`

describe.each(Object.entries(samples))('%s', (name, { folder, answer }) => {
  test('every call edge of the type checker is found, and no other', async () => {
    const oracle = JSON.parse(readFileSync(answer, 'utf8')) as Oracle
    const own = ownEdges(await analyseFolder(folder))
    const compared = compareCalls(oracle, own)
    expect(compared.missed.map(printMissed)).toEqual(coarser[name] ?? [])
    expect(compared.wrong.map(printWrong)).toEqual([])
  })

  test('the committed answer is what the oracle says now', { timeout: 600_000 }, (context) => {
    const made = runOracle(folder)
    if ('missing' in made) return context.skip(`${name}: ${made.missing}`)
    expect(made.text).toBe(readFileSync(answer, 'utf8'))
  })
})

test('every program has an answer', () => {
  for (const { answer } of Object.values(samples)) expect(existsSync(answer)).toBe(true)
})

/** Nothing is fetched: modules that are not on this machine are a reason to skip. */
function runOracle(folder: string): { readonly text: string } | { readonly missing: string } {
  const env = { ...process.env, GOPROXY: 'off', GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOWORK: 'off' }
  try {
    execFileSync('go', ['version'], { env, stdio: 'pipe' })
  } catch {
    return { missing: 'no Go toolchain' }
  }
  try {
    const args = ['run', '.', '-algorithms', 'vta,cha,rta', folder]
    const text = execFileSync('go', args, { cwd: here, env, encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 28 })
    const { troubles } = JSON.parse(text) as Oracle
    const [trouble] = troubles
    return trouble === undefined ? { text } : { missing: trouble }
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    if (/GOPROXY=off|cannot find module|missing go.sum|no required module|module lookup disabled|requires go >=/.test(said))
      return { missing: said.trim().split('\n').at(-1) ?? 'modules are missing' }
    throw error
  }
}
