// goqu's datasets to Postgres texts: the calls of a dataset in the order of its clauses, as sqlgen does.

import type { BuilderCall, StatementEffect } from '../../evaluate/events.ts'
import { pointerless } from '../../types.ts'
import { type ModelValue, typeOf, type Value } from '../../values.ts'
import { bind, concrete, hole, type ProgramContext } from '../session.ts'
import type { RenderedStatement } from '../statement.ts'
import { structFields, tagValue } from '../struct-fields.ts'
import { renderWith } from '../text/render.ts'
import { type Chains, type Writing, written } from '../text/write.ts'
import { createExpressions, STATEMENT } from './expressions.ts'
import { GOQU, type GoquState } from './model.ts'

const { named, operand, conditions, list, expression } = createExpressions(datasetText)

export function renderGoqu(effect: StatementEffect, context: ProgramContext, chains: Chains): readonly RenderedStatement[] {
  return renderWith(context, chains, (writing) => {
    const [call] = effect.calls
    const [value] = call?.args ?? []
    if (!call || !value) return undefined
    return { sql: written(writing, value, call.words[0] ?? 'text'), ...(call.name === 'one' && { boundedBy: 'one row is read' }) }
  })
}

export function goquText(writing: Writing, chain: ModelValue): string {
  const { calls } = chain.state as GoquState
  const [first] = calls
  return first && !STATEMENT.test(first.name) && first.name !== 'Unknown' ? expression(writing, calls) : datasetText(writing, calls)
}

interface Parts {
  columns: string
  distinct: boolean
  from: string
  readonly with: string[]
  readonly joins: string[]
  readonly where: string[]
  readonly groups: string[]
  readonly having: string[]
  orders: string[]
  limit: string
  offset: string
  lock: string
  readonly sets: (readonly [string, string])[]
  into: readonly string[]
  rows: string[]
  query: string
  conflict: string
  readonly returning: string[]
  readonly compounds: string[]
}

function datasetText(w: Writing, calls: readonly BuilderCall[]): string {
  const p: Parts = {
    columns: '',
    distinct: false,
    from: '',
    with: [],
    joins: [],
    where: [],
    groups: [],
    having: [],
    orders: [],
    limit: '',
    offset: '',
    lock: '',
    sets: [],
    into: [],
    rows: [],
    query: '',
    conflict: '',
    returning: [],
    compounds: [],
  }
  const [head, ...rest] = calls
  if (!head) return ''
  if (head.name === 'Unknown')
    return hole(
      w.session,
      head.args[0] ?? { kind: 'unknown', type: { kind: 'unknown' }, reason: 'unknown-name' },
      head.words[0] ?? 'dataset',
    )
  const named_ = list(w, head)
  if (head.name === 'Select') p.columns = named_.join(', ')
  else p.from = named_.join(', ')
  let verb = head.name
  for (const call of rest) {
    if (/^(?:Insert|Update|Delete|Truncate)$/.test(call.name) && call.args.length === 0) verb = call.name
    else step(w, p, call)
  }
  const words = (parts: readonly string[]) => parts.filter((s) => s !== '').join(' ')
  const before = p.with.length > 0 ? `WITH ${p.with.join(', ')}` : ''
  const where = p.where.length > 0 ? `WHERE ${p.where.join(' AND ')}` : ''
  const order = p.orders.length > 0 ? `ORDER BY ${p.orders.join(', ')}` : ''
  const returning = p.returning.length > 0 ? `RETURNING ${p.returning.join(', ')}` : ''
  switch (verb) {
    case 'Insert': {
      const columns = p.sets.length > 0 ? p.sets.map(([c]) => c) : p.into
      const rows = p.sets.length > 0 ? [`(${p.sets.map(([, v]) => v).join(', ')})`] : p.rows
      const body = p.query || (rows.length > 0 ? `VALUES ${rows.join(', ')}` : 'DEFAULT VALUES')
      return words([before, `INSERT INTO ${p.from}`, columns.length > 0 ? `(${columns.join(', ')})` : '', body, p.conflict, returning])
    }
    case 'Update': {
      if (p.sets.length === 0) w.notes.add('the columns of the update are not known')
      const sets = p.sets.length > 0 ? p.sets.map(([c, v]) => `${c} = ${v}`).join(', ') : `"columns" = ${bind(w.session)}`
      return words([before, `UPDATE ${p.from} SET ${sets}`, p.query && `FROM ${p.query}`, where, returning])
    }
    case 'Delete':
      return words([before, `DELETE FROM ${p.from}`, where, returning])
    case 'Truncate':
      return `TRUNCATE TABLE ${p.from}`
    default:
      return words([
        before,
        'SELECT',
        p.distinct ? 'DISTINCT' : '',
        p.columns || '*',
        p.from && `FROM ${p.from}`,
        ...p.joins,
        where,
        p.groups.length > 0 ? `GROUP BY ${p.groups.join(', ')}` : '',
        p.having.length > 0 ? `HAVING ${p.having.join(' AND ')}` : '',
        ...p.compounds,
        order,
        p.limit,
        p.offset,
        p.lock,
      ])
  }
}

