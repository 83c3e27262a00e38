// Conditions of xorm: texts, structs of xorm.io/builder (`builder.Eq{…}`), and what its functions make of them.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { QueryChain } from '../../library/query-cell.ts'
import { pointerless } from '../../types.ts'
import { typeOf, type Value } from '../../values.ts'
import { bind } from '../session.ts'
import { type Writing, written } from '../text/write.ts'
import { XORM_BUILT } from './model.ts'
import { quoted } from './quote.ts'

const COMPARISONS: Readonly<Record<string, readonly [operator: string, list?: string, nil?: string]>> = {
  Eq: ['=', 'IN', 'IS NULL'],
  Neq: ['<>', 'NOT IN', 'IS NOT NULL'],
  Lt: ['<'],
  Lte: ['<='],
  Gt: ['>'],
  Gte: ['>='],
}
const STATEMENT = /^(?:Select|Insert|Update|Delete|From|Dialect|MySQL|Postgres|SQLite|MsSQL|Oracle)$/

/** A condition, with the arguments that stand beside a text. */
export function condition(w: Writing, value: Value | undefined, words: string, args: readonly Value[] = []): string {
  const at = value && w.session.pick(value)
  if (!at || at.kind === 'nil') return ''
  const type = pointerless(typeOf(at))
  const name = type.kind === 'external' ? type.name : ''
  if (at.kind === 'model' && at.model === XORM_BUILT) return builtText(w, (at.state as QueryChain).calls)
  if (at.kind === 'mapping') {
    if (at.open) w.notes.add(`more conditions may stand in ${words}`)
    return at.entries.map((e) => comparison(w, COMPARISONS[name] ? name : 'Eq', written(w, e.key, 'column'), e.value)).join(' AND ')
  }
  if (at.kind === 'list' && name === 'Like') {
    const [column, text] = at.elements
    return `${written(w, column ?? NOTHING, 'column')} LIKE ${bind(w.session, text)}`
  }
  if (at.kind === 'list' && (name === 'IsNull' || name === 'NotNull'))
    return `${written(w, at.elements[0] ?? NOTHING, 'column')} IS ${name === 'IsNull' ? '' : 'NOT '}NULL`
  if (at.kind === 'list' && name === 'Not') return `NOT (${condition(w, at.elements[0], words)})`
  if (at.kind === 'instance' && name === 'Between') {
    const field = (n: string) => at.fields.get(n)?.value
    return `${written(w, field('Col') ?? NOTHING, 'column')} BETWEEN ${bind(w.session, field('LessVal'))} AND ${bind(w.session, field('MoreVal'))}`
  }
  if (name !== '' || at.kind === 'unknown') {
    w.notes.add(`the condition ${words} is not known`)
    return ''
  }
  return withArguments(w, written(w, at, words), args)
}

const NOTHING: Value = { kind: 'nil', type: { kind: 'unknown' } }

/** An argument that is a statement stands in the place of its question mark. */
function withArguments(w: Writing, sql: string, args: readonly Value[]): string {
  const picked = args.map((a) => w.session.pick(a))
  const isBuilt = (a: Value | undefined) => a?.kind === 'model' && a.model === XORM_BUILT
  if (!picked.some(isBuilt)) return sql
  let next = 0
  return sql.replace(/\?/g, (mark) => {
    const arg = picked[next++]
    return arg && isBuilt(arg) ? `(${condition(w, arg, 'condition')})` : mark
  })
}

function comparison(w: Writing, name: string, column: string, value: Value): string {
  const [operator = '=', many, nil] = COMPARISONS[name] ?? []
  const at = w.session.pick(value)
  if (at.kind === 'nil' && nil) return `${column} ${nil}`
  if (at.kind === 'model' && at.model === XORM_BUILT) return `${column} ${many ?? operator} (${condition(w, at, column)})`
  return many && isList(w, at) ? `${column} ${many} (${bind(w.session, at)})` : `${column} ${operator} ${bind(w.session, at)}`
}

function isList(w: Writing, value: Value): boolean {
  const shape = w.context.types.underlying(pointerless(typeOf(value)))
  const bytes = shape.kind === 'slice' && shape.of.kind === 'basic' && shape.of.name === 'byte'
  return value.kind === 'list' || ((shape.kind === 'slice' || shape.kind === 'array') && !bytes)
}

