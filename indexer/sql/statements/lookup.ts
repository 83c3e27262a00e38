// Names of relations as statements write them, to tables and views of the schema.

import type { DatabaseSchema, Table, View } from '../schema.ts'
import { tableName } from '../schema.ts'

export type Relation = { readonly kind: 'table'; readonly table: Table } | { readonly kind: 'view'; readonly view: View }

export interface Lookup {
  /** A partition stands for the table that it is a part of. */
  relation(schema: string | undefined, name: string): Relation | undefined
  table(name: string): Table | undefined
}

export function createLookup({ tables, views }: DatabaseSchema): Lookup {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const viewByName = new Map(views.map((view) => [view.name, view]))
  /** For names without a schema that are not in public: the search path of the application is not known. */
  const elsewhere = new Map<string, string | undefined>()
  for (const { name, schema } of [...tables, ...views]) {
    if (schema === 'public') continue
    const short = name.slice(schema.length + 1)
    elsewhere.set(short, elsewhere.has(short) ? undefined : name)
  }
  const find = (name: string): Relation | undefined => {
    let table = byName.get(name)
    for (let hops = 0; table?.partitionOf !== undefined && hops < 8; hops++) table = byName.get(table.partitionOf) ?? table
    if (table) return { kind: 'table', table }
    const view = viewByName.get(name)
    return view && { kind: 'view', view }
  }
  return {
    relation(schema, name) {
      const found = find(tableName(schema, name))
      if (found || schema !== undefined) return found
      const other = elsewhere.get(name)
      return other === undefined ? undefined : find(other)
    },
    table: (name) => byName.get(name),
  }
}

const SYSTEM_SCHEMAS = new Set(['pg_catalog', 'information_schema', 'pg_toast'])

/** Postgres' own tables: no part of the application's schema. */
export function isSystemRelation(schema: string | undefined, name: string): boolean {
  return schema === undefined ? name.startsWith('pg_') : SYSTEM_SCHEMAS.has(schema)
}
