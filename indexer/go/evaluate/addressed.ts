// What a call does to variables whose address it gets.

import { absent } from '../anonymous.ts'
import type { Expression } from '../syntax.ts'
import { type Scope, typed, typeOf } from '../values.ts'
import { mentions, walkExpression } from '../walk.ts'
import { type Frame, lookup } from './frame.ts'

type CallExpression = Expression & { kind: 'call' }

/** `&x` handed to a call: the call may have changed x. */
export function forgetAddressed(scope: Scope, e: CallExpression): void {
  for (const arg of e.args) {
    if (arg.kind !== 'unary' || arg.op !== '&' || arg.of.kind !== 'name') continue
    const binding = lookup(scope, arg.of.name)
    if (
      binding &&
      (binding.value.kind === 'string' ||
        binding.value.kind === 'number' ||
        binding.value.kind === 'boolean' ||
        binding.value.kind === 'nil' ||
        (binding.value.kind === 'list' && binding.value.elements.length === 0))
    )
      binding.value = typed(typeOf(binding.value))
  }
}

/** `&x` handed to a call that found nothing. */
export function emptyAddressed(scope: Scope, e: CallExpression): void {
  for (const arg of e.args) {
    const binding = arg.kind === 'unary' && arg.op === '&' && arg.of.kind === 'name' ? lookup(scope, arg.of.name) : undefined
    if (binding && binding.value.kind !== 'instance') binding.value = absent(typeOf(binding.value))
  }
}

/** What a call fills differs from turn to turn where the call itself does: what a row is scanned into, what is found by an element's key. */
export function taintAddressed(frame: Frame, e: CallExpression): void {
  for (const loop of frame.loops)
    if (mentions(e, loop.names))
      for (const arg of e.args)
        if (arg.kind === 'unary' && arg.op === '&')
          walkExpression(arg.of, (inner) => {
            if (inner.kind === 'name') loop.names.add(inner.name)
            return inner.kind !== 'index'
          })
}
