// Query mods to the text that SQLBoiler's query builder writes for them (queries/query_builders.go): conditions in brackets,
// a table's own columns where others are joined.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { Value } from '../../values.ts'
import { bind } from '../session.ts'
import { type Writing, written } from '../text/write.ts'
import { type BoilState, MOD } from './model.ts'

export interface BoilQuery {
  readonly select: string[]
  from: string
  readonly joins: string[]
  readonly where: { readonly joint: 'AND' | 'OR'; readonly text: string }[]
  readonly groups: string[]
  readonly having: string[]
  readonly orders: string[]
  readonly tails: string[]
  readonly loads: BuilderCall[]
  readonly heads: string[]
  limit: string
  distinct: string
  raw: string | undefined
  softDeletes: boolean
}

export const emptyQuery = (): BoilQuery => ({
  select: [],
  from: '',
  joins: [],
  where: [],
  groups: [],
  having: [],
  orders: [],
  tails: [],
  loads: [],
  heads: [],
  limit: '',
  distinct: '',
  raw: undefined,
  softDeletes: false,
})

/** A list of mods, or one. */
export function applyMods(w: Writing, query: BoilQuery, values: readonly Value[], words: readonly string[] = []): void {
  for (const [i, value] of values.entries()) {
    const at = w.session.pick(value)
    if (at.kind === 'list') {
      if (at.open) w.notes.add(`more may stand in ${words[i] ?? 'the query mods'}`)
      applyMods(w, query, at.elements)
    } else if (at.kind === 'model' && at.model === MOD) for (const call of (at.state as BoilState).calls) applyMod(w, query, call)
    else if (at.kind !== 'nil') w.notes.add(`the query mod ${words[i] ?? ''} is not known`)
  }
}

const JOINS: Readonly<Record<string, string>> = {
  InnerJoin: 'INNER JOIN',
  LeftOuterJoin: 'LEFT JOIN',
  RightOuterJoin: 'RIGHT JOIN',
  FullOuterJoin: 'FULL JOIN',
}

export function applyMod(w: Writing, q: BoilQuery, call: BuilderCall): void {
  const { name, args, words } = call
  const write = (i = 0) => (args[i] ? written(w, args[i] as Value, words[i] ?? 'text') : '')
  const texts = () => args.flatMap((a, i) => listed(w, a, words[i]))
  const join = JOINS[name]
  if (join) {
    q.joins.push(`${join} ${write()}`)
    return
  }
  switch (name) {
    case 'Select':
      q.select.push(...texts())
      return
    case 'From':
      q.from = q.from === '' ? write() : `${q.from}, ${write()}`
      return
    case 'Where':
    case 'And':
      q.where.push({ joint: 'AND', text: write() })
      return
    case 'Or':
      q.where.push({ joint: 'OR', text: write() })
      return
    case 'WhereIn':
    case 'AndIn':
    case 'OrIn':
    case 'WhereNotIn':
    case 'AndNotIn':
    case 'OrNotIn':
      q.where.push({ joint: name.startsWith('Or') ? 'OR' : 'AND', text: write().replace(/\?/g, '(?)') })
      return
    case 'WhereIsNull':
    case 'WhereIsNotNull':
      q.where.push({ joint: 'AND', text: `${write()} ${name === 'WhereIsNull' ? 'is null' : 'is not null'}` })
      if (name === 'WhereIsNull' && /deleted_at/.test(write())) q.softDeletes = true
      return
    case 'Compare':
      q.where.push({ joint: 'AND', text: comparison(w, call) })
      return
    case 'WhereNullEQ':
      q.where.push({ joint: 'AND', text: `${write()} = ${bind(w.session, args[2])}` })
      return
    case 'Expr': {
      const inner = emptyQuery()
      applyMods(w, inner, args, words)
      if (inner.where.length > 0) q.where.push({ joint: 'AND', text: conditions(inner) })
      return
    }
    case 'Or2': {
      const inner = emptyQuery()
      applyMods(w, inner, args, words)
      if (inner.where.length > 0) q.where.push({ joint: 'OR', text: conditions(inner) })
      return
    }
    case 'GroupBy':
      q.groups.push(write())
      return
    case 'OrderBy':
      q.orders.push(write())
      return
    case 'Having':
      q.having.push(write())
      return
    case 'Limit':
    case 'Offset': {
      const text = `${name.toUpperCase()} ${args[0]?.kind === 'number' ? args[0].value : bind(w.session, args[0])}`
      if (name === 'Limit') q.limit = text
      else q.tails.push(text)
      return
    }
    case 'For':
      q.tails.push(`FOR ${write()}`)
      return
    case 'Distinct':
      q.distinct = write()
      return
    case 'With':
      q.heads.push(`WITH ${write()}`)
      return
    case 'SQL':
    case 'Raw':
      q.raw = write()
      return
    case 'Load':
      q.loads.push(call)
      return
    case 'WithDeleted': {
      const live = q.where.findIndex((c) => /deleted_at/.test(c.text))
      if (live >= 0) q.where.splice(live, 1)
      return
    }
    case 'Comment':
      return
    default:
      w.notes.add(`${name} is not followed`)
  }
}

function listed(w: Writing, value: Value, words = 'text'): string[] {
  const at = w.session.pick(value)
  return at.kind === 'list' ? at.elements.map((e) => written(w, e, words)) : [written(w, at, words)]
}

const HELPERS: Readonly<Record<string, string>> = {
  EQ: '=',
  NEQ: '!=',
  LT: '<',
  LTE: '<=',
  GT: '>',
  GTE: '>=',
  LIKE: 'LIKE',
  NLIKE: 'NOT LIKE',
  ILIKE: 'ILIKE',
  NILIKE: 'NOT ILIKE',
  SIMILAR: 'SIMILAR TO',
  NSIMILAR: 'NOT SIMILAR TO',
  IN: 'IN',
  NIN: 'NOT IN',
}

/** A column, an operator or the name of one, a value. */
function comparison(w: Writing, { args, words }: BuilderCall): string {
  const column = args[0] ? written(w, args[0], words[0] ?? 'column') : ''
  const said = args[1] ? written(w, args[1], words[1] ?? 'operator') : '='
  if (said === 'IsNull' || said === 'IsNotNull') return `${column} ${said === 'IsNull' ? 'is null' : 'is not null'}`
  const operator = HELPERS[said] ?? said
  const value = bind(w.session, args[2])
  return `${column} ${operator} ${/IN$/.test(operator) ? `(${value})` : value}`
}

/** `(a) AND (b) OR (c)` */
export const conditions = (q: BoilQuery): string => q.where.map((c, i) => (i === 0 ? `(${c.text})` : `${c.joint} (${c.text})`)).join(' ')

const clause = (word: string, parts: readonly string[], between = ', ') => (parts.length > 0 ? `${word} ${parts.join(between)}` : '')

export const whereOf = (q: BoilQuery): string => (q.where.length > 0 ? `WHERE ${conditions(q)}` : '')

export function selectText(q: BoilQuery, columns: string): string {
  if (q.raw !== undefined) return q.raw
  return [
    ...q.heads,
    'SELECT',
    q.distinct && `DISTINCT ${q.distinct}`,
    q.distinct ? '' : columns,
    `FROM ${q.from}`,
    ...q.joins,
    whereOf(q),
    clause('GROUP BY', q.groups),
    clause('HAVING', q.having, ' AND '),
    clause('ORDER BY', q.orders),
    q.limit,
    ...q.tails,
  ]
    .filter((s) => s !== '')
    .join(' ')
}
