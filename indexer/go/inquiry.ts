// What a handler asks of its request's method and path, and what is settled of them. A run that explores a handler stops at
// the first question that nothing settles; whoever explores then settles it, once each way. See dispatch.ts.

import type { Run } from './evaluate/frame.ts'
import { apart } from './path-pattern.ts'
import type { FunctionEntity } from './program.ts'
import { STRING } from './types.ts'
import { constantText, type FunctionValue, isModel, text, typed, type Value } from './values.ts'

export interface Question {
  readonly of: 'method' | 'path'
  readonly how: 'is' | 'begins' | 'ends' | 'matches'
  readonly text: string
}

export interface Answer {
  readonly question: Question
  readonly holds: boolean
}

export interface Inquiry {
  readonly answers: readonly Answer[]
  /** The path, where the route itself says it: then nothing is asked of it. */
  readonly path: Value | undefined
  /** It stops at what nothing settles. */
  readonly explores: boolean
  /** That question. */
  open: Question | undefined
  /** Functions that ask, in whatever run. */
  readonly askers: Set<FunctionEntity>
  /** To whom functions hand the request on. */
  readonly handed: { readonly to: FunctionValue; readonly by: FunctionEntity; readonly at: number }[]
  /** Handlers of libraries that answer for a function of the program. */
  readonly answered: { readonly by: Value; readonly at: number }[]
}

export const createInquiry = (
  answers: readonly Answer[],
  path: Value | undefined,
  explores: boolean,
  askers = new Set<FunctionEntity>(),
): Inquiry => ({ answers, path, explores, open: undefined, askers, handed: [], answered: [] })

/** The method or the path of the request under inquiry; of the path what follows `cut`. */
interface Asked {
  readonly of: Question['of']
  readonly cut: string
}

const asked = (of: Question['of'], cut = ''): Value => ({ kind: 'model', model: 'asked', type: STRING, state: { of, cut } satisfies Asked })

const askedIn = (value: Value | undefined): Asked | undefined => (isModel(value, 'asked') ? (value.state as Asked) : undefined)

export function inquiredMethod({ answers }: Inquiry): Value {
  const known = answers.find((a) => a.question.of === 'method' && a.holds)
  return known ? text(known.question.text) : asked('method')
}

export function inquiredPath(inquiry: Inquiry): Value {
  return inquiry.path ?? asked('path')
}

/** Whether the answers settle a question; undefined where they leave it open. */
export function settled(answers: readonly Answer[], { of, how, text: wanted }: Question): boolean | undefined {
  const own = answers.filter((a) => a.question.of === of)
  const is = own.find((a) => a.holds && a.question.how === 'is')
  if (is) return fulfils(is.question.text, how, wanted)
  const same = own.find((a) => a.question.how === how && a.question.text === wanted)
  if (same) return same.holds
  for (const { question, holds } of own) {
    if (how === 'is') {
      const fits = fulfils(wanted, question.how, question.text)
      if (fits !== undefined && fits !== holds) return false
    }
    if (how === 'matches' && question.how === 'matches' && holds && apart(question.text, wanted)) return false
    if (how !== 'begins' || question.how !== 'begins') continue
    if (holds && question.text.startsWith(wanted)) return true
    if (holds && !wanted.startsWith(question.text)) return false
    if (!holds && wanted.startsWith(question.text)) return false
  }
  return undefined
}

function fulfils(value: string, how: Question['how'], wanted: string): boolean | undefined {
  switch (how) {
    case 'is':
      return value === wanted
    case 'begins':
      return value.startsWith(wanted)
    case 'ends':
      return value.endsWith(wanted)
    case 'matches':
      return pattern(wanted)?.test(value)
  }
}

function pattern(source: string): RegExp | undefined {
  try {
    return new RegExp(source)
  } catch {
    return undefined
  }
}

