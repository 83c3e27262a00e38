// What calls of data layers see of structs: a literal as it stands when it is handed in, and what a struct is once it has been filled.

import { assign, type Run } from '../evaluate/frame.ts'
import { pointerless } from '../types.ts'
import type { Binding, InstanceValue, Value } from '../values.ts'

/** A struct changes as the code goes on; a statement keeps what it was. */
export function snapshot(value: Value, depth = 0): Value {
  if (depth > 4) return value
  const inner = (v: Value) => snapshot(v, depth + 1)
  switch (value.kind) {
    case 'instance':
      return { ...value, fields: new Map([...value.fields].map(([name, b]): [string, Binding] => [name, { value: inner(b.value) }])) }
    case 'list':
      return value.elements.some(holdsInstance) ? { ...value, elements: value.elements.map(inner) } : value
    case 'choice':
      return value.options.some(holdsInstance) ? { ...value, options: value.options.map(inner) } : value
    default:
      return value
  }
}

const holdsInstance = (value: Value): boolean =>
  value.kind === 'instance' ||
  (value.kind === 'list' && value.elements.some(holdsInstance)) ||
  (value.kind === 'choice' && value.options.some(holdsInstance))

/** Every column may hold anything; `keep` leaves those that the code set. */
export function fill(run: Run, instance: InstanceValue, keep: boolean): void {
  const type = pointerless(instance.type)
  const shape = run.types.underlying(type)
  if (shape.kind !== 'struct') return
  for (const field of shape.fields) {
    const known = instance.fields.get(field.name)
    if (known && keep) continue
    const declared = run.types.resolve(field.type, shape.file)
    const at = run.types.underlying(pointerless(declared))
    // Relations stay as they are: nothing but a preload fills them.
    if (!field.embedded && (at.kind === 'struct' || at.kind === 'slice')) continue
    const value: Value = {
      kind: 'symbolic',
      origin: type.kind === 'named' ? { kind: 'field', owner: type.entity, name: field.name } : { kind: 'typed' },
      type: declared,
    }
    if (known) assign(run, known, value)
    else instance.fields.set(field.name, { value })
  }
}
