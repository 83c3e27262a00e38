// Errors that go nowhere: a call, just evaluated, whose last result is an error that nobody takes.

import type { Expression } from '../syntax.ts'
import type { Type } from '../types.ts'
import { options, type Value } from '../values.ts'
import { words } from '../walk.ts'
import { siteOf } from './calls.ts'
import type { Frame, Run } from './frame.ts'

/** A call, just evaluated, whose last result is an error that goes nowhere. */
export function noteDroppedError(
  run: Run,
  frame: Frame,
  e: Expression | undefined,
  how: 'blank' | 'ignored' | 'overwritten',
  given?: Value,
): void {
  const callee = given ?? (frame.lastCall?.expression === e ? frame.lastCall?.callee : undefined)
  if (run.mode !== 'summary' || e?.kind !== 'call' || !callee) return
  for (const option of options(callee)) {
    const drop = droppedBy(run, option)
    if (!drop) continue
    run.record({
      kind: 'errorDrop',
      fn: frame.fn,
      site: siteOf(run, frame, e),
      callee: words(e.callee),
      how: how === 'ignored' && option.kind === 'libraryFunction' && option.receiver?.kind === 'model' ? 'chain' : how,
      effect: drop,
      target:
        option.kind === 'function'
          ? { kind: 'exact', fn: option.entity }
          : option.kind === 'interfaceMethod'
            ? { kind: 'interface', on: option.on, method: option.name, receiver: option.receiver }
            : undefined,
    })
    return
  }
}

/** What kind of error is dropped, or undefined if the call gives none. */
function droppedBy(run: Run, callee: Value): string | undefined {
  if (callee.kind === 'function') {
    const results =
      callee.entity.syntax.name === undefined
        ? callee.entity.syntax.results.map((r) => run.types.resolve(r.type, callee.entity.file))
        : run.types.signature(callee.entity).results
    return isError(results[results.length - 1]) ? 'call' : undefined
  }
  if (callee.kind === 'interfaceMethod' && callee.type.kind === 'func')
    return isError(callee.type.results[callee.type.results.length - 1]) ? 'call' : undefined
  if (callee.kind === 'libraryFunction') {
    const model = run.library.modelOf(callee.package)
    return model?.errors?.(callee.name, callee.on?.kind === 'external' ? callee.on.name : undefined)
  }
  return undefined
}

const isError = (type: Type | undefined) => type?.kind === 'basic' && type.name === 'error'
