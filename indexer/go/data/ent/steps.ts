// What each call of a generated client's builder does to the query.

import type { BuilderCall } from '../../evaluate/events.ts'
import { ENT_VALUE, type EntValue } from '../../library/ent.ts'
import { constantText } from '../../values.ts'
import { bind, concrete } from '../session.ts'
import { callsOf, type EntQuery, each, note, orderOf, predicate, quoted } from './query.ts'
import { columnNames, followEdge } from './select-text.ts'

export function applyEntCalls(query: EntQuery, calls: readonly BuilderCall[]): void {
  for (const call of calls) apply(query, call)
}

function apply(query: EntQuery, call: BuilderCall): void {
  const { session } = query
  const { name, args } = call
  switch (name) {
    case 'Narrowed':
      return
    case 'Elsewhere':
      note(query, 'the query begins out of view')
      return
    case 'ByID': {
      if (!query.type) return
      query.byId = true
      query.where.push(
        `${quoted(query.type.table)}.${quoted(query.type.id.column)} = ${bind(session, args[0]?.kind === 'instance' ? undefined : args[0])}`,
      )
      return
    }
    case 'Where':
      if (query.conflict.length === 0) where(query, call)
      return
    case 'QueryEdge':
      followEdge(query, constantText(args[0]) ?? '')
      return
    case 'With':
      query.eager.push({ edge: constantText(args[0]) ?? '', calls: (args[1] && callsOf(session, args[1])) ?? [] })
      return
    case 'Order':
      query.order.push(...each(session, args).flatMap((a) => orderOf(query, a)))
      return
    case 'Limit':
      query.limit = args[0]
      return
    case 'Offset':
      query.offset = args[0]
      return
    case 'Unique':
      query.distinct = args[0]?.kind !== 'boolean' || args[0].value
      return
    case 'ForUpdate':
      query.lock = ' FOR UPDATE'
      return
    case 'ForShare':
      query.lock = ' FOR SHARE'
      return
    case 'Select':
      if (query.verb === 'Query') query.selects.push(...columnNames(query, call))
      return
    case 'GroupBy':
      query.group.push(...columnNames(query, call))
      return
    case 'Aggregate':
      query.selects.push(...each(session, args).map((a) => aggregate(query, a)))
      return
    case 'Modify':
      note(query, 'what Modify does is not followed')
      return
    case 'Rows':
      query.rows = each(session, args).flatMap((a) => {
        const own = callsOf(session, a)
        return own ? [own] : []
      })
      return
  }
  if (query.verb === 'Query') note(query, `${name} is not understood`)
  else if (/^OnConflict/.test(name) || query.conflict.length > 0) query.conflict.push(call)
  else query.sets.push(call)
}

function where(query: EntQuery, { args, words }: BuilderCall): void {
  const { session, type } = query
  if (!type) return
  for (const [i, arg] of args.entries()) {
    const at = concrete(session, arg)
    if (at.kind === 'list' && at.open) note(query, 'some predicates are not known')
    if (at.kind === 'symbolic' && session.context.types.underlying(at.type).kind === 'slice') {
      note(query, 'the predicates are not known')
      continue
    }
    for (const value of each(session, [at])) {
      const text = predicate(query, value, type, type.table, words[i])
      if (text !== undefined) query.where.push(text)
    }
  }
}

/** `ent.Sum(user.FieldAge)`, `ent.As(ent.Count(), "n")` */
function aggregate(query: EntQuery, value: EntQuery['limit']): string {
  if (value?.kind !== 'model' || value.model !== ENT_VALUE || !query.type) return 'COUNT(*)'
  const { name, args } = value.state as EntValue
  if (name === 'As') return aggregate(query, args[0])
  const column = constantText(args[0])
  const operation = name === 'Mean' ? 'AVG' : name.toUpperCase()
  return column === undefined ? 'COUNT(*)' : `${operation}(${quoted(query.type.table)}.${quoted(column)})`
}
