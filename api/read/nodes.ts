// Reads of many nodes at once that are not a single hop: nodes by id, how many relationships they have, foreign keys.

import type { NodeLabel } from '#graph/schema.ts'
import type { GraphReader, NodeValue } from '#graph/store/store.ts'
import { labelOf } from '../search/directory.ts'
import { integer, node, readRows, relationship, text } from './rows.ts'

export async function readNodes(reader: GraphReader, ids: readonly string[]): Promise<Map<string, NodeValue>> {
  const found = new Map<string, NodeValue>()
  for (const [label, some] of await byLabel(reader, ids))
    for (const row of await readRows(reader, `UNWIND $ids AS id MATCH (n:${label} {id: id}) RETURN n`, { ids: some })) {
      const n = node(row, 'n')
      found.set(n.id, n)
    }
  return found
}

export interface Degree {
  readonly relationship: string
  readonly direction: 'out' | 'in'
  readonly count: number
}

export async function readDegrees(reader: GraphReader, ids: readonly string[]): Promise<Map<string, Degree[]>> {
  const found = new Map<string, Degree[]>(ids.map((id) => [id, []]))
  for (const [label, some] of await byLabel(reader, ids))
    for (const direction of ['out', 'in'] as const) {
      const arrow = direction === 'out' ? '-[r]->' : '<-[r]-'
      const cypher = `UNWIND $ids AS id MATCH (n:${label} {id: id})${arrow}() RETURN id, type(r) AS type, count(r) AS many ORDER BY id, type`
      for (const row of await readRows(reader, cypher, { ids: some }))
        found.get(text(row.id) ?? '')?.push({ relationship: text(row.type) ?? '', direction, count: integer(row.many) ?? 0 })
    }
  return found
}

export interface ForeignKey {
  readonly name: string
  readonly table: string
  readonly columns: readonly string[]
  readonly referencedTable: string
  readonly referencedColumns: readonly string[]
  readonly onDelete: string | undefined
  readonly file: string | undefined
  readonly line: number | undefined
}

/** Foreign keys by id of the table that has them (`out`) or that they point to (`in`). */
export async function readForeignKeys(
  reader: GraphReader,
  tableIds: readonly string[],
  direction: 'out' | 'in',
): Promise<Map<string, ForeignKey[]>> {
  const pattern = direction === 'out' ? '(c:Column)-[r:REFERENCES]->(d:Column)' : '(d:Column)<-[r:REFERENCES]-(c:Column)'
  const cypher = `UNWIND $ids AS id MATCH (:Table {id: id})-[:HAS_COLUMN]->${pattern} RETURN id, c, r, d ORDER BY id, c.table, r.constraint, c.position, d.position`
  const found = new Map<string, Map<string, ForeignKey>>(tableIds.map((id) => [id, new Map()]))
  for (const row of await readRows(reader, cypher, { ids: tableIds })) {
    const { properties: column } = node(row, 'c')
    const { properties: target } = node(row, 'd')
    const { properties: reference } = relationship(row, 'r')
    const name = text(reference.constraint) ?? `${column.table}_${column.name}_fkey`
    const keys = found.get(text(row.id) ?? '')
    const key = `${column.table} ${name}`
    const known = keys?.get(key)
    keys?.set(key, {
      name,
      table: String(column.table),
      columns: [...(known?.columns ?? []), String(column.name)],
      referencedTable: String(target.table),
      referencedColumns: [...(known?.referencedColumns ?? []), String(target.name)],
      onDelete: text(reference.onDelete),
      file: text(column.file),
      line: integer(column.line),
    })
  }
  return new Map([...found].map(([id, keys]) => [id, [...keys.values()]]))
}

/** Nodes that name their table: they may stand at the table itself, or at a part of it. */
export async function readOfTables(reader: GraphReader, label: NodeLabel, names: readonly string[]): Promise<Map<string, NodeValue[]>> {
  const cypher = `UNWIND $names AS name MATCH (n:${label} {table: name}) RETURN name, n ORDER BY name, n.file, n.line, n.id`
  const found = new Map<string, NodeValue[]>(names.map((name) => [name, []]))
  for (const row of await readRows(reader, cypher, { names })) found.get(text(row.name) ?? '')?.push(node(row, 'n'))
  return found
}

async function byLabel(reader: GraphReader, ids: readonly string[]): Promise<ReadonlyMap<NodeLabel, string[]>> {
  const labels = new Map<NodeLabel, string[]>()
  for (const id of ids) {
    const label = await labelOf(reader, id)
    if (label) labels.set(label, [...(labels.get(label) ?? []), id])
  }
  return labels
}
