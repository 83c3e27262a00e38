// The index that one source of one block would want and does not have.

import type { BlockOrdering, Predicate } from '../statements/links.ts'
import { type Access, isNarrowed, isPinned, isSelective, predicateName } from './access.ts'
import type { Confidence } from './advice.ts'
import { distinct, orderKeys, type PlainCandidate, printKeys, toKey } from './candidate-keys.ts'
import { flagCondition, isRareSide } from './flags.ts'
import { fitted, longTexts } from './long-texts.ts'
import { byAlternatives, byText, isFoundByAlternatives, isFoundByText } from './text-candidates.ts'
import { givesOrder, isUsable, keyName, pinnedKeys } from './usable-index.ts'

const MOST_KEYS = 3

/** `driven`: another source of the block leads to few rows, from which this one is reached by its join. */
export function candidatesFor(access: Access, driven: boolean): readonly PlainCandidate[] {
  const long = longTexts(access.table)
  return wantedBy(access, driven).flatMap((candidate) => fitted(candidate, long) ?? [])
}

function wantedBy(access: Access, driven: boolean): readonly PlainCandidate[] {
  if (isPinned(access)) return []
  // A join with a subquery or a function most often brings a list of keys.
  const reached = access.joined.length > 0 && (driven || access.joined.some((p) => p.other === undefined))
  if (isNarrowed(access, reached)) return orderWithin(access)
  if (isFoundByText(access) || isFoundByAlternatives(access)) return []
  for (const givens of [access.equal, reached ? access.joined : []]) {
    const selective = distinct(givens.filter((p) => isSelective(p, access.facts)))
    if (selective.length > 0) return [bySelective(access, selective)]
  }
  // Reached by a join that an index serves, or by a join of everything with everything: nothing of its own to look up.
  if (reached) return []
  return [...byOrder(access), ...byFewValues(access), ...byRange(access), ...byText(access), ...byAlternatives(access)]
}

function bySelective(access: Access, selective: readonly Predicate[]): PlainCandidate {
  const { facts, order, limited, table } = access
  const natures = selective.map((p) => (p.column === undefined ? 'open' : facts.nature(p.column)))
  const references = selective.filter((_, i) => natures[i] === 'reference')
  const leading = references.length > 0 ? [...references, ...selective.filter((p) => !references.includes(p))] : selective
  // Where no column is known to pick out few rows, those of few values help it.
  const helping =
    references.length > 0 ? [] : distinct(access.equal.filter((p) => p.column !== undefined && facts.nature(p.column) === 'closed'))
  const keys = [...leading, ...helping].slice(0, MOST_KEYS)
  const tail =
    limited && !isKeyOrder(order, table.primaryKey) ? orderKeys(order.filter((o) => !keys.some((k) => k.column === o.column))) : []
  const names = keys.map(predicateName)
  return {
    table: table.name,
    kind: tail.length > 0 ? 'filterAndOrder' : 'filter',
    method: 'btree',
    equal: keys.map(toKey),
    tail,
    reason: `${table.name} is filtered on ${names.join(', ')}${tail.length > 0 ? ` and ordered by ${printKeys(tail)}` : ''} and no index leads with ${names.length > 1 ? 'any of them' : 'it'}: the whole table is read`,
    confidence: references.length > 0 ? 'high' : 'medium',
  }
}

/** The rows are few already; only their order could still come from an index. */
function orderWithin({ equal, joined, nulls, facts, order, limited, table, predicates }: Access): readonly PlainCandidate[] {
  const givens = [...equal, ...joined]
  const pinned = new Set([...givens, ...nulls].map(predicateName))
  const usable = table.indexes.filter((i) => isUsable(i, predicates))
  const lead = equal.find(
    (p) => p.op === '=' && isSelective(p, facts) && usable.some((i) => pinnedKeys(i, pinned).includes(predicateName(p))),
  )
  if (!limited || order.length === 0 || !lead || isKeyOrder(order, table.primaryKey)) return []
  if (usable.some((i) => pinnedKeys(i, pinned).length > 0 && givesOrder(i, pinned, order))) return []
  const tail = orderKeys(order)
  return [
    {
      table: table.name,
      kind: 'filterAndOrder',
      method: 'btree',
      equal: [toKey(lead)],
      tail,
      reason: `the rows of ${table.name} for one ${predicateName(lead)} are found by an index, then all of them are sorted by ${printKeys(tail)} for the first few`,
      confidence: 'low',
    },
  ]
}

