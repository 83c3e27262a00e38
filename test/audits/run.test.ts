// The run as a whole, on a stored graph: suppressions, limits, failures, identity, and the reports made of it.

import { expect, test } from 'vitest'
import type { AuditResult } from '#audit/finding.ts'
import type { Audit } from '#audit/library.ts'
import { loadLibrary } from '#audit/load.ts'
import { jsonReport } from '#audit/report/json.ts'
import { markdownReport } from '#audit/report/markdown.ts'
import { sarifReport } from '#audit/report/sarif.ts'
import { textReport } from '#audit/report/text.ts'
import { type RunOptions, runAudit, runAudits } from '#audit/run.ts'
import { exitCodeFor } from '#audit/summary.ts'
import type { Graph } from '#graph/graph.ts'
import { everything } from './everything.ts'
import { createScene, QUERIES, withReader } from './scene.ts'

const library = await loadLibrary(QUERIES)
const run = (graph: Graph, options: RunOptions = {}, audits: readonly Audit[] = library.audits) =>
  withReader(graph, (reader) => runAudits(reader, { ...library, audits }, options))

function careless(line: number): Graph {
  const s = createScene()
  const save = s.fn('save')
  s.handled(s.route('POST', '/api/orders'), save)
  s.graph.node('ErrorDrop', 'drop 1', { file: 'shop.go', line, callee: 'db.Create', kind: 'blank', effect: 'database' })
  s.graph.edge('DROPS_ERROR', save, 'drop 1')
  return s.graph.build()
}

const fingerprints = (result: AuditResult) => result.findings.map((f) => f.fingerprint).sort()

test('every audit runs, findings come worst first, each with its own identity', async () => {
  const progress: string[] = []
  const result = await run(everything(), { onProgress: (done, total) => progress.push(`${done}/${total}`) })
  expect(result.coverage.audits.map((a) => [a.id, a.status, a.reason])).toEqual(library.audits.map((a) => [a.id, 'ran', null]))
  expect(new Set(fingerprints(result)).size).toBe(result.findings.length)
  const ranks = result.findings.map((f) => ['critical', 'high', 'medium', 'low'].indexOf(f.severity))
  expect(ranks).toEqual([...ranks].sort())
  expect(result.summary).toMatchObject({ risk: 'CRITICAL', recommendation: 'INCOMPLETE' })
  expect(result.checklist).toHaveLength(189)
  const count = library.audits.length
  expect(progress).toHaveLength(count)
  expect(progress.at(-1)).toBe(`${count}/${count}`)
  expect(await run(everything())).toEqual(result)
})

test('a finding keeps its identity when lines move', async () => {
  expect(fingerprints(await run(careless(4)))).toEqual(fingerprints(await run(careless(400))))
})

test('an empty graph is not clean: nothing applies, nothing passes', async () => {
  const result = await run(createScene().graph.build())
  expect(new Set(result.coverage.audits.map((a) => a.status))).toEqual(new Set(['not applicable']))
  expect(result.coverage.audits[0]?.reason).toBe('the graph has no Route')
  expect(result.summary).toMatchObject({ risk: 'UNKNOWN', recommendation: 'INCOMPLETE' })
  expect(result.checklist.filter((c) => c.verdict === 'pass')).toEqual([])
})

test('statements through a library that the index does not follow: what asks for statements is neither passed nor set aside', async () => {
  const s = createScene()
  s.handled(s.route('POST', '/api/orders'), s.fn('save'))
  const text = { stage: 'resolve', reason: 'statements-not-understood', severity: 'warning', message: 'sqlx', file: 'shop.go', line: 1 }
  s.graph.node('Diagnostic', 'diagnostic 1', text)
  const result = await run(s.graph.build())
  const verdictOf = (id: string) => result.checklist.find((c) => c.id === id)?.verdict
  expect(['1.06', '2.01e', '2.03a', 'R10'].map(verdictOf)).not.toContain('pass')
  expect([verdictOf('1.06'), verdictOf('R10')]).toEqual(['unknown', 'unknown'])
  for (const id of ['sql-from-strings', 'n-plus-one', 'unauthenticated-route'])
    expect(result.coverage.audits.find((a) => a.id === id)?.undecided).toEqual({
      'statements go through a library that is not understood yet': 1,
    })
})

