// What the embedded planner is told when a live database has been read: its sizes and statistics in the place of assumptions, and the
// indexes that somebody has made there beside the migrations.

import {
  assumeTable,
  assumeTables,
  type ColumnStatistics,
  type DataUse,
  SCENARIOS,
  type Supposition,
  TINY_ROWS,
} from '../sql/planner/assumptions.ts'
import { isStandIn } from '../sql/planner/partitions.ts'
import { boundedPages } from '../sql/planner/statistics.ts'
import type { DatabaseSchema, Index, Table } from '../sql/schema.ts'
import { sameIndex } from './indexes.ts'
import { indexKey, type LiveColumn, type LiveDatabase } from './read-live.ts'

export function liveData(schema: DatabaseSchema, use: DataUse, live: LiveDatabase): Supposition {
  const unsure = new Set<string>()
  const [scenario] = SCENARIOS
  const tables = assumeTables(schema, (table, whole) => {
    // A partition that stands in has the rows of all.
    const real = live.tables.get(table.name) ?? (isStandIn(table) ? live.tables.get(whole.name) : undefined)
    const rows = Math.max(1, Math.round(real?.rows ?? TINY_ROWS))
    const assumed = assumeTable(table, whole, use, { ...scenario, rows })
    if (!real) return assumed
    if (rows > TINY_ROWS && real.columns.size === 0) unsure.add(table.name)
    return {
      table,
      whole,
      rows,
      pages: boundedPages(real.pages),
      columns: assumed.columns.map((c) => measured(c, real.columns.get(c.name))),
      indexPages: Object.fromEntries(
        table.indexes.flatMap(({ name }) => {
          const size = live.indexes.get(indexKey(table.name, name))
          return size ? [[name, boundedPages(size.bytes / 8192)]] : []
        }),
      ),
    }
  })
  const rowsOf = new Map(tables.map((t) => [t.table.name, t.rows]))
  return {
    name: 'the live database',
    tables,
    measured: true,
    unsure,
    text: (table) =>
      `the live database: ${(rowsOf.get(table) ?? 0).toLocaleString('en')} rows of ${table}` +
      (unsure.has(table) ? ', of whose columns there are no statistics that can be read: those are assumed' : ''),
  }
}

function measured(assumed: ColumnStatistics, real: LiveColumn | undefined): ColumnStatistics {
  if (!real) return assumed
  const held = 1 - real.nullFraction
  return {
    name: assumed.name,
    nullFraction: real.nullFraction,
    width: real.width,
    distinct: real.distinct,
    common: held > 0 ? real.common.map(({ value, frequency }) => ({ value, frequency: frequency / held })) : [],
    histogram: real.histogram,
    correlation: real.correlation,
  }
}

/** Tables as the migrations have them, with the indexes that the live ones have besides. */
export function withLiveIndexes(schema: DatabaseSchema, live: LiveDatabase): DatabaseSchema {
  return { ...schema, tables: schema.tables.map((table) => ({ ...table, indexes: [...table.indexes, ...furtherIndexes(table, live)] })) }
}

/** What makes them. */
export function liveIndexes(schema: DatabaseSchema, live: LiveDatabase): readonly string[] {
  return schema.tables.flatMap((table) => furtherIndexes(table, live).map((i) => i.definition))
}

function furtherIndexes(table: Table, live: LiveDatabase): readonly Index[] {
  const columns = new Set(table.columns.map((c) => c.name))
  const there = live.schema.tables.find((t) => t.name === table.name)?.indexes ?? []
  return there.filter(
    (i) =>
      i.valid &&
      i.keys.every((k) => k.column === undefined || columns.has(k.column)) &&
      i.include.every((c) => columns.has(c)) &&
      !table.indexes.some((own) => own.name === i.name || sameIndex(own, i)),
  )
}
