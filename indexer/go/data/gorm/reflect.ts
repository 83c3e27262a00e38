// Values of models as GORM reflects on them: a struct, a list, a map; a field's value, and whether it is the zero one.

import { pointerless, type Type } from '../../types.ts'
import { typeOf, type Value } from '../../values.ts'
import { concrete } from '../session.ts'
import { isMany } from '../struct-fields.ts'
import { fieldValue } from '../struct-values.ts'
import type { Field } from './fields.ts'
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
