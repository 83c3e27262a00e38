// What the code puts into the columns of new rows: where each INSERT gives a column one constant, that is its usual value, whatever
// the default says.

import { type Node, parseSql } from '../parser.ts'
import { tableName } from '../schema.ts'
import { constantText, forEachNode, parameterNumber } from '../statements/expression.ts'
import type { BoundValues } from './question.ts'

interface Inserting {
  readonly sql: string
  readonly constants?: BoundValues
}

/** `table.column` to the constant that every INSERT into the table gives it. */
export function valuesOfNewRows(statements: readonly Inserting[]): ReadonlyMap<string, string> {
  const inserts = statements.flatMap(({ sql, constants = {} }) => rowsOf(sql, constants))
  const found = new Map<string, string>()
  for (const { table, given } of inserts) for (const [column, value] of given) found.set(`${table}.${column}`, value)
  for (const key of [...found.keys()]) {
    const at = key.lastIndexOf('.')
    const [table, column] = [key.slice(0, at), key.slice(at + 1)]
    if (inserts.some((i) => i.table === table && i.given.get(column) !== found.get(key))) found.delete(key)
  }
  return found
}

interface Given {
  readonly table: string
  /** Columns that get a constant. */
  readonly given: ReadonlyMap<string, string>
}

function rowsOf(sql: string, constants: BoundValues): readonly Given[] {
  if (!/\binsert\b/i.test(sql)) return []
  const parsed = parseSql(sql)
  const found: Given[] = []
  if (parsed.ok)
    forEachNode(parsed.trees, (node) => {
      if ('InsertStmt' in node) found.push(...readInsert(node.InsertStmt, constants))
      return undefined
    })
  return found
}

function readInsert(
  { relation, cols = [], selectStmt }: Extract<Node, { InsertStmt: unknown }>['InsertStmt'],
  constants: BoundValues,
): readonly Given[] {
  if (!relation?.relname) return []
  const table = tableName(relation.schemaname, relation.relname)
  const rows = selectStmt && 'SelectStmt' in selectStmt ? (selectStmt.SelectStmt.valuesLists ?? []) : []
  const columns = cols.map((c) => ('ResTarget' in c ? (c.ResTarget.name ?? '') : ''))
  return rows.map((row) => {
    const items = 'List' in row ? (row.List.items ?? []) : []
    return {
      table,
      given: new Map(
        columns.flatMap((column, i) => {
          const item = items[i]
          const value = item && (constantText(item) ?? constants[parameterNumber(item) ?? 0])
          return value === undefined ? [] : [[column, value] as const]
        }),
      ),
    }
  })
}
