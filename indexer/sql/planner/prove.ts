// Statements and the indexes that they could want in, plans and proven indexes out: READ FIRST. The planner of Postgres is asked in a
// database whose tables are as large as one assumes (`assumptions.ts`) or a live database says, with each candidate there for real (`worlds.ts`); an index is
// worth having when statements gain by it in more than one scenario (`choose.ts`).

import { type Candidate, indexesOf } from '../index-advice/advice.ts'
import { indexDefinition, quote } from '../index-advice/print.ts'
import type { DatabaseSchema } from '../schema.ts'
import type { StatementLinks } from '../statements/links.ts'
import type { DataUse, Suppositions } from './assumptions.ts'
import { type Choice, chooseIndexes, type Gain } from './choose.ts'
import type { Laboratory } from './laboratory.ts'
import type { PlanNode } from './plan.ts'
import { type BoundValues, type Question, questionOf } from './question.ts'
import { type Trial, visitWorlds } from './worlds.ts'

export interface PlannedStatement {
  readonly id: string
  readonly sql: string
  readonly links: StatementLinks
  /** By number of the placeholder what is always bound there. */
  readonly constants?: BoundValues
}

export interface ProvenIndex extends Choice {
  readonly gains: readonly StatementGain[]
  /** Ids of the statements that gain. */
  readonly serves: readonly string[]
}

export interface StatementGain extends Gain {
  /** Ids of those that are asked by this text; none for what Postgres itself asks of a foreign key. */
  readonly statements: readonly string[]
}

/** Can be written as JSON. */
export interface Proof {
  /** By statement, under the first supposition. */
  readonly plans: Readonly<Record<string, PlanNode>>
  /** Why a statement has no plan. */
  readonly unplanned: Readonly<Record<string, string>>
  readonly indexes: readonly ProvenIndex[]
  /** Candidates that were tried. */
  readonly tried: number
  /** Those that it was too late to try. */
  readonly untried: readonly Candidate[]
  /** Why: what it may cost was spent; the clock ran out first, as it does on a busy machine; the planner ended. */
  readonly cut?: 'work' | 'clock' | 'ended'
  /** Milliseconds by the clock. */
  readonly time: number
  /** Highest memory of the child process that was seen, in bytes. */
  readonly memory: number
}

export interface ProofInput {
  readonly schema: DatabaseSchema
  readonly statements: readonly PlannedStatement[]
  readonly candidates: readonly Candidate[]
  readonly use: DataUse
  readonly data: Suppositions
  /** Major version of the Postgres that the application runs on. */
  readonly version: number
  readonly patience?: Patience
}

/** Milliseconds for everything that is asked: of processor time, and by the clock. */
export interface Patience {
  readonly work: number
  readonly clock: number
}

const PATIENCE: Patience = { work: 60_000, clock: 240_000 }

