// Handlers that wrap handlers: `timeout(auth(h.Show))` is two middlewares and a handler, whatever it looks like.

import { lookup } from './evaluate/frame.ts'
import { handlerLabel } from './frameworks/labels.ts'
import { defaultImportName } from './program.ts'
import type { RegisteredHandler } from './registration.ts'
import type { Expression } from './syntax.ts'
import { printType } from './types.ts'
import { constantText, type FunctionValue, type InstanceValue, join, options, type Value } from './values.ts'
import { walkStatements, words } from './walk.ts'

const DEPTH = 8

/** What a library made around a handler: state of a value of model `wrapped`. */
export interface LibraryWrapping {
  readonly inner: Value
  readonly package: string
  readonly name: string
  /** What was called to wrap: the library's function, or what its constructor gave. */
  readonly by: Value
  /** Middleware that the library was given with the handler, outermost first. */
  readonly around: readonly Value[]
}

/** What a library made of a function that answers one procedure: state of a value of model `procedure`. */
export interface Procedure {
  readonly inner: Value
  /** Interceptors, outermost first. */
  readonly around: readonly Pick<RegisteredHandler, 'value' | 'label' | 'sometimes'>[]
}

/** The wrappers, outermost first, and the handler inside. */
export function unwrap(handler: RegisteredHandler): {
  readonly wrappers: readonly RegisteredHandler[]
  readonly handler: RegisteredHandler
  /** A prefix that is taken off the path on the way in. */
  readonly stripped: Value | undefined
} {
  const wrappers: RegisteredHandler[] = []
  let at = handler
  let stripped: Value | undefined
  for (let depth = 0; depth < DEPTH; depth++) {
    const layer = layerOf(at)
    if (!layer) break
    wrappers.push(...(layer.wrappers ?? []))
    stripped = layer.stripped ?? stripped
    at = { value: layer.inner, label: handlerLabel(layer.inner, undefined) || at.label, at: handler.at }
  }
  return { wrappers, handler: at, stripped }
}

interface Layer {
  readonly wrappers?: readonly RegisteredHandler[]
  readonly stripped?: Value
  readonly inner: Value
}

/** The outermost layer. What stands there on some ways only is marked so. */
function layerOf(at: RegisteredHandler): Layer | undefined {
  const layers = options(at.value).map((value) => layerOfValue(at, value))
  const [first, ...more] = layers.filter((l) => l !== undefined)
  if (!first || layers.length === 1) return first
  // Around the others, where a branch puts it there.
  const outer = layers.length === options(at.value).length ? layers.find((l) => l && goesRound(at, l, options(at.value))) : undefined
  if (outer) return { ...outer, wrappers: (outer.wrappers ?? []).map((w) => ({ ...w, sometimes: true })) }
  const wrapperOf = (layer: Layer | undefined) => layer?.wrappers?.map((w) => wrapperKey(w.value)).join(' ')
  if (layers.every((l) => wrapperOf(l) === wrapperOf(first))) return first
  const wrappers = [first, ...more].flatMap((l) => l.wrappers ?? [])
  return { ...first, wrappers: wrappers.map((w) => ({ ...w, sometimes: true })) }
}

/** Inside the layer stands, at whatever depth, each of the values but its own. */
function goesRound(at: RegisteredHandler, layer: Layer, values: readonly Value[]): boolean {
  const inside: Value[] = []
  for (
    let inner: Layer | undefined = layer;
    inner && inside.length < DEPTH;
    inner = layerOfValue(at, options(inner.inner)[0] ?? inner.inner)
  )
    inside.push(...options(inner.inner))
  return values.filter((v) => !inside.some((i) => isSame(i, v))).length === 1
}

const isSame = (a: Value, b: Value): boolean =>
  a === b ||
  (a.kind === 'instance' && b.kind === 'instance' && a.fields === b.fields) ||
  (a.kind === 'function' && b.kind === 'function' && a.entity === b.entity && a.scope === b.scope)

