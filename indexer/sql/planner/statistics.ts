// Assumed statistics as the commands that set them (`pg_restore_relation_stats` and its like, of Postgres 18).

import { readCondition } from '../implication.ts'
import type { Index, Table } from '../schema.ts'
import { type ColumnStatistics, MOST_PAGES, type TableStatistics } from './assumptions.ts'
import { bareName, qualified, regclass } from './names.ts'
import { standInCommands } from './partitions.ts'

export interface StatisticsCommands {
  readonly statements: readonly string[]
  /** Sizes of files, tables and indexes both. */
  readonly pages: readonly (readonly [name: string, pages: number])[]
}

/** Bytes of one entry of a B-tree beside its keys, and how full a page is. */
const ENTRY = 16
const FILLED = 0.9
/** Of an inverted index: many entries a row, each short. */
const INVERTED = 0.5

export function statisticsCommands(tables: readonly TableStatistics[]): StatisticsCommands {
  return {
    statements: tables.flatMap((t) => [
      ...standInCommands(t.table, t.whole),
      // An index that is made resets the number of rows of its table, also when it is rolled back, unless this is set.
      `ALTER TABLE ${regclass(t.table)} SET (autovacuum_enabled = false)`,
      relationStatement(t.table.schema, bareName(t.table), t.pages, t.rows),
      ...t.columns.map((c) => columnStatement(t.table, c)),
      ...t.table.indexes.map((i) => relationStatement(t.table.schema, i.name, indexPages(t, i), indexRows(t, i))),
    ]),
    pages: tables.flatMap((t) => [
      [regclass(t.table), t.pages] as const,
      ...t.table.indexes.map((i) => [qualified(t.table.schema, i.name), indexPages(t, i)] as const),
    ]),
  }
}

export function relationStatement(schema: string, name: string, pages: number, rows: number): string {
  return `SELECT pg_restore_relation_stats('schemaname', ${text(schema)}, 'relname', ${text(name)}, 'relpages', ${pages}, 'reltuples', ${rows}::real)`
}

function columnStatement({ schema, ...table }: Table, c: ColumnStatistics): string {
  const list = (values: readonly (string | number)[]) => `{${values.map((v) => `"${String(v).replace(/["\\]/g, '\\$&')}"`).join(',')}}`
  const common =
    c.common.length === 0
      ? ''
      : `, 'most_common_vals', ${text(list(c.common.map((v) => v.value)))}, 'most_common_freqs', ${text(`{${c.common.map((v) => v.frequency * (1 - c.nullFraction)).join(',')}}`)}::real[]`
  const spread = c.histogram?.length
    ? `, 'histogram_bounds', ${text(list(c.histogram))}`
    : c.spread === undefined
      ? ''
      : `, 'histogram_bounds', (SELECT array_agg(now() - interval '2 years' + n * interval '2 years' / 100 ORDER BY n)::text FROM generate_series(0, 100) n)`
  return (
    `SELECT pg_restore_attribute_stats('schemaname', ${text(schema)}, 'relname', ${text(bareName({ schema, name: table.name }))}, 'attname', ${text(c.name)}, ` +
    `'inherited', false, 'null_frac', ${c.nullFraction}::real, 'avg_width', ${c.width}, 'n_distinct', ${c.distinct}::real${common}${spread}, 'correlation', ${c.correlation}::real)`
  )
}

/** Where nothing is known of a part of a condition. */
const UNKNOWN_SHARE = 0.2

/** Share of the rows that a partial index holds, by what is assumed of the columns in its condition. */
export function heldShare({ columns }: TableStatistics, where: string | undefined): number {
  if (where === undefined) return 1
  return (readCondition(where) ?? [undefined]).reduce((share, part) => {
    const column = columns.find((c) => c.name === part?.column)
    if (!column || !part) return share * UNKNOWN_SHARE
    const held = (value: string) => column.common.find((c) => c.value === value)?.frequency ?? UNKNOWN_SHARE
    if (part.op === 'is null') return share * column.nullFraction
    if (part.op === 'is not null') return share * (1 - column.nullFraction)
    if (part.op === '=' || part.op === 'in')
      return (
        share *
        Math.min(
          1,
          part.constants.reduce((sum, value) => sum + held(value), 0),
        )
      )
    if (part.op === '<>') return share * Math.max(0, 1 - held(part.constants[0] ?? ''))
    return share * UNKNOWN_SHARE
  }, 1)
}

function indexRows(statistics: TableStatistics, { where }: Pick<Index, 'where'>): number {
  return Math.max(1, Math.round(statistics.rows * heldShare(statistics, where)))
}

export function indexPages(
  statistics: TableStatistics,
  index: Pick<Index, 'keys' | 'where' | 'method'> & { readonly name?: string },
): number {
  const known = statistics.indexPages?.[index.name ?? '']
  if (known !== undefined) return known
  const rows = indexRows(statistics, index)
  const width = index.keys.reduce((sum, k) => sum + (statistics.columns.find((c) => c.name === k.column)?.width ?? 20), ENTRY)
  const bytes = index.method === 'gin' ? rows * width * INVERTED : rows * width
  return boundedPages(Math.max(2, bytes / 8192 / FILLED))
}

export function boundedPages(pages: number): number {
  return Math.min(MOST_PAGES, Math.max(1, Math.ceil(pages)))
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