/** The first rows of a whole table in an order that no index gives. */
function byOrder(access: Access): readonly PlainCandidate[] {
  const { equal, nulls, facts, order, limited, table, predicates, patterns, alternatives } = access
  if (!limited || order.length === 0) return []
  const pinned = new Set([...equal, ...nulls].map(predicateName))
  const usable = table.indexes.filter((i) => isUsable(i, predicates))
  if (usable.some((i) => givesOrder(i, pinned, order))) return []
  const closed = distinct(equal.filter((p) => p.op === '=' && p.column !== undefined && facts.nature(p.column) === 'closed'))
  const tail = orderKeys(order.filter((o) => !closed.some((c) => c.column === o.column)))
  const where = flagCondition(access)
  const elsewhere =
    access.block.sources.length > 1 && access.block.predicates.some((p) => p.source !== access.source && p.conjunct && p.value !== 'column')
  const confidence: Confidence =
    patterns.length > 0 || alternatives.length > 0 || elsewhere || access.block.distinct
      ? 'low'
      : closed.length > 0 || where !== undefined
        ? 'medium'
        : 'high'
  return [
    {
      table: table.name,
      kind: closed.length > 0 || where !== undefined ? 'filterAndOrder' : 'order',
      method: 'btree',
      equal: closed.map(toKey),
      tail,
      ...(where !== undefined && { where }),
      reason: `the first rows of ${table.name} ordered by ${printKeys(tail)} are asked for, and no index gives that order: the whole table is read and sorted`,
      confidence,
    },
  ]
}

/** Only columns of few values: worth an index where the value that is asked for is rare. */
function byFewValues(access: Access): readonly PlainCandidate[] {
  const { equal, ranges, nulls, facts, table, predicates, order, limited } = access
  if (limited && order.length > 0) return []
  const flags = distinct(equal.filter((p) => p.column !== undefined && facts.nature(p.column) === 'flag'))
  const closed = distinct(equal.filter((p) => p.column !== undefined && facts.nature(p.column) === 'closed'))
  const usable = table.indexes.filter((i) => isUsable(i, predicates))
  const pinned = new Set([...equal, ...nulls].map(predicateName))
  if (usable.some((i) => i.where !== undefined || pinnedKeys(i, pinned).some((name) => equal.some((p) => predicateName(p) === name)))) {
    // An index that begins with the value, or holds such rows alone, is there.
    return []
  }
  const [flag] = flags
  if (flag?.column !== undefined && closed.length === 0 && ranges.length === 0) {
    const where = flagCondition(access)
    if (where === undefined) return []
    const rare = isRareSide(access, flag)
    return [
      {
        table: table.name,
        kind: 'filter',
        method: 'btree',
        equal: [{ name: flag.column }],
        tail: [],
        where,
        reason: `the whole of ${table.name} is read for the rows with ${where}: a partial index holds them alone, and pays where they are few`,
        confidence: rare ? 'medium' : 'low',
      },
    ]
  }
  if (closed.length === 0 || ranges.length > 0) return []
  return [
    {
      table: table.name,
      kind: 'filter',
      method: 'btree',
      equal: closed.slice(0, MOST_KEYS).map(toKey),
      tail: [],
      reason: `the whole of ${table.name} is read for the rows of one ${closed.map(predicateName).join(' and ')}: an index pays where they are few`,
      confidence: closed.length > 1 ? 'medium' : 'low',
    },
  ]
}

function byRange(access: Access): readonly PlainCandidate[] {
  const { ranges, equal, facts, table, predicates, order, limited } = access
  const [range] = ranges
  if (!range || range.column === undefined || (limited && order.length > 0)) return []
  const usable = table.indexes.filter((i) => isUsable(i, predicates))
  const closed = distinct(equal.filter((p) => p.op === '=' && p.column !== undefined && facts.nature(p.column) === 'closed'))
  const pinned = new Set(closed.map(predicateName))
  const names = new Set(ranges.map(predicateName))
  const leads = usable.some(
    (i) => i.method === 'btree' && i.keys.some((k, at) => names.has(keyName(k) ?? '') && pinnedKeys(i, pinned).length >= at),
  )
  if (leads || usable.some((i) => i.method === 'brin' && i.keys.some((k) => names.has(keyName(k) ?? '')))) return []
  const begun = usable.some((i) => pinnedKeys(i, pinned).length > 0)
  return [
    {
      table: table.name,
      kind: 'filter',
      method: 'btree',
      equal: closed.map(toKey),
      tail: [{ name: range.column }],
      reason: `${table.name} is filtered on a range of ${range.column}${closed.length > 0 ? ` for one ${closed.map(predicateName).join(' and ')}` : ''}, and no index leads there`,
      // Of what is newer than a moment there may be much, of what has run out little.
      confidence: begun || access.block.sources.length > 1 || (closed.length === 0 && range.op.startsWith('>')) ? 'low' : 'medium',
    },
  ]
}

function isKeyOrder(order: readonly BlockOrdering[], primaryKey: readonly string[]): boolean {
  return order.every((o) => o.column !== undefined && primaryKey.includes(o.column))
}
