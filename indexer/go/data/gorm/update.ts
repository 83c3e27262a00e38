// UPDATE and DELETE statements: callbacks/update.go, callbacks/delete.go, soft_delete.go.

import { sameValue, type Value } from '../../values.ts'
import { stringArgument } from '../session.ts'
import { fieldValue } from '../struct-values.ts'
import { type Chain, note, scopeOf, selection, takesPart } from './chain.ts'
import { type Column, type Expression, made, quoteColumn, quoteTable, type Var, writeVar, writeWhere } from './clauses.ts'
import { returningText } from './create.ts'
import type { Field } from './fields.ts'
import { softDelete } from './query.ts'
import { isMadeInView, type Reflected, reflect } from './reflect.ts'
import type { Schema } from './schema.ts'
import { columnVar, varOf } from './vars.ts'

export type Assignment = readonly [Column, Var]

/** `given` is the list of `Update(column, value)`; otherwise the destination says what is set. */
export function buildUpdate(chain: Chain, dest: Reflected, given?: readonly (readonly [string, Var])[]): string {
  softDelete(chain)
  const model = ownModel(chain)
  if (model && chain.schema) keyConditions(chain, model, chain.schema)
  const set = given
    ? namedAssignments(chain, given)
    : dest.shape === 'map'
      ? mapAssignments(chain, dest.value)
      : structAssignments(chain, dest)
  if (set.length === 0) {
    // GORM sends nothing then; what is not seen may still be set.
    if (chain.notes.length > 0) chain.failed ??= chain.notes.join('; ')
    return ''
  }
  return updateText(chain, set)
}

/** The model, where it is not the very value that is written. */
function ownModel({ model, dest, session }: Chain): Reflected | undefined {
  if (!model || !dest || isSame(model, dest)) return undefined
  return reflect(session, model)
}

/** A struct is known by where it was made, since each call keeps what it was at its time. */
function isSame(a: Value, b: Value): boolean {
  if (a.kind === 'instance' && b.kind === 'instance') return a.at === b.at && a.type === b.type
  return a === b || (a.kind === 'symbolic' && a.origin.kind !== 'typed' && sameValue(a, b))
}

function updateText(chain: Chain, set: readonly Assignment[]): string {
  const scope = scopeOf(chain)
  const assignments = set.map(([c, v]) => `${quoteColumn(scope, c)}=${writeVar(scope, v)}`).join(',')
  return [
    `UPDATE ${quoteTable(scope)} SET ${assignments}`,
    ...(chain.queried ? [`FROM ${quoteTable(scope)}`] : []),
    ...(chain.where.length > 0 ? [`WHERE ${writeWhere(scope, chain.where)}`] : []),
    ...returningText(chain),
  ].join(' ')
}

/** The key of the model value, where it is set. */
function keyConditions(chain: Chain, model: Reflected, schema: Schema): void {
  if (model.shape === 'slice') {
    if (model.value.kind === 'list' && model.value.elements.length === 0) return
    chain.where.push(keysCondition(schema, undefined))
    return
  }
  for (const [field, value] of keysOf(chain, model.value, schema))
    chain.where.push({ kind: 'compare', op: '=', column: { name: field.dbName }, value })
}

/**
 * The keys of a value, as far as they are set. A value that is empty or only typed as far as we see may have been loaded: its
 * key counts where nothing else says which row is meant, since GORM sends no UPDATE and no DELETE without a condition.
 */
function keysOf(chain: Chain, value: Value, schema: Schema, alone = true): readonly (readonly [Field, Var])[] {
  const bare = alone && !chain.where.some((w) => !isSoftDelete(w, schema))
  const blank = value.kind === 'instance' ? value.fields.size === 0 : value.kind === 'symbolic' && value.origin.kind === 'typed'
  if (blank) return bare || chain.queried ? schema.primary.map((f) => [f, made]) : []
  const found = schema.primary.map((f) => [f, fieldValue(chain.session, value, f)] as const)
  if (found.every(([, v]) => v.state === 'zero')) return []
  return found.map(([f, v]) => [f, v.state === 'zero' ? made : boundOrMade(chain, v.value)])
}

const isSoftDelete = (e: Expression, schema: Schema) => e.kind === 'compare' && e.column.name === schema.softDelete?.dbName

const boundOrMade = (chain: Chain, value: Value | undefined): Var => (value ? varOf(chain.session, value) : made)

function keysCondition(schema: Schema, table: string | undefined): Expression {
  const columns = schema.primary.map((f) => ({ name: f.dbName, ...(table && { table }) }))
  return {
    kind: 'in',
    columns,
    values: [columns.length === 1 ? made : { kind: 'list', items: columns.map(() => made), open: false }],
    open: true,
  }
}

