// Foreign keys that relations make: Relationship.ParseConstraint.

import type { ModelForeignKey } from '../../../sql/models.ts'
import { foreignKeyName, type NamingStrategy } from './naming.ts'
import type { Relation } from './relations.ts'
import type { Schema } from './schema.ts'
import { listOf, parseSettings } from './tags.ts'

/** Keys of this table: what it belongs to, what has it, and both sides of a join table. */
export function foreignKeys(schema: Schema, all: readonly Schema[], naming: NamingStrategy): readonly ModelForeignKey[] {
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
      ...(rule === '' && { implied: true }),
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
