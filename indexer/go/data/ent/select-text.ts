// SELECT as sqlgraph writes it, and the step of a query along an edge.

import type { BuilderCall } from '../../evaluate/events.ts'
import { constantText } from '../../values.ts'
import { bind, stringArgument } from '../session.ts'
import type { EntEdge } from './edges.ts'
import { type EntQuery, each, quoted } from './query.ts'
import type { EntType } from './schema.ts'

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

/** `Select(user.FieldName)`, `GroupBy(user.FieldAge)`: columns by name. */
export function columnNames(query: EntQuery, call: BuilderCall): readonly string[] {
  return each(query.session, call.args).map((a, i) => constantText(a) ?? stringArgument(query.session, a, call.words[i] ?? '?'))
}
