// squirrel's conditions: texts, Eq and its kin, And and Or, expressions, chains in brackets.

import type { BuilderCall } from '../../evaluate/events.ts'
import { pointerless } from '../../types.ts'
import { typeOf, type Value } from '../../values.ts'
import { bind, hole } from '../session.ts'
import { type Writing, written } from '../text/write.ts'
import type { SquirrelState } from './model.ts'

/** Operator, and what a list, and nothing, make of it. */
const COMPARISONS: Readonly<Record<string, readonly [operator: string, list?: string, nil?: string]>> = {
  Eq: ['=', 'IN', 'IS NULL'],
  NotEq: ['<>', 'NOT IN', 'IS NOT NULL'],
  Lt: ['<'],
  LtOrEq: ['<='],
  Gt: ['>'],
  GtOrEq: ['>='],
  Like: ['LIKE'],
  NotLike: ['NOT LIKE'],
  ILike: ['ILIKE'],
  NotILike: ['NOT ILIKE'],
}

export interface Conditions {
  /** What `Where` and `Having` add. */
  condition(w: Writing, call: BuilderCall): string
  /** A text, an expression, or a chain. */
  text(w: Writing, value: Value | undefined, words: string, args?: readonly Value[]): string
  /** Texts, one by one or in a list. */
  list(w: Writing, call: BuilderCall): readonly string[]
}

export function createConditions(chainText: (w: Writing, calls: readonly BuilderCall[]) => string): Conditions {
  return { condition: (w, call) => predicate(w, call.args[0], call.words[0] ?? 'condition', call.args.slice(1)), text, list }

  function predicate(w: Writing, value: Value | undefined, words: string, args: readonly Value[] = []): string {
    const at = value && w.session.pick(value)
    if (!at || at.kind === 'nil') return ''
    const type = pointerless(typeOf(at))
    const name = type.kind === 'external' ? type.name : ''
    if (at.kind === 'mapping' && COMPARISONS[name]) {
      if (at.open) w.notes.add(`more conditions may stand in ${words}`)
      return at.entries.map((e) => comparison(w, name, written(w, e.key, 'column'), e.value)).join(' AND ')
    }
    if (at.kind === 'list' && (name === 'And' || name === 'Or')) {
      if (at.open) w.notes.add(`more conditions may stand in ${words}`)
      const parts = at.elements.map((e) => predicate(w, e, words)).filter((s) => s !== '')
      return parts.length > 0 ? `(${parts.join(` ${name.toUpperCase()} `)})` : ''
    }
    return text(w, at, words, args)
  }

  function comparison(w: Writing, name: string, column: string, value: Value): string {
    const [operator = '=', many, nil] = COMPARISONS[name] ?? []
    const at = w.session.pick(value)
    if (at.kind === 'nil' && nil) return `${column} ${nil}`
    if (at.kind === 'model' && at.model === 'squirrel' && many) return `${column} ${many} (${text(w, at, column)})`
    const shape = w.context.types.underlying(pointerless(typeOf(at)))
    const bytes = shape.kind === 'slice' && shape.of.kind === 'basic' && shape.of.name === 'byte'
    const listed = at.kind === 'list' || ((shape.kind === 'slice' || shape.kind === 'array') && !bytes)
    return listed && many ? `${column} ${many} (${bind(w.session, at)})` : `${column} ${operator} ${bind(w.session, at)}`
  }

  function text(w: Writing, value: Value | undefined, words: string, args: readonly Value[] = []): string {
    const at = value && w.session.pick(value)
    if (!at) return ''
    if (at.kind === 'model' && at.model === 'squirrel') return chainText(w, (at.state as SquirrelState).calls)
    if (at.kind === 'model' && at.model === 'squirrelExpression') {
      const [call] = (at.state as SquirrelState).calls
      return call ? expression(w, call) : ''
    }
    const type = pointerless(typeOf(at))
    if (type.kind === 'external' || at.kind === 'mapping') return hole(w.session, at, words)
    return withArguments(w, written(w, at, words), args)
  }

  function expression(w: Writing, { name, args, words }: BuilderCall): string {
    if (name === 'Alias') return `(${text(w, args[0], words[0] ?? 'text')}) AS ${text(w, args[1], words[1] ?? 'alias')}`
    if (name === 'ConcatExpr') return args.map((a, i) => text(w, a, words[i] ?? 'text')).join('')
    return text(w, args[0], words[0] ?? 'text', args.slice(1))
  }

  /** An argument that is a chain or an expression stands in the place of its question mark; any other is bound there. */
  function withArguments(w: Writing, sql: string, args: readonly Value[]): string {
    const picked = args.map((a) => w.session.pick(a))
    const marks = sql.match(/\?\??/g)?.filter((m) => m === '?').length ?? 0
    // A list that is spread out, and a question mark in a literal, are not told apart from what is bound.
    const bound = marks === picked.length
    if (!bound && !picked.some(isExpression)) return sql
    let next = 0
    return sql.replace(/\?\??/g, (mark) => {
      if (mark === '??') return mark
      const arg = picked[next++]
      if (isExpression(arg)) return text(w, arg, 'text')
      return bound ? bind(w.session, arg) : mark
    })
  }

  function list(w: Writing, { args, words }: BuilderCall): readonly string[] {
    return args.flatMap((arg, i) => {
      const at = w.session.pick(arg)
      if (at.kind !== 'list') {
        const shape = w.context.types.underlying(typeOf(at))
        if (shape.kind === 'slice') w.notes.add(`the list ${words[i] ?? ''} is not known`)
        return [text(w, at, words[i] ?? 'text')]
      }
      if (at.open) w.notes.add(`the list ${words[i] ?? ''} may be longer`)
      return at.elements.map((e) => text(w, e, words[i] ?? 'text'))
    })
  }
}

const isExpression = (value: Value | undefined): boolean => value?.kind === 'model' && value.model.startsWith('squirrel')
