// Predicates and orders as keys of an index.

import type { BlockOrdering, Predicate } from '../statements/links.ts'
import { predicateName } from './access.ts'
import type { Candidate, CandidateKey } from './advice.ts'

export type PlainCandidate = Omit<Candidate, 'serves'>

export function orderKeys(order: readonly BlockOrdering[]): readonly CandidateKey[] {
  return order.flatMap(({ column, direction, nulls }) => (column === undefined ? [] : [{ name: column, direction, nulls }]))
}

export function toKey(predicate: Predicate): CandidateKey {
  return predicate.column === undefined ? { name: predicateName(predicate), expression: true } : { name: predicate.column }
}

export function printKeys(keys: readonly CandidateKey[]): string {
  return keys.map((k) => (k.direction === 'desc' ? `${k.name} DESC` : k.name)).join(', ')
}

export function distinct(predicates: readonly Predicate[]): readonly Predicate[] {
  return [...new Map(predicates.map((p) => [predicateName(p), p])).values()]
}
