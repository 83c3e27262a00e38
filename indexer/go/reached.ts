// What runs: functions that a main function, a route or an initialiser leads to.

import type { GoAnalysis } from './analyse.ts'
import type { FunctionEntity } from './program.ts'

export interface Reach {
  /** From a main function, an init or a route. */
  readonly any: ReadonlySet<FunctionEntity>
  readonly routes: ReadonlySet<FunctionEntity>
  /** From a route, or from a main that serves routes. */
  readonly server: ReadonlySet<FunctionEntity>
}

export function reachOf(go: GoAnalysis): Reach {
  const forward = new Map<FunctionEntity, FunctionEntity[]>()
  for (const e of go.calls.edges) {
    const list = forward.get(e.caller)
    if (list) list.push(e.callee)
    else forward.set(e.caller, [e.callee])
  }
  const from = (roots: readonly (FunctionEntity | undefined)[]) =>
    following(
      roots.filter((f) => f !== undefined),
      forward,
    )
  const routed = go.routes.flatMap((r) => [r.handler, ...r.captured, ...r.middleware.map((m) => m.guard.fn)])
  const inits = go.program.functions.filter((f) => f.syntax.name === 'init')
  const tools = new Set(go.tools)
  const serving = go.mains.filter((m) => !tools.has(m))
  return { any: from([...go.mains, ...inits, ...routed]), routes: from(routed), server: from([...serving, ...inits, ...routed]) }
}

/** The functions, and all that the steps lead to from them. */
export function following(
  roots: Iterable<FunctionEntity>,
  steps: ReadonlyMap<FunctionEntity, readonly FunctionEntity[]>,
): ReadonlySet<FunctionEntity> {
  const found = new Set(roots)
  const pending = [...found]
  for (let fn = pending.pop(); fn; fn = pending.pop())
    for (const next of steps.get(fn) ?? [])
      if (!found.has(next)) {
        found.add(next)
        pending.push(next)
      }
  return found
}