function ask(run: Run, question: Question): boolean | undefined {
  const { inquiry } = run
  if (!inquiry) return undefined
  const asker = run.stack[run.stack.length - 1]?.fn
  if (asker) inquiry.askers.add(asker)
  const known = settled(inquiry.answers, question)
  if (known === undefined && inquiry.explores && !inquiry.open) {
    inquiry.open = question
    // Nothing after this counts: it is run again with the answer.
    run.budget = -1
  }
  return known
}

/** Whether two values are equal, where one of them is the method, or the path or what follows in it. */
export function askedEquality(run: Run, a: Value, b: Value): boolean | undefined {
  const one = askedIn(a) ?? askedIn(b)
  const wanted = constantText(askedIn(a) ? b : a)
  return one && wanted !== undefined ? ask(run, { of: one.of, how: 'is', text: one.cut + wanted }) : undefined
}

const bool = (value: boolean | undefined): Value =>
  value === undefined ? typed({ kind: 'basic', name: 'bool' }) : { kind: 'boolean', value }

/** A function of package strings on the method or the path. */
export function askedText(run: Run, name: string, of: Value | undefined, other: Value | undefined, once = false): Value | undefined {
  const one = askedIn(of)
  if (!one || !of) return undefined
  const wanted = constantText(other)
  switch (name) {
    case 'ToUpper':
    case 'ToLower':
    case 'TrimSpace':
      return of
    case 'EqualFold':
      return bool(askedEquality(run, of, other && one.of === 'method' && wanted !== undefined ? text(wanted.toUpperCase()) : (other ?? of)))
    case 'HasPrefix':
    case 'HasSuffix':
      if (wanted === undefined) return undefined
      return bool(
        name === 'HasPrefix'
          ? ask(run, { of: one.of, how: 'begins', text: one.cut + wanted })
          : ask(run, { of: one.of, how: 'ends', text: wanted }),
      )
    case 'TrimPrefix':
    case 'CutPrefix': {
      if (wanted === undefined) return undefined
      const begins = ask(run, { of: one.of, how: 'begins', text: one.cut + wanted })
      const rest = begins === undefined ? typed(STRING) : begins ? asked(one.of, one.cut + wanted) : of
      return name === 'TrimPrefix' ? rest : { kind: 'tuple', elements: [rest, bool(begins)] }
    }
    // What the path begins with is taken out at its beginning.
    case 'Replace': {
      const question = { of: 'path', how: 'begins', text: one.cut + wanted } as const
      const begins = once && wanted !== undefined && one.of === 'path' && settled(run.inquiry?.answers ?? [], question)
      return begins ? asked('path', one.cut + wanted) : undefined
    }
    // A slash at the end makes no other path.
    case 'TrimSuffix':
    case 'TrimRight':
      return wanted === '/' ? of : undefined
    case 'Trim':
    case 'TrimLeft':
      return wanted === '/' ? asked(one.of, one.cut === '' ? '/' : one.cut) : undefined
    default:
      return undefined
  }
}

/** A regular expression that the program compiles, asked of the method or the path. */
export function askedPattern(run: Run, source: string | undefined, of: Value | undefined): Value | undefined {
  const one = askedIn(of)
  return one && one.cut === '' && source !== undefined ? bool(ask(run, { of: one.of, how: 'matches', text: source })) : undefined
}

/** `path[n:]`: what follows a beginning that is known. */
export function askedSlice(run: Run, of: Value, low: Value | undefined, high: Value | undefined): Value | undefined {
  const one = askedIn(of)
  if (one?.of !== 'path' || high || low?.kind !== 'number') return undefined
  const begins = run.inquiry?.answers.find(
    (a) => a.holds && a.question.how === 'begins' && a.question.text.length === one.cut.length + low.value,
  )
  return begins ? asked('path', begins.question.text) : undefined
}

/** The request is handed to a function of the program. */
export function noteServedBy(run: Run, to: FunctionValue, at: number): void {
  const by = run.stack[run.stack.length - 1]?.fn
  if (by) run.inquiry?.handed.push({ to, by, at })
}

/** The request is handed to a library's handler, made around a function of the program. */
export function noteAnsweredBy(run: Run, by: Value, at: number): void {
  run.inquiry?.answered.push({ by, at })
}
