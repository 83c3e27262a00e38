// One statement applied to the state. What it cannot see is what dynamic SQL inside functions does.

import type { AlterTableStmt, CreateFunctionStmt, CreateStmt, DropStmt, Node, RenameStmt } from 'libpg-query'
import { parseSql } from '../parser.ts'
import { tableName } from '../schema.ts'
import type { StepStatement } from './read-steps.ts'
import {
  type ConstraintState,
  constraintsOf,
  droppedName,
  findTable,
  makeColumn,
  makeConstraint,
  nameOf,
  type SchemaState,
  type TableState,
  wordsOf,
} from './state.ts'
import { typeOf, volatileCall } from './types.ts'

export function applyStatement(statement: StepStatement, step: number, state: SchemaState): void {
  const { tree } = statement
  if ('CreateStmt' in tree) createTable(tree.CreateStmt, statement, step, state)
  else if ('CreateTableAsStmt' in tree) createFrom(tree, statement, step, state)
  else if ('SelectStmt' in tree && tree.SelectStmt.intoClause)
    add(newTable(nameOf(tree.SelectStmt.intoClause.rel), statement, step), state).filled = true
  else if ('ViewStmt' in tree) state.passing.add(nameOf(tree.ViewStmt.view) ?? '')
  else if ('AlterTableStmt' in tree) alterTable(tree.AlterTableStmt, statement, step, state)
  else if ('IndexStmt' in tree) {
    const { relation, idxname, indexParams = [], unique = false } = tree.IndexStmt
    const table = findTable(relation, state)
    const columns = indexParams.map((p) => ('IndexElem' in p ? (p.IndexElem.name ?? '') : ''))
    const name = idxname ?? `${relation?.relname}_${columns.join('_')}_idx`
    if (table) state.indexes.set(tableName(relation?.schemaname, name), { name, table, columns, unique })
  } else if ('RenameStmt' in tree) rename(tree.RenameStmt, step, state)
  else if ('AlterObjectSchemaStmt' in tree) {
    const { relation, newschema } = tree.AlterObjectSchemaStmt
    const table = findTable(relation, state)
    if (table) move(table, tableName(newschema, relation?.relname ?? ''), step, state)
  } else if ('DropStmt' in tree) drop(tree.DropStmt, step, state)
  else if ('CreateFunctionStmt' in tree) createFunction(tree.CreateFunctionStmt, state)
  else if ('TruncateStmt' in tree) {
    for (const relation of tree.TruncateStmt.relations ?? []) if ('RangeVar' in relation) empty(findTable(relation.RangeVar, state), step)
  } else if ('DeleteStmt' in tree && !tree.DeleteStmt.whereClause) empty(findTable(tree.DeleteStmt.relation, state), step)
  else if ('InsertStmt' in tree) {
    const table = findTable(tree.InsertStmt.relation, state)
    const source = tree.InsertStmt.selectStmt
    if (table && source && 'SelectStmt' in source && !readsTable(source)) table.seeded = true
    else if (table) table.filled = true
  } else if ('CopyStmt' in tree) {
    const table = findTable(tree.CopyStmt.relation, state)
    if (table && tree.CopyStmt.is_from) table.seeded = true
  }
}

function empty(table: TableState | undefined, step: number): void {
  if (table) table.emptied = step
}

function createFunction({ funcname, options = [], sql_body }: CreateFunctionStmt, state: SchemaState): void {
  const given = (name: string) =>
    options.flatMap((o) => ('DefElem' in o && o.DefElem.defname === name && o.DefElem.arg ? [o.DefElem.arg] : []))
  const [volatility] = given('volatility')
  const [language] = given('language')
  const [as] = given('as')
  const name = wordsOf(funcname).at(-1) ?? ''
  const marked = volatility && 'String' in volatility ? volatility.String.sval !== 'volatile' : false
  const isSql = sql_body !== undefined || (language && 'String' in language && language.String.sval?.toLowerCase() === 'sql')
  // Postgres puts the body of an SQL function in its place before it looks.
  const body = as && 'List' in as ? parseSql(wordsOf(as.List.items)[0] ?? '') : undefined
  const called = isSql ? volatileCall(sql_body ?? (body?.ok ? body.trees[0] : undefined), state.functions) : 'the body of another language'
  state.functions.set(name, !marked && called !== undefined)
}

