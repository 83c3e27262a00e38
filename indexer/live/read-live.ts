// What a live PostgreSQL knows of itself: catalog, sizes, statistics, use. Only its catalogs are asked. The values that statistics hold
// belong to somebody: they go to the embedded planner and nowhere else.

import { hash } from 'node:crypto'
import { rowsIn } from '../sql/planner/assumptions.ts'
import { readCatalog } from '../sql/read-catalog.ts'
import { type DatabaseSchema, type Table, tableName } from '../sql/schema.ts'
import { connectLive, type LiveConnection, MARK } from './connect.ts'
import { LiveDatabaseError } from './error.ts'

export interface LiveColumn {
  readonly nullFraction: number
  /** Bytes. */
  readonly width: number
  readonly distinct: number
  readonly correlation: number
  /** Shares of all rows. */
  readonly common: readonly { readonly value: string; readonly frequency: number }[]
  readonly histogram: readonly string[]
}

export interface LiveTable {
  readonly rows: number
  readonly pages: number
  readonly bytes: number
  readonly analysed: boolean
  /** The role may see the statistics of its columns. */
  readonly visible: boolean
  readonly columns: ReadonlyMap<string, LiveColumn>
}

export interface LiveIndex {
  readonly scans: number
  readonly bytes: number
}

export interface LiveStatement {
  readonly sql: string
  readonly calls: number
  /** Milliseconds. */
  readonly time: number
}

export interface LiveDatabase {
  readonly name: string
  /** As it says: `15.4`. */
  readonly release: string
  /** Major. */
  readonly version: number
  readonly schema: DatabaseSchema
  /** By the name that the graph knows. */
  readonly tables: ReadonlyMap<string, LiveTable>
  /** By table and name. */
  readonly indexes: ReadonlyMap<string, LiveIndex>
  /** Since when indexes and statements are counted. */
  readonly since: string | undefined
  /** Undefined where pg_stat_statements cannot be asked. */
  readonly statements: readonly LiveStatement[] | undefined
  /** Of all that is here: another key, other answers. */
  readonly key: string
}

export const indexKey = (table: string, index: string): string => `${table} ${index}`

/** The first whose catalog says all that is asked. */
const OLDEST = 12
const OWN = `n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`

const SERVER = `SELECT current_database() AS name, current_setting('server_version') AS release, current_setting('server_version_num')::int4 AS number,
  (SELECT to_char(stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM pg_stat_database WHERE datname = current_database()) AS since`

const TABLES = `SELECT n.nspname AS schema, c.relname AS name, c.reltuples::float8 AS tuples, c.relpages AS pages, s.n_live_tup::int8 AS live,
    pg_table_size(c.oid) AS bytes, pg_relation_size(c.oid) AS file, s.last_analyze IS NOT NULL OR s.last_autoanalyze IS NOT NULL AS analysed,
    has_table_privilege(c.oid, 'SELECT') AND NOT (c.relrowsecurity AND row_security_active(c.oid)) AS visible
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
  WHERE c.relkind IN ('r', 'p') AND ${OWN} ORDER BY 1, 2`

const COLUMNS = `SELECT n.schemaname AS schema, n.tablename AS "table", n.attname AS name, n.null_frac::float8 AS nulls, n.avg_width AS width,
    n.n_distinct::float8 AS "distinct", coalesce(n.correlation, 0)::float8 AS correlation, n.most_common_vals::text::text[] AS common,
    n.most_common_freqs::float8[] AS frequencies, n.histogram_bounds::text::text[] AS histogram
  FROM pg_stats n WHERE n.schemaname <> 'information_schema' AND n.schemaname !~ '^pg_' AND NOT n.inherited ORDER BY 1, 2, 3`

const INDEXES = `SELECT n.nspname AS schema, t.relname AS "table", c.relname AS name, s.idx_scan::int8 AS scans, pg_relation_size(c.oid) AS bytes
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_stat_all_indexes s ON s.indexrelid = i.indexrelid
  WHERE c.relkind = 'i' AND ${OWN} ORDER BY 1, 2, 3`

const COUNTER = `SELECT n.nspname AS schema, (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'total_exec_time')::int4 AS executed
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'pg_stat_statements'
  WHERE e.extname = 'pg_stat_statements'`

export async function readLive(address: string): Promise<LiveDatabase> {
  const connection = await connectLive(address)
  try {
    const [server] = await connection.query<{ name: string; release: string; number: number; since: string | null }>(SERVER)
    if (!server) throw new LiveDatabaseError('the server does not say what it is')
    const version = Math.floor(server.number / 10_000)
    if (version < OLDEST) throw new LiveDatabaseError(`PostgreSQL ${OLDEST} or later is needed, and this is ${server.release}`)
    await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const schema = await readCatalog(
      { ask: async (_, request) => connection.query('sql' in request ? String(request.sql) : '') as never },
      'live',
    )
    const columns = await readColumns(connection)
    const tables = await readTables(connection, schema, columns)
    const indexes = await readIndexes(connection)
    await connection.query('COMMIT')
    const statements = await readStatements(connection)
    const { name, release, since } = server
    const told = [
      connection.place,
      release,
      schema,
      [...tables].map(([t, { columns: c, ...size }]) => [t, size, [...c]]),
      [...indexes],
      statements,
    ]
    return {
      name,
      release: release.replace(/ .*$/, ''),
      version,
      schema,
      tables,
      indexes,
      since: since ?? undefined,
      statements,
      key: hash('sha1', JSON.stringify(told)),
    }
  } finally {
    await connection.close()
  }
}

