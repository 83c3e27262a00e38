// What go-sqlbuilder writes for a builder, as select.go, insert.go, update.go, delete.go, union.go and cond.go do.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { QueryChain } from '../../library/query-cell.ts'
import { pointerless } from '../../types.ts'
import { type ModelValue, typeOf, type Value } from '../../values.ts'
import { bind, hole } from '../session.ts'
import { type Writing, written } from '../text/write.ts'
import { BUILT, isBuilt } from './model.ts'

const callsOf = (value: ModelValue): readonly BuilderCall[] => (value.state as QueryChain).calls

interface Parts {
  verb: string
  table: string
  columns: string[]
  sets: string[]
  readonly rows: string[]
  readonly joins: string[]
  readonly where: string[]
  readonly groups: string[]
  readonly having: string[]
  readonly orders: string[]
  readonly unions: string[]
  readonly heads: string[]
  readonly tails: string[]
  direction: string
  select: string
}

/** The text of a builder. */
export function builderText(w: Writing, value: ModelValue): string {
  const calls = callsOf(value)
  const p: Parts = {
    verb: 'SELECT',
    table: '',
    columns: [],
    sets: [],
    rows: [],
    joins: [],
    where: [],
    groups: [],
    having: [],
    orders: [],
    unions: [],
    heads: [],
    tails: [],
    direction: '',
    select: '',
  }
  for (const call of calls) step(w, p, call)
  if (value.narrowed) w.notes.add('there are more alternatives than are followed')
  const clause = (word: string, parts: readonly string[], between: string) => (parts.length > 0 ? `${word} ${parts.join(between)}` : '')
  const ends = [
    clause('WHERE', p.where, ' AND '),
    clause('GROUP BY', p.groups, ', '),
    clause('HAVING', p.having, ' AND '),
    clause('ORDER BY', p.orders, ', '),
    p.orders.length > 0 ? p.direction : '',
    ...p.tails,
  ]
  const all = (...parts: readonly string[]) => [...p.heads, ...parts, ...ends].filter((s) => s !== '').join(' ')
  if (p.unions.length > 0) return all(...p.unions)
  switch (p.verb) {
    case 'UPDATE':
      return all(`UPDATE ${p.table}`, clause('SET', p.sets, ', '), p.select && `FROM ${p.select}`)
    case 'DELETE FROM':
      return all(`DELETE FROM ${p.table}`)
    case 'SELECT':
      return p.table === '' && p.columns.length === 0
        ? all()
        : all(`SELECT ${p.columns.join(', ') || '*'}`, p.table && `FROM ${p.table}`, ...p.joins)
    default: {
      const columns = p.columns.length > 0 ? `(${p.columns.join(', ')})` : ''
      // Rows that a loop adds: without one nothing is sent that a database would take.
      const rows = p.rows.length > 0 ? p.rows : [`(${p.columns.map(() => bind(w.session)).join(', ')})`]
      return all(`${p.verb} ${p.table}`, columns, p.select || clause('VALUES', rows, ', '))
    }
  }
}

const VERBS: Readonly<Record<string, string>> = {
  Update: 'UPDATE',
  DeleteFrom: 'DELETE FROM',
  InsertInto: 'INSERT INTO',
  InsertIgnoreInto: 'INSERT IGNORE INTO',
  ReplaceInto: 'REPLACE INTO',
}

