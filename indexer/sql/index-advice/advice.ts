// What an index advice is, before and after advices are brought together.

import type { PlanNode } from '../planner/plan.ts'
import type { Place } from '../schema.ts'

export type AdviceKind = 'foreignKey' | 'filter' | 'order' | 'filterAndOrder'
export type Confidence = 'high' | 'medium' | 'low'

export interface IndexAdvice {
  readonly table: string
  /** Columns or expressions, in order. */
  readonly columns: readonly string[]
  readonly kind: AdviceKind
  readonly where?: string
  /** Where several indexes are only of use together: the keys of each. */
  readonly each?: readonly string[]
  /** The exact CREATE INDEX, one a line. */
  readonly statement: string
  readonly reason: string
  readonly confidence: Confidence
  /** Ids of the statements that it would serve. */
  readonly servesStatements: readonly string[]
  /** Of the foreign key, or of the table. */
  readonly place?: Place
  /** What the planner said of it; absent: it was not asked. */
  readonly proof?: IndexProof
}

/** Costs are the planner's own units. */
export interface IndexProof {
  /** Id of the statement that gains most, or the text with which Postgres looks a foreign key up. */
  readonly statement: string
  readonly before: number
  readonly after: number
  readonly planBefore: PlanNode
  readonly planAfter: PlanNode
  /** What was assumed, with the gain of that statement there. */
  readonly scenarios: readonly string[]
  /** The data are those of a live database. */
  readonly measured?: true
}

export interface CandidateKey {
  /** A column name, or the text of an expression. */
  readonly name: string
  readonly expression?: true
  readonly direction?: 'asc' | 'desc'
  readonly nulls?: 'first' | 'last'
}

export interface Candidate {
  readonly table: string
  readonly kind: AdviceKind
  readonly method: 'btree' | 'gin' | 'hash'
  /** Compared for equality: their order is free. */
  readonly equal: readonly CandidateKey[]
  /** A range or an order: their place is fixed. */
  readonly tail: readonly CandidateKey[]
  /** Operator class of a GIN key. */
  readonly opclass?: string
  readonly where?: string
  readonly reason: string
  readonly confidence: Confidence
  readonly serves: readonly string[]
  readonly place?: Place
  /** Further indexes on the table without which this one serves nothing: those for the other arms of an OR. */
  readonly along?: readonly CandidateIndex[]
}

/** What is created. */
export type CandidateIndex = Pick<Candidate, 'table' | 'method' | 'equal' | 'tail' | 'opclass' | 'where'>

/** All that are created together. */
export function indexesOf(candidate: Candidate): readonly [CandidateIndex, ...CandidateIndex[]] {
  return [candidate, ...(candidate.along ?? [])]
}

const RANKS: Readonly<Record<Confidence, number>> = { high: 2, medium: 1, low: 0 }

export function confidenceRank(confidence: Confidence): number {
  return RANKS[confidence]
}
