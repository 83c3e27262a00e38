// `tables --format json`: its shape is a contract. Add to it, do not rename.

import { readNeighbours } from '#api/read/neighbours.ts'
import { readForeignKeys } from '#api/read/nodes.ts'
import { flag, integer, node, readRows, text, texts } from '#api/read/rows.ts'
import type { GraphReader, NodeValue } from '#graph/store/store.ts'

export interface TableAnswer {
  readonly name: string
  readonly columns: readonly {
    readonly name: string
    readonly type: string | null
    readonly nullable: boolean | null
    readonly default: string | null
  }[]
  readonly primaryKey: readonly string[]
  readonly foreignKeys: readonly ForeignKeyAnswer[]
  readonly indexes: readonly IndexAnswer[]
  /** Routes as `METHOD path`. */
  readonly readBy: readonly string[]
  readonly writtenBy: readonly string[]
}

interface ForeignKeyAnswer {
  readonly name: string
  readonly columns: readonly string[]
  readonly referencedTable: string
  readonly referencedColumns: readonly string[]
  readonly onDelete: string | null
}

interface IndexAnswer {
  readonly name: string
  readonly columns: readonly string[]
  readonly unique: boolean
  readonly where: string | null
  readonly method: string | null
}

export async function readTables(reader: GraphReader): Promise<readonly TableAnswer[]> {
  const rows = await readRows(reader, 'MATCH (n:Table) RETURN n ORDER BY n.name, n.id')
  const tables = rows.map((row) => node(row, 'n'))
  const ids = tables.map((table) => table.id)
  const columns = await readNeighbours(reader, { from: 'Table', type: 'HAS_COLUMN', direction: 'out', to: 'Column' }, ids)
  const indexes = await readNeighbours(reader, { from: 'Table', type: 'HAS_INDEX', direction: 'out', to: 'Index' }, ids)
  const touched = await readNeighbours(reader, { from: 'Table', type: 'TOUCHES', direction: 'in', to: 'Route' }, ids)
  const foreignKeys = await readForeignKeys(reader, ids, 'out')
  return tables.map((table) => {
    const routes = (mode: string) =>
      unique((touched.get(table.id) ?? []).filter((t) => t.relationship.properties.mode === mode).map((t) => routeName(t.node)))
    return {
      name: text(table.properties.name) ?? table.id,
      columns: (columns.get(table.id) ?? [])
        .map((c) => c.node)
        .sort((a, b) => (integer(a.properties.position) ?? 0) - (integer(b.properties.position) ?? 0))
        .map(({ properties: p }) => ({
          name: text(p.name) ?? '',
          type: text(p.type) ?? null,
          nullable: flag(p.nullable) ?? null,
          default: text(p.default) ?? null,
        })),
      primaryKey: texts(table.properties.primaryKey),
      foreignKeys: (foreignKeys.get(table.id) ?? []).map(({ name, columns: own, referencedTable, referencedColumns, onDelete }) => ({
        name,
        columns: own,
        referencedTable,
        referencedColumns,
        onDelete: onDelete ?? null,
      })),
      indexes: (indexes.get(table.id) ?? [])
        .map(({ node: { properties: p } }) => ({
          name: text(p.name) ?? '',
          columns: texts(p.columns),
          unique: flag(p.unique) ?? false,
          where: text(p.where) ?? null,
          method: text(p.method) ?? null,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      readBy: routes('read'),
      writtenBy: routes('write'),
    }
  })
}

function routeName({ properties: p }: NodeValue): string {
  return `${p.method} ${p.path}`
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort()
}
