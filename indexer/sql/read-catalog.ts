// Asks Postgres' own catalog what the schema is. What extensions brought is left out.

import type { PostgresChild } from './postgres-child.ts'
import {
  type Column,
  type Constraint,
  type ConstraintKind,
  type DatabaseSchema,
  type Index,
  type IndexKey,
  type ReferentialAction,
  type SchemaSource,
  type Table,
  tableName,
  type View,
} from './schema.ts'

const RELATIONS = `
  WITH relation AS (
    SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, c.relispartition AS partition
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  )`

const TABLES = `${RELATIONS}
  SELECT r.oid::int8 AS id, r.schema, r.name, r.kind, r.partition, (SELECT i.inhparent::int8 FROM pg_inherits i WHERE i.inhrelid = r.oid LIMIT 1) AS parent,
    EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = r.oid AND NOT t.tgisinternal AND t.tgtype & 6 = 6)
      OR EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = r.oid AND w.ev_type = '3') AS fills
  FROM relation r ORDER BY r.schema, r.name`

const COLUMNS = `${RELATIONS}
  SELECT r.oid::int8 AS "table", a.attname AS name, a.attnum::int4 AS position, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
    pg_get_expr(d.adbin, d.adrelid) AS "default", a.attidentity::text AS identity, a.attgenerated::text AS generated,
    (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = a.atttypid) AS labels
  FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
  ORDER BY r.oid, a.attnum`

const CONSTRAINTS = `${RELATIONS}
  SELECT r.oid::int8 AS "table", c.conname AS name, c.contype::text AS kind, c.conkey::int4[] AS columns, c.confrelid::int8 AS target, c.confkey::int4[] AS target_columns,
    c.confdeltype::text AS on_delete, c.confupdtype::text AS on_update, pg_get_constraintdef(c.oid) AS definition
  FROM relation r JOIN pg_constraint c ON c.conrelid = r.oid AND c.contype IN ('p', 'f', 'u', 'c', 'x')
  WHERE NOT EXISTS (SELECT 1 FROM pg_constraint p WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)
  ORDER BY r.oid, c.conname`

const INDEXES = `${RELATIONS}
  SELECT r.oid::int8 AS "table", ic.relname AS name, i.indisunique AS unique, i.indisprimary AS primary, i.indisvalid AS valid, am.amname AS method,
    i.indnkeyatts::int4 AS keys, i.indkey::int2[]::int4[] AS columns, i.indoption::int2[]::int4[] AS options,
    (SELECT json_agg(o.opcname ORDER BY k.ord) FROM unnest(i.indclass::oid[]) WITH ORDINALITY k(oid, ord) JOIN pg_opclass o ON o.oid = k.oid) AS opclasses,
    (SELECT json_agg(pg_get_indexdef(i.indexrelid, k, true) ORDER BY k) FROM generate_series(1, i.indnatts) k) AS texts,
    pg_get_expr(i.indpred, i.indrelid, true) AS "where", pg_get_indexdef(i.indexrelid) AS definition
  FROM relation r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_am am ON am.oid = ic.relam
  ORDER BY r.oid, ic.relname`

const VIEW_SOURCES = `
  SELECT DISTINCT w.ev_class::int8 AS view, d.refobjid::int8 AS source
  FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
  WHERE d.refobjid <> w.ev_class AND d.refobjid >= 16384 ORDER BY 1, 2`

const EXTENSIONS = `SELECT extname AS name FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname`

interface RelationRow {
  readonly id: number
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly partition: boolean
  readonly parent: number | null
  readonly fills: boolean
}
interface ColumnRow {
  readonly table: number
  readonly name: string
  readonly position: number
  readonly type: string
  readonly nullable: boolean
  readonly default: string | null
  readonly identity: string
  readonly generated: string
  readonly labels: readonly string[] | null
}
interface ConstraintRow {
  readonly table: number
  readonly name: string
  readonly kind: string
  readonly columns: readonly number[] | null
  readonly target: number
  readonly target_columns: readonly number[] | null
  readonly on_delete: string
  readonly on_update: string
  readonly definition: string
}
interface IndexRow {
  readonly table: number
  readonly name: string
  readonly unique: boolean
  readonly primary: boolean
  readonly valid: boolean
  readonly method: string
  readonly keys: number
  readonly columns: readonly number[]
  readonly options: readonly number[]
  readonly opclasses: readonly string[]
  readonly texts: readonly string[]
  readonly where: string | null
  readonly definition: string
}

const KINDS: Readonly<Record<string, ConstraintKind>> = { p: 'primaryKey', f: 'foreignKey', u: 'unique', c: 'check', x: 'exclude' }
const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

