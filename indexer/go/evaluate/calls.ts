// Calls: who is called, under what, with what result; and which callees are entered with the caller's values.

import { absent, absentResults, findsNothing, isAnonymous } from '../anonymous.ts'
import { goThrough } from '../frameworks/called-middleware.ts'
import { handedAround } from '../frameworks/handed-on.ts'
import { handsOn, isRequestValue } from '../frameworks/request.ts'
import { libraryOf } from '../guard-kinds.ts'
import { mayBeAnswered, WRAPPED } from '../guard-paths.ts'
import type { FunctionEntity } from '../program.ts'
import type { Expression } from '../syntax.ts'
import { pointerless, type Type, UNKNOWN_TYPE } from '../types.ts'
import { noteUnreadRoute } from '../unread-routes.ts'
import type { LibraryWrapping } from '../unwrap.ts'
import { isModel, join, options, type Scope, typed, typeOf, unknown, type Value } from '../values.ts'
import { mentions, words } from '../walk.ts'
import { emptyAddressed, forgetAddressed, taintAddressed } from './addressed.ts'
import { callBuiltin, isBuiltin } from './builtins.ts'
import type { CallTarget, Site, UnresolvedReason } from './events.ts'
import { asRow, convert, evaluate } from './expressions.ts'
import { share } from './filled.ts'
import { alternatives, assign, type Frame, lookup, type Run, widest } from './frame.ts'
import { callFunction } from './function-calls.ts'
import { noteHanded } from './handed.ts'
import {
  heldMiddleware,
  isMiddlewareShaped,
  isWrapped,
  mayServe,
  noteUnfollowed,
  noteUnseenHandler,
  wrappedHandler,
} from './handler-values.ts'
import { callInterface } from './interface-calls.ts'
import { callLibrary } from './library-calls.ts'
import { notePage } from './pages.ts'
import { noteAddressed } from './rows.ts'
import { noteScanned } from './scanned.ts'
import { perhaps } from './start-rows.ts'
import { longest } from './tables.ts'
import { noteDecoded } from './value-tests.ts'

export type CallExpression = Expression & { kind: 'call' }

export function evaluateCall(run: Run, frame: Frame, scope: Scope, e: CallExpression): Value {
  if (e.callee.kind === 'name' && isBuiltin(e.callee.name) && !lookup(scope, e.callee.name) && !frame.file.package.scope.has(e.callee.name))
    return callBuiltin(run, frame, scope, e)
  const callee = evaluate(run, frame, scope, e.callee)
  if (callee.kind === 'type') {
    const [arg] = e.args
    return arg ? convert(run, evaluate(run, frame, scope, arg), callee.type) : typed(callee.type)
  }
  let args = e.args.map((a) => {
    const given = evaluate(run, frame, scope, a)
    // Behind a pointer whoever gets it may keep and fill it.
    return a.kind === 'composite' ? asRow(a, given) : given
  })
  const [only] = args
  if (args.length === 1 && only?.kind === 'tuple') args = [...only.elements]
  let spread = e.spread ?? false
  const given = args[args.length - 1]
  // Rows that a registration knows are registered, whichever of them stand under a condition.
  const last = given && run.mode === 'registration' ? longest(given) : given
  if (spread && last?.kind === 'list' && (!last.open || run.mode === 'registration')) {
    args = [...args.slice(0, -1), ...last.elements]
    spread = false
  }
  const site = siteOf(run, frame, e, callee, args)
  const found = isAnonymous(run) && callee.kind === 'libraryFunction' ? errorFound(run, scope, e, callee, args) : undefined
  if (found) return found
  frame.lastCall = { expression: e, callee }
  if (run.mode === 'registration' && handedAround(run, frame, e, callee)) return typed(UNKNOWN_TYPE)
  const result = callValue(run, frame, scope, callee, args, { expression: e, site, spread, direct: isDirect(scope, e.callee) })
  if (frame.foundNothing === e) emptyAddressed(scope, e)
  else forgetAddressed(scope, e)
  noteAddressed(run, frame, scope, e)
  noteScanned(run, frame, scope, e, callee)
  noteDecoded(run, frame, scope, e, args)
  notePage(run, scope, e, callee, args)
  taintAddressed(frame, e)
  return result
}

