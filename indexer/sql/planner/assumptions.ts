// What the planner is told of tables that are empty here and large where they run. Assumed, never measured: each scenario says so in
// words that stand in the finding. The statistics of a live database take this place (`indexer/live/planner.ts`).

import { type ColumnFacts, columnFacts } from '../index-advice/column-facts.ts'
import { parseSql } from '../parser.ts'
import type { Column, DatabaseSchema, Table } from '../schema.ts'
import type { StatementLinks } from '../statements/links.ts'
import { valuesOfNewRows } from './new-rows.ts'
import { rowTables } from './partitions.ts'
import type { BoundValues } from './question.ts'

export interface Scenario {
  readonly name: string
  /** Of every table that grows. */
  readonly rows: number
  /** Rows that refer to one row of another table. */
  readonly perParent: number
  /** Rows with one value of a column that is neither key nor reference nor one of few values. */
  readonly perValue: number
  /** Share of the rows that have the value which a new row gets by default, where the values are few. */
  readonly usual: number
  /** The same of a boolean. */
  readonly unmarked: number
}

/** The first is also what is taken for the columns of a live table that nothing is known of. */
export const SCENARIOS: readonly [Scenario, ...Scenario[]] = [
  { name: 'large and even', rows: 1_000_000, perParent: 20, perValue: 10, usual: 0.8, unmarked: 0.995 },
  { name: 'few large parents', rows: 500_000, perParent: 2_000, perValue: 200, usual: 0.98, unmarked: 0.999 },
  { name: 'still small', rows: 50_000, perParent: 20, perValue: 10, usual: 0.9, unmarked: 0.995 },
]

/** Bytes: longer values go to a table beside it. */
const WIDEST_ROW = 2_000
/** Of a page, without its head. */
const PAGE_BYTES = 8_168
/** A file of Postgres is no longer than this: a larger relation has several, of which there is one here. */
export const MOST_PAGES = 131_072

/** Of a table that nothing in view adds rows to while it runs. */
export const TINY_ROWS = 200

function scenarioText({ name, rows, perParent, usual, unmarked }: Scenario): string {
  const share = (of: number) => `${Number((of * 100).toFixed(1))} %`
  return (
    `${name}: ${rows.toLocaleString('en')} rows a table, ${perParent.toLocaleString('en')} a parent; ` +
    `${share(usual)} have the default of a column of few values, ${share(unmarked)} that of a flag`
  )
}

/** What the planner is told of all tables at once. */
export interface Supposition {
  readonly name: string
  readonly tables: readonly TableStatistics[]
  /** In words, for advice on a table. */
  readonly text: (table: string) => string
  /** Of a live database. */
  readonly measured?: true
  /** Of a live database: tables of whose columns something had to be assumed. */
  readonly unsure?: ReadonlySet<string>
}

/** The first is the one whose plans are shown. */
export type Suppositions = readonly [Supposition, ...Supposition[]]

export interface ColumnStatistics {
  readonly name: string
  readonly nullFraction: number
  /** Bytes. */
  readonly width: number
  /** As Postgres has it: a number of values, or when negative a share of the rows. */
  readonly distinct: number
  readonly common: readonly { readonly value: string; readonly frequency: number }[]
  /** Evenly spread over the last two years. */
  readonly spread?: 'time'
  /** Bounds between which there are as many rows each, without the common values. */
  readonly histogram?: readonly string[]
  /** 1: in the order of the rows on disk. */
  readonly correlation: number
}

export interface TableStatistics {
  readonly table: Table
  /** What it is a partition of, or itself. */
  readonly whole: Table
  readonly rows: number
  readonly pages: number
  readonly columns: readonly ColumnStatistics[]
  /** By index, where they are known. */
  readonly indexPages?: Readonly<Record<string, number>>
}

/** What the statements tell of the data. */
export interface DataUse {
  /** Tables that get rows while the application runs; what is not here stays as the migrations left it. */
  readonly growing: ReadonlySet<string>
  /** `table.column` to the constants that it is compared with. */
  readonly constants: ReadonlyMap<string, ReadonlySet<string>>
  /** Values of `table.column` that a statement takes rows away from: states on the way to another, in which few rows are at a time. */
  readonly passing: ReadonlyMap<string, ReadonlySet<string>>
  /** `table.column` of times that most statements on the table want to be NULL: rows that are gone, and are few. */
  readonly marks: ReadonlySet<string>
  /** `table.column` to the constant that every new row gets there. */
  readonly begun: ReadonlyMap<string, string>
}

