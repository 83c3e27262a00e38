// What every report is: a pure function from the result to this. The command line writes `output` and exits with `exitCode`, if there is one.

import type { Finding } from '../finding.ts'

export interface ReportOutput {
  readonly output: string
  readonly exitCode?: number
}

export function place(finding: Pick<Finding, 'file' | 'line'>): string {
  if (!finding.file) return 'the application as a whole'
  return finding.line ? `${finding.file}:${finding.line}` : finding.file
}

export function pathLine(finding: Finding): string {
  return finding.path.map((step) => step.name).join(' → ')
}

/** The first few, and how many more there are. */
export function listed(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).join(', ')
  return items.length > most ? `${shown} and ${items.length - most} more` : shown
}
