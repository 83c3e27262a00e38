// Costs of statements under each supposition: as the indexes are, and with one candidate more. Postgres is asked here and nowhere else.

import type { Candidate } from '../index-advice/advice.ts'
import { indexDefinition } from '../index-advice/print.ts'
import type { CreatedIndex } from '../postgres-child.ts'
import type { DatabaseSchema } from '../schema.ts'
import type { Suppositions, TableStatistics } from './assumptions.ts'
import type { Laboratory, Planned } from './laboratory.ts'
import { type PlanNode, usedIndexes } from './plan.ts'
import { leadingColumns, SKIPS_SINCE, skippedIndexes } from './skip-scan.ts'
import { heldShare, indexPages, qualified, regclass, relationStatement } from './statistics.ts'

/** A candidate, and what is asked with it there. */
export interface Trial {
  readonly candidate: Candidate
  /** Texts of the statements on its table. */
  readonly statements: readonly string[]
}

export interface World {
  /** Name of what is supposed. */
  readonly scenario: string
  /** By text. */
  readonly before: ReadonlyMap<string, Planned>
  /** For each trial by text, where the planner takes the candidate. */
  readonly with: readonly ReadonlyMap<string, PlanNode>[]
}

export interface WorldsInput {
  readonly schema: DatabaseSchema
  readonly data: Suppositions
  /** Major version of the Postgres that the application runs on. */
  readonly version: number
  readonly statements: readonly string[]
  readonly trials: readonly Trial[]
  /** The time is up. */
  readonly late: () => boolean
}

/** Below this, in the planner's units, a statement is cheap as it is. */
export const CHEAP = 100
/** What an index is called while it is tried. */
export const TRIED = 'throughline_candidate'

export async function visitWorlds(laboratory: Laboratory, input: WorldsInput): Promise<readonly World[]> {
  const worlds: World[] = []
  for (const { name: scenario, tables: statistics } of input.data) {
    await laboratory.assume(statistics)
    const ask = asking(laboratory, input)
    const before = await ask(input.statements, undefined)
    const found: ReadonlyMap<string, PlanNode>[] = []
    for (const { candidate, statements } of input.trials) {
      const size = statistics.find((s) => s.table.name === candidate.table)
      const dear = statements.filter((sql) => costOf(before.get(sql)) >= CHEAP)
      if (!size || dear.length === 0 || input.late()) {
        found.push(new Map())
        continue
      }
      const after = await ask(dear, createdIndex(candidate, size))
      found.push(new Map([...after].flatMap(([sql, p]) => (p.ok && usedIndexes(p.plan).includes(TRIED) ? [[sql, p.plan] as const] : []))))
    }
    worlds.push({ scenario, before, with: found })
  }
  return worlds
}

export function costOf(planned: Planned | undefined): number {
  return planned?.ok ? planned.plan.cost : 0
}

/** Asks, and asks again without the indexes that only a newer Postgres than the one in use could search. */
function asking(laboratory: Laboratory, { schema, version }: WorldsInput) {
  const leading = leadingColumns(schema)
  return async (
    statements: readonly string[],
    index: { readonly created: CreatedIndex; readonly leads: string | undefined } | undefined,
  ) => {
    const texts = [...new Set(statements)]
    const create = index ? [index.created] : []
    const keys = index?.leads === undefined ? leading : new Map([...leading, [TRIED, index.leads]])
    const answers = new Map<string, Planned>()
    for (const [i, answer] of (await laboratory.explain(texts, { create })).entries()) answers.set(texts[i] ?? '', answer)
    if (version >= SKIPS_SINCE) return answers
    const skipping = new Map<string, string[]>()
    for (const [sql, answer] of answers) {
      const skipped = answer.ok ? skippedIndexes(answer.plan, keys) : []
      if (skipped.length > 0) skipping.set(skipped.join(' '), [...(skipping.get(skipped.join(' ')) ?? []), sql])
    }
    for (const [names, sqls] of skipping) {
      const hide = names.split(' ').map((name) => (name === TRIED ? index?.created.name : schemaOf(schema, name)) ?? name)
      for (const [i, answer] of (await laboratory.explain(sqls, { create, hide })).entries()) answers.set(sqls[i] ?? '', answer)
    }
    return answers
  }
}

function schemaOf({ tables }: DatabaseSchema, index: string): string | undefined {
  const table = tables.find((t) => t.indexes.some((i) => i.name === index))
  return table && qualified(table.schema, index)
}

function createdIndex(candidate: Candidate, size: TableStatistics): { readonly created: CreatedIndex; readonly leads: string | undefined } {
  const { table } = size
  const [lead] = [...candidate.equal, ...candidate.tail]
  const keys = [...candidate.equal, ...candidate.tail].map((k) => ({
    ...(k.expression ? { expression: k.name } : { column: k.name }),
    descending: k.direction === 'desc',
    nullsFirst: k.nulls === 'first',
    opclass: candidate.opclass ?? '',
  }))
  const shape = { keys, method: candidate.method, ...(candidate.where !== undefined && { where: candidate.where }) }
  const pages = indexPages(size, shape)
  return {
    created: {
      sql: `CREATE INDEX ${TRIED} ON ${indexDefinition(candidate)}`,
      name: qualified(table.schema, TRIED),
      table: regclass(table),
      tablePages: size.pages,
      pages,
      setting: relationStatement(table.schema, TRIED, pages, Math.max(1, Math.round(size.rows * heldShare(size, candidate.where)))),
    },
    leads: candidate.method === 'btree' && lead && !lead.expression ? lead.name : undefined,
  }
}
