// A bun query under way: what its calls have set, and what its parts are as text. query_base.go.

import type { BuilderCall } from '../../evaluate/events.ts'
import { CHAIN, type QueryChain } from '../../library/query-cell.ts'
import { pointerless, printType } from '../../types.ts'
import { typeOf, type Value } from '../../values.ts'
import { bind, concrete, hole, type Session, stringArgument, textsOf } from '../session.ts'
import { isMany } from '../struct-fields.ts'
import { type Formatter, format, quoted } from './format.ts'
import type { BunField, BunSchemas, BunTable } from './schema.ts'

export interface BunSession extends Session {
  readonly schemas: BunSchemas
}

/** A text with its arguments, or the name of a column or table. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly args: readonly Value[]; readonly words: readonly string[] }
  | { readonly kind: 'name'; readonly name: string }

export type Condition = { readonly separator: string } & ({ readonly piece: Piece } | { readonly group: readonly Condition[] })

export interface Relating {
  readonly path: string
  readonly apply: readonly BuilderCall[]
}

export interface Query {
  readonly session: BunSession
  readonly verb: string
  readonly subquery: (calls: readonly BuilderCall[]) => string
  model: Value | undefined
  table: BunTable | undefined
  many: boolean
  modelTable: Piece | undefined
  tables: Piece[]
  columns: Piece[] | undefined
  with: { readonly name: string; readonly calls: readonly BuilderCall[] | undefined; readonly recursive: boolean }[]
  distinct: Piece[] | undefined
  where: Condition[]
  whereFields: readonly BunField[] | undefined
  deleted: 'live' | 'deleted' | 'all'
  forceDelete: boolean
  joins: { readonly join: Piece; readonly on: Condition[] }[]
  group: Piece[]
  having: Piece[]
  order: Piece[]
  limit: Value | undefined
  offset: Value | undefined
  lock: Piece | undefined
  unions: { readonly word: string; readonly calls: readonly BuilderCall[] | undefined }[]
  relations: Relating[]
  on: Piece | undefined
  set: Piece[]
  values: Map<string, Piece>
  omitZero: boolean
  bulk: boolean
  returning: Piece[]
  flags: Set<string>
  raw: Piece | undefined
  readonly notes: string[]
  failed: string | undefined
}

export function createQuery(session: BunSession, verb: string, subquery: Query['subquery']): Query {
  return {
    session,
    verb,
    subquery,
    model: undefined,
    table: undefined,
    many: false,
    modelTable: undefined,
    tables: [],
    columns: undefined,
    with: [],
    distinct: undefined,
    where: [],
    whereFields: undefined,
    deleted: 'live',
    forceDelete: false,
    joins: [],
    group: [],
    having: [],
    order: [],
    limit: undefined,
    offset: undefined,
    lock: undefined,
    unions: [],
    relations: [],
    on: undefined,
    set: [],
    values: new Map(),
    omitZero: false,
    bulk: false,
    returning: [],
    flags: new Set(),
    raw: undefined,
    notes: [],
    failed: undefined,
  }
}

export function note(query: Query, reason: string): void {
  if (!query.notes.includes(reason)) query.notes.push(reason)
}

export function setModel(query: Query, value: Value | undefined): void {
  if (!value) return
  const { session } = query
  const model = concrete(session, value)
  query.model = model
  const type = pointerless(typeOf(model))
  query.table = session.schemas.of(type)
  query.many = isMany(type, session.context.types)
  if (
    !query.table &&
    type.kind !== 'map' &&
    model.kind !== 'nil' &&
    session.context.types.underlying(type).kind !== 'map' &&
    model.kind !== 'mapping'
  )
    note(query, `the model is not known: ${type.kind === 'unknown' ? 'a value of unknown type' : printType(type)}`)
}

/** The calls of a query that stands as an argument. */
export function callsOf(query: Query, value: Value | undefined): readonly BuilderCall[] | undefined {
  const at = value && concrete(query.session, value)
  return at?.kind === 'model' && at.model === CHAIN ? (at.state as QueryChain).calls : undefined
}

export function pieceOf(query: Query, args: readonly Value[], words: readonly string[]): Piece {
  return { kind: 'text', text: stringArgument(query.session, args[0], words[0] ?? '?'), args: args.slice(1), words: words.slice(1) }
}

/** `Column("id", "name")`: a list that is not known is a hole. */
export function namesOf(query: Query, args: readonly Value[], words: readonly string[]): readonly Piece[] {
  const [only] = args
  const list =
    only && args.length === 1 && query.session.pick(only).kind !== 'string' ? textsOf(query.session, only, words[0] ?? '?') : undefined
  if (list) return list.map((name) => ({ kind: 'name', name }))
  return args.map((a, i) => ({ kind: 'name', name: stringArgument(query.session, a, words[i] ?? '?') }))
}

