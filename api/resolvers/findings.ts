import type { AuditOutcome, Finding } from '#audit/finding.ts'
import type { Audit } from '#audit/library.ts'
import type { CypherValue, NodeValue, QueryResult } from '#graph/store/store.ts'
import type { ApiContext } from '../context.ts'
import { BadInput, NotFound } from '../errors.ts'
import { drawValues, readBetween } from '../picture/neighbourhood.ts'
import { createPicture, type Picture } from '../picture/picture.ts'
import { type PageArgs, pageOf } from '../read/page.ts'
import { texts } from '../read/rows.ts'
import type { Resolvers } from './node-fields.ts'
import { toPictureNode } from './pictures.ts'

interface FindingFilter {
  readonly severity?: readonly string[] | null
  readonly confidence?: readonly string[] | null
  readonly rule?: readonly string[] | null
  readonly route?: string | null
  readonly node?: string | null
  readonly file?: string | null
  readonly text?: string | null
}

const MAX_ROWS = 10_000
const MAX_MS = 30_000
const DRAWN = 300

export const findingResolvers = {
  Query: {
    findings: async (_: unknown, { filter, ...page }: PageArgs & { filter?: FindingFilter | null }, context: ApiContext) =>
      pageOf(
        (await context.review()).findings.filter((finding) => matches(finding, filter ?? {})),
        page,
      ),
    finding: async (_: unknown, { fingerprint }: { fingerprint: string }, context: ApiContext) =>
      (await context.review()).byFingerprint.get(fingerprint),
    checklist: async (_: unknown, __: unknown, context: ApiContext) =>
      (await context.review()).checklist.map((point) => ({
        ...point,
        verdict: point.verdict === 'not applicable' ? 'notApplicable' : point.verdict,
      })),
    audits: (_: unknown, __: unknown, { options }: ApiContext) => options.library.audits,
    audit: (_: unknown, { id }: { id: string }, { options }: ApiContext) => options.library.audits.find((audit) => audit.id === id),
    runAudit: async (_: unknown, { id, parameters }: { id: string; parameters?: unknown }, context: ApiContext) => {
      const audit = context.options.library.audits.find((a) => a.id === id)
      if (!audit) throw new NotFound(`there is no audit ${id}`)
      const given = toParameters(parameters)
      for (const name of Object.keys(given))
        if (!audit.parameters.some((p) => p.name === name)) throw new BadInput(`${id} has no parameter ${name}`)
      const defaults = Object.fromEntries(audit.parameters.map((p) => [p.name, p.default]))
      const run = await runCypher(context, audit.cypher, { ...defaults, ...given }, MAX_ROWS, MAX_MS)
      return { ...run, picture: () => drawPaths(context, run) }
    },
    cypher: (
      _: unknown,
      { text, parameters, maxRows, timeoutMs }: { text: string; parameters?: unknown; maxRows: number; timeoutMs: number },
      context: ApiContext,
    ) =>
      runCypher(
        context,
        text,
        toParameters(parameters),
        Math.min(Math.max(maxRows, 1), MAX_ROWS),
        Math.min(Math.max(timeoutMs, 1), MAX_MS),
      ),
  },
  Finding: {
    routes: (finding: Finding, _: unknown, context: ApiContext) => known(finding.routeIds, context),
    path: async (finding: Finding, _: unknown, context: ApiContext) =>
      (
        await known(
          finding.path.map((step) => step.id),
          context,
        )
      ).map(toPictureNode),
    picture: async (finding: Finding, _: unknown, context: ApiContext) => {
      const nodes = await known(
        finding.path.map((step) => step.id),
        context,
      )
      const picture = createPicture()
      nodes.forEach((node, i) => {
        picture.add(node, i)
      })
      for (const edge of await readBetween(await context.reader(), nodes)) picture.connect(edge)
      return picture.finish(
        nodes.slice(0, 1).map((node) => node.id),
        DRAWN,
      )
    },
    audit: (finding: Finding, _: unknown, { options }: ApiContext) => options.library.audits.find((audit) => audit.id === finding.rule),
  },
  Audit: {
    requires: (audit: Audit) => audit.requires.map((group) => group.join('|')),
    status: async (audit: Audit, _: unknown, context: ApiContext) => {
      const status = (await outcome(audit, context))?.status
      return status === 'not applicable' ? 'notApplicable' : (status ?? 'failed')
    },
    statusReason: async (audit: Audit, _: unknown, context: ApiContext) => (await outcome(audit, context))?.reason,
    looked: async (audit: Audit, _: unknown, context: ApiContext) => toCounts((await outcome(audit, context))?.looked ?? {}),
    undecided: async (audit: Audit, _: unknown, context: ApiContext) => toCounts((await outcome(audit, context))?.undecided ?? {}),
    findingCount: async (audit: Audit, _: unknown, context: ApiContext) => {
      const found = await outcome(audit, context)
      return found?.status === 'ran' ? found.findings : undefined
    },
  },
} satisfies Resolvers

export function toCounts(record: Readonly<Record<string, number>>): readonly { readonly name: string; readonly count: number }[] {
  return Object.entries(record).map(([name, count]) => ({ name, count }))
}

async function outcome(audit: Audit, context: ApiContext): Promise<AuditOutcome | undefined> {
  return (await context.review()).outcomes.get(audit.id)
}

function matches(finding: Finding, filter: FindingFilter): boolean {
  const among = (wanted: readonly string[] | null | undefined, value: string) => !wanted || wanted.includes(value)
  const text = filter.text?.toLowerCase()
  return (
    among(filter.severity, finding.severity) &&
    among(filter.confidence, finding.confidence) &&
    among(filter.rule, finding.rule) &&
    (!filter.route || finding.routeIds.includes(filter.route)) &&
    (!filter.node || finding.routeIds.includes(filter.node) || finding.path.some((step) => step.id === filter.node)) &&
    (!filter.file || finding.file === filter.file || finding.path.some((step) => step.file === filter.file)) &&
    (!text || `${finding.title}\n${finding.message}`.toLowerCase().includes(text))
  )
}

async function known(ids: readonly string[], context: ApiContext): Promise<readonly NodeValue[]> {
  const nodes = await Promise.all(ids.map((id) => context.node(id)))
  return nodes.filter((node) => node !== undefined)
}

async function runCypher(
  context: ApiContext,
  cypher: string,
  parameters: Readonly<Record<string, CypherValue>>,
  maxRows: number,
  timeoutMs: number,
) {
  const reader = await context.reader()
  const started = performance.now()
  const { columns, rows, truncated } = await reader.query(cypher, { parameters, maxRows, timeoutMs })
  const elapsedMs = Math.round(performance.now() - started)
  return { columns, rows, truncated, elapsedMs, picture: () => drawValues(reader, rows, DRAWN) }
}

/** A saved audit returns the ids of the nodes that prove each row, in its column `path`. */
async function drawPaths(context: ApiContext, { columns, rows }: Pick<QueryResult, 'columns' | 'rows'>): Promise<Picture> {
  const at = columns.indexOf('path')
  const ids = new Set(rows.flatMap((row) => texts(row[at])))
  const nodes = await known([...ids].slice(0, DRAWN), context)
  const picture = createPicture()
  for (const node of nodes) picture.add(node)
  for (const edge of await readBetween(await context.reader(), nodes)) picture.connect(edge)
  return picture.finish([], DRAWN, ids.size > DRAWN)
}

function toParameters(value: unknown): Readonly<Record<string, CypherValue>> {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new BadInput('parameters must be an object')
  return value as Readonly<Record<string, CypherValue>>
}
