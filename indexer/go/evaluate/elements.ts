// Functions and interface values in collections, maps and channels: what goes in is noted, so that who takes one out, in
// whatever function, can be told what it may be. Plain data is not followed: its type says enough.

import { pointerless, type Type, type TypeOracle } from '../types.ts'
import { options, originKey, typed, type Value } from '../values.ts'
import type { Run } from './frame.ts'

/** What is taken out of a collection known only by where it comes from. */
export function elementValue(run: Run, of: Value, type: Type): Value {
  if (of.kind !== 'symbolic') return typed(type)
  // A part of what a library gave is still what it gave.
  if (of.origin.kind === 'library' && run.types.underlying(type).kind === 'basic') return { ...of, type }
  if (of.origin.kind === 'typed' || of.origin.kind === 'library' || !holdsBehaviour(run, type)) return typed(type)
  return { kind: 'symbolic', origin: { kind: 'element', of: of.origin }, type }
}

/** Something is put into a collection that other functions see too. */
export function noteElement(run: Run, into: Value, value: Value): void {
  for (const option of options(into)) {
    if (option.kind !== 'symbolic') continue
    const element = elementType(run.types, option.type)
    if (!element || !holdsBehaviour(run, element)) continue
    const key = originKey(option.origin)
    if (key === '') continue
    const known = run.flows.elements.get(key)
    if (!known) run.flows.elements.set(key, [value])
    else if (known.length < 64) known.push(value)
  }
}

export function elementType(types: TypeOracle, of: Type): Type | undefined {
  const shape = types.underlying(pointerless(of))
  if (shape.kind === 'slice' || shape.kind === 'array' || shape.kind === 'channel') return shape.of
  return shape.kind === 'map' ? shape.value : undefined
}

/** Collections in collections; a type may be a slice of itself. */
export const MAX_NESTED = 8

/** A function, or a value behind an interface, or a collection of these. */
export function holdsBehaviour(run: Pick<Run, 'types' | 'library'>, type: Type, depth = MAX_NESTED): boolean {
  const shape = run.types.underlying(type)
  if (shape.kind === 'func' || shape.kind === 'parameter' || run.types.isInterface(type) || run.library.isFunctionType(type)) return true
  const inner = elementType(run.types, type)
  return inner !== undefined && depth > 0 && holdsBehaviour(run, inner, depth - 1)
}
