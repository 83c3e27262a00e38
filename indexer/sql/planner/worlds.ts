// Costs of statements under each supposition: as the indexes are, and with one candidate more. Postgres is asked here and nowhere else.

import { type Candidate, type CandidateIndex, indexesOf } from '../index-advice/advice.ts'
import { indexDefinition } from '../index-advice/print.ts'
import type { CreatedIndex } from '../postgres-child.ts'
import type { DatabaseSchema } from '../schema.ts'
import type { Suppositions, TableStatistics } from './assumptions.ts'
import type { Laboratory, Planned } from './laboratory.ts'
import { qualified, regclass } from './names.ts'
import { rowTables, sameKeys, wholePlans } from './partitions.ts'
import { type PlanNode, renameIndex, usedIndexes } from './plan.ts'
import { leadingColumns, SKIPS_SINCE, skippedIndexes } from './skip-scan.ts'
import { heldShare, indexPages, relationStatement } from './statistics.ts'

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
  /** For each trial by text, where the planner takes the candidate; undefined where it was too late to ask. */
  readonly with: readonly (ReadonlyMap<string, PlanNode> | undefined)[]
}

export interface WorldsInput {
  readonly schema: DatabaseSchema
  readonly data: Suppositions
  /** Major version of the Postgres that the application runs on. */
  readonly version: number
  readonly statements: readonly string[]
  readonly trials: readonly Trial[]
  /** That share of the time, 0 to 1, is up: each scenario gets the same, so that what is tried is tried in all. */
  readonly late: (share: number) => boolean
}

/** Below this, in the planner's units, a statement is cheap as it is. */
export const CHEAP = 100
/** What an index is called while it is tried; of several partitions those after the first with a number. */
export const TRIED = 'throughline_candidate'
const NUMBERED = new RegExp(`^(${TRIED}(?:_along\\d+)?)_\\d+$`)

/** Of the indexes of a candidate, in their order. */
export const triedName = (place: number): string => (place === 0 ? TRIED : `${TRIED}_along${place}`)

export async function visitWorlds(laboratory: Laboratory, input: WorldsInput): Promise<readonly World[]> {
  const worlds: World[] = []
  for (const [place, { name: scenario, tables: statistics }] of input.data.entries()) {
    const late = () => input.late((place + 1) / input.data.length)
    await laboratory.assume(statistics)
    const ask = asking(laboratory, input)
    const before = await ask(input.statements, undefined)
    const found: (ReadonlyMap<string, PlanNode> | undefined)[] = []
    for (const { candidate, statements } of input.trials) {
      const sizes = statistics.filter((s) => s.whole.name === candidate.table)
      const dear = statements.filter((sql) => costOf(before.get(sql)) >= CHEAP)
      // One that has ended finds nothing dear.
      if (sizes.length === 0 || (dear.length === 0 && !laboratory.ended())) {
        found.push(new Map())
        continue
      }
      if (late()) {
        found.push(undefined)
        continue
      }
      const after = await ask(dear, createdIndexes(candidate, sizes))
      const names = indexesOf(candidate).map((_, i) => triedName(i))
      const takesAll = (plan: PlanNode) => names.every((name) => usedIndexes(plan).includes(name))
      found.push(
        laboratory.ended()
          ? undefined
          : new Map([...after].flatMap(([sql, p]) => (p.ok && takesAll(p.plan) ? [[sql, p.plan] as const] : []))),
      )
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
  const asWhole = wholePlans(schema)
  const explain = async (
    texts: readonly string[],
    indexes: { readonly create: readonly CreatedIndex[]; readonly hide?: readonly string[] },
  ) => (await laboratory.explain(texts, indexes)).map((p) => (p.ok ? { ...p, plan: asWhole(renameIndex(p.plan, NUMBERED, '$1')) } : p))
  return async (
    statements: readonly string[],
    index: { readonly created: readonly CreatedIndex[]; readonly leads: readonly (readonly [string, string])[] } | undefined,
  ) => {
    const texts = [...new Set(statements)]
    const create = index?.created ?? []
    const keys = new Map([...leading, ...(index?.leads ?? [])])
    const answers = new Map<string, Planned>()
    for (const [i, answer] of (await explain(texts, { create })).entries()) answers.set(texts[i] ?? '', answer)
    if (version >= SKIPS_SINCE) return answers
    const skipping = new Map<string, string[]>()
    for (const [sql, answer] of answers) {
      const skipped = answer.ok ? skippedIndexes(answer.plan, keys) : []
      if (skipped.length > 0) skipping.set(skipped.join(' '), [...(skipping.get(skipped.join(' ')) ?? []), sql])
    }
    for (const [names, sqls] of skipping) {
      const hide = names.split(' ').flatMap((name) => (name.startsWith(TRIED) ? create.map((c) => c.name) : namesOf(schema, name)))
      for (const [i, answer] of (await explain(sqls, { create, hide })).entries()) answers.set(sqls[i] ?? '', answer)
    }
    return answers
  }
}

/** As `regclass` reads it; of a partitioned table those of its partitions, which are what is searched. */
function namesOf(schema: DatabaseSchema, index: string): readonly string[] {
  const table = schema.tables.find((t) => t.indexes.some((i) => i.name === index))
  if (!table) return [index]
  const own = table.indexes.find((i) => i.name === index)
  const parts = rowTables(schema).filter((r) => r.whole === table && r.table !== table)
  return [
    qualified(table.schema, index),
    ...parts.flatMap(({ table: part }) => part.indexes.filter((i) => own && sameKeys(i, own)).map((i) => qualified(part.schema, i.name))),
  ]
}

/** One on each table that has the rows; `leads` is the first column of each that is a B-tree. */
function createdIndexes(
  candidate: Candidate,
  sizes: readonly TableStatistics[],
): { readonly created: readonly CreatedIndex[]; readonly leads: readonly (readonly [string, string])[] } {
  const indexes = indexesOf(candidate).map((index, place) => ({ index, name: triedName(place) }))
  return {
    created: indexes.flatMap(({ index, name }) =>
      sizes.map((size, i) => createdIndex({ ...index, table: size.table.name }, size, i === 0 ? name : `${name}_${i + 1}`)),
    ),
    leads: indexes.flatMap(({ index: { method, equal, tail }, name }) => {
      const [lead] = [...equal, ...tail]
      return method === 'btree' && lead && !lead.expression ? [[name, lead.name] as const] : []
    }),
  }
}

function createdIndex(candidate: CandidateIndex, size: TableStatistics, name: string): CreatedIndex {
  const { table } = size
  const keys = [...candidate.equal, ...candidate.tail].map((k) => ({
    ...(k.expression ? { expression: k.name } : { column: k.name }),
    descending: k.direction === 'desc',
    nullsFirst: k.nulls === 'first',
    opclass: candidate.opclass ?? '',
  }))
  const shape = { keys, method: candidate.method, ...(candidate.where !== undefined && { where: candidate.where }) }
  const pages = indexPages(size, shape)
  return {
    sql: `CREATE INDEX ${name} ON ${indexDefinition(candidate)}`,
    name: qualified(table.schema, name),
    table: regclass(table),
    tablePages: size.pages,
    pages,
    setting: relationStatement(table.schema, name, pages, Math.max(1, Math.round(size.rows * heldShare(size, candidate.where)))),
  }
}
