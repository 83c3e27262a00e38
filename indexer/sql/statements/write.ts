// INSERT, UPDATE, DELETE and MERGE.

import type { DeleteStmt, InsertStmt, MergeStmt, Node, ReturningClause, UpdateStmt } from 'libpg-query'
import { type Analysis, type Block, beginBlock, endBlock, type Output } from './analysis.ts'
import { addCondition } from './conditions.ts'
import { constantText, isConstant, parameterNumber, referenceNames } from './expression.ts'
import { addFrom, addRelation } from './from.ts'
import type { Assigned, QueryBlock } from './links.ts'
import { childScope, type Scope, type ScopeEntry } from './scope.ts'
import { readTargets } from './select.ts'
import { walkExpression } from './walk.ts'

const PLAIN = { limit: { kind: 'none' }, aggregate: false, grouped: false, distinct: false, multiplies: false } as const

export function analyseInsert(
  insert: InsertStmt,
  parent: Scope | undefined,
  level: QueryBlock['level'],
  ctes: Scope['ctes'],
  analysis: Analysis,
): Output {
  const block = beginBlock(level, childScope(parent, ctes))
  const rows = insert.selectStmt ? analysis.nested(insert.selectStmt, parent, level, ctes) : undefined
  if (insert.relation) addRelation(insert.relation, block, analysis, 'writes')
  const [target] = block.scope.entries
  if (target) block.scope.entries.push(...rowAliases(target))
  const given = insertedValues(insert)
  const { targetList, whereClause } = insert.onConflictClause ?? {}
  if (target?.table !== undefined) {
    noteAssigned(target.table, 'new', given, analysis)
    noteAssigned(
      target.table,
      'old',
      targetsOf(targetList).map(([column, value]) => [column, excluded(value, given)]),
      analysis,
    )
  }
  for (const part of [targetList, whereClause]) if (part) walkExpression(part, block, analysis)
  return returning(insert.returningClause, block, rows ? rows.bounded : 'values (1)', analysis)
}

export function analyseUpdate(
  update: UpdateStmt,
  parent: Scope | undefined,
  level: QueryBlock['level'],
  ctes: Scope['ctes'],
  analysis: Analysis,
): Output {
  const block = beginBlock(level, childScope(parent, ctes))
  const table = update.relation && addRelation(update.relation, block, analysis, 'writes')
  if (table !== undefined) noteAssigned(table, 'old', targetsOf(update.targetList), analysis)
  for (const item of update.fromClause ?? []) addFrom(item, block, analysis)
  if (update.whereClause) addCondition(update.whereClause, { block, analysis, conjunct: true })
  walkExpression(update.targetList, block, analysis)
  return finish(update.returningClause, block, analysis)
}

export function analyseDelete(
  remove: DeleteStmt,
  parent: Scope | undefined,
  level: QueryBlock['level'],
  ctes: Scope['ctes'],
  analysis: Analysis,
): Output {
  const block = beginBlock(level, childScope(parent, ctes))
  const table = remove.relation && addRelation(remove.relation, block, analysis, 'writes')
  if (table !== undefined) analysis.deletes.add(table)
  for (const item of remove.usingClause ?? []) addFrom(item, block, analysis)
  if (remove.whereClause) addCondition(remove.whereClause, { block, analysis, conjunct: true })
  return finish(remove.returningClause, block, analysis)
}

export function analyseMerge(
  merge: MergeStmt,
  parent: Scope | undefined,
  level: QueryBlock['level'],
  ctes: Scope['ctes'],
  analysis: Analysis,
): Output {
  const block = beginBlock(level, childScope(parent, ctes))
  if (merge.relation) addRelation(merge.relation, block, analysis, 'writes')
  if (merge.sourceRelation) addFrom(merge.sourceRelation, block, analysis)
  if (merge.joinCondition) addCondition(merge.joinCondition, { block, analysis, conjunct: true })
  walkExpression(merge.mergeWhenClauses, block, analysis)
  return finish(merge.returningClause, block, analysis)
}

function finish(clause: ReturningClause | undefined, block: Block, analysis: Analysis): Output {
  const { bounded } = endBlock(block, PLAIN, analysis)
  return returning(clause, block, clause ? bounded : 'no rows returned', analysis)
}

function returning(clause: ReturningClause | undefined, block: Block, bounded: string | undefined, analysis: Analysis): Output {
  const [target] = block.scope.entries
  const entries = target ? [...block.scope.entries, ...rowAliases(target)] : block.scope.entries
  const visible: Block = { ...block, scope: { ...block.scope, entries } }
  const columns = clause ? readTargets(clause.exprs ?? [], visible, analysis) : new Map()
  return { columns, bounded: clause ? bounded : 'no rows returned', limit: { kind: 'none' }, ordersBy: [] }
}

type Target = readonly [column: string, value: Node]

/** `column = value` of a SET. */
function targetsOf(list: readonly Node[] | undefined): readonly Target[] {
  return (list ?? []).flatMap((node): readonly Target[] => {
    const target = 'ResTarget' in node ? node.ResTarget : undefined
    return target?.name !== undefined && target.val && (target.indirection ?? []).length === 0 ? [[target.name, target.val]] : []
  })
}

/** The named columns of VALUES, row by row. */
function insertedValues({ cols, selectStmt }: InsertStmt): readonly Target[] {
  const rows = selectStmt && 'SelectStmt' in selectStmt ? (selectStmt.SelectStmt.valuesLists ?? []) : []
  const names = (cols ?? []).map((c) => ('ResTarget' in c ? (c.ResTarget.name ?? '') : ''))
  return rows.flatMap((row) =>
    ('List' in row ? (row.List.items ?? []) : []).flatMap((value, i): readonly Target[] => [[names[i] ?? '', value]]),
  )
}

/** `excluded.count`: what the row that was refused has there. */
function excluded(value: Node, given: readonly Target[]): Node {
  const [of, name] = referenceNames(value) ?? []
  return (of === 'excluded' && given.find(([column]) => column === name)?.[1]) || value
}

function noteAssigned(table: string, of: Assigned['of'], targets: readonly Target[], analysis: Analysis): void {
  for (const [column, value] of targets) {
    if (column === '' || 'SetToDefault' in value) continue
    const parameter = parameterNumber(value)
    const constantValue = constantText(value)
    const kind = parameter !== undefined ? 'parameter' : isConstant(value) ? 'constant' : 'expression'
    analysis.sets.push({
      table,
      column,
      of,
      value: kind,
      ...(parameter !== undefined && { parameter }),
      ...(constantValue !== undefined && { constantValue }),
    })
  }
}

/** `excluded`, `old` and `new` are rows of the written table; only a qualified name can mean them. */
function rowAliases(target: ScopeEntry): readonly ScopeEntry[] {
  return ['excluded', 'old', 'new'].map((alias) => ({
    alias,
    columns: new Map(),
    open: true,
    ...(target.table !== undefined && { table: target.table }),
  }))
}
