// The store port. Two engines keep it: embedded/ (one file in the cache folder) and neo4j/ (a server).
// Cypher is the language of the port; saved queries run unchanged on both and give the same rows in the same order.

import type { Graph, PropertyValue } from '../graph.ts'

/** A node as a query returns it: the primary label first, roles after it, sorted; `id` stands in the properties as well. */
export interface NodeValue {
  readonly kind: 'node'
  readonly id: string
  readonly labels: readonly string[]
  readonly properties: Readonly<Record<string, PropertyValue>>
}

export interface RelationshipValue {
  readonly kind: 'relationship'
  readonly type: string
  readonly from: string
  readonly to: string
  readonly properties: Readonly<Record<string, PropertyValue>>
}

export interface PathValue {
  readonly kind: 'path'
  readonly nodes: readonly NodeValue[]
  readonly relationships: readonly RelationshipValue[]
}

export type CypherValue =
  | null
  | boolean
  | number
  | string
  | NodeValue
  | RelationshipValue
  | PathValue
  | readonly CypherValue[]
  | { readonly [key: string]: CypherValue }

export const DEFAULT_MAX_ROWS = 10_000
export const DEFAULT_TIMEOUT_MS = 30_000

export interface QueryOptions {
  readonly parameters?: Readonly<Record<string, CypherValue>>
  /** Rows after this many are not returned, and the result says so. Default 10,000. */
  readonly maxRows?: number
  /** The query is killed after this many milliseconds. Default 30,000. */
  readonly timeoutMs?: number
}

export interface QueryResult {
  readonly columns: readonly string[]
  /** One array a row, in the order of `columns`. */
  readonly rows: readonly (readonly CypherValue[])[]
  readonly truncated: boolean
}

/** What a stored graph says of itself. */
export interface GraphStamp {
  /** GRAPH_VERSION of the writer. */
  readonly version: number
  /** Changes whenever the indexed content does; the same content gives the same fingerprint. */
  readonly fingerprint: string
  /** The repository, as the caller named it. */
  readonly repository: string
}

/**
 * Read-only access. Safe to call concurrently.
 * Throws QueryError when the query is refused, malformed, or passes a limit; StoreError when the engine is away, holds no
 * graph, is being loaded, or holds another version; and, where the engine cannot keep an old graph beside a new one (Neo4j),
 * 'replaced' once another run has replaced the graph that was opened: open again.
 */
export interface GraphReader {
  readonly engine: 'embedded' | 'neo4j'
  readonly stamp: GraphStamp
  query(cypher: string, options?: QueryOptions): Promise<QueryResult>
  close(): Promise<void>
}

export interface GraphStore {
  readonly engine: 'embedded' | 'neo4j'
  /** The stamp of the graph that is there, or undefined if there is none that this version can read. */
  stamp(): Promise<GraphStamp | undefined>
  /** Replaces the whole graph. Readers see the old graph or the new one, never a part. A killed writer leaves the old one. */
  replace(graph: Graph, stamp: GraphStamp): Promise<void>
  /** Opens the current graph. A reader keeps the graph that it opened until it is closed. */
  open(): Promise<GraphReader>
  close(): Promise<void>
}

export type QueryErrorReason = 'syntax' | 'refused' | 'timeout' | 'memory' | 'failed'

/** The query cannot be answered; `message` is one line for the person who wrote it. */
export class QueryError extends Error {
  readonly reason: QueryErrorReason
  constructor(reason: QueryErrorReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'QueryError'
    this.reason = reason
  }
}

export type StoreErrorReason = 'away' | 'empty' | 'loading' | 'version' | 'replaced' | 'unsupported' | 'failed'

/** The store cannot be used; `message` is one line for the operator. */
export class StoreError extends Error {
  readonly reason: StoreErrorReason
  constructor(reason: StoreErrorReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.reason = reason
  }
}
