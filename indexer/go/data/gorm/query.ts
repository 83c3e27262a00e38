// SELECT statements: callbacks/query.go, soft_delete.go, and the finishers that read.

import { fieldValue } from '../struct-values.ts'
import type { Chain, Join } from './chain.ts'
import { note, scopeOf, selection, settle, takesPart } from './chain.ts'
import {
  and,
  type Column,
  CURRENT_TABLE,
  type Expression,
  PRIMARY_KEY,
  quoteColumn,
  quoteName,
  quoteTable,
  raw,
  type Scope,
  write,
  writeVar,
  writeWhere,
} from './clauses.ts'
import type { Reflected } from './reflect.ts'
import type { Relation } from './relations.ts'
import type { Schema } from './schema.ts'
import { varOf } from './vars.ts'

/** The soft-delete condition, once; an OR among the conditions is put in brackets first. */
export function softDelete(chain: Chain): void {
  const field = chain.schema?.softDelete
  if (!field || chain.softDeleteApplied || chain.unscoped) return
  if (chain.where.some((e) => e.kind === 'or' && e.exprs.length === 1)) chain.where = [and(chain.where)]
  chain.where.push(softDeleteCondition(field))
  chain.softDeleteApplied = true
}

function softDeleteCondition(field: Schema['fields'][number], table = CURRENT_TABLE): Expression {
  const column = { table, name: field.dbName }
  if (field.column.softDelete === 'unix' && field.defaultValue !== 'null')
    return { kind: 'compare', op: '=', column, value: { kind: 'value', value: { kind: 'number', value: 0 } } }
  const zero = field.settings.get('ZEROVALUE')
  return { kind: 'compare', op: '=', column, value: zero ? { kind: 'value' } : { kind: 'nil' } }
}

/** BuildQuerySQL. `what` replaces the selection: a count, a plucked column. */
export function buildQuery(chain: Chain, reflected: Reflected | undefined, what?: Expression | readonly Column[]): string {
  softDelete(chain)
  if (chain.raw !== undefined) return chain.raw
  addKeyConditions(chain, reflected)
  const scope = scopeOf(chain)
  const columns = Array.isArray(what) ? (what as readonly Column[]) : selectedColumns(chain, reflected)
  const { joins, added } = joinTexts(chain, scope)
  const all =
    joins.length > 0 && chain.selects.length === 0 && chain.omits.length === 0 && chain.schema ? ownColumns(chain, chain.schema) : columns
  const chosen = Array.isArray(what) ? columns : [...all, ...added]
  const expression = what && !Array.isArray(what) ? (what as Expression) : Array.isArray(what) ? undefined : chain.selection
  const distinct = expression ? chain.selectDistinct && expression === chain.selection : chain.distinct
  const selected = expression
    ? `${distinct ? 'DISTINCT ' : ''}${write(scope, expression)}`
    : chosen.length > 0
      ? `${distinct ? 'DISTINCT ' : ''}${chosen.map((c) => quoteColumn(scope, c)).join(',')}`
      : '*'
  const from = chain.fromTables.length > 0 ? chain.fromTables.join(',') : quoteTable(scope)
  return [`SELECT ${selected} FROM ${[from, ...joins].join(' ')}`, ...tail(chain, scope)].join(' ')
}

function tail(chain: Chain, scope: Scope): readonly string[] {
  const parts: string[] = []
  if (chain.where.length > 0) parts.push(`WHERE ${writeWhere(scope, chain.where)}`)
  if (chain.group.length > 0 || chain.having.length > 0) {
    const groups = chain.group.map((c) => quoteColumn(scope, c)).join(',')
    const having = chain.having.length > 0 ? ` HAVING ${writeWhere(scope, chain.having)}` : ''
    parts.push(`${chain.group.length > 0 ? `GROUP BY ${groups}` : ''}${having}`.trim())
  }
  if (chain.orderExpression) parts.push(`ORDER BY ${write(scope, chain.orderExpression)}`)
  else if (chain.order.length > 0)
    parts.push(`ORDER BY ${chain.order.map((o) => `${quoteColumn(scope, o.column)}${o.descending ? ' DESC' : ''}`).join(',')}`)
  if (chain.limit) parts.push(`LIMIT ${writeVar(scope, chain.limit)}`)
  if (chain.offset) parts.push(`OFFSET ${writeVar(scope, chain.offset)}`)
  if (chain.locking) parts.push(lockText(chain, chain.locking))
  return parts
}

function lockText(chain: Chain, { strength, table, options }: NonNullable<Chain['locking']>): string {
  const of = table === '' ? '' : ` OF ${quoteName(table === CURRENT_TABLE ? chain.table : table)}`
  return `FOR ${strength}${of}${options ? ` ${options}` : ''}`
}

