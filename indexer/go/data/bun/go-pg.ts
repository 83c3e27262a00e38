// Models as go-pg sees them (orm/table.go): its tags in bun's words, the key that is found by its name, and the relations
// that nothing but the types of the fields says.

import { pointerless, type Type } from '../../types.ts'
import type { TypeFacts } from '../gorm/data-types.ts'
import { elementType, isMany, type StructField, structFields, tagValue } from '../struct-fields.ts'
import { type BunField, type ModelStyle, underscore } from './schema.ts'

export const GO_PG_STYLE: ModelStyle = { tag: tagOf, isBase: ({ name }) => name === 'tableName' || name === 'TableName', complete }

/** The `pg` tag, or the older `sql`; what it calls has-one is bun's belongs-to, and the other way round. */
function tagOf({ tag }: StructField): string {
  const text = tagValue(tag, 'pg') || tagValue(tag, 'sql')
  return text
    .replace(/\brel:(has-one|belongs-to)\b/, (_, kind: string) => `rel:${kind === 'has-one' ? 'belongs-to' : 'has-one'}`)
    .replace(/\bmany2many:/, 'm2m:')
}

function complete(fields: readonly BunField[], type: Type, facts: TypeFacts): readonly BunField[] {
  const owner = type.kind === 'named' ? type.entity.name : ''
  const keyed = fields.some((f) => f.primary)
  const key = keyed ? undefined : fields.find((f) => f.name === 'id' || f.name === 'uuid' || f.name === `pk_${underscore(owner)}`)
  // What is zero is NULL, or the column's default.
  return fields.map((declared) => {
    const field = { ...declared, primary: declared.primary || declared === key, nullZero: !declared.tag.options.has('use_zero') }
    const relation = field.tag.options.has('rel') || field.tag.options.has('m2m') ? undefined : relationOf(field, fields, owner, facts)
    return relation ? { ...field, tag: { ...field.tag, options: new Map([...field.tag.options, ['rel', [relation]]]) } } : field
  })
}

/** `Role *Role` beside `RoleID`, `Posts []*Post` whose type has `UserID`. */
function relationOf(field: BunField, fields: readonly BunField[], owner: string, { types }: TypeFacts): string | undefined {
  const target = elementType(field.type, types)
  if (target.kind !== 'named' || types.underlying(pointerless(target)).kind !== 'struct') return undefined
  const has = (names: readonly string[], name: string) => names.some((n) => n.toLowerCase() === `${name}id`.toLowerCase())
  if (!isMany(pointerless(field.type), types))
    return has(
      fields.map((f) => f.goName),
      field.goName,
    )
      ? 'belongs-to'
      : undefined
  const theirs = structFields(target, types).map((f) => f.name)
  return has(theirs, owner) ? 'has-many' : undefined
}
