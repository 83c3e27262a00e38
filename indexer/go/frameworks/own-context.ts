// Contexts of the program's own that embed or hold the framework's: what their fields say of the request goes with it down the
// chain, like what handlers keep under a name.

import { namesIdentity, readKept } from '../anonymous-request.ts'
import type { Run } from '../evaluate/frame.ts'
import { pointerless, type Type } from '../types.ts'
import { type InstanceValue, isModel, typed, type Value } from '../values.ts'
import { isOwnContext } from './request.ts'

/** Whether a struct type embeds or holds the framework's request. */
export function holdsRequest(run: Run, type: Type): boolean {
  const shape = run.types.underlying(pointerless(type))
  return shape.kind === 'struct' && shape.fields.some((f) => run.library.isRequest(run.types.resolve(f.type, shape.file)))
}

/** A context of such a type; `part` gives what stands in a field. */
export function ownContext(run: Run, type: Type, part: (type: Type) => Value | undefined): Value | undefined {
  const at = pointerless(type)
  const shape = run.types.underlying(at)
  if (shape.kind !== 'struct') return undefined
  const fields = shape.fields.flatMap((f): [string, { value: Value }][] => {
    const value = part(run.types.resolve(f.type, shape.file))
    return value ? [[f.name, { value }]] : []
  })
  return { kind: 'instance', type: at, fields: new Map(fields), at: 0 }
}

/** `c.(*Context)`: the request in the program's own context, where that is the type asked for. */
export function asOwnContext(run: Run, request: Value, type: Type): Value | undefined {
  if (!isModel(request, 'request') || !holdsRequest(run, type)) return undefined
  return ownContext(run, type, (t) => (run.library.isRequest(t) ? request : undefined))
}

/** A field that says who asks, and was set before this handler if at all. */
export function contextField(run: Run, of: InstanceValue, name: string, type: Type): Value | undefined {
  const asks = isOwnContext(of) && (namesIdentity(name) || run.kept?.has(name))
  return asks ? readKept(run, name, typed(type)) : undefined
}
