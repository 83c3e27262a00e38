// An audit's result with the ways in which the explorer asks for it: by fingerprint, by node, by route.

import type { AuditOutcome, AuditResult, Finding } from '#audit/finding.ts'

export interface Review extends AuditResult {
  readonly byFingerprint: ReadonlyMap<string, Finding>
  readonly outcomes: ReadonlyMap<string, AuditOutcome>
  /** Findings whose path runs through a node, or that concern a route. */
  findingsOf(id: string): readonly Finding[]
}

const reviews = new WeakMap<AuditResult, Review>()

/** A middleware that a path only passes has no part in the finding: half of the application runs through it. */
function marked({ path, file, line }: Finding): readonly string[] {
  const passed = (i: number) => i > 0 && i < path.length - 1
  return path
    .filter((step, i) => step.label !== 'Middleware' || !passed(i) || (step.file === file && step.line === line))
    .map((step) => step.id)
}

export function reviewOf(result: AuditResult): Review {
  const known = reviews.get(result)
  if (known) return known
  const byNode = new Map<string, Finding[]>()
  for (const finding of result.findings)
    for (const id of new Set([...marked(finding), ...finding.routeIds])) {
      const findings = byNode.get(id)
      if (findings) findings.push(finding)
      else byNode.set(id, [finding])
    }
  const review: Review = {
    ...result,
    byFingerprint: new Map(result.findings.map((f) => [f.fingerprint, f])),
    outcomes: new Map(result.coverage.audits.map((outcome) => [outcome.id, outcome])),
    findingsOf: (id) => byNode.get(id) ?? [],
  }
  reviews.set(result, review)
  return review
}