const wrapperKey = (value: Value): string =>
  value.kind === 'function' ? value.entity.id : value.kind === 'instance' ? printType(value.type) : handlerLabel(value, undefined)

function layerOfValue(at: RegisteredHandler, value: Value): Layer | undefined {
  if (value.kind === 'model' && value.model === 'stripped') {
    const { inner, prefix } = value.state as { readonly inner: Value; readonly prefix: Value }
    return { inner, stripped: prefix }
  }
  if (value.kind === 'model' && value.model === 'wrapped') {
    const { inner, by, name, package: path, around } = value.state as LibraryWrapping
    const label = value.label ?? handlerLabel(by, undefined)
    const own = { value: by, label: label || `${defaultImportName(path)}.${name}`, at: at.at, wraps: inner }
    return { inner, wrappers: [own, ...around.map((v) => ({ value: v, label: handlerLabel(v, undefined), at: at.at }))] }
  }
  if (value.kind === 'model' && value.model === 'procedure') {
    const { inner, around } = value.state as Procedure
    return { inner, wrappers: around.map((a) => ({ ...a, at: at.at, wraps: inner })) }
  }
  // `h.ServeHTTP` of what a library made.
  if (value.kind === 'libraryFunction' && value.name === 'ServeHTTP' && value.receiver?.kind === 'model') return { inner: value.receiver }
  if (value.kind === 'instance') {
    const field = fieldHandler(value)
    if (!field) return undefined
    const { inner, alone, around } = field
    const wrappers = around ? [{ value: around, label: handlerLabel(around, undefined) || at.label, at: at.at, wraps: inner }] : []
    // One that only hands on is nobody's middleware.
    return { inner, wrappers: alone ? wrappers : [{ ...at, value, wraps: inner }, ...wrappers] }
  }
  const inner = value.kind === 'function' ? capturedHandler(value) : undefined
  return inner && { inner, wrappers: [{ ...at, value, wraps: inner }] }
}

/** Functions that a handler got from its factory and calls: they answer with it, on this route alone. */
export function capturedFunctions(value: Value): readonly FunctionValue[] {
  const fn = options(value).find((v): v is FunctionValue => v.kind === 'function')
  if (!fn?.scope || fn.entity.syntax.name !== undefined) return []
  const found: FunctionValue[] = []
  walkStatements(fn.entity.syntax.body ?? [], (e) => {
    if (e.kind === 'call' && e.callee.kind === 'name') {
      const captured = lookup(fn.scope, e.callee.name)?.value
      if (captured) for (const v of options(captured)) if (v.kind === 'function' && !found.some((f) => f.entity === v.entity)) found.push(v)
    }
    return undefined
  })
  return found
}

const METHOD = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE)$/

/** A table of handlers by method that serves itself: `type ByMethod map[string]http.Handler`, with a ServeHTTP. */
export function handlersByMethod(value: Value): readonly { readonly method: string; readonly value: Value }[] | undefined {
  if (value.kind !== 'mapping' || value.open || value.entries.length === 0) return undefined
  const { type } = value
  const serves = type.kind === 'named' ? type.entity.methods.has('ServeHTTP') : type.kind === 'external' && /Handler$/.test(type.name)
  const rows = value.entries.map((e) => ({ method: constantText(e.key)?.toUpperCase() ?? '', value: e.value }))
  return serves && rows.every((r) => METHOD.test(r.method)) ? rows : undefined
}

const handles = (v: Value): boolean =>
  v.kind === 'function' ||
  handlersByMethod(v) !== undefined ||
  v.kind === 'libraryFunction' ||
  v.kind === 'interfaceMethod' ||
  v.kind === 'instance' ||
  (v.kind === 'symbolic' && v.origin.kind === 'library') ||
  (v.kind === 'model' && /^(router|wrapped|stripped|handler|libraryMiddleware)$/.test(v.model))

