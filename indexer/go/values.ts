// Abstract values: what an expression can be, as far as the code says. The evaluator makes them; library models, the
// router log and the data layers read them. Unknown is a value like any other, and it travels.

import type { FunctionEntity, TypeEntity, ValueEntity } from './program.ts'
import { type Position, position } from './syntax.ts'
import { printType, type Type, UNKNOWN_TYPE } from './types.ts'

export type Value =
  | { readonly kind: 'unknown'; readonly type: Type; readonly reason: string }
  /** Known by where it comes from: link.ts asks all sources when it matters. */
  | { readonly kind: 'symbolic'; readonly origin: Origin; readonly type: Type }
  | StringValue
  | { readonly kind: 'number'; readonly value: number; readonly type?: Type }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'nil'; readonly type: Type }
  | FunctionValue
  /** A function or method of a library; `receiver` where it is a method. */
  | { readonly kind: 'libraryFunction'; readonly package: string; readonly name: string; readonly receiver?: Value; readonly on?: Type }
  /** A method of an interface value, bound to it. */
  | { readonly kind: 'interfaceMethod'; readonly on: Type; readonly name: string; readonly receiver: Value; readonly type: Type }
  | InstanceValue
  | {
      readonly kind: 'list'
      /** It is written out: it is there, though it may be empty. */
      readonly written?: true
      readonly elements: readonly Value[]
      readonly type: Type /** More elements may follow. */
      readonly open: boolean
      /** There are more alternatives to it than were kept. */
      readonly narrowed?: true
      /** All that may follow them, where that is known. */
      readonly perhaps?: readonly Value[]
    }
  | {
      readonly kind: 'mapping'
      /** A part of something written out, which nobody fills by a name. */
      readonly written?: true
      readonly entries: readonly Entry[]
      readonly type: Type
      readonly open: boolean
      /** All that may stand there beside them, where that is known. */
      readonly perhaps?: readonly Entry[]
    }
  /** `sound`: what the elements are where the last, an error, is nil; absent where no more is known of that. */
  | { readonly kind: 'tuple'; readonly elements: readonly Value[]; readonly sound?: readonly Value[] | undefined }
  /** One of these, depending on a branch or on the caller. */
  | { readonly kind: 'choice'; readonly options: readonly Value[] }
  | { readonly kind: 'type'; readonly type: Type }
  | { readonly kind: 'package'; readonly path: string }
  /** A value that a library model made, with the model's own state: a router, a statement builder, a transaction … */
  | ModelValue

export interface Entry {
  readonly key: Value
  readonly value: Value
}

/** Text with holes. Adjacent literal parts are joined; a text without holes is a constant. */
export interface StringValue {
  readonly kind: 'string'
  readonly parts: readonly (string | Hole)[]
  /** The declared type, where it is a named string type. */
  readonly type?: Type
  /** Why this is not all that it can be. */
  readonly partial?: string
  /** The literals that it is made of. */
  readonly from?: Literals
}

/** A text as it stands in a file of the repository. */
export interface Literal {
  readonly value: string
  readonly file: string
  readonly at: Position
  /** Its lines are lines of the file. */
  readonly raw?: boolean
}

/** Put together as the texts are: to add two costs nothing. */
export type Literals = Literal | readonly Literals[]

export interface Hole {
  /** What stands there, as far as known. */
  readonly value: Value
  /** Source-like words for a person: `id`, `req.Sort`. */
  readonly text: string
}

export interface FunctionValue {
  readonly kind: 'function'
  readonly entity: FunctionEntity
  /** Bound receiver of a method value. */
  readonly receiver?: Value
  /** The generic type whose method it is, with its type arguments. */
  readonly on?: Type
  /** Explicit type arguments: `Decode[Order]`. */
  readonly typeArgs?: readonly Type[]
  /** Variables that a closure sees. */
  readonly scope?: Scope
  /** How a person names it where it is registered: `middleware.RateLimit`, `Server.Login`, `func literal`. */
  readonly label?: string
  /** Constant arguments of the factory call that made it. */
  readonly args?: readonly Value[]
  /** The function type of the program that it was declared or converted to, whose methods it has. */
  readonly as?: Type
}

/** A struct value made in view. Fields change as the code assigns them. */
export interface InstanceValue {
  readonly kind: 'instance'
  readonly type: Type
  readonly fields: Map<string, Binding>
  readonly at: Position
  /** A literal stands for it in a list, a map or a call: what it leaves out nobody has put in when it gets there. */
  readonly row?: true
}

export interface ModelValue {
  readonly kind: 'model'
  /** Which model: `router`, `statement`, `request`, `response` … */
  readonly model: string
  readonly type: Type
  readonly state: unknown
  readonly label?: string
  /** How much it has gathered, for a value that grows call by call. */
  readonly size?: number
  /** There are more alternatives to it than were kept. */
  readonly narrowed?: true
}

