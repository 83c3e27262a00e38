// Data in, text out: what each report promises.

import { expect, test } from 'vitest'
import type { AuditResult, Finding } from '../finding.ts'
import { jsonReport } from './json.ts'
import { markdownReport } from './markdown.ts'
import { sarifReport } from './sarif.ts'
import { textReport } from './text.ts'

const step = (id: string, label: string, name: string, line: number | null = null) => ({
  id,
  label,
  name,
  file: line ? 'shop/list.go' : null,
  line,
})
const FINDING: Finding = {
  fingerprint: 'abc',
  rule: 'n-plus-one',
  severity: 'high',
  confidence: 'medium',
  title: 'Round trip per element',
  message: '`List` asks once per element.',
  file: 'shop/list.go',
  line: 12,
  routes: ['GET /a', 'GET /b'],
  routeIds: ['route a', 'route b'],
  path: [step('r', 'Route', 'GET /a', 3), step('f', 'Function', 'List', 10), step('t', 'Table', 'orders')],
  impact: 'It is slow.',
  fix: 'Ask ```once```.',
  checklist: ['2.03a'],
}
const RESULT: AuditResult = {
  repository: 'shop',
  summary: {
    risk: 'HIGH',
    recommendation: 'INCOMPLETE',
    reason: '1 of 2 points is unknown.',
    counts: { critical: 0, high: 1, medium: 0, low: 0 },
    suppressed: 1,
  },
  findings: [FINDING],
  suppressed: [{ ...FINDING, fingerprint: 'def', suppression: { file: 'shop/list.go', line: 11, reason: 'small', until: null } }],
  suppressionProblems: [{ kind: 'unused', file: 'a b.go', line: 2, message: 'nothing here' }],
  checklist: [
    { id: '1.01', section: 'Security', text: 'Doors | windows', verdict: 'unknown', evidence: 'No audit.' },
    { id: '2.03a', section: 'Database', text: 'N+1', verdict: 'fail', evidence: 'One <b>.' },
  ],
  coverage: {
    labels: { Route: 2 },
    audits: [
      outcome('n-plus-one', 'ran', null),
      outcome('slow', 'failed', 'the query was stopped after 30000 ms'),
      outcome('sockets', 'not applicable', 'the graph has no Route'),
    ],
    unread: [{ stage: 'resolve', reason: 'unresolved-call', severity: 'warning', count: 3 }],
    ledger: { routes: { total: 2 } },
  },
}

function outcome(id: string, status: 'ran' | 'failed' | 'not applicable', reason: string | null) {
  return {
    id,
    section: '2-database',
    title: id,
    overview: `About ${id}.`,
    severity: 'high' as const,
    confidence: 'high' as const,
    status,
    reason,
    looked: { Query: 4 },
    findings: status === 'ran' ? 1 : 0,
    suppressed: 0,
    undecided: status === 'ran' ? { 'a loop of unknown size': 1 } : {},
  }
}

test('json keeps the public shape', () => {
  const { summary, findings, checklist, coverage } = JSON.parse(jsonReport(RESULT).output)
  expect(summary).toMatchObject({ risk: 'HIGH', recommendation: 'INCOMPLETE', counts: { critical: 0, high: 1, medium: 0, low: 0 } })
  expect(Object.keys(findings[0])).toEqual(
    expect.arrayContaining('fingerprint rule severity confidence title message file line routes path impact fix checklist'.split(' ')),
  )
  expect(checklist[1]).toMatchObject({ id: '2.03a', verdict: 'fail', evidence: 'One <b>.' })
  expect(coverage).toMatchObject({ routes: { total: 2 }, labels: { Route: 2 }, unread: [{ count: 3 }] })
})

test('text tells the summary, each finding with its way, and what was not looked at', () => {
  const { output } = textReport(RESULT)
  for (const part of [
    'INCOMPLETE   risk HIGH   0 critical, 1 high, 0 medium, 0 low, 1 suppressed',
    'HIGH      n-plus-one  shop/list.go:12  (medium confidence)',
    '  Path: GET /a → List → orders',
    '  Routes: GET /a, GET /b',
    'slow                         failed: the query was stopped after 30000 ms',
    'sockets                      not applicable: the graph has no Route',
    '1 undecided: a loop of unknown size',
    'not read or resolved: 3 × resolve, unresolved-call',
    'a b.go:2  unused: nothing here',
    'Review: 1 unknown, 1 fail of 2 points.',
  ])
    expect(output).toContain(part)
})

test('markdown follows the form of the review', () => {
  const { output } = markdownReport(RESULT)
  const headings = output.split('\n').filter((l) => l.startsWith('## '))
  expect(headings).toEqual([
    '## Executive Summary',
    '## Critical Issues (Must Fix Before Deploy)',
    '## High Priority Issues (Should Fix Before Deploy)',
    '## Medium Priority Issues (Fix Soon After Deploy)',
    '## Low Priority Issues (Nice to Have)',
    '## Suppressed',
    '## Suppressions to mend',
    '## Recommendations',
  ])
  expect(output).toContain('- Overall risk assessment: **HIGH**')
  expect(output).toContain(
    [
      '````',
      '❌ [DATABASE] Round trip per element',
      'Location: shop/list.go:12',
      'Risk: HIGH (medium confidence)',
      'Description: `List` asks once per element.',
      'Impact: It is slow.',
      'Fix: Ask ```once```.',
      'Path: GET /a → List → orders',
    ].join('\n'),
  )
  expect(output).toContain('| 1.01 | unknown | Doors \\| windows | No audit. |')
  expect(output).toContain('| 2.03a | fail | N+1 | One &lt;b&gt;. |')
})

test('sarif has rules, results, identity, suppressions and the proof, and tells of audits that did not run', () => {
  const log = JSON.parse(sarifReport(RESULT).output)
  expect(log).toMatchObject({ version: '2.1.0', runs: [{ columnKind: 'utf16CodeUnits' }] })
  const [run] = log.runs
  expect(run.tool.driver.rules.map((r: { id: string }) => r.id)).toEqual(['n-plus-one', 'slow', 'sockets'])
  expect(run.results).toHaveLength(2)
  const [open, suppressed] = run.results
  expect(open).toMatchObject({ ruleId: 'n-plus-one', ruleIndex: 0, level: 'error', partialFingerprints: { 'throughline/v1': 'abc' } })
  expect(open).not.toHaveProperty('suppressions')
  expect(open.locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'shop/list.go', uriBaseId: 'SRCROOT' },
    region: { startLine: 12 },
  })
  expect(open.codeFlows[0].threadFlows[0].locations).toHaveLength(2)
  expect(suppressed.suppressions).toMatchObject([{ kind: 'inSource', status: 'accepted', justification: 'small' }])
  expect(run.invocations[0]).toMatchObject({
    executionSuccessful: false,
    toolExecutionNotifications: [{ level: 'error' }, { level: 'note' }],
  })
})
