// Runs the audit library over a stored graph. In: a reader, the library, the repository's source (for suppressions only).
// Out: findings with their proof, verdicts and coverage, as plain data. An audit that fails is reported as failed, never as clean.

import type { GraphReader } from '#graph/store/store.ts'
import { assemble, byWeight, draft } from './assemble.ts'
import { countLabels, countUnread, listFiles } from './coverage.ts'
import { type Execution, executeAudit, type Limits } from './execute.ts'
import type { AuditOutcome, AuditResult, Coverage, Finding, SuppressionProblem } from './finding.ts'
import { type Audit, type AuditLibrary, type AuditParameters, UnknownAuditError } from './library.ts'
import { loadSteps } from './nodes.ts'
import { loadReach } from './reach.ts'
import type { SourceReader } from './source.ts'
import { summarize } from './summary.ts'
import { applySuppressions, readSuppressions, type Suppression } from './suppress.ts'
import { judgeChecklist } from './verdicts.ts'

export interface RunOptions {
  /** Ids of audits; all when absent. */
  readonly only?: readonly string[]
  /** Parameters by audit id. */
  readonly parameters?: Readonly<Record<string, AuditParameters>>
  /** Where suppressions are read; without it none are obeyed. */
  readonly source?: SourceReader
  /** What the indexer counted; handed on as part of the coverage. */
  readonly ledger?: Readonly<Record<string, unknown>>
  /** YYYY-MM-DD, for suppressions that expire. */
  readonly today?: string
  /** Of one audit; default 30,000. */
  readonly timeoutMs?: number
  /** Of one audit; default 10,000. */
  readonly maxRows?: number
  readonly onProgress?: (done: number, total: number) => void
}

/** Two at a time: the embedded engine uses a core per query. */
const LANES = 2

export async function runAudits(reader: GraphReader, library: AuditLibrary, options: RunOptions = {}): Promise<AuditResult> {
  const audits = choose(library.audits, options)
  const labels = await countLabels(reader)
  const unread = await countUnread(reader)
  const executions = await executeAll(reader, audits, labels, unread, options)
  const all = await toFindings(reader, executions)

  const { suppressions, problems } = await readAllSuppressions(reader, all, options.source)
  const applied = applySuppressions(all, {
    suppressions,
    knownRules: new Set(library.audits.map((a) => a.id)),
    ranRules: new Set([...executions].filter(([, e]) => e.status === 'ran').map(([a]) => a.id)),
    today: options.today ?? new Date().toISOString().slice(0, 10),
  })
  const findings = [...applied.findings].sort(byWeight)
  const outcomes = audits.map((audit) => outcomeOf(audit, executions.get(audit), labels, findings, applied.suppressed))
  const checklist = judgeChecklist(library.checklist, audits, outcomes, findings)
  return {
    repository: reader.stamp.repository,
    summary: summarize(findings, applied.suppressed.length, outcomes, checklist),
    findings,
    suppressed: [...applied.suppressed].sort(byWeight),
    suppressionProblems: [...problems, ...applied.problems].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line)),
    checklist,
    coverage: { labels, audits: outcomes, unread, ledger: options.ledger ?? null },
  }
}

/** One saved audit with its own parameters, suppressions left aside: for a reader who asks. */
export async function runAudit(
  reader: GraphReader,
  audit: Audit,
  parameters: AuditParameters = {},
  limits: Partial<Limits> = {},
): Promise<{ readonly outcome: AuditOutcome; readonly findings: readonly Finding[] }> {
  const labels = await countLabels(reader)
  const bounds = { timeoutMs: 30_000, maxRows: 10_000, ...limits }
  const execution = await executeAudit(reader, audit, labels, parameters, bounds, await countUnread(reader))
  const findings = [...(await toFindings(reader, new Map([[audit, execution]])))].sort(byWeight)
  return { outcome: outcomeOf(audit, execution, labels, findings, []), findings }
}

function choose(audits: readonly Audit[], { only, parameters = {} }: RunOptions): readonly Audit[] {
  for (const id of [...(only ?? []), ...Object.keys(parameters)])
    if (!audits.some((a) => a.id === id))
      throw new UnknownAuditError(`there is no audit ${id}; there are ${audits.map((a) => a.id).join(', ')}`)
  return only ? audits.filter((a) => only.includes(a.id)) : audits
}

async function executeAll(
  reader: GraphReader,
  audits: readonly Audit[],
  labels: Readonly<Record<string, number>>,
  unread: Coverage['unread'],
  { parameters = {}, timeoutMs = 30_000, maxRows = 10_000, onProgress }: RunOptions,
): Promise<ReadonlyMap<Audit, Execution>> {
  const executions = new Map<Audit, Execution>()
  const queue = [...audits]
  const lane = async () => {
    for (let audit = queue.shift(); audit; audit = queue.shift()) {
      executions.set(audit, await executeAudit(reader, audit, labels, parameters[audit.id] ?? {}, { timeoutMs, maxRows }, unread))
      onProgress?.(executions.size, audits.length)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return executions
}

async function toFindings(reader: GraphReader, executions: ReadonlyMap<Audit, Execution>): Promise<readonly Finding[]> {
  const found = [...executions].flatMap(([audit, e]) => (e.status === 'ran' ? e.rows.map((row) => ({ audit, row })) : []))
  if (found.length === 0) return []
  const reach = await loadReach(reader)
  const drafts = found.map(({ audit, row }) => draft(audit, row, reach))
  const steps = await loadSteps(
    reader,
    drafts.flatMap((d) => [...d.pathIds, ...d.routeIds]),
  )
  return assemble(drafts, steps)
}

async function readAllSuppressions(reader: GraphReader, findings: readonly Finding[], source: SourceReader | undefined) {
  const suppressions: Suppression[] = []
  const problems: SuppressionProblem[] = []
  if (!source) return { suppressions, problems }
  const files = new Set([...(await listFiles(reader)), ...findings.flatMap((f) => f.file ?? [])])
  for (const file of files) {
    const text = await source(file)
    if (text === undefined) continue
    const read = readSuppressions(file, text)
    suppressions.push(...read.suppressions)
    problems.push(...read.problems)
  }
  return { suppressions, problems }
}

function outcomeOf(
  audit: Audit,
  execution: Execution | undefined,
  labels: Readonly<Record<string, number>>,
  findings: readonly Finding[],
  suppressed: readonly Finding[],
): AuditOutcome {
  const count = (list: readonly Finding[]) => list.filter((f) => f.rule === audit.id).length
  return {
    id: audit.id,
    section: audit.section,
    title: audit.title,
    overview: audit.overview,
    severity: audit.severity,
    confidence: audit.confidence,
    status: execution?.status ?? 'failed',
    reason: execution?.reason ?? null,
    looked: Object.fromEntries(audit.requires.flat().map((label) => [label, labels[label] ?? 0])),
    findings: count(findings),
    suppressed: count(suppressed),
    undecided: execution?.status === 'ran' ? execution.undecided : {},
  }
}
