// One index that serves several statements is one advice.

import type { AdviceKind, Candidate, CandidateKey } from './advice.ts'
import { confidenceRank } from './advice.ts'

export function mergeCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  // Wider ones first, so that those that they contain find them.
  const ordered = [...candidates].sort((a, b) => width(b) - width(a) || confidenceRank(b.confidence) - confidenceRank(a.confidence))
  const kept: Candidate[] = []
  for (const candidate of ordered) {
    const at = kept.findIndex((wide) => contains(wide, candidate))
    const wide = kept[at]
    if (wide) kept[at] = join(wide, candidate)
    else kept.push(candidate)
  }
  return kept.filter((candidate) => !kept.some((other) => other !== candidate && isNarrowedBy(candidate, other)))
}

function width({ equal, tail }: Candidate): number {
  return equal.length + tail.length
}

/** An index on `wide` serves what wants `narrow`: without being less sure of itself. */
function contains(wide: Candidate, narrow: Candidate): boolean {
  if (wide.table !== narrow.table || wide.method !== narrow.method || wide.where !== narrow.where || wide.opclass !== narrow.opclass)
    return false
  if (confidenceRank(wide.confidence) < confidenceRank(narrow.confidence)) return false
  const keys = [...wide.equal, ...wide.tail]
  const { equal, tail } = narrow
  const leading = keys.slice(0, equal.length)
  if (!equal.every((key) => leading.some((k) => k.name === key.name)) || leading.length < equal.length) return false
  // Equalities beyond those of the narrow one would stand between its keys and its order.
  if (tail.length > 0 && wide.equal.length > equal.length) return false
  return sameOrder(keys.slice(equal.length, equal.length + tail.length), tail)
}

function sameOrder(keys: readonly CandidateKey[], wanted: readonly CandidateKey[]): boolean {
  if (keys.length < wanted.length) return false
  const [first] = wanted
  const flipped = keys[0]?.direction !== first?.direction
  return wanted.every((key, i) => {
    const own = keys[i]
    if (own?.name !== key.name) return false
    if (own.direction === undefined || key.direction === undefined || wanted.length === 1) return true
    return (own.direction !== key.direction) === flipped && (own.nulls !== key.nulls) === flipped
  })
}

/** A weak wish for an order within rows that a surer advice already makes few. */
function isNarrowedBy(weak: Candidate, sure: Candidate): boolean {
  if (weak.table !== sure.table || confidenceRank(weak.confidence) >= confidenceRank(sure.confidence) || weak.equal.length === 0)
    return false
  const [lead] = [...sure.equal, ...sure.tail]
  return sure.where === undefined && sure.method === weak.method && lead !== undefined && weak.equal.some((key) => key.name === lead.name)
}

const KINDS: readonly AdviceKind[] = ['foreignKey', 'filterAndOrder', 'filter', 'order']

function join(wide: Candidate, narrow: Candidate): Candidate {
  const reasons = narrow.kind === 'foreignKey' && wide.kind !== 'foreignKey' ? [narrow.reason, wide.reason] : [wide.reason, narrow.reason]
  const foreign = wide.kind === 'foreignKey' || narrow.kind === 'foreignKey'
  const place = wide.place ?? narrow.place
  const used = wide.serves.length + narrow.serves.length > 0
  return {
    ...wide,
    kind: KINDS.find((kind) => kind === wide.kind || kind === narrow.kind) ?? wide.kind,
    // A foreign key that statements look through as well is no longer only a matter of deletes.
    confidence: foreign && used && wide.confidence === 'medium' && narrow.confidence !== 'low' ? 'high' : wide.confidence,
    reason: wide.reason === narrow.reason || wide.reason.includes(narrow.reason) ? wide.reason : foreign ? reasons.join('; ') : wide.reason,
    serves: [...new Set([...wide.serves, ...narrow.serves])],
    ...(place && { place }),
  }
}
