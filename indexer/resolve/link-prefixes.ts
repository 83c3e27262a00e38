// What may stand before a call's path on its way to a route: rewriting by a proxy, and, where nothing says so, the one
// prefix on which the calls agree.

import type { LinkRoute } from './route-trie.ts'

/** What a development server or gateway does to paths below `prefix`. */
export interface PathProxy {
  readonly prefix: string
  readonly strip: string
  readonly add: string
}

/** The path behind the proxies that it goes through; undefined when none changes it. */
export function throughProxy(path: string, proxies: readonly PathProxy[]): string | undefined {
  const rule = [...proxies].sort((a, b) => b.prefix.length - a.prefix.length).find(({ prefix }) => path.startsWith(prefix))
  if (!rule) return undefined
  const stripped = rule.strip && path.startsWith(rule.strip) ? path.slice(rule.strip.length) : path
  const changed = `${rule.add}${stripped.startsWith('/') ? '' : '/'}${stripped}`
  return changed === path ? undefined : changed
}

/** A change of the front of a path: `take` literal segments off, put `put` before. */
export interface PrefixChange {
  readonly take: readonly string[]
  readonly put: readonly string[]
}

const LONGEST = 4

/** Literal beginnings of routes, the empty one first. */
export function routePrefixes(routes: readonly LinkRoute[]): string[][] {
  const found = new Map<string, string[]>([['', []]])
  for (const { path } of routes) {
    const segments = path.split('/').filter((s) => s !== '')
    const open = segments.findIndex((s) => s.startsWith(':') || s.startsWith('*'))
    const literal = segments.slice(0, Math.min(open < 0 ? segments.length : open, LONGEST))
    for (let n = 1; n <= literal.length; n++) found.set(literal.slice(0, n).join('/'), literal.slice(0, n))
  }
  return [...found.values()]
}

/**
 * The change under which most paths are answered, if it answers at least three and most of them: an application has one
 * way from its pages to its routes, and one path alone proves nothing.
 */
export function agreedChange(
  paths: readonly (readonly string[])[],
  changes: readonly PrefixChange[],
  answers: (change: PrefixChange, path: number) => boolean,
): PrefixChange | undefined {
  let best: { change: PrefixChange; count: number } | undefined
  for (const change of changes) {
    let count = 0
    for (let i = 0; i < paths.length; i++) if (answers(change, i)) count++
    if (!best || count > best.count) best = { change, count }
  }
  return best && best.count >= 3 && best.count * 2 > paths.length ? best.change : undefined
}
