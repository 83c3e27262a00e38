// The schema before each statement, as far as the safety of the next one depends on it: a small catalog that the trees are folded over.

import type { ColumnDef, Constraint, Node, RangeVar } from 'libpg-query'
import { type ConstraintKind, type Place, tableName } from '../schema.ts'
import { type SqlType, typeOf } from './types.ts'

export interface ColumnState {
  readonly name: string
  readonly type: SqlType | undefined
  readonly notNull: boolean
  readonly place: Place
  /** Of the step that made it, or gave it its type. */
  readonly step: number
  /** Step that made it. */
  readonly made: number
  readonly definition: ColumnDef
}

export interface ConstraintState {
  readonly name: string | undefined
  readonly kind: ConstraintKind
  readonly columns: readonly string[]
  readonly valid: boolean
  /** Of a foreign key. */
  readonly references?: { readonly table: string; readonly columns: readonly string[] }
  /** A check says no more than that this column is not null. */
  readonly isNotNull?: string
}

export interface TableState {
  name: string
  readonly place: Place
  /** Step that made it. */
  readonly step: number
  readonly partitioned: boolean
  readonly partition: boolean
  readonly columns: Map<string, ColumnState>
  readonly constraints: ConstraintState[]
  /** Migrations wrote rows into it that stand in their text. */
  seeded: boolean
  /** Step that took all of its rows. */
  emptied: number | undefined
  /** Migrations copied rows into it. */
  filled: boolean
}

export interface IndexState {
  readonly name: string
  readonly table: TableState
  readonly columns: readonly string[]
  readonly unique: boolean
}

export interface SchemaState {
  readonly tables: Map<string, TableState>
  readonly indexes: Map<string, IndexState>
  /** Views and temporary tables. */
  readonly passing: Set<string>
  /** Functions that migrations made: whether they are volatile. */
  readonly functions: Map<string, boolean>
  /** Tables that are gone at the moment, with the step that dropped or renamed them. */
  readonly gone: Map<string, number>
}

export const emptyState = (): SchemaState => ({
  tables: new Map(),
  indexes: new Map(),
  passing: new Set(),
  functions: new Map(),
  gone: new Map(),
})

export function nameOf(range: RangeVar | undefined): string | undefined {
  return range?.relname === undefined ? undefined : tableName(range.schemaname, range.relname)
}

export function wordsOf(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((n) => ('String' in n ? [n.String.sval ?? ''] : []))
}

/** The table or index that a DROP names. */
export function droppedName(object: Node): string {
  const words = 'List' in object ? wordsOf(object.List.items) : 'String' in object ? [object.String.sval ?? ''] : []
  const [name = '', schema] = [...words].reverse()
  return tableName(schema, name)
}

export function makeColumn(definition: ColumnDef, place: Place, step: number): ColumnState {
  const kinds = constraintsOf(definition).map((c) => c.contype)
  const type = typeOf(definition.typeName)
  const notNull = kinds.some((k) => k === 'CONSTR_NOTNULL' || k === 'CONSTR_PRIMARY' || k === 'CONSTR_IDENTITY')
  return {
    name: definition.colname ?? '',
    type,
    notNull: notNull || (type?.name.endsWith('serial') ?? false),
    place,
    step,
    made: step,
    definition,
  }
}

export function constraintsOf(definition: ColumnDef): readonly Constraint[] {
  return (definition.constraints ?? []).flatMap((c) => ('Constraint' in c ? [c.Constraint] : []))
}

const KINDS: Readonly<Record<string, ConstraintKind>> = {
  CONSTR_PRIMARY: 'primaryKey',
  CONSTR_FOREIGN: 'foreignKey',
  CONSTR_UNIQUE: 'unique',
  CONSTR_CHECK: 'check',
  CONSTR_EXCLUSION: 'exclude',
}

export function makeConstraint(constraint: Constraint, column: string | undefined): ConstraintState | undefined {
  const kind = KINDS[constraint.contype ?? '']
  if (!kind) return undefined
  const listed = wordsOf(kind === 'foreignKey' ? constraint.fk_attrs : constraint.keys)
  const target = nameOf(constraint.pktable)
  const isNotNull = kind === 'check' ? notNullColumn(constraint.raw_expr) : undefined
  return {
    name: constraint.conname ?? constraint.indexname,
    kind,
    columns: listed.length > 0 || column === undefined ? listed : [column],
    valid: !constraint.skip_validation,
    ...(kind === 'foreignKey' && target !== undefined && { references: { table: target, columns: wordsOf(constraint.pk_attrs) } }),
    ...(isNotNull !== undefined && { isNotNull }),
  }
}

/** `CHECK (a IS NOT NULL)`. */
function notNullColumn(expression: Node | undefined): string | undefined {
  if (!expression || !('NullTest' in expression) || expression.NullTest.nulltesttype !== 'IS_NOT_NULL') return undefined
  const { arg } = expression.NullTest
  return arg && 'ColumnRef' in arg ? wordsOf(arg.ColumnRef.fields).at(-1) : undefined
}

export function findTable(range: RangeVar | undefined, state: SchemaState): TableState | undefined {
  const name = nameOf(range)
  if (name === undefined) return undefined
  return state.tables.get(name)
}
