// Schema, statement links and index advice to nodes and edges. Partitions are left out: they are parts of their table, and which ones
// there are depends on the day.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import { coveredIndexes } from './covered-indexes.ts'
import type { IndexAdvice } from './index-advice/advice.ts'
import type { PlanNode } from './planner/plan.ts'
import type {
  Constraint,
  DatabaseSchema,
  Index,
  MigrationChange,
  MigrationOutcome,
  Place,
  SchemaResult,
  SqlDiagnostic,
  Table,
} from './schema.ts'
import type { StatementLinks } from './statements/links.ts'

export function addSchema(builder: GraphBuilder, { schema, migrations }: SchemaResult): void {
  const tables = schema.tables.filter((t) => t.kind !== 'partition')
  for (const table of tables) addTable(builder, table, schema)
  // A key may point at a table that comes later.
  for (const table of tables) for (const constraint of table.constraints) addReferences(builder, table, constraint)
  // What is only read from text lacks the conditions of indexes.
  if (schema.source !== 'parsed')
    for (const table of tables)
      for (const { index, by } of coveredIndexes(table))
        builder.edge('COVERED_BY', symbol.index(table.name, index), symbol.index(table.name, by), {})
  for (const migration of migrations) addMigration(builder, migration)
}

function addTable(builder: GraphBuilder, table: Table, { source, dialect = 'postgres' }: DatabaseSchema): void {
  const id = symbol.table(table.name)
  builder.node('Table', id, {
    ...at(table.place),
    name: table.name,
    schema: table.schema,
    source,
    ...(dialect !== 'postgres' && { dialect }),
    ...(source === 'parsed' && { approximate: true }),
    ...(table.kind === 'partitioned' && { partitioned: true }),
    primaryKey: table.primaryKey,
  })
  for (const { name, type, nullable, default: value, position, place } of table.columns) {
    const column = symbol.column(table.name, name)
    builder.node('Column', column, { ...at(place), name, table: table.name, type, nullable, default: value, position })
    builder.edge('HAS_COLUMN', id, column)
  }
  for (const index of table.indexes) addIndex(builder, table, index)
  for (const constraint of table.constraints) {
    const own = symbol.constraint(table.name, constraint.name)
    const { name, kind, columns, definition, references, onDelete, place } = constraint
    builder.node('Constraint', own, {
      ...at(place),
      name,
      table: table.name,
      kind,
      columns,
      definition,
      references: references && `${references.table}(${references.columns.join(', ')})`,
      onDelete,
    })
    builder.edge('HAS_CONSTRAINT', id, own)
    for (const [index, column] of columns.entries())
      link(builder, 'CONSTRAINS', own, symbol.column(table.name, column), { position: index + 1 })
  }
}

function addIndex(builder: GraphBuilder, table: Table, index: Index): void {
  const id = symbol.index(table.name, index.name)
  const { name, unique, primary, method, where, definition, keys, place } = index
  const columns = keys.map((key) => key.column ?? key.expression ?? '')
  builder.node('Index', id, { ...at(place), name, table: table.name, columns, unique, primary, method, where, definition })
  builder.edge('HAS_INDEX', symbol.table(table.name), id)
  for (const [position, key] of keys.entries())
    if (key.column !== undefined) link(builder, 'COVERS', id, symbol.column(table.name, key.column), { position: position + 1 })
}

function addReferences(builder: GraphBuilder, table: Table, { name, columns, references, onDelete }: Constraint): void {
  for (const [index, column] of columns.entries()) {
    const target = references?.columns[index]
    if (references === undefined || target === undefined) continue
    link(builder, 'REFERENCES', symbol.column(table.name, column), symbol.column(references.table, target), { onDelete, constraint: name })
  }
}

function addMigration(builder: GraphBuilder, migration: MigrationOutcome): void {
  const { file, endLine, version, name, position, code, applied, errors, changes } = migration
  const id = symbol.migration(file)
  const [first] = errors
  builder.node('Migration', id, {
    file,
    line: 1,
    endLine,
    name: name === '' || name === version ? version : `${version}_${name}`,
    position,
    inCode: code,
    applied,
    error: first?.message,
    sqlstate: first?.sqlstate,
  })
  const types = { creates: 'CREATES', alters: 'ALTERS', drops: 'DROPS' } as const
  // What is gone at the end has no node.
  for (const change of changes) for (const target of targetsOf(change)) link(builder, types[change.action], id, target, {})
}

