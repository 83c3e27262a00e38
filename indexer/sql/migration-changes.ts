// What each migration creates, alters and drops, read from its statements in order. Names are those that things have at the end, after
// renames. It cannot see what dynamic SQL inside functions does.

import type {
  AlterObjectSchemaStmt,
  AlterTableStmt,
  ColumnDef,
  Constraint as ConstraintNode,
  ConstrType,
  CreateStmt,
  CreateTableAsStmt,
  DoStmt,
  DropStmt,
  IndexStmt,
  Node,
  RangeVar,
  RenameStmt,
} from 'libpg-query'
import { plpgsqlStatements } from './parser.ts'
import { retype } from './retype.ts'
import { type ConstraintKind, type MigrationChange, type Place, tableName } from './schema.ts'

type MemberKind = 'column' | 'index' | 'constraint'

export interface TrackedTable {
  name: string
  dropped: boolean
}

/** A column, index or constraint; name and table follow renames. */
export interface TrackedMember {
  readonly kind: MemberKind
  readonly table: TrackedTable
  /** Undefined where Postgres chose it. */
  name: string | undefined
  readonly constraint?: ConstraintKind
  readonly columns: readonly string[]
  syntax: { readonly column?: ColumnDef; readonly constraint?: ConstraintNode; readonly index?: IndexStmt }
  readonly place: Place
  dropped: boolean
}

interface Change {
  readonly action: MigrationChange['action']
  readonly table: TrackedTable
  readonly member?: TrackedMember
  readonly place: Place
}

export interface SchemaHistory {
  /** One list a migration. */
  readonly changes: readonly (readonly Change[])[]
  /** In the order of their creation. */
  readonly tables: readonly { readonly table: TrackedTable; readonly place: Place }[]
  readonly members: readonly TrackedMember[]
}

export interface StatementSource {
  readonly tree: Node
  /** Place of a `location` of the tree; of the whole statement without one. */
  place(location?: number): Place
}

interface State {
  readonly tables: Map<string, { readonly table: TrackedTable; readonly place: Place }>
  readonly all: { readonly table: TrackedTable; readonly place: Place }[]
  readonly members: TrackedMember[]
}

/** Follows the migrations; each is the list of its statements that ran. */
export function followMigrations(migrations: readonly (readonly StatementSource[])[]): SchemaHistory {
  const state: State = { tables: new Map(), all: [], members: [] }
  const changes = migrations.map((statements) => statements.flatMap((statement) => readStatement(statement, state)))
  return { changes, tables: state.all, members: state.members }
}

export function printChanges(
  changes: readonly Change[],
  nameOf: (member: TrackedMember) => string | undefined,
): readonly MigrationChange[] {
  return changes.map(({ action, table, member, place }) => {
    const name = member && (member.name ?? nameOf(member))
    return { action, kind: member?.kind ?? 'table', table: table.name, ...(name !== undefined && { name }), place }
  })
}

function readStatement(source: StatementSource, state: State): readonly Change[] {
  const { tree } = source
  if ('CreateStmt' in tree) return readCreateTable(tree.CreateStmt, source, state)
  if ('CreateForeignTableStmt' in tree) return readCreateTable(tree.CreateForeignTableStmt.base ?? {}, source, state)
  if ('CreateTableAsStmt' in tree) return readCreateTableAs(tree.CreateTableAsStmt, source, state)
  if ('AlterTableStmt' in tree) return readAlterTable(tree.AlterTableStmt, source, state)
  if ('IndexStmt' in tree) return readIndex(tree.IndexStmt, source, state)
  if ('RenameStmt' in tree) return readRename(tree.RenameStmt, source, state)
  if ('AlterObjectSchemaStmt' in tree) return readMove(tree.AlterObjectSchemaStmt, source, state)
  if ('DropStmt' in tree) return readDrop(tree.DropStmt, source, state)
  if ('DoStmt' in tree) return readBlock(tree.DoStmt, source, state)
  return []
}

function readCreateTable(statement: CreateStmt, source: StatementSource, state: State): readonly Change[] {
  const name = rangeName(statement.relation)
  if (name === undefined || state.tables.has(name)) return []
  const table = addTable(name, source.place(), state)
  const changes: Change[] = [{ action: 'creates', table, place: source.place() }]
  for (const element of statement.tableElts ?? []) {
    if ('ColumnDef' in element) changes.push(...addColumn(element.ColumnDef, table, source, state))
    if ('Constraint' in element) changes.push(...addConstraint(element.Constraint, undefined, table, source, state))
  }
  return changes
}

