// Calls of libraries: asked of their models, and of what they do with what they are handed.

import { isAbsent, isAnonymous, isNobodys, unfilledChain } from '../anonymous.ts'
import { absentCall, isCarrier, readsCredential } from '../anonymous-library.ts'
import { goThrough } from '../frameworks/called-middleware.ts'
import { foreignRouter } from '../frameworks/foreign-router.ts'
import { handedToLibrary, handsOn, isRequestContext, isRequestValue, looksAt } from '../frameworks/request.ts'
import { chosen } from '../library/choices.ts'
import { libraryPath } from '../program.ts'
import { UNKNOWN_TYPE } from '../types.ts'
import { noteUnreadRoute } from '../unread-routes.ts'
import { noteUnreadText } from '../unread-texts.ts'
import type { LibraryWrapping } from '../unwrap.ts'
import { isModel, typed, type Value } from '../values.ts'
import { type CallContext, runArguments, target } from './calls.ts'
import { noteEscape } from './escaped.ts'
import { share } from './filled.ts'
import type { Frame, Run } from './frame.ts'
import { callFunction } from './function-calls.ts'
import { noteHanded } from './handed.ts'
import { isHandlerValue, isWrapped, libraryMiddleware, noteUnfollowed, wrappedHandler } from './handler-values.ts'
import { ofNothing } from './nothing-found.ts'
import { noteJudged } from './value-tests.ts'

export function callLibrary(
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
  if (run.mode === 'registration') noteUnfollowed(run, frame, call, args, `${path} ${callee.name}`)
  const made = wrappedHandler(run, callee, path, callee.name, args) ?? libraryMiddleware(run, callee, path, args, call)
  if (made) return made
  handedToLibrary(run, path, callee.name, args)
  if (run.mode === 'guard') noteUnfollowed(run, frame, call, args, `${path} ${callee.name}`)
  if (!isCarrier(path)) {
    share(run, args)
    noteHanded(run, args)
    noteEscape(run, path, args)
  }
  noteUnreadText(run, frame.fn, call.site.at, path, callee.name, args)
  noteUnreadRoute(run, frame.fn, call.site.at, `${path} ${callee.name}`, args)
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
