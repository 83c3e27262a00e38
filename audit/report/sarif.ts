// SARIF 2.1.0, for code scanning: one rule per audit, one result per finding, the proof as a code flow, identity as a partial fingerprint.

import type { AuditOutcome, AuditResult, Confidence, Finding, PathStep, Severity, SuppressedFinding } from '../finding.ts'
import type { ReportOutput } from './report.ts'

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note' }
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' }
const PRECISION: Readonly<Record<Confidence, string>> = { high: 'very-high', medium: 'high', low: 'medium' }

export function sarifReport(result: AuditResult): ReportOutput {
  const audits = result.coverage.audits
  const index = new Map(audits.map((a, i) => [a.id, i]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Throughline', rules: audits.map(rule) } },
        invocations: [
          {
            executionSuccessful: audits.every((a) => a.status !== 'failed'),
            toolExecutionNotifications: audits.filter((a) => a.status !== 'ran').map((a) => notification(a, index.get(a.id) ?? 0)),
          },
        ],
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
        results: [
          ...result.findings.map((f) => toResult(f, index.get(f.rule) ?? -1)),
          ...result.suppressed.map((f) => ({ ...toResult(f, index.get(f.rule) ?? -1), suppressions: [suppression(f)] })),
        ],
      },
    ],
  }
  return { output: `${JSON.stringify(log, null, 2)}\n` }
}

function rule(audit: AuditOutcome) {
  const security = audit.section.endsWith('security') || audit.id === 'secret-in-code'
  return {
    id: audit.id,
    name: audit.id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: audit.title },
    fullDescription: { text: audit.overview || audit.title },
    defaultConfiguration: { level: LEVEL[audit.severity] },
    properties: {
      precision: PRECISION[audit.confidence],
      tags: [audit.section.replace(/^\d+-/, '')],
      ...(security ? { 'security-severity': SECURITY_SEVERITY[audit.severity] } : {}),
    },
  }
}

function notification(audit: AuditOutcome, index: number) {
  return {
    level: audit.status === 'failed' ? 'error' : 'note',
    message: { text: `${audit.id}: ${audit.status}, ${audit.reason ?? 'no reason given'}` },
    associatedRule: { id: audit.id, index },
  }
}

function toResult(finding: Finding, ruleIndex: number) {
  const steps = finding.path.filter((step) => step.file)
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVEL[finding.severity],
    message: { text: `${finding.message}\n\nFix: ${finding.fix}` },
    locations: finding.file ? [{ physicalLocation: physical(finding.file, finding.line) }] : [],
    partialFingerprints: { 'throughline/v1': finding.fingerprint },
    ...(steps.length ? { codeFlows: [{ threadFlows: [{ locations: steps.map(flowLocation) }] }] } : {}),
    properties: {
      severity: finding.severity,
      confidence: finding.confidence,
      title: finding.title,
      impact: finding.impact,
      routes: finding.routes,
      checklist: finding.checklist,
    },
  }
}

function flowLocation(step: PathStep) {
  return { location: { physicalLocation: physical(step.file ?? '', step.line), message: { text: `${step.label} ${step.name}` } } }
}

function physical(file: string, line: number | null) {
  return {
    artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' },
    ...(line && line > 0 ? { region: { startLine: line } } : {}),
  }
}

function suppression({ suppression: s }: SuppressedFinding) {
  return { kind: 'inSource', status: 'accepted', justification: s.reason, location: { physicalLocation: physical(s.file, s.line) } }
}