const push = (into: string[], text: string) => {
  if (text !== '') into.push(text)
}

function step(w: Writing, p: Parts, call: BuilderCall): void {
  const { name, args, words } = call
  const [first] = args
  const join = /^(Inner|LeftOuter|RightOuter|FullOuter|Left|Right|Full|Cross|Natural|NaturalLeft|NaturalRight|NaturalFull)?Join$/.exec(name)
  if (join) {
    const on = args[1] ? named(w, args[1], words[1] ?? 'condition') : ''
    const kind = (join[1] ?? 'Inner').replace(/([a-z])([A-Z])/g, '$1 $2').toUpperCase()
    p.joins.push(
      `${kind} JOIN ${first ? named(w, first, words[0] ?? 'table') : ''}${on === '' ? '' : on.startsWith('USING') ? ` ${on}` : ` ON ${on}`}`,
    )
    return
  }
  switch (name) {
    case 'From':
      if (p.from === '') p.from = list(w, call).join(', ')
      else p.query = list(w, call).join(', ')
      return
    case 'Select':
    case 'SelectDistinct':
      p.columns = list(w, call).join(', ')
      p.distinct ||= name === 'SelectDistinct'
      return
    case 'SelectAppend':
      p.columns = [p.columns, ...list(w, call)].filter((s) => s !== '').join(', ')
      return
    case 'Distinct':
      p.distinct = true
      return
    case 'Where':
      push(p.where, conditions(w, call))
      return
    case 'Having':
      push(p.having, conditions(w, call))
      return
    case 'GroupBy':
    case 'GroupByAppend':
      p.groups.push(...list(w, call))
      return
    case 'Order':
      p.orders = [...list(w, call)]
      return
    case 'OrderAppend':
      p.orders.push(...list(w, call))
      return
    case 'OrderPrepend':
      p.orders.unshift(...list(w, call))
      return
    case 'Limit':
    case 'LimitAll':
      p.limit = first ? `LIMIT ${first.kind === 'number' ? first.value : bind(w.session, first)}` : ''
      return
    case 'Offset':
      p.offset = `OFFSET ${first?.kind === 'number' ? first.value : bind(w.session, first)}`
      return
    case 'ClearLimit':
      p.limit = ''
      return
    case 'ClearOffset':
      p.offset = ''
      return
    case 'ClearOrder':
      p.orders = []
      return
    case 'ForUpdate':
    case 'ForShare':
    case 'ForNoKeyUpdate':
    case 'ForKeyShare':
      p.lock = name.replace(/([a-z])([A-Z])/g, '$1 $2').toUpperCase()
      return
    case 'With':
    case 'WithRecursive':
      p.with.push(
        `${name === 'With' ? '' : 'RECURSIVE '}${first ? written(w, first, words[0] ?? 'name') : ''} AS ${args[1] ? operand(w, args[1]) : '()'}`,
      )
      return
    case 'Union':
    case 'UnionAll':
    case 'Intersect':
    case 'IntersectAll':
      if (first) p.compounds.push(`${name.replace(/All$/, ' ALL').toUpperCase()} ${operand(w, first)}`)
      return
    case 'Count':
      p.columns = 'COUNT(*)'
      p.orders = []
      return
    case 'Pluck':
      p.columns = list(w, call).join(', ')
      return
    case 'Cols':
      p.into = list(w, call)
      return
    case 'Vals':
      p.rows.push(...args.map((a) => valuesText(w, a)))
      return
    case 'Rows':
    case 'Set':
      record(w, p, first, words[0] ?? 'rows')
      return
    case 'FromQuery':
      p.query = first ? operand(w, first).replace(/^\((.*)\)$/s, '$1') : ''
      return
    case 'Returning':
      p.returning.push(...list(w, call))
      return
    case 'OnConflict':
      p.conflict = conflict(w, first)
      return
    default:
      w.notes.add(`${name} of goqu is not followed`)
  }
}