export interface UsingStatement {
  readonly sql: string
  readonly links: StatementLinks
  /** By number of the placeholder what is always bound there. */
  readonly constants?: BoundValues
}

/** The parser has to be loaded. */
export function readDataUse(statements: readonly UsingStatement[], growing: ReadonlySet<string>): DataUse {
  const constants = new Map<string, Set<string>>()
  const passing = new Map<string, Set<string>>()
  const add = (to: Map<string, Set<string>>, key: string, value: string) => to.set(key, (to.get(key) ?? new Set()).add(value))
  const nulls = new Map<string, number>()
  const uses = new Map<string, number>()
  for (const { sql, links, constants: bound = {} } of statements) {
    const { filtersOn, reads, writes } = links
    const set = links.operation === 'update' ? assignedColumns(sql) : new Set()
    for (const table of new Set([...reads, ...writes])) uses.set(table, (uses.get(table) ?? 0) + 1)
    for (const { table, column, op, constantValue, parameter } of filtersOn) {
      const key = `${table}.${column}`
      if (op === 'is null') nulls.set(key, (nulls.get(key) ?? 0) + 1)
      const compared = constantValue ?? bound[parameter ?? 0]
      if (op !== '=' || compared === undefined) continue
      add(constants, key, compared)
      if (set.has(column) && writes.includes(table)) add(passing, key, compared)
    }
  }
  const marks = [...nulls].filter(([key, times]) => times * 2 >= (uses.get(key.slice(0, key.lastIndexOf('.'))) ?? 0)).map(([key]) => key)
  return { growing, constants, passing, marks: new Set(marks), begun: valuesOfNewRows(statements) }
}

/** That an UPDATE sets. */
function assignedColumns(sql: string): ReadonlySet<string> {
  const parsed = parseSql(sql)
  const [tree] = parsed.ok ? parsed.trees : []
  const targets = tree && 'UpdateStmt' in tree ? (tree.UpdateStmt.targetList ?? []) : []
  return new Set(targets.flatMap((t) => ('ResTarget' in t && t.ResTarget.name ? [t.ResTarget.name] : [])))
}

export function assumeData(schema: DatabaseSchema, use: DataUse): Suppositions {
  const [first, ...others] = SCENARIOS
  const suppose = (scenario: Scenario): Supposition => {
    const rowsOf = (whole: Table) => (use.growing.has(whole.name) ? scenario.rows : Math.min(TINY_ROWS, scenario.rows))
    return {
      name: scenario.name,
      text: () => scenarioText(scenario),
      tables: assumeTables(schema, (table, whole, parts) =>
        assumeTable(table, whole, use, { ...scenario, rows: Math.ceil(rowsOf(whole) / parts) }),
      ),
    }
  }
  return [suppose(first), ...others.map(suppose)]
}

/** Of each table that has rows of its own; `whole` is what it is one of so many parts of. */
export function assumeTables(
  schema: DatabaseSchema,
  assume: (table: Table, whole: Table, parts: number) => TableStatistics,
): readonly TableStatistics[] {
  return rowTables(schema).map(({ table, whole, parts }) => assume(table, whole, parts))
}

/** With as many rows as the scenario says. */
export function assumeTable(table: Table, whole: Table, use: DataUse, scenario: Scenario): TableStatistics {
  const { rows } = scenario
  const facts = columnFacts(whole)
  const columns = table.columns.map((c) => assumeColumn(c, whole, facts, rows, use, scenario))
  const width = rowWidth(columns.map((c) => c.width * (1 - c.nullFraction)))
  return { table, whole, rows, pages: Math.min(MOST_PAGES, Math.max(1, Math.ceil((rows * width) / PAGE_BYTES))), columns }
}

/** Of so many pages, by the types of the columns. */
export function rowsIn(pages: number, { columns }: Table): number {
  return Math.floor((pages * PAGE_BYTES) / rowWidth(columns.map((c) => widthOf(c.type))))
}

