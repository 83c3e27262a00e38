// The ways through a handler, as a guard run sees them: whether the next handler was called, what was answered, and
// whether the request's credentials were looked at. A way is one short text, so that sets of them join cheaply.

import type { Run } from './evaluate/frame.ts'

export interface Way {
  readonly next: boolean
  readonly looked: boolean
  /** Last answered status; 0 for none. */
  readonly status: number
}

export const readWay = (way: string): Way => ({ next: way[0] === 'n', looked: way[1] === 'l', status: Number(way.slice(2)) })

const printWay = (way: Way): string => `${way.next ? 'n' : '-'}${way.looked ? 'l' : '-'}${way.status}`

export function markWays(run: Run, change: Partial<Way>): void {
  if (run.mode === 'guard') run.paths = new Set([...run.paths].map((way) => printWay({ ...readWay(way), ...change })))
}

/** What a guard run noted beside its ways. */
export interface GuardNotes {
  /** Credentials that were read: `header Authorization`, `cookie session`, `locals userID` … */
  readonly inputs: Set<string>
  /** Names under which something was stored for later handlers. */
  readonly stores: Set<string>
  /** Statuses that were set, answered or not. */
  readonly statuses: Set<number>
}

export function guardNotes(run: Run): GuardNotes {
  const known = run.collected.get('guard') as GuardNotes | undefined
  if (known) return known
  const fresh: GuardNotes = { inputs: new Set(), stores: new Set(), statuses: new Set() }
  run.collected.set('guard', fresh)
  return fresh
}

/** Where a guard run keeps the handler that its function wraps. */
export const WRAPPED = 'wrapped'
