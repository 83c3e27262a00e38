// The schema that the models believe in, as AutoMigrate would make it: migrator/migrator.go and the Postgres driver's types.
// In: the values given to AutoMigrate, or nothing, which means every struct that carries GORM's marks.

import type { ModelColumn, ModelTable } from '../../../sql/models.ts'
import type { Place } from '../../../sql/schema.ts'
import { lineOf } from '../../syntax.ts'
import type { Type } from '../../types.ts'
import { options, typeOf, type Value } from '../../values.ts'
import { holdsNil } from '../struct-fields.ts'
import type { Field } from './fields.ts'
import { checkOf, indexes, uniques } from './model-indexes.ts'
import { foreignKeys } from './model-keys.ts'
import { type RenderContext, schemasOf } from './render.ts'
import type { Schema, Schemas } from './schema.ts'

export function gormModels(context: RenderContext, roots?: readonly Value[]): readonly ModelTable[] {
  const schemas = schemasOf(context)
  const types = roots ? roots.flatMap(options).flatMap((v) => concreteTypes(v, context)) : markedTypes(context)
  const wanted = reachable(types.flatMap((t) => schemas.of(t) ?? []))
  const keyTypes = borrowTypes(wanted)
  const tables = wanted.flatMap((schema) => tableOf(schema, wanted, schemas, keyTypes) ?? [])
  // Two models of one table: the one that says more.
  const byName = new Map<string, ModelTable>()
  for (const table of tables) {
    const known = byName.get(table.name)
    if (!known || known.columns.length < table.columns.length) byName.set(table.name, table)
  }
  return [...byName.values()]
}

/** Where the one field that is a column of a table is declared, be its model migrated or not. */
export function gormColumnPlaces(context: RenderContext, table: string | undefined, column: string): readonly Place[] {
  const schemas = schemasOf(context)
  const places = new Map<string, Place>()
  for (const entity of context.program.types) {
    if ((entity.syntax.typeParams ?? []).length > 0 || entity.syntax.type.kind !== 'struct') continue
    const schema = schemas.of({ kind: 'named', entity })
    const field = table !== undefined && schema?.tables.includes(table) ? schema.byDbName.get(column) : undefined
    const line = field ? lineOf(field.at) : 0
    if (field?.file) places.set(`${field.file.syntax.path}:${line}`, { file: field.file.syntax.path, line, endLine: line })
  }
  return [...places.values()]
}

function concreteTypes(value: Value, context: RenderContext): readonly Type[] {
  if (value.kind === 'list') return value.elements.flatMap(options).flatMap((v) => concreteTypes(v, context))
  // `AutoMigrate(allTables()...)`
  const shape = context.types.underlying(typeOf(value))
  if (shape.kind === 'slice' && value.kind === 'symbolic')
    return context.sources({ kind: 'symbolic', origin: { kind: 'element', of: value.origin }, type: shape.of }).values.map(typeOf)
  const found = context.sources(value).values
  return found.length > 0 ? found.flatMap((v) => (v.kind === 'list' ? concreteTypes(v, context) : [typeOf(v)])) : [typeOf(value)]
}

