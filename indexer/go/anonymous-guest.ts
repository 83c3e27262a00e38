// The account that a program gives to those who bring nothing. What it is stands in a database; what it is not, its name says.

import type { Run } from './evaluate/frame.ts'
import type { FunctionEntity } from './program.ts'
import { pointerless, type Type } from './types.ts'
import { isModel, options, type Value } from './values.ts'

const GUEST = /guest|anonym/i
/** Predicates of accounts: what a guest is, and what it is not. */
const IS_GUEST = /^(is|has)?_?(guest|anonym)/i
const IS_MORE =
  /^(is|has)_?(site|super|system|instance)?_?(admin|root|super_?user|owner|staff|moderator|authenticated|logged_?in|signed_?in|registered)/i

export const isGuest = (value: Value | undefined): boolean => isModel(value, 'guest')

/** `accounts.Guest()`: what it gives where nobody is signed in; undefined where the values tell more. */
export function guestOf(run: Run, fn: FunctionEntity, type: Type | undefined, found: Value | undefined): Value | undefined {
  if (run.kept === undefined || type === undefined || !GUEST.test(fn.syntax.name ?? '')) return undefined
  const shape = run.types.underlying(pointerless(type))
  const seen = found && options(found).some((o) => o.kind === 'instance')
  return shape.kind === 'struct' && !seen ? { kind: 'model', model: 'guest', type, state: undefined } : undefined
}

/** What a predicate says of a guest, whose it is or who is asked about. */
export function saysOfGuest(name: string, receiver: Value | undefined, args: readonly Value[]): Value | undefined {
  if (!isGuest(receiver) && !(args.length === 1 && isGuest(args[0]))) return undefined
  return IS_GUEST.test(name) ? { kind: 'boolean', value: true } : IS_MORE.test(name) ? { kind: 'boolean', value: false } : undefined
}
