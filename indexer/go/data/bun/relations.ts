// Relations between bun's models: belongs-to, has-one, has-many and many-to-many, with the columns that join them, as
// schema/table.go finds them.

import { elementType } from '../struct-fields.ts'
import type { BunField, BunSchemas, BunTable } from './schema.ts'
import { underscore } from './schema.ts'

export interface BunRelation {
  readonly kind: 'belongs-to' | 'has-one' | 'has-many' | 'm2m'
  readonly field: BunField
  readonly target: BunTable
  /** Columns of the model, and those of the target that equal them. */
  readonly base: readonly BunField[]
  readonly joined: readonly BunField[]
  /** The table between, with its columns for either side. */
  readonly through: { readonly table: BunTable; readonly base: readonly BunField[]; readonly joined: readonly BunField[] } | undefined
  readonly polymorphic: string | undefined
  /** `join_on` conditions. */
  readonly conditions: readonly string[]
}

export function relationOf(table: BunTable, name: string, schemas: BunSchemas): BunRelation | undefined {
  const field = table.relations.find((f) => f.goName === name)
  const target = field && schemas.of(elementType(field.type, schemas.facts.types))
  if (!field || !target) return undefined
  const conditions = field.tag.options.get('join_on') ?? []
  const shared = { field, target, conditions, through: undefined, polymorphic: undefined }
  const through = field.tag.options.get('m2m')?.at(-1)
  if (through !== undefined) return manyToMany(table, target, field, through, schemas, conditions)
  const kind = field.tag.options.get('rel')?.at(-1)
  if (kind !== 'belongs-to' && kind !== 'has-one' && kind !== 'has-many') return undefined
  const columns = joinOf(table, target, field, kind)
  return columns && { ...shared, kind, ...columns }
}

type Columns = Pick<BunRelation, 'base' | 'joined' | 'polymorphic'>

function joinOf(table: BunTable, target: BunTable, field: BunField, kind: BunRelation['kind']): Columns | undefined {
  const join = pairs(field)
  const polymorphic = field.tag.options.has('polymorphic')
    ? (join?.find(([own]) => own === 'type')?.[1] ?? `${table.modelName}_type`)
    : undefined
  const wanted =
    join?.filter(([own]) => polymorphic === undefined || own !== 'type') ??
    (kind === 'belongs-to'
      ? keysOf(target).map((pk) => [firstOf(table, `${underscore(field.goName)}_${pk.name}`, pk.name), pk.name] as const)
      : keysOf(table).map((pk) => [pk.name, firstOf(target, `${table.modelName}_${pk.name}`, pk.name)] as const))
  const base = wanted.flatMap(([own]) => table.find(own) ?? [])
  const joined = wanted.flatMap(([, other]) => target.find(other) ?? [])
  return base.length === wanted.length && joined.length === wanted.length && wanted.length > 0 ? { base, joined, polymorphic } : undefined
}

/** Before v1.1 a column called id was the key where none was marked. */
const keysOf = (table: BunTable): readonly BunField[] => (table.primary.length > 0 ? table.primary : [table.find('id') ?? []].flat())

const firstOf = (table: BunTable, first: string, second: string) => (table.find(first) ? first : second)

function pairs({ tag }: BunField): readonly (readonly [string, string])[] | undefined {
  const all = tag.options.get('join')
  return all
    ?.flatMap((text) => text.split(','))
    .map((text) => {
      const [own = '', other = ''] = text.trim().split('=')
      return [own, other] as const
    })
}

function manyToMany(
  table: BunTable,
  target: BunTable,
  field: BunField,
  through: string,
  schemas: BunSchemas,
  conditions: readonly string[],
): BunRelation | undefined {
  const between = schemas.named(through)
  if (!between) return undefined
  const [named] = pairs(field) ?? []
  const left = relationOf(between, named?.[0] ?? table.typeName, schemas)
  const right = relationOf(between, named?.[1] ?? target.typeName, schemas)
  if (!left || !right) return undefined
  return {
    kind: 'm2m',
    field,
    target,
    base: left.joined,
    joined: right.joined,
    through: { table: between, base: left.base, joined: right.base },
    polymorphic: undefined,
    conditions,
  }
}
