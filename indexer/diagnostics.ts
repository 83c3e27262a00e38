// What could not be read or resolved, from every stage, as nodes of the graph.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'

export interface IndexDiagnostic {
  readonly stage: 'discover' | 'parse' | 'facts' | 'resolve' | 'schema' | 'statement' | 'client'
  /** A stable word for grouping. */
  readonly reason: string
  readonly message: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly file: string
  readonly line?: number | undefined
}

export function addDiagnostics(builder: GraphBuilder, diagnostics: readonly IndexDiagnostic[]): void {
  const next = new Map<string, number>()
  for (const d of diagnostics) {
    const key = `${d.stage} ${d.file} ${d.reason} ${d.message}`
    const ordinal = next.get(key) ?? 0
    next.set(key, ordinal + 1)
    builder.node('Diagnostic', symbol.diagnostic(d.stage, d.file, d.reason, d.message.slice(0, 120), ordinal), {
      file: d.file,
      line: d.line,
      endLine: d.line,
      stage: d.stage,
      reason: d.reason,
      message: d.message,
      severity: d.severity,
    })
  }
}

export function countDiagnostics(diagnostics: readonly IndexDiagnostic[]): { error: number; warning: number; info: number } {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const d of diagnostics) counts[d.severity]++
  return counts
}
