// What an expression may be worth, without running it. A string is text with holes; what is not known is a hole that
// says what it is called, and on which parameter it depends, so that a caller can fill it.

import type { Class, Fn, Module, Site } from '../program.ts'

export interface Hole {
  readonly name: string
  /** The parameter that would fill it; index -1 is `this`. */
  readonly param?: { readonly fn: Fn; readonly index: number }
  /** Read from this environment variable. */
  readonly env?: string
  /** An origin, host or base that belongs to the application itself. */
  readonly own?: true
  /** A query string: whatever stands here and after is no path. */
  readonly query?: true
  /** It may be left out, and so is anything read from it: what stands in for it is the rule. */
  readonly optional?: true
  /** Its type lets it be left out. */
  readonly unsure?: true
  /** Members of it that its type lets be left out. */
  readonly maybe?: readonly string[]
  /** path: a whole path, of any number of segments; segment: encoded, so that it is one. */
  readonly extent?: 'path' | 'segment'
}

export type Part = string | Hole

export interface Text {
  readonly t: 'text'
  readonly parts: readonly Part[]
}

export interface ObjectValue {
  readonly t: 'obj'
  /** In source order; a later one wins. Name 0 spreads. */
  readonly entries: readonly (readonly [string | 0, () => Value])[]
  /** Identity of the literal, for what is assigned to it from outside. */
  readonly id: object
}

export interface FunctionValue {
  readonly t: 'fn'
  readonly fn: Fn
  readonly frame: Frame | undefined
  readonly self?: Value
}

export interface ClassValue {
  readonly t: 'class'
  readonly cls: Class
  readonly frame: Frame | undefined
}

export interface Instance {
  readonly t: 'instance'
  readonly cls: ClassValue
  /** The constructor's arguments; undefined for `this` of a method seen alone. */
  readonly args: readonly Value[] | undefined
  /** The method whose `this` it is, when seen alone. */
  readonly method?: Fn
  readonly site?: Site
  readonly frames: Map<Class, Frame>
}

/** Something of a library or of the browser, by its path: `axios#create()`, `#location.origin`. */
export interface Library {
  readonly t: 'lib'
  readonly path: string
  /** Arguments of the call that made it. */
  readonly args: readonly Value[]
  /** What the member was taken from or the call was made on. */
  readonly of?: Value
  /** The call that made it: two calls make two things. */
  readonly site?: Site
  /** The package that imports it: each application of a repository configures its own. */
  readonly root?: string
}

export type Value =
  | Text
  | { readonly t: 'hole'; readonly hole: Hole }
  | { readonly t: 'none' }
  | { readonly t: 'regex'; readonly source: string }
  /** A URL object. */
  | { readonly t: 'url'; readonly href: Value }
  | ObjectValue
  /** `open`: there may be more items than these. */
  | { readonly t: 'arr'; readonly items: readonly Value[]; readonly open?: true }
  | FunctionValue
  | { readonly t: 'getter'; readonly of: FunctionValue }
  | ClassValue
  | Instance
  | Library
  | { readonly t: 'module'; readonly module: Module }
  /** `made` by a call with functions inside, known by the name of `fn`. */
  | { readonly t: 'made'; readonly fn: Fn; readonly of: Value }
  | { readonly t: 'either'; readonly of: readonly Value[] }

/** One activation of a function: its arguments, and the frames around it. */
export interface Frame {
  readonly fn: Fn
  /** Undefined when they are not known. */
  readonly args: readonly Value[] | undefined
  readonly self: Value | undefined
  readonly outer: Frame | undefined
  /** Tests of its module whose outcome is supposed. */
  readonly supposed?: ReadonlyMap<number, boolean>
  readonly memo: Map<string, Value>
}

export const NONE: Value = { t: 'none' }

export function text(value: string): Value {
  return { t: 'text', parts: [value] }
}

export function hole(name: string, more: Omit<Hole, 'name'> = {}): Value {
  return { t: 'hole', hole: { name, ...more } }
}

/** How many alternatives are followed before the value is called unknown. */
const MOST = 64

export function either(values: readonly Value[]): Value {
  const flat: Value[] = []
  for (const value of values) for (const one of alternativesOf(value)) if (!flat.some((other) => same(one, other))) flat.push(one)
  const [first] = flat
  if (!first) return NONE
  if (flat.length === 1) return first
  return { t: 'either', of: flat.length > MOST ? [...flat.slice(0, MOST - 1), hole('')] : flat }
}

export function alternativesOf(value: Value): readonly Value[] {
  return value.t === 'either' ? value.of : [value]
}

function same(a: Value, b: Value): boolean {
  if (a === b) return true
  switch (a.t) {
    case 'none':
      return b.t === 'none'
    case 'hole':
      return b.t === 'hole' && samePart(a.hole, b.hole)
    case 'text':
      return b.t === 'text' && a.parts.length === b.parts.length && a.parts.every((p, i) => samePart(p, b.parts[i]))
    case 'fn':
      return b.t === 'fn' && a.fn === b.fn && a.frame === b.frame && a.self === b.self
    case 'lib':
      return b.t === 'lib' && a.path === b.path && a.root === b.root && a.site === b.site && a.args === b.args
    case 'class':
      return b.t === 'class' && a.cls === b.cls
    case 'made':
      return b.t === 'made' && a.fn === b.fn
    case 'module':
      return b.t === 'module' && a.module === b.module
    case 'obj':
      return b.t === 'obj' && a.entries === b.entries
    case 'instance':
      return b.t === 'instance' && a.cls.cls === b.cls.cls && a.site !== undefined && a.site === b.site
    default:
      return false
  }
}

function samePart(a: Part, b: Part | undefined): boolean {
  if (typeof a === 'string' || typeof b === 'string' || !b) return a === b
  return (
    a.name === b.name &&
    a.env === b.env &&
    a.own === b.own &&
    a.query === b.query &&
    a.extent === b.extent &&
    a.optional === b.optional &&
    a.unsure === b.unsure &&
    a.param?.fn === b.param?.fn &&
    a.param?.index === b.param?.index
  )
}

/** The text of a value that is one constant string. */
export function constantOf(value: Value): string | undefined {
  if (value.t !== 'text') return undefined
  return value.parts.every((p) => typeof p === 'string') ? value.parts.join('') : undefined
}

/** Whether a value is known well enough to stand in for one that may be left out. */
export function isDefinite(value: Value): boolean {
  return value.t !== 'hole' && value.t !== 'none' && value.t !== 'either'
}
