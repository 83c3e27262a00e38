// The state of one statement's analysis, and how blocks are begun and ended. Statement, from-items, conditions and expressions call each
// other through it.

import type { Node } from 'libpg-query'
import { boundBlock } from './bounded.ts'
import type { Assigned, BlockOrdering, ColumnUse, Filter, Limit, Ordering, Predicate, QueryBlock, Unresolved } from './links.ts'
import type { Lookup } from './lookup.ts'
import type { Columns, Scope } from './scope.ts'

/** What a SELECT, or a write with RETURNING, hands to what stands around it. */
export interface Output {
  readonly columns: Columns
  readonly bounded: string | undefined
  readonly limit: Limit
  readonly ordersBy: readonly Ordering[]
}

export interface Analysis {
  readonly lookup: Lookup
  readonly reads: Set<string>
  readonly writes: Set<string>
  readonly deletes: Set<string>
  readonly filters: Filter[]
  readonly joins: ColumnUse[]
  readonly selects: ColumnUse[]
  readonly sets: Assigned[]
  locks: boolean
  readonly blocks: QueryBlock[]
  readonly unresolved: Unresolved[]
  parameters: number
  readonly report: (problem: Unresolved) => void
  /** Analyses a statement that stands inside another. */
  readonly nested: (node: Node, parent: Scope | undefined, level: QueryBlock['level'], ctes?: Scope['ctes']) => Output
}

export interface Block {
  readonly level: QueryBlock['level']
  readonly scope: Scope
  readonly sources: { table: string; alias: string }[]
  readonly predicates: Predicate[]
  readonly ordersBy: BlockOrdering[]
  correlated: boolean
  /** It reads from something, not a table, that may give any number of rows. */
  unboundedSource: boolean
  groups: number
}

export function beginBlock(level: QueryBlock['level'], scope: Scope): Block {
  return { level, scope, sources: [], predicates: [], ordersBy: [], correlated: false, unboundedSource: false, groups: 0 }
}

export interface BlockShape {
  readonly limit: Limit
  readonly aggregate: boolean
  readonly grouped: boolean
  readonly distinct: boolean
  readonly multiplies: boolean
}

export function endBlock(block: Block, shape: BlockShape, analysis: Analysis): QueryBlock {
  const { level, correlated, sources, predicates, ordersBy } = block
  const { limit, aggregate, grouped, distinct } = shape
  const plain = { level, correlated, sources, predicates, ordersBy, limit, aggregate, grouped, distinct }
  const bounded = boundBlock(plain, block.unboundedSource || shape.multiplies, analysis.lookup)
  const finished = { ...plain, ...(bounded !== undefined && { bounded }) }
  if (sources.length > 0) analysis.blocks.push(finished)
  return finished
}
