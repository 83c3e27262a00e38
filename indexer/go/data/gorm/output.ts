// What a finisher's chain says of the statement that it sends: its table, and why it gives few rows.

import type { Output } from '../finish.ts'
import type { Chain } from './chain.ts'
import type { Schema } from './schema.ts'

export function outputOf(chain: Chain, sql: string, role: Output['role'], boundedBy?: string): Output {
  return {
    sql: chain.failed === undefined ? sql : '',
    role,
    table: tableOf(chain),
    notes: chain.notes,
    texts: chain.texts,
    boundedBy,
    failed: chain.failed,
  }
}

/** The table itself where the chain calls it by another name. */
function tableOf(chain: Chain): string | undefined {
  if (chain.raw !== undefined) return undefined
  const expression = chain.tableExpression
  if (expression?.kind !== 'raw') return chain.table || undefined
  const [, name] = /^\s*((?:"?[\w$]+"?\.)?"?[\w$]+"?)(?:\s+(?:AS\s+)?"?\w+"?)?\s*$/i.exec(expression.sql) ?? []
  return name?.replaceAll('"', '')
}

/** Why a query gives no more than so many rows, as far as the chain says it. */
export function boundOf(chain: Chain): string | undefined {
  if (chain.raw !== undefined) return undefined
  if (chain.limit) return chain.offset ? 'page' : 'limit'
  return chain.schema && pinsKey(chain, chain.schema) && chain.joins.length === 0 ? 'unique key' : undefined
}

function pinsKey(chain: Chain, schema: Schema): boolean {
  const pinned = new Set<string>()
  for (const e of chain.where.flatMap((w) => (w.kind === 'and' ? w.exprs : [w]))) {
    if (e.kind === 'or') return false
    if (e.kind === 'compare' && e.op === '=' && e.value.kind === 'value') pinned.add(nameOf(e.column.name, schema))
    if (e.kind === 'in' && !e.open && e.values.length === 1) for (const c of e.columns) pinned.add(nameOf(c.name, schema))
    if (e.kind === 'raw' && !/\bOR\b/i.test(e.sql))
      for (const term of e.sql.split(/\bAND\b/i)) {
        const [, column] = /^\s*(?:"?\w+"?\.)?"?(\w+)"?\s*=\s*\?\s*$/.exec(term) ?? []
        if (column) pinned.add(column)
      }
  }
  if (schema.primary.length > 0 && schema.primary.every((f) => pinned.has(f.dbName))) return true
  return schema.fields.some((f) => pinned.has(f.dbName) && (f.unique || isUniqueAlone(f.tag)))
}

const nameOf = (name: string, schema: Schema) => (name === '~~~py~~~' ? (schema.prioritized?.dbName ?? name) : name)

/** `uniqueIndex` without a name, so that it holds no other column. */
const isUniqueAlone = (tag: string) => tag.split(';').some((part) => part.trim().toUpperCase() === 'UNIQUEINDEX')
