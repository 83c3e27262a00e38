// Indexes that another index of the same table makes superfluous: it answers every lookup and gives every order that they do, and it
// keeps unique what they keep unique.

import type { Index, IndexKey, Table } from './schema.ts'

export interface CoveredIndex {
  readonly index: string
  readonly by: string
}

/** Of two that say the same one is left: never does each stand for the other. */
export function coveredIndexes({ indexes, constraints }: Table): readonly CoveredIndex[] {
  const named = new Set(constraints.map((c) => c.name))
  const excluding = new Set(constraints.filter((c) => c.kind === 'exclude').map((c) => c.name))
  // Those that must stay first: keys, then what keeps unique, then what backs a constraint.
  const ranked = [...indexes].sort(
    (a, b) =>
      Number(b.primary) - Number(a.primary) ||
      Number(b.unique) - Number(a.unique) ||
      Number(named.has(b.name)) - Number(named.has(a.name)) ||
      (a.name < b.name ? -1 : 1),
  )
  return ranked.flatMap((narrow, rank) => {
    if (narrow.primary || !narrow.valid || excluding.has(narrow.name)) return []
    return ranked
      .filter((wide, other) => wide !== narrow && wide.valid && covers(wide, narrow) && (other < rank || !covers(narrow, wide)))
      .map((wide) => ({ index: narrow.name, by: wide.name }))
  })
}

function covers(wide: Index, narrow: Index): boolean {
  if (wide.method !== narrow.method || wide.where !== narrow.where || wide.keys.length < narrow.keys.length) return false
  const same = wide.keys.length === narrow.keys.length
  // A longer key allows what a shorter one forbids.
  if (narrow.unique && !(wide.unique && same && nullsDistinct(wide) === nullsDistinct(narrow))) return false
  if (narrow.method !== 'btree' && !same) return false
  if (collations(wide) !== collations(narrow)) return false
  const held = new Set([...wide.keys.map((k) => k.column), ...wide.include])
  if (!narrow.include.every((column) => held.has(column))) return false
  const leading = wide.keys.slice(0, narrow.keys.length)
  const sorted = (flipped: boolean) => narrow.keys.every((key, i) => isSameKey(key, leading[i], flipped))
  // An index is read backwards as well.
  return sorted(false) || (narrow.method === 'btree' && sorted(true))
}

function isSameKey(a: IndexKey, b: IndexKey | undefined, flipped: boolean): boolean {
  return (
    b !== undefined &&
    a.column === b.column &&
    a.expression === b.expression &&
    a.opclass === b.opclass &&
    (a.descending !== b.descending) === flipped &&
    (a.nullsFirst !== b.nullsFirst) === flipped
  )
}

const nullsDistinct = ({ definition }: Index): boolean => !/\bNULLS NOT DISTINCT\b/.test(definition)

/** Which key has which is only in the text; where there are any, the texts of the keys are compared whole. */
function collations({ definition }: Index): string {
  return /\bCOLLATE\b/.test(definition) ? definition.slice(definition.indexOf(' USING ')) : ''
}