function namedAssignments(chain: Chain, given: readonly (readonly [string, Var])[]): readonly Assignment[] {
  const { schema } = chain
  const chosen = selection(chain, false, true)
  const set: Assignment[] = []
  const names = new Set<string>()
  for (const [key, value] of given) {
    const field = schema?.lookUp(key)
    if (field && field.dbName === '') continue
    const name = field?.dbName ?? key
    names.add(name)
    // A subquery stands in brackets.
    const v: Var = value.kind === 'chain' ? { kind: 'list', items: [value], open: false } : value
    if (takesPart(chosen, name)) set.push([{ name }, v])
  }
  if (!chain.skipHooks && schema)
    for (const name of schema.dbNames) {
      const field = schema.byDbName.get(name)
      if (field?.autoUpdate && !names.has(name) && (chosen.columns.get(name) ?? true)) set.push([{ name }, made])
    }
  return set
}

function mapAssignments(chain: Chain, value: Value): readonly Assignment[] {
  const { session } = chain
  const map = session.pick(value)
  if (map.kind !== 'mapping' || map.open) note(chain, 'the columns that are set are the keys of a map that is not known')
  const entries = map.kind === 'mapping' ? map.entries : []
  const given = new Map(entries.map((e) => [stringArgument(session, e.key, 'a key'), columnVar(chain.session, e.value)] as const))
  return namedAssignments(
    chain,
    [...given].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function structAssignments(chain: Chain, dest: Reflected): readonly Assignment[] {
  const { schema, session } = chain
  const from = dest.schema
  if (!schema || !from || dest.shape !== 'struct') return []
  const own = ownModel(chain) === undefined
  const chosen = selection(chain, false, true)
  const open = !isMadeInView(session, dest.value)
  const stated = chain.selects.length > 0
  if (open && !stated) note(chain, 'which columns are set hangs on the value: all are shown')
  const set: Assignment[] = []
  for (const name of schema.dbNames) {
    const field = from.lookUp(name)
    if (!field) continue
    const found = fieldValue(session, dest.value, field)
    if (field.primaryKey && own) {
      if (found.state !== 'zero')
        chain.where.push({ kind: 'compare', op: '=', column: { name: field.dbName }, value: boundOrMade(chain, found.value) })
      continue
    }
    const wanted = chosen.columns.get(field.dbName)
    const auto = !chain.skipHooks && field.autoUpdate !== undefined
    if (!(wanted ?? (!chosen.restricted || auto))) continue
    const present = open ? isOrdinary(field) || stated : found.state !== 'zero'
    if ((wanted !== undefined || auto || present) && field.updatable)
      set.push([{ name: field.dbName }, auto ? made : found.state !== 'zero' && found.value ? columnVar(chain.session, found.value) : made])
  }
  return set
}

/** Keys, the time of creation and the mark of deletion are not what such an update is about. */
const isOrdinary = (field: Field) => !field.primaryKey && !field.autoCreate && !field.column.softDelete

/** Delete: of a model with a mark of deletion an UPDATE, unless Unscoped. */
export function buildDelete(chain: Chain, dest: Reflected): string {
  const { schema } = chain
  const mark = schema?.softDelete
  if (schema) {
    const model = ownModel(chain)
    deleteKeys(chain, dest, schema, model === undefined)
    if (model) deleteKeys(chain, model, schema, true)
  }
  if (mark && !chain.unscoped) {
    softDelete(chain)
    return updateText(chain, markAssignments(mark, schema))
  }
  const scope = scopeOf(chain)
  return [
    `DELETE FROM ${quoteTable(scope)}`,
    ...(chain.where.length > 0 ? [`WHERE ${writeWhere(scope, chain.where)}`] : []),
    ...returningText(chain),
  ].join(' ')
}

function markAssignments(mark: Field, schema: Schema): readonly Assignment[] {
  const set: Assignment[] = [[{ name: mark.dbName }, made]]
  const settings = new Map(
    (mark.settings.get('SOFTDELETE') ?? '').split(',').map((s) => {
      const [key = '', value = ''] = s.split(':')
      return [key.trim().toUpperCase(), value] as const
    }),
  )
  const at = schema.lookUp(settings.get('DELETEDATFIELD') ?? '')
  if (at) set.push([{ name: at.dbName }, made])
  return set
}

function deleteKeys(chain: Chain, { shape, value }: Reflected, schema: Schema, alone: boolean): void {
  if (shape === 'slice') {
    if (value.kind === 'list' && value.elements.length === 0 && !value.open) return
    chain.where.push(keysCondition(schema, chain.table))
    return
  }
  const keys = shape === 'struct' ? keysOf(chain, value, schema, alone) : []
  if (keys.length === 0) return
  const columns = keys.map(([f]) => ({ table: chain.table, name: f.dbName }))
  const vars = keys.map(([, v]) => v)
  chain.where.push({
    kind: 'in',
    columns,
    values: columns.length === 1 ? vars : [{ kind: 'list', items: vars, open: false }],
    open: false,
  })
}
