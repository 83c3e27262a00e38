// How models hang together: schema/relationship.go. Belongs-to, has-one, has-many, many-to-many and polymorphic ones, with
// the foreign keys that tags name or that names give away. What GORM would refuse is a problem, said with its field.

import { isMany } from '../struct-fields.ts'
import type { Field } from './fields.ts'
import { joinTable } from './join-table.ts'
import { toDbName } from './naming.ts'
import type { Schema, Schemas } from './schema.ts'
import { listOf } from './tags.ts'

type RelationKind = 'belongsTo' | 'hasOne' | 'hasMany' | 'many2many'

export interface Reference {
  /** Absent in the type column of a polymorphic relation, which holds `value`. */
  readonly primary: Field | undefined
  readonly value: string
  readonly foreign: Field
  /** The primary key is on the model's own side. */
  readonly own: boolean
}

export interface Relation {
  readonly name: string
  readonly kind: RelationKind
  readonly field: Field
  readonly schema: Schema
  readonly target: Schema
  readonly join: Schema | undefined
  readonly references: readonly Reference[]
  readonly polymorphic: boolean
}

export interface Relations {
  readonly all: ReadonlyMap<string, Relation>
  /** Of embedded structs with a name of their own. */
  readonly embedded: ReadonlyMap<string, Relations>
  readonly problems: readonly string[]
}

interface MutableRelations {
  readonly all: Map<string, Relation>
  readonly embedded: Map<string, MutableRelations>
  readonly problems: string[]
}

const empty = (): MutableRelations => ({ all: new Map(), embedded: new Map(), problems: [] })

export function relationsOf(schema: Schema, schemas: Schemas): Relations {
  const relations = empty()
  for (const field of schema.fields) {
    if (field.dataType !== '' || field.gormType !== '' || !(field.creatable || field.updatable || field.readable)) continue
    const relation = relationOf(schema, field, schemas)
    if (!relation) {
      relations.problems.push(`${schema.name}.${field.name}`)
      continue
    }
    const known = relations.all.get(relation.name)
    if (!known || known.field.path.length > 1) relations.all.set(relation.name, relation)
    let at = relations
    for (const step of field.embeddedPath.slice(0, -1)) {
      const next = at.embedded.get(step) ?? empty()
      at.embedded.set(step, next)
      at = next
    }
    if (at !== relations) at.all.set(relation.name, relation)
  }
  return relations
}

function relationOf(schema: Schema, field: Field, schemas: Schemas): Relation | undefined {
  const target = schemas.of(field.type)
  if (!target) return undefined
  const many = isMany(field.type, schemas.facts.types)
  const base = { name: field.name, field, schema, target, join: undefined, polymorphic: false }
  const { settings } = field
  if (settings.has('POLYMORPHIC') || (settings.has('POLYMORPHICTYPE') && settings.has('POLYMORPHICID'))) {
    const references = polymorphicReferences(schema, target, field)
    return references && { ...base, kind: many ? 'hasMany' : 'hasOne', references, polymorphic: true }
  }
  const through = settings.get('MANY2MANY')
  if (through) {
    const made = joinTable(schema, target, field, through, schemas)
    return made && { ...base, kind: 'many2many', ...made }
  }
  const guesses: readonly Guess[] =
    settings.get('BELONGSTO') || !many
      ? settings.get('BELONGSTO')
        ? ['belongs', 'embeddedBelongs', 'has', 'embeddedHas']
        : [schema.type === target.type || schema === target ? 'belongs' : 'has', 'belongs', 'embeddedBelongs', 'has', 'embeddedHas']
      : ['has', 'embeddedHas']
  for (const guess of guesses) {
    const references = guessReferences(schema, target, field, guess, schemas)
    if (references)
      return { ...base, kind: guess === 'belongs' || guess === 'embeddedBelongs' ? 'belongsTo' : many ? 'hasMany' : 'hasOne', references }
  }
  return undefined
}

