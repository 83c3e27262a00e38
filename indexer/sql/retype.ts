// What ALTER COLUMN makes of a column's definition.

import type { AlterTableType, ColumnDef, Node } from 'libpg-query'
import type { TrackedMember } from './migration-changes.ts'

/** For who has no catalog to ask. */
export function retype(member: TrackedMember, subtype: AlterTableType | undefined, def: ColumnDef | undefined): void {
  const { column } = member.syntax
  if (!column) return
  if (subtype === 'AT_AlterColumnType' && def?.typeName) member.syntax = { ...member.syntax, column: { ...column, typeName: def.typeName } }
  if (subtype !== 'AT_SetNotNull' && subtype !== 'AT_DropNotNull') return
  const others = (column.constraints ?? []).filter((c) => !('Constraint' in c && c.Constraint.contype === 'CONSTR_NOTNULL'))
  const constraints: Node[] = subtype === 'AT_SetNotNull' ? [...others, { Constraint: { contype: 'CONSTR_NOTNULL' } }] : others
  member.syntax = { ...member.syntax, column: { ...column, constraints } }
}
