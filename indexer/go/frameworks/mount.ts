// Routers as handlers: one mounted in another, one served, each with the handlers that wrap it on the way.

import type { LibraryCall } from '../library/model.ts'
import { createSources } from '../link.ts'
import type { RegisteredHandler } from '../registration.ts'
import { unwrap } from '../unwrap.ts'
import { options, type Value } from '../values.ts'
import { type RouterState, routerOf } from './router.ts'

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
