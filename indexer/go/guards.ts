// What a middleware or handler does to a request, from what its code can do: the answers that it can give without calling
// the next handler, and whether it looks at the client's credentials first. Names decide nothing that behaviour can.

import { keptAfter } from './anonymous.ts'
import { type Assumptions, createDeciding } from './deciding.ts'
import type { Asking } from './evaluate/frame.ts'
import { createRun, type Summary } from './evaluate/summary.ts'
import { namesSchemes } from './frameworks/library-middleware.ts'
import type { OpenapiDocuments } from './frameworks/openapi-document.ts'
import type { RequestTarget } from './frameworks/request.ts'
import type { Gathered } from './gathered.ts'
import { type Guard, type JudgedGuard, type Kept, NOTHING_KEPT, notFollowed, printArgument } from './guard.ts'
import { exitsOf } from './guard-exits.ts'
import { type HandlerGuard, judgeHandler, unfollowed } from './guard-handler.ts'
import { isLibrary, rowOf } from './guard-kinds.ts'
import { createLibraryGuards } from './guard-library.ts'
import { WRAPPED } from './guard-paths.ts'
import { type GuardRun, runGuard } from './guard-run.ts'
import { createVerdicts } from './guard-verdict.ts'
import { adapted, createHandlerFunctions, unfollowedLibrary } from './handler-function.ts'
import { type Answer, createInquiry } from './inquiry.ts'
import type { Library } from './library/model.ts'
import type { FunctionEntity, Program } from './program.ts'
import type { RegisteredHandler } from './registration.ts'
import { pathTexts } from './route-paths.ts'
import { lineOf } from './syntax.ts'
import type { TypeOracle } from './types.ts'
import { capturedFunctions } from './unwrap.ts'
import { type FunctionValue, isModel, options, type Value } from './values.ts'

export interface Guards {
  middleware(handler: RegisteredHandler, target: RequestTarget | undefined, kept: Kept): JudgedGuard
  /** `answers`: of its requests, those for which they hold. */
  handler(handler: RegisteredHandler, question: HandlerQuestion): HandlerGuard
}

export interface HandlerQuestion {
  /** Whether a function checks credentials, or hands them out. */
  readonly credential: (fn: FunctionEntity) => boolean
  readonly kept: Kept
  readonly answers?: readonly Answer[] | undefined
  /** Something before it lets nobody come here: only its function is asked for. */
  readonly guarded: boolean
  /** The route that it answers. */
  readonly place: RequestTarget
}

interface RunWish {
  readonly wraps?: Value | undefined
  /** Where the request goes, for those whose verdict hangs on it. */
  readonly target?: RequestTarget | undefined
  readonly kept?: Kept | undefined
  readonly answers?: readonly Answer[] | undefined
  /** The route that a library's middleware stands at. */
  readonly place?: RequestTarget | undefined
  readonly asked?: Asking | undefined
  readonly assumptions?: Assumptions | undefined
}

/** Deciding a condition on the environment is the operator's business: the verdict stands, the condition is shown. */
export const isEnvironmentCheck = (condition: string): boolean =>
  /\benv\b|_env\b|environment|\bproduction\b|\bprod\b|\bdevelopment\b|\bstaging\b|is_?(dev|prod|test)/i.test(condition)

