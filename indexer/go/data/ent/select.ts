// Reads of a generated client: the query itself, and one more for each edge that is loaded with it.

import type { BuilderCall } from '../../evaluate/events.ts'
import { constantText } from '../../values.ts'
import type { Output } from '../finish.ts'
import { bind, stringArgument } from '../session.ts'
import type { EntEdge } from './edges.ts'
import { createEntQuery, type EntQuery, each, note, quoted } from './query.ts'
import type { EntType } from './schema.ts'
import { applyEntCalls } from './steps.ts'

export function outputOf(query: EntQuery, sql: string, role: Output['role'], boundedBy?: string): Output {
  return {
    sql: query.failed === undefined ? sql : '',
    role,
    table: query.type?.table,
    notes: query.notes,
    texts: [],
    boundedBy,
    failed: query.failed,
  }
}

export function readOutputs(query: EntQuery, finisher: BuilderCall): readonly Output[] {
  const { type } = query
  if (!type) return [{ ...outputOf(query, '', 'main'), failed: query.failed ?? 'whose query it is is not known' }]
  const { name } = finisher
  const id = `${quoted(type.table)}.${quoted(type.id.column)}`
  if (name === 'Count')
    return [outputOf(query, selectText(query, [query.distinct ? `COUNT(DISTINCT ${id})` : 'COUNT(*)'], '', false), 'count')]
  if (name === 'Exist') return [outputOf(query, selectText(query, [id], ' LIMIT 1'), 'main', 'limit')]
  if (/ID$|IDs$/.test(name)) {
    const limit = name === 'FirstID' ? ' LIMIT 1' : name === 'OnlyID' ? ' LIMIT 2' : undefined
    return [outputOf(query, selectText(query, [id], limit), 'main', limit ? 'limit' : bound(query))]
  }
  const limit = name === 'First' ? ' LIMIT 1' : name === 'Only' ? ' LIMIT 2' : undefined
  const main = outputOf(query, selectText(query, columnsOf(query, type), limit), 'main', limit ? 'limit' : bound(query))
  return [main, ...query.eager.flatMap(({ edge, calls }) => eagerOutputs(query, type, edge, calls))]
}

const bound = (query: EntQuery): string | undefined =>
  query.limit ? (query.offset ? 'page' : 'limit') : query.byId ? 'unique key' : undefined

