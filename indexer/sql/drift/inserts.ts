// What statements insert: into which table, and which columns they give.

import { type Node, parseSql } from '../parser.ts'
import { tableName } from '../schema.ts'
import { constantText, forEachNode } from '../statements/expression.ts'
import type { KnownStatement } from './drift.ts'

export interface Insert {
  readonly statement: KnownStatement
  readonly table: string
  /** Undefined where they are not named. */
  readonly columns: readonly string[] | undefined
  /** Columns that get a constant, the same in every row. */
  readonly constants: ReadonlyMap<string, string>
}

/** Layers whose calls add one column each: those that are added under a condition are not all in view. */
const STEPWISE: ReadonlySet<string> = new Set(['ent', 'squirrel', 'goqu'])

export function insertsOf(statements: readonly KnownStatement[]): readonly Insert[] {
  return statements.flatMap((statement) => {
    if (!/\binsert\b/i.test(statement.sql) || STEPWISE.has(statement.source)) return []
    const parsed = parseSql(statement.sql)
    const found: Insert[] = []
    if (parsed.ok)
      forEachNode(parsed.trees, (node) => {
        if ('InsertStmt' in node) found.push(...readInsert(node.InsertStmt, statement))
        return undefined
      })
    return found
  })
}

type InsertStmt = Extract<Node, { InsertStmt: unknown }>['InsertStmt']

function readInsert({ relation, cols, selectStmt }: InsertStmt, statement: KnownStatement): readonly Insert[] {
  if (!relation?.relname) return []
  const columns = (cols ?? []).flatMap((c) => ('ResTarget' in c ? [c.ResTarget.name ?? ''] : []))
  return [
    {
      statement,
      table: tableName(relation.schemaname, relation.relname),
      columns: columns.length > 0 ? columns : undefined,
      constants: constantsOf(columns, selectStmt),
    },
  ]
}

function constantsOf(columns: readonly string[], source: Node | undefined): ReadonlyMap<string, string> {
  const rows = source && 'SelectStmt' in source ? (source.SelectStmt.valuesLists ?? []) : []
  const constants = new Map<string, string>()
  for (const [i, column] of columns.entries()) {
    const values = rows.map((row) => {
      const value = 'List' in row ? row.List.items?.[i] : undefined
      return value && constantText(value)
    })
    const [first] = values
    if (first !== undefined && values.every((v) => v === first)) constants.set(column, first)
  }
  return constants
}