function valuesText(w: Writing, value: Value): string {
  const at = w.session.pick(value)
  if (at.kind === 'list' && !at.open) return `(${at.elements.map((e) => operand(w, e)).join(', ')})`
  w.notes.add('the values are not known')
  return `(${bind(w.session)})`
}

/** A record, a struct with `db` tags, or a list of these: the first row names the columns. */
function record(w: Writing, p: Parts, value: Value | undefined, words: string): void {
  const at = value && concrete(w.session, value)
  const row = at?.kind === 'list' && at.elements[0] ? concrete(w.session, at.elements[0]) : at
  if (row?.kind === 'mapping') {
    if (row.open) w.notes.add('some columns are not known')
    p.sets.push(...row.entries.map((e) => [`"${written(w, e.key, 'column')}"`, operand(w, e.value)] as const))
    return
  }
  const type = pointerless(row ? typeOf(row) : { kind: 'unknown' })
  const shape = w.context.types.underlying(type)
  const struct = shape.kind === 'slice' || shape.kind === 'array' ? pointerless(shape.of) : type
  for (const column of columnsOf(w, struct, 0)) p.sets.push([`"${column}"`, bind(w.session)])
  if (p.sets.length === 0) w.notes.add(`the columns are those of ${words}`)
}

function columnsOf(w: Writing, type: ModelValue['type'], depth: number): readonly string[] {
  return structFields(type, w.context.types).flatMap((f): readonly string[] => {
    const [column = ''] = tagValue(f.tag, 'db').split(',')
    const options = tagValue(f.tag, 'goqu')
    if (column === '-' || /skipinsert|skipupdate/.test(options)) return []
    if (f.embedded && column === '') return depth < 4 ? columnsOf(w, pointerless(f.type), depth + 1) : []
    return [column || f.name.toLowerCase()]
  })
}

function conflict(w: Writing, value: Value | undefined): string {
  const at = value && w.session.pick(value)
  const [call] = at?.kind === 'model' && at.model === GOQU ? (at.state as GoquState).calls : []
  if (call?.name !== 'DoUpdate') return 'ON CONFLICT DO NOTHING'
  const target = call.args[0] ? written(w, call.args[0], 'target') : ''
  const set = call.args[1] && concrete(w.session, call.args[1])
  const pairs = set?.kind === 'mapping' ? set.entries.map((e) => `"${written(w, e.key, 'column')}" = ${operand(w, e.value)}`) : []
  if (pairs.length === 0) w.notes.add('what a conflict updates is not known')
  return pairs.length === 0 ? 'ON CONFLICT DO NOTHING' : `ON CONFLICT (${target}) DO UPDATE SET ${pairs.join(', ')}`
}
