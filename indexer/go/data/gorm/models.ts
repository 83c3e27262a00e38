// The schema that the models believe in, as AutoMigrate would make it: migrator/migrator.go and the Postgres driver's types.
// In: the values given to AutoMigrate, or nothing, which means every struct that carries GORM's marks.

import type { ModelColumn, ModelForeignKey, ModelIndex, ModelTable } from '../../../sql/models.ts'
import { lineOf } from '../../syntax.ts'
import type { Type } from '../../types.ts'
import { options, typeOf, type Value } from '../../values.ts'
import type { Field } from './fields.ts'
import { checkName, foreignKeyName, indexName, type NamingStrategy, uniqueName } from './naming.ts'
import type { Relation } from './relations.ts'
import { type RenderContext, schemasOf } from './render.ts'
import type { Schema, Schemas } from './schema.ts'
import { listOf, parseSettings } from './tags.ts'

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

function concreteTypes(value: Value, context: RenderContext): readonly Type[] {
  if (value.kind === 'list') return value.elements.flatMap(options).flatMap((v) => concreteTypes(v, context))
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

function uniques(columns: readonly Field[], table: string, naming: NamingStrategy): readonly ModelIndex[] {
  return columns.flatMap((f) => (f.unique ? [{ name: uniqueName(table, f.dbName, naming), keys: [f.dbName], unique: true }] : []))
}

interface IndexPart {
  readonly name: string
  readonly unique: boolean
  readonly method: string | undefined
  readonly where: string | undefined
  readonly key: string
  readonly priority: number
}

/** Schema.ParseIndexes */
function indexes(columns: readonly Field[], table: string, naming: NamingStrategy): readonly ModelIndex[] {
  const named = new Map<string, IndexPart[]>()
  for (const field of columns)
    for (const part of field.tag.split(';').flatMap((p) => indexPart(p, field, table, naming) ?? [])) {
      const list = named.get(part.name)
      if (list) list.push(part)
      else named.set(part.name, [part])
    }
  return [...named].map(([name, parts]) => {
    const method = parts.find((p) => p.method)?.method
    const where = parts.find((p) => p.where)?.where
    return {
      name,
      keys: parts.toSorted((a, b) => a.priority - b.priority).map((p) => p.key),
      unique: parts.some((p) => p.unique),
      ...(method && { method }),
      ...(where && { where }),
    }
  })
}

function indexPart(part: string, field: Field, table: string, naming: NamingStrategy): IndexPart | undefined {
  const [head = '', ...rest] = part.split(':')
  const kind = head.trim().toUpperCase()
  if (kind !== 'INDEX' && kind !== 'UNIQUEINDEX') return undefined
  const tag = rest.join(':')
  const comma = tag.indexOf(',')
  const settings = parseSettings(comma < 0 ? '' : tag.slice(comma + 1), ',')
  const name = comma < 0 ? tag : tag.slice(0, comma)
  const expression = settings.get('EXPRESSION')
  const sort = settings.get('SORT')
  const priority = Number(settings.get('PRIORITY') ?? Number.NaN)
  return {
    name: name || indexName(table, settings.get('COMPOSITE') ?? field.name, naming),
    unique: kind === 'UNIQUEINDEX' || settings.has('UNIQUE') || settings.get('CLASS')?.toUpperCase() === 'UNIQUE',
    method: settings.get('TYPE'),
    where: settings.get('WHERE'),
    key: `${expression ? (/^[\w.]+\(.*\)$|^\(.*\)$/s.test(expression) ? expression : `(${expression})`) : field.dbName}${sort ? ` ${sort}` : ''}`,
    priority: Number.isNaN(priority) ? 10 : priority,
  }
}

function checkOf(field: Field, table: string): ModelTable['checks'] {
  const text = field.settings.get('CHECK')
  if (!text) return []
  const [first = '', ...rest] = text.split(',')
  if (rest.length > 0 && /^[\w-]+$/.test(first)) return [{ name: first, expression: rest.join(',') }]
  return [{ name: checkName(table, field.dbName), expression: first === '' ? rest.join(',') : text }]
}

/** Keys of this table: what it belongs to, what has it, and both sides of a join table. */
function foreignKeys(schema: Schema, all: readonly Schema[], naming: NamingStrategy): readonly ModelForeignKey[] {
  const keys = new Map<string, ModelForeignKey>()
  const add = (relation: Relation, own: boolean, name?: string) => {
    const pairs = relation.references.filter((r) => r.primary && (!relation.join || r.own === own))
    const table = (own ? relation.schema : relation.target).tables[0]
    const rule = relation.field.settings.get('CONSTRAINT') ?? ''
    if (rule === '-' || pairs.length === 0 || table === undefined || relation.field.ignoreMigration) return
    const [first = ''] = listOf(rule)
    const stated = rule.includes(',') && /^[\w-]+$/.test(first) && name === undefined ? first : undefined
    const settings = parseSettings(rule, ',')
    const key = stated ?? name ?? foreignKeyName(relation.schema.tables[0] ?? '', relation.name, naming)
    const onDelete = settings.get('ONDELETE')
    const onUpdate = settings.get('ONUPDATE')
    keys.set(key, {
      name: key,
      columns: pairs.map((r) => r.foreign.dbName),
      references: { table, columns: pairs.flatMap((r) => r.primary?.dbName ?? []) },
      ...(onDelete && { onDelete }),
      ...(onUpdate && { onUpdate }),
    })
  }
  for (const other of all)
    for (const relation of other.relations().all.values()) {
      const has = relation.kind === 'hasOne' || relation.kind === 'hasMany'
      if (has && relation.target === schema && !relation.polymorphic && !relation.field.owner) add(relation, true)
      if (other === schema && relation.kind === 'belongsTo' && !isAnswered(relation)) add(relation, false)
      if (relation.join === schema) {
        const [table = ''] = schema.tables
        const ownName = relation.schema.name
        const otherName = relation.target.name === ownName ? relation.name : relation.target.name
        add(relation, true, foreignKeyName(table, ownName, naming))
        add(relation, false, foreignKeyName(table, otherName, naming))
      }
    }
  return [...keys.values()]
}

/** The other side has this one by the same key: its constraint is the one that is made. */
function isAnswered(relation: Relation): boolean {
  return [...relation.target.relations().all.values()].some(
    (r) =>
      r !== relation &&
      r.target === relation.schema &&
      !r.polymorphic &&
      r.references.length === relation.references.length &&
      r.references.every((x, i) => {
        const mine = relation.references[i]
        return mine !== undefined && x.primary === mine.primary && x.foreign === mine.foreign
      }),
  )
}
