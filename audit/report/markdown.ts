// The review as a document: executive summary, issues by severity, each with place, risk, impact and fix, then the checklist.

import { type AuditResult, type Finding, SEVERITIES, type Severity } from '../finding.ts'
import { sectionTitle } from '../library.ts'
import { listed, pathLine, place, type ReportOutput } from './report.ts'

const HEADINGS: Readonly<Record<Severity, string>> = {
  critical: 'Critical Issues (Must Fix Before Deploy)',
  high: 'High Priority Issues (Should Fix Before Deploy)',
  medium: 'Medium Priority Issues (Fix Soon After Deploy)',
  low: 'Low Priority Issues (Nice to Have)',
}

export function markdownReport(result: AuditResult): ReportOutput {
  const sections = new Map(result.coverage.audits.map((a) => [a.id, sectionTitle(a.section)]))
  const issues = SEVERITIES.flatMap((severity) => {
    const found = result.findings.filter((f) => f.severity === severity)
    return [
      '',
      `## ${HEADINGS[severity]}`,
      '',
      ...(found.length ? found.flatMap((f) => issue(f, sections.get(f.rule) ?? f.rule)) : ['None found.']),
    ]
  })
  const lines = [
    '# Production readiness review',
    '',
    ...executiveSummary(result),
    ...issues,
    ...suppressedLines(result),
    ...recommendations(result),
  ]
  return {
    output: `${lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trimEnd()}\n`,
  }
}

function executiveSummary({ summary, findings }: AuditResult): string[] {
  return [
    '## Executive Summary',
    '',
    `- Overall risk assessment: **${summary.risk}**`,
    `- Issues found: ${findings.length} (${SEVERITIES.map((s) => `${summary.counts[s]} ${s}`).join(', ')})`,
    ...(summary.suppressed ? [`- Suppressed with a reason: ${summary.suppressed}`] : []),
    `- Recommendation: **${summary.recommendation}**. ${summary.reason}`,
  ]
}

/** Fenced, so that nothing in it is read as Markdown; the fence outgrows any that the text holds. */
function issue(finding: Finding, category: string): string[] {
  const body = [
    `❌ [${category.toUpperCase()}] ${finding.title}`,
    `Location: ${place(finding)}`,
    `Risk: ${finding.severity.toUpperCase()}${finding.confidence === 'high' ? '' : ` (${finding.confidence} confidence)`}`,
    `Description: ${finding.message}`,
    `Impact: ${finding.impact}`,
    `Fix: ${finding.fix}`,
    ...(finding.path.length > 1 ? [`Path: ${pathLine(finding)}`] : []),
    ...(finding.routes.length > 1 ? [`Routes: ${listed(finding.routes, 10)}`] : []),
    `Rule: ${finding.rule}, ${finding.fingerprint}`,
  ]
  const longest = Math.max(2, ...body.flatMap((line) => [...line.matchAll(/`+/g)].map((m) => m[0].length)))
  const fence = '`'.repeat(longest + 1)
  return [fence, ...body, fence, '']
}

function suppressedLines({ suppressed, suppressionProblems }: AuditResult): string[] {
  const lines: string[] = []
  if (suppressed.length)
    lines.push(
      '',
      '## Suppressed',
      '',
      ...suppressed.map(
        (f) =>
          `- ${f.rule} at ${cell(place(f))}: ${cell(f.suppression.reason)}${f.suppression.until ? ` (until ${f.suppression.until})` : ''}`,
      ),
    )
  if (suppressionProblems.length)
    lines.push('', '## Suppressions to mend', '', ...suppressionProblems.map((p) => `- ${cell(`${p.file}:${p.line}`)}: ${cell(p.message)}`))
  return lines
}

function recommendations({ checklist, coverage }: AuditResult): string[] {
  return [
    '',
    '## Recommendations',
    '',
    '### Deployment readiness checklist',
    '',
    '| Point | Verdict | | Evidence |',
    '| --- | --- | --- | --- |',
    ...checklist.map((c) => `| ${c.id} | ${c.verdict} | ${cell(c.text)} | ${cell(c.evidence)} |`),
    '',
    '### What was looked at',
    '',
    '| Audit | Status | Findings | Looked at | Undecided |',
    '| --- | --- | --- | --- | --- |',
    ...coverage.audits.map((a) => {
      const looked = Object.entries(a.looked).map(([label, count]) => `${count} ${label}`)
      const undecided = Object.entries(a.undecided).map(([reason, count]) => `${count}: ${reason}`)
      return `| ${a.id} | ${a.status}${a.reason ? `: ${cell(a.reason)}` : ''} | ${a.findings} | ${looked.join(', ')} | ${cell(undecided.join('; '))} |`
    }),
    ...(coverage.unread.length
      ? ['', '### Not read or not resolved', '', ...coverage.unread.map((d) => `- ${d.count} × ${d.stage}: ${cell(d.reason)}`)]
      : []),
  ]
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[|<>]/g, (c) => (c === '|' ? '\\|' : c === '<' ? '&lt;' : '&gt;'))
}
