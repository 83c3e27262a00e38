import { basename } from 'node:path'
import { SEVERITIES } from '#audit/finding.ts'
import { NODE_LABELS, RELATIONSHIPS } from '#graph/schema.ts'
import type { GraphReader } from '#graph/store/store.ts'
import type { ApiContext } from '../context.ts'
import { coverageOf } from '../read/ledger.ts'
import type { Review } from '../read/review.ts'
import { integer, readRows, text } from '../read/rows.ts'
import { toCounts } from './findings.ts'
import type { Resolvers } from './node-fields.ts'

const AUTH = ['required', 'optional', 'none', 'unknown']
const RATE_LIMIT = ['route', 'global', 'none', 'unknown']
const PROTOCOL = ['http', 'ws', 'static']
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', '*']
const VERDICTS = ['pass', 'fail', 'partial', 'unknown', 'notApplicable', 'manual']

export const overviewResolvers = {
  Query: {
    status: (_: unknown, __: unknown, { options }: ApiContext) => ({ revision: 0, watching: false, coming: false, ...options.status() }),
    overview: () => ({}),
  },
  Overview: {
    repository: async (_: unknown, __: unknown, { options, reader }: ApiContext) => {
      const { stamp, engine } = await reader()
      return {
        name: basename(options.repositoryRoot),
        root: options.repositoryRoot,
        indexedAt: (await options.indexedAt()).toISOString(),
        fingerprint: stamp.fingerprint,
        engine,
      }
    },
    apps: async (_: unknown, __: unknown, { reader }: ApiContext) => readApps(await reader()),
    routes: async (_: unknown, __: unknown, { reader }: ApiContext) => countRoutes(await reader()),
    tables: async (_: unknown, __: unknown, { reader }: ApiContext) => countTables(await reader()),
    findings: async (_: unknown, __: unknown, context: ApiContext) => countFindings(await context.review(), context),
    coverage: async (_: unknown, __: unknown, context: ApiContext) => coverageOf((await context.review()).coverage.ledger),
    diagnostics: async (_: unknown, __: unknown, context: ApiContext) =>
      [...(await context.review()).coverage.unread].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
    nodes: async (_: unknown, __: unknown, { reader }: ApiContext) =>
      countEach(await reader(), Object.keys(NODE_LABELS), (label) => `MATCH (n:${label}) RETURN count(n) AS many`),
    relationships: async (_: unknown, __: unknown, { reader }: ApiContext) =>
      countEach(await reader(), Object.keys(RELATIONSHIPS), (type) => `MATCH ()-[r:${type}]->() RETURN count(r) AS many`),
  },
} satisfies Resolvers

async function countEach(reader: GraphReader, names: readonly string[], cypher: (name: string) => string) {
  const counts = await Promise.all(names.map(async (name) => ({ name, count: await count(reader, cypher(name)) })))
  return counts.filter((c) => c.count > 0).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
}

async function count(reader: GraphReader, cypher: string): Promise<number> {
  const [row] = await readRows(reader, cypher)
  return integer(row?.many) ?? 0
}

async function readApps(reader: GraphReader) {
  const rows = await readRows(
    reader,
    'MATCH (r:Route) RETURN r.app AS app, r.framework AS framework, r.auth AS auth, count(r) AS many ORDER BY app, framework, auth',
  )
  const apps = new Map<string, { name: string; framework: string | undefined; routes: number; auth: Record<string, number> }>()
  for (const row of rows) {
    const name = text(row.app) ?? ''
    const app = apps.get(name) ?? { name, framework: text(row.framework), routes: 0, auth: zeros(AUTH) }
    const many = integer(row.many) ?? 0
    app.routes += many
    const auth = text(row.auth) ?? 'unknown'
    app.auth[auth] = (app.auth[auth] ?? 0) + many
    apps.set(name, app)
  }
  return [...apps.values()].map((app) => ({ ...app, auth: toCounts(app.auth) }))
}

async function countRoutes(reader: GraphReader) {
  const rows = await readRows(
    reader,
    'MATCH (r:Route) RETURN r.auth AS auth, r.rateLimit AS rateLimit, r.protocol AS protocol, r.method AS method, count(r) AS many ORDER BY auth, rateLimit, protocol, method',
  )
  const tally = (column: string, words: readonly string[], absent: string) => {
    const counts = zeros(words)
    for (const row of rows) {
      const word = text(row[column]) ?? absent
      counts[word] = (counts[word] ?? 0) + (integer(row.many) ?? 0)
    }
    return toCounts(counts)
  }
  const calls = await count(reader, 'MATCH (c:ApiCall) RETURN count(c) AS many')
  const unreached = 'MATCH (r:Route) WHERE NOT EXISTS { MATCH (r)<-[:REQUESTS]-(:ApiCall) } RETURN count(r) AS many'
  return {
    total: rows.reduce((sum, row) => sum + (integer(row.many) ?? 0), 0),
    auth: tally('auth', AUTH, 'unknown'),
    rateLimit: tally('rateLimit', RATE_LIMIT, 'unknown'),
    protocol: tally('protocol', PROTOCOL, 'http'),
    method: tally('method', METHODS, '*').filter(({ name, count }) => count > 0 || name !== '*'),
    unreached: calls > 0 ? await count(reader, unreached) : 0,
  }
}

async function countTables(reader: GraphReader) {
  const [total, columns, indexes, foreignKeys, unused] = await Promise.all([
    count(reader, 'MATCH (t:Table) RETURN count(t) AS many'),
    count(reader, 'MATCH (c:Column) RETURN count(c) AS many'),
    count(reader, 'MATCH (i:Index) RETURN count(i) AS many'),
    count(reader, "MATCH (c:Constraint) WHERE c.kind = 'foreignKey' RETURN count(c) AS many"),
    count(reader, 'MATCH (t:Table) WHERE NOT EXISTS { MATCH (t)<-[:READS|WRITES]-(:Query) } RETURN count(t) AS many'),
  ])
  return { total, columns, indexes, foreignKeys, unused }
}

function countFindings({ summary, findings, checklist }: Review, { options }: ApiContext) {
  const rules = new Map<string, number>()
  for (const { rule } of findings) rules.set(rule, (rules.get(rule) ?? 0) + 1)
  const worst = (rule: string) => Math.min(...findings.filter((f) => f.rule === rule).map((f) => SEVERITIES.indexOf(f.severity)))
  const verdicts = zeros(VERDICTS)
  for (const { verdict } of checklist) {
    const word = verdict === 'not applicable' ? 'notApplicable' : verdict
    verdicts[word] = (verdicts[word] ?? 0) + 1
  }
  return {
    total: findings.length,
    severity: SEVERITIES.map((name) => ({ name, count: summary.counts[name] })),
    rules: [...rules]
      .map(([rule, many]) => ({
        rule,
        title: options.library.audits.find((audit) => audit.id === rule)?.title ?? rule,
        severity: SEVERITIES[worst(rule)],
        count: many,
      }))
      .sort((a, b) => worst(a.rule) - worst(b.rule) || b.count - a.count || (a.rule < b.rule ? -1 : 1)),
    suppressed: summary.suppressed,
    risk: summary.risk,
    recommendation: summary.recommendation,
    reason: summary.reason,
    checklist: toCounts(verdicts),
  }
}

function zeros(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]))
}
