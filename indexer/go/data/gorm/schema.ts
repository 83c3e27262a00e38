// Models: a struct type with its table, columns, keys and relations, as schema/schema.go parses it. One Schemas holds all
// of a program, each parsed once; relations are looked for on demand, since models name each other in circles.

import type { Program } from '../../program.ts'
import { printType, type Type, type TypeOracle } from '../../types.ts'
import { elementType } from '../struct-fields.ts'
import { resultTexts, type TypeFacts } from './data-types.ts'
import { type Field, fieldsOf } from './fields.ts'
import { type NamingStrategy, tableName, toDbName } from './naming.ts'
import { type Relations, relationsOf } from './relations.ts'
import type { GormSettings } from './settings.ts'

export interface Schema {
  readonly name: string
  readonly type: Type
  /** Several where `TableName` chooses; none where it is not known. */
  readonly tables: readonly string[]
  readonly dbNames: readonly string[]
  readonly fields: readonly Field[]
  readonly byDbName: ReadonlyMap<string, Field>
  readonly byName: ReadonlyMap<string, Field>
  readonly primary: readonly Field[]
  readonly prioritized: Field | undefined
  /** Fields that the database fills in. */
  readonly databaseDefaults: readonly Field[]
  readonly softDelete: Field | undefined
  /** Embedded structs that could not be looked into: columns are missing. */
  readonly unknown: readonly string[]
  readonly lookUp: (name: string) => Field | undefined
  readonly relations: () => Relations
}

export interface Schemas {
  readonly facts: TypeFacts
  readonly settings: GormSettings
  readonly naming: NamingStrategy
  /** The model of a type, through pointers, slices and arrays; undefined where it is no struct. */
  readonly of: (type: Type) => Schema | undefined
}

export function createSchemas(types: TypeOracle, program: Program, settings: GormSettings): Schemas {
  const facts: TypeFacts = { types, program }
  const known = new Map<unknown, Schema>()
  const schemas: Schemas = {
    facts,
    settings,
    naming: settings.naming,
    of(type) {
      const model = elementType(type, types)
      if (!isStruct(model, types)) return undefined
      const key = model.kind === 'named' && !model.args ? model.entity : model.kind === 'struct' ? model.fields : printType(model)
      const found = known.get(key)
      if (found) return found
      const schema = parseSchema(model, schemas)
      known.set(key, schema)
      return schema
    },
  }
  return schemas
}

function isStruct(type: Type, types: TypeOracle): boolean {
  if (type.kind === 'external') return type.package === 'gorm.io/gorm' && type.name === 'Model'
  return types.underlying(type).kind === 'struct'
}

function parseSchema(type: Type, schemas: Schemas): Schema {
  const name = type.kind === 'named' ? type.entity.name : type.kind === 'external' ? type.name : ''
  const columnName = (field: string) => toDbName(field, schemas.naming)
  const { fields, unknown } = fieldsOf(type, schemas.facts, columnName)
  const byDbName = new Map<string, Field>()
  const byName = new Map<string, Field>()
  const dbNames: string[] = []
  let primary: Field[] = []
  for (const field of fields) {
    if (field.dbName === '' && field.dataType !== '') field.dbName = columnName(field.name)
    if (field.dbName !== '') {
      const before = byDbName.get(field.dbName)
      const usable = field.creatable || field.updatable || field.readable
      if (!before || (usable && field.path.length < before.path.length)) {
        if (!before) dbNames.push(field.dbName)
        byDbName.set(field.dbName, field)
        byName.set(field.name, field)
        if (before?.primaryKey) primary = primary.filter((f) => f.dbName !== before.dbName)
        if (field.primaryKey) primary.push(field)
      }
    }
    const of = byName.get(field.name)
    if (!of || of.settings.get('-') === '-') byName.set(field.name, field)
  }
  const lookUp = (wanted: string) => byDbName.get(wanted) ?? byName.get(wanted) ?? byDbName.get(columnName(wanted))
  const prioritized = prioritize(primary, lookUp)
  const databaseDefaults = fields.filter((f) => f.dataType !== '' && f.hasDefault && !f.plainDefault)
  // A whole number as the key counts itself up.
  if (prioritized && /^u?int$/.test(prioritized.gormType) && !prioritized.settings.has('AUTOINCREMENT')) {
    if (!prioritized.hasDefault || prioritized.plainDefault) databaseDefaults.push(prioritized)
    prioritized.hasDefault = true
    prioritized.autoIncrement = true
  }
  let relations: Relations | undefined
  const schema: Schema = {
    name,
    type,
    tables: tablesOf(type, name, schemas),
    dbNames,
    fields,
    byDbName,
    byName,
    primary,
    prioritized,
    databaseDefaults,
    softDelete: fields.find((f) => f.column.softDelete !== undefined && f.dbName !== ''),
    unknown,
    lookUp,
    relations() {
      relations ??= relationsOf(schema, schemas)
      return relations
    },
  }
  return schema
}

function prioritize(primary: Field[], lookUp: (name: string) => Field | undefined): Field | undefined {
  const id = lookUp('id') ?? lookUp('ID')
  if (id?.primaryKey) return id
  if (id && primary.length === 0) {
    id.primaryKey = true
    primary.push(id)
    return id
  }
  return primary.length === 1 ? primary[0] : primary.find((f) => f.autoIncrement)
}

function tablesOf(type: Type, name: string, { facts, naming }: Schemas): readonly string[] {
  const member = facts.types.member(type, 'TableName')
  if (member?.kind !== 'method') return [tableName(name, naming)]
  return resultTexts(member.entity, facts)
}
