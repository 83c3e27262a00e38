// What one run of the indexer hands over, and how it reports on its way.

import type { Graph } from '#graph/graph.ts'
import type { Discovery } from './discover.ts'
import type { LiveDatabase } from './live/read-live.ts'
import type { IndexMemory } from './memory.ts'

export type IndexStage = 'discover' | 'go' | 'typescript' | 'schema' | 'resolve' | 'statements' | 'proof' | 'graph'

export interface IndexProgress {
  readonly stage: IndexStage
  readonly done: number
  /** Undefined while it is not known. */
  readonly total: number | undefined
  /** What is counted: files, migrations, statements … */
  readonly unit: string
}

export interface IndexOptions {
  /** Facts by content hash and database images live here; never inside the repository. */
  readonly cacheFolder: string
  readonly onProgress?: (progress: IndexProgress) => void
  /** What was discovered already. */
  readonly found?: Discovery
  /** Where a process indexes the same repository again and again. */
  readonly memory?: IndexMemory
  /** Default `wait`. */
  readonly proof?: ProofWish
  /** What a live database says, in the place of assumptions. */
  readonly live?: LiveDatabase | undefined
}

/**
 * What the planner says takes a while. `wait`: it is in the graph; `later`: the first graph may be without it, and `IndexResult.later`
 * gives the other; `skip`: nobody needs it, unless it is at hand.
 */
export type ProofWish = 'wait' | 'later' | 'skip'

/** What was seen and what could not be resolved: printed with every answer, so that zero never looks like safe. */
export interface Ledger {
  readonly files: {
    readonly go: number
    readonly typescript: number
    readonly sql: number
    readonly skipped: Readonly<Record<string, number>>
  }
  readonly calls: {
    readonly exact: number
    readonly interface: number
    readonly inferred: number
    readonly external: number
    /** By reason. */
    readonly unresolved: Readonly<Record<string, number>>
  }
  readonly routes: { readonly total: number; readonly auth: Readonly<Record<string, number>> }
  /** `unrendered`: sent by the code, but no SQL could be made of it. */
  readonly statements: {
    readonly total: number
    readonly parsed: number
    readonly dynamic: number
    readonly refused: number
    readonly unrendered: number
  }
  /** What the planner was asked; absent where it was not. Time and memory are those of the run that asked. */
  readonly plans?: {
    readonly planned: number
    readonly unplanned: number
    /** Indexes that were tried. */
    readonly candidates: number
    /** Those that it was too late to try. */
    readonly untried: number
    readonly milliseconds: number
    readonly megabytes: number
  }
  readonly apiCalls: {
    readonly total: number
    readonly matched: number
    readonly unmatched: number
    readonly unknown: number
    readonly external: number
    readonly uncalledRoutes: number
  }
  readonly diagnostics: { readonly error: number; readonly warning: number; readonly info: number }
}

export interface IndexResult {
  readonly graph: Graph
  readonly ledger: Ledger
  /** Of everything that was read: the same content gives the same fingerprint. */
  readonly fingerprint: string
  /** Milliseconds by stage, for the bench. */
  readonly timings: Readonly<Partial<Record<IndexStage, number>>>
  /** What the planner says is in it, or it cannot be asked. */
  readonly whole: boolean
  /** Gives the whole of it, unless it is to `stop`; then it throws, and can be asked again. */
  readonly later?: (stop?: AbortSignal) => Promise<IndexResult>
}

/** The repository cannot be indexed at all; the message is one line for the operator. */
export class RepositoryError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RepositoryError'
  }
}