/** A unique or primary key is a constraint and an index by one name. */
function targetsOf({ kind, table, name }: MigrationChange): readonly string[] {
  if (kind === 'table') return [symbol.table(table)]
  if (name === undefined) return []
  if (kind === 'column') return [symbol.column(table, name)]
  return kind === 'index' ? [symbol.index(table, name)] : [symbol.constraint(table, name), symbol.index(table, name)]
}

/** To be called after `addSchema`. A table that the schema lacks becomes a node of its own. */
export function addStatementLinks(builder: GraphBuilder, queryId: string, links: StatementLinks): void {
  const tableNode = (name: string) => {
    const id = symbol.table(name)
    const dot = name.lastIndexOf('.')
    if (!builder.has(id)) builder.node('Table', id, { name, schema: dot < 0 ? 'public' : name.slice(0, dot), source: 'statement' })
    return id
  }
  for (const table of links.reads) builder.edge('READS', queryId, tableNode(table))
  for (const table of links.writes) builder.edge('WRITES', queryId, tableNode(table))
  for (const { table, column, op } of links.filtersOn) link(builder, 'FILTERS_ON', queryId, symbol.column(table, column), { op })
  for (const { table, column } of links.joinsOn) link(builder, 'JOINS_ON', queryId, symbol.column(table, column), {})
  for (const { table, column, position, direction } of links.ordersBy)
    if (table !== undefined && column !== undefined)
      link(builder, 'ORDERS_BY', queryId, symbol.column(table, column), { position, direction })
}

/** To a Query node that is there. */
export function addPlan(builder: GraphBuilder, queryId: string, plan: PlanNode, measured: boolean): void {
  builder.node('Query', queryId, { plan: JSON.stringify(plan), cost: plan.cost, measured })
}

/** The ids of the statements are those of their Query nodes. */
export function addIndexAdvice(builder: GraphBuilder, advices: readonly IndexAdvice[]): void {
  for (const { table, columns, each, kind, where, statement, reason, confidence, servesStatements, place, proof } of advices) {
    const method = / USING (\w+) \(/.exec(statement)?.[1]
    const keys = each?.map((k) => `(${k})`) ?? columns
    const id = symbol.indexAdvice(table, method === undefined ? keys : [...keys, `using ${method}`], where)
    builder.node('IndexAdvice', id, {
      ...at(place),
      table,
      columns,
      each,
      kind,
      where,
      statement,
      reason,
      confidence,
      proven: proof !== undefined,
      ...(proof && {
        witness: proof.statement,
        costBefore: proof.before,
        costAfter: proof.after,
        planBefore: JSON.stringify(proof.planBefore),
        planAfter: JSON.stringify(proof.planAfter),
        assumptions: proof.scenarios,
        ...(proof.measured && { measured: true }),
      }),
    })
    link(builder, 'ADVISED_FOR', id, symbol.table(table), {})
    for (const query of servesStatements) link(builder, 'WOULD_SERVE', id, query, {})
  }
}

/** What statements name and the schema lacks: one a table, and one a column of a table that is there. */
export function statementDiagnostics(
  statements: readonly { readonly links: StatementLinks; readonly file: string; readonly line: number }[],
): readonly SqlDiagnostic[] {
  const seen = new Set<string>()
  return statements.flatMap(({ links, file, line }) =>
    links.unresolved.flatMap(({ name, reason }): readonly SqlDiagnostic[] => {
      const key = reason === 'unknown-table' ? name : `${name} ${file} ${line}`
      if (seen.has(`${reason} ${key}`)) return []
      seen.add(`${reason} ${key}`)
      const messages = {
        'unknown-table': `the table ${name} is named by a statement and not made by the migrations`,
        'unknown-column': `no table of the statement has the column ${name}`,
        'ambiguous-column': `the column ${name} could be of more than one table`,
      }
      return [{ stage: 'statement', reason, message: messages[reason], severity: 'warning', file, line }]
    }),
  )
}

function at(place: Place | undefined): { file?: string; line?: number; endLine?: number } {
  return place ? { file: place.file, line: place.line, endLine: place.endLine } : {}
}

/** Edges go only to what the graph holds: a column of a missing table, a thing that was dropped, have no node. */
function link(
  builder: GraphBuilder,
  type: Parameters<GraphBuilder['edge']>[0],
  from: string,
  to: string,
  properties: Parameters<GraphBuilder['edge']>[3],
): void {
  if (builder.has(to)) builder.edge(type, from, to, properties)
}
