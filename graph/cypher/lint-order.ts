// R8: the rows of a query, and what collect() gathers, stand in an order that the data alone decides.

import type { LintInput, Report } from './lint.ts'
import { allQueries, type Clause, type Query, splitAtCommas } from './parse.ts'
import { isKeyword, type Token } from './tokens.ts'

export function lintOrder({ query }: LintInput, report: Report): void {
  lintRows(query, report)
  for (const { branches } of allQueries(query))
    for (const clauses of branches) {
      clauses.forEach((clause, i) => {
        const before = clauses[i - 1]
        if ((clause.kind === 'LIMIT' || clause.kind === 'SKIP') && !clauses.slice(0, i).some((c) => c.kind === 'ORDER BY'))
          report('R8', clause.at, `${clause.kind} without ORDER BY takes whatever comes`)
        const collected = collects(clause)
        if (collected && !isOrdered(clauses.slice(0, i))) {
          const where = before ? ` before ${clause.kind}` : ''
          report('R8', collected, `collect() gathers in no order: put WITH … ORDER BY …${where}`)
        }
      })
    }
}

/** The rows of the whole query; those of a UNION cannot be ordered but by a query around it. */
function lintRows({ branches }: Query, report: Report): void {
  const [clauses = []] = branches
  const last = clauses.findLastIndex((c) => c.kind === 'RETURN')
  const returned = clauses[last]
  if (!returned) return
  if (branches.length > 1) {
    report('R8', returned.at, 'the rows of a UNION have no order: put it in CALL { … } and order what that gives')
    return
  }
  const order = clauses.slice(last).find((c) => c.kind === 'ORDER BY')
  const items = splitAtCommas(isKeyword(returned.body[0], 'DISTINCT') ? returned.body.slice(1) : returned.body)
  if (items.every((item) => isAggregate(item))) return // One row.
  if (!order) report('R8', returned.at, 'no ORDER BY: the engines give rows in different orders')
  else if (!isTotal(items, order))
    report('R8', order.at, 'rows that tie have no order: end ORDER BY with an id, the anchors, or every column')
}

/** Some key identifies the row: an `id`, a column that contains one, the anchors of a finding, or all columns together. */
function isTotal(items: readonly (readonly Token[])[], order: Clause): boolean {
  const keys = splitAtCommas(order.body).map((key) => key.filter((t) => !isKeyword(t, 'ASC', 'DESC', 'ASCENDING', 'DESCENDING')))
  const columns = new Map(items.map((item) => [item.at(-1)?.value ?? '', item]))
  const print = (tokens: readonly Token[]) => tokens.map((t) => t.value).join('')
  const named = new Set(keys.map(print))
  if ([...columns].every(([name, item]) => named.has(name) || named.has(print(item)))) return true
  return keys.some((key) => {
    const [only] = key
    const column = key.length === 1 && only ? columns.get(only.value) : undefined
    return hasId(key) || only?.value === 'anchors' || (column !== undefined && hasId(column))
  })
}

function hasId(tokens: readonly Token[]): boolean {
  return tokens.some((t, i) => t.value === 'id' && tokens[i - 1]?.text === '.')
}

/** The token of a collect() whose order can be seen: not one that is only counted. */
function collects({ kind, body }: Clause): Token | undefined {
  if (kind !== 'WITH' && kind !== 'RETURN') return undefined
  return body.find(
    (t, i) => isKeyword(t, 'COLLECT') && body[i + 1]?.text === '(' && !(isKeyword(body[i - 2], 'SIZE') && body[i - 1]?.text === '('),
  )
}

/** Whether the rows at the end of these clauses have an order: an ORDER BY with nothing after it that loses the order. */
function isOrdered(clauses: readonly Clause[]): boolean {
  const last = clauses.findLastIndex((c) => c.kind === 'ORDER BY')
  return last >= 0 && clauses.slice(last + 1).every((c) => c.kind === 'WHERE' || c.kind === 'LIMIT' || c.kind === 'SKIP')
}

function isAggregate(item: readonly Token[]): boolean {
  return item.some((t, i) => isKeyword(t, 'COUNT', 'MIN', 'MAX', 'AVG', 'SUM', 'COLLECT') && item[i + 1]?.text === '(')
}
