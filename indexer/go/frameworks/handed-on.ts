// A handler of the program that hands its requests to routers of its choice, each with what stands around it.

import type { Frame, Run } from '../evaluate/frame.ts'
import type { LibraryCall } from '../library/model.ts'
import type { Expression, Position } from '../syntax.ts'
import { join, options, type Value } from '../values.ts'

/** Where a registration run keeps what becomes of routers that a handler of the program hands its requests to. */
export const DISPATCH = 'dispatch'
/** `false`: no router stands behind what gets the request. */
export type Dispatch = (receiver: Value, frame: Frame, at: Position) => boolean

const dispatchOf = (run: Run): Dispatch | undefined => run.collected.get(DISPATCH) as Dispatch | undefined

/** `router.ServeHTTP(w, r)` in a handler that chooses among routers. */
export function handedOn(call: LibraryCall): boolean {
  const dispatch = call.name === 'ServeHTTP' ? dispatchOf(call.run) : undefined
  if (!dispatch || !call.receiver) return false
  dispatch(call.receiver, call.frame, call.expression.at)
  return true
}

/** The same of what stands around a router, always or where a branch puts it there: `guarded.ServeHTTP(w, r)`. */
export function handedAround(run: Run, frame: Frame, { callee: of, at }: Expression & { kind: 'call' }, callee: Value): boolean {
  const dispatch = of.kind === 'selector' && of.name === 'ServeHTTP' ? dispatchOf(run) : undefined
  const handlers = options(callee).flatMap((o) => (o.kind === 'libraryFunction' ? (o.receiver ?? []) : o.kind === 'function' ? o : []))
  const [first, ...more] = handlers
  if (!dispatch || !first || handlers.length < options(callee).length || !handlers.some((h) => h.kind === 'function')) return false
  return dispatch(more.reduce(join, first), frame, at)
}
