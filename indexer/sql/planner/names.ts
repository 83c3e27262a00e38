// Names of tables and indexes as Postgres reads them.

import { quote } from '../index-advice/print.ts'
import type { Table } from '../schema.ts'

export function regclass(table: Pick<Table, 'schema' | 'name'>): string {
  return qualified(table.schema, bareName(table))
}

/** The name without its schema. */
export function bareName({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
  return name.startsWith(`${schema}.`) ? name.slice(schema.length + 1) : name
}

export function qualified(schema: string, name: string): string {
  return `${quote(schema)}.${quote(name)}`
}
