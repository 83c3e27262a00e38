// SELECT: its sources, conditions, result columns, order and limit.

import type { Node, SelectStmt } from 'libpg-query'
import { type Analysis, type Block, beginBlock, endBlock, type Output } from './analysis.ts'
import { addCondition } from './conditions.ts'
import {
  constantText,
  hasAggregate,
  hasMultiplier,
  isConstant,
  parameterNumber,
  printExpression,
  referenceNames,
  withoutCasts,
} from './expression.ts'
import { addFrom } from './from.ts'
import type { BlockOrdering, Limit, QueryBlock } from './links.ts'
import { type Columns, childScope, isOpen, type Origin, resolveColumn, type Scope } from './scope.ts'
import { walkExpression } from './walk.ts'

export function analyseSelect(
  select: SelectStmt,
  parent: Scope | undefined,
  level: QueryBlock['level'],
  ctes: Scope['ctes'],
  analysis: Analysis,
): Output {
  const limit = readLimit(select.limitCount)
  if (select.op !== undefined && select.op !== 'SETOP_NONE') return analyseUnion(select, parent, level, ctes, limit, analysis)
  const block = beginBlock(level, childScope(parent, ctes))
  analysis.locks ||= (select.lockingClause ?? []).some((l) => 'LockingClause' in l && isExclusive(l.LockingClause.strength))
  for (const item of select.fromClause ?? []) addFrom(item, block, analysis)
  if (select.whereClause) addCondition(select.whereClause, { block, analysis, conjunct: true })
  const columns = readTargets(select.targetList ?? [], block, analysis)
  for (const part of [
    select.valuesLists,
    select.groupClause?.filter((g) => !isOutputName(g, columns, block)),
    select.havingClause,
    select.windowClause,
  ])
    if (part) walkExpression(part, block, analysis)
  for (const part of [select.limitCount, select.limitOffset]) if (part) walkExpression(part, block, analysis)
  if (select.distinctClause)
    walkExpression(
      select.distinctClause.filter((d) => !isOutputName(d, columns, block)),
      block,
      analysis,
    )
  readOrder(select, block, analysis)
  const grouped = (select.groupClause ?? []).length > 0
  const { bounded } = endBlock(
    block,
    {
      limit,
      aggregate: !grouped && (hasAggregate(select.targetList) || select.havingClause !== undefined),
      grouped,
      distinct: select.distinctClause !== undefined,
      multiplies: hasMultiplier(select.targetList),
    },
    analysis,
  )
  const values = select.valuesLists ? `values (${select.valuesLists.length})` : undefined
  return { columns, bounded: values ?? bounded, limit, ordersBy: block.ordersBy.map(({ source: _, ...ordering }) => ordering) }
}

const isExclusive = (strength: string | undefined): boolean => strength === 'LCS_FORUPDATE' || strength === 'LCS_FORNOKEYUPDATE'

function analyseUnion(
  select: SelectStmt,
  parent: Scope | undefined,
  level: QueryBlock['level'],
  ctes: Scope['ctes'],
  limit: Limit,
  analysis: Analysis,
): Output {
  const arms = [select.larg, select.rarg].flatMap((arm) => (arm ? [analysis.nested({ SelectStmt: arm }, parent, level, ctes)] : []))
  const columns = arms[0]?.columns ?? new Map()
  // The whole is ordered by what the first arm calls its columns.
  const block = beginBlock(level, { ...childScope(parent, ctes), entries: [{ alias: '', columns, open: isOpen(columns) }] })
  for (const part of [select.limitCount, select.limitOffset]) if (part) walkExpression(part, block, analysis)
  readOrder(select, block, analysis)
  const bounds = arms.map((arm) => arm.bounded)
  const whole = limit.kind === 'constant' ? `limit ${limit.value}` : limit.kind !== 'none' ? `limit by ${limit.kind}` : undefined
  const joined = bounds.every((b) => b !== undefined) ? [...new Set(bounds)].join(', ') : undefined
  return { columns, bounded: whole ?? joined, limit, ordersBy: block.ordersBy.map(({ source: _, ...ordering }) => ordering) }
}

