// The schema that the models of the code describe, where no migrations exist: written as migrations of its own, so that the same Postgres
// runs it, checks it and answers for it.

import { quote } from './index-advice/print.ts'
import type { Dialect, MigrationSet, MigrationStep } from './migrations.ts'
import type { DatabaseSchema, Place, SchemaResult, SqlDiagnostic } from './schema.ts'

export interface ModelColumn {
  readonly name: string
  /** As Postgres understands it. */
  readonly type: string
  readonly nullable: boolean
  /** An SQL expression. */
  readonly default?: string
  readonly place?: Place
  /** Which of these the model says itself; the rest is what its layer makes of the Go type. */
  readonly stated?: readonly ('type' | 'nullable' | 'default')[]
  /** The field can be nil, which is written as NULL. */
  readonly writesNull?: boolean
  /** It is only read: a statement may make it up. */
  readonly readOnly?: boolean
  /** The longest text that validation lets through. */
  readonly longest?: number
}

export interface ModelIndex {
  readonly name?: string
  /** Column names, or expressions in parentheses; each may end in ASC or DESC. */
  readonly keys: readonly string[]
  readonly unique: boolean
  readonly method?: string
  readonly where?: string
  /** It is there by habit, most often from a library's base model. */
  readonly implied?: boolean
}

export interface ModelForeignKey {
  readonly name?: string
  readonly columns: readonly string[]
  readonly references: { readonly table: string; readonly columns: readonly string[] }
  readonly onDelete?: string
  readonly onUpdate?: string
  /** It follows from a relation between models, whose tag says nothing of a key. */
  readonly implied?: boolean
}

export interface ModelTable {
  readonly name: string
  readonly place: Place
  readonly columns: readonly ModelColumn[]
  readonly primaryKey: readonly string[]
  readonly indexes: readonly ModelIndex[]
  readonly foreignKeys: readonly ModelForeignKey[]
  readonly checks: readonly { readonly name?: string; readonly expression: string }[]
}

export interface ModelSchema {
  readonly tables: readonly ModelTable[]
}

/** To be opened with `openDatabase`, and its result handed to `placeModels`. */
export function migrationsFromModels({ tables }: ModelSchema, dialect: Dialect = 'postgres'): MigrationSet {
  const foreign = dialect === 'mysql' || dialect === 'sqlite'
  const parts: readonly (readonly [string, string])[] = foreign
    ? tables.map((table) => [table.place.file, createTable(table, foreignKeys(table))] as const)
    : [
        ['', [...extensions(tables), ...unknownTypes(tables)].join('\n')],
        ...tables.map((table) => [table.place.file, createTable(table)] as const),
        // Keys point at tables that may come later.
        ...tables.map((table) => [table.place.file, addForeignKeys(table)] as const),
      ]
  const steps = parts
    .filter(([, up]) => up !== '')
    .map(
      ([file, up], index): MigrationStep => ({ file, name: '', version: String(index + 1), position: index + 1, up, transaction: false }),
    )
  return {
    tool: 'models',
    folder: '',
    dialect,
    tables: tables.length,
    steps: dialect === 'mysql' ? steps.map((s) => ({ ...s, up: s.up.replaceAll('"', '`') })) : steps,
  }
}

/** What is said of models that another database than Postgres will hold. */
export function foreignModels(dialect: Dialect, [first]: readonly ModelTable[]): readonly SqlDiagnostic[] {
  if (dialect === 'postgres' || !first) return []
  return [
    {
      stage: 'schema',
      reason: 'dialect-not-supported',
      message: `the program opens ${dialect === 'other' ? 'another database' : dialect}: the schema of its models is drawn approximately, with the types of Postgres`,
      severity: 'warning',
      file: first.place.file,
    },
  ]
}

/** Gives tables and columns the places of their models, and errors the file of theirs; there are no migrations to speak of. */
export function placeModels({ schema, diagnostics }: SchemaResult, { tables }: ModelSchema): SchemaResult {
  const models = new Map(tables.map((t) => [t.name, t]))
  const placed: DatabaseSchema = {
    ...schema,
    ...(schema.source === 'migrations' && { source: 'models' as const }),
    tables: schema.tables.map((table) => {
      const model = models.get(table.name)
      if (!model) return table
      const columns = new Map(model.columns.map((c) => [c.name, c.place ?? model.place]))
      const { place } = model
      return {
        ...table,
        place,
        columns: table.columns.map((c) => ({ ...c, place: columns.get(c.name) ?? place })),
        constraints: table.constraints.map((c) => ({ ...c, place: columns.get(c.columns[0] ?? '') ?? place })),
        indexes: table.indexes.map((i) => ({ ...i, place: columns.get(i.keys[0]?.column ?? '') ?? place })),
      }
    }),
  }
  const lines = new Map(tables.map((t) => [t.place.file, t.place.line]))
  const errors = diagnostics.map((d): SqlDiagnostic => ({ ...d, ...(lines.has(d.file) && { line: lines.get(d.file) ?? 1 }) }))
  return {
    schema: placed,
    migrations: [],
    diagnostics: errors.map((d) => (d.reason === 'migration-failed' ? { ...d, reason: 'model-refused' } : d)),
  }
}

