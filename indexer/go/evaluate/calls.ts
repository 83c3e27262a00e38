// Calls: who is called, under what, with what result; and which callees are entered with the caller's values.

import { absent, absentResults, findsNothing, isAbsent, isAnonymous, isErrorType, isNobodys, unfilledChain } from '../anonymous.ts'
import { guestOf, saysOfGuest } from '../anonymous-guest.ts'
import { absentCall, isCarrier, readsCredential } from '../anonymous-library.ts'
import { goThrough } from '../frameworks/called-middleware.ts'
import { foreignRouter } from '../frameworks/foreign-router.ts'
import { handedOut, handedToLibrary, handsOn, isRequestContext, isRequestValue, looksAt } from '../frameworks/request.ts'
import { libraryOf } from '../guard-kinds.ts'
import { mayBeAnswered, WRAPPED } from '../guard-paths.ts'
import { noteServedBy } from '../inquiry.ts'
import { chosen } from '../library/choices.ts'
import { type FunctionEntity, libraryPath } from '../program.ts'
import type { Expression } from '../syntax.ts'
import { pointerless, type Type, UNKNOWN_TYPE } from '../types.ts'
import { noteUnreadText } from '../unread-texts.ts'
import type { LibraryWrapping } from '../unwrap.ts'
import {
  type FunctionValue,
  hasTooMany,
  isModel,
  join,
  options,
  type Scope,
  typed,
  typeOf,
  unknown,
  type Value,
  withMethodsOf,
} from '../values.ts'
import { assignedFields, mentions, words } from '../walk.ts'
import { emptyAddressed, forgetAddressed, taintAddressed } from './addressed.ts'
import { callBuiltin, isBuiltin } from './builtins.ts'
import { noteDroppedError } from './dropped-errors.ts'
import { holdsBehaviour } from './elements.ts'
import { enterFunction, mayRunClosure, resultsOf, runFunction, shouldEnter } from './enter.ts'
import type { CallTarget, Site, UnresolvedReason } from './events.ts'
import { convert, evaluate } from './expressions.ts'
import { share } from './filled.ts'
import { alternatives, assign, type Frame, lookup, nestSites, outermost, type Run, widest } from './frame.ts'
import { ofArguments, resultTypes } from './generics.ts'
import { noteHanded } from './handed.ts'
import {
  handlesRequests,
  heldMiddleware,
  isHandlerValue,
  isMiddlewareShaped,
  isWrapped,
  libraryMiddleware,
  mayServe,
  wrappedHandler,
} from './handler-values.ts'
import { ofNothing } from './nothing-found.ts'
import { notePage } from './pages.ts'
import { runOrRecall } from './recall.ts'
import { noteScanned } from './scanned.ts'
import { pushTo } from './statements.ts'
import { longest } from './tables.ts'
import { noteDecoded, noteJudged } from './value-tests.ts'

type CallExpression = Expression & { kind: 'call' }

