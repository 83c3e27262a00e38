// From 18 on Postgres can search an index whose leading column the statement leaves free, by skipping from value to value. Most servers
// are older: there such an index does not serve, whatever the embedded planner says.

import type { DatabaseSchema } from '../schema.ts'
import { type PlanNode, planNodes } from './plan.ts'

/** The first version that skips. */
export const SKIPS_SINCE = 18

/** The first column of each index, by the index's name. */
export function leadingColumns({ tables }: DatabaseSchema): ReadonlyMap<string, string> {
  const indexes = tables.flatMap((t) => t.indexes)
  return new Map(indexes.flatMap(({ name, method, keys: [first] }) => (method === 'btree' && first?.column ? [[name, first.column]] : [])))
}

/** Indexes that the plan searches past their leading column. */
export function skippedIndexes(plan: PlanNode, leading: ReadonlyMap<string, string>): readonly string[] {
  const names = planNodes(plan).flatMap(({ index, condition }) => {
    const column = index === undefined ? undefined : leading.get(index)
    return index !== undefined && column !== undefined && condition !== undefined && !mentions(condition, column) ? [index] : []
  })
  return [...new Set(names)].sort()
}

function mentions(condition: string, column: string): boolean {
  const word = column.replace(/[^\w]/g, '\\$&')
  return new RegExp(`(?<![\\w$])"?${word}"?(?![\\w$])`).test(condition.replace(/'(?:[^']|'')*'/g, "''"))
}
