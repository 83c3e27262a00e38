// What a rule may ask: the schema before the statement, which of its tables are in use and can be large, what the code still names.

import type { RangeVar } from 'libpg-query'
import type { MigrationTool } from '../migrations.ts'
import type { CodeUse } from './code-use.ts'
import type { Deployments } from './deployments.ts'
import type { ReadStep, StepStatement } from './read-steps.ts'
import { type Confidence, least } from './risk.ts'
import { type ColumnState, nameOf, type SchemaState, type TableState } from './state.ts'

export interface InUse {
  readonly name: string
  /** Absent for a table that these migrations do not make. */
  readonly table?: TableState
  /** That it is in use, and can be large, while the statement runs. */
  readonly confidence: Confidence
}

export interface RuleContext {
  readonly statement: StepStatement
  readonly step: ReadStep
  readonly tool: MigrationTool
  readonly state: SchemaState
  readonly use: CodeUse
  /** Tables on which this transaction holds a lock that everybody waits for, by an earlier statement. */
  readonly locked: ReadonlySet<string>
  /** The table if it is older than this deployment. */
  inUse(table: RangeVar | string | undefined): InUse | undefined
  /** Nobody can know the column but this deployment. */
  isNew(column: ColumnState | undefined): boolean
  /** The same as `inUse`, and neither one that only holds the rows which migrations wrote nor one that this step has emptied. */
  canBeLarge(table: RangeVar | string | undefined): InUse | undefined
}

export function contextFor(
  step: ReadStep,
  tool: MigrationTool,
  state: SchemaState,
  use: CodeUse,
  deployments: Deployments,
): (statement: StepStatement, locked: ReadonlySet<string>) => RuleContext {
  const inUse = (range: RangeVar | string | undefined): InUse | undefined => {
    const name = typeof range === 'string' ? range : nameOf(range)
    if (name === undefined || (typeof range === 'object' && range.relpersistence === 't')) return undefined
    const table = state.tables.get(name)
    if (!table) return state.gone.has(name) || state.passing.has(name) || !deployments.several ? undefined : { name, confidence: 'low' }
    const confidence = deployments.between(table.step, step.index)
    return confidence && { name, table, confidence }
  }
  const canBeLarge = (range: RangeVar | string | undefined): InUse | undefined => {
    const found = inUse(range)
    if (found?.table?.emptied === step.index) return undefined
    if (!found?.table || use.inserts.size === 0 || use.inserts.has(found.name)) return found
    if (found.table.filled) return found
    return found.table.seeded ? undefined : { ...found, confidence: least(found.confidence, 'medium') }
  }
  const isNew = (column: ColumnState | undefined) => column !== undefined && deployments.between(column.made, step.index) === undefined
  return (statement, locked) => ({ statement, step, tool, state, use, locked, inUse, canBeLarge, isNew })
}

/** How the runner is told to leave out its transaction. */
export function outsideTransaction(tool: MigrationTool): string {
  const ways: Partial<Record<MigrationTool, string>> = {
    'golang-migrate': 'as the only statement of its file',
    goose: 'in a file of its own that says `-- +goose NO TRANSACTION`',
    'sql-migrate': 'in a file of its own that says `-- +migrate Up notransaction`',
    dbmate: 'in a file of its own that says `-- migrate:up transaction:false`',
    tern: 'in a file of its own that says `---- tern: disable-tx ----`',
    atlas: 'in a file of its own that says `-- atlas:txmode none`',
    flyway: 'as the only statement of its file',
  }
  return ways[tool] ?? 'as the only statement of its file, outside a transaction'
}
