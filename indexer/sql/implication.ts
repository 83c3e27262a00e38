// Whether what a statement asks for always satisfies the condition of a partial index, as Postgres would prove it: part by part.

import type { Node } from 'libpg-query'
import { parseSql } from './parser.ts'
import { constantText, isConstant, printExpression, referenceNames, withoutCasts } from './statements/expression.ts'
import type { Predicate } from './statements/links.ts'

/** One part of an index's condition. */
interface Part {
  readonly column?: string
  readonly expression?: string
  readonly op: string
  readonly constants: readonly string[]
}

/** Operators that no NULL satisfies. */
const STRICT = /^(?:=|<>|<|>|<=|>=|in|not in|between|like|ilike|not like|not ilike|~.*|@>|<@|&&|@@)$/

const parsed = new Map<string, readonly Part[] | undefined>()

/** An index without a condition is always implied; one whose condition cannot be understood never is. */
export function impliesCondition(predicates: readonly Predicate[], where: string | undefined): boolean {
  if (where === undefined) return true
  const parts = readCondition(where)
  return parts?.every((part) => predicates.some((p) => implies(p, part))) ?? false
}

/** As `impliesCondition`, or it would be so for some values of the parameters: Postgres may plan with the values at hand. */
export function canImply(predicates: readonly Predicate[], where: string | undefined): boolean {
  if (where === undefined) return true
  return readCondition(where)?.every((part) => predicates.some((p) => implies(p, part) || couldImply(p, part))) ?? false
}

/** The parts of a condition that stand between ANDs; undefined when one of them is of a kind that is not compared. */
export function readCondition(where: string): readonly Part[] | undefined {
  if (!parsed.has(where)) parsed.set(where, parseCondition(where))
  return parsed.get(where)
}

function parseCondition(where: string): readonly Part[] | undefined {
  const result = parseSql(`SELECT WHERE ${where}`)
  const [tree] = result.ok ? result.trees : []
  const clause = tree && 'SelectStmt' in tree ? tree.SelectStmt.whereClause : undefined
  if (!clause) return undefined
  const parts = conjuncts(clause).map(readPart)
  return parts.every((p) => p !== undefined) ? parts : undefined
}

function conjuncts(node: Node): readonly Node[] {
  return 'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR' ? (node.BoolExpr.args ?? []).flatMap(conjuncts) : [node]
}

function readPart(node: Node): Part | undefined {
  const inner = withoutCasts(node)
  if ('NullTest' in inner && inner.NullTest.arg)
    return { ...subject(inner.NullTest.arg), op: inner.NullTest.nulltesttype === 'IS_NULL' ? 'is null' : 'is not null', constants: [] }
  if ('ColumnRef' in inner) return { ...subject(inner), op: '=', constants: ['true'] }
  if ('BoolExpr' in inner && inner.BoolExpr.boolop === 'NOT_EXPR') {
    const [argument] = inner.BoolExpr.args ?? []
    return argument && referenceNames(argument) ? { ...subject(argument), op: '=', constants: ['false'] } : undefined
  }
  if (!('A_Expr' in inner)) return undefined
  const { kind, name, lexpr, rexpr } = inner.A_Expr
  if (!lexpr || !rexpr) return undefined
  const [symbol] = (name ?? []).flatMap((n) => ('String' in n ? [n.String.sval ?? ''] : []))
  if (kind === 'AEXPR_OP' && symbol !== undefined && isConstant(rexpr))
    return { ...subject(lexpr), op: symbol, constants: [constantText(rexpr) ?? ''] }
  const constants = listedConstants(rexpr)
  if (constants && symbol === '=' && (kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY')) return { ...subject(lexpr), op: 'in', constants }
  return undefined
}

/** `IN ('a', 'b')`, which Postgres prints as `= ANY (ARRAY['a'::text, 'b'::text])`. */
function listedConstants(node: Node): readonly string[] | undefined {
  const inner = withoutCasts(node)
  const items = 'List' in inner ? inner.List.items : 'A_ArrayExpr' in inner ? inner.A_ArrayExpr.elements : undefined
  return items?.every(isConstant) ? items.map((i) => constantText(i) ?? '') : undefined
}

function subject(node: Node): { column?: string; expression?: string } {
  const inner = withoutCasts(node)
  const column = referenceNames(inner)?.at(-1)
  if (column !== undefined) return { column }
  const expression = printExpression(inner)
  return expression === undefined ? {} : { expression }
}

function couldImply(predicate: Predicate, part: Part): boolean {
  return (
    predicate.conjunct &&
    predicate.column !== undefined &&
    predicate.column === part.column &&
    predicate.op === '=' &&
    part.op !== 'is null' &&
    predicate.value !== 'constant'
  )
}

function implies(predicate: Predicate, part: Part): boolean {
  if (!predicate.conjunct) return false
  const same =
    part.column !== undefined ? predicate.column === part.column : part.expression !== undefined && predicate.expression === part.expression
  if (!same) return false
  if (part.op === 'is not null') return predicate.op === 'is not null' || STRICT.test(predicate.op)
  if (part.op === 'is null') return predicate.op === 'is null'
  // A value that arrives as a parameter proves nothing: the plan has to hold for every value.
  if (predicate.value !== 'constant' || predicate.constantValue === undefined) return false
  if (part.op === 'in') return predicate.op === '=' && part.constants.includes(predicate.constantValue)
  const [constant] = part.constants
  if (predicate.op === part.op && predicate.constantValue === constant) return true
  return part.op === '<>' && predicate.op === '=' && predicate.constantValue !== constant
}
