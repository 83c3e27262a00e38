// Which functions are evaluated with a caller's values, and how: arguments bound, body run, results joined.

import { handOver, holdsAbsent, isAnonymous, isAnswerError, isErrorShaped } from '../anonymous.ts'
import { isBrought } from '../anonymous-library.ts'
import { isRequestContext, isRequestValue } from '../frameworks/request.ts'
import { passes } from '../guard-paths.ts'
import { isIdle } from '../library/query-cell.ts'
import type { FunctionEntity } from '../program.ts'
import type { Parameter, Statement, TypeSyntax } from '../syntax.ts'
import { pointerless, type Type, UNKNOWN_TYPE } from '../types.ts'
import { constantText, type FunctionValue, isModel, join, NIL, options, typed, typeOf, type Value, withMethodsOf } from '../values.ts'
import { mutableNames } from '../walk.ts'
import { pushTo, zero } from './assignments.ts'
import { carriesTransaction } from './calls.ts'
import { MAX_NESTED } from './elements.ts'
import type { Site } from './events.ts'
import { localTypes } from './expressions.ts'
import { childScope, declare, declareType, type Flow, type Frame, followsAsRun, type Run } from './frame.ts'
import { isMiddlewareType } from './handler-values.ts'
import { widenAgain } from './narrowing.ts'
import { mayPanic } from './panics.ts'
import type { Results } from './recall.ts'
import { perhaps } from './start-rows.ts'
import { runBlock } from './statements.ts'
import { givesRows } from './tables.ts'

const MAX_DEPTH = 14
/** A closure that many callers run is looked at with the values of this many. */
const MAX_RUNS = 3
const SMALL = 12
const WIRING = 40

/** Groups of routes inside groups, each through the application's own functions. */
const REGISTRATION_DEPTH = 30
const depthOf = (run: Run): number => (run.mode === 'registration' ? REGISTRATION_DEPTH : MAX_DEPTH)

/** Middleware inside middleware, each a closure that calls the next. */
const GUARD_CHAIN = 60

/** Middleware that runs the next one takes nothing of the depth of what it asks. */
const depthNow = (run: Run): number =>
  run.mode === 'guard' ? run.stack.filter((f) => f.fn.syntax.name !== undefined).length : run.stack.length

/** A closure is running already: where values are followed as the code runs, the very same one. */
const isUnderWay = (run: Run, { entity, scope }: FunctionValue): boolean =>
  run.stack.some((f) => f.fn === entity && (run.mode === 'summary' || f.scope.parent === scope))

/**
 * The application's own `Route(path, func …)` inside a group that such a call opened, or its `Once(func …)` inside what another
 * makes: what it is given leads to a router, and is not running yet.
 */
function opensGroup(run: Run, callee: FunctionValue, args: readonly Value[]): boolean {
  if (run.mode !== 'registration') return false
  const leads = (fn: FunctionEntity) => run.relevant.has(callee.entity) || run.relevant.has(fn)
  return args.some(
    (a) => a.kind === 'function' && a.entity.syntax.name === undefined && leads(a.entity) && !run.stack.some((f) => f.fn === a.entity),
  )
}

export function mayRunClosure(run: Run, frame: Frame, callee: FunctionValue): boolean {
  if (run.stack.length > (run.mode === 'guard' ? GUARD_CHAIN : depthOf(run) + 6) || isUnderWay(run, callee)) return false
  const made = [...run.stack].reverse().find((f) => f.closures.has(callee.entity)) ?? frame
  const entry = made.closures.get(callee.entity)
  if (!entry) return true
  entry.ran++
  return entry.ran <= MAX_RUNS || run.mode !== 'summary'
}

