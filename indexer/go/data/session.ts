// One way through a statement's alternatives. Rendering asks `pick` where a value's shape matters; `explore` goes every
// way once, up to a bound. Text that is not known and values that are bound stand in the SQL as marks until finish.ts.

import type { Program } from '../program.ts'
import { pointerless, type Type, type TypeOracle } from '../types.ts'
import { type Literals, options, typeOf, type Value } from '../values.ts'
import type { NamedQueries } from './named-files/read.ts'

export interface ProgramContext extends TextContext {
  readonly types: TypeOracle
  readonly program: Program
  readonly sources: (value: Value) => { readonly values: readonly Value[]; readonly complete: boolean }
}

/** Texts beside the code that texts of the code may name. */
export interface TextContext {
  /** What a text can be, where it went through fields, variables and results. */
  readonly texts?: (value: Value) => { readonly values: readonly Value[]; readonly complete: boolean }
  readonly namedQueries?: NamedQueries
}

export interface HoleMark {
  readonly value: Value
  readonly words: string
}

export interface Session {
  readonly context: ProgramContext
  /** One of a value's alternatives. */
  readonly pick: (value: Value) => Value
  /** One of some things; `key` keeps the choice the same throughout. */
  readonly choose: <T>(key: unknown, of: readonly T[]) => T | undefined
  readonly holes: HoleMark[]
  readonly binds: (Value | undefined)[]
  /** Of all texts that were picked: what is written is made of them. */
  readonly literals: Set<Literals>
}

const MAX_VARIANTS = 16

export function explore<T>(
  context: ProgramContext,
  render: (session: Session) => T,
): { readonly results: readonly T[] /** Ways that were not gone: at least so many. */; readonly cut: number } {
  const results: T[] = []
  let script: { index: number; readonly count: number }[] = []
  for (;;) {
    const chosen = new Map<unknown, number>()
    let asked = 0
    const choose = <U>(key: unknown, of: readonly U[]): U | undefined => {
      if (of.length <= 1) return of[0]
      let index = chosen.get(key)
      if (index === undefined) {
        const step = script[asked] ?? { index: 0, count: of.length }
        script[asked++] = step
        index = step.index
        chosen.set(key, index)
      }
      return of[index]
    }
    const literals = new Set<Literals>()
    const pick = (value: Value): Value => {
      if (value.kind === 'string' && value.from) literals.add(value.from)
      return value.kind === 'choice' ? pick(choose(value, value.options) ?? value) : value
    }
    results.push(render({ context, pick, choose, holes: [], binds: [], literals }))
    script = script.slice(0, asked)
    while (script.length > 0) {
      const last = script[script.length - 1]
      if (last && ++last.index < last.count) break
      script.pop()
    }
    if (script.length === 0) return { results, cut: 0 }
    if (results.length >= MAX_VARIANTS) return { results, cut: script.reduce((sum, s) => sum + s.count - 1 - s.index, 1) }
  }
}

const HOLE = '\uE000'
const BIND = '\uE001'
const END = '\uE002'

/** A place for text that is not known. */
export function hole(session: Session, value: Value, words: string): string {
  session.holes.push({ value, words })
  return `${HOLE}${session.holes.length - 1}${END}`
}

/** A place for a value that is bound; without one it is a value that the layer makes. */
export function bind(session: Session, value?: Value): string {
  session.binds.push(value)
  return `${BIND}${session.binds.length - 1}${END}`
}

/** A hole in a name that the layer puts in quotes. */
const QUOTED = '\uE003'

export const MARKS = new RegExp(`([${HOLE}${BIND}${QUOTED}])(\\d+)${END}`, 'g')
export const markOf = (kind: string | undefined): 'hole' | 'quoted' | 'bind' =>
  kind === HOLE ? 'hole' : kind === QUOTED ? 'quoted' : 'bind'
export const hasHole = (text: string) => text.includes(HOLE)
/** Text that begins with what is not known. */
export const startsOpen = (text: string) => text.trimStart().startsWith(HOLE)
/** Nothing but one hole. */
export const onlyHole = (session: Session, text: string): HoleMark | undefined => {
  const [, index] = new RegExp(`^${HOLE}(\\d+)${END}$`).exec(text) ?? []
  return index === undefined ? undefined : session.holes[Number(index)]
}
export const quoteHoles = (name: string) => name.replaceAll(HOLE, QUOTED)

/** The text of a value of type `string`, its holes marked; undefined where it is no string. */
export function textOf(session: Session, value: Value, words: string): string | undefined {
  const at = session.pick(value)
  if (at.kind === 'string') {
    if (at.type !== undefined && at.type.kind !== 'basic') return undefined
    return at.parts.map((p) => (typeof p === 'string' ? p : holeText(session, p.value, p.text))).join('')
  }
  const type = typeOf(at)
  return at.kind === 'symbolic' && type.kind === 'basic' && type.name === 'string' ? hole(session, at, words) : undefined
}

function holeText(session: Session, value: Value, words: string): string {
  const at = session.pick(value)
  if (at.kind === 'string') return at.parts.map((p) => (typeof p === 'string' ? p : holeText(session, p.value, p.text))).join('')
  if (at.kind === 'number') return String(at.value)
  return hole(session, at, words)
}

/** Any text, of a named string type too: what a parameter of type `string` gets. */
export function stringArgument(session: Session, value: Value | undefined, words = ''): string {
  if (!value) return ''
  return holeText(session, value, words)
}

/** The texts of a list of strings; undefined where the list is not wholly known. */
export function textsOf(session: Session, value: Value, words: string): readonly string[] | undefined {
  const at = session.pick(value)
  if (at.kind !== 'list' || at.open) return undefined
  return at.elements.map((e) => stringArgument(session, e, words))
}

/** Looks through interfaces: the values that really flow there, one a way. */
export function concrete(session: Session, value: Value): Value {
  const at = session.pick(value)
  if (at.kind !== 'symbolic' && at.kind !== 'unknown') return at
  const type = pointerless(at.type)
  const { types } = session.context
  const open = type.kind === 'unknown' || type.kind === 'parameter' || types.isInterface(type)
  if (!open || at.kind === 'unknown') return at
  const found = session.context.sources(at).values.flatMap(options)
  const telling = found.filter((v) => !isOpen(typeOf(v), types))
  return telling.length > 0 ? session.pick(session.choose(at, telling) ?? at) : at
}

function isOpen(type: Type, types: TypeOracle): boolean {
  const at = pointerless(type)
  return at.kind === 'unknown' || at.kind === 'parameter' || types.isInterface(at)
}
