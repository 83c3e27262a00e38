// What one source of one block asks for, sorted by how an index could help.

import type { Table } from '../schema.ts'
import { uniqueKey } from '../statements/bounded.ts'
import type { BlockOrdering, Predicate, QueryBlock } from '../statements/links.ts'
import { type ColumnFacts, columnFacts } from './column-facts.ts'
import { isUsable, pinnedKeys } from './usable-index.ts'

export interface Access {
  readonly table: Table
  readonly facts: ColumnFacts
  readonly block: QueryBlock
  readonly source: number
  /** That always hold. */
  readonly predicates: readonly Predicate[]
  /** Equalities with a value, by column or expression. */
  readonly equal: readonly Predicate[]
  /** Equalities with a column of another source. */
  readonly joined: readonly Predicate[]
  readonly nulls: readonly Predicate[]
  readonly ranges: readonly Predicate[]
  readonly patterns: readonly Predicate[]
  readonly containments: readonly Predicate[]
  /** By groups of OR, then by arms: the predicates of this source. */
  readonly alternatives: readonly (readonly (readonly Predicate[])[])[]
  /** The order of the block, when it is by columns of this source alone. */
  readonly order: readonly BlockOrdering[]
  readonly limited: boolean
}

const EQUAL = new Set(['=', 'in', 'is not distinct from'])
const RANGE = new Set(['<', '>', '<=', '>=', 'between'])
const PATTERN = new Set(['like', 'ilike', '~', '~*'])
const CONTAINMENT = new Set(['@>', '<@', '&&', '@@', '?', '?|', '?&'])

export function readAccess(block: QueryBlock, source: number, table: Table): Access {
  const own = block.predicates.filter((p) => p.source === source)
  const predicates = own.filter((p) => p.conjunct)
  const equal = predicates.filter((p) => EQUAL.has(p.op) && p.value !== 'column' && p.value !== 'nothing')
  const summarised = block.aggregate || block.grouped
  const ordered = !summarised && block.ordersBy.length > 0 && block.ordersBy.every((o) => o.source === source && o.column !== undefined)
  return {
    table,
    facts: columnFacts(table),
    block,
    source,
    predicates,
    equal,
    joined: predicates.filter((p) => p.op === '=' && p.value === 'column'),
    nulls: predicates.filter((p) => p.op === 'is null' && p.column !== undefined),
    ranges: predicates.filter((p) => (RANGE.has(p.op) && p.value !== 'column') || (p.op === 'like' && isPrefix(p))),
    patterns: predicates.filter((p) => PATTERN.has(p.op) && !(p.op === 'like' && isPrefix(p))),
    containments: predicates.filter((p) => CONTAINMENT.has(p.op)),
    alternatives: groupAlternatives(block, source),
    order: ordered ? block.ordersBy : [],
    limited: block.limit.kind !== 'none' && !summarised,
  }
}

function isPrefix({ value, constantValue }: Predicate): boolean {
  return value === 'constant' && constantValue !== undefined && /^[^%_]/.test(constantValue)
}

/** Groups of OR whose every arm speaks of this source. */
function groupAlternatives(block: QueryBlock, source: number): Access['alternatives'] {
  const groups = new Map<string, Map<string, Predicate[]>>()
  for (const predicate of block.predicates) {
    const [group, arm] = predicate.alternative?.split('/') ?? []
    if (group === undefined || arm === undefined) continue
    const arms = groups.get(group) ?? new Map<string, Predicate[]>()
    groups.set(group, arms.set(arm, [...(arms.get(arm) ?? []), predicate]))
  }
  return [...groups.values()]
    .map((arms) => [...arms.values()].map((arm) => arm.filter((p) => p.source === source)))
    .filter((arms) => arms.length > 1 && arms.every((arm) => arm.length > 0))
}

export function predicateName(predicate: Predicate): string {
  return predicate.column ?? predicate.expression ?? ''
}

/** Picks out few rows when compared for equality. */
export function isSelective(predicate: Predicate, facts: ColumnFacts): boolean {
  if (predicate.column === undefined) return predicate.expression !== undefined
  const nature = facts.nature(predicate.column)
  return nature === 'reference' || nature === 'open'
}

/** One row, or one a listed value: nothing more to gain. Joined columns count as given. */
export function isPinned({ table, predicates }: Access): boolean {
  return uniqueKey(table, predicates, () => true) !== undefined
}

/** An index that is there leads to few rows already. */
export function isNarrowed(access: Access, withJoins: boolean): boolean {
  const { equal, joined, nulls, facts, predicates, table } = access
  const givens = withJoins ? [...equal, ...joined] : equal
  const pinned = new Set([...givens, ...nulls].map(predicateName))
  const selective = new Set(givens.filter((p) => isSelective(p, facts)).map(predicateName))
  return table.indexes.some((index) => isUsable(index, predicates) && pinnedKeys(index, pinned).some((name) => selective.has(name)))
}
