// Conditions under which a registration made a struct or a closure: where one of several stands somewhere, they say which.

import type { Value } from '../values.ts'
import type { Condition, Frame, Run } from './frame.ts'

const madeUnder = new WeakMap<object, readonly Condition[]>()

/** Two structs are one where their fields are; two closures where they see the same variables. */
const identityOf = (value: Value): object | undefined =>
  value.kind === 'instance' ? value.fields : value.kind === 'function' ? value.scope : undefined

export function noteMade(run: Run, frame: Frame, value: Value): void {
  const identity = run.mode === 'registration' && frame.conditions.length > 0 ? identityOf(value) : undefined
  if (identity && !madeUnder.has(identity)) madeUnder.set(identity, [...frame.conditions])
}

export function conditionsOf(value: Value): readonly Condition[] {
  const identity = identityOf(value)
  return (identity && madeUnder.get(identity)) ?? []
}