export function evaluateCall(run: Run, frame: Frame, scope: Scope, e: CallExpression): Value {
  if (e.callee.kind === 'name' && isBuiltin(e.callee.name) && !lookup(scope, e.callee.name) && !frame.file.package.scope.has(e.callee.name))
    return callBuiltin(run, frame, scope, e)
  const callee = evaluate(run, frame, scope, e.callee)
  if (callee.kind === 'type') {
    const [arg] = e.args
    return arg ? convert(run, evaluate(run, frame, scope, arg), callee.type) : typed(callee.type)
  }
  let args = e.args.map((a) => evaluate(run, frame, scope, a))
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
  const result = callValue(run, frame, scope, callee, args, { expression: e, site, spread, direct: isDirect(scope, e.callee) })
  if (frame.foundNothing === e) emptyAddressed(scope, e)
  else forgetAddressed(scope, e)
  noteScanned(run, frame, scope, e, callee)
  noteDecoded(run, frame, e, args)
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

export function siteOf(run: Run, frame: Frame, e: Expression & { at: number }, receiver?: Value, args: readonly Value[] = []): Site {
  const perElement = frame.loops.some((loop) => mentions(e, loop.names))
  return {
    at: e.at,
    endLine: e.kind === 'call' ? e.endLine : Math.floor(e.at / 4096),
    loopDepth: frame.loops.filter((l) => l.bound !== 'constant' || frame.loops.length === 1).length,
    loopBound: widest(frame.loops),
    perElement,
    inGoroutine: frame.inGoroutine,
    deferred: frame.deferred,
    // With another value each turn it is another try, not the same again.
    retried: !perElement && frame.loops.some((loop) => loop.retried?.has(e.at)),
    inTransaction: frame.inTransaction || [receiver, ...args].some((v) => v !== undefined && carriesTransaction(run, v, 2)),
    arms: [...frame.arms],
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
      else for (const option of callee.options) one(option)()
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
        if (args.some(isRequestValue)) mayBeAnswered(run)
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
  if (args.some(isRequestValue)) mayBeAnswered(run)
  target(run, frame, call.site, { kind: 'unresolved', reason, text: words(call.expression.callee) })
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

function tupleOf(values: readonly Value[], sound?: readonly Value[]): Value {
  const [only] = values
  return values.length === 1 && only ? only : { kind: 'tuple', elements: values, sound }
}

export function target(run: Run, frame: Frame, site: Site, to: CallTarget, via?: FunctionEntity, captured = false): void {
  run.record({ kind: 'call', caller: frame.fn, site, target: to, via, captured })
}

function external(run: Run, frame: Frame, site: Site, path: string, name: string, on: string | undefined): void {
  target(run, frame, site, { kind: 'external', package: path, name, on })
}

function callInterface(
  run: Run,
  frame: Frame,
  callee: Value & { kind: 'interfaceMethod' },
  args: readonly Value[],
  call: CallContext,
): Value {
  const handle = run.library.handleBehind(callee.on, run.types)
  if (handle)
    return callLibrary(
      run,
      frame,
      { kind: 'libraryFunction', package: handle.package, name: callee.name, receiver: callee.receiver, on: handle },
      args,
      call,
    )
  const known = run.sources?.(callee.receiver) ?? []
  // A guard's own judges: the few types of the program that can stand behind the interface; where routes are registered, the only one.
  const asks = known.length === 0 && (isAnonymous(run) || run.mode === 'registration')
  const possible = asks ? run.types.implementers(callee.on) : []
  const concrete =
    isAnonymous(run) || possible.length === 1 ? [...known, ...possible.map((entity) => typed({ kind: 'named', entity }))] : known
  const methods = concrete.flatMap((v) => {
    const member = run.types.member(typeOf(v), callee.name)
    return member?.kind === 'method'
      ? [{ kind: 'function', entity: member.entity, receiver: v, label: `${member.owner.name}.${callee.name}` } as const]
      : []
  })
  if (methods.length > 0 && methods.length <= mostMethods(run, methods))
    return (
      methods.map((m) => callFunction(run, frame, m, args, call)).reduce<Value | undefined>((a, b) => (a ? join(a, b) : b), undefined) ??
      typed(UNKNOWN_TYPE)
    )
  share(run, args)
  handedOut(run, callee.name, args)
  enterTextHelpers(run, frame, callee, args, call)
  pushTo(run.flows.interfaceCalls, callee.name, { on: callee.on, receiver: callee.receiver, args })
  if (args.some((a) => options(a).some((o) => o.kind === 'function'))) run.unfollowed = true
  target(run, frame, call.site, { kind: 'interface', on: callee.on, method: callee.name, receiver: callee.receiver })
  runArguments(run, frame, args, call.site)
  const { on, name, receiver } = callee
  const results = callee.type.kind === 'func' ? callee.type.results : []
  if (findsNothing(run, callee.name, args)) return tupleOf(absentResults(results))
  return tupleOf(
    results.map((type, index) =>
      holdsBehaviour(run, type) ? { kind: 'symbolic', origin: { kind: 'methodResult', on, name, receiver, index }, type } : typed(type),
    ),
  )
}

/** So many types behind an interface are each followed; all that register routes. */
function mostMethods(run: Run, methods: readonly FunctionValue[]): number {
  if (run.mode === 'summary') return 1
  return run.mode === 'registration' && methods.some((m) => run.relevant.has(m.entity)) ? MANY_REGISTER : 4
}

const MANY_REGISTER = 64

/** Implementers that send a text which is handed to them: whoever calls them through the interface knows it. */
function enterTextHelpers(
  run: Run,
  frame: Frame,
  callee: Value & { kind: 'interfaceMethod' },
  args: readonly Value[],
  call: CallContext,
): void {
  if (run.textHelpers.size === 0 || run.mode !== 'summary') return
  for (const entity of run.types.implementers(callee.on)) {
    const member = run.types.member({ kind: 'named', entity }, callee.name)
    if (member?.kind !== 'method' || !run.textHelpers.has(member.entity)) continue
    const helper: FunctionValue = { kind: 'function', entity: member.entity }
    if (shouldEnter(run, helper, args, [])) enterFunction(run, frame, helper, args, call.site)
  }
}

function callLibrary(
  run: Run,
  frame: Frame,
  callee: Value & { kind: 'libraryFunction' },
  args: readonly Value[],
  call: CallContext,
): Value {
  const router = foreignRouter(run, frame.file, callee.receiver, callee.name, args)
  if (router)
    return callLibrary(
      run,
      frame,
      { ...callee, package: router.package, receiver: { ...callee.receiver, type: router } as Value, on: router },
      args,
      call,
    )
  const on = callee.on?.kind === 'external' ? callee.on.name : callee.on?.kind === 'basic' ? callee.on.name : undefined
  const path = libraryPath(callee.package)
  target(run, frame, call.site, { kind: 'external', package: path, name: callee.name, on, ...receiverOf(run, callee) })
  noteJudged(run, path, callee.name, args)
  // `echo.NewHTTPError(500).Wrap(err)` is still that answer.
  if (isModel(callee.receiver, 'response') && /^(Wrap|With|Set)/.test(callee.name)) return callee.receiver
  const getsRequest = args.some((a) => isRequestValue(a) || isRequestContext(a))
  if (run.mode === 'guard' && getsRequest && readsCredential(callee.name)) looksAt(run, `credential ${callee.name}`)
  const model = run.library.modelOf(path) ?? (callee.receiver?.kind === 'model' ? run.library.modelOf(callee.receiver.model) : undefined)
  const modelled = () =>
    model?.call?.({
      run,
      frame,
      package: path,
      path: callee.package,
      on,
      name: callee.name,
      receiver: callee.receiver,
      args,
      spread: call.spread,
      expression: call.expression,
      site: call.site,
    })
  if (isAnonymous(run) && !run.brings && !isModel(callee.receiver, 'request', 'writer', 'next', 'requestPart')) {
    const lacks = absentCall({
      package: path,
      name: callee.name,
      receiver: callee.receiver,
      args,
      asksForNobody: args.some((a) => isNobodys(run, a)),
      getsRequest,
    })
    if (lacks) {
      runArguments(run, frame, args, call.site)
      const nothing = model && isAbsent(lacks) ? ofNothing(run, model, callee, args, modelled) : undefined
      if (nothing && !unfilledChain(nothing)) frame.foundNothing = call.expression
      return nothing ?? lacks
    }
  }
  const known = modelled() ?? chosen(run, frame, callee, args, call.site)
  if (known) return known
  if (run.mode === 'guard' && callee.name === 'ServeHTTP' && callee.receiver && args.length === 2)
    return isModel(callee.receiver, 'wrapped') ? goThrough(run, (callee.receiver.state as LibraryWrapping).by, args) : handsOn(run, args)
  if (servedBy(run, frame, args, call)) return typed(UNKNOWN_TYPE)
  const made = wrappedHandler(run, callee, path, callee.name, args) ?? libraryMiddleware(run, callee, path, args, call)
  if (made) return made
  handedToLibrary(run, path, callee.name, args)
  if (!isCarrier(path)) {
    share(run, args)
    noteHanded(run, args)
  }
  noteUnreadText(run, frame.fn, call.site.at, path, callee.name, args)
  runArguments(run, frame, args, call.site)
  return { kind: 'symbolic', origin: { kind: 'library', package: callee.package, name: callee.name }, type: UNKNOWN_TYPE }
}

/** `measure(next, w, r)`: a library that gets a handler and all that a request comes with runs the one with the other. */
function servedBy(run: Run, frame: Frame, args: readonly Value[], call: CallContext): boolean {
  const request = args.filter(isRequestValue)
  if (run.mode !== 'guard' || request.length !== 2) return false
  const [handler, ...more] = args.filter((a) => !request.includes(a) && (isWrapped(run, a) || isHandlerValue(run, a)))
  if (!handler || more.length > 0) return false
  const method = handler.kind === 'instance' ? run.types.member(handler.type, 'ServeHTTP') : undefined
  const fn = method?.kind === 'method' ? ({ kind: 'function', entity: method.entity, receiver: handler } as const) : handler
  if (fn.kind === 'function' && !isWrapped(run, handler)) callFunction(run, frame, fn, request, call)
  else handsOn(run, request)
  return true
}

/** Of a library's interface a type of the repository may stand behind the value: one that has such a method. */
function receiverOf(run: Run, callee: Value & { kind: 'libraryFunction' }): { readonly receiver?: Value } {
  const { receiver, on, name } = callee
  const concrete = on === undefined || on.kind === 'pointer' || receiver?.kind !== 'symbolic' || receiver.type.kind === 'pointer'
  return !concrete && run.program.methodsByName.has(name) ? { receiver } : {}
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

export function callFunction(run: Run, frame: Frame, callee: FunctionValue, args: readonly Value[], call: CallContext): Value {
  const { entity } = callee
  if (run.mode === 'guard' && isWrapped(run, callee)) return handsOn(run, args)
  const closure = entity.syntax.name === undefined
  recordCall(run, frame, callee, call)
  if (run.inquiry && args.some((a) => isRequestValue(a))) noteServedBy(run, callee, call.site.at)
  if (!closure) {
    noteParameters(run, callee, args)
    for (const [index, fields] of assignedFields(entity.syntax)) {
      const arg = args[index]
      // The callee fills fields of what it is given.
      if (arg?.kind === 'instance')
        for (const field of fields) if (!arg.fields.has(field)) arg.fields.set(field, { value: filled(run, arg, field) })
    }
  }
  const known = run.library.generatorOf(entity)?.call?.({
    run,
    frame,
    package: libraryPath(entity.file.package.path),
    path: entity.file.package.path,
    on: entity.receiver?.name,
    name: entity.syntax.name ?? '',
    receiver: callee.receiver,
    args,
    spread: call.spread,
    expression: call.expression,
    site: call.site,
  })
  const said = known ?? saysOfGuest(entity.syntax.name ?? '', callee.receiver, args)
  if (said) return run.mode === 'summary' ? withOwnError(entity, said) : said
  const results = resultTypes(run, callee, args)
  const enter = closure ? mayRunClosure(run, frame, callee) : shouldEnter(run, callee, args, results)
  if (!enter || !entity.syntax.body) {
    share(run, args, entity, callee.receiver)
    handedOut(run, entity.name, args)
    if (findsNothing(run, entity.syntax.name ?? '', args)) return tupleOf(absentResults(results))
    return tupleOf(
      results.map(
        (type, index) =>
          (index === 0 ? guestOf(run, entity, type, undefined) : undefined) ?? {
            kind: 'symbolic',
            origin: { kind: 'result', fn: entity, index },
            type,
          },
      ),
    )
  }
  const { values, sound } = runOrRecall(run, callee, args, results, () => resultsOf(run, runFunction(run, frame, callee, args, call.site)))
  const label = call.direct || args.some((a) => handlesRequests(run, a)) ? callee.label : undefined
  const told = (list: readonly Value[]): Value[] =>
    results.map((type, index) => {
      const own = list[index]
      const given = (index === 0 ? guestOf(run, entity, type, list[0]) : undefined) ?? (own && ofArguments(run, entity, index, own, type))
      const elsewhere: Value = { kind: 'symbolic', origin: { kind: 'result', fn: entity, index }, type }
      // One of more than are followed here: who needs to know asks for all that the function gives.
      const value = given === undefined || (run.mode === 'summary' && hasTooMany(given)) ? elsewhere : given
      return named(run, declaredAs(value, type), label, args)
    })
  return tupleOf(told(values), sound && told(sound))
}

/** A model says what generated code gives beside an error; which error that is, its own code says. */
function withOwnError(fn: FunctionEntity, known: Value): Value {
  const asked = (value: Value, index: number): Value =>
    value.kind === 'symbolic' && value.origin.kind === 'typed' && isErrorType(value.type)
      ? { kind: 'symbolic', origin: { kind: 'result', fn, index }, type: value.type }
      : value
  return known.kind === 'tuple' ? { kind: 'tuple', elements: known.elements.map(asked) } : asked(known, 0)
}

/** A result as it is declared; of what a library out of view gave that is all that is known. */
function declaredAs(value: Value, type: Type): Value {
  if (value.kind === 'choice') return value.options.map((o) => declaredAs(o, type)).reduce(join)
  if (value.kind === 'function') return withMethodsOf(value, type)
  const at = pointerless(type)
  // `&Pool[T]{…}` is what the call's arguments make of T.
  if (value.kind === 'instance' && value.type.kind === 'named' && at.kind === 'named' && at.args && at.entity === value.type.entity)
    return { ...value, type: at }
  return (value.kind === 'symbolic' || value.kind === 'unknown') && value.type.kind === 'unknown' ? { ...value, type } : value
}

function filled(run: Run, owner: Value, field: string): Value {
  const member = run.types.member(typeOf(owner), field)
  return typed(member?.kind === 'field' ? member.type : UNKNOWN_TYPE)
}

/** What a factory gives is known by the factory's name where it is registered. */
function named(run: Run, value: Value, label: string | undefined, args: readonly Value[]): Value {
  if (!label) return value
  // What only goes round a handler that it was given keeps the name of what goes round it.
  if (value.kind === 'function' && value.label !== undefined && value.label !== 'func literal' && args.some((a) => handlesRequests(run, a)))
    return value
  // One that is only given out, `row.Handler()`, has a name of its own.
  if (value.kind === 'function' && value.entity.syntax.name !== undefined && args.length === 0 && value.label !== undefined) return value
  if (value.kind === 'function') return { ...value, label, args }
  if (value.kind === 'model' && value.label !== undefined) return { ...value, label }
  if (value.kind === 'choice') return { kind: 'choice', options: value.options.map((o) => named(run, o, label, args)) }
  return value
}

function recordCall(run: Run, frame: Frame, callee: FunctionValue, call: CallContext): void {
  const to: CallTarget = { kind: 'exact', fn: callee.entity }
  if (call.direct) {
    target(run, frame, call.site, to)
    return
  }
  // A function handed in runs in the story of who handed it in: the function that wrote the closure, if it is under
  // evaluation, or else whoever this evaluation began with.
  const outer = callee.entity.outer
  const owner = outer ? run.stack.findLastIndex((f) => f.fn === outer) : 0
  // A closure that nobody ran in view has no story but its own.
  const alone = run.stack.findLastIndex((f) => f.parent !== undefined && f.callSite === undefined)
  const captured = alone > owner
  const from = run.stack[Math.max(owner, alone)]
  if ((owner < 0 && !captured) || !from || from === frame) {
    target(run, frame, call.site, to, undefined, captured)
    return
  }
  let site = call.site
  for (let at: Frame | undefined = frame; at && at !== from; at = at.parent) if (at.callSite) site = nestSites(at.callSite, site)
  target(run, from, site, to, outermost(frame.fn), captured)
}

function noteParameters(run: Run, callee: FunctionValue, args: readonly Value[]): void {
  const known = run.flows.parameters.get(callee.entity)
  const entry = { receiver: callee.receiver, args }
  if (!known) run.flows.parameters.set(callee.entity, [entry])
  else if (known.length < 200) known.push(entry)
}

export function spawn(run: Run, frame: Frame, scope: Scope, call: Expression): void {
  if (call.kind !== 'call') return
  const before = frame.inGoroutine
  const callee = evaluate(run, frame, scope, call.callee)
  const args = call.args.map((a) => evaluate(run, frame, scope, a))
  const site = siteOf(run, frame, call, callee, args)
  for (const option of options(callee))
    run.record({ kind: 'spawn', caller: frame.fn, site, target: targetOf(option, call), label: words(call.callee) })
  frame.inGoroutine = true
  callValue(run, frame, scope, callee, args, {
    expression: call,
    site: { ...site, inGoroutine: true },
    spread: call.spread ?? false,
    direct: true,
  })
  frame.inGoroutine = before
}

export function targetOf(value: Value, call: CallExpression): CallTarget {
  switch (value.kind) {
    case 'function':
      return { kind: 'exact', fn: value.entity }
    case 'interfaceMethod':
      return { kind: 'interface', on: value.on, method: value.name, receiver: value.receiver }
    case 'libraryFunction':
      return {
        kind: 'external',
        package: libraryPath(value.package),
        name: value.name,
        on: value.on?.kind === 'external' ? value.on.name : undefined,
      }
    case 'symbolic':
      return { kind: 'value', value, text: words(call.callee) }
    default:
      return { kind: 'unresolved', reason: 'function-value', text: words(call.callee) }
  }
}

export function runDeferred(run: Run, frame: Frame, scope: Scope, call: Expression): void {
  const before = frame.deferred
  frame.deferred = true
  evaluate(run, frame, scope, call)
  noteDroppedError(run, frame, call, 'ignored')
  frame.deferred = before
}
