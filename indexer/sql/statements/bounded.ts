// Why a block cannot give more than so many rows: its LIMIT, an aggregate, or equality on unique keys of all that it reads.

import { impliesCondition } from '../implication.ts'
import type { Table } from '../schema.ts'
import type { Predicate, QueryBlock } from './links.ts'
import type { Lookup } from './lookup.ts'

export function boundBlock(block: QueryBlock, multiplies: boolean, lookup: Lookup): string | undefined {
  const { limit } = block
  if (limit.kind === 'constant') return `limit ${limit.value}`
  if (limit.kind !== 'none') return `limit by ${limit.kind}`
  if (multiplies) return undefined
  if (block.aggregate) return 'aggregate'
  if (block.sources.length === 0) return 'no table'
  return boundByKeys(block, lookup)
}

/** Grows the set of sources that give one row, or one a listed value, until nothing is added. */
function boundByKeys({ sources, predicates }: QueryBlock, lookup: Lookup): string | undefined {
  const pinned = new Map<number, string>()
  for (let grown = true; grown; ) {
    grown = false
    for (const [source, { table }] of sources.entries()) {
      const found = lookup.table(table)
      if (pinned.has(source) || !found) continue
      const own = predicates.filter((p) => p.source === source && p.conjunct)
      const key = uniqueKey(found, own, (p) => p.other !== undefined && pinned.has(p.other.source))
      if (key === undefined) continue
      pinned.set(source, key)
      grown = true
    }
  }
  return pinned.size === sources.length ? [...new Set(pinned.values())].join(', ') : undefined
}

/** The unique key of a table that equalities pin, if there is one. */
export function uniqueKey(table: Table, predicates: readonly Predicate[], joined: (predicate: Predicate) => boolean): string | undefined {
  const single = new Set<string>()
  const listed = new Set<string>()
  for (const p of predicates) {
    if (p.column === undefined || p.alternative !== undefined) continue
    if (p.op === '=' && (p.value === 'column' ? joined(p) : p.value !== 'nothing')) single.add(p.column)
    if (p.op === 'in' && p.value !== 'subquery') listed.add(p.column)
  }
  const keys = table.indexes.filter(
    (i) => i.unique && i.valid && i.keys.every((k) => k.column !== undefined) && impliesCondition(predicates, i.where),
  )
  const covers = (columns: ReadonlySet<string>) => keys.find((i) => i.keys.every((k) => k.column !== undefined && columns.has(k.column)))
  const one = covers(single)
  if (one) return `unique key ${one.name}`
  const many = covers(new Set([...single, ...listed]))
  return many && `list of values of unique key ${many.name}`
}
