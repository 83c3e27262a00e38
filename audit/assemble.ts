// Rows of an audit → findings: routes and the way from a route, names for the path, identity, and no secret value.

import { compare } from '#graph/graph.ts'
import { type Finding, type PathStep, severityRank } from './finding.ts'
import { fingerprint } from './fingerprint.ts'
import type { Audit } from './library.ts'
import type { Reach } from './reach.ts'
import { redact } from './redact.ts'
import type { AuditRow } from './rows.ts'

export interface Draft {
  readonly audit: Audit
  readonly row: AuditRow
  readonly routeIds: readonly string[]
  readonly pathIds: readonly string[]
}

/** A path that begins at a function is led from the nearest route, and the finding concerns every route that gets there. */
export function draft(audit: Audit, row: AuditRow, reach: Reach): Draft {
  const { routes, way } = reach.to(row.path[0] ?? '')
  return {
    audit,
    row,
    routeIds: row.routes ? [...new Set(row.routes)].sort(compare) : routes,
    pathIds: withoutRepeats([...way, ...row.path]),
  }
}

export function assemble(drafts: readonly Draft[], steps: ReadonlyMap<string, PathStep>): readonly Finding[] {
  const seen = new Map<string, number>()
  return drafts.map(({ audit, row, routeIds, pathIds }) => {
    const base = fingerprint(audit.id, row.anchors)
    const ordinal = seen.get(base) ?? 0
    seen.set(base, ordinal + 1)
    return {
      fingerprint: ordinal ? fingerprint(audit.id, row.anchors, ordinal) : base,
      rule: audit.id,
      severity: row.severity ?? audit.severity,
      confidence: row.confidence ?? audit.confidence,
      title: redact(row.title ?? audit.title),
      message: redact(row.message),
      file: row.file || null,
      line: row.line,
      routes: routeIds.map((id) => steps.get(id)?.name ?? id),
      routeIds,
      path: pathIds.map((id) => steps.get(id) ?? { id, label: '', name: redact(id), file: null, line: null }),
      impact: redact(row.impact ?? audit.impact),
      fix: redact(row.fix),
      checklist: audit.checklist,
    }
  })
}

/** Of the same severity, what costs a live database most comes first, where that is known. */
export function byWeight(a: Finding, b: Finding): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    loadOf(b) - loadOf(a) ||
    compare(a.rule, b.rule) ||
    compare(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compare(a.fingerprint, b.fingerprint)
  )
}

function loadOf({ path }: Finding): number {
  return Math.max(0, ...path.map((step) => step.load ?? 0))
}

function withoutRepeats(ids: readonly string[]): readonly string[] {
  return ids.filter((id, index) => id !== ids[index - 1])
}