export type Origin =
  | { readonly kind: 'parameter'; readonly fn: FunctionEntity /** -1 is the receiver. */; readonly index: number }
  /** `of` is the struct that it was taken from: the same value, where it is the same struct. */
  | { readonly kind: 'field'; readonly owner: TypeEntity; readonly name: string; readonly of?: Value }
  | { readonly kind: 'result'; readonly fn: FunctionEntity; readonly index: number }
  | { readonly kind: 'global'; readonly entity: ValueEntity }
  /** The result of a call through an interface: any of those who may stand behind the receiver gave it. */
  | { readonly kind: 'methodResult'; readonly on: Type; readonly name: string; readonly receiver: Value; readonly index: number }
  /** An element of a collection, a map or a channel that comes from there: functions and interface values only. */
  | { readonly kind: 'element'; readonly of: Origin }
  /** Anything else that has only a type. */
  | {
      readonly kind: 'typed'
      readonly computed?: Computation
      /** Of a row, or rows, under way: what asked for them, as `placeKey` says it. */
      readonly asked?: string
      /** Read from a row that was asked for there: which column, from 0, of how many. */
      readonly scanned?: { readonly asked: string; readonly column: number; readonly columns: number }
    }
  /** The result of a call into a library. */
  | { readonly kind: 'library'; readonly package: string; readonly name: string }

/** Arithmetic on values whose origin is known. */
export interface Computation {
  readonly fn: FunctionEntity
  readonly at: Position
  readonly operands: readonly Value[]
  /** The field that it was computed from, of the same struct, and put back into. */
  readonly back?: string
}

/** A variable; branches journal their writes so that joins can merge them. */
export interface Binding {
  value: Value
  /** Which variable it is, by the order in which they came to be; of a field nothing is said. */
  readonly born?: number
}

export interface Scope {
  readonly parent: Scope | undefined
  /** Absent until something is declared: most blocks declare nothing. */
  bindings: Map<string, Binding> | undefined
  /** Types declared in a body, and type parameters. */
  types: Map<string, Type> | undefined
}

export const unknown = (reason: string, type: Type = UNKNOWN_TYPE): Value => ({ kind: 'unknown', type, reason })
export const typed = (type: Type): Value => ({ kind: 'symbolic', origin: { kind: 'typed' }, type })

/** Where a statement is sent. */
export const placeKey = (fn: FunctionEntity, at: Position): string => `${fn.id}@${at}`

export const text = (value: string): StringValue => ({ kind: 'string', parts: value === '' ? [] : [value] })
/** A text that stands in a file other than Go. */
export const writtenIn = (file: string, value: string, line: number): StringValue => ({
  ...text(value),
  from: { value, file, at: position(line, 1), raw: true },
})

/** A text that is made of other ones, and keeps where these are written. */
export function madeOf<T extends Value>(value: T, ...texts: readonly (Value | undefined)[]): T {
  if (value.kind !== 'string') return value
  const found = new Set([value, ...texts].flatMap((t) => (t?.kind === 'string' && t.from ? [t.from] : [])))
  const [only] = found
  return only === undefined ? value : { ...value, from: found.size === 1 ? only : [...found] }
}

export const NIL: Value = { kind: 'nil', type: UNKNOWN_TYPE }

const MAX_OPTIONS = 16
const TOO_MANY = 'too many alternatives'
export const hasTooMany = (value: Value): boolean => options(value).some((o) => o.kind === 'unknown' && o.reason === TOO_MANY)

/** The static type of a value; unknown where it has none. */
export function typeOf(value: Value): Type {
  switch (value.kind) {
    case 'unknown':
    case 'symbolic':
    case 'nil':
    case 'instance':
    case 'list':
    case 'mapping':
    case 'model':
    case 'interfaceMethod':
      return value.type
    case 'string':
      return value.type ?? { kind: 'basic', name: 'string' }
    case 'number':
      return value.type ?? { kind: 'basic', name: 'int' }
    case 'boolean':
      return { kind: 'basic', name: 'bool' }
    case 'choice': {
      for (const option of value.options) {
        const type = typeOf(option)
        if (type.kind !== 'unknown') return type
      }
      return UNKNOWN_TYPE
    }
    case 'function':
      return value.as ?? UNKNOWN_TYPE
    case 'libraryFunction':
    case 'tuple':
    case 'type':
    case 'package':
      return UNKNOWN_TYPE
  }
}

/** A value that one of these library models made. */
export const isModel = (value: Value | undefined, ...models: readonly string[]): value is Value & { kind: 'model' } =>
  value?.kind === 'model' && models.includes(value.model)