/** `In("id", ids)`, `In("id", 1, 2)`, `In("id", builder.Select(…))` */
export function within(w: Writing, { name, args, words }: BuilderCall): string {
  const [column, ...values] = args
  const [only] = values.map((v) => w.session.pick(v))
  const operator = name === 'NotIn' ? 'NOT IN' : 'IN'
  const left = quoted(written(w, column ?? NOTHING, words[0] ?? 'column'))
  if (values.length === 1 && only?.kind === 'model' && only.model === XORM_BUILT)
    return `${left} ${operator} (${condition(w, only, 'condition')})`
  return `${left} ${operator} (${values.map((v) => bind(w.session, v)).join(', ')})`
}

/** A condition that grows with `And` and `Or`, or a statement. */
export function builtText(w: Writing, calls: readonly BuilderCall[]): string {
  const [first] = calls
  if (first && STATEMENT.test(first.name)) return statementText(w, calls)
  return calls.reduce((text, call, i) => grown(w, text, call, i > 0), '')
}

function grown(w: Writing, text: string, call: BuilderCall, further: boolean): string {
  const { name, args, words } = call
  const parts = (word: string) => {
    const texts = args.flatMap((a, i) => listed(w, a, words[i] ?? 'condition')).filter((t) => t !== '')
    const all = further && text !== '' ? [text, ...texts] : texts
    return all.length > 1 ? `(${all.join(` ${word} `)})` : (all[0] ?? text)
  }
  switch (name) {
    case 'NewCond':
      return ''
    case 'Cond':
      return condition(w, args[0], words[0] ?? 'condition')
    case 'And':
      return parts('AND')
    case 'Or':
      return parts('OR')
    case 'In':
    case 'NotIn':
      return within(w, call)
    case 'Expr':
      return condition(w, args[0], words[0] ?? 'text', args.slice(1))
    case 'If': {
      const [, then, ...otherwise] = args
      const taken = w.session.choose(call, [then, ...otherwise])
      return condition(w, taken, 'condition')
    }
    default:
      w.notes.add(`${name} of the builder is not followed`)
      return text
  }
}

function listed(w: Writing, value: Value, words: string): readonly string[] {
  const at = w.session.pick(value)
  const type = pointerless(typeOf(at))
  if (at.kind !== 'list' || type.kind === 'external') return [condition(w, at, words)]
  if (at.open) w.notes.add(`more conditions may stand in ${words}`)
  return at.elements.map((e) => condition(w, e, words))
}

function statementText(w: Writing, calls: readonly BuilderCall[]): string {
  let columns = '*'
  let from = ''
  const joins: string[] = []
  const where: string[] = []
  const tail: string[] = []
  for (const { name, args, words } of calls) {
    const texts = () => args.map((a, i) => written(w, a, words[i] ?? 'text'))
    const joined = /^(\w+?)Join$/.exec(name)
    if (name === 'Select') columns = texts().join(', ') || '*'
    else if (name === 'From') from = source(w, args, words)
    else if (name === 'Where' || name === 'And') where.push(condition(w, args[0], words[0] ?? 'condition', args.slice(1)))
    else if (name === 'OrderBy') tail.push(`ORDER BY ${texts().join(', ')}`)
    else if (name === 'GroupBy') tail.unshift(`GROUP BY ${texts().join(', ')}`)
    else if (name === 'Limit') tail.push(`LIMIT ${args.slice(0, 1).map((a) => bind(w.session, a))}`)
    else if (joined) joins.push(`${joined[1]?.toUpperCase()} JOIN ${texts()[0]} ON ${condition(w, args[1], words[1] ?? 'condition')}`)
    else if (!STATEMENT.test(name)) w.notes.add(`${name} of the builder is not followed`)
  }
  const conditions = where.filter((t) => t !== '').join(' AND ')
  return ['SELECT', columns, 'FROM', from, ...joins, ...(conditions ? [`WHERE ${conditions}`] : []), ...tail].join(' ')
}

function source(w: Writing, [table, alias]: readonly Value[], words: readonly string[]): string {
  const at = table && w.session.pick(table)
  const as = alias ? ` ${written(w, alias, words[1] ?? 'alias')}` : ''
  if (at?.kind === 'model' && at.model === XORM_BUILT) return `(${condition(w, at, 'statement')})${as}`
  return `${quoted(written(w, at ?? NOTHING, words[0] ?? 'table'))}${as}`
}