function rowWidth(widths: readonly number[]): number {
  // What is wider is kept elsewhere.
  return Math.min(
    WIDEST_ROW,
    widths.reduce((sum, width) => sum + width, 28),
  )
}

function assumeColumn(column: Column, table: Table, facts: ColumnFacts, rows: number, use: DataUse, scenario: Scenario): ColumnStatistics {
  const { name, type, nullable } = column
  const key = `${table.name}.${name}`
  const width = widthOf(type)
  const nature = facts.nature(name)
  const time = /^(?:timestamp|date)/.test(type)
  const unique = isUnique(table, name)
  const nullFraction = !nullable ? 0 : use.marks.has(key) && time ? 0.95 : time ? 0.5 : nature === 'reference' ? 0.3 : 0.1
  const base = { name, width, nullFraction, common: [], correlation: 0 }
  if (unique) return { ...base, distinct: -(1 - nullFraction), correlation: /int|serial/.test(type) ? 1 : 0 }
  if (nature === 'flag' || nature === 'closed')
    return {
      ...base,
      ...fewValues(
        use.begun.get(key) ?? presetOf(column),
        column,
        facts.values(name),
        use.constants.get(key),
        use.passing.get(key) ?? NONE,
        scenario,
      ),
    }
  if (time) return { ...base, distinct: -0.9 * (1 - nullFraction), spread: 'time', correlation: column.default === undefined ? 0.3 : 0.95 }
  const each = nature === 'reference' ? scenario.perParent : scenario.perValue
  return { ...base, distinct: Math.max(2, Math.round((rows * (1 - nullFraction)) / each)) }
}

const NONE: ReadonlySet<string> = new Set()

/** The value of new rows fills most of the column; the others share the rest. Without one they are even. What rows pass through is rare. */
function fewValues(
  preset: string | undefined,
  column: Column,
  listed: readonly string[],
  compared: ReadonlySet<string> | undefined,
  passing: ReadonlySet<string>,
  scenario: Scenario,
): Pick<ColumnStatistics, 'distinct' | 'common'> {
  const known = [...new Set([...(preset === undefined ? [] : [preset]), ...listed, ...(compared ?? [])])]
  const count = Math.max(known.length, column.type === 'boolean' ? 2 : 4)
  const rare = 1 - scenario.unmarked
  const passed = column.type === 'boolean' ? NONE : passing
  const usual = preset === undefined || passed.has(preset) ? 0 : column.type === 'boolean' ? scenario.unmarked : scenario.usual
  const others = Math.max(1, count - passed.size - (usual > 0 ? 1 : 0))
  const each = Math.max(0, 1 - usual - rare * passed.size) / others
  const frequency = (value: string) => (passed.has(value) ? rare : usual > 0 && value === preset ? usual : each)
  return {
    distinct: count,
    common: known
      .map((value) => ({ value, frequency: frequency(value) }))
      .sort((a, b) => b.frequency - a.frequency || (a.value < b.value ? -1 : 1)),
  }
}

function presetOf({ default: text, type }: Column): string | undefined {
  if (text === undefined) return undefined
  if (type === 'boolean') return text === 'true' || text === 'false' ? text : undefined
  return /^'((?:[^']|'')*)'(?:::[\w ."]+(?:\(\d+\))?)?$/.exec(text)?.[1]?.replaceAll("''", "'") ?? /^\(?(-?\d+)\)?$/.exec(text)?.[1]
}

function isUnique({ indexes }: Table, column: string): boolean {
  return indexes.some((i) => i.unique && i.where === undefined && i.keys.length === 1 && i.keys[0]?.column === column)
}

const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/\[\]$/, 60],
  [/^(?:bigint|timestamp|double|time|money)/, 8],
  [/^(?:integer|real|date)/, 4],
  [/^smallint/, 2],
  [/^(?:boolean|"char")/, 1],
  [/^(?:uuid|interval|inet|cidr)/, 16],
  [/^numeric/, 8],
  [/^(?:jsonb?|xml|bytea|tsvector)/, 300],
]

function widthOf(type: string): number {
  const length = /^character(?: varying)?\((\d+)\)/.exec(type)?.[1]
  if (length !== undefined) return Math.min(32, Math.ceil(Number(length) / 2) + 1)
  return WIDTHS.find(([pattern]) => pattern.test(type))?.[1] ?? 40
}