export function formatterOf(query: Query): Formatter {
  return { session: query.session, named: (name) => namedText(query, name), subquery: query.subquery }
}

/** baseQuery.AppendNamedArg */
function namedText({ table, session, many }: Query, name: string): string | undefined {
  if (!table) return undefined
  if (!many && table.find(name)) return bind(session)
  switch (name) {
    case 'TableName':
      return quoted(table.name)
    case 'TableAlias':
      return quoted(table.alias)
    case 'PKs':
      return columnList(table.primary)
    case 'TablePKs':
      return columnList(table.primary, quoted(table.alias))
    case 'Columns':
      return columnList(table.fields)
    case 'TableColumns':
      return columnList(table.fields, quoted(table.alias))
    default:
      return undefined
  }
}

export const columnList = (fields: readonly BunField[], table = ''): string =>
  fields.map((f) => (table === '' ? quoted(f.name) : `${table}.${quoted(f.name)}`)).join(', ')

export function textOf(query: Query, piece: Piece): string {
  return piece.kind === 'name' ? quoted(piece.name) : format(formatterOf(query), piece.text, piece.args, piece.words)
}

export const list = (query: Query, pieces: readonly Piece[]): string => pieces.map((p) => textOf(query, p)).join(', ')

/** Names with holes or parentheses are texts, names without are quoted. */
export const tableText = (name: string): string => (/[?()]/.test(name) ? name : quoted(name))

export function conditions(query: Query, where: readonly Condition[]): string {
  return where
    .map((c, i) => {
      const own = 'group' in c ? `(${conditions(query, c.group)})` : `(${textOf(query, c.piece)})`
      return i > 0 ? c.separator + own : own
    })
    .join('')
}

export function withText(query: Query): string {
  if (query.with.length === 0) return ''
  const parts = query.with.map(
    ({ name, calls }) =>
      `${quoted(name)} AS (${calls ? query.subquery(calls) : hole(query.session, { kind: 'unknown', type: { kind: 'unknown' }, reason: name }, name)})`,
  )
  return `WITH ${query.with.some((w) => w.recursive) ? 'RECURSIVE ' : ''}${parts.join(', ')} `
}

export function firstTable(query: Query, alias: boolean): string {
  if (query.modelTable) return textOf(query, query.modelTable)
  if (query.table) return `${tableText(query.table.name)}${alias ? ` AS ${quoted(query.table.alias)}` : ''}`
  const [first] = query.tables
  if (first) return textOf(query, first)
  query.failed ??= query.notes[0] ?? 'the query has no table'
  return ''
}

export function otherTables(query: Query): readonly Piece[] {
  return query.modelTable || query.table ? query.tables : query.tables.slice(1)
}

/** whereBaseQuery.appendWhere */
export function whereText(query: Query, alias: string): string {
  const parts = query.where.length > 0 ? [conditions(query, query.where)] : []
  const soft = query.table?.softDelete
  if (soft && query.deleted !== 'all' && (!query.forceDelete || query.deleted === 'deleted'))
    parts.push(`${alias}.${softCondition(soft, query.deleted === 'deleted')}`)
  if (query.whereFields) parts.push(keyCondition(query, query.whereFields, alias))
  return parts.length > 0 ? ` WHERE ${parts.join(' AND ')}` : ''
}

export const softCondition = (field: BunField, deleted: boolean): string =>
  field.pointer || field.nullZero
    ? `${quoted(field.name)} IS ${deleted ? 'NOT ' : ''}NULL`
    : `${quoted(field.name)} ${deleted ? '!=' : '='} '0001-01-01 00:00:00+00:00'`

function keyCondition(query: Query, fields: readonly BunField[], alias: string): string {
  const { session } = query
  if (!query.many) return `(${fields.map((f) => `${alias}.${quoted(f.name)} = ${bind(session)}`).join(' AND ')})`
  const columns = columnList(fields, alias)
  if (fields.length === 1) return `${columns} IN (${bind(session)})`
  return `(${columns}) IN ((${fields.map(() => bind(session)).join(', ')}))`
}

export function orderText(query: Query): string {
  const limit = query.limit ? ` LIMIT ${numberText(query.session, query.limit)}` : ''
  const offset = query.offset ? ` OFFSET ${numberText(query.session, query.offset)}` : ''
  return `${query.order.length > 0 ? ` ORDER BY ${list(query, query.order)}` : ''}${limit}${offset}`
}

function numberText(session: Session, value: Value): string {
  const at = session.pick(value)
  return at.kind === 'number' ? String(at.value) : bind(session, at)
}
