// Asks SQLite's own catalog what the schema is, in the shape that Postgres' has.

import type { PostgresChild } from './postgres-child.ts'
import type { Column, Constraint, DatabaseSchema, Index, IndexKey, ReferentialAction, Table, View } from './schema.ts'

const TABLES = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`
const VIEWS = `SELECT m.name AS "table", c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'view' ORDER BY m.name, c.cid`
const of = (pragma: string, columns: string) =>
  `SELECT m.name AS "table", ${columns} FROM sqlite_schema m, ${pragma}(m.name) c WHERE m.type = 'table'`
const COLUMNS = `${of('pragma_table_xinfo', 'c.cid, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden')} ORDER BY m.name, c.cid`
const KEYS = `${of('pragma_foreign_key_list', 'c.id, c.seq, c."table" AS target, c."from", c."to", c.on_update, c.on_delete')} ORDER BY m.name, c.id, c.seq`
const INDEXES = `SELECT m.name AS "table", i.name, i."unique", i.origin, i.partial, s.sql, k.cid, k.name AS "column", k."desc", k.coll
  FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_xinfo(i.name) k LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = i.name
  WHERE m.type = 'table' AND k."key" = 1 ORDER BY m.name, i.name, k.seqno`

interface Row {
  readonly table: string
}
interface ColumnRow extends Row {
  readonly cid: number
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly dflt_value: string | null
  readonly pk: number
  readonly hidden: number
}
interface KeyRow extends Row {
  readonly id: number
  readonly target: string
  readonly from: string
  readonly to: string | null
  readonly on_update: string
  readonly on_delete: string
}
interface IndexRow extends Row {
  readonly name: string
  readonly unique: number
  readonly origin: string
  readonly sql: string | null
  readonly column: string | null
  readonly desc: number
  readonly coll: string
}

export async function readSqliteCatalog(sqlite: PostgresChild): Promise<DatabaseSchema> {
  const ask = async <T>(sql: string) => (await sqlite.ask('query', { sql })) as readonly T[]
  const tables = await ask<{ name: string }>(TABLES)
  const columns = groupBy(await ask<ColumnRow>(COLUMNS), (r) => r.table)
  const keys = groupBy(await ask<KeyRow>(KEYS), (r) => r.table)
  const indexes = groupBy(await ask<IndexRow>(INDEXES), (r) => r.table)
  const views = groupBy(await ask<{ table: string; name: string }>(VIEWS), (r) => r.table)
  const primaryOf = (name: string) =>
    (columns.get(name) ?? [])
      .filter((c) => c.pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map((c) => c.name)
  return {
    source: 'migrations',
    dialect: 'sqlite',
    tables: tables.map(({ name }): Table => {
      const own = [...groupBy(indexes.get(name) ?? [], (r) => r.name).values()].map(makeIndex)
      const primaryKey = primaryOf(name)
      return {
        name,
        schema: 'public',
        kind: 'table',
        columns: (columns.get(name) ?? []).map(makeColumn),
        primaryKey,
        constraints: constraintsOf(name, primaryKey, own, keys.get(name) ?? [], primaryOf),
        indexes: primaryKey.length > 0 && !own.some((i) => i.primary) ? [...own, rowid(name, primaryKey)] : own,
      }
    }),
    views: [...views].map(
      ([name, rows]): View => ({ name, schema: 'public', materialized: false, columns: rows.map((r) => r.name), reads: [] }),
    ),
    extensions: [],
  }
}

function makeColumn({ cid, name, type, notnull, dflt_value, pk, hidden }: ColumnRow): Column {
  return {
    name,
    type: type.toLowerCase() || 'any',
    nullable: notnull === 0 && pk === 0,
    ...(dflt_value !== null && { default: dflt_value }),
    ...(hidden === 2 && { generated: 'virtual' as const }),
    ...(hidden === 3 && { generated: 'stored' as const }),
    position: cid + 1,
  }
}

function makeIndex(rows: readonly IndexRow[]): Index {
  const [first] = rows as readonly [IndexRow]
  const definition = first.sql ?? ''
  const where = /\)\s*where\s+([\s\S]+)$/i.exec(definition)?.[1]
  return {
    name: first.name,
    keys: rows.map(
      (row): IndexKey => ({
        ...(row.column === null ? { expression: 'an expression' } : { column: row.column }),
        descending: row.desc === 1,
        nullsFirst: row.desc === 0,
        opclass: row.coll === 'BINARY' ? '' : row.coll,
      }),
    ),
    include: [],
    unique: first.unique === 1,
    primary: first.origin === 'pk',
    method: 'btree',
    ...(where !== undefined && { where }),
    valid: true,
    definition,
  }
}

/** An INTEGER PRIMARY KEY is the table's own tree, without an index beside it. */
function rowid(table: string, columns: readonly string[]): Index {
  const keys = columns.map((column): IndexKey => ({ column, descending: false, nullsFirst: true, opclass: '' }))
  return { name: `${table}_rowid`, keys, include: [], unique: true, primary: true, method: 'btree', valid: true, definition: '' }
}

function constraintsOf(
  table: string,
  primaryKey: readonly string[],
  indexes: readonly Index[],
  keys: readonly KeyRow[],
  primaryOf: (table: string) => readonly string[],
): readonly Constraint[] {
  const list = (columns: readonly string[]) => `(${columns.join(', ')})`
  const primary: Constraint = {
    name: `${table}_pkey`,
    kind: 'primaryKey',
    columns: primaryKey,
    definition: `PRIMARY KEY ${list(primaryKey)}`,
  }
  const unique = indexes
    .filter((i) => i.unique && !i.primary && i.definition === '')
    .map((i): Constraint => {
      const columns = i.keys.flatMap((k) => k.column ?? [])
      return { name: i.name, kind: 'unique', columns, definition: `UNIQUE ${list(columns)}` }
    })
  const foreign = [...groupBy(keys, (k) => k.id).values()].map((rows): Constraint => {
    const [first] = rows as readonly [KeyRow, ...KeyRow[]]
    const columns = rows.map((r) => r.from)
    const target = rows.every((r) => r.to !== null) ? rows.map((r) => r.to ?? '') : primaryOf(first.target)
    const action = (word: string) => word.toLowerCase() as ReferentialAction
    return {
      name: `${table}_${columns.join('_')}_fkey`,
      kind: 'foreignKey',
      columns,
      definition: `FOREIGN KEY ${list(columns)} REFERENCES ${first.target}${list(target)}`,
      references: { table: first.target, columns: target },
      onDelete: action(first.on_delete),
      onUpdate: action(first.on_update),
    }
  })
  return [...(primaryKey.length > 0 ? [primary] : []), ...unique, ...foreign]
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const own = groups.get(key(item))
    if (own) own.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}
