// Operators: what is known of their operands decides, or stays a text with holes.

import { absentEquality, isAbsent, isAnonymous, truth } from '../anonymous.ts'
import { askedEquality } from '../inquiry.ts'
import type { Expression } from '../syntax.ts'
import { basic, UNKNOWN_TYPE } from '../types.ts'
import { constantText, isModel, options, type Scope, type StringValue, typed, typeOf, type Value } from '../values.ts'
import { words } from '../walk.ts'
import { noteOpposite } from './answered-ways.ts'
import { addTexts } from './assignments.ts'
import { computed } from './computed.ts'
import { elementValue } from './elements.ts'
import { evaluate } from './expressions.ts'
import type { Frame, Run } from './frame.ts'
import { noteAddress } from './set-fields.ts'
import { noteLength } from './value-tests.ts'

export function evaluateUnary(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'unary' }): Value {
  const of = evaluate(run, frame, scope, e.of)
  switch (e.op) {
    case '&':
      if (e.of.kind === 'selector') noteAddress(run, frame, scope, e.of)
      if (of.kind === 'symbolic') return { ...of, type: { kind: 'pointer', of: of.type } }
      return of
    case '*': {
      const type = typeOf(of)
      return of.kind === 'symbolic' && type.kind === 'pointer'
        ? { ...of, type: type.of }
        : of.kind === 'type'
          ? { kind: 'type', type: { kind: 'pointer', of: of.type } }
          : of
    }
    case '!':
      return truth(of) === undefined ? noteOpposite(of, typed(basic('bool'))) : { kind: 'boolean', value: !truth(of) }
    case '<-': {
      const type = run.types.underlying(typeOf(of))
      return type.kind === 'channel' ? elementValue(run, of, type.of) : typed(UNKNOWN_TYPE)
    }
    case '-':
      return of.kind === 'number' ? { kind: 'number', value: -of.value } : typed(typeOf(of))
    case '+':
    case '^':
      return typed(typeOf(of))
  }
}

export function evaluateBinary(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'binary' }): Value {
  const left = plain(evaluate(run, frame, scope, e.left), e.op)
  // What the left side decides is not asked of the right one.
  if ((run.inquiry || run.mode === 'guard') && left.kind === 'boolean' && e.op === (left.value ? '||' : '&&')) return left
  const right = plain(evaluate(run, frame, scope, e.right), e.op)
  if (/^[<>=!]=?=?$/.test(e.op)) noteLength(run, frame, scope, e)
  switch (e.op) {
    case '+':
      return computed(run, frame, e.at, addTexts(left, words(e.left), right, words(e.right), typeOf(left)), [left, right])
    case '==':
    case '!=': {
      const equal =
        askedEquality(run, left, right) ??
        (isAnonymous(run) ? (absentEquality(left, right, words(e.left)) ?? markerEquality(left, right)) : undefined) ??
        constantEquality(left, right)
      return equal === undefined ? typed(basic('bool')) : { kind: 'boolean', value: e.op === '==' ? equal : !equal }
    }
    case '&&':
      if (left.kind === 'boolean') return left.value ? right : left
      return right.kind === 'boolean' && !right.value ? right : typed(basic('bool'))
    case '||':
      if (left.kind === 'boolean') return left.value ? left : right
      return right.kind === 'boolean' && right.value ? right : typed(basic('bool'))
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (left.kind === 'number' && right.kind === 'number') {
        const [a, b] = [left.value, right.value]
        return { kind: 'boolean', value: e.op === '<' ? a < b : e.op === '<=' ? a <= b : e.op === '>' ? a > b : a >= b }
      }
      return typed(basic('bool'))
    case '*':
    case '-':
    case '/':
    case '<<':
      if (left.kind === 'number' && right.kind === 'number') {
        const [a, b] = [left.value, right.value]
        const value =
          e.op === '*'
            ? a * b
            : e.op === '-'
              ? a - b
              : e.op === '<<'
                ? a * 2 ** b
                : Number.isInteger(a) && Number.isInteger(b) && b !== 0
                  ? Math.trunc(a / b)
                  : a / b
        return { kind: 'number', value }
      }
      return computed(run, frame, e.at, typed(typeOf(left).kind === 'unknown' ? typeOf(right) : typeOf(left)), [left, right])
    default:
      return computed(run, frame, e.at, typed(typeOf(left)), [left, right])
  }
}

/** `u == Nobody`: what a package keeps is itself. */
function markerEquality(a: Value, b: Value): true | undefined {
  if (a.kind !== 'symbolic' || b.kind !== 'symbolic' || a.origin.kind !== 'global' || b.origin.kind !== 'global') return undefined
  return a.origin.entity === b.origin.entity ? true : undefined
}

/** The absent value as an operand: false beside conditions, zero beside numbers. */
function plain(value: Value, op: string): Value {
  const known = op === '&&' || op === '||' ? truth(value) : undefined
  if (known !== undefined) return { kind: 'boolean', value: known }
  return isAbsent(value) && /^[<>]=?$/.test(op) ? { kind: 'number', value: 0 } : value
}

const literalAt = (value: StringValue, index: number): string => {
  const part = value.parts.at(index)
  return typeof part === 'string' ? part : ''
}

/** Texts with holes can differ in how they begin or end, and in what a text without holes has no room for. */
function mayBeEqual(a: StringValue, b: StringValue): boolean {
  const [start, otherStart] = [literalAt(a, 0), literalAt(b, 0)]
  const [end, otherEnd] = [literalAt(a, -1), literalAt(b, -1)]
  if (!start.startsWith(otherStart) && !otherStart.startsWith(start)) return false
  if (!end.endsWith(otherEnd) && !otherEnd.endsWith(end)) return false
  const [whole, holed] = constantText(a) !== undefined ? [constantText(a), b] : [constantText(b), a]
  return whole === undefined || fills(whole, holed)
}

/** Whether a text has all that is known of another, in order. */
function fills(text: string, { parts }: StringValue): boolean {
  let at = 0
  for (const part of parts) {
    if (typeof part !== 'string') continue
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return true
}

export function constantEquality(a: Value, b: Value): boolean | undefined {
  if (a.kind === 'choice' || b.kind === 'choice') {
    const [first, ...more] = options(a).flatMap((x) => options(b).map((y) => constantEquality(x, y)))
    return more.every((r) => r === first) ? first : undefined
  }
  if (a.kind === 'string' && b.kind === 'string') {
    if (a.parts.every((p) => typeof p === 'string') && b.parts.every((p) => typeof p === 'string'))
      return a.parts.join('') === b.parts.join('')
    return mayBeEqual(a, b) ? undefined : false
  }
  if ((a.kind === 'number' && b.kind === 'number') || (a.kind === 'boolean' && b.kind === 'boolean')) return a.value === b.value
  if (a.kind === 'nil' && b.kind === 'nil') return true
  const [nil, other] = a.kind === 'nil' ? [a, b] : [b, a]
  if (
    nil.kind === 'nil' &&
    options(other).every(
      (o) =>
        o.kind === 'function' ||
        o.kind === 'libraryFunction' ||
        (o.kind === 'list' && (o.written || o.elements.length > 0)) ||
        isModel(o, 'router', 'request', 'writer', 'next'),
    )
  )
    return false
  return undefined
}
