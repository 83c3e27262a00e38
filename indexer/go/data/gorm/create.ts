// INSERT statements: callbacks/create.go and callbacks/helper.go. Which columns take part hangs on the model, on what is
// selected and omitted, and on which fields with a default the value is seen to set.

import type { Value } from '../../values.ts'
import { stringArgument } from '../session.ts'
import { fieldValue } from '../struct-values.ts'
import { type Chain, note, type OnConflict, scopeOf, selection, takesPart } from './chain.ts'
import { type Column, made, PRIMARY_KEY, quoteColumn, quoteName, quoteTable, type Var, writeVar, writeWhere } from './clauses.ts'
import type { Field } from './fields.ts'
import type { Reflected } from './reflect.ts'
import type { Schema } from './schema.ts'
import { columnVar } from './vars.ts'

interface Rows {
  readonly columns: readonly string[]
  readonly values: readonly (readonly (Var | 'default')[])[]
}

export function buildInsert(chain: Chain, reflected: Reflected): string {
  const { schema } = chain
  const scope = scopeOf(chain)
  const rows = rowsOf(chain, reflected)
  if (schema && !chain.returning) {
    const defaults = schema.databaseDefaults.filter((f) => f.readable && f.dbName !== '')
    if (defaults.length > 0) chain.returning = defaults.map((f) => ({ name: f.dbName }))
  }
  const values =
    rows.columns.length > 0
      ? `(${rows.columns.map(quoteName).join(',')}) VALUES ${rows.values
          .map((row) => `(${row.map((v) => (v === 'default' ? 'DEFAULT' : writeVar(scope, v))).join(',')})`)
          .join(',')}`
      : 'DEFAULT VALUES'
  const conflict = conflictText(chain, rows.columns)
  return [
    `INSERT ${chain.insertModifier ? `${chain.insertModifier} ` : ''}INTO ${quoteTable(scope)} ${values}`,
    ...(conflict ? [conflict] : []),
    ...returningText(chain),
  ].join(' ')
}

export function returningText(chain: Chain): readonly string[] {
  if (!chain.returning) return []
  const columns = chain.returning.map((c) => quoteColumn(scopeOf(chain), c)).join(',')
  return [`RETURNING ${columns || '*'}`]
}

function rowsOf(chain: Chain, { shape, value, schema }: Reflected): Rows {
  if (shape === 'map' || shape === 'mapSlice') return mapRows(chain, value)
  const model = chain.schema ?? schema
  if (!model) return { columns: [], values: [] }
  if (model.unknown.length > 0) note(chain, `the columns of ${model.unknown.join(', ')} are not known`)
  const chosen = selection(chain, true, false)
  const columns: Field[] = []
  for (const name of model.dbNames) {
    const field = model.byDbName.get(name)
    if (!field || (field.hasDefault && !field.plainDefault)) continue
    const stated = chosen.columns.get(name)
    if (stated ?? (!chosen.restricted || field.autoCreate || field.autoUpdate)) columns.push(field)
  }
  const elements = shape === 'slice' && value.kind === 'list' && value.elements.length > 0 && !value.open ? value.elements : [value]
  const read = (element: Value, field: Field): Var => {
    const found = fieldValue(chain.session, element, field)
    return found.state !== 'zero' && found.value ? columnVar(chain.session, found.value) : made
  }
  // A default that the database gives is left to it, unless the value is seen to set the field.
  const set = model.databaseDefaults.filter((f) => {
    if (f.dbName === '' || !takesPart(chosen, f.dbName)) return false
    return elements.some((e) => e.kind === 'instance' && fieldValue(chain.session, e, f).state !== 'zero')
  })
  return {
    columns: [...columns, ...set].map((f) => f.dbName),
    values: elements.map((e) => [
      ...columns.map((f) => read(e, f)),
      ...set.map((f) => (elements.length > 1 && fieldValue(chain.session, e, f).state === 'zero' ? ('default' as const) : read(e, f))),
    ]),
  }
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function mapRows(chain: Chain, value: Value): Rows {
  const { session } = chain
  const chosen = selection(chain, true, false)
  const at = session.pick(value)
  const maps = (at.kind === 'list' ? at.elements : [at]).map((m) => session.pick(m))
  const rows = maps.map((map) => {
    if (map.kind !== 'mapping' || map.open) note(chain, 'the columns are the keys of a map that is not known')
    const entries = map.kind === 'mapping' ? map.entries : []
    const byKey = entries.toSorted((a, b) => order(stringArgument(session, a.key), stringArgument(session, b.key)))
    return new Map(
      byKey.flatMap((e): [string, Value][] => {
        const key = stringArgument(session, e.key, 'a key')
        const name = chain.schema?.lookUp(key)?.dbName || key
        return takesPart(chosen, name) ? [[name, e.value]] : []
      }),
    )
  })
  const names = [...new Set(rows.flatMap((r) => [...r.keys()]))]
  const columns = at.kind === 'list' ? names.sort(order) : names
  return {
    columns,
    values: rows.map((row) =>
      columns.map((c) => {
        const v = row.get(c)
        return v ? columnVar(chain.session, v) : { kind: 'nil' }
      }),
    ),
  }
}

function conflictText(chain: Chain, columns: readonly string[]): string | undefined {
  if (!chain.onConflict) return undefined
  const rule = chain.onConflict.updateAll && chain.schema ? updateAll(chain, chain.onConflict, chain.schema, columns) : chain.onConflict
  const scope = scopeOf(chain)
  let text = 'ON CONFLICT '
  if (rule.constraint) text += `ON CONSTRAINT ${rule.constraint} `
  else {
    if (rule.columns.length > 0) text += `(${rule.columns.map((c) => quoteColumn(scope, c)).join(',')}) `
    if (rule.targetWhere.length > 0) text += ` WHERE ${writeWhere(scope, rule.targetWhere)} `
  }
  // Without assignments GORM sets the key to itself.
  const key: Column = { name: PRIMARY_KEY }
  const updates: OnConflict['updates'] = rule.updates.length > 0 ? rule.updates : [[key, { kind: 'column', column: key }]]
  text += rule.doNothing
    ? 'DO NOTHING'
    : `DO UPDATE SET ${updates.map(([c, v]) => `${quoteColumn(scope, c)}=${writeVar(scope, v)}`).join(',')}`
  return rule.where.length > 0 ? `${text} WHERE ${writeWhere(scope, rule.where)}` : text
}

/** `UpdateAll`: every column that was given, save keys, defaults and the time of creation. */
function updateAll(chain: Chain, rule: OnConflict, schema: Schema, columns: readonly string[]): OnConflict {
  const chosen = selection(chain, true, true)
  const updates = [...rule.updates]
  const copied: string[] = []
  for (const name of columns) {
    const field = schema.lookUp(name)
    if (!field || !takesPart(chosen, field.dbName) || field.primaryKey || field.autoCreate) continue
    if (field.hasDefault && !field.plainDefault && field.defaultValue.toUpperCase() !== 'NULL') continue
    if (field.autoUpdate) updates.push([{ name: field.dbName }, made])
    else copied.push(name)
  }
  for (const name of copied) updates.push([{ name }, { kind: 'column', column: { table: 'excluded', name } }])
  return {
    ...rule,
    updates,
    doNothing: rule.doNothing || updates.length === 0,
    columns: rule.columns.length > 0 ? rule.columns : schema.primary.map((f) => ({ name: f.dbName })),
  }
}