function columnsOf(query: EntQuery, type: EntType): readonly string[] {
  const column = (name: string) => `${quoted(type.table)}.${quoted(name)}`
  if (query.group.length > 0) return [...query.group.map(column), ...query.selects]
  if (query.selects.length > 0) return query.selects.map((s) => (/[("]/.test(s) ? s : column(s)))
  // Keys that no field names are read where an edge of them is loaded.
  const keys = query.eager.length > 0 ? foreignKeys(type) : []
  return [type.id, ...type.fields].map((f) => column(f.column)).concat(keys.map(column))
}

export function foreignKeys(type: EntType): readonly string[] {
  const own = type.edges.flatMap((e) => (e.relation.own ? e.relation.columns : []))
  return [...new Set(own)].filter((c) => !type.fields.some((f) => f.column === c) && c !== type.id.column)
}

export function selectText(query: EntQuery, columns: readonly string[], limit?: string, ordered = true): string {
  const { type, from, session } = query
  if (!type) return ''
  const join = from ? ` JOIN ${from.text} ON ${joinCondition(type, from.edge)}` : ''
  const where = query.where.length > 0 ? ` WHERE ${query.where.join(' AND ')}` : ''
  const group = query.group.length > 0 ? ` GROUP BY ${query.group.map((g) => `${quoted(type.table)}.${quoted(g)}`).join(', ')}` : ''
  const order = ordered && query.order.length > 0 ? ` ORDER BY ${query.order.join(', ')}` : ''
  const number = (value: EntQuery['limit']) => (value?.kind === 'number' ? String(value.value) : bind(session, value))
  const page =
    limit ??
    (ordered ? `${query.limit ? ` LIMIT ${number(query.limit)}` : ''}${query.offset ? ` OFFSET ${number(query.offset)}` : ''}` : '')
  const distinct = query.distinct && !columns[0]?.startsWith('COUNT') ? 'DISTINCT ' : ''
  return `SELECT ${distinct}${columns.join(', ')} FROM ${quoted(type.table)}${join}${where}${group}${order}${page}${ordered ? query.lock : ''}`
}

/** SetNeighbors: the subquery is called t1. */
function joinCondition(type: EntType, edge: EntEdge): string {
  const { relation } = edge
  const [first = '', second = ''] = relation.backwards ? relation.columns.toReversed() : relation.columns
  if (relation.kind === 'M2M') return `${quoted(type.table)}.${quoted(type.id.column)} = "t1".${quoted(second)}`
  if (relation.own) return `${quoted(type.table)}.${quoted(type.id.column)} = "t1".${quoted(first)}`
  return `${quoted(type.table)}.${quoted(first)} = "t1"."id"`
}

/** The query goes on at the other end of an edge. */
export function followEdge(query: EntQuery, goName: string): void {
  const { type } = query
  const edge = type?.edges.find((e) => e.goName === goName)
  const target = edge && query.schema.types.get(edge.target)
  if (!type || !edge || !target) {
    query.failed ??= `the edge ${goName} is not known`
    return
  }
  const { relation } = edge
  const column = relation.own ? (relation.columns[0] ?? '') : type.id.column
  const set = selectText(query, [`${quoted(type.table)}.${quoted(column)}${relation.own || column === 'id' ? '' : ' AS "id"'}`])
  let text = `(${set}) AS "t1"`
  if (relation.kind === 'M2M') {
    const [own = '', other = ''] = relation.backwards ? relation.columns.toReversed() : relation.columns
    const table = quoted(relation.table)
    text = `(SELECT ${table}.${quoted(other)} FROM ${table} JOIN (${set}) AS "t0" ON ${table}.${quoted(own)} = "t0"."id") AS "t1"`
  }
  Object.assign(query, {
    type: target,
    from: { text, edge },
    where: [],
    order: [],
    limit: undefined,
    offset: undefined,
    distinct: true,
    byId: false,
    selects: [],
    eager: [],
  })
}

function eagerOutputs(query: EntQuery, type: EntType, goName: string, calls: readonly BuilderCall[]): readonly Output[] {
  const edge = type.edges.find((e) => e.goName === goName)
  const target = edge && query.schema.types.get(edge.target)
  if (!edge || !target) {
    note(query, `the edge ${goName} is not known`)
    return []
  }
  const inner = createEntQuery(query.session, query.schema, target.name, 'Query')
  const { relation } = edge
  const table = quoted(target.table)
  if (relation.kind === 'M2M') {
    const [own = '', other = ''] = relation.backwards ? relation.columns.toReversed() : relation.columns
    inner.from = {
      text: `(SELECT ${quoted(relation.table)}.${quoted(other)} FROM ${quoted(relation.table)} WHERE ${quoted(relation.table)}.${quoted(own)} IN (${bind(query.session)})) AS "t1"`,
      edge,
    }
  } else {
    const column = relation.own ? target.id.column : (relation.columns[0] ?? '')
    inner.where.push(`${table}.${quoted(column)} IN (${bind(query.session)})`)
  }
  applyEntCalls(inner, calls.slice(1))
  return readOutputs(inner, { name: 'All', args: [], words: [], at: 0 }).map(
    (o): Output => ({ ...o, role: 'preload', boundedBy: undefined }),
  )
}

/** `Select(user.FieldName)`, `GroupBy(user.FieldAge)`: columns by name. */
export function columnNames(query: EntQuery, call: BuilderCall): readonly string[] {
  return each(query.session, call.args).map((a, i) => constantText(a) ?? stringArgument(query.session, a, call.words[i] ?? '?'))
}
