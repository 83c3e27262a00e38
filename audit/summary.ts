// The risk and the recommendation: never GO for what nobody looked at.

import { type AuditOutcome, type ChecklistVerdict, type Finding, SEVERITIES, type Severity, type Summary, severityRank } from './finding.ts'

const RISK = { critical: 'CRITICAL', high: 'HIGH', medium: 'MEDIUM', low: 'LOW' } as const

export function summarize(
  findings: readonly Finding[],
  suppressed: number,
  outcomes: readonly AuditOutcome[],
  checklist: readonly ChecklistVerdict[],
): Summary {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 }
  for (const finding of findings) counts[finding.severity]++
  // A guess does not set the risk of the whole; it is listed all the same.
  const sure = findings.filter((f) => f.confidence !== 'low').map((f) => f.severity)
  const worst = SEVERITIES.find((severity) => sure.includes(severity))
  const looked = outcomes.some((o) => o.status === 'ran')
  return {
    risk: worst ? RISK[worst] : looked ? 'LOW' : 'UNKNOWN',
    ...recommend(worst, checklist),
    counts,
    suppressed,
  }
}

function recommend(worst: Severity | undefined, checklist: readonly ChecklistVerdict[]): Pick<Summary, 'recommendation' | 'reason'> {
  const of = (verdict: string) => checklist.filter((c) => c.verdict === verdict).length
  const unknown = of('unknown')
  if (unknown > 0) {
    const so = worst === 'critical' ? ' What was found already speaks for NO-GO.' : ''
    return { recommendation: 'INCOMPLETE', reason: `${unknown} of ${checklist.length} points of the review are unknown.${so}` }
  }
  if (worst === 'critical') return { recommendation: 'NO-GO', reason: 'There are critical findings.' }
  const open = of('fail') + of('partial') + of('manual')
  if (open > 0)
    return { recommendation: 'CONDITIONAL GO', reason: `${open} points of the review fail, hold in part, or wait for a person.` }
  return { recommendation: 'GO', reason: 'Every point of the review passes or does not apply.' }
}

/** 1 when a finding is at or over the severity, as the command line promises. */
export function exitCodeFor(findings: readonly Finding[], failOn: Severity | undefined): 0 | 1 {
  return failOn && findings.some((f) => severityRank(f.severity) <= severityRank(failOn)) ? 1 : 0
}
