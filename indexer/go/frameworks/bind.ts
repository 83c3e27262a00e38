// Parsers of requests: what they fill through a pointer comes from the client.

import { lookup } from '../evaluate/frame.ts'
import type { LibraryCall } from '../library/model.ts'
import { typeOf } from '../values.ts'
import { input } from './request.ts'

export function bindInput(call: LibraryCall, index = 0): void {
  const target = call.expression.args[index]
  if (target?.kind !== 'unary' || target.op !== '&' || target.of.kind !== 'name') return
  const binding = lookup(call.frame.scope, target.of.name)
  if (binding) binding.value = input(call.name, typeOf(binding.value))
}