function readCreateTableAs(statement: CreateTableAsStmt, source: StatementSource, state: State): readonly Change[] {
  const name = rangeName(statement.into?.rel)
  if (name === undefined || statement.objtype === 'OBJECT_MATVIEW' || state.tables.has(name)) return []
  return [{ action: 'creates', table: addTable(name, source.place(), state), place: source.place() }]
}

function readAlterTable(statement: AlterTableStmt, source: StatementSource, state: State): readonly Change[] {
  const table = findTable(statement.relation, state)
  if (!table) return []
  return (statement.cmds ?? []).flatMap((node): readonly Change[] => {
    if (!('AlterTableCmd' in node)) return []
    const { subtype, name, def } = node.AlterTableCmd
    if (subtype === 'AT_AddColumn' && def && 'ColumnDef' in def) return addColumn(def.ColumnDef, table, source, state)
    if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def) return addConstraint(def.Constraint, undefined, table, source, state)
    if (subtype === 'AT_DropColumn') return drop(findMember('column', table, name, state), source)
    if (subtype === 'AT_DropConstraint') return drop(findKey(table, name, state), source)
    const member = findMember(subtype === 'AT_ValidateConstraint' ? 'constraint' : 'column', table, name, state)
    if (member) retype(member, subtype, def && 'ColumnDef' in def ? def.ColumnDef : undefined)
    const place = source.place(def && 'ColumnDef' in def ? def.ColumnDef.location : undefined)
    return [{ action: 'alters', table, ...(member && { member }), place }]
  })
}

function readIndex(statement: IndexStmt, source: StatementSource, state: State): readonly Change[] {
  const table = findTable(statement.relation, state)
  const name = statement.idxname
  if (!table || (name !== undefined && findMember('index', table, name, state))) return []
  const columns = (statement.indexParams ?? []).map((p) => ('IndexElem' in p ? (p.IndexElem.name ?? '') : ''))
  return [create({ kind: 'index', table, name, columns, syntax: { index: statement }, place: source.place(), dropped: false }, state)]
}

function readRename(statement: RenameStmt, source: StatementSource, state: State): readonly Change[] {
  const { renameType, newname = '', subname } = statement
  if (renameType === 'OBJECT_INDEX') {
    const index = state.members.find((m) => m.kind === 'index' && !m.dropped && m.name === statement.relation?.relname)
    if (!index) return []
    index.name = newname
    return [{ action: 'alters', table: index.table, member: index, place: source.place() }]
  }
  const table = findTable(statement.relation, state)
  if (!table) return []
  if (renameType === 'OBJECT_TABLE') moveTable(table, tableName(statement.relation?.schemaname, newname), state)
  if (renameType !== 'OBJECT_COLUMN' && renameType !== 'OBJECT_TABCONSTRAINT') return [{ action: 'alters', table, place: source.place() }]
  const member = findMember(renameType === 'OBJECT_COLUMN' ? 'column' : 'constraint', table, subname, state)
  if (member) member.name = newname
  return member ? [{ action: 'alters', table, member, place: source.place() }] : []
}

function readMove(statement: AlterObjectSchemaStmt, source: StatementSource, state: State): readonly Change[] {
  const table = findTable(statement.relation, state)
  if (!table) return []
  moveTable(table, tableName(statement.newschema, statement.relation?.relname ?? ''), state)
  return [{ action: 'alters', table, place: source.place() }]
}

function readDrop(statement: DropStmt, source: StatementSource, state: State): readonly Change[] {
  return (statement.objects ?? []).flatMap((object): readonly Change[] => {
    const words = 'List' in object ? (object.List.items ?? []).flatMap((i) => ('String' in i ? [i.String.sval ?? ''] : [])) : []
    const [name = '', schema] = [...words].reverse()
    if (statement.removeType === 'OBJECT_INDEX')
      return drop(
        state.members.find((m) => m.kind === 'index' && !m.dropped && m.name === name),
        source,
      )
    const found = statement.removeType === 'OBJECT_TABLE' ? state.tables.get(tableName(schema, name)) : undefined
    if (!found) return []
    found.table.dropped = true
    state.tables.delete(found.table.name)
    for (const member of state.members) if (member.table === found.table) member.dropped = true
    return [{ action: 'drops', table: found.table, place: source.place() }]
  })
}

