// goqu's expressions: columns, literals, comparisons, functions, and the maps that stand for several of them.

import type { BuilderCall } from '../../evaluate/events.ts'
import { pointerless } from '../../types.ts'
import { constantText, options, typeOf, type Value } from '../../values.ts'
import { bind, hole } from '../session.ts'
import { type Writing, written } from '../text/write.ts'
import { GOQU, type GoquState } from './model.ts'

const quoted = (name: string): string =>
  /^[\w.]+$/.test(name)
    ? name
        .split('.')
        .map((p) => `"${p}"`)
        .join('.')
    : name

/** A table goes by its other name, where it has one. */
const alias = (text: string): string => text.replace(/^[\s\S]* AS /, '')

const OPERATORS: Readonly<Record<string, readonly [operator: string, list?: string, nil?: string]>> = {
  Eq: ['=', 'IN', 'IS NULL'],
  Neq: ['!=', 'NOT IN', 'IS NOT NULL'],
  Is: ['IS', 'IN', 'IS NULL'],
  IsNot: ['IS NOT', 'NOT IN', 'IS NOT NULL'],
  Gt: ['>'],
  Gte: ['>='],
  Lt: ['<'],
  Lte: ['<='],
  In: ['IN', 'IN'],
  NotIn: ['NOT IN', 'NOT IN'],
  Like: ['LIKE'],
  NotLike: ['NOT LIKE'],
  ILike: ['ILIKE'],
  NotILike: ['NOT ILIKE'],
  RegexpLike: ['~'],
  RegexpILike: ['~*'],
}
const POSTFIX: Readonly<Record<string, string>> = {
  IsNull: 'IS NULL',
  IsNotNull: 'IS NOT NULL',
  IsTrue: 'IS TRUE',
  IsNotTrue: 'IS NOT TRUE',
  IsFalse: 'IS FALSE',
  IsNotFalse: 'IS NOT FALSE',
  Asc: 'ASC',
  Desc: 'DESC',
  NullsFirst: 'NULLS FIRST',
  NullsLast: 'NULLS LAST',
}
/** Keys of goqu.Op. */
const KEYS: Readonly<Record<string, string>> = Object.fromEntries(Object.keys(OPERATORS).map((k) => [k.toLowerCase(), k]))

export interface Expressions {
  /** A column or a table by name, an expression, or a dataset in brackets. */
  named(w: Writing, value: Value, words: string): string
  /** A value that is bound, or an expression. */
  operand(w: Writing, value: Value): string
  /** Conditions, joined by AND. */
  conditions(w: Writing, call: BuilderCall): string
  list(w: Writing, call: BuilderCall): readonly string[]
  /** What a value of the model says, alone. */
  expression(w: Writing, calls: readonly BuilderCall[]): string
}

/** More tables than that in one field are not this one. */
const FEW = 3

export const STATEMENT = /^(?:From|Select|Insert|Update|Delete|Truncate)$/