interface ColumnRow {
  readonly schema: string
  readonly table: string
  readonly name: string
  readonly nulls: number
  readonly width: number
  readonly distinct: number
  readonly correlation: number
  readonly common: readonly string[] | null
  readonly frequencies: readonly number[] | null
  readonly histogram: readonly string[] | null
}

async function readColumns(connection: LiveConnection): Promise<ReadonlyMap<string, ReadonlyMap<string, LiveColumn>>> {
  const tables = new Map<string, Map<string, LiveColumn>>()
  for (const row of await connection.query<ColumnRow>(COLUMNS)) {
    const name = tableName(row.schema, row.table)
    const columns = tables.get(name) ?? new Map<string, LiveColumn>()
    tables.set(name, columns)
    columns.set(row.name, {
      nullFraction: row.nulls,
      width: row.width,
      distinct: row.distinct,
      correlation: row.correlation,
      common: (row.common ?? []).map((value, i) => ({ value, frequency: row.frequencies?.[i] ?? 0 })),
      histogram: row.histogram ?? [],
    })
  }
  return tables
}

/** So many times fewer than the pages have room for are not all: counting began after them. */
const MISSED = 10

/** Of a table that was never analysed: by what was counted since its counts were set back, which an upgrade of the server does. */
function countedRows(counted: number, pages: number, table: Table | undefined): number {
  const fitting = table ? rowsIn(pages, table) : 0
  return counted * MISSED < fitting ? fitting : counted
}

interface TableRow {
  readonly schema: string
  readonly name: string
  /** -1, before 14 also 0: not known. */
  readonly tuples: number
  readonly pages: number
  readonly live: number | null
  readonly bytes: number
  /** Bytes of the rows themselves, without what is kept beside them. */
  readonly file: number
  readonly analysed: boolean | null
  readonly visible: boolean
}

async function readTables(
  connection: LiveConnection,
  schema: DatabaseSchema,
  columns: ReadonlyMap<string, ReadonlyMap<string, LiveColumn>>,
): Promise<ReadonlyMap<string, LiveTable>> {
  const tables = new Map<string, LiveTable>()
  const named = new Map(schema.tables.map((t) => [t.name, t]))
  for (const row of await connection.query<TableRow>(TABLES)) {
    const name = tableName(row.schema, row.name)
    const known = row.tuples > 0 || (row.tuples === 0 && row.pages > 0)
    const own = columns.get(name) ?? new Map<string, LiveColumn>()
    const pages = row.pages > 0 ? row.pages : Math.ceil(row.file / 8192)
    tables.set(name, {
      rows: known ? row.tuples : countedRows(row.live ?? 0, pages, named.get(name)),
      pages,
      bytes: row.bytes,
      analysed: row.analysed === true || own.size > 0,
      visible: row.visible,
      columns: own,
    })
  }
  // What a partitioned table holds is in its parts.
  for (const whole of schema.tables.filter((t) => t.kind === 'partitioned')) {
    const parts = schema.tables.filter((t) => t.partitionOf === whole.name).flatMap((t) => tables.get(t.name) ?? [])
    const own = tables.get(whole.name)
    const sum = (of: (table: LiveTable) => number) => parts.reduce((total, part) => total + of(part), 0)
    if (own)
      tables.set(whole.name, { ...own, rows: sum((t) => t.rows), pages: sum((t) => t.pages), bytes: sum((t) => t.bytes), analysed: true })
  }
  return tables
}

async function readIndexes(connection: LiveConnection): Promise<ReadonlyMap<string, LiveIndex>> {
  const rows = await connection.query<LiveIndex & { schema: string; table: string; name: string }>(INDEXES)
  return new Map(rows.map(({ schema, table, name, scans, bytes }) => [indexKey(tableName(schema, table), name), { scans, bytes }]))
}

/** Those that this program sends are left out, and what is neither a question nor a change of rows. */
async function readStatements(connection: LiveConnection): Promise<readonly LiveStatement[] | undefined> {
  const [counter] = await connection.query<{ schema: string; executed: number }>(COUNTER)
  if (!counter) return undefined
  const view = `"${counter.schema.replaceAll('"', '""')}".pg_stat_statements`
  const time = counter.executed > 0 ? 'total_exec_time' : 'total_time'
  try {
    return await connection.query<LiveStatement>(
      `SELECT query AS sql, sum(calls)::int8 AS calls, sum(${time})::float8 AS time FROM ${view}
       WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query ~* '\\m(select|insert|update|delete|merge)\\M'
         AND strpos(query, '${MARK}') = 0
       GROUP BY query ORDER BY query`,
    )
  } catch {
    // It is there and not loaded, or not for this role.
    return undefined
  }
}
