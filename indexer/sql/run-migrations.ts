// Runs planned migrations in the embedded Postgres, in order. A statement that fails is named and the rest goes on; one that has to be
// killed is left out of a second run from the start.

import { splitForeign } from './dialects/translate.ts'
import type { Dialect, MigrationStep } from './migrations.ts'
import { lineCounter, type ParsedStatement, splitStatements } from './parser.ts'
import { type Limits, type PostgresChild, PostgresEnded, type PostgresError } from './postgres-child.ts'
import type { StepError } from './schema.ts'

export interface PlannedStep {
  readonly step: MigrationStep
  readonly statements: readonly ParsedStatement[]
  /** Number of the first statement among all that run. */
  readonly first: number
  readonly lineAt: (offset: number) => number
}

export interface StepRun {
  readonly planned: PlannedStep
  readonly errors: readonly StepError[]
  /** Statements that ran, by their index. */
  readonly ran: ReadonlySet<number>
}

const RESTARTS = 3

export function planMigrations(steps: readonly MigrationStep[], dialect: Dialect): readonly PlannedStep[] {
  let first = 0
  const names = new Map<string, string>()
  const split = (text: string) => (dialect === 'sqlite' || dialect === 'mysql' ? splitForeign(text, dialect, names) : splitStatements(text))
  return steps.map((step) => {
    const statements = split(step.up).filter((s) => !isLeftToTheRunner(s))
    const planned = { step, statements, first, lineAt: lineCounter(step.up) }
    first += statements.length
    return planned
  })
}

/** The runner opens and closes transactions itself; a database of its own stands for every other. */
export function isLeftToTheRunner({ tree, sql }: ParsedStatement): boolean {
  if (tree === undefined) return /^(?:begin|commit|end|rollback|savepoint|release|start|attach|detach|vacuum)\b/i.test(sql)
  return 'TransactionStmt' in tree || 'CreatedbStmt' in tree || 'DropdbStmt' in tree || 'AlterDatabaseSetStmt' in tree
}

/** The first steps of a plan have run. */
export interface BegunMigrations {
  readonly steps: readonly StepRun[]
  /** With everything applied that could be. */
  readonly postgres: PostgresChild
  /** Settles when it is open; what is asked before waits in the child. */
  readonly opened?: Promise<unknown>
}

export async function runMigrations(
  plan: readonly PlannedStep[],
  open: () => BegunMigrations | Promise<BegunMigrations>,
  limits: Limits,
  onStep?: (done: number) => void,
  /** What is run in place of a statement that needs a module which is not here. */
  standIn?: (sql: string) => string | undefined,
): Promise<BegunMigrations> {
  const killers = new Map<number, PostgresEnded>()
  const end = Date.now() + limits.migrations
  for (;;) {
    const { postgres, steps: begun, opened } = await open()
    try {
      let done = begun.length
      const run = async (planned: PlannedStep) => {
        const step = await runStep(planned, postgres, { limits, killers, end, standIn })
        done++
        onStep?.(done)
        return step
      }
      // Sent all at once, so that the child works on while this thread is busy.
      const [steps] = await Promise.all([Promise.all(plan.slice(begun.length).map(run)), opened])
      return { steps: [...begun, ...steps], postgres }
    } catch (error) {
      await postgres.close()
      if (!(error instanceof PostgresEnded) || error.step < 0 || killers.has(error.step) || killers.size >= RESTARTS) throw error
      killers.set(error.step, error)
    }
  }
}

function leftOut(planned: PlannedStep): StepRun {
  return { planned, errors: [{ message: 'not run: the time for all migrations together is used up', line: 1 }], ran: new Set() }
}

export interface StepOptions {
  readonly limits: Limits
  /** Statements that ended the child before, by their number. */
  readonly killers?: ReadonlyMap<number, PostgresEnded>
  /** It does not begin after this time, in milliseconds since 1970. */
  readonly end: number
  readonly standIn?: ((sql: string) => string | undefined) | undefined
}

export async function runStep(
  planned: PlannedStep,
  postgres: PostgresChild,
  { limits, killers = new Map(), end, standIn }: StepOptions,
): Promise<StepRun> {
  const { step, statements, first } = planned
  const sent = statements.map((_, index) => index).filter((index) => !killers.has(first + index))
  const request = {
    // A statement that was killed keeps its number, so that those after it keep theirs.
    statements: statements.map((s, index) => ({
      sql: killers.has(first + index) ? 'SELECT 1' : s.sql,
      milliseconds: limits.statement,
      standIn: standIn?.(s.sql),
    })),
    transaction: step.transaction,
    first,
    until: end,
  }
  const results = statements.length > 0 ? await postgres.ask('run', request) : []
  if (!results) return leftOut(planned)
  const ran = new Set(sent.filter((index) => !results[index]))
  const errors: StepError[] = statements.flatMap((statement, index) => {
    const killer = killers.get(first + index)
    if (killer) return [{ message: killer.message, line: planned.lineAt(statement.offset) }]
    const error = results[index]
    return error ? [place(error, statement, planned)] : []
  })
  const commit = results[statements.length]
  if (commit) errors.push({ message: commit.message, sqlstate: commit.code, line: planned.lineAt(step.up.trimEnd().length) })
  return { planned, errors, ran: commit ? new Set() : ran }
}

function place(error: PostgresError, statement: ParsedStatement, planned: PlannedStep): StepError {
  const offset = statement.offset + (error.position ?? 1) - 1
  const before = planned.step.up.lastIndexOf('\n', offset - 1)
  return {
    message: error.detail ? `${error.message} (${error.detail})` : error.message,
    sqlstate: error.code,
    line: planned.lineAt(offset),
    ...(error.position !== undefined && { column: offset - before }),
  }
}
