// Columns that can be NULL and are read into fields that cannot: the driver refuses the row that has one.

import { type Node, parseSql } from '../parser.ts'
import { type Column, type DatabaseSchema, type Table, tableName } from '../schema.ts'
import { constantText, referenceNames } from '../statements/expression.ts'
import { brief, type KnownStatement, type SchemaDrift } from './drift.ts'
import { type Insert, insertsOf } from './inserts.ts'

export function scanDrifts({ tables }: DatabaseSchema, statements: readonly KnownStatement[]): readonly SchemaDrift[] {
  const byName = new Map(tables.map((t) => [t.name, t]))
  const inserts = insertsOf(statements)
  const found = new Map<string, SchemaDrift>()
  for (const statement of statements)
    for (const { name, table, column } of statement.into ? resultColumns(statement.sql, byName) : []) {
      const field = statement.into?.find((f) => f.column === name)
      const key = `${table.name}.${column.name}`
      // A column that the text speaks of elsewhere may be held to be no NULL there.
      if (!field || !column.nullable || found.has(key) || isFiltered(statement.sql, column.name)) continue
      const leaves = inserts.find((i) => i.table === table.name && leavesNull(i, table, column) && isRead(i, statement.sql))
      found.set(key, drift(table, column, statement, field.place, leaves))
    }
  return [...found.values()]
}

function drift(
  table: Table,
  { name }: Column,
  statement: KnownStatement,
  place: SchemaDrift['place'],
  leaves: Insert | undefined,
): SchemaDrift {
  return {
    kind: 'nullability',
    table: table.name,
    column: name,
    what: `${name} read`,
    migrations: 'null',
    models: 'not null',
    message: `\`${table.name}.${name}\` may be NULL and is read into a field that cannot hold NULL${leaves ? `; \`${brief(leaves.statement.sql)}\` leaves it NULL` : ''}`,
    impact: 'The first row with NULL there makes the whole read fail, each time.',
    fix: `Read it into a pointer, sql.Null or COALESCE(${name}, …), or: ALTER TABLE ${table.name} ALTER COLUMN ${name} SET NOT NULL;`,
    severity: leaves ? (statement.served ? 'high' : 'medium') : 'low',
    confidence: leaves ? 'high' : 'low',
    ...(place && { place }),
  }
}

/** A row that is inserted without it, and nothing else fills it. */
const leavesNull = ({ columns }: Insert, table: Table, column: Column): boolean =>
  columns !== undefined && !columns.includes(column.name) && column.default === undefined && column.generated === undefined && !table.fills

/** Rows of several kinds in one table: one that is written with another constant than the read asks for is never read there. */
function isRead({ constants }: Insert, sql: string): boolean {
  const parsed = parseSql(sql)
  const [tree] = parsed.ok ? parsed.trees : []
  const condition = tree && 'SelectStmt' in tree ? tree.SelectStmt.whereClause : undefined
  return conjuncts(condition).every((node) => {
    if (!('A_Expr' in node) || node.A_Expr.kind !== 'AEXPR_OP') return true
    const { name = [], lexpr, rexpr } = node.A_Expr
    const [operator] = name
    if (!lexpr || !rexpr || !operator || !('String' in operator) || operator.String.sval !== '=') return true
    const written = constants.get(referenceNames(lexpr)?.at(-1) ?? '')
    const asked = constantText(rexpr)
    return written === undefined || asked === undefined || written === asked
  })
}

function conjuncts(node: Node | undefined): readonly Node[] {
  if (!node) return []
  return 'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR' ? (node.BoolExpr.args ?? []).flatMap(conjuncts) : [node]
}

const isFiltered = (sql: string, column: string): boolean => {
  const where = sql.search(/\bwhere\b/i)
  return where >= 0 && new RegExp(`\\b${column}\\b`, 'i').test(sql.slice(where))
}

interface ResultColumn {
  /** In the result. */
  readonly name: string
  readonly table: Table
  readonly column: Column
}

/** Plain columns of a plain SELECT: of one table, or of several that are joined by inner joins. */
function resultColumns(sql: string, tables: ReadonlyMap<string, Table>): readonly ResultColumn[] {
  const parsed = parseSql(sql)
  const [tree] = parsed.ok ? parsed.trees : []
  const select = tree && 'SelectStmt' in tree ? tree.SelectStmt : undefined
  if (select?.op !== 'SETOP_NONE' || select.groupClause || select.withClause) return []
  const sources = (select.fromClause ?? []).map((n) => sourcesOf(n, tables))
  if (!sources.every((s) => s !== undefined)) return []
  const all = sources.flatMap((s) => s ?? [])
  return (select.targetList ?? []).flatMap((target): readonly ResultColumn[] => {
    const value = 'ResTarget' in target ? target.ResTarget.val : undefined
    if (!value || !('ColumnRef' in value) || !('ResTarget' in target)) return []
    const parts = value.ColumnRef.fields ?? []
    const star = parts.some((p) => 'A_Star' in p)
    const names = star ? parts.flatMap((p) => ('String' in p ? [p.String.sval ?? ''] : [])) : (referenceNames(value) ?? [])
    const of = (star ? names : names.slice(0, -1)).at(-1)
    const own = of === undefined ? all : all.filter((s) => s.alias === of)
    if (star) return own.flatMap(({ table }) => table.columns.map((column) => ({ name: column.name, table, column })))
    const found = own.flatMap(({ table }) => table.columns.filter((c) => c.name === names.at(-1)).map((column) => ({ table, column })))
    return found.length === 1 ? found.map((f) => ({ ...f, name: target.ResTarget.name ?? f.column.name })) : []
  })
}

interface Source {
  readonly alias: string
  readonly table: Table
}

/** Undefined where something else than tables of the schema is read, or an outer join makes NULLs of its own. */
function sourcesOf(node: Node, tables: ReadonlyMap<string, Table>): readonly Source[] | undefined {
  if ('RangeVar' in node) {
    const { schemaname, relname = '', alias } = node.RangeVar
    const table = tables.get(tableName(schemaname, relname))
    return table && [{ alias: alias?.aliasname ?? relname, table }]
  }
  if (!('JoinExpr' in node) || node.JoinExpr.jointype !== 'JOIN_INNER') return undefined
  const [left, right] = [node.JoinExpr.larg, node.JoinExpr.rarg].map((n) => (n ? sourcesOf(n, tables) : undefined))
  return left && right && [...left, ...right]
}