/** Those of the values that may stand there, whichever it is. */
function oneOf(value: Value, fits: (v: Value) => boolean): Value | undefined {
  const [first, ...more] = options(value).filter(fits)
  return first && more.reduce(join, first)
}

/**
 * A handler that the closure calls with all that it gets itself: what its factory was given, or the only other one. A closure
 * that chooses among several wraps none of them.
 */
function capturedHandler(fn: FunctionValue): Value | undefined {
  const { syntax, outer } = fn.entity
  if (!fn.scope || syntax.name !== undefined || !outer) return undefined
  const own = syntax.params.flatMap((p) => (p.name && p.name !== '_' ? [p.name] : []))
  if (own.length === 0) return undefined
  const { receiver } = outer.syntax
  const given = new Set([...outer.syntax.params, ...(receiver ? [receiver] : [])].flatMap((p) => (p.name ? [p.name] : [])))
  const called = new Map<string, Value>()
  walkStatements(syntax.body ?? [], (e) => {
    if (e.kind !== 'call' || e.args.length < own.length) return undefined
    const direct = calledHandler(e.callee, given)
    const name = direct ?? handedHandler(e.args, given, own)
    if (name === undefined || !e.args.some((a) => isOwn(a, own))) return undefined
    const value = lookup(fn.scope, name)?.value
    const handler = value && oneOf(value, (v) => handles(v) && (direct !== undefined || answersLike(v, own.length)))
    if (handler) called.set(name, handler)
    return undefined
  })
  for (const [name, handler] of called) if (given.has(name)) return handler
  return called.size === 1 ? [...called.values()][0] : called.size === 0 ? keptHandler(fn, own) : undefined
}

/**
 * The only declared function that the factory took from elsewhere, `h := row.Handler()`, and that the closure calls with all
 * that it gets itself, bare or with something around it: `s.around(h)(w, r)`.
 */
function keptHandler(fn: FunctionValue, own: readonly string[]): Value | undefined {
  const kept = (e: Expression | undefined): FunctionValue | undefined => {
    if (e?.kind === 'call') return e.args.map(kept).find((v) => v !== undefined)
    const value = e?.kind === 'name' && !own.includes(e.name) ? (made.get(e.name) ?? lookup(fn.scope, e.name)?.value) : undefined
    return value?.kind === 'function' && value.entity.syntax.name !== undefined ? value : undefined
  }
  const made = new Map<string, FunctionValue>()
  const found = new Set<FunctionValue>()
  walkStatements(
    fn.entity.syntax.body ?? [],
    (e) => {
      if (e.kind !== 'call' || !own.every((name) => e.args.some((a) => isOwn(a, [name])))) return undefined
      const handler = kept(e.callee)
      if (handler) found.add(handler)
      return undefined
    },
    (s) => {
      const [left] = s.kind === 'assign' && s.op === ':=' && s.left.length === 1 ? s.left : []
      const right = s.kind === 'assign' ? s.right[0] : undefined
      const handler = left?.kind === 'name' && right?.kind === 'call' ? kept(right) : undefined
      if (left?.kind === 'name' && handler) made.set(left.name, handler)
      return undefined
    },
  )
  return found.size === 1 ? [...found][0] : undefined
}

/** What the closure gets itself, whatever it is taken for: `c.(*Context)`. */
function isOwn(arg: Expression, own: readonly string[]): boolean {
  return arg.kind === 'assert' ? isOwn(arg.of, own) : arg.kind === 'name' && own.includes(arg.name)
}

/** `next(…)` of a parameter of the factory, or `anything.ServeHTTP(…)`. */
function calledHandler(callee: Expression, given: ReadonlySet<string>): string | undefined {
  if (callee.kind === 'name') return given.has(callee.name) ? callee.name : undefined
  return callee.kind === 'selector' && callee.name === 'ServeHTTP' && callee.of.kind === 'name' ? callee.of.name : undefined
}

