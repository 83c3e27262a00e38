// Fields of ent's schemas as columns: schema/field and the Postgres types of dialect/sql/schema.

import { textGiven } from '../../library/ent-schema.ts'
import { lineOf } from '../../syntax.ts'
import { constantText, type Value } from '../../values.ts'
import { pascal } from './naming.ts'
import type { Described } from './schema.ts'

export interface EntField {
  readonly name: string
  readonly column: string
  /** How the generated code names it. */
  readonly goName: string
  readonly sqlType: string
  readonly optional: boolean
  readonly unique: boolean
  /** The code fills it in on create. */
  readonly defaulted: boolean
  readonly updateDefaulted: boolean
  /** As SQL. */
  readonly databaseDefault: string | undefined
  readonly place: { readonly file: string; readonly line: number; readonly endLine: number } | undefined
}

const TYPES: Readonly<Record<string, string>> = {
  Bool: 'boolean',
  Int: 'bigint',
  Int8: 'smallint',
  Int16: 'smallint',
  Int32: 'integer',
  Int64: 'bigint',
  Uint: 'bigint',
  Uint8: 'smallint',
  Uint16: 'smallint',
  Uint32: 'integer',
  Uint64: 'bigint',
  Float: 'double precision',
  Float32: 'real',
  String: 'varchar',
  Text: 'text',
  Bytes: 'bytea',
  UUID: 'uuid',
  Time: 'timestamptz',
  Enum: 'varchar',
  JSON: 'jsonb',
  Strings: 'jsonb',
  Ints: 'jsonb',
  Floats: 'jsonb',
  Any: 'jsonb',
  Other: 'text',
}

export const ID: EntField = {
  name: 'id',
  column: 'id',
  goName: 'ID',
  sqlType: 'bigint',
  optional: false,
  unique: false,
  defaulted: false,
  updateDefaulted: false,
  databaseDefault: undefined,
  place: undefined,
}

export function fieldOf({ calls, at, file }: Described): EntField | undefined {
  const [first] = calls
  const name = constantText(first?.args[0])
  if (!first || name === undefined) return undefined
  const has = (call: string) => calls.some((c) => c.name === call)
  const fallback = calls.findLast((c) => c.name === 'Default')?.args[0]
  const line = lineOf(at)
  return {
    name,
    column: textGiven(calls, 'StorageKey') ?? name,
    goName: pascal(name),
    sqlType: schemaType(calls.findLast((c) => c.name === 'SchemaType')?.args[0]) ?? TYPES[first.name] ?? 'text',
    optional: has('Optional'),
    unique: has('Unique'),
    defaulted: has('Default') || has('DefaultFunc'),
    updateDefaulted: has('UpdateDefault'),
    databaseDefault: literal(fallback),
    place: file === '' ? undefined : { file, line, endLine: line },
  }
}

/** `map[string]string{dialect.Postgres: "numeric(10,2)"}` */
function schemaType(value: Value | undefined): string | undefined {
  if (value?.kind !== 'mapping') return undefined
  return constantText(value.entries.find((e) => constantText(e.key) === 'postgres')?.value)
}

/** Constants alone become a default of the column. */
function literal(value: Value | undefined): string | undefined {
  const written = constantText(value)
  if (written !== undefined) return `'${written.replaceAll("'", "''")}'`
  return value?.kind === 'number' || value?.kind === 'boolean' ? String(value.value) : undefined
}
