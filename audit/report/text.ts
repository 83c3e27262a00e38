// The report for a terminal: the summary, findings from the worst down, then what was not looked at.

import { type AuditResult, type Finding, SEVERITIES } from '../finding.ts'
import { listed, pathLine, place, type ReportOutput } from './report.ts'

export function textReport(result: AuditResult): ReportOutput {
  const { summary, findings } = result
  const counts = SEVERITIES.map((severity) => `${summary.counts[severity]} ${severity}`).join(', ')
  const lines = [
    `${summary.recommendation}   risk ${summary.risk}   ${counts}${summary.suppressed ? `, ${summary.suppressed} suppressed` : ''}`,
    summary.reason,
    '',
    ...findings.flatMap(describe),
    ...auditLines(result),
    ...problemLines(result),
    checklistLine(result),
  ]
  return { output: `${lines.join('\n')}\n` }
}

function describe(finding: Finding): string[] {
  const lines = [
    `${finding.severity.toUpperCase().padEnd(8)}  ${finding.rule}  ${place(finding)}${finding.confidence === 'high' ? '' : `  (${finding.confidence} confidence)`}`,
    `  ${finding.message}`,
    `  Fix: ${finding.fix}`,
  ]
  if (finding.path.length > 1) lines.push(`  Path: ${pathLine(finding)}`)
  if (finding.routes.length > 1) lines.push(`  Routes: ${listed(finding.routes, 5)}`)
  return [...lines, '']
}

function auditLines({ coverage }: AuditResult): string[] {
  return [
    'What was looked at:',
    ...coverage.audits.map((a) => {
      const looked = Object.entries(a.looked)
        .map(([label, count]) => `${count} ${label}`)
        .join(', ')
      const undecided = Object.entries(a.undecided).map(([reason, count]) => `; ${count} undecided: ${reason}`)
      const state =
        a.status === 'ran'
          ? `${a.findings} findings over ${looked}${undecided.join('')}${a.reason ? `; ${a.reason}` : ''}`
          : `${a.status}: ${a.reason}`
      return `  ${a.id.padEnd(28)} ${state}`
    }),
    ...coverage.unread.map((d) => `  not read or resolved: ${d.count} × ${d.stage}, ${d.reason}`),
    '',
  ]
}

function problemLines({ suppressionProblems }: AuditResult): string[] {
  if (suppressionProblems.length === 0) return []
  return ['Suppressions to mend:', ...suppressionProblems.map((p) => `  ${p.file}:${p.line}  ${p.kind}: ${p.message}`), '']
}

function checklistLine({ checklist }: AuditResult): string {
  const counts = new Map<string, number>()
  for (const { verdict } of checklist) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return `Review: ${[...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')} of ${checklist.length} points.`
}