/** `errors.As(err, &refused)`: the error in view is, or is not, of the type of the variable, which then holds it. */
function errorFound(
  run: Run,
  scope: Scope,
  e: CallExpression,
  callee: Value & { kind: 'libraryFunction' },
  [error]: readonly Value[],
): Value | undefined {
  const into = e.args[1]
  if (callee.name !== 'As' || !error || !/(^|\/)errors$/.test(callee.package) || into?.kind !== 'unary' || into.of.kind !== 'name')
    return undefined
  const binding = lookup(scope, into.of.name)
  const wanted = binding && pointerless(typeOf(binding.value))
  if (!binding || wanted?.kind !== 'named') return undefined
  const own = options(error).map((o) => {
    const type = pointerless(typeOf(o))
    return o.kind === 'instance' && type.kind === 'named' ? type.entity === wanted.entity : undefined
  })
  const [first] = own
  if (first === undefined || own.some((o) => o !== first)) return undefined
  if (first) assign(run, binding, error)
  return { kind: 'boolean', value: first }
}

export interface CallContext {
  readonly expression: CallExpression
  readonly site: Site
  readonly spread: boolean
  /** The callee is named where it is called, not handed in as a value. */
  readonly direct: boolean
}

function isDirect(scope: Scope, callee: Expression): boolean {
  return callee.kind === 'name'
    ? !lookup(scope, callee.name)
    : callee.kind === 'function' || callee.kind === 'selector' || callee.kind === 'index'
}

const NO_ARMS: readonly string[] = []

export function siteOf(run: Run, frame: Frame, e: Expression & { at: number }, receiver?: Value, args: readonly Value[] = []): Site {
  const { loops } = frame
  const perElement = loops.length > 0 && loops.some((loop) => mentions(e, loop.names))
  return {
    at: e.at,
    endLine: e.kind === 'call' ? e.endLine : Math.floor(e.at / 4096),
    loopDepth: loops.length < 2 ? loops.length : loops.filter((l) => l.bound !== 'constant').length,
    loopBound: widest(loops),
    perElement,
    inGoroutine: frame.inGoroutine,
    deferred: frame.deferred,
    // With another value each turn it is another try, not the same again.
    retried: !perElement && loops.length > 0 && loops.some((loop) => loop.retried?.has(e.at)),
    inTransaction:
      frame.inTransaction ||
      (receiver !== undefined && carriesTransaction(run, receiver, 2)) ||
      args.some((v) => carriesTransaction(run, v, 2)),
    arms: frame.arms.length > 0 ? [...frame.arms] : NO_ARMS,
  }
}

/** The value is a transaction's handle, or an object that holds one. */
export function carriesTransaction(run: Run, value: Value, depth: number): boolean {
  if (value.kind === 'symbolic') return run.library.isTransaction(value.type)
  if (value.kind === 'model') return (value.state as { transaction?: unknown } | undefined)?.transaction === true
  if (depth === 0) return false
  if (value.kind === 'instance') return [...value.fields.values()].some((b) => carriesTransaction(run, b.value, depth - 1))
  if (value.kind === 'function' && value.receiver) return carriesTransaction(run, value.receiver, depth)
  if (value.kind === 'interfaceMethod' || value.kind === 'libraryFunction')
    return value.receiver ? carriesTransaction(run, value.receiver, depth) : false
  return false
}