function readBlock(statement: DoStmt, source: StatementSource, state: State): readonly Change[] {
  const parts = (statement.args ?? []).flatMap((a) => ('DefElem' in a ? [a.DefElem] : []))
  const body = parts.find((p) => p.defname === 'as')
  const text = body?.arg && 'String' in body.arg ? body.arg.String.sval : undefined
  if (text === undefined) return []
  const { file, line: first } = source.place(body?.location)
  return plpgsqlStatements(text).flatMap(({ tree, line }) => {
    const place = { file, line: first + line - 1, endLine: first + line - 1 }
    return readStatement({ tree, place: () => place }, state)
  })
}

function addTable(name: string, place: Place, state: State): TrackedTable {
  const entry = { table: { name, dropped: false }, place }
  state.tables.set(name, entry)
  state.all.push(entry)
  return entry.table
}

function addColumn(column: ColumnDef, table: TrackedTable, source: StatementSource, state: State): readonly Change[] {
  if (column.colname === undefined || findMember('column', table, column.colname, state)) return []
  const place = source.place(column.location)
  const own = create({ kind: 'column', table, name: column.colname, columns: [], syntax: { column }, place, dropped: false }, state)
  const inline = (column.constraints ?? []).flatMap((c) =>
    'Constraint' in c ? addConstraint(c.Constraint, column.colname, table, source, state) : [],
  )
  return [own, ...inline]
}

const CONSTRAINT_KINDS: Readonly<Partial<Record<ConstrType, ConstraintKind>>> = {
  CONSTR_PRIMARY: 'primaryKey',
  CONSTR_FOREIGN: 'foreignKey',
  CONSTR_UNIQUE: 'unique',
  CONSTR_CHECK: 'check',
  CONSTR_EXCLUSION: 'exclude',
}

function addConstraint(
  constraint: ConstraintNode,
  column: string | undefined,
  table: TrackedTable,
  source: StatementSource,
  state: State,
): readonly Change[] {
  const kind = constraint.contype && CONSTRAINT_KINDS[constraint.contype]
  if (!kind || (constraint.conname !== undefined && findMember('constraint', table, constraint.conname, state))) return []
  const listed = [...(constraint.keys ?? []), ...(constraint.fk_attrs ?? [])].flatMap((k) => ('String' in k ? [k.String.sval ?? ''] : []))
  const columns = listed.length > 0 || column === undefined ? listed : [column]
  const name = constraint.conname ?? constraint.indexname
  const place = source.place(constraint.location)
  return [create({ kind: 'constraint', constraint: kind, table, name, columns, syntax: { constraint }, place, dropped: false }, state)]
}

function create(member: TrackedMember, state: State): Change {
  state.members.push(member)
  return { action: 'creates', table: member.table, member, place: member.place }
}

function drop(member: TrackedMember | undefined, source: StatementSource): readonly Change[] {
  if (!member) return []
  member.dropped = true
  return [{ action: 'drops', table: member.table, member, place: source.place() }]
}

function moveTable(table: TrackedTable, name: string, state: State): void {
  const entry = state.tables.get(table.name)
  state.tables.delete(table.name)
  table.name = name
  if (entry) state.tables.set(name, entry)
}

function findTable(range: RangeVar | undefined, state: State): TrackedTable | undefined {
  const name = rangeName(range)
  return name === undefined ? undefined : state.tables.get(name)?.table
}

/** MySQL drops an index by its table, and its primary key by no name of its own. */
function findKey(table: TrackedTable, name: string | undefined, state: State): TrackedMember | undefined {
  const primary = () => state.members.find((m) => m.table === table && !m.dropped && m.constraint === 'primaryKey')
  return (
    findMember('constraint', table, name, state) ?? findMember('index', table, name, state) ?? (name === 'PRIMARY' ? primary() : undefined)
  )
}

function findMember(kind: MemberKind, table: TrackedTable, name: string | undefined, state: State): TrackedMember | undefined {
  return name === undefined ? undefined : state.members.find((m) => m.kind === kind && m.table === table && m.name === name && !m.dropped)
}

function rangeName(range: RangeVar | undefined): string | undefined {
  return range?.relname === undefined ? undefined : tableName(range.schemaname, range.relname)
}