/** Whether a declared function is evaluated with this caller's values. */
export function shouldEnter(run: Run, callee: FunctionValue, args: readonly Value[], results: readonly Type[]): boolean {
  const fn = callee.entity
  if (!fn.syntax.body || depthNow(run) > depthOf(run) || run.budget <= 0) return false
  if (run.stack.some((f) => f.fn === fn) && !opensGroup(run, callee, args)) return false
  const given = [...args, ...(callee.receiver ? [callee.receiver] : [])]
  if (run.mode === 'guard' && (getsRequest(run, fn.syntax.body.length, given) || makesAnswer(fn.syntax.body.length, args))) return true
  if (run.mode === 'guard' && !run.inquiry?.explores && given.length > 0 && fn.syntax.body.length <= SMALL && mayPanic(fn)) return true
  if (isAnonymous(run) && (followsNobody(run, fn.syntax.body.length, given, results) || wires(run, callee, results, SMALL))) return true
  if (
    run.mode === 'registration' &&
    (run.relevant.has(fn) || wires(run, callee, results, WIRING) || givesPart(run, callee, results) || results.some(isForeignHandler))
  )
    return true
  // A route table that a function gives.
  if (run.mode === 'registration' && givesRows(run, results)) return true
  // `security()`: what is always the same, written in a function.
  if (run.mode === 'registration' && given.length === 0 && isConstant(fn.syntax.body)) return true
  // What a row of a route table says of itself, or an account that was made for nobody.
  const small = fn.syntax.body.length <= SMALL && results.length === 1
  if (followsAsRun(run) && callee.receiver?.kind === 'instance' && small) return true
  if (isAnonymous(run) && small && given.some((v) => options(v).some((o) => o.kind === 'instance'))) return true
  // `u.IsAnonymous()`, of the user that stands for nobody.
  if (isAnonymous(run) && small && isBool(run, results[0]) && given.some((v) => v.kind === 'symbolic' && v.origin.kind === 'global'))
    return true
  // `find(path)`: a table of rows is asked.
  if (run.inquiry && fn.syntax.body.length <= SMALL && args.some((a) => isModel(a, 'asked'))) return true
  // `isPublic(path)`, `isSecret(header)`
  if (isAnonymous(run) && small && isBool(run, results[0]) && args.some((v) => v.kind === 'string' || isBrought(v))) return true
  if (run.textHelpers.has(fn)) return true
  if (args.some((a) => isStory(run, a))) return true
  if (callee.receiver && carriesTransaction(run, callee.receiver, 2)) return false
  if (results.some((t) => isTelling(run, t))) return true
  // Small functions that build a text: keys, fragments of SQL, paths.
  const first = results[0]
  if (
    first &&
    run.types.underlying(first).kind === 'basic' &&
    (first.kind === 'basic' || first.kind === 'named') &&
    (run.types.underlying(first) as { name: string }).name === 'string'
  )
    return fn.syntax.body.length <= SMALL
  return false
}

const isConstant = ([only, ...more]: readonly Statement[]): boolean =>
  more.length === 0 && only?.kind === 'return' && only.values.length === 1 && only.values[0]?.kind === 'composite'

function isBool(run: Run, type: Type | undefined): boolean {
  const shape = type && run.types.underlying(type)
  return shape?.kind === 'basic' && shape.name === 'bool'
}

/** By the field's names: a library's type for what answers, or for what goes round it. */
const isForeignHandler = (type: Type): boolean => type.kind === 'external' && /(Handler|Middleware)(Func)?$/.test(type.name)

/** Constructors and settings: what a struct holds when its methods register, or make middleware. */
function wires(run: Run, callee: FunctionValue, results: readonly Type[], atMost: number): boolean {
  const [first] = results
  if (!first || (callee.entity.syntax.body?.length ?? 0) > atMost) return false
  const type = pointerless(first)
  return type.kind === 'named' && run.types.underlying(type).kind === 'struct'
}

/** A constructor of what stands behind an interface of the program: a part that knows its own routes, a row of a table. */
function givesPart(run: Run, callee: FunctionValue, [first]: readonly Type[]): boolean {
  if (first?.kind !== 'named' || (callee.entity.syntax.body?.length ?? 0) > WIRING) return false
  return run.types.isInterface(first) && run.types.implementers(first).length > 0
}

/** Whoever gets the request may judge it; of those that get its context, the small ones ask who is there. */
function getsRequest(run: Run, size: number, given: readonly Value[]): boolean {
  return given.some(
    (v) =>
      isRequestValue(v) ||
      (v.kind === 'instance' && [...v.fields.values()].some((f) => isRequestValue(f.value))) ||
      options(v).some((o) => run.library.isRequest(typeOf(o))) ||
      (size <= SMALL && given.length <= 2 && isRequestContext(v)),
  )
}

/** `newResponse(401, "no")`: small functions that get a status make the answer that somebody sends later. */
const makesAnswer = (size: number, args: readonly Value[]): boolean =>
  size <= SMALL && args.some((a) => options(a).some((o) => o.kind === 'number' && o.value >= 400 && o.value < 600))

/** What is absent, or the request's context, decides in there; and small functions make the errors. */
function followsNobody(run: Run, size: number, given: readonly Value[], results: readonly Type[]): boolean {
  if (given.some((v) => holdsAbsent(v)) || (size <= WIRING && given.some(isRequestContext))) return true
  const last = results[results.length - 1]
  return size <= SMALL && last !== undefined && (isErrorShaped(run, last) || isAnswerError(last))
}