export function callValue(run: Run, frame: Frame, scope: Scope, callee: Value, args: readonly Value[], call: CallContext): Value {
  switch (callee.kind) {
    case 'choice': {
      const results: Value[] = []
      const [first] = args
      // Where there may be no middleware, the code has asked before: what it would go around stays as it is.
      const bare = args.length === 1 && callee.options.some((o) => isMiddlewareShaped(run, o)) ? first : undefined
      const one = (option: Value) => () => {
        results.push(bare && option.kind === 'nil' ? bare : callValue(run, frame, scope, option, args, call))
        return 'next' as const
      }
      // A request that one of them refuses was never with the others.
      if (run.mode === 'guard') alternatives(run, callee.options.map(one))
      else for (const option of callee.options) perhaps(run, one(option))
      return results.reduce(join)
    }
    case 'function':
      return callFunction(run, frame, callee, args, call)
    case 'libraryFunction':
      return callLibrary(run, frame, callee, args, call)
    case 'interfaceMethod':
      return callInterface(run, frame, callee, args, call)
    case 'symbolic': {
      if (run.library.isFunctionType(callee.type) || run.types.underlying(callee.type).kind === 'func') {
        const sources = run.sources?.(callee) ?? []
        const known = sources.filter((v) => v.kind === 'function')
        const held = run.mode === 'guard' ? heldMiddleware(sources) : undefined
        if (held && args.some(isRequestValue)) return goThrough(run, held, args)
        const around = held && wrappedHandler(run, held, libraryOf(held), words(call.expression.callee), args)
        if (around) return around
        if (
          known.length === 0 &&
          run.mode === 'guard' &&
          run.collected.has(WRAPPED) &&
          args.some(isRequestValue) &&
          mayServe(run, frame, callee.type)
        )
          return handsOn(run, args)
        if (known.length > 0 && known.length <= 4) return known.map((v) => callValue(run, frame, scope, v, args, call)).reduce(join)
        if (args.some((a) => options(a).some((o) => o.kind === 'function'))) run.unfollowed = true
        noteHanded(run, args)
        share(run, args, 'somebody')
        if (args.some(isRequestValue)) mayBeAnswered(run)
        noteUnfollowed(run, frame, call, args)
        if (run.mode === 'guard' && args.some(isRequestValue)) noteUnseenHandler(run, frame, call, callee)
        target(run, frame, call.site, { kind: 'value', value: callee, text: words(call.expression.callee) })
        runArguments(run, frame, args, call.site)
        if (findsNothing(run, words(call.expression.callee).split('.').pop() ?? '', args)) {
          const shape = run.types.underlying(callee.type)
          return shape.kind === 'func' ? tupleOf(absentResults(shape.results)) : absent(UNKNOWN_TYPE)
        }
        return resultOf(run, callee.type)
      }
      if (callee.origin.kind === 'library') {
        const wrapped = wrappedHandler(run, callee, callee.origin.package, callee.origin.name, args)
        if (wrapped) return wrapped
        external(run, frame, call.site, callee.origin.package, words(call.expression.callee), undefined)
        runArguments(run, frame, args, call.site)
        return { kind: 'symbolic', origin: callee.origin, type: UNKNOWN_TYPE }
      }
      break
    }
    case 'model': {
      if (run.mode === 'guard' && isWrapped(run, callee)) return handsOn(run, args)
      if (run.mode === 'guard' && isModel(callee, 'next')) return handsOn(run, args)
      if (run.mode === 'guard' && isModel(callee, 'wrapped')) return goThrough(run, (callee.state as LibraryWrapping).by, args)
      if (run.mode === 'guard' && isModel(callee, 'libraryMiddleware') && args.some(isRequestValue)) return goThrough(run, callee, args)
      const wrapped = wrappedHandler(run, callee, callee.model, callee.label ?? callee.model, args)
      if (wrapped) return wrapped
      // A model's value that is itself callable: the handler that a library's constructor gave.
      external(run, frame, call.site, callee.model, words(call.expression.callee), undefined)
      return typed(UNKNOWN_TYPE)
    }
    case 'nil':
      return typed(UNKNOWN_TYPE)
    default:
      break
  }
  const reason: UnresolvedReason =
    callee.kind === 'unknown' && isReason(callee.reason) ? callee.reason : callee.kind === 'symbolic' ? 'function-value' : 'unknown-name'
  share(run, args, 'somebody')
  if (args.some(isRequestValue)) mayBeAnswered(run)
  noteUnfollowed(run, frame, call, args)
  target(run, frame, call.site, { kind: 'unresolved', reason, text: words(call.expression.callee) })
  noteUnreadRoute(run, frame.fn, call.site.at, words(call.expression.callee), args)
  runArguments(run, frame, args, call.site)
  if (findsNothing(run, words(call.expression.callee).split('.').pop() ?? '', args)) return absent(UNKNOWN_TYPE)
  return unknown(reason)
}