export function readTargets(targets: readonly Node[], block: Block, analysis: Analysis): Columns {
  const columns = new Map<string, Origin | undefined>()
  for (const target of targets) {
    if (!('ResTarget' in target) || !target.ResTarget.val) continue
    const { name, val } = target.ResTarget
    const inner = withoutCasts(val)
    const names = referenceNames(inner)
    if (!names) {
      walkExpression(val, block, analysis)
      // `(row).*` gives the fields of a composite type.
      if ('A_Indirection' in inner && inner.A_Indirection.indirection?.some((i) => 'A_Star' in i)) columns.set('*', undefined)
      else columns.set(name ?? resultName(inner), undefined)
    } else if (names.at(-1) === '*') addStar(names.at(-2), columns, block, analysis)
    else {
      const found = resolveColumn(names, block.scope, analysis.report)
      if (found?.outer) block.correlated = true
      if (found?.origin && block.level === 'top-level') analysis.selects.push(found.origin)
      columns.set(name ?? names.at(-1) ?? '', found?.origin)
    }
  }
  return columns
}

function addStar(qualifier: string | undefined, columns: Map<string, Origin | undefined>, block: Block, analysis: Analysis): void {
  const entries = block.scope.entries.filter((e) => qualifier === undefined || e.alias === qualifier)
  for (const entry of entries) {
    if (entry.table !== undefined && block.level === 'top-level') analysis.selects.push({ table: entry.table, column: '*' })
    for (const [name, origin] of entry.columns) columns.set(name, origin)
    if (entry.open) columns.set('*', undefined)
  }
}

function resultName(node: Node): string {
  if ('FuncCall' in node) return printExpression(node)?.replace(/\(.*/s, '') ?? '?column?'
  if ('SubLink' in node && node.SubLink.subLinkType === 'EXISTS_SUBLINK') return 'exists'
  return 'CoalesceExpr' in node ? 'coalesce' : 'CaseExpr' in node ? 'case' : '?column?'
}

function readOrder(select: SelectStmt, block: Block, analysis: Analysis): void {
  for (const [index, sort] of (select.sortClause ?? []).entries()) {
    if (!('SortBy' in sort) || !sort.SortBy.node) continue
    const direction = sort.SortBy.sortby_dir === 'SORTBY_DESC' ? 'desc' : 'asc'
    const first =
      sort.SortBy.sortby_nulls === 'SORTBY_NULLS_FIRST' || (sort.SortBy.sortby_nulls !== 'SORTBY_NULLS_LAST' && direction === 'desc')
    const common = { position: index + 1, direction, nulls: first ? 'first' : 'last' } as const
    block.ordersBy.push({ ...readOrderKey(sort.SortBy.node, select, block, analysis), ...common })
  }
}

function readOrderKey(
  node: Node,
  select: SelectStmt,
  block: Block,
  analysis: Analysis,
): Pick<BlockOrdering, 'table' | 'column' | 'expression' | 'source'> {
  // ORDER BY 2 is the second result column, and a bare name is a result column before it is one of a table.
  const number = isConstant(node) ? Number(constantText(node)) : Number.NaN
  const target = Number.isInteger(number) ? select.targetList?.[number - 1] : namedTarget(node, select)
  const meant = target && 'ResTarget' in target && target.ResTarget.val ? withoutCasts(target.ResTarget.val) : withoutCasts(node)
  const names = referenceNames(meant)
  if (!names) {
    if (!target) walkExpression(meant, block, analysis)
    return { expression: printExpression(meant) ?? 'expression' }
  }
  const found = resolveColumn(names, block.scope, analysis.report)
  if (!found) return { expression: names.join('.') }
  if (!found.origin) return { expression: names.join('.') }
  return { ...found.origin, ...(found.entry.source !== undefined && !found.outer && { source: found.entry.source }) }
}

function namedTarget(node: Node, select: SelectStmt): Node | undefined {
  const [name, more] = referenceNames(node) ?? []
  if (name === undefined || more !== undefined) return undefined
  return (select.targetList ?? []).find((t) => 'ResTarget' in t && t.ResTarget.name === name)
}

/** GROUP BY and DISTINCT ON may name a result column that no source has. */
function isOutputName(node: Node, columns: Columns, block: Block): boolean {
  const [name, more] = referenceNames(node) ?? []
  return name !== undefined && more === undefined && columns.has(name) && !block.scope.entries.some((e) => e.columns.has(name))
}

function readLimit(node: Node | undefined): Limit {
  if (!node) return { kind: 'none' }
  if (isConstant(node)) {
    const text = constantText(node)
    return text === undefined ? { kind: 'none' } : { kind: 'constant', value: Number(text) }
  }
  return { kind: parameterNumber(node) === undefined ? 'expression' : 'parameter' }
}