function polymorphicReferences(schema: Schema, target: Schema, { settings }: Field): readonly Reference[] | undefined {
  const name = settings.get('POLYMORPHIC') ?? ''
  const type = target.byName.get((settings.get('POLYMORPHICTYPE') ?? `${name}Type`).trim())
  const id = target.byName.get((settings.get('POLYMORPHICID') ?? `${name}ID`).trim())
  const [wanted] = listOf(settings.get('FOREIGNKEY'))
  const primary = wanted ? schema.lookUp(wanted) : schema.prioritized
  if (!type || !id || !primary) return undefined
  const value = settings.get('POLYMORPHICVALUE')?.trim() ?? schema.tables[0] ?? ''
  return [
    { primary: undefined, value, foreign: type, own: false },
    { primary, value: '', foreign: id, own: true },
  ]
}

type Guess = 'belongs' | 'embeddedBelongs' | 'has' | 'embeddedHas'

function guessReferences(schema: Schema, target: Schema, field: Field, guess: Guess, schemas: Schemas): readonly Reference[] | undefined {
  const owner = field.owner && schemas.of(field.owner)
  if (guess.startsWith('embedded') && !owner) return undefined
  const own = guess === 'embeddedHas' || guess === 'embeddedBelongs' ? (owner ?? schema) : schema
  const belongs = guess === 'belongs' || guess === 'embeddedBelongs'
  const primarySchema = belongs ? target : own
  const foreignSchema = belongs ? own : target
  const foreignKeys = listOf(field.settings.get('FOREIGNKEY'))
  const primaryKeys = listOf(field.settings.get('REFERENCES'))
  const foreign: Field[] = []
  let primary: Field[] = []
  if (foreignKeys.length > 0) {
    for (const key of foreignKeys) {
      const found = foreignSchema.lookUp(key)
      if (!found) return undefined
      foreign.push(found)
    }
  } else {
    const name = primarySchema.name || target.name
    const candidates = primaryKeys.length > 0 ? primaryKeys.flatMap((k) => primarySchema.lookUp(k) ?? []) : primarySchema.primary
    for (const candidate of candidates) {
      const prefix = belongs ? field.name : name
      const names = [`${prefix}${candidate.name}`]
      if (candidates.length === 1) names.push(`${prefix}ID`, `${prefix}Id`, toDbName(`${prefix}ID`, schemas.naming))
      const found = nearest(foreignSchema, field, names) ?? names.map(foreignSchema.lookUp).find((f) => f !== undefined)
      if (!found) continue
      foreign.push(found)
      primary.push(candidate)
    }
  }
  if (foreign.length === 0) return undefined
  if (primaryKeys.length > 0) {
    const named = primaryKeys.map(primarySchema.lookUp)
    if (named.some((f) => f === undefined)) return undefined
    primary = named.flatMap((f) => f ?? [])
  } else if (primary.length === 0) {
    if (foreign.length === 1 && primarySchema.prioritized) primary = [primarySchema.prioritized]
    else if (primarySchema.primary.length === foreign.length) primary = [...primarySchema.primary]
    else return undefined
  }
  // An embedded struct's own fields stand in the model under the model's names for them.
  const outer = (f: Field) => (own === schema ? f : (schema.fields.find((o) => o.name === f.name && o.owner !== undefined) ?? f))
  return foreign.flatMap((f, i) => {
    const p = primary[i]
    if (!p) return []
    return [{ primary: belongs ? p : outer(p), value: '', foreign: belongs ? outer(f) : f, own: !belongs }]
  })
}

/** The closest field in the embedded structs around. */
function nearest(schema: Schema, field: Field, names: readonly string[]): Field | undefined {
  for (const name of names)
    for (let depth = field.path.length - 1; depth > 0; depth--) {
      const path = [...field.path.slice(0, depth), name].join('.')
      const found = schema.fields.find((f) => f.path.join('.') === path && f.dbName !== '')
      if (found) return found
    }
  return undefined
}