/** Partitioned tables of the schema have partitions (`withPartitions`). */
export async function prove(laboratory: Laboratory, input: ProofInput): Promise<Proof> {
  const started = performance.now()
  const { schema, data, version, patience = PATIENCE } = input
  let cut: Proof['cut']
  const late = (share: number) => {
    if (laboratory.ended()) cut ??= 'ended'
    else if (laboratory.work() > patience.work * share) cut ??= 'work'
    else if (performance.now() - started > patience.clock * share) cut ??= 'clock'
    else return false
    return true
  }
  const asked = input.statements.flatMap((statement) => {
    const question = questionOf(statement.sql, boundValues(statement, schema), statement.constants ?? {})
    return question ? [{ statement, question }] : []
  })
  const trials = trialsOf(input, asked)
  const texts = [...asked.flatMap((a) => [a.question.sql, a.question.compared]), ...trials.flatMap((t) => t.statements)]
  const worlds = await visitWorlds(laboratory, { schema, data, version, statements: [...new Set(texts)], trials, late })
  const plans = new Map<string, PlanNode>()
  const unplanned = new Map(input.statements.map((s) => [s.id, 'not one statement that is planned']))
  for (const { statement, question } of asked) {
    const answer = worlds[0]?.before.get(question.sql)
    if (answer?.ok) {
      plans.set(statement.id, answer.plan)
      unplanned.delete(statement.id)
    } else unplanned.set(statement.id, answer?.reason ?? 'not asked')
  }
  const untried = trials.flatMap(({ candidate }, i) => (worlds.some((w) => w.with[i] === undefined) ? [candidate] : []))
  const idsOf = new Map<string, string[]>()
  for (const { statement, question } of asked) idsOf.set(question.compared, [...(idsOf.get(question.compared) ?? []), statement.id])
  return {
    plans: Object.fromEntries(plans),
    unplanned: Object.fromEntries(unplanned),
    indexes: chooseIndexes(trials, worlds).map((choice) => {
      const gains = choice.gains.map((g) => ({ ...g, statements: idsOf.get(g.sql) ?? [] }))
      const serves = [...new Set(gains.flatMap((g) => g.statements))].sort()
      return { ...choice, gains, serves }
    }),
    tried: trials.length - untried.length,
    untried,
    ...(cut && { cut }),
    time: Math.round(performance.now() - started),
    memory: laboratory.memory(),
  }
}

/** Asked once more, it would be no other. */
export const isRepeatable = ({ cut }: Proof): boolean => cut === undefined || cut === 'work'

/**
 * What is known to be bound where a column is compared. A flag that is compared with a parameter is taken to be
 * asked for its rarer value: nobody looks for all the rows.
 */
function boundValues({ links, constants = {} }: PlannedStatement, { tables }: DatabaseSchema): BoundValues {
  const values: Record<number, string> = {}
  for (const { table, column, op, parameter } of links.filtersOn) {
    if (op !== '=' || parameter === undefined) continue
    const { type, default: usual } = tables.find((t) => t.name === table)?.columns.find((c) => c.name === column) ?? {}
    const value = constants[parameter] ?? (type === 'boolean' ? (usual === 'true' ? 'false' : 'true') : undefined)
    if (value !== undefined) values[parameter] = value
  }
  return values
}

/** Each definition once, with all statements that read its table, and what Postgres itself asks of a foreign key. */
function trialsOf(
  { candidates, use, schema }: ProofInput,
  asked: readonly { readonly statement: PlannedStatement; readonly question: Question }[],
): readonly Trial[] {
  const byTable = new Map<string, Set<string>>()
  for (const { statement, question } of asked)
    for (const { sources } of statement.links.blocks)
      for (const { table } of sources) byTable.set(table, (byTable.get(table) ?? new Set()).add(question.compared))
  const trials = new Map<string, Trial>()
  for (const candidate of candidates) {
    const { table } = candidate
    const key = indexesOf(candidate).map(indexDefinition).join('; ')
    if (!use.growing.has(table) || trials.has(key)) continue
    trials.set(key, { candidate, statements: [...(byTable.get(table) ?? [])] })
  }
  const partitioned = new Set(schema.tables.flatMap((t) => (t.kind === 'partitioned' ? [t.name] : [])))
  const keys = new Map<string, string[]>()
  for (const { kind, table, equal } of candidates)
    if (kind === 'foreignKey')
      keys.set(table, [
        ...(keys.get(table) ?? []),
        keyLookup(
          table,
          equal.map((k) => k.name),
          partitioned.has(table),
        ),
      ])
  return [...trials.values()].map((t) => ({ ...t, statements: [...t.statements, ...(keys.get(t.candidate.table) ?? [])] }))
}

/** What Postgres asks of the table before it lets a parent go. */
function keyLookup(table: string, columns: readonly string[], partitioned: boolean): string {
  const name = table.split('.').map(quote).join('.')
  return `SELECT 1 FROM ${partitioned ? '' : 'ONLY '}${name} x WHERE ${columns.map((c, i) => `${quote(c)} = $${i + 1}`).join(' AND ')}`
}