/** Passing such a value makes the callee part of the caller's story. */
function isStory(run: Run, value: Value): boolean {
  return options(value).some((v) => {
    if (v.kind === 'function' || v.kind === 'interfaceMethod') return true
    if (v.kind === 'model') return !isIdle(v) && !/^(request|response|writer|requestPart|lateText|asked|pattern)$/.test(v.model)
    if (v.kind === 'symbolic' && run.library.isHandle(v.type)) return true
    if (v.kind === 'instance')
      return (
        run.library.isBuffer(v.type) ||
        [...v.fields.values()].some((f) => f.value.kind === 'model' || (f.value.kind === 'function' && f.value.scope !== undefined))
      )
    return v.kind === 'list' && v.elements.some((e) => e.kind === 'function' || e.kind === 'model')
  })
}

function isTelling(run: Run, type: Type, depth = MAX_NESTED): boolean {
  const { library } = run
  if (library.isFunctionType(type) || library.isHandle(type) || library.isChain(type) || library.isRouter(type) || library.isTelling(type))
    return true
  const shape = run.types.underlying(type)
  if (shape.kind === 'func') return true
  return (shape.kind === 'slice' || shape.kind === 'array') && depth > 0 && isTelling(run, shape.of, depth - 1)
}

/** Evaluates a body with these arguments; gives one value a result. */
export function enterFunction(
  run: Run,
  parent: Frame | undefined,
  callee: FunctionValue,
  args: readonly Value[],
  callSite: Site | undefined,
): readonly Value[] {
  return resultsOf(run, runFunction(run, parent, callee, args, callSite)).values
}

const isError = (type: TypeSyntax | undefined): boolean => type?.kind === 'name' && type.name === 'error'

/** One value a result; and what they are where the error among them is nil, as far as more is known then. */
export function resultsOf(run: Run, frame: Frame): Results {
  const joined = (rows: readonly (readonly Value[])[], index: number): Value => {
    const [first, ...rest] = rows.map((r) => r[index] ?? NIL)
    return first ? rest.reduce(join, first) : typed(UNKNOWN_TYPE)
  }
  const { results } = frame.fn.syntax
  const mayGiveNone = (): boolean => {
    const [only, ...more] = results
    return only !== undefined && more.length === 0 && isMiddlewareType(run, run.types.resolve(only.type, frame.file))
  }
  const failsBeside = (row: readonly Value[], index: number): boolean =>
    run.mode === 'summary' &&
    index < results.length - 1 &&
    isError(results.at(-1)?.type) &&
    (row.at(-1) ?? NIL).kind !== 'nil' &&
    constantText(row[index]) === ''
  // An error beside a result is not the result; no middleware is what a factory gives where it is switched off.
  const telling = (index: number) => {
    const given = frame.returns.filter((r) => (r[index] ?? NIL).kind !== 'nil' && !failsBeside(r, index))
    if (given.length === 0 || given.length === frame.returns.length) return frame.returns
    return isAnonymous(run) || mayGiveNone() ? frame.returns : given
  }
  return {
    values: results.map((_, i) => joined(telling(i), i)),
    sound: frame.sound.length > 0 ? results.map((_, i) => joined(frame.sound, i)) : undefined,
  }
}

/** The same, for those who want to see every exit. */
export function runFunction(
  run: Run,
  parent: Frame | undefined,
  callee: FunctionValue,
  args: readonly Value[],
  callSite: Site | undefined,
): Frame {
  const fn = callee.entity
  const frame = openFrame(run, parent, callee, callSite)
  bindArguments(run, frame, callee, args, callSite !== undefined)
  run.stack.push(frame)
  run.entered.add(fn)
  const flow = perhaps(
    run,
    () => (run.stack.length === 1 ? runWithinStack(run, frame) : runBody(run, frame)),
    () => frame.mayHaveLeft,
  )
  run.stack.pop()
  if (run.stack.length === 0) widenAgain(run)
  if (flow === 'next') {
    frame.exits.push({ paths: run.paths, values: [], conditions: [] })
    if (run.stack.length === 0 && passes(run.paths)) handOver(run)
  }
  if (run.mode === 'guard') run.paths = new Set(frame.exits.flatMap((x) => [...x.paths]))
  for (const values of frame.returns) pushTo(run.flows.results, fn, values)
  return frame
}

function runBody(run: Run, frame: Frame): Flow {
  const flow = runBlock(run, frame, frame.scope, frame.fn.syntax.body ?? [])
  finishClosures(run, frame)
  return flow
}

