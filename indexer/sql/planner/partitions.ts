// A partitioned table has no rows: its partitions have, and their plans name them. Where the migrations make none (a running program
// makes them, one a month) one stands in for them all.

import type { DatabaseSchema, Index, Table } from '../schema.ts'
import { bareName, regclass } from './names.ts'
import { type PlanNode, planNodes } from './plan.ts'

const STAND_IN = '_stand_in'

export const isStandIn = ({ kind, name }: Table): boolean => kind === 'partition' && name.endsWith(STAND_IN)

/** With a partition for each partitioned table that has none. */
export function withPartitions(schema: DatabaseSchema): DatabaseSchema {
  const parents = new Set(schema.tables.flatMap((t) => t.partitionOf ?? []))
  const lacking = schema.tables.filter((t) => t.kind === 'partitioned' && !parents.has(t.name))
  if (lacking.length === 0) return schema
  return {
    ...schema,
    tables: [
      ...schema.tables,
      ...lacking.map(
        (whole): Table => ({
          ...whole,
          name: whole.name + STAND_IN,
          kind: 'partition',
          partitionOf: whole.name,
          indexes: whole.indexes.map((i) => ({ ...i, name: i.name + STAND_IN })),
        }),
      ),
    ],
  }
}

/** What makes one that stands in, where the other tables are. */
export function standInCommands(part: Table, whole: Table): readonly string[] {
  if (!isStandIn(part)) return []
  const create = `CREATE TABLE IF NOT EXISTS ${regclass(part)} PARTITION OF ${regclass(whole)}`
  return [
    // The first is refused where rows are spread by a hash; where it is not, the second has nothing to do.
    `${create} DEFAULT`,
    `${create} FOR VALUES WITH (MODULUS 1, REMAINDER 0)`,
    // Postgres has named its indexes by rules of its own.
    `DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT c.oid::regclass AS own, p.relname AS whole FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    JOIN pg_class p ON p.oid = i.inhparent JOIN pg_index x ON x.indexrelid = c.oid WHERE x.indrelid = '${regclass(part).replaceAll("'", "''")}'::regclass
  LOOP EXECUTE format('ALTER INDEX %s RENAME TO %I', r.own, r.whole || '${STAND_IN}'); END LOOP; END $$`,
  ]
}

/** The tables that hold the rows of one, each with the table that statements name. */
export function rowTables({ tables }: DatabaseSchema): readonly { readonly table: Table; readonly whole: Table; readonly parts: number }[] {
  const named = new Map(tables.map((t) => [t.name, t]))
  const parents = new Set(tables.flatMap((t) => t.partitionOf ?? []))
  const wholeOf = (table: Table): Table => {
    const parent = named.get(table.partitionOf ?? '')
    return parent ? wholeOf(parent) : table
  }
  const found = tables
    .filter((t) => t.kind === 'table' || (t.kind === 'partition' && !parents.has(t.name)))
    .map((table) => ({ table, whole: wholeOf(table) }))
  const parts = new Map<string, number>()
  for (const { whole } of found) parts.set(whole.name, (parts.get(whole.name) ?? 0) + 1)
  return found.map((f) => ({ ...f, parts: parts.get(f.whole.name) ?? 1 }))
}

/** Plans by the names of whole tables and their indexes. */
export function wholePlans(schema: DatabaseSchema): (plan: PlanNode) => PlanNode {
  const tables = new Map<string, string>()
  const indexes = new Map<string, string>()
  for (const { table, whole } of rowTables(schema)) {
    if (table === whole) continue
    tables.set(bareName(table), bareName(whole))
    for (const index of table.indexes) {
      const same = whole.indexes.find((w) => sameKeys(w, index))
      if (same) indexes.set(index.name, same.name)
    }
  }
  const rename = (plan: PlanNode): PlanNode => ({
    ...plan,
    ...(plan.table !== undefined && { table: tables.get(plan.table) ?? plan.table }),
    ...(plan.index !== undefined && { index: indexes.get(plan.index) ?? plan.index }),
    children: plan.children.map(rename),
  })
  return (plan) => (tables.size > 0 && planNodes(plan).some((n) => n.table !== undefined && tables.has(n.table)) ? rename(plan) : plan)
}

/** Of a table and of its partition. */
export function sameKeys(a: Index, b: Index): boolean {
  const keysOf = ({ keys }: Index) => JSON.stringify(keys.map((k) => [k.column, k.expression, k.descending, k.nullsFirst]))
  return a.method === b.method && a.where === b.where && keysOf(a) === keysOf(b)
}
