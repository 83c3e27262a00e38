// The machine's report: the shape is a public contract, to be added to but never renamed.

import type { AuditResult } from '../finding.ts'
import type { ReportOutput } from './report.ts'

export function jsonReport(result: AuditResult): ReportOutput {
  const { summary, findings, checklist, coverage, suppressed, suppressionProblems } = result
  const { ledger, ...seen } = coverage
  const shape = { summary, findings, checklist, coverage: { ...ledger, ...seen }, suppressed, suppressionProblems }
  return { output: `${JSON.stringify(shape, null, 2)}\n` }
}
