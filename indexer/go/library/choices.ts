// A library's conditional expression, whichever library: `Ternary(holds, a, b)`, `TernaryF(holds, func …, func …)`,
// `If(holds, a).ElseIf(holds, b).Else(c)`. It gives one of its values as they are.

import { runCallback } from '../evaluate/calls.ts'
import type { Site } from '../evaluate/events.ts'
import type { Frame, Run } from '../evaluate/frame.ts'
import { isRequestValue } from '../frameworks/request.ts'
import { UNKNOWN_TYPE } from '../types.ts'
import { isModel, join, options, type Value } from '../values.ts'

const WHOLE = /^(Ternary|TernaryOperator|If|IfElse|IfThenElse|IIf|Iif)(F|Func)?$/
const BEGINS = /^If(F|Func)?$/
const GOES_ON = /^(ElseIf|ElIf|Else)(F|Func)?$/

/** What is chosen so far, of a chain that is not ended. */
const chain = (value: Value): Value => ({ kind: 'model', model: 'chosen', type: UNKNOWN_TYPE, state: value })

export function chosen(
  run: Run,
  frame: Frame,
  callee: Value & { kind: 'libraryFunction' },
  args: readonly Value[],
  site: Site,
): Value | undefined {
  const { name, receiver } = callee
  if (args.some(isRequestValue)) return undefined
  const lazy = /(F|Func)$/.test(name)
  const given = (value: Value): Value =>
    lazy && options(value).every((o) => o.kind === 'function') ? runCallback(run, frame, value, [], site) : value
  const [condition, first, second] = args
  if (isModel(receiver, 'chosen') && GOES_ON.test(name)) {
    const before = receiver.state as Value
    if (args.length === 1 && condition) return join(before, given(condition))
    return args.length === 2 && first ? chain(join(before, given(first))) : undefined
  }
  if (receiver || !condition || !mayBeCondition(condition) || !first) return undefined
  if (args.length === 3 && second && WHOLE.test(name)) return join(given(first), given(second))
  return args.length === 2 && BEGINS.test(name) ? chain(given(first)) : undefined
}

const mayBeCondition = (value: Value): boolean =>
  options(value).every((o) => o.kind === 'boolean' || o.kind === 'symbolic' || o.kind === 'unknown' || isModel(o, 'absent', 'absentSecond'))