/** `m.serve(w, r, next)`: all that it gets itself goes to somebody else, and what comes next with it. */
function handedHandler(args: readonly Expression[], given: ReadonlySet<string>, own: readonly string[]): string | undefined {
  const names = args.flatMap((a) => (a.kind === 'name' ? [a.name] : []))
  const handed = names.filter((n) => given.has(n) && !own.includes(n))
  return handed.length === 1 && own.every((n) => names.includes(n)) ? handed[0] : undefined
}

/** It could answer in the place of a handler with so many parameters: not any function or service that is handed on. */
function answersLike(value: Value, parameters: number): boolean {
  if (value.kind === 'function') return value.entity.syntax.params.length === parameters
  const type = value.kind === 'instance' ? (value.type.kind === 'pointer' ? value.type.of : value.type) : undefined
  return value.kind !== 'instance' || (type?.kind === 'named' && type.entity.methods.has('ServeHTTP'))
}

/** A struct that handles requests and hands them to what stands in one of its fields. */
function fieldHandler(instance: InstanceValue): FieldHandler | undefined {
  const type = instance.type.kind === 'pointer' ? instance.type.of : instance.type
  const method = type.kind === 'named' ? type.entity.methods.get('ServeHTTP') : undefined
  const self = method?.syntax.receiver?.name
  const ownField = (e: Expression | undefined): Value | undefined =>
    e?.kind === 'selector' && e.of.kind === 'name' && e.of.name === self ? fieldOf(instance, e.name) : undefined
  let found: Value | undefined
  let around: Value | undefined
  const called = new Set<string>()
  const own = (method?.syntax.params ?? []).flatMap((p) => p.name ?? [])
  walkStatements(method?.syntax.body ?? [], (e) => {
    if (e.kind !== 'call' || e.callee.kind !== 'selector') return undefined
    // `h.answer(h.app, w, r)`: a function of the program's own kind.
    const answer = own.length === 2 && own.every((name) => e.args.some((a) => isOwn(a, [name]))) ? ownField(e.callee) : undefined
    if (answer) {
      called.add(words(e.callee))
      found ??= oneOf(answer, (v) => v.kind === 'function')
    }
    if (e.callee.name !== 'ServeHTTP') return undefined
    const { of } = e.callee
    called.add(words(of))
    // `h.guard(h.next).ServeHTTP(…)`
    const made = of.kind === 'call' && of.args.length === 1 ? of : undefined
    const value = ownField(made ? made.args[0] : of)
    found ??= value && oneOf(value, handles)
    if (found) around ??= made && ownField(made.callee)
    return undefined
  })
  // One that chooses among several wraps none of them.
  if (called.size > 1) return undefined
  const [only, ...more] = method?.syntax.body ?? []
  // A branch around the call may be a guard.
  if (found) return { inner: found, alone: more.length === 0 && (only?.kind === 'expression' || only?.kind === 'return'), around }
  // An embedded handler answers for the struct.
  const embedded = method
    ? undefined
    : [...instance.fields.values()].map((b) => b.value).find((v) => v.kind === 'model' && v.model === 'router')
  return embedded && { inner: embedded, alone: true, around: undefined }
}

interface FieldHandler {
  readonly inner: Value
  /** The struct does nothing of its own. */
  readonly alone: boolean
  /** A field with middleware, which the struct puts around the handler. */
  readonly around: Value | undefined
}

/** A field of a struct as its literal gives it, or of what it embeds. */
function fieldOf(instance: InstanceValue, name: string, depth = 4): Value | undefined {
  const own = instance.fields.get(name)?.value
  if (own || depth === 0) return own
  const type = instance.type.kind === 'pointer' ? instance.type.of : instance.type
  const syntax = type.kind === 'named' ? type.entity.syntax.type : undefined
  for (const field of syntax?.kind === 'struct' ? syntax.fields : []) {
    const part = field.embedded ? instance.fields.get(field.name)?.value : undefined
    const found = part?.kind === 'instance' ? fieldOf(part, name, depth - 1) : undefined
    if (found) return found
  }
  return undefined
}