function isReason(reason: string): reason is UnresolvedReason {
  return ['unknown-name', 'unknown-receiver', 'unknown-member', 'function-value', 'type-parameter', 'broken-source', 'budget'].includes(
    reason,
  )
}

function resultOf(run: Run, type: Type): Value {
  const shape = run.types.underlying(type)
  if (shape.kind !== 'func') return typed(UNKNOWN_TYPE)
  return tupleOf(shape.results.map((t) => typed(t)))
}

export function tupleOf(values: readonly Value[], sound?: readonly Value[]): Value {
  const [only] = values
  return values.length === 1 && only ? only : { kind: 'tuple', elements: values, sound }
}

export function target(run: Run, frame: Frame, site: Site, to: CallTarget, via?: FunctionEntity, captured = false): void {
  run.record({ kind: 'call', caller: frame.fn, site, target: to, via, captured })
}

function external(run: Run, frame: Frame, site: Site, path: string, name: string, on: string | undefined): void {
  target(run, frame, site, { kind: 'external', package: path, name, on })
}

/** A library that gets a closure may run it: it runs in the caller's story. */
export function runArguments(run: Run, frame: Frame, args: readonly Value[], site: Site): void {
  for (const arg of args)
    for (const option of options(arg)) {
      const inside: readonly Value[] =
        option.kind === 'list' ? option.elements : option.kind === 'instance' ? [...option.fields.values()].map((f) => f.value) : [option]
      for (const value of inside)
        if (
          value.kind === 'function' &&
          (option === value || value.scope || (run.mode === 'registration' && run.relevant.has(value.entity)))
        )
          runCallback(run, frame, value, [], site)
      // A method value of an interface runs in the story of who hands it over, like any function.
      if (option.kind === 'interfaceMethod' && run.mode === 'summary') runCallback(run, frame, option, [], site)
    }
}

/** Runs a function value that somebody else calls, with the values that it gets there. */
export function runCallback(run: Run, frame: Frame, callback: Value, args: readonly Value[], site: Site): Value {
  const results: Value[] = []
  for (const option of options(callback)) {
    if (option.kind === 'function')
      results.push(
        callFunction(run, frame, option, args, {
          expression: callOf(site),
          site,
          spread: false,
          direct: option.scope !== undefined && option.entity.outer === frame.fn,
        }),
      )
    else if (option.kind === 'interfaceMethod') {
      target(run, frame, site, { kind: 'interface', on: option.on, method: option.name, receiver: option.receiver })
      results.push(resultOf(run, option.type))
    } else if (
      option.kind === 'symbolic' &&
      (run.library.isFunctionType(option.type) || run.types.underlying(option.type).kind === 'func')
    ) {
      target(run, frame, site, { kind: 'value', value: option, text: 'callback' })
      results.push(resultOf(run, option.type))
    }
  }
  const [first, ...rest] = results
  return first ? rest.reduce(join, first) : typed(UNKNOWN_TYPE)
}

const callOf = (site: Site): CallExpression => ({
  kind: 'call',
  callee: { kind: 'bad', at: site.at },
  args: [],
  at: site.at,
  endLine: site.endLine,
})
