// READ FIRST. A set of migrations in, the risks of its steps out. Each statement is judged by the rules (rules-*.ts) against the schema
// that the statements before it have made (state.ts, folded in fold.ts), then folded into it. Pure; the parser has to be loaded.

import { compare } from '#graph/graph.ts'
import type { MigrationSet } from '../migrations.ts'
import { oneLine } from './clause.ts'
import { type CodeUse, NO_USE } from './code-use.ts'
import { contextFor, type RuleContext } from './context.ts'
import { deploymentsOf } from './deployments.ts'
import { applyStatement } from './fold.ts'
import { orderRisks } from './order.ts'
import { type ReadStep, readSteps, type StepStatement } from './read-steps.ts'
import type { Confidence, Found, MigrationRisk } from './risk.ts'
import { foundColumns } from './rules-columns.ts'
import { foundConstraints } from './rules-constraints.ts'
import { foundData } from './rules-data.ts'
import { foundColumnDrops, foundRename, foundTableDrops, foundTruncate } from './rules-drops.ts'
import { foundIndex, foundIndexDrop, foundInTransaction, foundReindex } from './rules-indexes.ts'
import { foundDomain, foundStorage, foundVacuum } from './rules-others.ts'
import { foundTransaction } from './rules-transactions.ts'
import { foundTypes } from './rules-types.ts'
import { emptyState, nameOf, type SchemaState, type TableState } from './state.ts'

export function findRisks(set: MigrationSet, use: CodeUse = NO_USE): readonly MigrationRisk[] {
  const ordered = orderRisks(set)
  return [...ordered, ...(set.dialect === 'postgres' && set.tool !== 'models' ? statementRisks(set, use) : [])]
}

function statementRisks(set: MigrationSet, use: CodeUse): readonly MigrationRisk[] {
  const state = emptyState()
  const deployments = deploymentsOf(set)
  const steps = readSteps(set)
  const risks = steps.flatMap((step): readonly MigrationRisk[] => {
    const contextOf = contextFor(step, set.tool, state, use, deployments)
    const locks = new Map<number, Set<string>>()
    return step.statements.flatMap((statement) => {
      const locked = locks.get(statement.transaction ?? -1) ?? new Set()
      const context = contextOf(statement, locked)
      const found = judge(context)
      const taken = lockedTable(statement, context)
      if (statement.transaction !== undefined && taken !== undefined) locks.set(statement.transaction, locked.add(taken))
      applyStatement(statement, step.index, state)
      return found.map((f) => toRisk(f, step, statement))
    })
  })
  const position = new Map(set.steps.map((s) => [s.file, s.position]))
  const positionOf = (r: MigrationRisk) => position.get(r.migration) ?? 0
  return [...risks, ...typeRisks(state, steps, use)].toSorted(
    (a, b) => positionOf(a) - positionOf(b) || a.place.line - b.place.line || compare(a.rule, b.rule),
  )
}

function judge(context: RuleContext): readonly Found[] {
  const { tree } = context.statement
  const own = [...foundTransaction(tree, context), ...foundInTransaction(tree, context)]
  if ('AlterTableStmt' in tree) {
    const alter = tree.AlterTableStmt
    if (alter.objtype !== 'OBJECT_TABLE') return own
    return [foundColumns, foundConstraints, foundColumnDrops, foundStorage].flatMap((rule) => rule(alter, context))
  }
  if ('IndexStmt' in tree) return [...own, ...foundIndex(tree.IndexStmt, context)]
  if ('DropStmt' in tree) {
    const drop = tree.DropStmt
    return [...own, ...(drop.removeType === 'OBJECT_INDEX' ? foundIndexDrop(drop, context) : foundTableDrops(drop, context))]
  }
  if ('ReindexStmt' in tree) return [...own, ...foundReindex(tree.ReindexStmt, context)]
  if ('VacuumStmt' in tree) return [...own, ...foundVacuum(tree.VacuumStmt, context)]
  if ('RenameStmt' in tree) return foundRename(tree.RenameStmt, context)
  if ('TruncateStmt' in tree) return foundTruncate(tree.TruncateStmt, context)
  if ('AlterDomainStmt' in tree) return foundDomain(tree.AlterDomainStmt, context)
  if ('DropdbStmt' in tree) return [dropDatabase(tree.DropdbStmt.dbname ?? '')]
  return [...own, ...foundData(tree, context)]
}

const dropDatabase = (name: string): Found => ({
  rule: 'ban-drop-database',
  severity: 'critical',
  confidence: 'high',
  message: `The database \`${name}\` is dropped.`,
  impact: 'All that is in it is lost.',
  fix: 'Take the statement out; a database is dropped by hand.',
})

/** The table in use that the statement keeps from everybody until its transaction ends. */
function lockedTable({ tree }: StepStatement, context: RuleContext): string | undefined {
  if (!('AlterTableStmt' in tree) || tree.AlterTableStmt.objtype !== 'OBJECT_TABLE') return undefined
  const name = nameOf(tree.AlterTableStmt.relation)
  const takes = (tree.AlterTableStmt.cmds ?? []).some((c) => 'AlterTableCmd' in c && c.AlterTableCmd.subtype !== 'AT_ValidateConstraint')
  return takes && context.inUse(name)?.table ? name : undefined
}

function toRisk(found: Found, { step }: ReadStep, statement: StepStatement): MigrationRisk {
  const { location, part, columns = [], targets = [], breaks = [], rewrites = false, scans = false, ...rest } = found
  const place = location === undefined && part !== undefined ? statement.partPlace(part) : statement.place(location)
  return { ...rest, columns, targets, breaks, rewrites, scans, migration: step.file, place, statement: shown(statement.sql) }
}

function shown(sql: string): string {
  const line = oneLine(sql)
  return line.length > 600 ? `${line.slice(0, 599)}…` : line
}

function typeRisks(state: SchemaState, steps: readonly ReadStep[], { inserts }: CodeUse): readonly MigrationRisk[] {
  const grows = (table: TableState): Confidence | undefined => {
    if (inserts.size === 0 || table.filled) return 'medium'
    return inserts.has(table.name) ? 'high' : table.seeded ? undefined : 'low'
  }
  return foundTypes(state, grows).flatMap(({ step, column, ...found }) => {
    const at = steps[step]
    if (!at) return []
    const { columns = [], targets = [], breaks = [], ...rest } = found
    return [{ ...rest, columns, targets, breaks, rewrites: false, scans: false, migration: at.step.file, place: column.place }]
  })
}