export function createGuards(
  program: Program,
  types: TypeOracle,
  library: Library,
  summary: Summary,
  sources: (value: Value) => readonly Value[],
  gathered: Gathered,
  reaches: (fn: FunctionEntity) => ReadonlySet<string>,
  documents: OpenapiDocuments,
): Guards {
  const memo = new Map<string, Classified>()
  /** What one does to any request hangs on nothing that stood before it. */
  const anyMemo = new Map<string, GuardRun>()
  const handlerMemo = new Map<string, HandlerGuard>()
  const deciding = createDeciding()
  /** Closures that were too large to follow, by how many of one function's were. */
  const tooLarge = new Map<FunctionEntity, number>()
  const ids = new Map<object, number>()
  /** What guards made for a request, which later ones find. */
  const made = new WeakSet<object>()
  // Two closures of one factory see different variables.
  const idOf = (o: object | undefined) => {
    if (!o) return ''
    const id = ids.get(o) ?? ids.size
    ids.set(o, id)
    return id
  }
  const functionOf = createHandlerFunctions(types, sources)
  const ofLibrary = createLibraryGuards(functionOf, (fn, target, kept) => run(fn, { target, kept }), documents)
  const verdicts = createVerdicts(reaches, deciding)
  return { middleware, handler }

  function middleware(handler: RegisteredHandler, target: RequestTarget | undefined, kept: Kept): JudgedGuard {
    const choices = choicesOf(handler.value)
    const [first, ...more] = choices.map((value) => oneMiddleware({ ...handler, value }, target, kept))
    return first && more.length > 0 ? oneOf(first, ...more) : oneMiddleware(handler, target, kept)
  }

  /** All that may stand where a value is: what a field or a result was given, where that is a function. */
  function choicesOf(value: Value): readonly Value[] {
    const held = (o: Value): readonly Value[] => (o.kind === 'symbolic' && o.origin.kind !== 'library' ? sources(o) : [o])
    const found = options(value)
      .flatMap(held)
      .filter((o) => o.kind === 'function' || isModel(o, 'libraryMiddleware') || rowOf(o))
    return found.length > MOST_CHOICES ? [] : found
  }

  function oneMiddleware(handler: RegisteredHandler, target: RequestTarget | undefined, kept: Kept): JudgedGuard {
    const found = functionOf(handler.value)
    if (!found) return { guard: ofLibrary.guard(handler.value, handler.label, target, kept), kept }
    const alone = `${found.entity.id} ${(found.args ?? []).map(printArgument).join(',')} ${handler.label} ${handler.wraps ? 'wraps' : ''} ${idOf(found.scope)} ${idOf(found.receiver)}`
    const key = `${alone} ${idOf(kept)}`
    let known = memo.get(key)
    if (!known) {
      known = classify(found, handler.wraps, undefined, kept, alone, undefined)
      memo.set(key, known)
    }
    // What it does may hang on where the request goes.
    const decided = known.guard.enforces === true && known.guard.bypass.length === 0
    if (!known.asksPath || !target || decided || known.lets) return known
    const place = `${target.method} ${pathTexts(target.path)[0]?.text} ${idOf(target.there)}`
    const own = `${key} ${place}`
    const there = memo.get(own) ?? classify(found, handler.wraps, target, kept, `${alone} ${place}`, anyMemo.get(alone))
    memo.set(own, there)
    return { guard: known.guard.enforces ? sparing(there.guard, known.guard) : there.guard, kept: known.kept }
  }

  function run(fn: FunctionValue, { wraps, target, kept, answers, place = target, asked, assumptions }: RunWish): GuardRun {
    const inquiry = answers && createInquiry(answers, undefined, false)
    const guard = createRun('guard', program, types, library, {
      sources,
      globals: summary.globals,
      gathered: (held, begun) => gathered(held, begun, target?.there),
      sharedBefore: summary.shared,
      inquiry,
      made,
      ...(asked && { asked }),
      ...(assumptions && { assumptions }),
      ...(kept && { kept }),
      passage: (middleware) => ofLibrary.passage(middleware, place, kept ?? NOTHING_KEPT),
    })
    guard.budget = 40_000
    if (wraps) guard.collected.set(WRAPPED, wraps)
    return runGuard(guard, fn, target)
  }

  /** `alone`: the same for the same function on the same way. `elsewhere`: what it does to any request on any way. */
  function classify(
    fn: FunctionValue,
    wraps: Value | undefined,
    target: RequestTarget | undefined,
    kept: Kept,
    alone: string,
    elsewhere: GuardRun | undefined,
  ): Classified {
    if ((tooLarge.get(fn.entity) ?? 0) >= SIBLINGS) return { guard: notFollowed(fn), asksPath: false, lets: false, kept }
    const nobody = run(fn, { wraps, target, kept })
    // Where nobody gets through without saying who asks, what others meet on this way is no other verdict: it is the costly half.
    const any = elsewhere && asksAll(nobody) && elsewhere.run.budget >= 0 ? elsewhere : (anyMemo.get(alone) ?? run(fn, { wraps, target }))
    anyMemo.set(alone, any)
    const exits = [...any.frames, ...nobody.frames].flatMap(exitsOf)
    const cut = any.run.budget < 0 || nobody.run.budget < 0
    const lets = exits.length > 0 && exits.every((x) => x.next) && !cut
    const guard = verdicts.guardOf(
      fn,
      any,
      nobody,
      (asked, assumptions) => run(fn, { wraps, target, kept, asked, assumptions }),
      (by, label) => ofLibrary.guard(by, label, target, kept),
    )
    if (cut && guard.enforces === undefined) tooLarge.set(fn.entity, (tooLarge.get(fn.entity) ?? 0) + 1)
    return {
      guard,
      asksPath: any.notes.asksPath,
      lets,
      kept: keptAfter(nobody.run, kept, nobody.run.budget < 0 ? [] : any.notes.stores),
    }
  }

  function handler(registered: RegisteredHandler, question: HandlerQuestion): HandlerGuard {
    const functions = options(registered.value).filter((o) => o.kind === 'function')
    const [first, ...more] = functions.map((value) => oneHandler({ ...registered, value }, question))
    if (!first || more.length === 0) return oneHandler(registered, question)
    if (more.every((m) => m.auth === first.auth)) return first
    const said = [first, ...more].map((m, i) => `${functions[i]?.label ?? m.fn?.name} (${m.auth})`)
    return { ...first, auth: 'unknown', reason: `one of ${said.join(' and ')} answers, by a choice that the code does not decide` }
  }

  function oneHandler(registered: RegisteredHandler, question: HandlerQuestion): HandlerGuard {
    const { credential, kept, answers, guarded, place } = question
    const found = functionOf(registered.value)
    if (!found) {
      const by = unfollowedLibrary(library, registered.value, sources)
      if (by !== undefined) return unfollowed(by, undefined)
      if (isLibrary(adapted(registered.value))) return { auth: 'none', reason: '', fn: undefined }
      return { auth: 'unknown', reason: `the function behind ${registered.label} was not found`, fn: undefined }
    }
    const fn = found.entity
    if (guarded) return { auth: 'none', reason: '', fn }
    const inside = capturedFunctions(registered.value)
    const logsIn = credential(fn)
    const ws = options(registered.value).map(adapted)
    if (ws.some((o) => isModel(o, 'handler'))) return { auth: 'none', reason: '', fn }
    const key = `${fn.id} ${idOf(found.scope)} ${idOf(found.receiver)} ${idOf(kept)} ${idOf(answers)} ${documents.leavesOpen('*', undefined) ? `${place.method} ${pathTexts(place.path)[0]?.text}` : ''}`
    const known = handlerMemo.get(key) ?? handlerGuard(found, question)
    handlerMemo.set(key, known)
    // Who checks passwords or hands out tokens answers a login, unless he demands one that was there before, or goes round what he
    // was given. What refuses a login inside reads nothing that would say who asks.
    const own = logsIn && (inside.length === 0 ? !known.asksLogin : known.auth === 'optional')
    const login = own || (known.onlyKept && inside.some((f) => credential(f.entity)))
    return login ? { ...known, auth: 'none', reason: '' } : known
  }

  function handlerGuard(found: FunctionValue, { kept, answers, place }: HandlerQuestion): HandlerGuard {
    const any = run(found, { answers, place })
    const judged = judgeHandler({
      fn: found.entity,
      any,
      nobody: (asked, assumptions) => run(found, { kept, answers, place, asked, assumptions }),
      kept,
      reached: reaches(found.entity),
      deciding,
    })
    return { ...judged, secured: namesSchemes(any.notes.stores) }
  }
}

