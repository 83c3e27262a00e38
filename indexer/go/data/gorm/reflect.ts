// Values of models as GORM reflects on them: a struct, a list, a map; a field's value, and whether it is the zero one.

import { pointerless, type Type } from '../../types.ts'
import { typeOf, type Value } from '../../values.ts'
import { concrete } from '../session.ts'
import type { Field } from './fields.ts'
import { isMany } from './relations.ts'
import type { Schema } from './schema.ts'
import type { Session } from './session.ts'

export type Shape = 'struct' | 'slice' | 'map' | 'mapSlice' | 'other'

export interface Reflected {
  readonly shape: Shape
  readonly value: Value
  readonly schema: Schema | undefined
}

export function reflect(session: Session, given: Value): Reflected {
  const value = concrete(session, given)
  const type = pointerless(typeOf(value))
  const { types } = session.context
  const shape = types.underlying(type)
  const schema = session.schemas.of(type)
  if (shape.kind === 'map') return { shape: 'map', value, schema: undefined }
  if (value.kind === 'mapping') return { shape: 'map', value, schema: undefined }
  if (isMany(type, types)) {
    const element = types.underlying(pointerless((shape as Type & { kind: 'slice' }).of))
    return { shape: schema ? 'slice' : element.kind === 'map' ? 'mapSlice' : 'other', value, schema }
  }
  return { shape: schema ? 'struct' : 'other', value, schema }
}

type FieldValue = { readonly state: 'zero' } | { readonly state: 'known' | 'unknown'; readonly value: Value | undefined }

const ZERO: FieldValue = { state: 'zero' }

/** A field of a struct value. What is not made in view may hold anything. */
export function fieldValue(session: Session, value: Value, field: Field): FieldValue {
  const at = session.pick(value)
  if (at.kind !== 'instance') return { state: 'unknown', value: undefined }
  // A promoted field may have been set on the outer struct.
  const direct = at.fields.get(field.name)
  if (direct) return valued(session, direct.value)
  let inner: Value = at
  for (const step of field.path) {
    const here = session.pick(inner)
    if (here.kind !== 'instance') return valued(session, here)
    const next = here.fields.get(step)
    if (!next) return ZERO
    inner = next.value
  }
  return valued(session, inner)
}

function valued(session: Session, value: Value): FieldValue {
  if (value.kind === 'choice') {
    const states = value.options.map((o) => valued(session, o).state)
    return states.every((s) => s === 'zero') ? ZERO : { state: states.includes('zero') ? 'unknown' : 'known', value }
  }
  switch (value.kind) {
    case 'nil':
      return ZERO
    case 'number':
      return value.value === 0 ? ZERO : { state: 'known', value }
    case 'boolean':
      return value.value ? { state: 'known', value } : ZERO
    case 'string':
      return value.parts.length === 0 ? ZERO : { state: 'known', value }
    case 'list':
      return value.elements.length === 0 && !value.open ? ZERO : { state: 'known', value }
    case 'instance':
      return { state: value.fields.size === 0 ? 'unknown' : 'known', value }
    case 'symbolic':
    case 'unknown':
      return { state: 'unknown', value }
    default:
      return { state: 'known', value }
  }
}

/** Whether anything is known of what a struct value holds: an empty literal may have been filled out of view. */
export function isMadeInView(session: Session, value: Value): boolean {
  const at = session.pick(value)
  return at.kind === 'instance' && at.fields.size > 0
}

/** Whether GORM would find the value's key set; undefined where that cannot be seen. */
export function keyIsSet(session: Session, value: Value, keys: readonly Field[]): boolean | undefined {
  const at = concrete(session, value)
  if (keys.length === 0) return false
  if (at.kind === 'instance') {
    const states = keys.map((k) => fieldValue(session, at, k).state)
    return states.some((s) => s !== 'zero')
  }
  return at.kind === 'nil' ? false : undefined
}