/** The value where it is declared to be of `type`: a function then has the methods of that type, in a list each of its functions. */
export function withMethodsOf(value: Value, type: Type): Value {
  switch (value.kind) {
    case 'function':
      return type.kind === 'named' && type.entity.methods.size > 0 ? { ...value, as: type } : value
    case 'choice':
      return type.kind === 'named' && type.entity.methods.size > 0
        ? { ...value, options: value.options.map((o) => withMethodsOf(o, type)) }
        : value
    case 'list':
      return (type.kind === 'slice' || type.kind === 'array') && type.of.kind === 'named' && type.of.entity.methods.size > 0
        ? { ...value, elements: value.elements.map((e) => withMethodsOf(e, type.of)) }
        : value
    default:
      return value
  }
}

/** The constant text of a value, or undefined. */
export function constantText(value: Value | undefined): string | undefined {
  if (value?.kind !== 'string') return undefined
  if (value.parts.length === 0) return ''
  return value.parts.length === 1 && typeof value.parts[0] === 'string' ? value.parts[0] : undefined
}

/** All alternatives, flattened. */
export function options(value: Value): readonly Value[] {
  return value.kind === 'choice' ? value.options : [value]
}

/** Each literal once. */
export function literalsIn(given: Iterable<Literals>): readonly Literal[] {
  const seen = new Set<Literals>()
  const pending = [...given]
  const found: Literal[] = []
  for (let at = pending.pop(); at && found.length < MAX_LITERALS; at = pending.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    if ('value' in at) found.push(at)
    else pending.push(...at)
  }
  return found
}

const MAX_LITERALS = 256

/** Either of two values; equal ones once. Past a bound it becomes unknown. */
export function join(a: Value, b: Value): Value {
  if (a === b) return a
  // The alternatives of a choice are different ones already.
  const all = [...options(a)]
  for (const value of options(b)) if (!all.some((known) => sameValue(known, value))) all.push(value)
  const [only] = all
  if (all.length === 1 && only) return only
  if (all.length > MAX_OPTIONS) return narrowed(all) ?? unknown(TOO_MANY, typeOf(a))
  return { kind: 'choice', options: all }
}

/** Of too many things that were gathered step by step the smallest, the largest and some between, marked as not all. */
function narrowed(all: readonly Value[]): Value | undefined {
  if (all.some((v) => sizeOf(v) === undefined)) return undefined
  const sorted = all.toSorted((a, b) => (sizeOf(a) ?? 0) - (sizeOf(b) ?? 0))
  const kept = Array.from(
    { length: MAX_OPTIONS / 2 },
    (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (MAX_OPTIONS / 2 - 1))] ?? NIL,
  )
  return { kind: 'choice', options: kept.map(asNarrowed) }
}

function sizeOf(v: Value): number | undefined {
  switch (v.kind) {
    case 'model':
      return v.size
    case 'mapping':
      return v.entries.length
    case 'list':
      return v.elements.length
    case 'string':
      return v.parts.reduce((sum, p) => sum + (typeof p === 'string' ? p.length : 1), 0)
    default:
      return undefined
  }
}

function asNarrowed(v: Value): Value {
  if (v.kind === 'model' || v.kind === 'list') return { ...v, narrowed: true }
  return v.kind === 'string' ? { ...v, partial: MORE_TEXTS } : v
}

const MORE_TEXTS = 'there are more alternatives than are followed'
export const IN_LOOP = 'a loop writes part of it: one turn is shown'

