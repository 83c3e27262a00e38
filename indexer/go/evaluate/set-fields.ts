// Fields that the program sets in a struct after it was written out: by name, by address, or by another struct in its place.

import type { Expression } from '../syntax.ts'
import { pointerless, type Type } from '../types.ts'
import { options, type Scope, typeOf, type Value } from '../values.ts'
import { elementType } from './elements.ts'
import { evaluate } from './expressions.ts'
import type { Frame, Run } from './frame.ts'
import { isCallFree } from './undecided.ts'

/** `row.public = true` */
export function noteSet(run: Run, owner: Value, name: string): void {
  if (run.mode !== 'summary') return
  for (const option of options(owner)) {
    const type = pointerless(typeOf(option))
    // A library's struct is none of the program's tables.
    if (type.kind === 'external') continue
    const member = run.types.member(type, name)
    const entity = member?.kind === 'field' ? member.owner : undefined
    if (!entity) {
      run.flows.set.names.add(name)
      continue
    }
    const names = run.flows.set.fields.get(entity) ?? new Set()
    run.flows.set.fields.set(entity, names.add(name))
  }
}

/** `&row.public` */
export function noteAddress(run: Run, frame: Frame, scope: Scope, { of, name }: Expression & { kind: 'selector' }): void {
  if (run.mode !== 'summary') return
  if (isCallFree(of)) noteSet(run, evaluate(run, frame, scope, of), name)
  else run.flows.set.names.add(name)
}

/** `rows[i] = row{…}`, `*r = row{…}` */
export function noteReplaced(run: Run, type: Type): void {
  const at = pointerless(type)
  if (run.mode === 'summary' && at.kind === 'named') run.flows.set.whole.add(at.entity)
}

/** The same of an element; of a map rows are added that way. */
export function noteElementReplaced(run: Run, of: Value): void {
  const shape = run.types.underlying(pointerless(typeOf(of)))
  const element = shape.kind === 'slice' || shape.kind === 'array' ? elementType(run.types, typeOf(of)) : undefined
  if (element) noteReplaced(run, element)
}

/** Whether a struct that a literal wrote out may have got the field since. */
export function mayBeSet({ setFields, types }: Run, type: Type, name: string): boolean {
  if (!setFields || setFields.names.has(name)) return true
  const member = types.member(type, name)
  const owner = member?.kind === 'field' ? member.owner : undefined
  const whole = pointerless(type)
  // A struct without a name is known by none.
  if (!owner || whole.kind !== 'named') return true
  return setFields.fields.get(owner)?.has(name) === true || [owner, whole.entity].some((t) => setFields.whole.has(t))
}
