// `row.Scan(&count, &order.Total)`: what is filled knows the column that it comes from.

import type { Expression } from '../syntax.ts'
import { options, type Scope, typeOf, type Value } from '../values.ts'
import { evaluate } from './expressions.ts'
import { assign, type Frame, lookup, type Run } from './frame.ts'
import { setField } from './members.ts'

/** Of a row that was asked for in view. */
export function noteScanned(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'call' }, callee: Value): void {
  if (run.mode !== 'summary' || callee.kind !== 'libraryFunction' || callee.name !== 'Scan' || callee.receiver?.kind !== 'symbolic') return
  const { origin } = callee.receiver
  const asked = origin.kind === 'typed' ? origin.asked : undefined
  if (asked === undefined) return
  for (const [column, arg] of e.args.entries()) {
    if (arg.kind !== 'unary' || arg.op !== '&') continue
    const read = (before: Value): Value => ({
      kind: 'symbolic',
      origin: { kind: 'typed', scanned: { asked, column, columns: e.args.length } },
      type: typeOf(before),
    })
    if (arg.of.kind === 'name') {
      const binding = lookup(scope, arg.of.name)
      if (binding) assign(run, binding, read(binding.value))
    } else if (arg.of.kind === 'selector') {
      const value = read(evaluate(run, frame, scope, arg.of))
      for (const owner of options(evaluate(run, frame, scope, arg.of.of))) setField(run, owner, arg.of.name, value, run.journals.length > 0)
    }
  }
}
