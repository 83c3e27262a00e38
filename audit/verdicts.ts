// One verdict for each point of the review, with its evidence. A point passes only when audits that look at the whole of it ran,
// found nothing and left nothing undecided; what nobody looked at is unknown.

import type { AuditOutcome, ChecklistVerdict, Finding, Verdict } from './finding.ts'
import type { Audit, ChecklistPoint } from './library.ts'

interface Judged {
  readonly verdict: Verdict
  readonly evidence: string
}

export function judgeChecklist(
  checklist: readonly ChecklistPoint[],
  audits: readonly Audit[],
  outcomes: readonly AuditOutcome[],
  findings: readonly Finding[],
): readonly ChecklistVerdict[] {
  const outcomeOf = new Map(outcomes.map((o) => [o.id, o]))
  const own = new Map<string, Judged>()
  for (const point of checklist) {
    const speaking = audits
      .filter((a) => a.checklist.includes(point.id))
      .map((a) => outcomeOf.get(a.id))
      .filter((o) => o !== undefined)
    own.set(
      point.id,
      judge(
        point,
        speaking,
        findings.filter((f) => f.checklist.includes(point.id)),
      ),
    )
  }
  return checklist.map((point) => {
    const children = checklist.filter((p) => p.parent === point.id)
    const { verdict, evidence } = rollUp(
      own.get(point.id),
      children.map((child) => ({ id: child.id, verdict: own.get(child.id)?.verdict ?? 'unknown' })),
    )
    return { id: point.id, section: point.section, text: point.text, verdict, evidence }
  })
}

function judge(point: ChecklistPoint, outcomes: readonly AuditOutcome[], findings: readonly Finding[]): Judged {
  if (outcomes.length === 0)
    return point.manual ? { verdict: 'manual', evidence: point.manual } : { verdict: 'unknown', evidence: 'No audit looks at it yet.' }
  const evidence = outcomes.map(describe).join(' ')
  if (findings.length > 0) {
    const grave = findings.some((f) => f.severity !== 'low' && f.confidence !== 'low')
    return { verdict: grave ? 'fail' : 'partial', evidence: `${evidence} ${worst(findings)}`.trim() }
  }
  const ran = outcomes.filter((o) => o.status === 'ran')
  const whole = point.answeredBy.length > 0 && point.answeredBy.every((id) => outcomes.some((o) => o.id === id))
  if (outcomes.some((o) => o.status === 'failed')) return { verdict: 'unknown', evidence }
  if (ran.length === 0) return { verdict: whole ? 'not applicable' : 'unknown', evidence }
  if (ran.every((o) => Object.values(o.looked).every((n) => n === 0))) return { verdict: 'unknown', evidence }
  if (whole && ran.every((o) => Object.keys(o.undecided).length === 0 && o.reason === null)) return { verdict: 'pass', evidence }
  return { verdict: 'partial', evidence: whole ? evidence : `${evidence} The rest of this point has no audit yet.` }
}

function describe(o: AuditOutcome): string {
  if (o.status !== 'ran') return `${o.id}: ${o.status}, ${o.reason ?? 'no reason given'}.`
  const looked = Object.entries(o.looked)
    .map(([label, count]) => `${count} ${label}`)
    .join(', ')
  const undecided = Object.entries(o.undecided).map(([reason, count]) => `${count} undecided: ${reason}`)
  const parts = [`${o.findings} findings over ${looked}`, ...(o.suppressed ? [`${o.suppressed} suppressed`] : []), ...undecided]
  if (o.reason) parts.push(o.reason)
  return `${o.id}: ${parts.join('; ')}.`
}

function worst(findings: readonly Finding[]): string {
  const [first] = findings
  return first ? `For one: ${first.message}${first.file ? ` (${first.file}:${first.line ?? 1})` : ''}` : ''
}

/** A point with sub-points is as good as they are, and no better than what was found of it itself. */
function rollUp(own: Judged | undefined, children: readonly { readonly id: string; readonly verdict: Verdict }[]): Judged {
  const mine = own ?? { verdict: 'unknown', evidence: '' }
  if (children.length === 0 || mine.verdict === 'fail') return mine
  const evidence = children.map((c) => `${c.id} ${c.verdict}`).join(', ')
  const verdicts = new Set(children.map((c) => c.verdict).filter((v) => v !== 'not applicable'))
  if (verdicts.size === 0) return { verdict: 'not applicable', evidence }
  if (verdicts.has('fail')) return { verdict: 'fail', evidence }
  const [only] = verdicts
  if (verdicts.size === 1 && only) return { verdict: only, evidence }
  return { verdict: verdicts.has('pass') || verdicts.has('partial') ? 'partial' : 'unknown', evidence }
}
