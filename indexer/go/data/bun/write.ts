// INSERT, UPDATE and DELETE as bun writes them: query_insert.go, query_update.go, query_delete.go.

import type { Value } from '../../values.ts'
import { bind, concrete, stringArgument } from '../session.ts'
import { fieldValue } from '../struct-values.ts'
import { quoted } from './format.ts'
import {
  columnList,
  conditions,
  firstTable,
  list,
  note,
  orderText,
  otherTables,
  type Query,
  tableText,
  textOf,
  whereText,
  withText,
} from './query.ts'
import type { BunField, BunTable } from './schema.ts'

export function insertText(query: Query): string {
  const table = firstTable(query, query.on !== undefined)
  const returned: BunField[] = []
  const values = insertValues(query, returned)
  const returning = query.returning.length > 0 ? list(query, query.returning) : columnList(returned)
  return `${withText(query)}INSERT INTO ${table}${values}${conflictText(query)}${returningText(returning)}`
}

/** `Returning("NULL")` asks for nothing. */
const returningText = (text: string): string => (text === '' || /^null$/i.test(text) ? '' : ` RETURNING ${text}`)

function insertValues(query: Query, returned: BunField[]): string {
  const others = otherTables(query)
  if (others.length > 0) {
    const columns = query.columns ? list(query, query.columns) : undefined
    return `${columns ? ` (${columns})` : ''} SELECT ${columns ?? '*'} FROM ${list(query, others)}`
  }
  const { model, table, session } = query
  if (table) return structValues(query, table, returned)
  const map = model && concrete(session, model)
  if (map?.kind === 'mapping') {
    const names = map.entries.map((e) => quoted(stringArgument(session, e.key, 'key')))
    if (map.open) note(query, 'some columns are not known')
    if (names.length > 0) return ` (${names.join(', ')}) VALUES (${map.entries.map((e) => bind(session, e.value)).join(', ')})`
  }
  if (!map) query.failed ??= query.notes[0] ?? 'the query has no model'
  note(query, 'the columns are not known')
  return ' DEFAULT VALUES'
}

const ROWS = 20

function structValues(query: Query, table: BunTable, returned: BunField[]): string {
  const { session } = query
  const fields = fieldsOf(query, table)
  const extra = [...query.values].filter(([name]) => !fields.some((f) => f.name === name))
  const model = query.model && concrete(session, query.model)
  const known = model?.kind === 'list' && !model.open && model.elements.length > 0 && model.elements.length <= ROWS
  const rows: readonly (Value | undefined)[] = model?.kind === 'list' ? (known ? model.elements : [undefined]) : [model]
  const texts = rows.map((row) => {
    const values = fields.map((f) => valueText(query, f, row, returned))
    return `(${[...values, ...extra.map(([, piece]) => textOf(query, piece))].join(', ')})`
  })
  const columns = [...fields.map((f) => quoted(f.name)), ...extra.map(([name]) => quoted(name))].join(', ')
  return columns === '' ? ' DEFAULT VALUES' : ` (${columns}) VALUES ${texts.join(', ')}`
}

function fieldsOf(query: Query, table: BunTable): readonly BunField[] {
  if (!query.columns) return table.fields
  return query.columns.flatMap((c) => (c.kind === 'name' ? (table.find(c.name) ?? []) : []))
}

/** InsertQuery.marshalsToDefault: what is not set the database fills in, and gives back. */
function valueText(query: Query, field: BunField, row: Value | undefined, returned: BunField[]): string {
  const given = query.values.get(field.name)
  const back = () => {
    if (!returned.includes(field)) returned.push(field)
  }
  if (given) {
    back()
    return textOf(query, given)
  }
  const found = row && fieldValue(query.session, row, field)
  const zero = found?.state === 'zero' && isFilled(query, row)
  const defaulted = field.pointer || field.nullZero || field.tag.options.has('default')
  if (zero && defaulted) {
    back()
    return 'DEFAULT'
  }
  return bind(query.session, found && found.state !== 'zero' ? found.value : undefined)
}

/** An empty literal may have been filled out of view. */
function isFilled(query: Query, row: Value | undefined): boolean {
  const at = row && query.session.pick(row)
  return at?.kind === 'instance' && at.fields.size > 0
}

/** InsertQuery.appendOn */
function conflictText(query: Query): string {
  if (!query.on) return ''
  const on = textOf(query, query.on)
  let set = ''
  if (query.set.length > 0) set = ` SET ${list(query, query.set)}`
  else if (/ do update$/i.test(on) && query.table) {
    const named = fieldsOf(query, query.table).filter((f) => !f.primary)
    const fields = query.columns && named.length > 0 ? named : query.table.fields.filter((f) => !f.primary)
    set = ` SET ${fields.map((f) => `${quoted(f.name)} = EXCLUDED.${quoted(f.name)}`).join(', ')}`
  }
  return ` ON ${on}${set}${query.where.length > 0 ? ` WHERE ${conditions(query, query.where)}` : ''}`
}

