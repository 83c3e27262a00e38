// bun's formatter: question marks, named and numbered arguments, identifiers and lists, as schema/formatter.go writes them.

import type { BuilderCall } from '../../evaluate/events.ts'
import { BUN_VALUE } from '../../library/bun.ts'
import { CHAIN, type QueryChain } from '../../library/query-cell.ts'
import { pointerless, type Type } from '../../types.ts'
import { typeOf, type Value } from '../../values.ts'
import { bind, concrete, hole, quoteHoles, type Session, stringArgument } from '../session.ts'
import { isMany } from '../struct-fields.ts'

export interface Formatter {
  readonly session: Session
  /** What `?Name` stands for in the query; undefined where nothing has that name. */
  readonly named: (name: string) => string | undefined
  /** A query that stands as a value. */
  readonly subquery: (calls: readonly BuilderCall[]) => string
}

export const quoted = (name: string): string =>
  quoteHoles(name)
    .split('.')
    .map((part) => (part === '*' ? '*' : `"${part.replaceAll('"', '""')}"`))
    .join('.')

export function format(f: Formatter, text: string, args: readonly Value[], words: readonly string[]): string {
  let next = 0
  let sql = ''
  let at = 0
  for (const match of text.matchAll(/(\\)?\?(?:\((\w+)\)|([A-Za-z]\w*)|(\d+)(?![A-Za-z_]))?/g)) {
    sql += text.slice(at, match.index)
    at = match.index + match[0].length
    const name = match[2] ?? match[3]
    if (match[1]) sql += match[0].slice(1)
    else if (match[4] !== undefined) {
      const arg = args[Number(match[4])]
      sql += arg ? argument(f, arg, words[Number(match[4])] ?? '?') : match[0]
    } else if (name !== undefined) sql += namedArgument(f, name, args) ?? match[0]
    else {
      const arg = args[next]
      sql += arg ? argument(f, arg, words[next] ?? '?') : '?'
      next++
    }
  }
  return sql + text.slice(at)
}

/** One struct or map among the arguments answers names; so does the query itself. */
function namedArgument(f: Formatter, name: string, args: readonly Value[]): string | undefined {
  const known = f.named(name)
  if (known !== undefined) return known
  return args.length === 1 ? bind(f.session) : undefined
}

export function argument(f: Formatter, given: Value, words: string): string {
  const { session } = f
  const value = session.pick(given)
  if (value.kind === 'model' && value.model === CHAIN) return f.subquery((value.state as QueryChain).calls)
  if (value.kind === 'model' && value.model === BUN_VALUE) return special(f, value.state as Special)
  const type = pointerless(typeOf(value))
  if (type.kind === 'external' && type.package.startsWith('github.com/uptrace/bun') && value.kind === 'symbolic')
    return /Query$/.test(type.name) ? `(${hole(session, value, words)})` : hole(session, value, words)
  return bind(session, given)
}

interface Special {
  readonly name: string
  readonly args: readonly Value[]
  readonly words: readonly string[]
}

function special(f: Formatter, { name, args, words }: Special): string {
  const [first] = args
  if (!first) return ''
  const { session } = f
  switch (name) {
    case 'Ident':
    case 'Name':
    case 'UnsafeIdent':
      return quoted(stringArgument(session, first, words[0]))
    case 'Safe':
      return stringArgument(session, first, words[0])
    case 'SafeQuery': {
      const rest = args.slice(1)
      const [only] = rest
      const list = rest.length === 1 && only?.kind === 'list' ? only.elements : rest
      return format(f, stringArgument(session, first, words[0]), list, words.slice(1))
    }
    case 'In':
    case 'List':
    case 'Tuple': {
      const inner = inList(f, first)
      return name === 'Tuple' ? `(${inner})` : inner
    }
    default:
      return bind(session, first)
  }
}

/** How many there are is seen at run time: one stands for all, unless all stand there. */
function inList(f: Formatter, list: Value): string {
  const { session } = f
  const value = concrete(session, list)
  if (value.kind === 'list' && !value.open && value.elements.length > 0)
    return value.elements.map((e) => (isList(session, e) ? `(${inList(f, e)})` : argument(f, e, '?'))).join(', ')
  const shape = session.context.types.underlying(pointerless(typeOf(value)))
  if ((shape.kind === 'slice' || shape.kind === 'array') && isMany(shape.of, session.context.types) && !isBytes(shape.of, session))
    return `(${bind(session)}, ${bind(session)})`
  return bind(session, value)
}

const isList = (session: Session, value: Value) =>
  value.kind === 'list' || (isMany(typeOf(value), session.context.types) && !isBytes(typeOf(value), session))

/** Keys are byte arrays often enough: uuid.UUID and the like. */
function isBytes(type: Type, session: Session): boolean {
  const shape = session.context.types.underlying(pointerless(type))
  if (shape.kind !== 'slice' && shape.kind !== 'array') return false
  const element = session.context.types.underlying(shape.of)
  return element.kind === 'basic' && (element.name === 'byte' || element.name === 'uint8')
}
