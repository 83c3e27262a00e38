// Patterns as `path.Match` reads them, against texts of which parts are not known.

import type { Hole, StringValue } from '../values.ts'

/** Whether a text matches; undefined where that hangs on what is not known of it, or the pattern says more than `*` and `?`. */
export function matchesGlob(pattern: string, { parts }: StringValue): boolean | undefined {
  if (/[[\\]/.test(pattern)) return undefined
  const text = parts.flatMap((p): (string | Hole)[] => (typeof p === 'string' ? [...p] : [p]))
  if (!may([...pattern], text, true)) return false
  return parts.every((p) => typeof p === 'string') || (may([...pattern], text, false) && !touches(parts)) || undefined
}

/** Of a text with holes, whether some filling of them matches, or where holes may only stand for what a `*` takes, each one. */
function may(pattern: readonly string[], text: readonly (string | Hole)[], some: boolean): boolean {
  // Places in the text that the pattern so far can end at.
  let ends = skip(new Set([0]), text, some)
  for (const sign of pattern) {
    const next = new Set<number>()
    for (const at of ends) {
      if (sign === '*') {
        next.add(at)
        for (let to = at; to < text.length && text[to] !== '/'; to++) next.add(to + 1)
      } else if (at < text.length) {
        const here = text[at]
        if (typeof here === 'object') {
          if (some && (sign !== '/' || !isParameter(here))) next.add(at)
        } else if (here === sign || (sign === '?' && here !== '/')) next.add(at + 1)
      }
    }
    ends = skip(next, text, some)
  }
  return ends.has(text.length)
}

/** A hole may be over, or empty. */
function skip(ends: Set<number>, text: readonly (string | Hole)[], some: boolean): Set<number> {
  if (some) for (const at of ends) if (typeof text[at] === 'object') ends.add(at + 1)
  return ends
}

/** A parameter of a route's path stands between slashes. */
const isParameter = (hole: Hole): boolean => hole.text.startsWith(':')

/** Two holes in a row, or one that may hold a slash. */
const touches = (parts: StringValue['parts']): boolean =>
  parts.some((p, i) => typeof p !== 'string' && (p.text === '*' || typeof parts[i + 1] === 'object'))