export function updateText(query: Query): string {
  const { table } = query
  if (query.bulk && table) return bulkText(query, table)
  const first = firstTable(query, true)
  const others = otherTables(query)
  const joins = query.joins.map(({ join, on }) => ` ${textOf(query, join)}${on.length > 0 ? ` ON ${conditions(query, on)}` : ''}`).join('')
  return `${withText(query)}UPDATE ${first} SET ${setText(query)}${others.length > 0 ? ` FROM ${list(query, others)}` : ''}${joins}${mustWhere(query)}${orderText(query)}${returningText(list(query, query.returning))}`
}

/** Bun refuses to change all rows by mistake. */
function mustWhere(query: Query): string {
  if (query.where.length === 0 && !query.whereFields && query.deleted !== 'deleted')
    query.failed ??= 'bun refuses an update or a delete without Where'
  return whereText(query, query.table ? quoted(query.table.alias) : '')
}

function setText(query: Query): string {
  const { session, table, model } = query
  if (query.set.length > 0) return list(query, query.set)
  const value = model && concrete(session, model)
  if (!table) {
    if (value?.kind === 'mapping' && !value.open && value.entries.length > 0)
      return value.entries.map((e) => `${quoted(stringArgument(session, e.key, 'key'))} = ${bind(session, e.value)}`).join(', ')
    query.failed ??= 'the columns of the update are not known'
    return ''
  }
  const parts = fieldsOf(query, table)
    .filter((f) => !f.primary && !f.tag.options.has('skipupdate'))
    .flatMap((f): string[] => {
      const given = query.values.get(f.name)
      if (given) return [`${quoted(f.name)} = ${textOf(query, given)}`]
      const found = value && fieldValue(session, value, f)
      if (query.omitZero && found?.state === 'zero' && isFilled(query, value)) return []
      if (query.omitZero && found?.state === 'unknown') note(query, 'only the fields that are set are written')
      return [`${quoted(f.name)} = ${bind(session, found && found.state !== 'zero' ? found.value : undefined)}`]
    })
  const extra = [...query.values].filter(([name]) => !table.find(name)).map(([name, piece]) => `${name} = ${textOf(query, piece)}`)
  if (parts.length + extra.length === 0) query.failed ??= 'the update sets nothing'
  return [...parts, ...extra].join(', ')
}

/** UpdateQuery.Bulk */
function bulkText(query: Query, table: BunTable): string {
  const fields = fieldsOf(query, table)
  const data = [...new Set([...table.primary, ...fields])]
  const set = fields.filter((f) => !f.primary).map((f) => `${quoted(f.name)} = _data.${quoted(f.name)}`)
  const alias = quoted(table.alias)
  const on = table.primary.map((f) => `${alias}.${quoted(f.name)} = _data.${quoted(f.name)}`).join(' AND ')
  const values = data.map((f) => `${bind(query.session)}::${typeName(f)}`).join(', ')
  return `WITH "_data" (${columnList(data)}) AS (VALUES (${values})) UPDATE ${tableText(table.name)} AS ${alias} SET ${set.join(', ')} FROM _data WHERE (${on})`
}

function typeName(field: BunField): string {
  const wanted = field.tag.options.get('type')?.at(-1)
  if (wanted) return wanted
  switch (field.column.dataType) {
    case 'int':
    case 'uint':
      return 'bigint'
    case 'bool':
      return 'boolean'
    case 'float':
      return 'double precision'
    case 'time':
      return 'timestamptz'
    case 'bytes':
      return 'bytea'
    default:
      return 'text'
  }
}

export function deleteText(query: Query): string {
  const { table, session } = query
  const alias = table ? quoted(table.alias) : ''
  if (table?.softDelete && !query.forceDelete)
    return `UPDATE ${firstTable(query, true)} SET ${quoted(table.softDelete.name)} = ${bind(session)}${mustWhere(query)}${returningText(list(query, query.returning))}`
  const others = otherTables(query)
  if (query.where.length === 0 && !query.whereFields && query.deleted !== 'deleted')
    query.failed ??= 'bun refuses an update or a delete without Where'
  return `${withText(query)}DELETE FROM ${firstTable(query, true)}${others.length > 0 ? ` USING ${list(query, others)}` : ''}${whereText(query, alias)}${orderText(query)}${returningText(list(query, query.returning))}`
}
