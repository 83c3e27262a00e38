// WHERE and ON: each comparison becomes a predicate of the block and a filter or join of the statement.

import type { A_Expr, Node } from 'libpg-query'
import type { Analysis, Block } from './analysis.ts'
import { constantText, lastName, parameterNumber, printExpression, referenceNames, withoutCasts } from './expression.ts'
import type { ComparedWith, Predicate } from './links.ts'
import { type ResolvedColumn, resolveColumn } from './scope.ts'
import { walkExpression } from './walk.ts'

export interface ConditionContext {
  readonly block: Block
  readonly analysis: Analysis
  readonly conjunct: boolean
  readonly alternative?: string
  /** Sources that an outer join keeps whatever its ON says. */
  readonly preserved?: ReadonlySet<number>
}

type Operand =
  | { readonly kind: 'column'; readonly found: ResolvedColumn }
  | { readonly kind: 'computed'; readonly text: string | undefined; readonly columns: readonly ResolvedColumn[] }
  | {
      readonly kind: 'value'
      readonly value: ComparedWith
      readonly constant?: string
      readonly parameter?: number
      readonly outer?: ResolvedColumn
    }

export function addCondition(node: Node, context: ConditionContext): void {
  const inner = withoutCasts(node)
  if ('BoolExpr' in inner) addBoolean(inner.BoolExpr.boolop, inner.BoolExpr.args ?? [], context)
  else if ('A_Expr' in inner) addComparison(inner.A_Expr, context)
  else if ('NullTest' in inner && inner.NullTest.arg)
    compare(
      readOperand(inner.NullTest.arg, context),
      inner.NullTest.nulltesttype === 'IS_NULL' ? 'is null' : 'is not null',
      NOTHING,
      context,
    )
  else if ('BooleanTest' in inner && inner.BooleanTest.arg)
    addBooleanTest(inner.BooleanTest.booltesttype ?? '', inner.BooleanTest.arg, context)
  else if ('SubLink' in inner && inner.SubLink.subLinkType === 'ANY_SUBLINK' && inner.SubLink.testexpr) {
    const { testexpr, subselect } = inner.SubLink
    if (subselect) context.analysis.nested(subselect, context.block.scope, 'subquery')
    for (const side of rowItems(testexpr)) compare(readOperand(side, context), 'in', { kind: 'value', value: 'subquery' }, context)
  } else if (referenceNames(inner))
    compare(readOperand(inner, context), '=', { kind: 'value', value: 'constant', constant: 'true' }, context)
  else addOpaque(inner, context)
}

const NOTHING: Operand = { kind: 'value', value: 'nothing' }

function addBoolean(operator: string | undefined, args: readonly Node[], context: ConditionContext): void {
  if (operator === 'AND_EXPR') {
    for (const argument of args) addCondition(argument, context)
    return
  }
  const { alternative, ...outside } = context
  if (operator === 'OR_EXPR') {
    const group = context.conjunct ? context.block.groups++ : undefined
    for (const [arm, argument] of args.entries())
      addCondition(argument, { ...outside, conjunct: false, ...(group !== undefined && { alternative: `${group}/${arm}` }) })
    return
  }
  const [argument] = args
  if (!argument) return
  if (referenceNames(argument))
    compare(readOperand(argument, context), '=', { kind: 'value', value: 'constant', constant: 'false' }, context)
  else if ('NullTest' in argument && argument.NullTest.arg)
    compare(
      readOperand(argument.NullTest.arg, context),
      argument.NullTest.nulltesttype === 'IS_NULL' ? 'is not null' : 'is null',
      NOTHING,
      context,
    )
  else addOpaque(argument, { ...outside, conjunct: false })
}

function addBooleanTest(test: string, argument: Node, context: ConditionContext): void {
  const value = { IS_TRUE: 'true', IS_FALSE: 'false' }[test]
  if (value !== undefined) compare(readOperand(argument, context), '=', { kind: 'value', value: 'constant', constant: value }, context)
  else compare(readOperand(argument, context), test.toLowerCase().replaceAll('_', ' '), NOTHING, context)
}

const PATTERNS: Readonly<Record<string, string>> = { '~~': 'like', '!~~': 'not like', '~~*': 'ilike', '!~~*': 'not ilike' }
const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '@>': '<@', '<@': '@>' }

function addComparison({ kind, name, lexpr, rexpr }: A_Expr, context: ConditionContext): void {
  const symbol = lastName(name)
  if (!lexpr || !rexpr) {
    if (rexpr) addOpaque(rexpr, context)
    return
  }
  if (kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY' || kind === 'AEXPR_OP_ALL') {
    const op = PATTERNS[symbol] ?? (symbol === '=' && kind !== 'AEXPR_OP_ALL' ? 'in' : symbol === '<>' ? 'not in' : symbol)
    const right = kind === 'AEXPR_IN' ? readList(rexpr, context) : readOperand(rexpr, context)
    for (const left of rowItems(lexpr)) compare(readOperand(left, context), op, right, context)
    return
  }
  if (kind === 'AEXPR_BETWEEN' || kind === 'AEXPR_NOT_BETWEEN' || kind === 'AEXPR_BETWEEN_SYM' || kind === 'AEXPR_NOT_BETWEEN_SYM') {
    compare(readOperand(lexpr, context), kind.includes('NOT') ? 'not between' : 'between', readList(rexpr, context), context)
    return
  }
  const op =
    kind === 'AEXPR_DISTINCT' ? 'is distinct from' : kind === 'AEXPR_NOT_DISTINCT' ? 'is not distinct from' : (PATTERNS[symbol] ?? symbol)
  const left = rowItems(lexpr)
  const right = rowItems(rexpr)
  // A row compared by order ranges over its first column; the others only break ties.
  const pairs =
    left.length === right.length && left.length > 1 ? left.map((l, i) => [l, right[i] ?? rexpr] as const) : [[lexpr, rexpr] as const]
  for (const [l, r] of pairs) compare(readOperand(l, context), op, readOperand(r, context), context)
}