const MOST_CHOICES = 8

/** Each way ends in an answer, and that is who are you. */
function asksAll({ frames, run }: GuardRun): boolean {
  const exits = frames.flatMap(exitsOf)
  return run.budget >= 0 && exits.length > 0 && exits.every((x) => !x.next && x.status === 401)
}

/** A guard that refuses elsewhere and lets whoever comes here pass, after a look at who it is, asks all the same. */
function sparing(here: Guard, elsewhere: Guard): Guard {
  const silent = here.kind === 'other' && !here.enforces && here.looks
  return silent ? { ...here, kind: elsewhere.kind, enforces: false, evidence: 'asks who it is and lets requests to this path pass' } : here
}

/** Of closures of one function that were all too large to follow the next one is too. */
const SIBLINGS = 3

/** One of several, which the code does not decide: what one of them lets pass is not asked for. */
function oneOf(first: JudgedGuard, ...more: readonly JudgedGuard[]): JudgedGuard {
  const judged = [first, ...more]
  const refuses = ({ guard }: JudgedGuard) => (guard.kind === 'authn' || guard.kind === 'authz') && guard.enforces === true
  const guard = judged.find(refuses)
  const lets = judged.find((j) => !refuses(j))
  if (!guard || !lets) return judged.find((j) => j.guard.kind === 'unknown' || j.guard.bypass.length > 0) ?? first
  const name = lets.guard.fn ? `${lets.guard.fn.name} (${lets.guard.fn.file.syntax.path}:${lineOf(lets.guard.fn.syntax.at)})` : 'another'
  const bypass = [...guard.guard.bypass, `${name} is chosen in its place, which the code does not decide`]
  return { guard: { ...guard.guard, bypass }, kept: lets.kept }
}

interface Classified extends JudgedGuard {
  readonly asksPath: boolean
  /** It hands every request on, whatever it asks of the path: it logs or counts. */
  readonly lets: boolean
}