/** Its rows do not all stand in the statement. */
function readsTable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('fromClause' in value && (value.fromClause as readonly Node[]).some((f) => 'RangeVar' in f || 'JoinExpr' in f)) return true
  return Object.values(value).some(readsTable)
}

function newTable(name: string | undefined, statement: StepStatement, step: number, statementOf: CreateStmt = {}): TableState {
  return {
    name: name ?? '',
    place: statement.place(),
    step,
    partitioned: statementOf.partspec !== undefined,
    partition: statementOf.partbound !== undefined,
    columns: new Map(),
    constraints: [],
    seeded: false,
    emptied: undefined,
    filled: false,
  }
}

function add(table: TableState, state: SchemaState): TableState {
  state.tables.set(table.name, table)
  state.gone.delete(table.name)
  return table
}

function createTable(create: CreateStmt, statement: StepStatement, step: number, state: SchemaState): void {
  const name = nameOf(create.relation)
  if (name === undefined || state.tables.has(name)) return
  if (create.relation?.relpersistence === 't') {
    state.passing.add(name)
    return
  }
  const table = add(newTable(name, statement, step, create), state)
  for (const parent of create.inhRelations ?? []) {
    const columns = 'RangeVar' in parent ? findTable(parent.RangeVar, state)?.columns : undefined
    for (const [key, column] of columns ?? []) table.columns.set(key, column)
  }
  for (const element of create.tableElts ?? []) {
    if ('ColumnDef' in element) addColumn(element, table, statement, step)
    if ('Constraint' in element) addConstraint(makeConstraint(element.Constraint, undefined), table)
    if ('TableLikeClause' in element)
      for (const [key, column] of findTable(element.TableLikeClause.relation, state)?.columns ?? []) table.columns.set(key, column)
  }
}

function createFrom(tree: Extract<Node, { CreateTableAsStmt: unknown }>, statement: StepStatement, step: number, state: SchemaState): void {
  const { into, objtype } = tree.CreateTableAsStmt
  const name = nameOf(into?.rel)
  if (name === undefined) return
  if (objtype === 'OBJECT_MATVIEW' || into?.rel?.relpersistence === 't') state.passing.add(name)
  else if (!state.tables.has(name)) add(newTable(name, statement, step), state).filled = true
}

function addColumn(
  { ColumnDef: definition }: Extract<Node, { ColumnDef: unknown }>,
  table: TableState,
  statement: StepStatement,
  step: number,
): void {
  if (definition.colname === undefined || table.columns.has(definition.colname)) return
  table.columns.set(definition.colname, makeColumn(definition, statement.place(definition.location), step))
  for (const constraint of constraintsOf(definition)) addConstraint(makeConstraint(constraint, definition.colname), table)
}

function addConstraint(constraint: ConstraintState | undefined, table: TableState): void {
  if (!constraint) return
  table.constraints.push(constraint)
  if (constraint.kind !== 'primaryKey') return
  for (const name of constraint.columns) setColumn(table, name, { notNull: true })
}

function setColumn(
  table: TableState,
  name: string | undefined,
  changes: Partial<TableState['columns'] extends Map<string, infer C> ? C : never>,
): void {
  const column = name === undefined ? undefined : table.columns.get(name)
  if (column) table.columns.set(column.name, { ...column, ...changes })
}

