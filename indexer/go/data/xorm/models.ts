// The schema that xorm's models describe, as Sync makes it: dialects/postgres.go and schemas/type.go.

import type { ModelColumn, ModelIndex, ModelTable } from '../../../sql/models.ts'
import { lineOf } from '../../syntax.ts'
import { pointerless, type Type, UNKNOWN_TYPE } from '../../types.ts'
import { options, typeOf, type Value } from '../../values.ts'
import type { ProgramContext } from '../session.ts'
import { structFields } from '../struct-fields.ts'
import { tableOf, type XormField, type XormTable } from './schema.ts'

/** Of the beans that Sync was given; of every tagged struct where these are not all known. */
export function xormModels(context: ProgramContext, synced: readonly Value[]): readonly ModelTable[] {
  const typesOf = (value: Value): readonly Type[] => {
    if (value.kind === 'list') return [...value.elements.flatMap(options).flatMap(typesOf), ...(value.open ? [UNKNOWN_TYPE] : [])]
    const shape = context.types.underlying(typeOf(value))
    // `Sync(tables()...)`
    if (shape.kind === 'slice' && value.kind === 'symbolic')
      return context.sources({ kind: 'symbolic', origin: { kind: 'element', of: value.origin }, type: shape.of }).values.map(typeOf)
    const found = context.sources(value).values
    return (found.length > 0 ? found : [value]).flatMap(options).map(typeOf)
  }
  const known = synced.flatMap(options).flatMap(typesOf)
  // A list out of view may hold any of them.
  const open = known.length === 0 || known.some((t) => !tableOf(t, context))
  const types = open ? [...known, ...taggedTypes(context)] : known
  const tables = new Map<string, XormTable>()
  for (const table of types.flatMap((t) => tableOf(t, context) ?? [])) {
    const known = tables.get(table.name)
    if (table.fields.length > 0 && (!known || weight(table) > weight(known))) tables.set(table.name, table)
  }
  return [...tables.values()].map((t) => modelTable(t, context))
}

/** Of several models of one table an exported one counts before those that migrations keep for themselves; then the one that says more. */
const weight = ({ type, fields }: XormTable): number =>
  fields.length + (type.kind === 'named' && /^\p{Lu}/u.test(type.entity.name) ? 1000 : 0)

function taggedTypes({ program, types }: ProgramContext): readonly Type[] {
  return program.types.flatMap((entity): Type[] => {
    const type: Type = { kind: 'named', entity }
    if ((entity.syntax.typeParams ?? []).length > 0 || entity.syntax.type.kind !== 'struct') return []
    return structFields(type, types).some((f) => /\bxorm:"[^"-]/.test(f.tag ?? '')) ? [type] : []
  })
}

function modelTable({ type, name, fields, primary }: XormTable, context: ProgramContext): ModelTable {
  const entity = type.kind === 'named' ? type.entity : undefined
  return {
    name,
    place: { file: entity?.file.syntax.path ?? '', line: entity ? lineOf(entity.syntax.at) : 1, endLine: entity?.syntax.endLine ?? 1 },
    columns: fields.map((f) => columnOf(f, context)),
    primaryKey: primary.map((f) => f.name),
    indexes: [...indexes(name, fields, 'unique'), ...indexes(name, fields, 'index')],
    foreignKeys: [],
    checks: [],
  }
}

function columnOf(field: XormField, context: ProgramContext): ModelColumn {
  const fallback = field.words.get('default')
  const required = field.words.has('not') || field.words.has('notnull') || field.words.has('pk')
  return {
    name: field.name,
    type: sqlType(field, context),
    nullable: !required,
    ...(fallback && !/^null$/i.test(fallback) && { default: fallback }),
    stated: [
      ...(field.sqlType !== undefined ? (['type'] as const) : []),
      ...(required ? (['nullable'] as const) : []),
      ...(fallback ? (['default'] as const) : []),
    ],
    ...(field.file && { place: { file: field.file.syntax.path, line: lineOf(field.at), endLine: lineOf(field.at) } }),
  }
}

/** Columns under one name make one index: Table.AddIndex and Index.XName. */
function indexes(table: string, fields: readonly XormField[], word: 'unique' | 'index'): readonly ModelIndex[] {
  const groups = new Map<string, string[]>()
  for (const field of fields) {
    const given = field.words.get(word)
    if (given === undefined || (word === 'unique' && field.words.has('pk') && given === '')) continue
    const name = given || field.name
    groups.set(name, [...(groups.get(name) ?? []), field.name])
  }
  return [...groups].map(
    ([name, keys]): ModelIndex => ({ name: `${word === 'unique' ? 'UQE' : 'IDX'}_${table}_${name}`, keys, unique: word === 'unique' }),
  )
}

/** dialects/postgres.go: SQLType */
const TYPES: Readonly<Record<string, string>> = {
  tinyint: 'smallint',
  mediumint: 'integer',
  int: 'integer',
  datetime: 'timestamp',
  timestampz: 'timestamptz',
  double: 'double precision',
  float: 'real',
  nvarchar: 'varchar',
  nchar: 'char',
  tinytext: 'text',
  mediumtext: 'text',
  longtext: 'text',
  ntext: 'text',
  binary: 'bytea',
  varbinary: 'bytea',
  tinyblob: 'bytea',
  blob: 'bytea',
  mediumblob: 'bytea',
  longblob: 'bytea',
  enum: 'text',
  set: 'text',
  unsigned: 'bigint',
  bit: 'boolean',
}

function sqlType(field: XormField, { types }: ProgramContext): string {
  const own = declared(field, types)
  if (!field.words.has('autoincr')) return own
  return own === 'smallint' ? 'smallserial' : own === 'integer' ? 'serial' : 'bigserial'
}

function declared({ sqlType, words, type }: XormField, types: ProgramContext['types']): string {
  if (sqlType !== undefined) {
    const [, name = '', brackets = ''] = /^(\w+)(\(.*\))?$/.exec(sqlType) ?? []
    const known = TYPES[name] ?? name
    return /char$|decimal|numeric|^timestamp/.test(known) && brackets !== '' ? `${known}${brackets}` : known
  }
  if (words.has('json')) return 'text'
  const at = pointerless(type)
  const shape = types.underlying(at)
  if (shape.kind === 'external') return shape.package === 'time' && shape.name === 'Time' ? 'timestamp' : 'text'
  if (shape.kind !== 'basic') return 'text'
  if (shape.name === 'bool') return 'boolean'
  if (shape.name === 'string') return 'varchar(255)'
  if (shape.name === 'float32') return 'real'
  if (shape.name === 'float64') return 'double precision'
  return /^u?int(8|16|32)?$/.test(shape.name) ? 'integer' : 'bigint'
}
