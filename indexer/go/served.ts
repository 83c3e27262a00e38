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
export function noteMayServe(run: Run, values: readonly Value[], depth = 3): void {
  if (run.mode !== 'registration' || depth === 0) return
  for (const value of values.flatMap((v) => options(v))) {
    const type = pointerless(typeOf(value))
    const router = routerOf(value)
    if (router && !(type.kind === 'external' && ONLY_REGISTERS.test(type.name))) router.log.handed = true
    if (value.kind === 'instance')
      noteMayServe(
        run,
        [...value.fields.values()].map((f) => f.value),
        depth - 1,
      )
    if (value.kind === 'list') noteMayServe(run, value.elements, depth - 1)
    if (isModel(value, 'handler')) noteMayServe(run, [(value.state as { readonly inner: Value }).inner], depth - 1)
  }
}

/**
 * Whether a router only describes: nobody serves it, and one that may be served registers all that it does. Of one that nobody is
 * seen to make the same says that it is that other, met on a way that does not tell.
 */
export function describes(log: RouterLog, all: readonly RouterLog[]): boolean {
  if (isServed(log) && !log.unattached) return false
  const own = rowsOf(log)
  return own.size > 0 && all.some((other) => other !== log && isServed(other) && !other.unattached && isWithin(own, rowsOf(other)))
}

/** Paths by the places that register them. */
type Rows = Map<string, readonly string[]>

/** Another prefix makes no other route; one place may register the rows of several tables. */
const isWithin = (part: Rows, whole: Rows): boolean =>
  [...part].every(([site, paths]) => paths.every((p) => whole.get(site)?.some((w) => w.endsWith(p) || p.endsWith(w))))

/** Its routes, and those of routers that it mounts; not what a library answers by itself, as its documents. */
function rowsOf(log: RouterLog, found: Rows = new Map(), seen = new Set<RouterLog>()): Rows {
  if (seen.has(log)) return found
  seen.add(log)
  for (const { kind, file, at, methods, path, mounted, handlers } of log.entries) {
    const site = `${file.syntax.path} ${at} ${methods.join()}`
    if (kind === 'route' && handlers[handlers.length - 1]?.value.kind !== 'libraryFunction')
      found.set(site, [...(found.get(site) ?? []), ...options(path).map(written)])
    if (mounted) rowsOf(mounted, found, seen)
  }
  return found
}

/** A beginning that is not known is a prefix too. */
const written = (path: Value): string =>
  path.kind === 'string'
    ? path.parts
        .map((p) => (typeof p === 'string' ? p : `{${p.text}}`))
        .join('')
        .replace(/^(\/?\{[^}]*\})+/, '')
    : ''
