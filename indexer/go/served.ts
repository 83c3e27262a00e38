// Routers that nobody serves. A program may make one only to describe its routes, for a document or a client; the same
// routes then stand in another, which answers.

import type { Run } from './evaluate/frame.ts'
import { routerOf } from './frameworks/router.ts'
import { isServed, type RouterLog } from './registration.ts'
import { pointerless } from './types.ts'
import { isModel, options, typeOf, type Value } from './values.ts'

/** Types that register and never answer themselves. */
const ONLY_REGISTERS = /^(API|Group|RouterGroup|Route|Register)$/

/** What nobody follows gets these values: routers among them may be served there. */
export function noteHandedOut(run: Run, values: readonly Value[], depth = 3): void {
  if (run.mode !== 'registration' || depth === 0) return
  for (const value of values.flatMap((v) => options(v))) {
    const type = pointerless(typeOf(value))
    const router = routerOf(value)
    if (router && !(type.kind === 'external' && ONLY_REGISTERS.test(type.name))) router.log.handed = true
    if (value.kind === 'instance')
      noteHandedOut(
        run,
        [...value.fields.values()].map((f) => f.value),
        depth - 1,
      )
    if (value.kind === 'list') noteHandedOut(run, value.elements, depth - 1)
    if (isModel(value, 'handler')) noteHandedOut(run, [(value.state as { readonly inner: Value }).inner], depth - 1)
  }
}

/** Whether a router only describes: nobody serves it, and one that may be served registers all that it does. */
export function describes(log: RouterLog, all: readonly RouterLog[]): boolean {
  if (isServed(log)) return false
  const sites = sitesOf(log)
  return sites.size > 0 && all.some((other) => other !== log && isServed(other) && isWithin(sites, sitesOf(other)))
}

const isWithin = (part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean => [...part].every((site) => whole.has(site))

/** Where its routes are registered, and those of routers that it mounts; not what a library answers by itself, as its documents. */
function sitesOf(log: RouterLog, found = new Set<string>(), seen = new Set<RouterLog>()): ReadonlySet<string> {
  if (seen.has(log)) return found
  seen.add(log)
  for (const { kind, file, at, mounted, handlers } of log.entries) {
    if (kind === 'route' && handlers[handlers.length - 1]?.value.kind !== 'libraryFunction') found.add(`${file.syntax.path} ${at}`)
    if (mounted) sitesOf(mounted, found, seen)
  }
  return found
}
