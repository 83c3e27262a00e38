// The sample application against the truth that was written beside it by hand: every route with its guards and tables, and
// every planted defect with its sound neighbours.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadLibrary } from '#audit/load.ts'
import { type RunOptions, runAudits } from '#audit/run.ts'
import { type RouteAnswer, readRoutes } from '#cli/answers/routes.ts'
import { indexRepository } from '#indexer/index-repository.ts'
import type { IndexResult } from '#indexer/result.ts'
import { QUERIES, withReader } from './audits/scene.ts'
import { readSampleMarks, type SampleMark } from './support/sample-marks.ts'

const SAMPLE = resolve(import.meta.dirname, 'fixtures/apps/lendroom')

interface TrueRoute {
  readonly method: string
  readonly path: string
  readonly auth: string
  readonly roles: readonly string[]
  readonly handler: string
  readonly middleware: readonly string[]
  readonly rateLimit: string
  /** `todo`: known to be missed, and why. */
  readonly tables: readonly { readonly name: string; readonly access: string; readonly todo?: string }[]
}

let cacheFolder: string
let indexed: IndexResult
beforeAll(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'throughline-sample-'))
  indexed = await indexRepository(SAMPLE, { cacheFolder })
})
afterAll(() => rm(cacheFolder, { recursive: true, force: true }))

describe('the sample application', () => {
  test('routes, guards and tables are those of its truth', async () => {
    const truth: { readonly routes: readonly TrueRoute[] } = JSON.parse(await readFile(join(SAMPLE, 'truth.json'), 'utf8'))
    const routes = await withReader(indexed.graph, readRoutes)
    expect(describeAll(routes.map(plain))).toEqual(describeAll(truth.routes))
  })

  test('every planted defect is found at its line, and no sound neighbour is', async () => {
    const library = await loadLibrary(QUERIES)
    const options: RunOptions = { timeoutMs: 60_000 }
    const { findings, coverage } = await withReader(indexed.graph, (reader) => runAudits(reader, library, options))
    expect(coverage.audits.filter((a) => a.status !== 'ran').map((a) => a.id)).toEqual([])
    const marks = await readSampleMarks(SAMPLE)
    const found = new Set(findings.map((f) => `${f.rule} ${f.file}:${f.line}`))
    const at = (m: SampleMark) => `${m.rule} ${m.file}:${m.line}`
    expect({
      missed: marks.filter((m) => m.kind === 'want' && !found.has(at(m))).map((m) => `${at(m)} ${m.text}`),
      alarmed: marks.filter((m) => m.kind === 'ok' && found.has(at(m))).map((m) => `${at(m)} ${m.text}`),
    }).toEqual({ missed: [], alarmed: [] })
  })

  test('nothing was lost on the way', () => {
    expect(indexed.ledger.diagnostics.error).toBe(0)
    expect(indexed.ledger.statements.unrendered).toBe(0)
    expect(indexed.ledger.statements.parsed).toBe(indexed.ledger.statements.total)
    expect(indexed.ledger.apiCalls.unknown).toBe(0)
  })

  test('the same content gives the same graph', async () => {
    const again = await indexRepository(SAMPLE, { cacheFolder })
    expect(again.graph).toEqual(indexed.graph)
    expect(again.fingerprint).toBe(indexed.fingerprint)
  })
})

function plain(route: RouteAnswer): TrueRoute {
  return { ...route, handler: route.handler ?? '', middleware: route.middleware.map((m) => m.name) }
}

/** One text a route, so that a difference reads like a sentence. */
function describeAll(routes: readonly TrueRoute[]): string[] {
  return routes
    .map((r) => {
      const tables = r.tables
        .filter((t) => t.todo === undefined)
        .map((t) => `${t.name} ${t.access}`)
        .sort()
      return `${r.method} ${r.path} -> ${r.handler} [${r.middleware.join(', ')}] ${r.auth} ${r.roles.join(',')} ${r.rateLimit} {${tables.join(', ')}}`
    })
    .sort()
}
