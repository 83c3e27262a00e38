// Handlers and middleware among values: told by their shape, by what a library's constructor gave, or by what a function is wrapped around.

import { isErrorShaped } from '../anonymous.ts'
import { middlewareRow } from '../frameworks/library-middleware.ts'
import { isRequestContext, isRequestValue } from '../frameworks/request.ts'
import { rowOf, speaksOfAuth } from '../guard-kinds.ts'
import { guardNotes, WRAPPED } from '../guard-paths.ts'
import { noteLostRouter } from '../registration.ts'
import { noteMayServe } from '../served.ts'
import { lineOf, type TypeSyntax } from '../syntax.ts'
import { printType, type Type } from '../types.ts'
import { handlersByMethod, type LibraryWrapping } from '../unwrap.ts'
import { type FunctionValue, isModel, options, typeOf, type Value } from '../values.ts'
import { words } from '../walk.ts'
import type { CallContext } from './calls.ts'
import type { Frame, Run } from './frame.ts'

/** A library's middleware that is kept in a field or variable, where nothing else is. */
export function heldMiddleware(sources: readonly Value[]): Value | undefined {
  const [held, ...more] = sources
  return held && more.length === 0 && rowOf(held) ? held : undefined
}

/** Who serves a request gives back nothing, an error, a status or what this handler gives: what gives anything else looks something up. */
export function mayServe(run: Run, { fn }: Frame, type: Type): boolean {
  const shape = run.types.underlying(type)
  if (shape.kind !== 'func' || shape.results.every((t) => isErrorShaped(run, t) || printType(t) === 'int')) return true
  const own = fn.syntax.results.map((r) => run.types.resolve(r.type, fn.file))
  return own.map(printType).join() === shape.results.map(printType).join()
}

/** What a library's constructor of middleware gives, with its settings. */
export function libraryMiddleware(
  run: Run,
  { package: written, name }: Value & { kind: 'libraryFunction' },
  path: string,
  args: readonly Value[],
  call: CallContext,
): Value | undefined {
  const row = run.mode === 'summary' ? undefined : middlewareRow(path, name)
  // What gets a request serves it; it makes nothing that will.
  if (!row || args.some((a) => isRequestValue(a) || isRequestContext(a))) return undefined
  const type: Type = { kind: 'external', package: written, name }
  return {
    kind: 'model',
    model: 'libraryMiddleware',
    type,
    state: { ...row, package: path, name, args },
    label: words(call.expression.callee),
  }
}

/** The handler that the function under judgement is wrapped around. */
export function isWrapped(run: Run, callee: Value): boolean {
  const wrapped = run.collected.get(WRAPPED) as Value | undefined
  if (!wrapped || wrapped === callee) return wrapped !== undefined
  const served = callee.kind === 'function' && callee.entity.syntax.name === 'ServeHTTP' ? callee.receiver : undefined
  return options(wrapped).some(
    (o) =>
      (o.kind === 'function' && callee.kind === 'function' && o.entity === callee.entity) ||
      (o.kind === 'instance' && served?.kind === 'instance' && o.fields === served.fields) ||
      (o.kind === 'mapping' && served?.kind === 'mapping' && o.entries === served.entries),
  )
}

/** A call gets the request, and nobody follows what it does with it; or a router, and what it registers is not seen. */
export function noteUnfollowed(run: Run, frame: Frame, { expression, site }: CallContext, args: readonly Value[], library?: string): void {
  if (run.mode === 'registration' && args.some((a) => options(a).some((o) => isModel(o, 'router'))))
    noteLostRouter(run, frame, words(expression.callee), site.at, library)
  noteMayServe(run, args)
  if (run.mode !== 'guard' || !args.some((a) => isRequestValue(a) || isRequestContext(a))) return
  const notes = guardNotes(run)
  const place = `${words(expression.callee)} (${frame.file.syntax.path}:${lineOf(site.at)})`
  notes.notFollowed.add(place)
  // A library's name may say that it is not about who asks.
  if (library !== undefined && !speaksOfAuth(library)) return
  if (args.some((a) => isModel(a, 'next') || isWrapped(run, a))) notes.nextWith ??= place
}