test('an audit that fails, or breaks the row contract, is reported as failed and answers nothing', async () => {
  const [sample] = library.audits.filter((a) => a.id === 'dropped-error')
  if (!sample) throw new Error('no sample')
  const broken = [
    { ...sample, id: 'no-syntax', cypher: 'MATCH (n RETURN n' },
    { ...sample, id: 'writing', cypher: 'CREATE (n:Route)' },
    { ...sample, id: 'no-columns', cypher: 'MATCH (f:Function) RETURN f.id AS anchors ORDER BY anchors' },
    { ...sample, id: 'too-slow', cypher: 'UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(a + b) AS n' },
  ]
  const result = await run(careless(4), { timeoutMs: 1_000 }, [...broken, sample])
  const outcomes = Object.fromEntries(result.coverage.audits.map((a) => [a.id, `${a.status}: ${a.reason}`]))
  expect(outcomes).toEqual({
    'no-syntax': expect.stringMatching(/^failed: line 1/),
    writing: expect.stringContaining('failed: line 1, column 1: CREATE is refused'),
    'no-columns': 'failed: the rows have no column file',
    'too-slow': expect.stringMatching(/^failed: the query was stopped/),
    'dropped-error': 'ran: null',
  })
  expect(result.checklist.find((c) => c.id === '3.01')?.verdict).toBe('fail')
  expect((await run(createScene().graph.build(), {}, broken)).checklist.find((c) => c.id === '3.01')?.verdict).not.toBe('pass')
})

test('rows over the limit are said to be missing', async () => {
  const result = await run(everything(), { only: ['missing-rate-limit'], maxRows: 2 })
  expect(result.coverage.audits).toMatchObject([{ findings: 2, reason: 'only the first 2 rows were read' }])
})

test('suppressions are read from the source, obeyed, and told apart from the findings', async () => {
  const source = async (file: string) =>
    file === 'shop.go'
      ? 'package shop\n\n// audit:ignore dropped-error -- counted elsewhere\n_ = db.Create(o)\n// audit:ignore n-plus-one -- gone\n'
      : undefined
  const result = await run(careless(4), { source })
  expect(result.findings.filter((f) => f.rule === 'dropped-error')).toEqual([])
  expect(result.suppressed).toMatchObject([{ rule: 'dropped-error', suppression: { line: 3, reason: 'counted elsewhere', until: null } }])
  // No statement in this graph: n-plus-one did not look, so its suppression may not be called unused.
  expect(result.suppressionProblems).toEqual([])
  expect(result.summary).toMatchObject({ counts: { high: 0 }, suppressed: 1 })
})

test('only, parameters and a single audit; what does not exist is refused', async () => {
  const only = await run(everything(), { only: ['missing-rate-limit'], parameters: { 'missing-rate-limit': { globalIsEnough: true } } })
  expect(only.coverage.audits.map((a) => a.id)).toEqual(['missing-rate-limit'])
  expect(only.findings.every((f) => !f.message.includes('application-wide'))).toBe(true)
  await expect(run(everything(), { only: ['no-such'] })).rejects.toThrow('there is no audit no-such; there are ')
  const audit = library.audits.find((a) => a.id === 'missing-rate-limit')
  if (!audit) throw new Error('no audit')
  const ask = (parameters: Record<string, string>) => withReader(everything(), (reader) => runAudit(reader, audit, parameters))
  await expect(ask({ nothing: 'x' })).rejects.toThrow('missing-rate-limit has no parameter nothing; it has globalIsEnough')
  await expect(ask({ globalIsEnough: 'x' })).rejects.toThrow('the parameter globalIsEnough of missing-rate-limit is a boolean')
})

test('what could not be decided is counted, and keeps its point from passing', async () => {
  const s = createScene()
  s.route('GET', '/maybe', { auth: 'unknown', authReason: 'a guard stands under a condition' })
  const result = await run(s.graph.build())
  const outcome = result.coverage.audits.find((a) => a.id === 'unauthenticated-route')
  expect(outcome).toMatchObject({ findings: 0, looked: { Route: 1 }, undecided: { 'a guard stands under a condition': 1 } })
  expect(result.checklist.find((c) => c.id === 'R12')?.verdict).toBe('partial')
})

test('no secret value leaves through any report', async () => {
  const value = ['sk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_')
  const s = createScene()
  const fn = s.fn('pay')
  s.handled(s.route('POST', '/pay'), fn)
  s.query(fn, `SELECT * FROM orders WHERE token = '${value}'`, { bounded: false, injection: 'request' })
  s.graph.node('Secret', 'secret 1', { file: 'a.go', line: 1, kind: 'token', name: 'key', redacted: value, confidence: 'high' })
  const result = await run(s.graph.build())
  expect(result.findings.length).toBeGreaterThan(2)
  for (const report of [jsonReport, textReport, markdownReport, sarifReport]) expect(report(result).output).not.toContain(value)
})

test('the exit code follows the worst finding', async () => {
  const { findings } = await run(careless(4), { only: ['dropped-error'] })
  expect(['critical', 'high', 'medium', 'low'].map((s) => exitCodeFor(findings, s as 'high'))).toEqual([0, 1, 1, 1])
  expect(exitCodeFor(findings, undefined)).toBe(0)
})
