import type { NodeValue } from '#graph/store/store.ts'
import type { ApiContext } from '../context.ts'
import { type PageArgs, readPage } from '../read/page.ts'
import { readPlan } from '../read/plan.ts'
import { text } from '../read/rows.ts'
import type { Resolvers } from './node-fields.ts'
import { nodeOf, nodes } from './routes.ts'

interface TableFilter {
  readonly text?: string | null
  readonly used?: boolean | null
}

const COLUMNS = { from: 'Table', type: 'HAS_COLUMN', direction: 'out', to: 'Column' } as const
const INDEXES = { from: 'Table', type: 'HAS_INDEX', direction: 'out', to: 'Index' } as const
const CONSTRAINTS = { from: 'Table', type: 'HAS_CONSTRAINT', direction: 'out', to: 'Constraint' } as const
const SERVES = { from: 'Index', type: 'SERVES', direction: 'out', to: 'Query' } as const
const COVERED_BY = { from: 'Index', type: 'COVERED_BY', direction: 'out', to: 'Index' } as const
const WOULD_SERVE = { from: 'IndexAdvice', type: 'WOULD_SERVE', direction: 'out', to: 'Query' } as const
const ADVICE = { from: 'Table', type: 'ADVISED_FOR', direction: 'in', to: 'IndexAdvice' } as const
const TOUCHED_BY = { from: 'Table', type: 'TOUCHES', direction: 'in', to: 'Route' } as const
const READ_BY = { from: 'Table', type: 'READS', direction: 'in', to: 'Query' } as const
const WRITTEN_BY = { ...READ_BY, type: 'WRITES' } as const

export const tableResolvers = {
  Query: {
    tables: async (_: unknown, { filter, ...page }: PageArgs & { filter?: TableFilter | null }, context: ApiContext) => {
      const where: string[] = []
      if (filter?.text) where.push('toLower(n.name) CONTAINS $text')
      const used = 'EXISTS { MATCH (n)<-[:READS|WRITES]-(:Query) }'
      if (filter?.used !== undefined && filter.used !== null) where.push(filter.used ? used : `NOT ${used}`)
      const parameters = { text: (filter?.text ?? '').toLowerCase() }
      return readPage(await context.reader(), { match: '(n:Table)', where, order: 'n.name, n.id', parameters }, page)
    },
    table: (_: unknown, { name }: { name: string }, context: ApiContext) => context.tableNamed(name),
  },
  Table: {
    columns: async (table: NodeValue, _: unknown, context: ApiContext) =>
      [...nodes(await context.related(COLUMNS)(table.id))].sort(byPosition),
    foreignKeys: (table: NodeValue, _: unknown, context: ApiContext) => context.foreignKeys(table.id),
    referencedBy: (table: NodeValue, _: unknown, context: ApiContext) => context.referencedBy(table.id),
    indexes: async (table: NodeValue, _: unknown, context: ApiContext) => [...nodes(await context.related(INDEXES)(table.id))].sort(byName),
    constraints: async (table: NodeValue, _: unknown, context: ApiContext) =>
      [...nodes(await context.related(CONSTRAINTS)(table.id))].sort(byName),
    advice: async (table: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(ADVICE)(table.id)),
    drift: (table: NodeValue, _: unknown, context: ApiContext) => context.ofTable('SchemaDrift')(String(table.properties.name)),
    risks: (table: NodeValue, _: unknown, context: ApiContext) => context.ofTable('MigrationRisk')(String(table.properties.name)),
    readBy: (table: NodeValue, _: unknown, context: ApiContext) => touching(table, 'read', context),
    writtenBy: (table: NodeValue, _: unknown, context: ApiContext) => touching(table, 'write', context),
    readStatements: async (table: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(READ_BY)(table.id)),
    writeStatements: async (table: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(WRITTEN_BY)(table.id)),
    findings: async (table: NodeValue, _: unknown, context: ApiContext) => context.findings(table.id),
  },
  Index: {
    serves: async (index: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(SERVES)(index.id)),
    coveredBy: async (index: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(COVERED_BY)(index.id)),
  },
  IndexAdvice: {
    serves: async (advice: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(WOULD_SERVE)(advice.id)),
    witness: async (advice: NodeValue, _: unknown, context: ApiContext) => witness(advice, context),
    lookup: async (advice: NodeValue, _: unknown, context: ApiContext) =>
      (await witness(advice, context)) ? undefined : advice.properties.witness,
    planBefore: (advice: NodeValue) => readPlan(advice.properties.planBefore),
    planAfter: (advice: NodeValue) => readPlan(advice.properties.planAfter),
  },
} satisfies Resolvers

/** The witness is a statement's id or a text of Postgres' own. */
async function witness(advice: NodeValue, context: ApiContext): Promise<NodeValue | undefined> {
  const known = text(advice.properties.witness)
  return known === undefined ? undefined : nodeOf(context, known, 'Query')
}

async function touching(table: NodeValue, mode: 'read' | 'write', context: ApiContext): Promise<readonly NodeValue[]> {
  const all = await context.related(TOUCHED_BY)(table.id)
  return [...nodes(all.filter(({ relationship }) => relationship.properties.mode === mode))].sort((a, b) =>
    `${a.properties.path} ${a.properties.method}` < `${b.properties.path} ${b.properties.method}` ? -1 : 1,
  )
}

function byPosition(a: NodeValue, b: NodeValue): number {
  return Number(a.properties.position ?? 0) - Number(b.properties.position ?? 0)
}

function byName(a: NodeValue, b: NodeValue): number {
  return String(a.properties.name) < String(b.properties.name) ? -1 : 1
}
