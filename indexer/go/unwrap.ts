// Handlers that wrap handlers: `timeout(auth(h.Show))` is two middlewares and a handler, whatever it looks like.

import { lookup } from './evaluate/frame.ts'
import type { RegisteredHandler } from './registration.ts'
import { type FunctionValue, options, type Value } from './values.ts'
import { walkStatements } from './walk.ts'

const DEPTH = 6

/** The wrappers, outermost first, and the handler inside. */
export function unwrap(handler: RegisteredHandler): {
  readonly wrappers: readonly RegisteredHandler[]
  readonly handler: RegisteredHandler
} {
  const wrappers: RegisteredHandler[] = []
  let at = handler
  for (let depth = 0; depth < DEPTH; depth++) {
    const fn = options(at.value).find((v): v is FunctionValue => v.kind === 'function')
    const inner = fn && capturedHandler(fn)
    if (!inner) break
    wrappers.push({ ...at, wraps: inner.entity })
    at = { value: inner, label: inner.label ?? inner.entity.name, at: handler.at }
  }
  return { wrappers, handler: at }
}

/** Functions that a handler got from its factory and calls: they answer with it, on this route alone. */
export function capturedFunctions(value: Value): readonly FunctionValue[] {
  const fn = options(value).find((v): v is FunctionValue => v.kind === 'function')
  if (!fn?.scope || fn.entity.syntax.name !== undefined) return []
  const found: FunctionValue[] = []
  walkStatements(fn.entity.syntax.body ?? [], (e) => {
    if (e.kind === 'call' && e.callee.kind === 'name') {
      const captured = lookup(fn.scope, e.callee.name)?.value
      if (captured) for (const v of options(captured)) if (v.kind === 'function' && !found.some((f) => f.entity === v.entity)) found.push(v)
    }
    return undefined
  })
  return found
}

/** A function that the closure got from its factory, and calls with the request that it gets itself. */
function capturedHandler(fn: FunctionValue): FunctionValue | undefined {
  const { syntax, outer } = fn.entity
  const request = syntax.params[0]?.name
  if (!fn.scope || syntax.name !== undefined || !outer || !request) return undefined
  const params = new Set(outer.syntax.params.flatMap((p) => (p.name ? [p.name] : [])))
  let found: FunctionValue | undefined
  walkStatements(syntax.body ?? [], (e) => {
    if (found) return false
    if (e.kind !== 'call' || e.callee.kind !== 'name' || !params.has(e.callee.name)) return undefined
    if (!e.args.some((a) => a.kind === 'name' && a.name === request)) return undefined
    const value: Value | undefined = lookup(fn.scope, e.callee.name)?.value
    found = value && options(value).find((v): v is FunctionValue => v.kind === 'function')
    return undefined
  })
  return found
}