/** Structs with a `gorm` tag, an embedded gorm.Model or a TableName. */
function markedTypes({ program, types }: RenderContext): readonly Type[] {
  return program.types.flatMap((entity): Type[] => {
    if ((entity.syntax.typeParams ?? []).length > 0 || entity.syntax.type.kind !== 'struct') return []
    const type: Type = { kind: 'named', entity }
    const fields = entity.syntax.type.fields
    const base = fields.some((f) => {
      const t = f.embedded ? types.resolve(f.type, entity.file) : undefined
      return t?.kind === 'external' && t.package === 'gorm.io/gorm' && t.name === 'Model'
    })
    const tagged = fields.some((f) => /\bgorm:"/.test(f.tag ?? ''))
    return base || tagged || entity.methods.has('TableName') ? [type] : []
  })
}

/** Models bring along what they belong to, and the other side of a many-to-many. */
function reachable(roots: readonly Schema[]): readonly Schema[] {
  const seen = new Set<Schema>()
  const add = (schema: Schema) => {
    if (seen.has(schema)) return
    seen.add(schema)
    for (const relation of schema.relations().all.values()) {
      if (relation.field.ignoreMigration) continue
      if (relation.kind === 'belongsTo') add(relation.target)
      if (relation.join) {
        add(relation.target)
        seen.add(relation.join)
      }
    }
  }
  for (const root of roots) add(root)
  return [...seen]
}

interface Shape {
  readonly dataType: string
  readonly gormType: string
  readonly size: number
}

/** A foreign key has the type of the key that it points to. */
function borrowTypes(schemas: readonly Schema[]): ReadonlyMap<Field, Shape> {
  const shapes = new Map<Field, Shape>()
  for (const schema of schemas)
    for (const relation of schema.relations().all.values())
      for (const { primary, foreign } of relation.references) {
        if (!primary || /auto_increment|primary key/i.test(primary.dataType)) continue
        shapes.set(foreign, { dataType: primary.dataType, gormType: primary.gormType, size: foreign.size || primary.size })
      }
  return shapes
}

function tableOf(
  schema: Schema,
  all: readonly Schema[],
  { naming, settings }: Schemas,
  keyTypes: ReadonlyMap<Field, Shape>,
): ModelTable | undefined {
  const [name] = schema.tables
  const columns = schema.dbNames.flatMap((n) => schema.byDbName.get(n) ?? []).filter((f) => !f.ignoreMigration)
  if (name === undefined || columns.length === 0) return undefined
  const entity = schema.type.kind === 'named' ? schema.type.entity : undefined
  const at = columns.find((f) => f.file)
  const place = {
    file: entity?.file.syntax.path ?? at?.file?.syntax.path ?? '',
    line: entity ? lineOf(entity.syntax.at) : at ? lineOf(at.at) : 1,
    endLine: entity?.syntax.endLine ?? (at ? lineOf(at.at) : 1),
  }
  return {
    name,
    place,
    columns: columns.map((f) => columnOf(f, keyTypes.get(f))),
    primaryKey: schema.primary.map((f) => f.dbName),
    indexes: [...uniques(columns, name, naming), ...indexes(columns, name, naming)],
    foreignKeys: settings.foreignKeys ? foreignKeys(schema, all, naming) : [],
    checks: columns.flatMap((f) => checkOf(f, name)),
  }
}

function columnOf(field: Field, borrowed: Shape | undefined): ModelColumn {
  const fallback = defaultOf(field)
  return {
    name: field.dbName,
    type: sqlType(field, borrowed),
    nullable: !field.notNull && !field.primaryKey,
    ...(fallback !== undefined && { default: fallback }),
    stated: [
      ...((field.settings.has('TYPE') || field.settings.has('SIZE')) && !borrowed ? (['type'] as const) : []),
      ...(field.notNull || field.primaryKey ? (['nullable'] as const) : []),
      ...(fallback !== undefined ? (['default'] as const) : []),
    ],
    // A time of creation or change is never written as nil, and a default takes the place of nil.
    writesNull: holdsNil(field.type) && !field.hasDefault && !field.autoCreate && !field.autoUpdate && field.creatable,
    readOnly: !field.creatable && !field.updatable,
    ...field.validation,
    ...(field.file && { place: { file: field.file.syntax.path, line: lineOf(field.at), endLine: lineOf(field.at) } }),
  }
}

function defaultOf(field: Field): string | undefined {
  if (!field.hasDefault || field.defaultValue === '' || field.defaultValue === '(-)') return undefined
  if (!field.plainDefault) return field.defaultValue
  return field.column.dataType === 'string' ? `'${field.defaultValue.replaceAll("'", "''")}'` : field.defaultValue
}

/** Dialector.DataTypeOf */
function sqlType(field: Field, borrowed: Shape | undefined): string {
  const { dataType, size, gormType } = borrowed ?? field
  if (field.column.sqlType && !field.settings.has('TYPE')) return field.column.sqlType
  const serial = (bits: number) => (bits <= 16 ? 'smallserial' : bits <= 32 ? 'serial' : 'bigserial')
  switch (dataType) {
    case 'bool':
      return 'boolean'
    case 'int':
    case 'uint': {
      const bits = dataType === 'uint' ? size + 1 : size
      if (field.autoIncrement && !borrowed) return serial(bits)
      return bits <= 16 ? 'smallint' : bits <= 32 ? 'integer' : 'bigint'
    }
    case 'float':
      if (field.precision > 0) return field.scale > 0 ? `numeric(${field.precision}, ${field.scale})` : `numeric(${field.precision})`
      return 'decimal'
    case 'string': {
      const limit = field.settings.has('SIZE') || borrowed ? size : 0
      return limit > 0 && limit <= 10485760 ? `varchar(${limit})` : 'text'
    }
    case 'time':
      return field.precision > 0 ? `timestamptz(${field.precision})` : 'timestamptz'
    case 'bytes':
      return 'bytea'
    case 'unknown':
      return 'text'
    default:
      return field.autoIncrement && !/serial/i.test(dataType) ? serial(gormType === 'uint' ? size + 1 : size) : dataType
  }
}
