// Foreign keys whose own columns no index leads with: each delete of a parent, and each look from parent to children, reads the whole table.

import { impliesCondition } from '../implication.ts'
import type { Constraint, DatabaseSchema, Index, Table } from '../schema.ts'
import type { Predicate } from '../statements/links.ts'
import type { Candidate } from './advice.ts'

/** Deletes that the statements make, by table. */
export function foreignKeyCandidates({ tables }: DatabaseSchema, deletes: ReadonlyMap<string, readonly string[]>): readonly Candidate[] {
  return tables
    .filter((table) => table.kind !== 'partition' && table.kind !== 'foreign')
    .flatMap((table) => {
      const missing = table.constraints.filter((c) => c.kind === 'foreignKey' && !isServed(table, c))
      return missing.map((constraint) => candidate(table, constraint, deletes))
    })
}

function isServed(table: Table, { columns }: Constraint): boolean {
  const predicates = columns.map((column): Predicate => ({ source: 0, column, op: '=', value: 'parameter', conjunct: true }))
  return table.indexes.some((index) => index.valid && leadsWith(index, columns) && impliesCondition(predicates, index.where))
}

/** For a key of several columns an index on its first ones is enough to find the few rows. */
function leadsWith(index: Index, columns: readonly string[]): boolean {
  const [first] = index.keys
  if (index.method !== 'btree' && index.method !== 'hash') return false
  return (
    first?.column !== undefined &&
    columns.includes(first.column) &&
    (columns.length === 1 || index.keys.length > 1 || columns[0] === first.column)
  )
}

function candidate(
  table: Table,
  { columns, references, onDelete, name, place }: Constraint,
  deletes: ReadonlyMap<string, readonly string[]>,
): Candidate {
  const parent = references?.table ?? 'its parent'
  const deleting = deletes.get(parent) ?? []
  const effect = { cascade: 'deletes', 'set null': 'updates', 'set default': 'updates' }[String(onDelete)] ?? 'checks'
  return {
    table: table.name,
    kind: 'foreignKey',
    method: 'btree',
    equal: columns.map((column) => ({ name: column })),
    tail: [],
    reason: `foreign key ${name} to ${parent} has no index that leads with ${columns.join(', ')}: each delete from ${parent} scans ${table.name} for the rows that it ${effect}`,
    confidence: deleting.length > 0 ? 'high' : 'medium',
    serves: deleting,
    ...(place && { place }),
  }
}
