// The session that is served at the moment. A newer one takes its place in one step; the older stays open for whoever is asking it.

import type { AuditResult } from '#audit/finding.ts'
import type { Current } from './current.ts'
import { type Session, type SessionPlace, sessionOf } from './session.ts'

export interface Served {
  /** Counts up from 1. */
  readonly revision: number
  readonly session: Session
  readonly audit: Promise<AuditResult>
}

export interface Serving {
  now(): Served | undefined
  serve(current: Current): Promise<Served>
  close(): Promise<void>
}

/** A request takes no longer than its queries may. */
const GRACE_MS = 30_000

export function createServed(place: SessionPlace): Serving {
  let served: (Served & { readonly graph: number | undefined }) | undefined
  const retired = new Map<Session, NodeJS.Timeout>()

  const retire = (session: Session) => {
    // While one edits, sessions follow each other quickly: no more than one waits.
    for (const [older, timer] of retired) end(older, timer)
    retired.set(session, setTimeout(() => end(session), GRACE_MS).unref())
  }
  const end = (session: Session, timer?: NodeJS.Timeout) => {
    clearTimeout(timer)
    retired.delete(session)
    session.close().catch(() => {})
  }

  return {
    now: () => served,
    async serve(current) {
      const before = served
      const same = current.graph !== undefined && before?.graph === current.graph
      const session = await sessionOf(current, place, same ? before?.session : undefined)
      // Not awaited here: whoever asks for the graph need not wait for the audits.
      const audit = session.audit()
      audit.catch(() => {})
      served = { revision: (before?.revision ?? 0) + 1, session, audit, graph: current.graph }
      if (before && !same) retire(before.session)
      return served
    },
    async close() {
      for (const [session, timer] of retired) end(session, timer)
      await served?.session.close()
    },
  }
}
