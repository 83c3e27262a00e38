// Arithmetic on what is known by its origin: the result keeps what it is made of, so that a value that goes back into the database
// can be told to come from there.

import type { Position } from '../syntax.ts'
import { options, type Value } from '../values.ts'
import type { Frame, Run } from './frame.ts'

const MOST_OPERANDS = 8

/** `value`, the result of an operator, with its operands where it has only a type. */
export function computed(run: Run, frame: Frame, at: Position, value: Value, of: readonly Value[]): Value {
  if (run.mode !== 'summary' || value.kind !== 'symbolic' || value.origin.kind !== 'typed') return value
  const shape = run.types.underlying(value.type)
  if (shape.kind === 'basic' && shape.name === 'string') return value
  const operands = of.flatMap(options).flatMap(operandsOf).slice(0, MOST_OPERANDS)
  return operands.length === 0 ? value : { ...value, origin: { kind: 'typed', computed: { fn: frame.fn, at, operands } } }
}

/** What a computation is made of, itself among them where it says where it comes from. */
function operandsOf(value: Value): readonly Value[] {
  if (value.kind !== 'symbolic') return []
  const { origin } = value
  if (origin.kind !== 'typed') return origin.kind === 'library' ? [] : [value]
  return origin.computed?.operands ?? (origin.scanned ? [value] : [])
}

/** `x.Count = x.Count + 1`: marked, where it is the same struct. */
export function putBack(owner: Value, name: string, value: Value): Value {
  if (value.kind !== 'symbolic' || value.origin.kind !== 'typed' || !value.origin.computed) return value
  const { computed: made } = value.origin
  const before = owner.kind === 'instance' ? owner.fields.get(name)?.value : undefined
  const own = made.operands.some(
    (o) => o.kind === 'symbolic' && (o === before || (o.origin.kind === 'field' && o.origin.name === name && o.origin.of === owner)),
  )
  return own ? { ...value, origin: { ...value.origin, computed: { ...made, back: name } } } : value
}
