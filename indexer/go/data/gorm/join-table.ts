// The table between two models of a many-to-many relation, as GORM makes it up when nobody declares it.

import { singular } from '../inflection.ts'
import type { Field } from './fields.ts'
import { joinTableName, toDbName } from './naming.ts'
import type { Reference } from './relations.ts'
import type { Schema, Schemas } from './schema.ts'
import { listOf } from './tags.ts'

export function joinTable(
  schema: Schema,
  target: Schema,
  field: Field,
  through: string,
  { naming }: Schemas,
): { readonly join: Schema; readonly references: readonly Reference[] } | undefined {
  const keysOf = (side: Schema, wanted: string | undefined) => {
    const names = listOf(wanted)
    const found = names.length > 0 ? names.map(side.lookUp) : side.primary
    return found.some((f) => f === undefined) ? undefined : found.flatMap((f) => f ?? [])
  }
  const ownKeys = keysOf(schema, field.settings.get('FOREIGNKEY'))
  const targetKeys = keysOf(target, field.settings.get('REFERENCES'))
  if (!ownKeys || !targetKeys) return undefined
  const ownNames = listOf(field.settings.get('JOINFOREIGNKEY'))
  const targetNames = listOf(field.settings.get('JOINREFERENCES'))
  const columns = new Map<string, Field>()
  const references: Reference[] = []
  const add = (name: string, of: Field, own: boolean) => {
    const foreign = columns.get(name) ?? joinField(name, of, toDbName(name, naming))
    columns.set(name, foreign)
    references.push({ primary: of, value: '', foreign, own })
  }
  for (const [i, key] of ownKeys.entries()) add(title(ownNames[i] ?? schema.name + key.name), key, true)
  for (const [i, key] of targetKeys.entries()) {
    let name = title(target.name) + key.name
    if (columns.has(name)) name = field.name === target.name ? `${name}Reference` : singular(field.name) + key.name
    add(title(targetNames[i] ?? name), key, false)
  }
  const fields = [...columns.values()]
  const byDbName = new Map(fields.map((f) => [f.dbName, f]))
  const byName = new Map(fields.map((f) => [f.name, f]))
  const join: Schema = {
    name: through,
    type: schema.type,
    tables: [joinTableName(through, naming)],
    dbNames: [...byDbName.keys()],
    fields,
    byDbName,
    byName,
    primary: fields,
    prioritized: undefined,
    databaseDefaults: [],
    softDelete: undefined,
    unknown: [],
    lookUp: (name) => byDbName.get(name) ?? byName.get(name),
    relations: () => ({ all: new Map(), embedded: new Map(), problems: [] }),
  }
  return { join, references }
}

const title = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

function joinField(name: string, of: Field, dbName: string): Field {
  return {
    ...of,
    name,
    path: [name],
    embeddedPath: [name],
    dbName,
    primaryKey: true,
    autoIncrement: false,
    hasDefault: false,
    settings: new Map(),
    tag: '',
    autoCreate: undefined,
    autoUpdate: undefined,
    owner: undefined,
  }
}
