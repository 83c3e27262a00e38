// What a condition says of the variables and fields that it asks: of several values that one may have, on each way those for which
// the condition comes out so.

import { truth } from '../anonymous.ts'
import type { Expression } from '../syntax.ts'
import { type Binding, join, options, type Scope, type Value } from '../values.ts'
import { walkExpression } from '../walk.ts'
import { evaluate } from './expressions.ts'
import { assign, type Frame, followsAsRun, lookup, type Run } from './frame.ts'

/** A variable with what it may be where the condition holds, and where it does not. */
export interface Narrowing {
  readonly binding: Binding
  readonly holds: Value
  readonly fails: Value
}

export function narrowings(run: Run, frame: Frame, scope: Scope, condition: Expression): readonly Narrowing[] {
  const lengths = run.mode === 'summary' && asksLength(condition)
  if (!(lengths || (run.mode === 'guard' && followsAsRun(run))) || !isPlain(condition)) return []
  return [...askedFor(run, frame, scope, condition)].flatMap((binding): Narrowing[] => {
    const whole = binding.value
    if (whole.kind !== 'choice') return []
    const found = whole.options.map((option) => {
      binding.value = option
      return truth(evaluate(run, frame, scope, condition))
    })
    binding.value = whole
    const where = (value: boolean) => whole.options.filter((_, i) => found[i] !== !value)
    const [holds, fails] = [where(true), where(false)]
    if (holds.length === 0 || fails.length === 0 || holds.length + fails.length === 2 * whole.options.length) return []
    return [{ binding, holds: holds.reduce(join), fails: fails.reduce(join) }]
  })
}

/** On this way the variable is one of those. What stands in a struct is that again for the next request. */
export function narrowTo(run: Run, { binding }: Narrowing, value: Value): void {
  if (binding.born === undefined && !run.narrowed.has(binding)) run.narrowed.set(binding, binding.value)
  assign(run, binding, value)
}

/** The request is at its end. */
export function widenAgain(run: Run): void {
  for (const [binding, value] of run.narrowed) binding.value = value
  run.narrowed.clear()
}

/** `len(parts) > 0`: all that is asked is how long variables are. */
const asksLength = (condition: Expression): boolean =>
  condition.kind === 'binary' &&
  [condition.left, condition.right].every((e) => e.kind === 'number' || (e.kind === 'call' && e.args.every((a) => a.kind === 'name')))

/** Nothing is called in it that could do more than tell a length. */
function isPlain(condition: Expression): boolean {
  let plain = true
  walkExpression(condition, (e) => {
    if (e.kind === 'function' || (e.kind === 'call' && !(e.callee.kind === 'name' && e.callee.name === 'len'))) plain = false
    return plain
  })
  return plain
}

function askedFor(run: Run, frame: Frame, scope: Scope, condition: Expression): ReadonlySet<Binding> {
  const found = new Set<Binding>()
  walkExpression(condition, (e) => {
    if (e.kind === 'name') {
      const binding = lookup(scope, e.name)
      if (binding) found.add(binding)
    }
    if (e.kind === 'selector')
      for (const owner of options(evaluate(run, frame, scope, e.of))) {
        const binding = owner.kind === 'instance' ? owner.fields.get(e.name) : undefined
        if (binding) found.add(binding)
      }
    return true
  })
  return found
}
