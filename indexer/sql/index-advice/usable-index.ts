// What the indexes that are there already do for one source of one block.

import { canImply } from '../implication.ts'
import { printIndexExpression } from '../index-expression.ts'
import type { Index, IndexKey } from '../schema.ts'
import type { BlockOrdering, Predicate } from '../statements/links.ts'

/** Leading keys of the index that equalities pin, whatever their order in the statement. */
export function pinnedKeys(index: Index, pinned: ReadonlySet<string>): readonly string[] {
  if (!isOrdered(index) && index.method !== 'hash') return []
  const names: string[] = []
  for (const key of index.keys) {
    const name = keyName(key)
    if (name === undefined || !pinned.has(name)) break
    names.push(name)
  }
  return index.method === 'hash' && names.length < index.keys.length ? [] : names
}

export function keyName(key: IndexKey): string | undefined {
  return key.column ?? (key.expression === undefined ? undefined : printIndexExpression(key.expression))
}

/** A partial index counts when its condition follows from the statement, or follows for some values of its parameters. */
export function isUsable(index: Index, predicates: readonly Predicate[]): boolean {
  return index.valid && canImply(predicates, index.where)
}

/** The index gives rows in the order that is asked for, once equalities have pinned the keys before. */
export function givesOrder(index: Index, pinned: ReadonlySet<string>, order: readonly BlockOrdering[]): boolean {
  if (!isOrdered(index)) return false
  const wanted = order.filter((o) => !pinned.has(o.column ?? ''))
  if (wanted.length === 0) return true
  const [first] = wanted
  const start = index.keys.findIndex((key) => !pinned.has(keyName(key) ?? ''))
  const key = index.keys[start]
  if (start < 0 || !key || !first || keyName(key) !== (first.column ?? first.expression)) return false
  // Equal rows of the first column are few or none under a unique key, so that the rest of the order costs nothing.
  if (index.unique && start === index.keys.length - 1 && start === 0) return true
  const flipped = key.descending !== (first.direction === 'desc')
  return wanted.every((ordering, i) => {
    const own = index.keys[start + i]
    // What follows the first column can be sorted in small groups.
    if (!own) return i > 0
    if (keyName(own) !== (ordering.column ?? ordering.expression)) return i > 0
    return (own.descending !== (ordering.direction === 'desc')) === flipped && (own.nullsFirst !== (ordering.nulls === 'first')) === flipped
  })
}

function isOrdered(index: Index): boolean {
  return index.method === 'btree'
}

/** A GIN or GiST index over trigrams of the column answers LIKE with a wildcard in front. */
export function servesPattern(index: Index, name: string): boolean {
  return index.keys.some((key) => keyName(key) === name && key.opclass.includes('trgm'))
}

/** An inverted or generalised index has the column as a key. */
export function servesContainment(index: Index, name: string): boolean {
  return (index.method === 'gin' || index.method === 'gist') && index.keys.some((key) => keyName(key) === name)
}
