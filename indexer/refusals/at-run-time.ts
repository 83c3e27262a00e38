// What Postgres refuses only when a statement runs: another number of values than placeholders, and columns that a text leaves out
// though each row must have a value there.

import type { GoStatement } from '../go/statements.ts'
import { type Node, parseSql } from '../sql/parser.ts'
import type { Lookup } from '../sql/statements/lookup.ts'
import type { Said } from './commands.ts'
import { standsWhole } from './written-at.ts'

export function refusedAtRunTime({ rendered }: GoStatement, lookup: Lookup): Said | undefined {
  const { sql, values, literals = [] } = rendered
  if (values && !rendered.dynamic && values.wanted !== values.given)
    return { sqlstate: '08P01', message: `${count(values.given, 'value')} given, and the text requires ${values.wanted}` }
  if (!/\bINSERT\s+INTO\b/i.test(sql) || !standsWhole(sql, literals)) return undefined
  const parsed = parseSql(sql)
  for (const tree of parsed.ok ? parsed.trees : [])
    for (const insert of insertsIn(tree)) {
      const lacks = lackingColumn(insert, lookup)
      if (lacks)
        return {
          sqlstate: '23502',
          message: `null value in column "${lacks.column}" of relation "${lacks.table}" violates not-null constraint`,
          position: (lacks.location ?? 0) + 1,
        }
    }
  return undefined
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? ' is' : 's are'}`

type Insert = Extract<Node, { InsertStmt: unknown }>['InsertStmt']

function insertsIn(node: Node): readonly Insert[] {
  const [body] = Object.values(node) as { withClause?: { ctes?: readonly Node[] } }[]
  const inner = (body?.withClause?.ctes ?? []).flatMap((c) =>
    'CommonTableExpr' in c && c.CommonTableExpr.ctequery ? insertsIn(c.CommonTableExpr.ctequery) : [],
  )
  return 'InsertStmt' in node ? [node.InsertStmt, ...inner] : inner
}

function lackingColumn(
  { relation, cols }: Insert,
  lookup: Lookup,
): { column: string; table: string; location: number | undefined } | undefined {
  if (!relation?.relname || !cols || cols.length === 0) return undefined
  const found = lookup.relation(relation.schemaname, relation.relname)
  if (found?.kind !== 'table' || found.table.fills || found.table.kind !== 'table') return undefined
  const given = new Set(cols.flatMap((c) => ('ResTarget' in c && c.ResTarget.name ? [c.ResTarget.name] : [])))
  const lacks = found.table.columns.find((c) => !c.nullable && c.default === undefined && c.generated === undefined && !given.has(c.name))
  return lacks && { column: lacks.name, table: found.table.name, location: relation.location }
}
