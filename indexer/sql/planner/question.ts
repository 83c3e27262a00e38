// A statement as the planner is asked for it. LIMIT hides scans and subqueries in the select list drown them: both are taken out of the
// question that costs are compared by.

import type { SelectStmt } from 'libpg-query'
import { type Node, splitStatements } from '../parser.ts'
import { forEachNode } from '../statements/expression.ts'

export interface Question {
  /** What is planned and shown. */
  readonly sql: string
  /** What costs are compared by, where it is another. */
  readonly compared: string
}

/** Rows of a page, where the number is a parameter. */
const PAGE = '20'
const PLANNED = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'])

/** By number of the placeholder, as text. */
export type BoundValues = Readonly<Record<number, string>>

/**
 * Undefined for what is no single statement that Postgres plans. `values` stand in the place of their placeholders, and of `constants`
 * those that are the size of a page.
 */
export function questionOf(text: string, values: BoundValues, constants: BoundValues): Question | undefined {
  const statements = splitStatements(text)
  const [statement] = statements
  if (statements.length !== 1 || !statement?.tree || !PLANNED.has(Object.keys(statement.tree)[0] ?? '')) return undefined
  const at = (location: number) => statement.at(location) - statement.offset
  const edits = valueEdits(statement.tree, statement.sql, at, values, constants)
  const list = 'SelectStmt' in statement.tree ? listEdit(statement.tree.SelectStmt, statement.sql, at) : undefined
  const sql = applyEdits(statement.sql, edits)
  if (!list) return { sql, compared: sql }
  const outside = edits.filter((e) => e.start < list.start || e.start >= list.end)
  return { sql, compared: applyEdits(statement.sql, [...outside, list]) }
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Values where they are known; `LIMIT $2 OFFSET $3` as of the first page: for a parameter the planner takes a tenth of all rows. */
function valueEdits(
  tree: Node,
  sql: string,
  at: (location: number) => number,
  values: BoundValues,
  constants: BoundValues,
): readonly Edit[] {
  const edits = new Map<number, Edit>()
  const change = (node: Node | undefined, value: string | undefined) => {
    if (!node || !('ParamRef' in node) || value === undefined) return
    const start = at(node.ParamRef.location ?? 0)
    const written = /^\$\d+(?:::\w+)?/.exec(sql.slice(start))?.[0]
    if (written !== undefined && !edits.has(start)) edits.set(start, { start, end: start + written.length, text: value })
  }
  forEachNode(tree, (node) => {
    if ('SelectStmt' in node) {
      const { limitCount, limitOffset } = node.SelectStmt
      change(withoutCast(limitCount), numberOf(withoutCast(limitCount), constants) ?? PAGE)
      change(withoutCast(limitOffset), numberOf(withoutCast(limitOffset), constants) ?? '0')
    }
    return undefined
  })
  forEachNode(tree, (node) => {
    if ('ParamRef' in node) {
      const value = values[node.ParamRef.number ?? 0]
      change(node, value === undefined ? undefined : `'${value.replaceAll("'", "''")}'`)
    }
    return undefined
  })
  return [...edits.values()]
}

function numberOf(node: Node | undefined, values: BoundValues): string | undefined {
  const value = node && 'ParamRef' in node ? values[node.ParamRef.number ?? 0] : undefined
  return value !== undefined && /^\d+$/.test(value) ? value : undefined
}

function withoutCast(node: Node | undefined): Node | undefined {
  return node && 'TypeCast' in node ? node.TypeCast.arg : node
}

/** The select list, where it holds subqueries and nothing else speaks of it. */
function listEdit(select: SelectStmt, sql: string, at: (location: number) => number): Edit | undefined {
  const { targetList = [], fromClause = [], distinctClause, groupClause, havingClause, valuesLists, larg, sortClause = [] } = select
  if (distinctClause?.length || groupClause?.length || havingClause || valuesLists?.length || larg || fromClause.length === 0)
    return undefined
  let subqueries = false
  const aliases = new Set<string>()
  for (const target of targetList) {
    if (!('ResTarget' in target)) return undefined
    if (target.ResTarget.name) aliases.add(target.ResTarget.name)
    forEachNode(target.ResTarget.val, (node) => {
      if ('SubLink' in node) subqueries = true
      return undefined
    })
  }
  if (!subqueries || sortClause.some((s) => 'SortBy' in s && speaksOf(s.SortBy.node, aliases))) return undefined
  const first = targetList[0]
  if (!first || !('ResTarget' in first)) return undefined
  const start = at(first.ResTarget.location ?? 0)
  const from = fromPlace(fromClause[0], at)
  if (from === undefined) return undefined
  const word = /\bfrom\b(?![\s\S]*\bfrom\b)/i.exec(sql.slice(start, from))
  return word ? { start, end: start + word.index, text: '1 ' } : undefined
}

/** An order by an alias or by a place in the list. */
function speaksOf(node: Node | undefined, aliases: ReadonlySet<string>): boolean {
  if (!node) return false
  if ('A_Const' in node) return true
  if (!('ColumnRef' in node)) return false
  const [name, more] = node.ColumnRef.fields ?? []
  return more === undefined && name !== undefined && 'String' in name && aliases.has(name.String.sval ?? '')
}

function fromPlace(node: Node | undefined, at: (location: number) => number): number | undefined {
  if (!node) return undefined
  if ('RangeVar' in node) return at(node.RangeVar.location ?? 0)
  return 'JoinExpr' in node ? fromPlace(node.JoinExpr.larg, at) : undefined
}

function applyEdits(sql: string, edits: readonly Edit[]): string {
  return edits.toSorted((a, b) => b.start - a.start).reduce((text, e) => text.slice(0, e.start) + e.text + text.slice(e.end), sql)
}
