// Rows that a migration changes or copies: how many there are is known only in production.

import type { Node } from 'libpg-query'
import type { RuleContext } from './context.ts'
import { type Found, least } from './risk.ts'
import { type nameOf, type TableState, wordsOf } from './state.ts'

export function foundData(tree: Node, context: RuleContext): readonly Found[] {
  if ('UpdateStmt' in tree) return changed('update', tree.UpdateStmt, context)
  if ('DeleteStmt' in tree) return changed('delete', tree.DeleteStmt, context)
  if ('InsertStmt' in tree) return copied(tree.InsertStmt.selectStmt, context)
  return []
}

interface Changing {
  readonly relation?: Parameters<typeof nameOf>[0]
  readonly whereClause?: Node
}

function changed(verb: 'update' | 'delete', { relation, whereClause }: Changing, context: RuleContext): readonly Found[] {
  const used = context.canBeLarge(relation)
  if (!used || (whereClause && names(whereClause, used.table)) || isBatch(whereClause)) return []
  const held = context.locked.has(used.name)
  const all = whereClause === undefined
  return [
    {
      rule: 'backfilling-data',
      table: used.name,
      lock: held ? 'ACCESS EXCLUSIVE' : 'ROW EXCLUSIVE',
      scans: true,
      severity: held ? 'high' : 'medium',
      confidence: all ? used.confidence : least(used.confidence, 'medium'),
      message:
        `${verb === 'update' ? 'An UPDATE' : 'A DELETE'} goes over ${all ? 'all rows' : 'as many rows as fit its condition'} of \`${used.name}\` in one statement` +
        `${held ? ', in the transaction that has the table locked already' : ''}.`,
      impact: held
        ? `Nobody reads or writes \`${used.name}\` until the last row is written.`
        : 'Each row stays locked until the last one is written; the dead rows make the table larger, and replicas fall behind.',
      fix: `Move it to a step or a program of its own that commits every few thousand rows: … WHERE id IN (SELECT id FROM ${used.name} WHERE … LIMIT 5000).`,
    },
  ]
}

/** INSERT … SELECT holds no lock that hurts; within a transaction that holds one it makes it last. */
function copied(select: Node | undefined, context: RuleContext): readonly Found[] {
  if (context.locked.size === 0 || !select || !('SelectStmt' in select)) return []
  const { fromClause = [], whereClause } = select.SelectStmt
  const sources = fromClause.flatMap((f) => ('RangeVar' in f ? (context.canBeLarge(f.RangeVar) ?? []) : []))
  const [source] = sources
  if (!source?.table || (whereClause && names(whereClause, source.table))) return []
  const [locked] = context.locked
  return [
    {
      rule: 'backfilling-data',
      table: source.name,
      lock: 'ACCESS EXCLUSIVE',
      scans: true,
      severity: 'medium',
      confidence: least(source.confidence, 'medium'),
      message: `Rows of \`${source.name}\` are copied in the transaction that has \`${locked}\` locked already.`,
      impact: `Nobody reads or writes \`${locked}\` until the last row is copied.`,
      fix: 'Copy in a step of its own, in batches, and change the tables in another.',
    },
  ]
}

/** The condition picks rows by a unique key, with constants: few. */
function names(condition: Node, table: TableState | undefined): boolean {
  const pinned = pinnedColumns(condition)
  if (pinned.size === 0) return false
  const keys = (table?.constraints ?? []).filter((c) => c.kind === 'primaryKey' || c.kind === 'unique').map((c) => c.columns)
  return keys.some((columns) => columns.length > 0 && columns.every((c) => pinned.has(c))) || (!table && pinned.has('id'))
}

function pinnedColumns(condition: Node): ReadonlySet<string> {
  if ('BoolExpr' in condition && condition.BoolExpr.boolop === 'AND_EXPR')
    return new Set((condition.BoolExpr.args ?? []).flatMap((a) => [...pinnedColumns(a)]))
  if (!('A_Expr' in condition)) return new Set()
  const { kind, name, lexpr, rexpr } = condition.A_Expr
  if ((kind !== 'AEXPR_OP' && kind !== 'AEXPR_IN') || wordsOf(name)[0] !== '=' || !lexpr || !('ColumnRef' in lexpr)) return new Set()
  const constants = rexpr && 'List' in rexpr ? (rexpr.List.items ?? []) : rexpr ? [rexpr] : []
  const column = wordsOf(lexpr.ColumnRef.fields).at(-1)
  return column !== undefined && constants.every(isConstant) ? new Set([column]) : new Set()
}

function isConstant(node: Node): boolean {
  return 'A_Const' in node || ('TypeCast' in node && node.TypeCast.arg !== undefined && isConstant(node.TypeCast.arg))
}

/** Its rows come from a subquery with a LIMIT. */
function isBatch(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return 'limitCount' in value || Object.values(value).some(isBatch)
}
