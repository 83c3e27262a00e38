// Routers as handlers: one mounted in another, one served, each with the handlers that wrap it on the way.

import type { LibraryCall } from '../library/model.ts'
import type { RegisteredHandler, Registration } from '../registration.ts'
import { createSources } from '../sources.ts'
import { unwrap } from '../unwrap.ts'
import { options, text, type Value } from '../values.ts'
import { middlewareEntry, type RouterState, registrationOf, routerOf } from './router.ts'

export interface MountedRouters {
  readonly wrappers: readonly RegisteredHandler[]
  readonly routers: readonly RouterState[]
  /** A prefix that is taken off the path before the router sees it. */
  readonly stripped: Value | undefined
}

/** The routers that a handler is, or wraps; undefined where it is an answer of its own. */
export function routersIn(run: LibraryCall['run'], handler: RegisteredHandler): MountedRouters | undefined {
  if (run.mode !== 'registration') return undefined
  const inside = unwrap(handler)
  const routers = options(inside.handler.value).flatMap((v) => {
    const own = routerOf(v)
    if (own) return [own]
    if (v.kind !== 'symbolic') return []
    return [...createSources(run.flows, run.types)(v).values, ...(run.sources?.(v) ?? [])].flatMap((s) => routerOf(s) ?? [])
  })
  return routers.length > 0 ? { wrappers: inside.wrappers, routers: distinct(routers), stripped: inside.stripped } : undefined
}

/** Several values may be one router. */
function distinct(routers: readonly RouterState[]): readonly RouterState[] {
  return [...new Map(routers.map((r) => [r.log, r])).values()]
}

/** Where something is mounted, and what stands before it. */
export interface MountPoint {
  readonly path: Value
  readonly inherited: Registration['inherited']
  /** Middleware of the mounting call itself, before what wraps the routers. */
  readonly own?: readonly RegisteredHandler[]
  /** The framework whose routers see only what the path leaves; others see the whole path, save what is stripped. */
  readonly takesOff?: string
}

/** The entries by which these routers answer here. */
export function mountEntries(
  call: LibraryCall,
  inside: MountedRouters,
  { path, inherited, own = [], takesOff }: MountPoint,
): Registration[] {
  const handlers = [...own, ...inside.wrappers]
  const chain = handlers.length > 0 ? [...inherited, [middlewareEntry(call, path, handlers)]] : inherited
  return inside.routers.map(({ log }) =>
    registrationOf(call, {
      kind: 'mount',
      methods: ['*'],
      path: log.framework === takesOff ? path : (inside.stripped ?? text('')),
      handlers: [],
      mounted: log,
      inherited: chain,
    }),
  )
}