function step(w: Writing, p: Parts, call: BuilderCall): void {
  const { name, args, words } = call
  const texts = (from = 0) => list(w, args.slice(from), words.slice(from))
  const verb = VERBS[name]
  if (verb !== undefined) {
    p.verb = verb
    p.table = texts().join(', ')
    return
  }
  switch (name) {
    case 'Select':
    case 'SelectMore':
      // On an insert it begins the rows.
      if (p.verb !== 'SELECT') p.select = `SELECT ${texts().join(', ')}`
      else p.columns = name === 'Select' ? texts() : [...p.columns, ...texts()]
      return
    case 'Cols':
      p.columns = texts()
      return
    case 'Struct':
      w.notes.add('the columns are those of a struct')
      return
    case 'From':
      if (p.verb === 'SELECT') p.table = texts().join(', ')
      else p.select = p.verb === 'UPDATE' ? texts().join(', ') : `${p.select} FROM ${texts().join(', ')}`
      return
    case 'Using':
      p.tails.unshift(`USING ${texts().join(', ')}`)
      return
    case 'Join':
      p.joins.push(joined('JOIN', texts()))
      return
    case 'JoinWithOption':
      p.joins.push(joined(`${texts()[0] ?? ''} JOIN`, texts(1)))
      return
    case 'Where':
      p.where.push(...texts())
      return
    case 'Having':
      p.having.push(...texts())
      return
    case 'GroupBy':
      p.groups.push(...texts())
      return
    case 'OrderBy':
      p.orders.push(...texts())
      return
    case 'OrderByAsc':
    case 'OrderByDesc':
      p.orders.push(...texts().map((t) => `${t} ${name === 'OrderByAsc' ? 'ASC' : 'DESC'}`))
      return
    case 'Asc':
    case 'Desc':
      p.direction = name.toUpperCase()
      return
    case 'Distinct':
      p.columns = p.columns.map((c, i) => (i === 0 ? `DISTINCT ${c}` : c))
      return
    case 'Limit':
    case 'Offset':
      p.tails.push(`${name.toUpperCase()} ${args[0]?.kind === 'number' ? args[0].value : bind(w.session, args[0])}`)
      return
    case 'ForUpdate':
      p.tails.push('FOR UPDATE')
      return
    case 'ForShare':
      p.tails.push('FOR SHARE')
      return
    case 'SkipLocked':
      p.tails.push('SKIP LOCKED')
      return
    case 'NoWait':
      p.tails.push('NOWAIT')
      return
    case 'Returning':
      p.tails.push(`RETURNING ${texts().join(', ')}`)
      return
    case 'SQL':
      ;(p.table === '' ? p.heads : p.tails).push(...texts())
      return
    case 'Set':
      p.sets = texts()
      return
    case 'SetMore':
      p.sets.push(...texts())
      return
    case 'Values':
      p.rows.push(`(${args.flatMap((a) => values(w, a)).join(', ')})`)
      return
    case 'Union':
    case 'UnionAll':
      p.unions.push(
        texts()
          .map((t) => `(${t})`)
          .join(name === 'Union' ? ' UNION ' : ' UNION ALL '),
      )
      return
    case 'Format':
      p.heads.push(format(w, call))
      return
    case 'Unknown':
      p.heads.push(args[0] ? hole(w.session, args[0], words[0] ?? 'builder') : '')
      return
    default:
      w.notes.add(`${name} is not followed`)
  }
}

const joined = (kind: string, [table = '', ...on]: readonly string[]): string =>
  `${kind} ${table}${on.length > 0 ? ` ON ${on.join(' AND ')}` : ''}`

/** Texts, one by one or in lists. */
function list(w: Writing, args: readonly Value[], words: readonly string[]): string[] {
  return args.flatMap((arg, i) => {
    const at = w.session.pick(arg)
    if (at.kind !== 'list') {
      const shape = w.context.types.underlying(typeOf(at))
      if (shape.kind === 'slice') w.notes.add(`the list ${words[i] ?? ''} is not known`)
      return [written(w, at, words[i] ?? 'text')]
    }
    if (at.open) w.notes.add(`the list ${words[i] ?? ''} may be longer`)
    return at.elements.map((e) => written(w, e, words[i] ?? 'text'))
  })
}

/** Values are bound; builders and parts of one are written. */
function values(w: Writing, value: Value): string[] {
  const at = w.session.pick(value)
  if (at.kind === 'list') return at.elements.length > 0 ? at.elements.flatMap((e) => values(w, e)) : [bind(w.session, at)]
  return [isBuilt(at) ? written(w, at, 'text') : bind(w.session, value)]
}

