// What the API is given. Everything is handed in: it reads no environment and does not listen.

import type { AuditResult } from '#audit/finding.ts'
import type { AuditLibrary } from '#audit/library.ts'
import type { GraphReader } from '#graph/store/store.ts'

export interface AppOptions {
  /** The graph. It may not be there yet: what needs it waits. */
  readonly reader: () => Promise<GraphReader>
  readonly library: AuditLibrary
  /** What the audits said of that graph. */
  readonly result: () => Promise<AuditResult>
  readonly status: () => RunStatus
  readonly repositoryRoot: string
  readonly indexedAt: () => Promise<Date>
  /** The explorer's built files. */
  readonly webFolder?: string
  /** Host names under which it is served besides the loopback ones and addresses. */
  readonly hosts?: readonly string[]
  /** Serves GraphiQL at /graphiql. */
  readonly development?: boolean
  /** A bug, with its stack; the client only hears that there was one. */
  readonly onBug?: (error: unknown) => void
}

export interface RunStatus {
  readonly state: 'indexing' | 'auditing' | 'ready' | 'failed'
  readonly stage?: string | undefined
  readonly done?: number | undefined
  readonly total?: number | undefined
  readonly unit?: string | undefined
  readonly message?: string | undefined
  /** Counts up whenever another graph is served; 0 before the first. */
  readonly revision?: number
  /** Changes of the repository are indexed as they are made. */
  readonly watching?: boolean
  /** Another graph will be served soon, with what takes longer to find out: plans and index advice. */
  readonly coming?: boolean
}
