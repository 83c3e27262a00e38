// Whether two definitions, as Postgres prints them, say the same: `(a AND b) AND c` is `a AND b AND c`.

import { parseSql } from './parser.ts'

export function saySame(one: string, other: string): boolean {
  const [a, b] = [meaning(one), meaning(other)]
  return a !== undefined && a === b
}

function meaning(definition: string): string | undefined {
  const check = /^CHECK (\(.*\))$/s.exec(definition)?.[1]
  const parsed = parseSql(check === undefined ? definition : `SELECT WHERE ${check}`)
  return parsed.ok ? JSON.stringify(parsed.trees.map(flat)) : undefined
}

/** Without places, and without conjunctions and alternatives right inside of such. */
function flat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flat)
  if (typeof value !== 'object' || value === null) return value
  const node = Object.fromEntries(
    Object.entries(value).flatMap(([key, v]) => (/^(?:location|stmt_len|stmt_location)$/.test(key) ? [] : [[key, flat(v)] as const])),
  )
  const own = boolean(node)
  if (own) own.args = own.args.flatMap((arg) => (boolean(arg)?.boolop === own.boolop ? (boolean(arg)?.args ?? []) : [arg]))
  return node
}

interface Connected {
  readonly boolop: string
  args: unknown[]
}

function boolean(node: unknown): Connected | undefined {
  const found = (node as { readonly BoolExpr?: Connected } | undefined)?.BoolExpr
  return found && found.boolop !== 'NOT_EXPR' ? found : undefined
}