/** Code nested deeper than the stack of this process holds is cut off like code that is too large. */
function runWithinStack(run: Run, frame: Frame): Flow {
  const journals = run.journals.length
  try {
    return runBody(run, frame)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    run.stack.length = 1
    run.journals.length = journals
    run.globalsUnderWay = 0
    run.budget = -1
    return 'next'
  }
}

export function openFrame(run: Run, parent: Frame | undefined, callee: FunctionValue, callSite: Site | undefined): Frame {
  const fn = callee.entity
  let root = fn
  while (root.outer) root = root.outer
  return {
    fn,
    file: fn.file,
    scope: childScope(callee.scope),
    parent,
    callSite,
    loops: [],
    arms: [],
    conditions: run.mode === 'registration' && parent ? [...parent.conditions] : [],
    mutable: mutableNames(root.syntax),
    returns: [],
    sound: [],
    exits: [],
    escapes: new Map(),
    lastCall: undefined,
    deferred: false,
    inGoroutine: false,
    inTransaction: false,
    mayHaveLeft: false,
    closures: new Map(),
  }
}

function bindArguments(run: Run, frame: Frame, callee: FunctionValue, args: readonly Value[], called: boolean): void {
  const { syntax } = callee.entity
  if (syntax.name !== undefined) for (const [name, type] of run.types.parametersOf(callee.entity)) declareType(frame.scope, name, type)
  if (syntax.receiver?.name) declare(frame.scope, syntax.receiver.name, receiverValue(callee))
  const declared = syntax.name === undefined ? closureTypes(run, frame, syntax.params) : run.types.signature(callee.entity).params
  for (const [i, param] of syntax.params.entries()) {
    if (!param.name) continue
    const type = declared[i] ?? UNKNOWN_TYPE
    const symbolic: Value = { kind: 'symbolic', origin: { kind: 'parameter', fn: callee.entity, index: i }, type }
    if (param.variadic)
      declare(
        frame.scope,
        param.name,
        args.length > i
          ? withMethodsOf({ kind: 'list', elements: args.slice(i), type, open: false }, type)
          : args.length > 0 || i === 0
            ? emptyOrSymbolic(args.length > 0 || called, symbolic, type)
            : symbolic,
      )
    else declare(frame.scope, param.name, withMethodsOf(better(args[i], symbolic), type))
  }
  for (const result of syntax.results)
    if (result.name) {
      const type = run.types.resolve(result.type, frame.file, localTypes(frame.scope))
      declare(frame.scope, result.name, isAnonymous(run) ? zero(type, run, syntax.at) : typed(type))
    }
}

/** No argument for a variadic parameter is an empty list, unless nobody calls: the whole call is symbolic. */
function emptyOrSymbolic(called: boolean, symbolic: Value, type: Type): Value {
  return called ? { kind: 'list', elements: [], type, open: false } : symbolic
}

/** An argument that is known less well than the parameter's type is the parameter. */
function better(arg: Value | undefined, symbolic: Value): Value {
  if (!arg || arg.kind === 'unknown') return symbolic
  if (arg.kind === 'symbolic' && (typeOf(arg).kind === 'unknown' || typeOf(arg).kind === 'parameter')) return symbolic
  return arg
}

function closureTypes(run: Run, frame: Frame, params: readonly Parameter[]): readonly Type[] {
  const resolve = (type: TypeSyntax) => run.types.resolve(type, frame.file, localTypes(frame.scope))
  return params.map((p) => (p.variadic ? { kind: 'slice', of: resolve(p.type) } : resolve(p.type)))
}

function receiverValue(callee: FunctionValue): Value {
  const type: Type = callee.entity.receiver ? { kind: 'named', entity: callee.entity.receiver } : UNKNOWN_TYPE
  const symbolic: Value = { kind: 'symbolic', origin: { kind: 'parameter', fn: callee.entity, index: -1 }, type }
  const given = callee.receiver
  if (!given || given.kind === 'unknown') return symbolic
  const on = pointerless(typeOf(given))
  // A promoted method gets the embedded part, not the whole.
  return on.kind === 'named' && on.entity === callee.entity.receiver ? given : symbolic
}

/** Closures that nothing ran in view are evaluated once, with symbolic parameters: somebody will run them. */
export function finishClosures(run: Run, frame: Frame): void {
  if (run.mode !== 'summary') return
  for (const [entity, entry] of frame.closures) {
    if (entry.ran > 0 || entry.value.kind !== 'function' || run.stack.some((f) => f.fn === entity)) continue
    entry.ran++
    enterFunction(run, frame, entry.value, [], undefined)
  }
}
