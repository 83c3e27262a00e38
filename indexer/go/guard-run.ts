// One guard run: a middleware or handler is called with a request, and a function of the next handler first with that.

import { runFunction } from './evaluate/enter.ts'
import type { Frame, Run } from './evaluate/frame.ts'
import { getsInput, inputArguments, isContext } from './frameworks/input.ts'
import { authenticationInput, isAuthenticationInput } from './frameworks/openapi-security.ts'
import { holdsRequest, ownContext } from './frameworks/own-context.ts'
import { CONTEXT, nextValue, type RequestTarget, requestPart, requestValue, writerValue } from './frameworks/request.ts'
import { type GuardNotes, guardNotes, START, START_PASSING, WRAPPED } from './guard-paths.ts'
import { pointerless, type Type, UNKNOWN_TYPE } from './types.ts'
import type { LibraryWrapping } from './unwrap.ts'
import { type FunctionValue, options, typed, typeOf, type Value } from './values.ts'

export interface GuardRun {
  readonly frames: readonly Frame[]
  readonly notes: GuardNotes
  readonly run: Run
  /** Expressions that were evaluated. */
  readonly spent: number
  /** What the function gave as a handler, and nothing could be followed into: its name, and what a library made it with. */
  readonly unfollowed: { readonly name: string; readonly by?: Value } | undefined
}

/** Functions of functions of the next handler. */
const CURRIED = 3

export function runGuard(run: Run, fn: FunctionValue, target: RequestTarget | undefined): GuardRun {
  const { budget } = run
  let frames: Frame[] = []
  let unfollowed: GuardRun['unfollowed']
  // Lists of paths are then gone through one by one.
  if (target) guardNotes(run).asksPath = true
  let level: readonly FunctionValue[] = [fn]
  for (let depth = 0; depth < CURRIED && level.length > 0; depth++) {
    const given: FunctionValue[] = []
    for (const at of level) {
      const params = parameterTypes(run, at)
      const parsed = getsInput(run, params)
      const serves = parsed || params.some((t) => isRequest(run, t) || isAuthenticationInput(t))
      run.paths = new Set([params.some((t) => run.library.passesByDefault(t)) ? START_PASSING : START])
      const frame = runFunction(run, undefined, at, parsed ? inputArguments(run, params) : argumentsFor(run, params, target), undefined)
      if (serves || params.length === 0) {
        frames = [...frames, frame]
        continue
      }
      // Calling what it was given, in what it gives, is handing on.
      if (!run.collected.has(WRAPPED)) run.collected.set(WRAPPED, nextValue(UNKNOWN_TYPE))
      for (const value of frame.returns.flatMap((r) => (r[0] ? options(r[0]) : []))) {
        const inner = handlerOf(run, value)
        if (inner) given.push(inner)
        else unfollowed ??= nameOf(value)
      }
    }
    level = given
  }
  return { frames, notes: guardNotes(run), run, spent: budget - run.budget, unfollowed }
}

function handlerOf(run: Run, value: Value): FunctionValue | undefined {
  if (value.kind === 'function') return value
  // A library's name for a function of ours: `errchain.HandlerFunc(func …)`.
  if (value.kind === 'model' && value.model === 'wrapped') {
    const inner = options((value.state as LibraryWrapping).inner).find((o) => o.kind === 'function')
    return inner && handlerOf(run, inner)
  }
  if (value.kind !== 'instance' && value.kind !== 'symbolic') return undefined
  const member = run.types.member(typeOf(value), 'ServeHTTP')
  return member?.kind === 'method' ? { kind: 'function', entity: member.entity, receiver: value, label: 'ServeHTTP' } : undefined
}

function nameOf(value: Value): GuardRun['unfollowed'] {
  if (value.kind === 'model' && value.model === 'wrapped') {
    const { package: path, name, by } = value.state as LibraryWrapping
    return { name: `${path} ${name}`, by }
  }
  return value.kind === 'model' ? undefined : { name: 'a value that is not known' }
}

function parameterTypes(run: Run, { entity }: FunctionValue): readonly Type[] {
  return entity.syntax.params.map((p) => run.types.resolve(p.type, entity.file))
}

const isRequest = (run: Run, type: Type): boolean => run.library.isRequest(type) || holdsRequest(run, type)

function argumentsFor(run: Run, params: readonly Type[], target: RequestTarget | undefined): Value[] {
  const asked = params.some((t) => run.library.isRequest(t) || isAuthenticationInput(t))
  return params.map(
    (type, i) =>
      valueFor(run, type, target) ??
      nextBeside(run, params, i) ??
      (asked && isContext(type) ? requestPart('context', CONTEXT) : typed(type)),
  )
}

/** `func(req, res, next func() error)`: what stands third, and gets no request, is whatever comes next. */
function nextBeside(run: Run, params: readonly Type[], at: number): Value | undefined {
  const [first, second, third] = params
  if (at !== 2 || params.length !== 3 || !first || !second || !third || !isRequest(run, first) || !isRequest(run, second)) return undefined
  return run.types.underlying(third).kind === 'func' ? nextValue(third) : undefined
}

function valueFor(run: Run, type: Type, target: RequestTarget | undefined): Value | undefined {
  const at = pointerless(type)
  if (run.library.isRequest(type))
    return at.kind === 'external' && /Writer$/.test(at.name)
      ? writerValue(type)
      : requestValue(type, { status: 0, ...(target ? { target } : {}) })
  if (isAuthenticationInput(type)) return authenticationInput(type)
  if (holdsRequest(run, type)) return ownContext(run, type, (t) => valueFor(run, t, target))
  const shape = run.types.underlying(type)
  const gets = shape.kind === 'func' && shape.params.some((p) => isRequest(run, p))
  return run.library.isHandler(type) || gets ? nextValue(type) : undefined
}
