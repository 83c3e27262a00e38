import { expect, test } from 'vitest'
import type { Finding } from './finding.ts'
import { applySuppressions, readSuppressions } from './suppress.ts'

const finding = (rule: string, file: string, line: number): Finding => ({
  fingerprint: `${rule}${file}${line}`,
  rule,
  severity: 'high',
  confidence: 'high',
  title: rule,
  message: 'm',
  file,
  line,
  routes: [],
  routeIds: [],
  path: [],
  impact: 'i',
  fix: 'f',
  checklist: [],
})

function apply(source: string, findings: readonly Finding[], ran = ['n-plus-one', 'dropped-error']) {
  const read = readSuppressions('a.go', source)
  const context = {
    suppressions: read.suppressions,
    knownRules: new Set(['n-plus-one', 'dropped-error']),
    ranRules: new Set(ran),
    today: '2026-06-01',
  }
  const applied = applySuppressions(findings, context)
  return {
    kept: applied.findings.map((f) => `${f.rule}:${f.line}`),
    suppressed: applied.suppressed.map((f) => `${f.rule}:${f.line} ${f.suppression.reason}`),
    problems: [...read.problems, ...applied.problems].map((p) => `${p.kind}:${p.line}`),
  }
}

test.each([
  ['on the line', 'call() // audit:ignore n-plus-one -- three at most', 1],
  ['above the line', '// audit:ignore n-plus-one -- three at most\ncall()', 2],
  ['in a comment of several lines', '// Loads each.\n// audit:ignore n-plus-one -- three at most\n// See the plan.\ncall()', 4],
  ['in SQL', '-- audit:ignore n-plus-one -- three at most\nCREATE TABLE t ();', 2],
  ['in a block comment', '/* audit:ignore n-plus-one -- three at most */\ncall()', 2],
  ['in JSX', '{/* audit:ignore n-plus-one -- three at most */}\n<Call />', 2],
  ['until a day to come', '// audit:ignore n-plus-one until=2026-06-01 -- three at most\ncall()', 2],
])('a suppression %s is obeyed', (_, source, line) => {
  expect(apply(source, [finding('n-plus-one', 'a.go', line)])).toEqual({
    kept: [],
    suppressed: [`n-plus-one:${line} three at most`],
    problems: [],
  })
})

test('one comment may name several rules; each must earn its place', () => {
  const source = '// audit:ignore n-plus-one, dropped-error -- small\ncall()'
  expect(apply(source, [finding('n-plus-one', 'a.go', 2)])).toEqual({
    kept: [],
    suppressed: ['n-plus-one:2 small'],
    problems: ['unused:1'],
  })
  expect(apply(source, [finding('n-plus-one', 'a.go', 2)], ['n-plus-one']).problems).toEqual([])
})

test('it reaches no further than its own line, file and rule', () => {
  const source = '// audit:ignore n-plus-one -- small\ncall()\nother()'
  const others = [finding('n-plus-one', 'a.go', 3), finding('n-plus-one', 'b.go', 2), finding('dropped-error', 'a.go', 2)]
  expect(apply(source, others)).toEqual({
    kept: ['n-plus-one:3', 'n-plus-one:2', 'dropped-error:2'],
    suppressed: [],
    problems: ['unused:1'],
  })
})

test.each([
  ['without a reason', '// audit:ignore n-plus-one', 'malformed:1'],
  ['without a rule', '// audit:ignore -- because', 'malformed:1'],
  ['with a date that is none', '// audit:ignore n-plus-one until=soon -- because', 'malformed:1'],
  ['of a rule that does not exist', '// audit:ignore n-plus-two -- because', 'unknown rule:1'],
  ['that has expired', '// audit:ignore n-plus-one until=2026-05-31 -- because', 'expired:1'],
])('a suppression %s is a problem, and not obeyed', (_, comment, problem) => {
  expect(apply(`${comment}\ncall()`, [finding('n-plus-one', 'a.go', 2)])).toEqual({
    kept: ['n-plus-one:2'],
    suppressed: [],
    problems: [problem],
  })
})

test('the words in a string are no suppression', () => {
  expect(readSuppressions('a.go', 'help := "write audit:ignore n-plus-one -- why"')).toEqual({ suppressions: [], problems: [] })
})