function createTable({ name, columns, primaryKey, checks, indexes }: ModelTable, keys: readonly string[] = []): string {
  const parts = [
    ...columns.map(
      (c) => `${quote(c.name)} ${c.type}${c.nullable ? '' : ' NOT NULL'}${c.default === undefined ? '' : ` DEFAULT ${c.default}`}`,
    ),
    ...(primaryKey.length > 0 ? [`PRIMARY KEY (${list(primaryKey)})`] : []),
    ...checks.map((c) => `${named(c.name)}CHECK (${c.expression})`),
    ...keys,
  ]
  const statements = indexes.map(
    (i) =>
      `CREATE ${i.unique ? 'UNIQUE ' : ''}INDEX ${i.name === undefined ? '' : `${quote(i.name)} `}ON ${table(name)}${i.method === undefined ? '' : ` USING ${i.method}`} (${i.keys.map(indexKey).join(', ')})${i.where === undefined ? '' : ` WHERE ${i.where}`};`,
  )
  return [`CREATE TABLE ${table(name)} (${parts.join(', ')});`, ...statements].join('\n')
}

const addForeignKeys = (model: ModelTable): string =>
  foreignKeys(model)
    .map((k) => `ALTER TABLE ${table(model.name)} ADD ${k};`)
    .join('\n')

const foreignKeys = (model: ModelTable): readonly string[] =>
  model.foreignKeys.map(
    (k) =>
      `${named(k.name)}FOREIGN KEY (${list(k.columns)}) REFERENCES ${table(k.references.table)} (${list(k.references.columns)})${k.onDelete === undefined ? '' : ` ON DELETE ${k.onDelete}`}${k.onUpdate === undefined ? '' : ` ON UPDATE ${k.onUpdate}`}`,
  )

const EXTENSION_WORDS: readonly (readonly [string, RegExp])[] = [
  ['citext', /\bcitext\b/i],
  ['hstore', /\bhstore\b/i],
  ['ltree', /\bltree\b/i],
  ['uuid-ossp', /\buuid_generate_v\d/i],
  ['pg_trgm', /\bgi(?:n|st)_trgm_ops\b/i],
  ['vector', /\b(?:half|sparse)?vec(?:tor)?\(\d+\)/i],
  ['postgis', /\b(?:geometry|geography)\b/i],
]

function extensions(tables: readonly ModelTable[]): readonly string[] {
  const text = tables
    .flatMap((t) => [...t.columns.flatMap((c) => [c.type, c.default ?? '']), ...t.indexes.flatMap((i) => i.keys)])
    .join('\n')
  return EXTENSION_WORDS.filter(([, word]) => word.test(text)).map(([name]) => `CREATE EXTENSION IF NOT EXISTS "${name}";`)
}

const KNOWN_TYPE =
  /^(?:bigint|bigserial|bit|bool|boolean|box|bytea|char|character|cidr|circle|date|decimal|double|float|float4|float8|inet|int|int2|int4|int8|integer|interval|json|jsonb|line|lseg|macaddr|money|numeric|path|point|polygon|real|serial|smallint|smallserial|text|time|timestamp|timestamptz|timetz|tsquery|tsvector|uuid|varbit|varchar|xml|citext|hstore|ltree|vector|halfvec|sparsevec|geometry|geography|\w+range|\w+multirange)$/i

/** A type that the database makes elsewhere, an enum most often: any text will do. */
function unknownTypes(tables: readonly ModelTable[]): readonly string[] {
  const words = tables.flatMap((t) => t.columns.flatMap((c) => /^[a-z_]\w*/i.exec(c.type)?.[0].toLowerCase() ?? []))
  return [...new Set(words)].filter((w) => !KNOWN_TYPE.test(w)).map((w) => `CREATE DOMAIN ${quote(w)} AS text;`)
}

function table(name: string): string {
  return name.split('.').map(quote).join('.')
}

function list(columns: readonly string[]): string {
  return columns.map(quote).join(', ')
}

function named(name: string | undefined): string {
  return name === undefined ? '' : `CONSTRAINT ${quote(name)} `
}

function indexKey(key: string): string {
  const [, column, rest = ''] = /^(\w+)(\s.*)?$/s.exec(key) ?? []
  return column === undefined ? key : `${quote(column)}${rest}`
}
