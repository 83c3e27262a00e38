// Expressions. Parentheses are dropped; what stands where an expression should and is none becomes `bad`.

import type { Expression, Position } from '../syntax.ts'
import { operation } from './binary.ts'
import { Field, Kind } from './kinds.ts'
import { decodeRune, decodeString } from './literals.ts'
import { at, child, deeper, endLineOf, hasToken, kindOf, nextOf, type Source, textOf } from './source.ts'

type Rule = (source: Source, node: number) => Expression
type UnaryOperator = Extract<Expression, { kind: 'unary' }>['op']

const rules: Readonly<Record<number, Rule | undefined>> = {
  [Kind.identifier]: name,
  [Kind.field_identifier]: name,
  [Kind.package_identifier]: name,
  [Kind.blank_identifier]: name,
  [Kind.nil]: name,
  [Kind.true]: name,
  [Kind.false]: name,
  [Kind.iota]: name,
  [Kind.int_literal]: number,
  [Kind.float_literal]: number,
  [Kind.imaginary_literal]: number,
  [Kind.rune_literal]: (source, node) => ({ kind: 'number', text: decodeRune(textOf(source, node)), at: at(source, node) }),
  [Kind.raw_string_literal]: text,
  [Kind.interpreted_string_literal]: text,
  [Kind.selector_expression]: selector,
  [Kind.call_expression]: call,
  [Kind.type_conversion_expression]: conversion,
  [Kind.index_expression]: index,
  [Kind.type_instantiation_expression]: instantiation,
  [Kind.slice_expression]: slice,
  [Kind.type_assertion_expression]: assertion,
  [Kind.composite_literal]: composite,
  [Kind.literal_value]: composite,
  [Kind.literal_element]: inner,
  [Kind.parenthesized_expression]: inner,
  [Kind.expression_statement]: inner,
  [Kind.variadic_argument]: inner,
  [Kind.func_literal]: (source, node) => ({ kind: 'function', function: source.lower.function(source, node), at: at(source, node) }),
  [Kind.unary_expression]: unary,
  [Kind.binary_expression]: (source, node) => operation(source, node, expression),
}

export const isExpression = (source: Source, node: number): boolean => rules[kindOf(source, node)] !== undefined

const bad = (source: Source, node: number): Expression => ({ kind: 'bad', at: at(source, node) })

export function expression(source: Source, node: number): Expression {
  const rule = rules[kindOf(source, node)]
  if (rule === undefined) {
    // The grammar reads what is in `new(…)` as a type
    if (kindOf(source, node) === Kind.type_identifier && /^(?:true|false)$/.test(textOf(source, node))) return name(source, node)
    return source.lower.isType(source, node)
      ? { kind: 'type', type: source.lower.type(source, node), at: at(source, node) }
      : bad(source, node)
  }
  return deeper(source, node, rule, bad)
}

/** The expression in a field of a node, `bad` where broken source has none. */
export function expressionIn(source: Source, node: number, field: number): Expression {
  const found = child(source, node, field)
  return found < 0 ? bad(source, node) : expression(source, found)
}

/** Every expression among a node's children, types in their places included. */
export function expressionsOf(source: Source, node: number): Expression[] {
  const found: Expression[] = []
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    if (isExpression(source, c) || source.lower.isType(source, c)) found.push(expression(source, c))
  }
  return found
}

function inner(source: Source, node: number): Expression {
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    if (isExpression(source, c) || source.lower.isType(source, c)) return expression(source, c)
  }
  return bad(source, node)
}

function name(source: Source, node: number): Expression {
  return { kind: 'name', name: textOf(source, node), at: at(source, node) }
}

function number(source: Source, node: number): Expression {
  return { kind: 'number', text: textOf(source, node), at: at(source, node) }
}

function text(source: Source, node: number): Expression {
  const written = textOf(source, node)
  const raw = written.startsWith('`') && written.includes('\n')
  return { kind: 'string', value: decodeString(written), at: at(source, node), ...(raw && { raw: true as const }) }
}

function selector(source: Source, node: number): Expression {
  const of = expressionIn(source, node, Field.operand)
  const field = child(source, node, Field.field)
  return { kind: 'selector', of, name: field < 0 ? '' : textOf(source, field), at: at(source, field < 0 ? node : field) }
}

/** Of `(*f)(x)` that of f. */
const nameAt = (callee: Expression): Position => (callee.kind === 'unary' ? nameAt(callee.of) : callee.at)

function call(source: Source, node: number): Expression {
  const callee = expressionIn(source, node, Field.function)
  const instance = child(source, node, Field.type_arguments)
  const list = child(source, node, Field.arguments)
  return {
    kind: 'call',
    callee: instance < 0 ? callee : { kind: 'index', of: callee, indices: typeArguments(source, instance), at: callee.at },
    args: list < 0 ? [] : expressionsOf(source, list),
    ...(list >= 0 && hasToken(source, list, Kind.variadic_argument) ? ({ spread: true } as const) : {}),
    at: nameAt(callee),
    endLine: endLineOf(source, node),
  }
}

