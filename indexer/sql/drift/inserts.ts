// What statements insert: into which table, and which columns they give.

import { type Node, parseSql } from '../parser.ts'
import { tableName } from '../schema.ts'
import { forEachNode } from '../statements/expression.ts'
import type { KnownStatement } from './drift.ts'

export interface Insert {
  readonly statement: KnownStatement
  readonly table: string
  /** Undefined where they are not named. */
  readonly columns: readonly string[] | undefined
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

function readInsert({ relation, cols }: InsertStmt, statement: KnownStatement): readonly Insert[] {
  if (!relation?.relname) return []
  const columns = (cols ?? []).flatMap((c) => ('ResTarget' in c ? [c.ResTarget.name ?? ''] : []))
  return [{ statement, table: tableName(relation.schemaname, relation.relname), columns: columns.length > 0 ? columns : undefined }]
}