export function createExpressions(datasetText: (w: Writing, calls: readonly BuilderCall[]) => string): Expressions {
  return { named, operand, conditions, list, expression }

  function named(w: Writing, value: Value, words: string): string {
    const at = elsewhere(w, value)
    if (at.kind === 'symbolic' && !isText(w, at)) return hole(w.session, at, words)
    if (at.kind === 'model' && at.model === GOQU) return expression(w, (at.state as GoquState).calls)
    if (at.kind === 'mapping') return mapping(w, at, words)
    return quoted(written(w, at, words))
  }

  /** A table or a column that stands in a field or a variable, where few can be there. */
  function elsewhere(w: Writing, value: Value): Value {
    const at = w.session.pick(value)
    if (at.kind !== 'symbolic' || isText(w, at)) return at
    const { values, complete } = w.context.sources(at)
    const known = values.flatMap(options).filter((v) => v.kind === 'model' && v.model === GOQU)
    return complete && known.length > 0 && known.length === values.flatMap(options).length && known.length <= FEW
      ? (w.session.choose(at, known) ?? at)
      : at
  }

  function isText(w: Writing, value: Value): boolean {
    const shape = w.context.types.underlying(pointerless(typeOf(value)))
    return shape.kind === 'basic' && shape.name === 'string'
  }

  function operand(w: Writing, value: Value): string {
    const at = elsewhere(w, value)
    return at.kind === 'model' && at.model === GOQU ? expression(w, (at.state as GoquState).calls) : bind(w.session, value)
  }

  function list(w: Writing, { args, words }: BuilderCall): readonly string[] {
    return args.flatMap((arg, i) => {
      const at = w.session.pick(arg)
      if (at.kind !== 'list') return [named(w, at, words[i] ?? 'column')]
      if (at.open) w.notes.add(`the list ${words[i] ?? ''} may be longer`)
      return at.elements.map((e) => named(w, e, words[i] ?? 'column'))
    })
  }

  function conditions(w: Writing, call: BuilderCall): string {
    const parts = call.args.flatMap((arg, i) => {
      const at = w.session.pick(arg)
      if (at.kind === 'list') {
        if (at.open) w.notes.add(`more conditions may stand in ${call.words[i] ?? ''}`)
        return at.elements.map((e) => condition(w, e, call.words[i] ?? 'condition'))
      }
      return [condition(w, at, call.words[i] ?? 'condition')]
    })
    return parts.filter((p) => p !== '').join(' AND ')
  }

  function condition(w: Writing, value: Value, words: string): string {
    const at = w.session.pick(value)
    if (at.kind === 'nil') return ''
    if (at.kind === 'model' || at.kind === 'mapping') return named(w, at, words)
    w.notes.add(`the condition ${words} is not known`)
    return ''
  }

  /** `goqu.Ex{"a": 1, "b": goqu.Op{"gt": 2}}` */
  function mapping(w: Writing, at: Value & { kind: 'mapping' }, words: string): string {
    const type = pointerless(typeOf(at))
    if (at.open) w.notes.add(`more conditions may stand in ${words}`)
    const parts = at.entries.map((e) => {
      const column = quoted(written(w, e.key, 'column'))
      const value = w.session.pick(e.value)
      if (value.kind !== 'mapping') return comparison(w, column, 'Eq', value)
      return value.entries
        .map((o) => comparison(w, column, KEYS[(constantText(o.key) ?? 'eq').toLowerCase()] ?? 'Eq', o.value))
        .join(' OR ')
    })
    const word = type.kind === 'external' && type.name === 'ExOr' ? ' OR ' : ' AND '
    return parts.length > 1 ? `(${parts.join(word)})` : (parts[0] ?? '')
  }

  function comparison(w: Writing, left: string, name: string, value: Value | undefined): string {
    const [operator = '=', many, nil] = OPERATORS[name] ?? []
    const at = value && w.session.pick(value)
    if (!at) return `${left} ${operator} ${bind(w.session)}`
    if (at.kind === 'nil' && nil) return `${left} ${nil}`
    const shape = w.context.types.underlying(pointerless(typeOf(at)))
    if (at.kind === 'model' && at.model === GOQU) {
      const text = operand(w, at)
      return /^(?:IN|NOT IN)$/.test(operator) && !text.startsWith('(') ? `${left} ${operator} (${text})` : `${left} ${operator} ${text}`
    }
    const listed = at.kind === 'list' || shape.kind === 'slice' || shape.kind === 'array'
    if (/^(?:IN|NOT IN)$/.test(operator) || (listed && many)) return `${left} ${many ?? operator} (${bind(w.session, at)})`
    return `${left} ${operator} ${bind(w.session, at)}`
  }

  function expression(w: Writing, calls: readonly BuilderCall[]): string {
    const [first, ...rest] = calls
    if (!first) return ''
    if (STATEMENT.test(first.name)) {
      const at = rest.findIndex((c) => c.name === 'As')
      const inner = at < 0 ? rest : rest.slice(0, at)
      const alias = at < 0 ? undefined : rest[at]
      return `(${datasetText(w, [first, ...inner])})${alias?.args[0] ? ` AS ${quoted(written(w, alias.args[0], 'alias'))}` : ''}`
    }
    return rest.reduce((text, call) => grown(w, text, call), begun(w, first))
  }

  function begun(w: Writing, call: BuilderCall): string {
    const { name, args, words } = call
    const [head] = args
    const text = () => (head ? written(w, head, words[0] ?? 'name') : '')
    switch (name) {
      case 'C':
      case 'T':
      case 'I':
      case 'S':
        return quoted(text())
      case 'L':
      case 'Literal':
        return withArguments(w, text(), args.slice(1))
      case 'V':
        return bind(w.session, head)
      case 'Star':
        return '*'
      case 'Default':
        return 'DEFAULT'
      case 'And':
      case 'Or': {
        const parts = args
          .flatMap((a, i) => conditions(w, { ...call, args: [a], words: [words[i] ?? 'condition'] }))
          .filter((p) => p !== '')
        return parts.length > 1 ? `(${parts.join(` ${name.toUpperCase()} `)})` : (parts[0] ?? '')
      }
      case 'On':
        return conditions(w, call)
      case 'Using':
        return `USING (${list(w, call).join(', ')})`
      case 'DISTINCT':
        return `DISTINCT ${list(w, call).join(', ')}`
      case 'Func':
        return `${text()}(${args
          .slice(1)
          .map((a) => operand(w, a))
          .join(', ')})`
      case 'Cast':
        return `CAST(${head ? named(w, head, 'column') : ''} AS ${args[1] ? written(w, args[1], 'type') : 'text'})`
      case 'Unknown':
        return head ? named(w, head, words[0] ?? 'expression') : ''
      default:
        // COUNT, SUM, COALESCE, MAX …
        if (/^[A-Z_]+$/.test(name)) return `${name}(${args.map((a) => argument(w, a)).join(', ')})`
        w.notes.add(`${name} of goqu is not followed`)
        return ''
    }
  }

  /** A text as a function's argument is a column. */
  function argument(w: Writing, value: Value): string {
    const at = w.session.pick(value)
    return at.kind === 'string' ? quoted(written(w, at, 'column')) : operand(w, at)
  }

  function grown(w: Writing, text: string, call: BuilderCall): string {
    const { name, args, words } = call
    const [head] = args
    if (OPERATORS[name])
      return comparison(
        w,
        text,
        name,
        args.length > 1 ? { kind: 'list', elements: [...args], type: { kind: 'slice', of: { kind: 'unknown' } }, open: false } : head,
      )
    if (POSTFIX[name]) return `${text} ${POSTFIX[name]}`
    switch (name) {
      case 'As':
        return `${text} AS ${head ? named(w, head, words[0] ?? 'alias') : ''}`
      case 'Col':
        return `${alias(text)}.${head ? named(w, head, words[0] ?? 'column') : ''}`
      case 'Table':
      case 'Schema':
        return `${head ? named(w, head, words[0] ?? 'table') : ''}.${text}`
      case 'All':
        return `${alias(text)}.*`
      case 'Between':
      case 'NotBetween':
        return `${text} ${name === 'Between' ? '' : 'NOT '}BETWEEN ${bind(w.session)} AND ${bind(w.session)}`
      case 'Cast':
        return `CAST(${text} AS ${head ? written(w, head, 'type') : 'text'})`
      case 'And':
      case 'Or':
      case 'Append': {
        const more = conditions(w, call)
        return more === '' ? text : text === '' ? more : `(${text} ${name === 'Or' ? 'OR' : 'AND'} ${more})`
      }
      case 'Set':
      case 'Distinct':
      case 'Over':
        return text
      default:
        w.notes.add(`${name} of goqu is not followed`)
        return text
    }
  }

  /** An argument that is an expression stands in the place of its question mark. */
  function withArguments(w: Writing, sql: string, args: readonly Value[]): string {
    let next = 0
    return sql.replace(/\?/g, () => {
      const arg = args[next++]
      return arg ? operand(w, arg) : bind(w.session)
    })
  }
}
