// What only other indexes than a plain one serve: patterns, containment, and the arms of an OR.

import { uniqueKey } from '../statements/bounded.ts'
import type { Predicate } from '../statements/links.ts'
import { type Access, isSelective, predicateName } from './access.ts'
import type { Confidence } from './advice.ts'
import { distinct, type PlainCandidate, toKey } from './candidate-keys.ts'
import { fitted, longTexts } from './long-texts.ts'
import { indexDefinition } from './print.ts'
import { isUsable, pinnedKeys, servesContainment, servesPattern } from './usable-index.ts'

/** LIKE with a wildcard in front, and containment: only an inverted index serves them. */
export function byText({ patterns, containments, table, limited }: Access): readonly PlainCandidate[] {
  const confidence = limited ? 'low' : 'medium'
  return [
    ...distinct(patterns).map((p) => invertedCandidate(table.name, p, 'gin_trgm_ops', confidence)),
    ...distinct(containments).map((p) => invertedCandidate(table.name, p, undefined, confidence)),
  ]
}

export function isFoundByText({ patterns, containments, table, predicates }: Access): boolean {
  const usable = table.indexes.filter((i) => isUsable(i, predicates))
  return (
    patterns.some((p) => usable.some((i) => servesPattern(i, predicateName(p)))) ||
    containments.some((p) => usable.some((i) => servesContainment(i, predicateName(p))))
  )
}

function invertedCandidate(table: string, predicate: Predicate, opclass: string | undefined, confidence: Confidence): PlainCandidate {
  const name = predicateName(predicate)
  return {
    table,
    kind: 'filter',
    method: 'gin',
    equal: [toKey(predicate)],
    tail: [],
    ...(opclass !== undefined && { opclass }),
    reason: `${table} is searched with ${predicate.op.toUpperCase()} on ${name}, which no ordinary index serves${opclass ? '; an index of trigrams does (extension pg_trgm)' : ''}`,
    confidence,
  }
}

/** More indexes than these for one OR cost more than they are worth. */
const MOST_TOGETHER = 3

/** Every arm of an OR has to be served, else the whole table is read for the one that is not. */
export function byAlternatives(access: Access): readonly PlainCandidate[] {
  return access.alternatives.flatMap((arms) => {
    const wants = arms.filter((arm) => !isServedArm(access, arm)).map((arm) => armCandidate(access, arm))
    const known = wants.flatMap((w) => w ?? [])
    const [first, ...others] = [...new Map(known.map((w) => [indexDefinition(w), w])).values()]
    if (!first || known.length < wants.length || others.length >= MOST_TOGETHER) return []
    return [{ ...first, ...(others.length > 0 && { along: others }) }]
  })
}

export function isFoundByAlternatives(access: Access): boolean {
  return access.alternatives.some((arms) => arms.every((arm) => isServedArm(access, arm)))
}

function isServedArm({ table, facts, predicates }: Access, arm: readonly Predicate[]): boolean {
  const held = arm.map(({ alternative: _, ...p }): Predicate => ({ ...p, conjunct: true }))
  const usable = table.indexes.filter((i) => isUsable(i, [...predicates, ...held]))
  const pinned = new Set(armEqualities(held, facts).map(predicateName))
  if (uniqueKey(table, held, () => false) !== undefined || usable.some((i) => pinnedKeys(i, pinned).length > 0)) return true
  return held.some((p) => (p.op === 'like' || p.op === 'ilike') && usable.some((i) => servesPattern(i, predicateName(p))))
}

function armEqualities(arm: readonly Predicate[], facts: Access['facts']): readonly Predicate[] {
  return arm.filter((p) => (p.op === '=' || p.op === 'in') && p.value !== 'column' && isSelective(p, facts))
}

function armCandidate({ table, facts, limited }: Access, arm: readonly Predicate[]): PlainCandidate | undefined {
  const pattern = arm.find((p) => p.op === 'like' || p.op === 'ilike')
  if (pattern) return invertedCandidate(table.name, pattern, 'gin_trgm_ops', 'low')
  const [first] = armEqualities(arm, facts)
  const wanted: PlainCandidate | undefined = first && {
    table: table.name,
    kind: 'filter',
    method: 'btree',
    equal: [toKey(first)],
    tail: [],
    reason: `one side of an OR filters ${table.name} on ${predicateName(first)}, which no index leads with, so that the whole table is read for it`,
    confidence: limited ? 'low' : 'medium',
  }
  return wanted && fitted(wanted, longTexts(table))
}