function compare(left: Operand, op: string, right: Operand, context: ConditionContext): void {
  if (left.kind === 'value' && right.kind !== 'value') {
    compare(right, FLIPPED[op] ?? op, left, context)
    return
  }
  if (left.kind === 'value') return
  const { block, analysis } = context
  if (left.kind === 'column' && right.kind === 'column') {
    const sides = [left.found, right.found]
    if (left.found.entry === right.found.entry) for (const { origin } of sides) addFilter(origin, 'expression', NOTHING_VALUE, context)
    else {
      for (const { origin } of sides) if (origin) analysis.joins.push(origin)
      addPredicate(left.found, op, { value: 'column', ...otherSide(right.found) }, context)
      addPredicate(right.found, FLIPPED[op] ?? op, { value: 'column', ...otherSide(left.found) }, context)
    }
    return
  }
  if (right.kind !== 'value') {
    for (const { origin } of [left, right].flatMap((o) => (o.kind === 'column' ? [o.found] : o.columns)))
      addFilter(origin, 'expression', NOTHING_VALUE, context)
    return
  }
  const { kind: _, outer, constant, ...rest } = right
  const value = { ...rest, ...(constant !== undefined && { constantValue: constant }) }
  if (outer?.origin) {
    analysis.joins.push(outer.origin)
    if (left.kind === 'column' && left.found.origin) analysis.joins.push(left.found.origin)
    block.correlated = true
  }
  if (left.kind === 'column') {
    addFilter(left.found.origin, op, value, context)
    addPredicate(left.found, op, value, context)
    return
  }
  for (const { origin } of left.columns) addFilter(origin, 'expression', NOTHING_VALUE, context)
  const [first] = left.columns
  if (first?.entry.source !== undefined && left.text !== undefined && left.columns.every((c) => c.entry === first.entry))
    push({ source: first.entry.source, expression: left.text, op, ...value }, context)
}

type Value = Pick<Predicate, 'value' | 'constantValue' | 'parameter' | 'other'>
const NOTHING_VALUE: Value = { value: 'nothing' }

function addFilter(origin: ResolvedColumn['origin'], op: string, value: Value, { block, analysis }: ConditionContext): void {
  if (!origin) return
  const { other: _, ...compared } = value
  analysis.filters.push({ ...origin, op, in: block.level, ...compared })
}

function addPredicate(found: ResolvedColumn, op: string, value: Value, context: ConditionContext): void {
  const { source } = found.entry
  if (source !== undefined) push({ source, column: found.column, op, ...value }, context)
}

function push(predicate: Omit<Predicate, 'conjunct' | 'alternative'>, { block, conjunct, alternative, preserved }: ConditionContext): void {
  const holds = conjunct && !preserved?.has(predicate.source)
  block.predicates.push({ ...predicate, conjunct: holds, ...(alternative !== undefined && { alternative }) })
}

function otherSide({ entry, column }: ResolvedColumn): Pick<Predicate, 'other'> {
  return entry.source === undefined ? {} : { other: { source: entry.source, column } }
}

function readOperand(node: Node, context: ConditionContext): Operand {
  const { block, analysis } = context
  const inner = withoutCasts(node)
  const names = referenceNames(inner)
  if (names) {
    const found = resolveColumn(names, block.scope, analysis.report)
    if (!found || found.column === '*') return { kind: 'value', value: 'expression' }
    return found.outer ? { kind: 'value', value: 'outer', outer: found } : { kind: 'column', found }
  }
  const columns = walkExpression(inner, block, analysis)
  const parameter = parameterNumber(inner)
  if (parameter !== undefined) return { kind: 'value', value: 'parameter', parameter }
  if ('A_Const' in inner) {
    const constant = constantText(inner)
    return constant === undefined ? NOTHING : { kind: 'value', value: 'constant', constant }
  }
  if ('SubLink' in inner) return { kind: 'value', value: 'subquery' }
  if (columns.length > 0) return { kind: 'computed', text: printExpression(inner), columns }
  return { kind: 'value', value: 'A_ArrayExpr' in inner ? 'list' : 'expression' }
}

function readList(node: Node, context: ConditionContext): Operand {
  const items = 'List' in node ? (node.List.items ?? []) : [node]
  const operands = items.flatMap(rowItems).map((item) => readOperand(item, context))
  const columns = operands.flatMap((o) => (o.kind === 'value' ? [] : o.kind === 'column' ? [o.found] : o.columns))
  return columns.length > 0 ? { kind: 'computed', text: undefined, columns } : { kind: 'value', value: 'list' }
}

function rowItems(node: Node): readonly Node[] {
  return 'RowExpr' in node ? (node.RowExpr.args ?? []) : [node]
}

/** What is no comparison: its columns take part, and nothing more can be said. */
function addOpaque(node: Node, context: ConditionContext): void {
  for (const { origin } of walkExpression(node, context.block, context.analysis)) addFilter(origin, 'expression', NOTHING_VALUE, context)
}
