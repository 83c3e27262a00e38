// Small questions about expressions of the syntax tree.

import type { Node } from 'libpg-query'

/** The names of a column reference: `a.b` is ["a", "b"], `a.*` is ["a", "*"]. */
export function referenceNames(node: Node): readonly string[] | undefined {
  if (!('ColumnRef' in node)) return undefined
  return (node.ColumnRef.fields ?? []).map((f) => ('String' in f ? (f.String.sval ?? '') : '*'))
}

export function withoutCasts(node: Node): Node {
  let inner = node
  for (;;) {
    if ('TypeCast' in inner && inner.TypeCast.arg) inner = inner.TypeCast.arg
    else if ('CollateClause' in inner && inner.CollateClause.arg) inner = inner.CollateClause.arg
    else return inner
  }
}

/** Text of a constant; `null` is undefined. */
export function constantText(node: Node): string | undefined {
  const inner = withoutCasts(node)
  if (!('A_Const' in inner)) return undefined
  const { ival, fval, boolval, sval, bsval } = inner.A_Const
  if (ival) return String(ival.ival ?? 0)
  if (fval) return fval.fval ?? '0'
  if (boolval) return String(boolval.boolval ?? false)
  if (sval) return sval.sval ?? ''
  return bsval?.bsval
}

export function isConstant(node: Node): boolean {
  return 'A_Const' in withoutCasts(node)
}

export function parameterNumber(node: Node): number | undefined {
  const inner = withoutCasts(node)
  return 'ParamRef' in inner ? (inner.ParamRef.number ?? 0) : undefined
}

export function lastName(names: readonly Node[] | undefined): string {
  const last = names?.at(-1)
  return last && 'String' in last ? (last.String.sval ?? '') : ''
}

/** Children of any part of the tree, subqueries left out unless asked for. */
export function forEachNode(value: unknown, visit: (node: Node) => 'stop' | undefined): void {
  if (Array.isArray(value)) {
    for (const item of value) forEachNode(item, visit)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const keys = Object.keys(value)
  const [key] = keys
  // A node is an object with one key, in capitals, that names its kind.
  if (keys.length === 1 && key !== undefined && /^[A-Z]/.test(key) && visit(value as Node) === 'stop') return
  for (const item of Object.values(value)) forEachNode(item, visit)
}

const AGGREGATES = new Set(
  (
    'count sum avg min max array_agg json_agg jsonb_agg json_object_agg jsonb_object_agg string_agg bool_and bool_or every bit_and bit_or ' +
    'stddev stddev_pop stddev_samp variance var_pop var_samp corr percentile_cont percentile_disc mode xmlagg range_agg any_value'
  ).split(' '),
)

/** An aggregate of the block itself, not of a subquery or a window. */
export function hasAggregate(value: unknown): boolean {
  let found = false
  forEachNode(value, (node) => {
    if ('SubLink' in node) return 'stop'
    if (!('FuncCall' in node) || node.FuncCall.over) return undefined
    const { funcname, agg_star, agg_filter, agg_within_group, agg_distinct } = node.FuncCall
    if (agg_star || agg_filter || agg_within_group || agg_distinct || AGGREGATES.has(lastName(funcname))) found = true
    return undefined
  })
  return found
}

const MULTIPLYING = new Set([
  'unnest',
  'generate_series',
  'jsonb_array_elements',
  'json_array_elements',
  'jsonb_each',
  'json_each',
  'regexp_split_to_table',
  'jsonb_object_keys',
])

/** A function in the result that makes many rows of one. */
export function hasMultiplier(value: unknown): boolean {
  let found = false
  forEachNode(value, (node) => {
    if ('FuncCall' in node && MULTIPLYING.has(lastName(node.FuncCall.funcname))) found = true
    return 'SubLink' in node ? 'stop' : undefined
  })
  return found
}

/**
 * An expression as text without casts and qualifiers, so that the one in an index and the one in a statement are the same text.
 * Undefined for what it does not know how to print.
 */
export function printExpression(node: Node): string | undefined {
  const inner = withoutCasts(node)
  const names = referenceNames(inner)
  if (names) return names.at(-1)
  if ('ParamRef' in inner) return `$${inner.ParamRef.number ?? 0}`
  if ('A_Const' in inner) return inner.A_Const.isnull ? 'NULL' : quoteConstant(inner)
  if ('FuncCall' in inner) {
    const { funcname, args = [], agg_star, over } = inner.FuncCall
    const list = printAll(args)
    return list && !over ? `${lastName(funcname)}(${agg_star ? '*' : list.join(', ')})` : undefined
  }
  if ('CoalesceExpr' in inner) return call('coalesce', inner.CoalesceExpr.args)
  if ('MinMaxExpr' in inner) return call(inner.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest', inner.MinMaxExpr.args)
  if ('NullTest' in inner) {
    const argument = inner.NullTest.arg && printExpression(inner.NullTest.arg)
    return argument && `(${argument} ${inner.NullTest.nulltesttype === 'IS_NULL' ? 'IS NULL' : 'IS NOT NULL'})`
  }
  if ('BoolExpr' in inner) {
    const list = printAll(inner.BoolExpr.args ?? [])
    if (!list) return undefined
    return inner.BoolExpr.boolop === 'NOT_EXPR'
      ? `(NOT ${list[0]})`
      : `(${list.join(inner.BoolExpr.boolop === 'OR_EXPR' ? ' OR ' : ' AND ')})`
  }
  if (!('A_Expr' in inner)) return undefined
  const { kind, name, lexpr, rexpr } = inner.A_Expr
  if (kind !== 'AEXPR_OP' || !rexpr) return undefined
  const right = printExpression(rexpr)
  const left = lexpr ? printExpression(lexpr) : ''
  return right === undefined || left === undefined ? undefined : `(${left === '' ? '' : `${left} `}${lastName(name)} ${right})`
}

function call(name: string, args: readonly Node[] | undefined): string | undefined {
  const list = printAll(args ?? [])
  return list && `${name}(${list.join(', ')})`
}

function printAll(nodes: readonly Node[]): readonly string[] | undefined {
  const texts = nodes.map(printExpression)
  return texts.every((t) => t !== undefined) ? texts : undefined
}

function quoteConstant(node: Node): string {
  const text = constantText(node) ?? ''
  return 'A_Const' in node && node.A_Const.sval ? `'${text.replaceAll("'", "''")}'` : text
}