/** Of whatever Postgres answers `query`. */
export async function readCatalog(postgres: Pick<PostgresChild, 'ask'>, source: SchemaSource): Promise<DatabaseSchema> {
  const ask = async <Row>(sql: string) => (await postgres.ask('query', { sql })) as readonly Row[]
  const relations = await ask<RelationRow>(TABLES)
  const columns = await ask<ColumnRow>(COLUMNS)
  const constraints = await ask<ConstraintRow>(CONSTRAINTS)
  const indexes = await ask<IndexRow>(INDEXES)
  const sources = await ask<{ view: number; source: number }>(VIEW_SOURCES)
  const extensions = await ask<{ name: string }>(EXTENSIONS)

  const names = new Map(relations.map((r) => [r.id, tableName(r.schema, r.name)]))
  const columnsOf = groupByTable(columns)
  const constraintsOf = groupByTable(constraints)
  const indexesOf = groupByTable(indexes)
  const columnName = (table: number, position: number) => columnsOf.get(table)?.find((c) => c.position === position)?.name ?? ''
  const isView = (r: RelationRow) => r.kind === 'v' || r.kind === 'm'

  const makeTable = (r: RelationRow): Table => {
    const own = (constraintsOf.get(r.id) ?? []).map((c) => makeConstraint(c, columnName, names))
    return {
      name: tableName(r.schema, r.name),
      schema: r.schema,
      kind: r.kind === 'f' ? 'foreign' : r.partition ? 'partition' : r.kind === 'p' ? 'partitioned' : 'table',
      ...(r.partition && r.parent !== null && { partitionOf: names.get(r.parent) ?? '' }),
      columns: (columnsOf.get(r.id) ?? []).map(makeColumn),
      primaryKey: own.find((c) => c.kind === 'primaryKey')?.columns ?? [],
      constraints: own,
      indexes: (indexesOf.get(r.id) ?? []).map((i) => makeIndex(i, columnName)),
      ...(r.fills && { fills: true as const }),
    }
  }
  const makeView = (r: RelationRow): View => ({
    name: tableName(r.schema, r.name),
    schema: r.schema,
    materialized: r.kind === 'm',
    columns: (columnsOf.get(r.id) ?? []).map((c) => c.name),
    reads: underneath(r.id, sources, relations.filter(isView)).flatMap((id) => names.get(id) ?? []),
  })
  return {
    source,
    tables: relations.filter((r) => !isView(r)).map(makeTable),
    views: relations.filter(isView).map(makeView),
    extensions: extensions.map((e) => e.name),
  }
}

function makeColumn(row: ColumnRow): Column {
  const generated = row.identity ? 'identity' : row.generated === 's' ? 'stored' : row.generated === 'v' ? 'virtual' : undefined
  return {
    name: row.name,
    type: row.type,
    nullable: row.nullable,
    ...(row.default !== null && { default: row.default }),
    ...(generated && { generated }),
    ...(row.labels && { labels: row.labels }),
    position: row.position,
  }
}

function makeConstraint(
  row: ConstraintRow,
  columnName: (table: number, position: number) => string,
  names: ReadonlyMap<number, string>,
): Constraint {
  const kind = KINDS[row.kind] ?? 'check'
  const target = names.get(row.target)
  return {
    name: row.name,
    kind,
    columns: (row.columns ?? []).map((position) => columnName(row.table, position)),
    definition: row.definition,
    ...(kind === 'foreignKey' &&
      target !== undefined && {
        references: { table: target, columns: (row.target_columns ?? []).map((position) => columnName(row.target, position)) },
        onDelete: ACTIONS[row.on_delete] ?? 'no action',
        onUpdate: ACTIONS[row.on_update] ?? 'no action',
      }),
  }
}

function makeIndex(row: IndexRow, columnName: (table: number, position: number) => string): Index {
  const keys = row.columns.slice(0, row.keys).map((position, i): IndexKey => {
    const option = row.options[i] ?? 0
    return {
      ...(position > 0 ? { column: columnName(row.table, position) } : { expression: row.texts[i] ?? '' }),
      descending: (option & 1) !== 0,
      nullsFirst: (option & 2) !== 0,
      opclass: row.opclasses[i] ?? '',
    }
  })
  return {
    name: row.name,
    keys,
    include: row.columns.slice(row.keys).map((position) => columnName(row.table, position)),
    unique: row.unique,
    primary: row.primary,
    method: row.method,
    ...(row.where !== null && { where: row.where }),
    valid: row.valid,
    definition: row.definition,
  }
}

/** Tables under a view, through other views. */
function underneath(view: number, sources: readonly { view: number; source: number }[], views: readonly RelationRow[]): readonly number[] {
  const isView = new Set(views.map((v) => v.id))
  const seen = new Set<number>([view])
  const tables = new Set<number>()
  const queue = [view]
  for (let id = queue.pop(); id !== undefined; id = queue.pop())
    for (const { source } of sources.filter((s) => s.view === id)) {
      if (seen.has(source)) continue
      seen.add(source)
      if (isView.has(source)) queue.push(source)
      else tables.add(source)
    }
  return [...tables].sort((a, b) => a - b)
}

function groupByTable<Row extends { readonly table: number }>(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.table)
    if (group) group.push(row)
    else groups.set(row.table, [row])
  }
  return groups
}
