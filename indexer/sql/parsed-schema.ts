// The schema as the text alone shows it, without a database: for databases other than Postgres, and when the embedded one cannot run.
// Rough: columns, keys and indexes as far as the Postgres parser understands the statements; defaults and checks are left out.

import type { ColumnDef, IndexStmt, Node, TypeName } from 'libpg-query'
import { followMigrations, printChanges, type TrackedMember, type TrackedTable } from './migration-changes.ts'
import type { MigrationSet } from './migrations.ts'
import { loadParser } from './parser.ts'
import { type PlannedStep, planMigrations } from './run-migrations.ts'
import {
  type Column,
  type Constraint,
  type ConstraintKind,
  type DatabaseSchema,
  type Index,
  type MigrationOutcome,
  type ReferentialAction,
  type SchemaResult,
  type SqlDiagnostic,
  type Table,
  tableName,
} from './schema.ts'
import { sourcesOf } from './statement-sources.ts'

export async function parsedSchema(set: MigrationSet): Promise<SchemaResult> {
  await loadParser()
  const plan = planMigrations(set.steps, set.dialect)
  const history = followMigrations(plan.map((planned) => sourcesOf({ planned, ran: new Set(planned.statements.keys()) })))
  const alive = history.members.filter((m) => !m.dropped && !m.table.dropped)
  const tables = history.tables
    .filter(({ table }) => !table.dropped)
    .map(
      ({ table, place }): Table => ({
        ...makeTable(
          table,
          alive.filter((m) => m.table === table),
        ),
        place,
      }),
    )
  const schema: DatabaseSchema = { source: 'parsed', dialect: set.dialect, tables, views: [], extensions: [] }
  const migrations = plan.map(
    (planned, index): MigrationOutcome => ({
      file: planned.step.file,
      name: planned.step.name,
      version: planned.step.version,
      position: planned.step.position,
      endLine: planned.lineAt(planned.step.up.length - 1),
      applied: false,
      errors: [],
      changes: printChanges(history.changes[index] ?? [], () => undefined),
    }),
  )
  return { schema, migrations, diagnostics: plan.flatMap(unread) }
}

function unread({ step, statements, lineAt }: PlannedStep): readonly SqlDiagnostic[] {
  return statements.flatMap(({ error, offset }) =>
    error
      ? [{ stage: 'schema', reason: 'statement-not-read', message: error.message, severity: 'info', file: step.file, line: lineAt(offset) }]
      : [],
  )
}

function makeTable(table: TrackedTable, members: readonly TrackedMember[]): Omit<Table, 'place'> {
  const constraints = members.filter((m) => m.kind === 'constraint').map(makeConstraint)
  const primaryKey = constraints.find((c) => c.kind === 'primaryKey')?.columns ?? []
  const dot = table.name.lastIndexOf('.')
  const columns = members.filter((m) => m.kind === 'column').map((m, index) => makeColumn(m, index + 1, primaryKey))
  const keys = constraints.filter((c) => c.kind === 'primaryKey' || c.kind === 'unique').map(makeKeyIndex)
  return {
    name: table.name,
    schema: dot < 0 ? 'public' : table.name.slice(0, dot),
    kind: 'table',
    columns,
    primaryKey,
    constraints,
    indexes: [...keys, ...members.filter((m) => m.kind === 'index').flatMap(makeIndex)],
  }
}

function makeColumn({ name = '', syntax, place }: TrackedMember, position: number, primaryKey: readonly string[]): Column {
  const column: ColumnDef = syntax.column ?? {}
  const kinds = (column.constraints ?? []).map((c) => ('Constraint' in c ? c.Constraint.contype : undefined))
  const nullable = !kinds.includes('CONSTR_NOTNULL') && !kinds.includes('CONSTR_PRIMARY') && !primaryKey.includes(name)
  return { name, type: typeText(column.typeName), nullable, position, place }
}

const TYPES: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  bool: 'boolean',
  float4: 'real',
  float8: 'double precision',
  varchar: 'character varying',
  bpchar: 'character',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
}

function typeText(type: TypeName | undefined): string {
  const name = (type?.names ?? []).flatMap((n) => ('String' in n ? [n.String.sval ?? ''] : [])).at(-1) ?? ''
  const modifiers = (type?.typmods ?? []).flatMap((m) => ('A_Const' in m && m.A_Const.ival ? [m.A_Const.ival.ival ?? 0] : []))
  return `${TYPES[name] ?? name}${modifiers.length > 0 ? `(${modifiers.join(',')})` : ''}${type?.arrayBounds ? '[]' : ''}`
}

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

function makeConstraint(member: TrackedMember): Constraint {
  const { pktable, pk_attrs = [], fk_del_action = 'a', fk_upd_action = 'a' } = member.syntax.constraint ?? {}
  const kind = member.constraint ?? 'check'
  return {
    name: member.name ?? chosenName(member.table.name, kind, member.columns),
    kind,
    columns: member.columns,
    definition: '',
    ...(kind === 'foreignKey' &&
      pktable?.relname !== undefined && {
        references: { table: tableName(pktable.schemaname, pktable.relname), columns: pk_attrs.flatMap(textOf) },
        onDelete: ACTIONS[fk_del_action] ?? 'no action',
        onUpdate: ACTIONS[fk_upd_action] ?? 'no action',
      }),
    place: member.place,
  }
}

/** As Postgres names what is left unnamed. */
function chosenName(table: string, kind: ConstraintKind, columns: readonly string[]): string {
  const ending = { primaryKey: 'pkey', foreignKey: 'fkey', unique: 'key', check: 'check', exclude: 'excl' }[kind]
  return [table, ...(kind === 'primaryKey' ? [] : columns), ending].join('_')
}

function makeKeyIndex({ name, columns, kind, place }: Constraint): Index {
  const keys = columns.map((column) => ({ column, descending: false, nullsFirst: false, opclass: '' }))
  return {
    name,
    keys,
    include: [],
    unique: true,
    primary: kind === 'primaryKey',
    method: 'btree',
    valid: true,
    definition: '',
    ...(place && { place }),
  }
}

function makeIndex({ name = '', syntax, place }: TrackedMember): readonly Index[] {
  const statement: IndexStmt = syntax.index ?? {}
  // The text of a condition or an expression is not kept, and without it the index would seem to serve more than it does.
  const elements = (statement.indexParams ?? []).flatMap((p) => ('IndexElem' in p ? [p.IndexElem] : []))
  if (statement.whereClause || elements.some((e) => e.name === undefined)) return []
  const keys = elements.map((e) => ({
    column: e.name ?? '',
    descending: e.ordering === 'SORTBY_DESC',
    nullsFirst: e.nulls_ordering === 'SORTBY_NULLS_FIRST' || (e.ordering === 'SORTBY_DESC' && e.nulls_ordering !== 'SORTBY_NULLS_LAST'),
    opclass: '',
  }))
  const method = statement.accessMethod ?? 'btree'
  return [{ name, keys, include: [], unique: statement.unique ?? false, primary: false, method, valid: true, definition: '', place }]
}

function textOf(node: Node): readonly string[] {
  return 'String' in node ? [node.String.sval ?? ''] : []
}
