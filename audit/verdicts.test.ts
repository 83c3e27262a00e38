import { expect, test } from 'vitest'
import type { AuditOutcome, Finding } from './finding.ts'
import type { Audit, ChecklistPoint } from './library.ts'
import { summarize } from './summary.ts'
import { judgeChecklist } from './verdicts.ts'

const AUDIT: Audit = {
  id: 'a',
  section: '1-security',
  title: 'A',
  severity: 'high',
  confidence: 'high',
  impact: 'i',
  checklist: ['whole', 'part', 'child'],
  requires: [['Route']],
  parameters: [],
  cypher: '',
  undecided: null,
  page: '',
  overview: '',
}
const point = (id: string, more: Partial<ChecklistPoint> = {}): ChecklistPoint => ({
  id,
  kind: 'box',
  section: 's',
  text: id,
  parent: null,
  answeredBy: [],
  manual: null,
  ...more,
})
const POINTS = [
  point('whole', { answeredBy: ['a'] }),
  point('part'),
  point('nobody'),
  point('person', { manual: 'ask' }),
  point('parent'),
  point('child', { parent: 'parent', answeredBy: ['a'] }),
  point('other child', { parent: 'parent' }),
]
const OUTCOME: AuditOutcome = {
  id: 'a',
  section: '1-security',
  title: 'A',
  overview: '',
  severity: 'high',
  confidence: 'high',
  status: 'ran',
  reason: null,
  looked: { Route: 7 },
  findings: 0,
  suppressed: 0,
  undecided: {},
}
const finding = (severity: Finding['severity'], confidence: Finding['confidence'] = 'high'): Finding => ({
  fingerprint: 'f',
  rule: 'a',
  severity,
  confidence,
  title: 't',
  message: 'm',
  file: 'x.go',
  line: 3,
  routes: [],
  routeIds: [],
  path: [],
  impact: 'i',
  fix: 'f',
  checklist: AUDIT.checklist,
})

function verdicts(outcome: Partial<AuditOutcome>, findings: readonly Finding[] = []): Record<string, string> {
  const judged = judgeChecklist(POINTS, [AUDIT], [{ ...OUTCOME, ...outcome }], findings)
  return Object.fromEntries(judged.map((j) => [j.id, j.verdict]))
}

test('a clean audit passes only the points that it answers whole', () => {
  expect(verdicts({})).toEqual({
    whole: 'pass',
    part: 'partial',
    nobody: 'unknown',
    person: 'manual',
    parent: 'partial',
    child: 'pass',
    'other child': 'unknown',
  })
})

test.each([
  ['undecided nodes', { undecided: { 'a condition': 2 } }, 'partial'],
  ['cut short', { reason: 'only the first 10 rows were read' }, 'partial'],
  ['failed', { status: 'failed', reason: 'stopped' }, 'unknown'],
  ['nothing to look at', { status: 'not applicable', reason: 'no Route' }, 'not applicable'],
] as const)('never pass when %s', (_, outcome, verdict) => {
  expect(verdicts(outcome)).toMatchObject({ whole: verdict })
})

test('a finding fails its points, a slight or doubtful one in part', () => {
  expect(verdicts({}, [finding('medium')])).toMatchObject({ whole: 'fail', part: 'fail', parent: 'fail' })
  expect(verdicts({}, [finding('low')])).toMatchObject({ whole: 'partial' })
  expect(verdicts({}, [finding('high', 'low')])).toMatchObject({ whole: 'partial' })
})

test('the evidence says what was looked at, what was found and where', () => {
  const [whole] = judgeChecklist(POINTS, [AUDIT], [{ ...OUTCOME, findings: 1, undecided: { 'a condition': 2 } }], [finding('high')])
  expect(whole?.evidence).toBe('a: 1 findings over 7 Route; 2 undecided: a condition. For one: m (x.go:3)')
})

test('the recommendation is INCOMPLETE while anything is unknown, whatever was found', () => {
  const recommend = (points: readonly ChecklistPoint[], findings: readonly Finding[], outcome: Partial<AuditOutcome> = {}) => {
    const outcomes = [{ ...OUTCOME, ...outcome }]
    const { risk, recommendation } = summarize(findings, 0, outcomes, judgeChecklist(points, [AUDIT], outcomes, findings))
    return `${recommendation} ${risk}`
  }
  const answered = [point('whole', { answeredBy: ['a'] })]
  expect(recommend(POINTS, [finding('critical')])).toBe('INCOMPLETE CRITICAL')
  expect(recommend(answered, [finding('critical')])).toBe('NO-GO CRITICAL')
  expect(recommend(answered, [finding('high')])).toBe('CONDITIONAL GO HIGH')
  expect(recommend(answered, [finding('critical', 'low')])).toBe('CONDITIONAL GO LOW')
  expect(recommend(answered, [])).toBe('GO LOW')
  expect(recommend(POINTS, [], { status: 'not applicable' })).toBe('INCOMPLETE UNKNOWN')
})
