// Texts that may be long: no row of a B-tree holds more than a third of a page, so that an index on them makes the INSERT of a longer
// one fail. What is only compared for equality a hash index finds, whatever its length.

import type { Column, Table } from '../schema.ts'
import type { CandidateIndex, CandidateKey, Confidence } from './advice.ts'

/** What people call a text that is written to be read, not to be looked up. */
const PROSE =
  /(?:^|_)(?:body|contents?|description|message|text|notes?|comments?|remarks?|bio|biography|about|summary|details?|markdown|html|payload|instructions?|explanation|abstract|prompt|script|stack_?trace)$/i

/** Names of columns that may hold more than a B-tree takes. */
export function longTexts({ columns, constraints, indexes }: Table): ReadonlySet<string> {
  // A B-tree that is there has the bound already.
  const bounded = (name: string) =>
    constraints.some((c) => c.kind === 'check' && new RegExp(`length\\(\\(*"?${name}\\b`, 'i').test(c.definition)) ||
    indexes.some((i) => i.method === 'btree' && i.keys.some((k) => k.column === name))
  const isLong = ({ name, type }: Column) => /^(?:text|character varying|citext)$/.test(type) && PROSE.test(name) && !bounded(name)
  return new Set(columns.filter(isLong).map((c) => c.name))
}

type Wanted = CandidateIndex & { readonly reason: string; readonly confidence: Confidence }

/** As much of a wanted index as takes every row; undefined where nothing is left of it. */
export function fitted<T extends Wanted>(wanted: T, long: ReadonlySet<string>): T | undefined {
  const isLong = ({ name, expression }: CandidateKey) => !expression && long.has(name)
  if (wanted.method !== 'btree' || ![...wanted.equal, ...wanted.tail].some(isLong)) return wanted
  const short = wanted.equal.filter((key) => !isLong(key))
  if (short.length > 0) return { ...wanted, equal: short, tail: short.length < wanted.equal.length ? [] : upTo(wanted.tail, isLong) }
  const [first] = wanted.equal
  if (!first) return undefined
  return {
    ...wanted,
    method: 'hash',
    equal: [first],
    tail: [],
    reason: `${wanted.reason}; a B-tree would refuse each row whose ${first.name} is longer than 2,704 bytes`,
    // Who looks a text up by the whole of it is seldom the one that waits.
    confidence: 'low',
  }
}

function upTo(keys: readonly CandidateKey[], ends: (key: CandidateKey) => boolean): readonly CandidateKey[] {
  const at = keys.findIndex(ends)
  return at < 0 ? keys : keys.slice(0, at)
}