function conversion(source: Source, node: number): Expression {
  const type = child(source, node, Field.type)
  const callee = type < 0 ? bad(source, node) : typeAsExpression(source, type)
  return { kind: 'call', callee, args: [expressionIn(source, node, Field.operand)], at: nameAt(callee), endLine: endLineOf(source, node) }
}

function index(source: Source, node: number): Expression {
  const of = expressionIn(source, node, Field.operand)
  return { kind: 'index', of, indices: [expressionIn(source, node, Field.index)], at: of.at }
}

function instantiation(source: Source, node: number): Expression {
  const [of, ...indices] = typeArguments(source, node)
  return of === undefined ? bad(source, node) : { kind: 'index', of, indices, at: of.at }
}

/** The grammar takes `m[k](x)` for an instance: whatever can be an expression is one. */
function typeArguments(source: Source, node: number): Expression[] {
  const found: Expression[] = []
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    if (source.lower.isType(source, c)) found.push(deeper(source, c, typeAsExpression, bad))
  }
  return found
}

function typeAsExpression(source: Source, node: number): Expression {
  switch (kindOf(source, node)) {
    case Kind.type_identifier:
      return name(source, node)
    case Kind.qualified_type: {
      const [from, to] = [child(source, node, Field.package), child(source, node, Field.name)]
      return from < 0 || to < 0
        ? bad(source, node)
        : { kind: 'selector', of: name(source, from), name: textOf(source, to), at: at(source, to) }
    }
    case Kind.generic_type: {
      const [type, list] = [child(source, node, Field.type), child(source, node, Field.type_arguments)]
      if (type < 0 || list < 0) return bad(source, node)
      const of = typeAsExpression(source, type)
      return { kind: 'index', of, indices: typeArguments(source, list), at: of.at }
    }
    case Kind.type_elem:
    case Kind.parenthesized_type: {
      const [only, second] = typeArguments(source, node)
      return only === undefined || second !== undefined ? typeItself(source, node) : only
    }
    case Kind.pointer_type: {
      const [of] = typeArguments(source, node)
      return of === undefined || of.kind === 'type' ? typeItself(source, node) : { kind: 'unary', op: '*', of, at: at(source, node) }
    }
    default:
      return typeItself(source, node)
  }
}

function typeItself(source: Source, node: number): Expression {
  return { kind: 'type', type: source.lower.type(source, node), at: at(source, node) }
}

function slice(source: Source, node: number): Expression {
  const of = expressionIn(source, node, Field.operand)
  const [low, high, max] = [child(source, node, Field.start), child(source, node, Field.end), child(source, node, Field.capacity)]
  return {
    kind: 'slice',
    of,
    ...(low < 0 ? {} : { low: expression(source, low) }),
    ...(high < 0 ? {} : { high: expression(source, high) }),
    ...(max < 0 ? {} : { max: expression(source, max) }),
    at: of.at,
  }
}

function assertion(source: Source, node: number): Expression {
  const of = expressionIn(source, node, Field.operand)
  const type = child(source, node, Field.type)
  return type < 0 ? { kind: 'assert', of, at: of.at } : { kind: 'assert', of, type: source.lower.type(source, type), at: of.at }
}

/** With its type, or the bare braces of an element whose type is elided. */
function composite(source: Source, node: number): Expression {
  const bare = kindOf(source, node) === Kind.literal_value
  const body = bare ? node : child(source, node, Field.body)
  const type = bare ? -1 : child(source, node, Field.type)
  const elements: { key?: Expression; value: Expression }[] = []
  const end = body < 0 ? -1 : nextOf(source, body)
  for (let c = body + 1; c < end; c = nextOf(source, c)) {
    const kind = kindOf(source, c)
    if (kind === Kind.literal_element) elements.push({ value: inner(source, c) })
    else if (kind === Kind.keyed_element) {
      elements.push({ key: expressionIn(source, c, Field.key), value: expressionIn(source, c, Field.value) })
    }
  }
  return type < 0
    ? { kind: 'composite', elements, at: at(source, node) }
    : { kind: 'composite', type: source.lower.type(source, type), elements, at: at(source, node) }
}

const unaryOperators: ReadonlyMap<string, UnaryOperator> = new Map((['&', '*', '!', '-', '+', '^', '<-'] as const).map((op) => [op, op]))

function unary(source: Source, node: number): Expression {
  const sign = child(source, node, Field.operator)
  const op = sign < 0 ? undefined : unaryOperators.get(textOf(source, sign))
  return op === undefined ? bad(source, node) : { kind: 'unary', op, of: expressionIn(source, node, Field.operand), at: at(source, node) }
}
