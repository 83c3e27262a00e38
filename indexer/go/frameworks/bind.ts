// Parsers of requests: what they fill through a pointer comes from the client.

import { tellsWho } from '../anonymous.ts'
import { readInput } from '../anonymous-request.ts'
import { lookup } from '../evaluate/frame.ts'
import type { LibraryCall } from '../library/model.ts'
import { pointerless, type Type } from '../types.ts'
import { type Binding, text, typed, typeOf, type Value } from '../values.ts'
import { input } from './request.ts'

export function bindInput(call: LibraryCall, index = 0): void {
  const target = call.expression.args[index]
  if (target?.kind !== 'unary' || target.op !== '&' || target.of.kind !== 'name') return
  const binding = lookup(call.frame.scope, target.of.name)
  if (binding) binding.value = filled(call, typeOf(binding.value))
}

/** A field that is called like a credential, in a header or the query, is one wherever else it may come from. */
function filled({ run, name }: LibraryCall, type: Type): Value {
  const shape = run.types.underlying(pointerless(type))
  if (shape.kind !== 'struct') return input(name, type)
  let telling = false
  const fields = shape.fields.map((field): [string, Binding] => {
    const own = run.types.resolve(field.type, shape.file)
    const credential = placesOf(field.tag).find(([place, key]) => tellsWho(place, key))
    if (!credential) return [field.name, { value: typed(own) }]
    telling = true
    return [field.name, { value: readInput(run, credential[0], text(credential[1]), input(credential[1], own)) }]
  })
  return telling ? { kind: 'instance', type: pointerless(type), fields: new Map(fields), at: 0 } : input(name, type)
}

const placesOf = (tag: string | undefined): readonly (readonly [place: string, key: string])[] =>
  [...(tag ?? '').matchAll(/(?:^|\s)(header|reqHeader|cookie|query):"([^",]+)/g)].flatMap(([, place, key]) =>
    place && key ? [[place === 'reqHeader' ? 'header' : place, key] as const] : [],
  )