/** A key that is set in the value that is read into is a condition. */
function addKeyConditions(chain: Chain, reflected: Reflected | undefined): void {
  const { schema, session } = chain
  if (!schema || reflected?.shape !== 'struct' || reflected.schema !== schema) return
  const bare = chain.where.length === (chain.softDeleteApplied ? 1 : 0)
  for (const field of schema.primary) {
    const found = fieldValue(session, reflected.value, field)
    if (found.state === 'zero') continue
    const { value } = reflected
    // Of a value that comes from elsewhere it is taken to be, where nothing else says which row is meant.
    const known = value.kind === 'instance' ? value.fields.size > 0 : value.kind === 'symbolic' && value.origin.kind !== 'typed' && bare
    if (!known) continue
    chain.where.push({
      kind: 'compare',
      op: '=',
      column: { table: chain.table, name: field.dbName },
      value: found.value ? varOf(session, found.value) : { kind: 'value' },
    })
  }
}

const ownColumns = (chain: Chain, schema: Schema): readonly Column[] => schema.dbNames.map((name) => ({ table: chain.table, name }))

function selectedColumns(chain: Chain, reflected: Reflected | undefined): readonly Column[] {
  const { schema } = chain
  if (chain.selects.length > 0)
    return chain.selects.map((name) => {
      const field = schema?.lookUp(name)
      return field ? { name: field.dbName } : { name, raw: true }
    })
  if (!schema) return []
  if (chain.omits.length > 0) {
    const chosen = selection(chain, false, false)
    return schema.dbNames.filter((name) => chosen.columns.get(name) ?? true).map((name) => ({ table: chain.table, name }))
  }
  // A smaller struct asks for its own columns only.
  const other = reflected && (reflected.shape === 'struct' || reflected.shape === 'slice') ? reflected.schema : undefined
  if (other && (other !== schema || chain.session.schemas.settings.queryFields))
    return other.dbNames.map((name) => ({ table: chain.table, name }))
  return []
}

function joinTexts(chain: Chain, scope: Scope): { readonly joins: readonly string[]; readonly added: readonly Column[] } {
  const joins: string[] = [...chain.fromJoins]
  const added: Column[] = []
  const aliases = new Map<string, string>([[CURRENT_TABLE, CURRENT_TABLE]])
  for (const join of chain.joins) {
    const path = relationPath(chain.schema, join.name)
    if (!path) {
      joins.push(write(scope, { kind: 'named', sql: join.name, vars: join.vars }))
      continue
    }
    let parent = CURRENT_TABLE
    for (const relation of path) {
      const alias = parent === CURRENT_TABLE ? relation.name : `${parent}__${relation.name}`
      if (!aliases.has(alias)) {
        joins.push(relationJoin(chain, join, relation, alias, aliases.get(parent) ?? parent, scope, added))
        aliases.set(alias, alias)
      }
      parent = alias
    }
  }
  return { joins, added }
}

/** The relations that a join names, `Manager.Company` too; undefined where it is SQL. */
function relationPath(schema: Schema | undefined, name: string): readonly Relation[] | undefined {
  const path: Relation[] = []
  let at = schema
  for (const step of name.split('.')) {
    const relation = at?.relations().all.get(step)
    if (!relation) return undefined
    path.push(relation)
    at = relation.target
  }
  return path
}

function relationJoin(chain: Chain, join: Join, relation: Relation, alias: string, parent: string, scope: Scope, added: Column[]): string {
  const { target } = relation
  const narrowed = selection(
    { ...chain, table: alias, schema: target, selects: join.on?.selects ?? [], omits: join.on?.omits ?? [] },
    false,
    false,
  )
  for (const name of target.dbNames) if (takesPart(narrowed, name)) added.push({ table: alias, name, alias: `${alias}__${name}` })
  const exprs = relation.references.map((ref): Expression => {
    const { primary } = ref
    if (!primary)
      return {
        kind: 'compare',
        op: '=',
        column: { table: alias, name: ref.foreign.dbName },
        value: { kind: 'value', value: { kind: 'string', parts: [ref.value] } },
      }
    const [left, right] = ref.own ? [primary, ref.foreign] : [ref.foreign, primary]
    return {
      kind: 'compare',
      op: '=',
      column: { table: parent, name: left.dbName },
      value: { kind: 'column', column: { table: alias, name: right.dbName } },
    }
  })
  const inner: Expression[] = []
  if (target.softDelete && !chain.unscoped) inner.push(softDeleteCondition(target.softDelete, alias))
  if (join.on) {
    inner.push(...join.on.where)
    for (const reason of join.on.notes) note(chain, reason)
  }
  const innerScope: Scope = { session: chain.session, table: alias, schema: target }
  if (inner.length > 0) exprs.push(raw(writeWhere(innerScope, inner)))
  const [table = ''] = target.tables
  return `${join.type} JOIN ${quoteTable(scope, table)} ${quoteName(alias)} ON ${writeWhere(scope, exprs)}`
}

/** First, Take and Last. */
export function orderByKey(chain: Chain, descending = false): void {
  chain.order.push({ column: { table: CURRENT_TABLE, name: PRIMARY_KEY }, descending })
}

/** The text of a chain that stands as a value in another. */
export function subqueryText(chain: Chain): string {
  const reflected = settle(chain)
  return chain.raw ?? buildQuery(chain, reflected)
}