const OPERATORS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['Equal', 'E', 'EQ', 'Assign'].map((n) => [n, '='])),
  ...Object.fromEntries(['NotEqual', 'NE', 'NEQ'].map((n) => [n, '<>'])),
  ...Object.fromEntries(['GreaterThan', 'GT', 'G'].map((n) => [n, '>'])),
  ...Object.fromEntries(['GreaterEqualThan', 'GTE', 'GE'].map((n) => [n, '>='])),
  ...Object.fromEntries(['LessThan', 'LT', 'L'].map((n) => [n, '<'])),
  ...Object.fromEntries(['LessEqualThan', 'LTE', 'LE'].map((n) => [n, '<='])),
  Like: 'LIKE',
  NotLike: 'NOT LIKE',
  ILike: 'ILIKE',
  NotILike: 'NOT ILIKE',
  IsDistinctFrom: 'IS DISTINCT FROM',
  IsNotDistinctFrom: 'IS NOT DISTINCT FROM',
}
const SUMS: Readonly<Record<string, string>> = { Incr: '+', Add: '+', Decr: '-', Sub: '-', Mul: '*', Div: '/' }

/** The text of a condition, an assignment, a name for something. */
export function partText(w: Writing, value: ModelValue): string {
  const [call] = callsOf(value)
  if (!call) return ''
  const { name, args, words } = call
  const [first, second, third] = args
  const write = (v: Value | undefined, i = 0) => (v ? written(w, v, words[i] ?? 'text') : '')
  const given = (v: Value | undefined) => (v ? values(w, v).join(', ') : '')
  const operator = OPERATORS[name]
  if (operator) return `${write(first)} ${operator} ${inBrackets(w, second, given(second))}`
  const sum = SUMS[name]
  if (sum) return `${write(first)} = ${write(first)} ${sum} ${second ? given(second) : '1'}`
  switch (name) {
    case 'In':
    case 'NotIn':
      return `${write(first)} ${name === 'In' ? 'IN' : 'NOT IN'} (${args
        .slice(1)
        .flatMap((a) => values(w, a))
        .join(', ')})`
    case 'IsNull':
    case 'IsNotNull':
      return `${write(first)} ${name === 'IsNull' ? 'IS NULL' : 'IS NOT NULL'}`
    case 'Between':
    case 'NotBetween':
      return `${write(first)} ${name === 'Between' ? 'BETWEEN' : 'NOT BETWEEN'} ${given(second)} AND ${given(third)}`
    case 'Or':
    case 'And':
      return `(${list(w, args, words).join(name === 'Or' ? ' OR ' : ' AND ')})`
    case 'Not':
      return `NOT ${write(first)}`
    case 'Exists':
    case 'NotExists':
      return `${name === 'Exists' ? 'EXISTS' : 'NOT EXISTS'} (${given(first)})`
    case 'As':
      return `${write(first)} AS ${write(second, 1)}`
    case 'BuilderAs':
      return `(${write(first)}) AS ${write(second, 1)}`
    case 'Raw':
      return write(first)
    case 'Any':
    case 'All':
    case 'Some':
      return `${write(first)} ${write(second, 1)} ${name.toUpperCase()} (${args
        .slice(2)
        .flatMap((a) => values(w, a))
        .join(', ')})`
    // Var, List, Tuple
    default:
      return given(first)
  }
}

const inBrackets = (w: Writing, value: Value | undefined, sql: string): string => {
  const at = value && w.session.pick(value)
  return at?.kind === 'model' && at.model === BUILT ? `(${sql})` : sql
}

/** `Buildf("SELECT … WHERE id = %v", id)`, `Build("… WHERE id = $?", id)` */
function format(w: Writing, { args, words }: BuilderCall): string {
  let next = 1
  return written(w, args[0] ?? { kind: 'nil', type: { kind: 'unknown' } }, words[0] ?? 'text').replace(/%[vs]|\$\?/g, () => {
    const arg = args[next++]
    const type = arg && pointerless(typeOf(arg))
    return arg && type ? values(w, arg).join(', ') : bind(w.session)
  })
}
