import type { NodeValue } from '#graph/store/store.ts'
import type { ApiContext } from '../context.ts'
import type { Neighbour } from '../read/neighbours.ts'
import { type PageArgs, readPage } from '../read/page.ts'
import { readPlan } from '../read/plan.ts'
import type { Parameters } from '../read/rows.ts'
import { titleOf } from '../read/titles.ts'
import type { Resolvers } from './node-fields.ts'
import { names, nodeOf, nodes } from './routes.ts'

interface FunctionFilter {
  readonly role?: readonly string[] | null
  readonly language?: string | null
  readonly text?: string | null
  readonly file?: string | null
  readonly reachable?: boolean | null
}

interface StatementFilter {
  readonly operation?: readonly string[] | null
  readonly source?: readonly string[] | null
  readonly text?: string | null
  readonly table?: string | null
  readonly access?: 'read' | 'write' | null
  readonly bounded?: boolean | null
  readonly dynamic?: boolean | null
  readonly parsed?: boolean | null
}

const CALLEES = { from: 'Function', type: 'CALLS', direction: 'out', to: 'Function' } as const
const CALLERS = { ...CALLEES, direction: 'in' } as const
const STATEMENTS = { from: 'Function', type: 'EXECUTES', direction: 'out', to: 'Query' } as const
const SENDERS = { from: 'Query', type: 'EXECUTES', direction: 'in', to: 'Function' } as const
const READS = { from: 'Query', type: 'READS', direction: 'out', to: 'Table' } as const
const WRITES = { ...READS, type: 'WRITES' } as const
const SERVED_BY = { from: 'Query', type: 'SERVES', direction: 'in', to: 'Index' } as const
const ADVICE = { from: 'Query', type: 'WOULD_SERVE', direction: 'in', to: 'IndexAdvice' } as const

export const functionResolvers = {
  Query: {
    functions: async (_: unknown, { filter, ...page }: PageArgs & { filter?: FunctionFilter | null }, context: ApiContext) => {
      const { where, parameters } = functionFilter(filter ?? {})
      return readPage(await context.reader(), { match: '(n:Function)', where, order: 'n.file, n.line, n.id', parameters }, page)
    },
    function: (_: unknown, { id }: { id: string }, context: ApiContext) => nodeOf(context, id, 'Function'),
    queries: async (_: unknown, { filter, ...page }: PageArgs & { filter?: StatementFilter | null }, context: ApiContext) => {
      const { where, parameters } = statementFilter(filter ?? {})
      return readPage(await context.reader(), { match: '(n:Query)', where, order: 'n.file, n.line, n.id', parameters }, page)
    },
    query: (_: unknown, { id }: { id: string }, context: ApiContext) => nodeOf(context, id, 'Query'),
  },
  Function: {
    title: titleOf,
    name: (fn: NodeValue) => fn.properties.name ?? fn.id,
    roles: (fn: NodeValue) => fn.labels.slice(1),
    callers: async (fn: NodeValue, _: unknown, context: ApiContext) => (await context.related(CALLERS)(fn.id)).map(toCall),
    callees: async (fn: NodeValue, _: unknown, context: ApiContext) => (await context.related(CALLEES)(fn.id)).map(toCall),
    statements: async (fn: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(STATEMENTS)(fn.id)),
    findings: (fn: NodeValue, _: unknown, context: ApiContext) => context.findings(fn.id),
  },
  Statement: {
    title: titleOf,
    functions: async (query: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(SENDERS)(query.id)),
    reads: async (query: NodeValue, _: unknown, context: ApiContext) => names(await context.related(READS)(query.id)),
    writes: async (query: NodeValue, _: unknown, context: ApiContext) => names(await context.related(WRITES)(query.id)),
    plan: (query: NodeValue) => readPlan(query.properties.plan),
    servedBy: async (query: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(SERVED_BY)(query.id)),
    advice: async (query: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(ADVICE)(query.id)),
    findings: (query: NodeValue, _: unknown, context: ApiContext) => context.findings(query.id),
  },
} satisfies Resolvers

function toCall({ node, relationship }: Neighbour) {
  return { ...relationship.properties, function: node }
}

interface Condition {
  readonly where: readonly string[]
  readonly parameters: Parameters
}

function functionFilter(filter: FunctionFilter): Condition {
  const where: string[] = []
  const parameters: Record<string, string | boolean | readonly string[]> = {}
  if (filter.role && filter.role.length > 0) {
    where.push('any(role IN labels(n) WHERE role IN $role)')
    parameters.role = filter.role
  }
  for (const name of ['language', 'file', 'reachable'] as const) {
    const wanted = filter[name]
    if (wanted === undefined || wanted === null) continue
    where.push(`n.${name} = $${name}`)
    parameters[name] = wanted
  }
  if (filter.text) {
    where.push("toLower(coalesce(n.package, '') + ' ' + coalesce(n.receiver, '') + '.' + n.name) CONTAINS $text")
    parameters.text = filter.text.toLowerCase()
  }
  return { where, parameters }
}

function statementFilter(filter: StatementFilter): Condition {
  const where: string[] = []
  const parameters: Record<string, string | boolean | readonly string[]> = {}
  for (const name of ['operation', 'source'] as const) {
    const wanted = filter[name]
    if (!wanted) continue
    where.push(`n.${name} IN $${name}`)
    parameters[name] = wanted
  }
  for (const name of ['bounded', 'dynamic', 'parsed'] as const) {
    const wanted = filter[name]
    if (wanted === undefined || wanted === null) continue
    where.push(`n.${name} = $${name}`)
    parameters[name] = wanted
  }
  if (filter.text) {
    where.push("toLower(coalesce(n.sql, '')) CONTAINS $text")
    parameters.text = filter.text.toLowerCase()
  }
  if (filter.table) {
    const types = filter.access === 'read' ? 'READS' : filter.access === 'write' ? 'WRITES' : 'READS|WRITES'
    where.push(`EXISTS { MATCH (n)-[:${types}]->(:Table {name: $table}) }`)
    parameters.table = filter.table
  }
  return { where, parameters }
}
