// A query of a generated client under way, and what its predicates, orders and steps along edges are as text:
// dialect/sql/sqlgraph.

import type { BuilderCall } from '../../evaluate/events.ts'
import { ENT_VALUE, type EntValue } from '../../library/ent.ts'
import { CHAIN, type QueryChain } from '../../library/query-cell.ts'
import { constantText, type Value } from '../../values.ts'
import { bind, concrete, hole, type Session, stringArgument } from '../session.ts'
import type { EntEdge } from './edges.ts'
import type { EntField } from './fields.ts'
import type { EntSchema, EntType } from './schema.ts'

export interface EntQuery {
  readonly session: Session
  readonly schema: EntSchema
  readonly verb: string
  type: EntType | undefined
  /** A subquery that gives the ids from which an edge was followed. */
  from: { readonly text: string; readonly edge: EntEdge } | undefined
  where: string[]
  order: string[]
  limit: Value | undefined
  offset: Value | undefined
  selects: string[]
  group: string[]
  distinct: boolean
  lock: string
  eager: { readonly edge: string; readonly calls: readonly BuilderCall[] }[]
  rows: readonly (readonly BuilderCall[])[]
  sets: BuilderCall[]
  conflict: BuilderCall[]
  byId: boolean
  readonly notes: string[]
  failed: string | undefined
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

export function note(query: EntQuery, reason: string): void {
  if (!query.notes.includes(reason)) query.notes.push(reason)
}

export function createEntQuery(session: Session, schema: EntSchema, entity: string, verb: string): EntQuery {
  const type = schema.types.get(entity)
  return {
    session,
    schema,
    verb,
    type,
    from: undefined,
    where: [],
    order: [],
    limit: undefined,
    offset: undefined,
    selects: [],
    group: [],
    distinct: false,
    lock: '',
    eager: [],
    rows: [],
    sets: [],
    conflict: [],
    byId: false,
    notes: type?.open ? ['part of the schema is made at run time'] : [],
    failed: entity !== '' && !type ? `the schema of ${entity} is not known` : undefined,
  }
}

export const callsOf = (session: Session, value: Value): readonly BuilderCall[] | undefined => {
  const at = concrete(session, value)
  return at.kind === 'model' && at.model === CHAIN ? (at.state as QueryChain).calls : undefined
}

/** Each thing that was handed in: lists are taken apart. */
export function each(session: Session, values: readonly Value[]): readonly Value[] {
  return values.flatMap((v) => {
    const at = concrete(session, v)
    return at.kind === 'list' ? at.elements.flatMap((e) => each(session, [e])) : [at]
  })
}

const OPERATORS: readonly (readonly [string, (column: string, value: () => string) => string])[] = [
  ['IsNil', (c) => `${c} IS NULL`],
  ['NotNil', (c) => `${c} IS NOT NULL`],
  ['NotIn', (c, v) => `${c} NOT IN (${v()})`],
  ['In', (c, v) => `${c} IN (${v()})`],
  ['EqualFold', (c, v) => `${c} ILIKE ${v()}`],
  ['ContainsFold', (c, v) => `${c} ILIKE ${v()}`],
  ['Contains', (c, v) => `${c} LIKE ${v()}`],
  ['HasPrefix', (c, v) => `${c} LIKE ${v()}`],
  ['HasSuffix', (c, v) => `${c} LIKE ${v()}`],
  ['NEQ', (c, v) => `${c} <> ${v()}`],
  ['EQ', (c, v) => `${c} = ${v()}`],
  ['GTE', (c, v) => `${c} >= ${v()}`],
  ['LTE', (c, v) => `${c} <= ${v()}`],
  ['GT', (c, v) => `${c} > ${v()}`],
  ['LT', (c, v) => `${c} < ${v()}`],
  ['', (c, v) => `${c} = ${v()}`],
]

/** A predicate on rows of `type`, whose table goes by `alias`. */
export function predicate(query: EntQuery, value: Value, type: EntType, alias: string, words = 'predicate'): string | undefined {
  const { session } = query
  if (value.kind === 'nil') return undefined
  if (value.kind !== 'model' || value.model !== ENT_VALUE) {
    note(query, 'a predicate is not known')
    return hole(session, value, words)
  }
  const { name, args } = value.state as EntValue
  const all = (separator: string) => {
    const parts = each(session, args).flatMap((a) => predicate(query, a, type, alias) ?? [])
    return parts.length > 1 ? `(${parts.join(separator)})` : parts[0]
  }
  if (name === 'And' || name === 'Or') return all(name === 'And' ? ' AND ' : ' OR ')
  if (name === 'Not') return `NOT (${all(' AND ') ?? 'TRUE'})`
  const edge = edgePredicate(query, name, args, type, alias)
  if (edge !== undefined) return edge
  for (const [operator, write] of OPERATORS) {
    if (!name.endsWith(operator)) continue
    const field = fieldNamed(type, name.slice(0, name.length - operator.length))
    if (!field) continue
    const values = () => (operator === 'In' || operator === 'NotIn' ? inValues(query, args) : bind(session, args[0]))
    return write(`${quoted(alias)}.${quoted(field.column)}`, values)
  }
  note(query, `${name} is no predicate of ${type.name}`)
  return hole(session, value, name)
}

/** How many there are is seen at run time: one stands for all, unless all stand there. */
function inValues(query: EntQuery, args: readonly Value[]): string {
  const { session } = query
  const known = args.map((a) => concrete(session, a))
  if (known.every((a) => a.kind !== 'list' || (!a.open && a.elements.length > 0)))
    return known
      .flatMap((a) => (a.kind === 'list' ? a.elements : [a]))
      .map((a) => bind(session, a))
      .join(', ')
  return bind(session)
}

export const fieldNamed = (type: EntType, goName: string): EntField | undefined =>
  goName === type.id.goName ? type.id : type.fields.find((f) => f.goName === goName)

/** HasNeighbors and HasNeighborsWith */
function edgePredicate(query: EntQuery, name: string, args: readonly Value[], type: EntType, alias: string): string | undefined {
  const edge = type.edges.find((e) => name === `Has${e.goName}` || name === `Has${e.goName}With`)
  const target = edge && query.schema.types.get(edge.target)
  if (!edge || !target) return undefined
  const { relation } = edge
  const id = `${quoted(alias)}.${quoted(type.id.column)}`
  const to = target.table === alias ? `${target.table}_edge` : target.table
  const from = `${quoted(target.table)}${to === target.table ? '' : ` AS ${quoted(to)}`}`
  const inner = name.endsWith('With') ? each(query.session, args).flatMap((a) => predicate(query, a, target, to) ?? []) : []
  const and = inner.map((p) => ` AND ${p}`).join('')
  if (relation.kind === 'M2M') {
    const [own = '', other = ''] = relation.backwards ? relation.columns.toReversed() : relation.columns
    const join = `SELECT ${quoted(relation.table)}.${quoted(own)} FROM ${quoted(relation.table)}`
    if (inner.length === 0) return `${id} IN (${join})`
    return `${id} IN (${join} JOIN ${from} ON ${quoted(relation.table)}.${quoted(other)} = ${quoted(to)}.${quoted(target.id.column)} WHERE ${inner.join(' AND ')})`
  }
  const [column = ''] = relation.columns
  if (relation.own) {
    const key = `${quoted(alias)}.${quoted(column)}`
    if (inner.length === 0) return `${key} IS NOT NULL`
    return `EXISTS (SELECT ${quoted(to)}.${quoted(target.id.column)} FROM ${from} WHERE ${key} = ${quoted(to)}.${quoted(target.id.column)}${and})`
  }
  return `EXISTS (SELECT ${quoted(to)}.${quoted(column)} FROM ${from} WHERE ${id} = ${quoted(to)}.${quoted(column)}${and})`
}

/** `ent.Desc(user.FieldName)`, `user.ByName(…)`, `user.ByPostsCount()` */
export function orderOf(query: EntQuery, value: Value): readonly string[] {
  const { type, session } = query
  if (!type || value.kind !== 'model' || value.model !== ENT_VALUE) {
    note(query, 'an order is not known')
    return []
  }
  const { entity, name, args, words } = value.state as EntValue
  const column = (text: string) => `${quoted(type.table)}.${quoted(text)}`
  if (entity === '' && (name === 'Asc' || name === 'Desc'))
    return args.map((a, i) => `${column(constantText(a) ?? stringArgument(session, a, words[i]))}${name === 'Desc' ? ' DESC' : ''}`)
  const field = fieldNamed(type, name.replace(/^By/, ''))
  if (field) return [`${column(field.column)}${args.some((a) => a.kind === 'libraryFunction' && a.name === 'OrderDesc') ? ' DESC' : ''}`]
  note(query, `the order ${name} is not written out`)
  return []
}
