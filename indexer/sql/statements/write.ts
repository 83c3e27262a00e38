// INSERT, UPDATE, DELETE and MERGE.

import type { DeleteStmt, InsertStmt, MergeStmt, ReturningClause, UpdateStmt } from 'libpg-query'
import { type Analysis, type Block, beginBlock, endBlock, type Output } from './analysis.ts'
import { addCondition } from './conditions.ts'
import { addFrom, addRelation } from './from.ts'
import type { QueryBlock } from './links.ts'
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
  const { targetList, whereClause } = insert.onConflictClause ?? {}
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
  if (update.relation) addRelation(update.relation, block, analysis, 'writes')
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

/** `excluded`, `old` and `new` are rows of the written table; only a qualified name can mean them. */
function rowAliases(target: ScopeEntry): readonly ScopeEntry[] {
  return ['excluded', 'old', 'new'].map((alias) => ({
    alias,
    columns: new Map(),
    open: true,
    ...(target.table !== undefined && { table: target.table }),
  }))
}
