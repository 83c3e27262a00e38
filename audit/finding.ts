// The vocabulary of an audit run as plain data: findings, what was looked at, verdicts and the summary.
// Reports and the API read only this.

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const
export type Severity = (typeof SEVERITIES)[number]

export const CONFIDENCES = ['high', 'medium', 'low'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/** One node of the path that proves a finding. */
export interface PathStep {
  readonly id: string
  readonly label: string
  readonly name: string
  readonly file: string | null
  readonly line: number | null
  /** Of a statement: milliseconds that a live database has spent on it. */
  readonly load?: number
}

export interface Finding {
  /** Rule and stable anchors, never a line: it survives edits above it. */
  readonly fingerprint: string
  readonly rule: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly title: string
  readonly message: string
  readonly file: string | null
  readonly line: number | null
  /** Affected routes as `METHOD path`, sorted. */
  readonly routes: readonly string[]
  /** The same routes as node ids, in the same order. */
  readonly routeIds: readonly string[]
  readonly path: readonly PathStep[]
  readonly impact: string
  readonly fix: string
  /** Ids of the review's points that the finding speaks against. */
  readonly checklist: readonly string[]
}

export interface SuppressedFinding extends Finding {
  readonly suppression: { readonly file: string; readonly line: number; readonly reason: string; readonly until: string | null }
}

/** A suppression that does nothing, or that nobody may use: it is reported, never silently obeyed. */
export interface SuppressionProblem {
  readonly kind: 'malformed' | 'unknown rule' | 'expired' | 'unused'
  readonly file: string
  readonly line: number
  readonly message: string
}

/** What became of one audit. */
export interface AuditOutcome {
  readonly id: string
  readonly section: string
  readonly title: string
  /** What it looks for and why, in a sentence or two. */
  readonly overview: string
  /** Defaults of its findings. */
  readonly severity: Severity
  readonly confidence: Confidence
  readonly status: 'ran' | 'not applicable' | 'failed'
  /** Why it is not applicable, failed or was cut short. */
  readonly reason: string | null
  /** Graph nodes of each required label. */
  readonly looked: Readonly<Record<string, number>>
  readonly findings: number
  readonly suppressed: number
  /** What the audit looked at and could not decide, by reason. */
  readonly undecided: Readonly<Record<string, number>>
}

export type Verdict = 'pass' | 'fail' | 'partial' | 'unknown' | 'not applicable' | 'manual'

export interface ChecklistVerdict {
  readonly id: string
  readonly section: string
  readonly text: string
  readonly verdict: Verdict
  readonly evidence: string
}

export type Risk = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'UNKNOWN'
export type Recommendation = 'GO' | 'CONDITIONAL GO' | 'NO-GO' | 'INCOMPLETE'

export interface Summary {
  readonly risk: Risk
  readonly recommendation: Recommendation
  /** One sentence: what the recommendation rests on. */
  readonly reason: string
  readonly counts: Readonly<Record<Severity, number>>
  readonly suppressed: number
}

export interface Coverage {
  /** Nodes of the graph by label, zero included. */
  readonly labels: Readonly<Record<string, number>>
  readonly audits: readonly AuditOutcome[]
  /** What the index could not read or resolve, by stage and reason. */
  readonly unread: readonly { readonly stage: string; readonly reason: string; readonly severity: string; readonly count: number }[]
  /** What the indexer counted, as it handed it over. */
  readonly ledger: Readonly<Record<string, unknown>> | null
}

export interface AuditResult {
  readonly repository: string
  readonly summary: Summary
  /** The worst first, then by rule and place; suppressed ones stand apart. */
  readonly findings: readonly Finding[]
  readonly suppressed: readonly SuppressedFinding[]
  readonly suppressionProblems: readonly SuppressionProblem[]
  readonly checklist: readonly ChecklistVerdict[]
  readonly coverage: Coverage
}

export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}