/** The request goes to a handler out of a place that nothing here looks into: whom it serves that one alone knows. */
export function noteUnseenHandler(
  run: Run,
  frame: Frame,
  { expression, site }: Pick<CallContext, 'expression' | 'site'>,
  handler: Value,
): void {
  if (!options(handler).some((o) => isUnseen(run, o))) return
  guardNotes(run).unfollowed ??= `${words(expression.callee)} (${frame.file.syntax.path}:${lineOf(site.at)})`
}

/** What a library makes asks for nobody that the program knows. */
function isUnseen(run: Run, handler: Value): boolean {
  if (handler.kind !== 'symbolic' || handler.origin.kind === 'library') return false
  if (!run.types.isInterface(handler.type) && !run.library.isHandler(handler.type)) return false
  const sources = run.sources?.(handler) ?? []
  return sources.length === 0 || !sources.every(isOfLibrary)
}

const isOfLibrary = (v: Value): boolean =>
  v.kind === 'libraryFunction' || isModel(v, 'router', 'stripped') || (v.kind === 'symbolic' && v.origin.kind === 'library')

/** A library that gets one handler gives one: around it, as far as anybody can tell. */
export function wrappedHandler(run: Run, by: Value, path: string, name: string, args: readonly Value[]): Value | undefined {
  if (run.mode === 'summary') return undefined
  const [first] = args
  // A library's name for a function of ours.
  if (name === 'HandlerFunc' && args.length === 1 && first?.kind === 'function' && takesNext(run, first)) return first
  const inner = args.filter((a) => options(a).some((o) => isHandlerValue(run, o)) && !isMiddlewareShaped(run, a))
  const [only] = inner
  if (inner.length !== 1 || !only) return undefined
  const around = args.flatMap((a) => (a.kind === 'list' ? a.elements : [a])).filter((a) => a !== only && isMiddlewareShaped(run, a))
  const state: LibraryWrapping = { inner: only, package: path, name, by, around }
  return { kind: 'model', model: 'wrapped', type: { kind: 'external', package: 'net/http', name: 'Handler' }, state }
}

/** One value in, another of its type out. */
function givesItsKind([param, ...more]: readonly Type[], [result, ...others]: readonly Type[]): boolean {
  return param !== undefined && result !== undefined && more.length + others.length === 0 && printType(param) === printType(result)
}

/** `func(Handler) Handler` */
export function isMiddlewareType(run: Run, type: Type): boolean {
  const shape = run.types.underlying(type)
  return shape.kind === 'func' && givesItsKind(shape.params, shape.results)
}

/** A function of such a type, or one that gets the next handler with each request. */
export function isMiddlewareShaped(run: Run, value: Value): boolean {
  if (value.kind !== 'function') return false
  if (takesNext(run, value)) return true
  const { syntax, file } = value.entity
  const typesOf = (list: readonly { readonly type: TypeSyntax }[]) => list.map((p) => run.types.resolve(p.type, file))
  return givesItsKind(typesOf(syntax.params), typesOf(syntax.results))
}

/** `func(w, r, next)`: middleware that is told what comes next with each request. */
function takesNext(run: Run, { entity }: FunctionValue): boolean {
  const types = entity.syntax.params.map((p) => run.types.resolve(p.type, entity.file))
  const next = types.filter((t) => run.library.isHandler(t) || run.types.underlying(t).kind === 'func')
  return (
    next.length === 1 &&
    types.length > 1 &&
    entity.syntax.results.length === 0 &&
    types.every((t) => next.includes(t) || run.library.isRequest(t))
  )
}

export function isHandlerValue(run: Run, value: Value): boolean {
  if (isModel(value, 'router', 'wrapped', 'next', 'stripped', 'procedure')) return true
  if (value.kind === 'instance') return run.types.member(value.type, 'ServeHTTP')?.kind === 'method'
  if (value.kind === 'mapping') return handlersByMethod(value) !== undefined
  if (value.kind !== 'function') return run.library.unfollowed(typeOf(value)) !== undefined
  const { entity } = value
  const named = entity.syntax.params.filter((p) => p.type.kind !== 'func')
  return named.length > 0 && named.every((p) => run.library.isRequest(run.types.resolve(p.type, entity.file)))
}

export const handlesRequests = (run: Run, value: Value): boolean =>
  options(value).some((o) => o.kind === 'function' || isHandlerValue(run, o))
