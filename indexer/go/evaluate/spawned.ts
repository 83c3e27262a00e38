// Calls that run later or beside: goroutines and deferred ones.

import { libraryPath } from '../program.ts'
import type { Expression } from '../syntax.ts'
import { options, type Scope, type Value } from '../values.ts'
import { words } from '../walk.ts'
import { type CallExpression, callValue, siteOf } from './calls.ts'
import { noteDroppedError } from './dropped-errors.ts'
import type { CallTarget } from './events.ts'
import { evaluate } from './expressions.ts'
import type { Frame, Run } from './frame.ts'
import { perhaps } from './start-rows.ts'

export function spawn(run: Run, frame: Frame, scope: Scope, call: Expression): void {
  if (call.kind !== 'call') return
  const before = frame.inGoroutine
  const callee = evaluate(run, frame, scope, call.callee)
  const args = call.args.map((a) => evaluate(run, frame, scope, a))
  const site = siteOf(run, frame, call, callee, args)
  for (const option of options(callee))
    run.record({ kind: 'spawn', caller: frame.fn, site, target: targetOf(option, call), label: words(call.callee) })
  frame.inGoroutine = true
  perhaps(run, () =>
    callValue(run, frame, scope, callee, args, {
      expression: call,
      site: { ...site, inGoroutine: true },
      spread: call.spread ?? false,
      direct: true,
    }),
  )
  frame.inGoroutine = before
}

export function targetOf(value: Value, call: CallExpression): CallTarget {
  switch (value.kind) {
    case 'function':
      return { kind: 'exact', fn: value.entity }
    case 'interfaceMethod':
      return { kind: 'interface', on: value.on, method: value.name, receiver: value.receiver }
    case 'libraryFunction':
      return {
        kind: 'external',
        package: libraryPath(value.package),
        name: value.name,
        on: value.on?.kind === 'external' ? value.on.name : undefined,
      }
    case 'symbolic':
      return { kind: 'value', value, text: words(call.callee) }
    default:
      return { kind: 'unresolved', reason: 'function-value', text: words(call.callee) }
  }
}

export function runDeferred(run: Run, frame: Frame, scope: Scope, call: Expression): void {
  const before = frame.deferred
  frame.deferred = true
  perhaps(run, () => evaluate(run, frame, scope, call))
  noteDroppedError(run, frame, call, 'ignored')
  frame.deferred = before
}
