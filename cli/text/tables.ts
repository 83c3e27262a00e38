// The tables of the database for a person: size, keys, what is indexed, and how many routes come by.

import type { TableAnswer } from '../answers/tables.ts'
import type { Terminal } from '../terminal.ts'
import { type Cell, grid } from './grid.ts'

const COLUMNS = [
  { title: 'TABLE' },
  { title: 'COLUMNS', right: true },
  { title: 'READ BY', right: true },
  { title: 'WRITTEN BY', right: true },
  { title: 'FOREIGN KEYS', cut: true },
  { title: 'INDEXED', cut: true },
]

export function tablesText(tables: readonly TableAnswer[], { paint }: Terminal, width: number | undefined): string {
  if (tables.length === 0) return 'No tables: no migrations and no models that Throughline knows.\n'
  const rows = tables.map((table): readonly Cell[] => [
    { text: table.name, paint: paint.bold },
    { text: String(table.columns.length) },
    { text: String(table.readBy.length), paint: table.readBy.length === 0 ? paint.dim : paint.cyan },
    { text: String(table.writtenBy.length), paint: table.writtenBy.length === 0 ? paint.dim : paint.cyan },
    { text: table.foreignKeys.map((key) => `${key.columns.join('+')} → ${key.referencedTable}`).join(', ') || '–' },
    {
      text:
        table.indexes
          .map((index) => `${index.columns.join('+')}${index.unique ? ' (unique)' : ''}${index.where ? ' (partial)' : ''}`)
          .join(', ') || '–',
    },
  ])
  const total = (count: (table: TableAnswer) => number) => tables.reduce((sum, table) => sum + count(table), 0)
  const footer = `${tables.length} tables, ${total((t) => t.columns.length)} columns, ${total((t) => t.foreignKeys.length)} foreign keys, ${total((t) => t.indexes.length)} indexes. READ BY and WRITTEN BY count routes.`
  return `${[...grid(COLUMNS, rows, { width, head: paint.dim }), '', footer].join('\n')}\n`
}