function alterTable(alter: AlterTableStmt, statement: StepStatement, step: number, state: SchemaState): void {
  const table = findTable(alter.relation, state)
  if (!table) return
  for (const node of alter.cmds ?? []) {
    if (!('AlterTableCmd' in node)) continue
    const { subtype, name, def } = node.AlterTableCmd
    if (subtype === 'AT_AddColumn' && def && 'ColumnDef' in def) addColumn(def, table, statement, step)
    if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def) addConstraint(makeConstraint(def.Constraint, undefined), table)
    if (subtype === 'AT_DropColumn') dropColumn(table, name, state)
    if (subtype === 'AT_SetNotNull') setColumn(table, name, { notNull: true })
    if (subtype === 'AT_DropNotNull') setColumn(table, name, { notNull: false })
    if (subtype === 'AT_AlterColumnType' && def && 'ColumnDef' in def)
      setColumn(table, name, { type: typeOf(def.ColumnDef.typeName), place: statement.place(def.ColumnDef.location), step })
    if (subtype === 'AT_DropConstraint') keep(table.constraints, (c) => c.name !== name)
    if (subtype === 'AT_ValidateConstraint')
      for (const [i, c] of table.constraints.entries()) if (c.name === name) table.constraints[i] = { ...c, valid: true }
  }
}

function dropColumn(table: TableState, name: string | undefined, state: SchemaState): void {
  if (name === undefined) return
  table.columns.delete(name)
  keep(table.constraints, (c) => !c.columns.includes(name))
  for (const [key, index] of state.indexes) if (index.table === table && index.columns.includes(name)) state.indexes.delete(key)
}

function keep<T>(list: T[], wanted: (item: T) => boolean): void {
  list.splice(0, list.length, ...list.filter(wanted))
}

function rename({ renameType, relation, subname, newname = '' }: RenameStmt, step: number, state: SchemaState): void {
  if (renameType === 'OBJECT_INDEX') {
    const key = tableName(relation?.schemaname, relation?.relname ?? '')
    const index = state.indexes.get(key)
    state.indexes.delete(key)
    if (index) state.indexes.set(tableName(relation?.schemaname, newname), { ...index, name: newname })
    return
  }
  const table = findTable(relation, state)
  if (!table) return
  if (renameType === 'OBJECT_TABLE') move(table, tableName(relation?.schemaname, newname), step, state)
  if (renameType === 'OBJECT_TABCONSTRAINT')
    for (const [i, c] of table.constraints.entries()) if (c.name === subname) table.constraints[i] = { ...c, name: newname }
  const column = renameType === 'OBJECT_COLUMN' && subname !== undefined ? table.columns.get(subname) : undefined
  if (!column) return
  table.columns.delete(column.name)
  table.columns.set(newname, { ...column, name: newname })
  const renamed = (names: readonly string[]) => names.map((n) => (n === subname ? newname : n))
  for (const [i, c] of table.constraints.entries()) table.constraints[i] = { ...c, columns: renamed(c.columns) }
  for (const [key, index] of state.indexes) if (index.table === table) state.indexes.set(key, { ...index, columns: renamed(index.columns) })
}

function move(table: TableState, name: string, step: number, state: SchemaState): void {
  state.tables.delete(table.name)
  state.gone.set(table.name, step)
  table.name = name
  add(table, state)
}

function drop({ removeType, objects = [], behavior }: DropStmt, step: number, state: SchemaState): void {
  for (const object of objects) {
    const name = droppedName(object)
    if (removeType === 'OBJECT_INDEX') state.indexes.delete(name)
    if (removeType === 'OBJECT_VIEW' || removeType === 'OBJECT_MATVIEW') state.passing.delete(name)
    if (removeType === 'OBJECT_TABLE') forget(name, step, state)
    if (removeType === 'OBJECT_SCHEMA' && behavior === 'DROP_CASCADE')
      for (const table of [...state.tables.keys()]) if (isIn(table, name)) forget(table, step, state)
  }
}

export const isIn = (table: string, schema: string): boolean =>
  schema === 'public' ? !table.includes('.') : table.startsWith(`${schema}.`)

function forget(name: string, step: number, state: SchemaState): void {
  const table = state.tables.get(name)
  if (!table) return
  state.tables.delete(name)
  state.gone.set(name, step)
  for (const [key, index] of state.indexes) if (index.table === table) state.indexes.delete(key)
  for (const other of state.tables.values()) keep(other.constraints, (c) => c.references?.table !== name)
}