/** Structural equality where cheap; otherwise identity. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'string':
      return (
        b.kind === 'string' &&
        a.parts.length === b.parts.length &&
        a.parts.every((part, i) => {
          const other = b.parts[i]
          return typeof part === 'string' || typeof other === 'string' || other === undefined
            ? part === other
            : part.text === other.text && sameValue(part.value, other.value)
        })
      )
    case 'number':
    case 'boolean':
      return b.kind === a.kind && a.value === b.value
    case 'nil':
      return true
    case 'unknown':
      return b.kind === 'unknown' && a.reason === b.reason && sameType(a.type, b.type)
    case 'symbolic':
      return b.kind === 'symbolic' && sameOrigin(a.origin, b.origin) && sameType(a.type, b.type)
    case 'function':
      return b.kind === 'function' && a.entity === b.entity && a.scope === b.scope && a.receiver === b.receiver
    case 'libraryFunction':
      return b.kind === 'libraryFunction' && a.package === b.package && a.name === b.name && a.receiver === b.receiver
    case 'tuple':
      return b.kind === 'tuple' && a.elements.length === b.elements.length && a.elements.every((e, i) => sameValue(e, b.elements[i] ?? NIL))
    case 'interfaceMethod':
      return b.kind === 'interfaceMethod' && a.name === b.name && sameValue(a.receiver, b.receiver)
    case 'list':
    case 'mapping':
    case 'instance':
    case 'choice':
    case 'type':
    case 'package':
    case 'model':
      return false
  }
}

const sameType = (a: Type, b: Type): boolean => a === b || printType(a) === printType(b)

function sameOrigin(a: Origin, b: Origin): boolean {
  switch (a.kind) {
    case 'parameter':
      return b.kind === 'parameter' && a.fn === b.fn && a.index === b.index
    case 'field':
      return b.kind === 'field' && a.owner === b.owner && a.name === b.name
    case 'result':
      return b.kind === 'result' && a.fn === b.fn && a.index === b.index
    case 'global':
      return b.kind === 'global' && a.entity === b.entity
    case 'methodResult':
      return b.kind === 'methodResult' && originKey(a) === originKey(b)
    case 'element':
      return b.kind === 'element' && sameOrigin(a.of, b.of)
    case 'typed':
      return b.kind === 'typed' && a.computed === b.computed && a.asked === b.asked && a.scanned === b.scanned
    case 'library':
      return b.kind === 'library' && a.package === b.package && a.name === b.name
  }
}

const originIds = new WeakMap<object, number>()
let nextOriginId = 0
function originId(of: object): number {
  const known = originIds.get(of) ?? nextOriginId++
  originIds.set(of, known)
  return known
}

/** One text for each place that values can come from; '' where that is no place. */
export function originKey(origin: Origin): string {
  switch (origin.kind) {
    case 'parameter':
      return `p${originId(origin.fn)}.${origin.index}`
    case 'field':
      return `f${originId(origin.owner)}.${origin.name}`
    case 'result':
      return `r${originId(origin.fn)}.${origin.index}`
    case 'global':
      return `g${originId(origin.entity)}`
    case 'methodResult': {
      const { receiver } = origin
      const from = receiver.kind === 'symbolic' ? originKey(receiver.origin) : ''
      return `m${from || printType(origin.on)}.${origin.name}.${origin.index}`
    }
    case 'element':
      return `e${originKey(origin.of)}`
    case 'typed':
    case 'library':
      return ''
  }
}

/** A text that doubles line by line would have all the memory that there is. */
const MAX_PARTS = 512
const MAX_TEXT = 4 * 1024 * 1024

/** Joins texts; a non-text operand becomes a hole, and so does what is past the bounds. */
export function concat(values: readonly { readonly value: Value; readonly text: string }[]): StringValue {
  const parts: (string | Hole)[] = []
  let partial: string | undefined
  let length = 0
  const from: Literals[] = []
  for (const { value, text: words } of values) {
    if (value.kind === 'string') {
      partial ??= value.partial
      if (value.from && !from.includes(value.from)) from.push(value.from)
    }
    const pieces: readonly (string | Hole)[] =
      value.kind === 'string' ? value.parts : value.kind === 'number' ? [String(value.value)] : [{ value, text: words }]
    for (const piece of pieces) {
      if (typeof piece === 'string') length += piece.length
      if (parts.length >= MAX_PARTS || length > MAX_TEXT) return { kind: 'string', parts: [...parts, REST], partial: partial ?? TOO_LONG }
      const last = parts[parts.length - 1]
      if (typeof piece === 'string' && typeof last === 'string') parts[parts.length - 1] = last + piece
      else parts.push(piece)
    }
  }
  const [only] = from
  return {
    kind: 'string',
    parts,
    ...(partial !== undefined && { partial }),
    ...(only !== undefined && { from: from.length === 1 ? only : from }),
  }
}

const TOO_LONG = 'the text is too long to be followed'
const REST: Hole = { value: unknown(TOO_LONG), text: '…' }

/** A text that is made of one that only the whole program tells: `make` makes it once that is known. */
export interface LateText {
  readonly of: Value
  readonly make: (of: Value) => Value
  /** What it makes of a text that nobody knows is not that text: quotes in it are doubled. */
  readonly quotes: boolean
}

export const lateText = (of: Value, make: (of: Value) => Value, quotes = false): Value => ({
  kind: 'model',
  model: 'lateText',
  type: { kind: 'basic', name: 'string' },
  state: { of, make, quotes } satisfies LateText,
})

export function asLateText(value: Value): LateText | undefined {
  return value.kind === 'model' && value.model === 'lateText' ? (value.state as LateText) : undefined
}

/** A text that is made once the whole program is known: of another, or by a builder. */
const isWrittenLater = (value: Value): boolean => value.kind === 'model' && value.type.kind === 'basic' && value.type.name === 'string'

/** Whether the whole program may tell it: it went through a field, a variable, a parameter or a result. */
export function isElsewhere(value: Value): boolean {
  return isWrittenLater(value) || (value.kind === 'symbolic' && value.origin.kind !== 'typed' && value.origin.kind !== 'library')
}

/** A text for people: holes in braces. */
export function printText(value: StringValue): string {
  return value.parts.map((p) => (typeof p === 'string' ? p : `{${p.text}}`)).join('')
}
