// The ways through a handler, as a guard run sees them: whether the next handler is called, what was answered, and
// whether the request's credentials were looked at. A way is one short text, so that sets of them join cheaply.

import type { Run } from './evaluate/frame.ts'

export interface Way {
  /** The request goes on: the next handler was called, or the framework will call it since nobody stopped it. */
  readonly next: boolean
  /** It was called: stopping afterwards takes nothing back. */
  readonly called: boolean
  readonly looked: boolean
  /** Last answered status; 0 for none, -1 for one that is not known, or `ERROR_LEFT`. */
  readonly status: number
}

/** Nothing was answered, and an error left to whoever answers with it behind the handler, by a status that is not known. */
export const ERROR_LEFT = -2

/** Nothing has happened yet, where a request goes on only if the handler says so; and where it does unless stopped. */
export const START = '--0'
export const START_PASSING = 'n-0'

export const readWay = (way: string): Way => ({
  next: way[0] !== '-',
  called: way[0] === 'c',
  looked: way[1] === 'l',
  status: Number(way.slice(2)),
})

/** Some of the ways lead on. */
export const passes = (ways: ReadonlySet<string>): boolean => [...ways].some((way) => readWay(way).next)

const printWay = (way: Way): string => `${way.called ? 'c' : way.next ? 'n' : '-'}${way.looked ? 'l' : '-'}${way.status}`

/** Each way becomes one a change. */
export function markWays(run: Run, ...changes: readonly Partial<Way>[]): void {
  if (run.mode !== 'guard') return
  run.paths = new Set([...run.paths].flatMap((way) => changes.map((change) => printWay({ ...readWay(way), ...change }))))
}

/** Somebody who is not followed gets the request, and may answer it before a left error is read. */
export function mayBeAnswered(run: Run): void {
  run.paths = new Set([...run.paths].map((way) => (readWay(way).status === ERROR_LEFT ? printWay({ ...readWay(way), status: -1 }) : way)))
}

/** The request goes no further, unless it already went. */
export function stopWays(run: Run): void {
  if (run.mode !== 'guard') return
  run.paths = new Set(
    [...run.paths].map((text) => {
      const way = readWay(text)
      return way.called ? text : printWay({ ...way, next: false })
    }),
  )
}

/** What a guard run noted beside its ways. */
export interface GuardNotes {
  /** Credentials that were read: `header Authorization`, `cookie session`, `locals userID` … */
  readonly inputs: Set<string>
  /** Names under which something was stored for later handlers. */
  readonly stores: Set<string>
  /** Statuses that were set, answered or not. */
  readonly statuses: Set<number>
  /** It asks where the request goes. */
  asksPath: boolean
  /** How often a credential was asked for, and there was none. */
  lacked: number
  /** The library, or the handler with its place, that it hands the request to, where nothing here follows that. */
  unfollowed?: string
  /** Calls that get the request and are not followed, each with its place; and the first that gets the next handler with it. */
  readonly notFollowed: Set<string>
  /** Interfaces that get the request, each with its place and those of the program that may stand behind it. */
  readonly behind: Set<string>
  nextWith?: string
}

export function guardNotes(run: Run): GuardNotes {
  const known = run.collected.get('guard') as GuardNotes | undefined
  if (known) return known
  const fresh: GuardNotes = {
    inputs: new Set(),
    stores: new Set(),
    statuses: new Set(),
    asksPath: false,
    lacked: 0,
    notFollowed: new Set(),
    behind: new Set(),
  }
  run.collected.set('guard', fresh)
  return fresh
}

/** Where a guard run keeps the handler that its function wraps. */
export const WRAPPED = 'wrapped'
