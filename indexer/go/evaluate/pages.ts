// Lists that a limited statement filled: a loop over one turns as often as a page is long.

import type { QueryChain } from '../library/query-cell.ts'
import type { Expression } from '../syntax.ts'
import { type Binding, options, type Scope, type Value } from '../values.ts'
import { type Frame, lookup, type Run } from './frame.ts'

export interface Pages {
  /** Calls that sent a limited statement. */
  readonly calls: WeakSet<Expression>
  /** Variables that hold what such a call gave. */
  readonly bindings: WeakSet<Binding>
}

export const createPages = (): Pages => ({ calls: new WeakSet(), bindings: new WeakSet() })

/** `q.Limit(n).Find(&rows)`, `db.Select(&rows, "SELECT … LIMIT $1", n)` */
export function notePage(run: Run, scope: Scope, e: Expression & { kind: 'call' }, callee: Value, args: readonly Value[]): void {
  const sends = options(callee).some(
    (c) => (c.kind === 'libraryFunction' || c.kind === 'interfaceMethod') && c.receiver && isLimited(c.receiver),
  )
  if (!sends && !(options(callee).some((c) => c.kind !== 'function') && args.some(isLimited))) return
  run.pages.calls.add(e)
  for (const arg of e.args) if (arg.kind === 'unary' && arg.op === '&' && arg.of.kind === 'name') markPage(run, scope, arg.of.name)
}

export function markPage(run: Run, scope: Scope, name: string): void {
  const binding = lookup(scope, name)
  if (binding) run.pages.bindings.add(binding)
}

export function isPage(run: Run, frame: Frame, scope: Scope, e: Expression): boolean {
  const binding = e.kind === 'name' ? (lookup(scope, e.name) ?? lookup(frame.scope, e.name)) : undefined
  return (binding !== undefined && run.pages.bindings.has(binding)) || (e.kind === 'call' && run.pages.calls.has(e))
}

const LIMITED = /^\s*(?:select|with)\b[\s\S]*\blimit\s+[^)]*$/i

function isLimited(value: Value): boolean {
  return options(value).some((v) => {
    if (v.kind === 'string') return LIMITED.test(v.parts.map((p) => (typeof p === 'string' ? p : '?')).join(''))
    if (v.kind !== 'model' || typeof v.state !== 'object' || v.state === null) return false
    const state = v.state as Partial<QueryChain> & { readonly cell?: Binding; readonly text?: Value }
    if (state.cell) return isLimited(state.cell.value)
    if (state.text) return isLimited(state.text)
    return (
      Array.isArray(state.calls) &&
      state.calls.some((c) => c.name === 'Limit' || (/^(?:New)?(?:Raw|SQL)$/i.test(c.name) && c.args.some(isLimited)))
    )
  })
}
