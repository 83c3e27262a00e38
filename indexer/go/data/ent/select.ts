// Reads of a generated client: the query itself, and one more for each edge that is loaded with it.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { Output } from '../finish.ts'
import { bind } from '../session.ts'
import { createEntQuery, type EntQuery, note, quoted } from './query.ts'
import type { EntType } from './schema.ts'
import { selectText } from './select-text.ts'
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

function foreignKeys(type: EntType): readonly string[] {
  const own = type.edges.flatMap((e) => (e.relation.own ? e.relation.columns : []))
  return [...new Set(own)].filter((c) => !type.fields.some((f) => f.column === c) && c !== type.id.column)
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
