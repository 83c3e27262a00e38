// `audit:ignore <rule>[,<rule>] [until=YYYY-MM-DD] -- reason` in a comment on the finding's line, or in the comment lines
// right above it. Rule and reason are required; one that is malformed, expired or matches nothing is a problem to report.

import type { Finding, SuppressedFinding, SuppressionProblem } from './finding.ts'

export interface Suppression {
  readonly file: string
  /** Of the comment. */
  readonly line: number
  /** The line of code that it speaks of. */
  readonly target: number
  readonly rule: string
  readonly until: string | null
  readonly reason: string
}

const COMMENT = /(?:\/\/|\/\*|--|#|^\s*\*|<!--)\s*audit:ignore\b(.*)$/
const GRAMMAR = /^\s+([\w-]+(?:\s*,\s*[\w-]+)*)(?:\s+until=(\d{4}-\d{2}-\d{2}))?\s+--\s+(\S.*?)\s*(?:\*\/\}?|-->)?\s*$/
const COMMENT_LINE = /^\s*(?:\/\/|\/\*|\*|--|#|\{\/\*|<!--)/

export function readSuppressions(file: string, source: string): { suppressions: Suppression[]; problems: SuppressionProblem[] } {
  const suppressions: Suppression[] = []
  const problems: SuppressionProblem[] = []
  if (!source.includes('audit:ignore')) return { suppressions, problems }
  const lines = source.split('\n')
  lines.forEach((text, index) => {
    const comment = COMMENT.exec(text)
    if (!comment) return
    const line = index + 1
    const parts = GRAMMAR.exec(comment[1] ?? '')
    if (!parts) {
      problems.push({
        kind: 'malformed',
        file,
        line,
        message: 'audit:ignore must read: audit:ignore <rule>[,<rule>] [until=YYYY-MM-DD] -- reason',
      })
      return
    }
    const [, rules = '', until = null, reason = ''] = parts
    const target = COMMENT_LINE.test(text) ? codeBelow(lines, index) : line
    for (const rule of rules.split(',')) suppressions.push({ file, line, target, rule: rule.trim(), until, reason })
  })
  return { suppressions, problems }
}

/** The first line after a run of comment lines. */
function codeBelow(lines: readonly string[], index: number): number {
  let next = index + 1
  while (COMMENT_LINE.test(lines[next] ?? '')) next++
  return next + 1
}

export interface SuppressionContext {
  readonly suppressions: readonly Suppression[]
  /** Every rule of the library. */
  readonly knownRules: ReadonlySet<string>
  /** Rules that looked in this run: only theirs can be called unused. */
  readonly ranRules: ReadonlySet<string>
  /** YYYY-MM-DD. */
  readonly today: string
}

export function applySuppressions(findings: readonly Finding[], { suppressions, knownRules, ranRules, today }: SuppressionContext) {
  const problems: SuppressionProblem[] = []
  const live: Suppression[] = []
  for (const s of suppressions) {
    const { file, line } = s
    if (!knownRules.has(s.rule))
      problems.push({ kind: 'unknown rule', file, line, message: `audit:ignore names ${s.rule}, which is no audit` })
    else if (s.until !== null && s.until < today)
      problems.push({ kind: 'expired', file, line, message: `the suppression of ${s.rule} ended on ${s.until}` })
    else live.push(s)
  }
  const used = new Set<Suppression>()
  const kept: Finding[] = []
  const suppressed: SuppressedFinding[] = []
  for (const finding of findings) {
    const match = live.find(
      (s) => s.rule === finding.rule && s.file === finding.file && (s.target === finding.line || s.line === finding.line),
    )
    if (!match) kept.push(finding)
    else {
      used.add(match)
      const { file, line, reason, until } = match
      suppressed.push({ ...finding, suppression: { file, line, reason, until } })
    }
  }
  for (const s of live)
    if (!used.has(s) && ranRules.has(s.rule))
      problems.push({ kind: 'unused', file: s.file, line: s.line, message: `${s.rule} finds nothing here: the suppression can go` })
  return { findings: kept, suppressed, problems }
}
