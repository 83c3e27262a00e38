// A field's value in a struct value, and whether it is the zero one.

import type { Value } from '../values.ts'
import type { Session } from './session.ts'
import { elementType } from './struct-fields.ts'

type FieldValue = { readonly state: 'zero' } | { readonly state: 'known' | 'unknown'; readonly value: Value | undefined }

const ZERO: FieldValue = { state: 'zero' }

/** A field of a struct value. What is not made in view may hold anything. */
export function fieldValue(session: Session, value: Value, field: { readonly name: string; readonly path: readonly string[] }): FieldValue {
  const at = session.pick(value)
  if (at.kind !== 'instance') return { state: 'unknown', value: ofSymbolic(session, at, field.path.at(-1) ?? field.name) }
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

/** The field of a struct, or of each of a list, that is known by its type alone. */
function ofSymbolic({ context: { types } }: Session, of: Value, name: string): Value | undefined {
  const member = of.kind === 'symbolic' ? types.member(elementType(of.type, types), name) : undefined
  return member?.kind === 'field' && member.owner
    ? { kind: 'symbolic', origin: { kind: 'field', owner: member.owner, name, of }, type: member.type }
    : undefined
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
