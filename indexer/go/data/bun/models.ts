// The schema that bun's models describe, as CREATE TABLE would make it: query_table_create.go and the Postgres dialect's types.

import type { ModelColumn, ModelForeignKey, ModelIndex, ModelTable } from '../../../sql/models.ts'
import { lineOf } from '../../syntax.ts'
import { pointerless, type Type } from '../../types.ts'
import { options, typeOf, type Value } from '../../values.ts'
import type { ProgramContext } from '../session.ts'
import { elementType, holdsNil, isMany } from '../struct-fields.ts'
import { quoted } from './format.ts'
import { columnList } from './query.ts'
import { type BunRelation, relationOf } from './relations.ts'
import { type BunField, type BunSchemas, type BunTable, taggedTypes } from './schema.ts'

/** Of the values that CreateTable was given; of every tagged struct where there are none. */
export function bunModels(schemas: BunSchemas, context: ProgramContext, created: readonly Value[]): readonly ModelTable[] {
  const typesOf = (value: Value): readonly Type[] => {
    const found = context.sources(value).values
    return (found.length > 0 ? found : [value]).flatMap(options).map(typeOf)
  }
  const types = created.length > 0 ? created.flatMap(options).flatMap(typesOf) : taggedTypes(schemas.facts, schemas.style)
  const tables = new Map<string, BunTable>()
  for (const table of types.flatMap((t) => schemas.of(t) ?? []))
    if (table.fields.length > 0 && !/[?()\s]/.test(table.name) && (tables.get(table.name)?.fields.length ?? 0) < table.fields.length)
      tables.set(table.name, table)
  return [...tables.values()].map((t) => modelTable(t, schemas, new Set(tables.keys())))
}

function modelTable(table: BunTable, schemas: BunSchemas, all: ReadonlySet<string>): ModelTable {
  const entity = table.type.kind === 'named' ? table.type.entity : undefined
  const place = {
    file: entity?.file.syntax.path ?? '',
    line: entity ? lineOf(entity.syntax.at) : 1,
    endLine: entity?.syntax.endLine ?? 1,
  }
  return {
    name: table.name,
    place,
    columns: table.fields.map((f) => columnOf(f, schemas)),
    primaryKey: table.primary.map((f) => f.name),
    indexes: uniques(table),
    foreignKeys: table.relations.flatMap((f) => {
      const relation = relationOf(table, f.goName, schemas)
      return relation?.kind === 'belongs-to' && all.has(relation.target.name) ? [foreignKey(relation)] : []
    }),
    checks: [],
  }
}

function columnOf(field: BunField, schemas: BunSchemas): ModelColumn {
  const fallback = field.tag.options.get('default')?.at(-1)
  return {
    name: field.name,
    type: sqlType(field, schemas),
    nullable: !(field.primary || field.tag.options.has('notnull') || field.tag.options.has('autoincrement')),
    ...(fallback !== undefined && { default: fallback }),
    stated: [
      ...(field.tag.options.has('type') ? (['type'] as const) : []),
      ...(field.tag.options.has('notnull') || field.primary ? (['nullable'] as const) : []),
      ...(fallback !== undefined ? (['default'] as const) : []),
    ],
    // `nullzero` leaves the value to the column's default.
    writesNull: holdsNil(field.type) && !field.nullZero,
    ...(field.file && { place: { file: field.file.syntax.path, line: lineOf(field.at), endLine: lineOf(field.at) } }),
  }
}

/** Table.addUnique: columns of one name make one constraint. */
function uniques({ fields }: BunTable): readonly ModelIndex[] {
  const groups = new Map<string, string[]>()
  const alone: ModelIndex[] = []
  for (const field of fields)
    for (const name of (field.tag.options.get('unique') ?? []).flatMap((n) => n.split(','))) {
      if (name === '') alone.push({ keys: [field.name], unique: true })
      else groups.set(name, [...(groups.get(name) ?? []), field.name])
    }
  return [...alone, ...[...groups].map(([name, keys]): ModelIndex => ({ name, keys, unique: true }))]
}

function foreignKey({ base, joined, target, field }: BunRelation): ModelForeignKey {
  const onDelete = field.tag.options.get('on_delete')?.at(-1)
  const onUpdate = field.tag.options.get('on_update')?.at(-1)
  return {
    columns: base.map((f) => f.name),
    references: { table: target.name, columns: joined.map((f) => f.name) },
    // A relation is how rows are joined; only one that says what a delete does asks for a key.
    ...(!onDelete && !onUpdate && { implied: true as const }),
    ...(onDelete && { onDelete }),
    ...(onUpdate && { onUpdate }),
  }
}

/** pgdialect's fieldSQLType */
function sqlType(field: BunField, { facts }: BunSchemas): string {
  const wanted = field.tag.options.get('type')?.at(-1)
  if (wanted) return wanted
  if (field.tag.options.has('hstore')) return 'hstore'
  const shape = facts.types.underlying(pointerless(field.type))
  if (field.tag.options.has('array') && (shape.kind === 'slice' || shape.kind === 'array'))
    return `${scalar(elementType(shape.of, facts.types), facts)}[]`
  const own = scalar(field.type, facts)
  if (!field.tag.options.has('autoincrement')) return own
  return own === 'smallint' ? 'smallserial' : own === 'integer' ? 'serial' : 'bigserial'
}

const BASIC: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int8: 'smallint',
  int16: 'smallint',
  uint8: 'smallint',
  uint16: 'smallint',
  int32: 'integer',
  uint32: 'integer',
  float32: 'real',
  float64: 'double precision',
  string: 'varchar',
}

const LIBRARY: Readonly<Record<string, string>> = {
  'time.Time': 'timestamptz',
  'time.Duration': 'bigint',
  'database/sql.NullTime': 'timestamptz',
  'database/sql.NullBool': 'boolean',
  'database/sql.NullFloat64': 'double precision',
  'database/sql.NullInt64': 'bigint',
  'database/sql.NullString': 'varchar',
  'net.IP': 'inet',
  'net.IPNet': 'cidr',
  'encoding/json.RawMessage': 'jsonb',
  'github.com/google/uuid.UUID': 'bytea',
  'github.com/uptrace/bun.NullTime': 'timestamptz',
}

function scalar(type: Type, facts: BunSchemas['facts']): string {
  const at = pointerless(type)
  const shape = facts.types.underlying(at)
  if (shape.kind === 'external') return LIBRARY[`${shape.package}.${shape.name}`] ?? 'varchar'
  if (shape.kind === 'basic') return BASIC[shape.name] ?? (/^u?int/.test(shape.name) ? 'bigint' : 'varchar')
  if (shape.kind === 'slice' || shape.kind === 'array') {
    const element = facts.types.underlying(shape.of)
    return element.kind === 'basic' && /^(byte|uint8)$/.test(element.name) ? 'bytea' : 'jsonb'
  }
  return shape.kind === 'struct' || shape.kind === 'map' || isMany(at, facts.types) ? 'jsonb' : 'varchar'
}

export function createTableText(table: BunTable, schemas: BunSchemas): string {
  const columns = table.fields.map((f) => {
    const { name, type, nullable, default: fallback } = columnOf(f, schemas)
    return `${quoted(name)} ${type}${nullable ? '' : ' NOT NULL'}${fallback === undefined ? '' : ` DEFAULT ${fallback}`}`
  })
  const key = table.primary.length > 0 ? [`PRIMARY KEY (${columnList(table.primary)})`] : []
  return `CREATE TABLE IF NOT EXISTS ${quoted(table.name)} (${[...columns, ...key].join(', ')})`
}
