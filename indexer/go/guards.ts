// What a middleware or handler does to a request, from what its code can do: the answers that it can give without calling
// the next handler, and whether it looks at the client's credentials first. Names decide nothing that behaviour can.

import { isOfBrowsers, isOrdinaryHeader, keptAfter } from './anonymous.ts'
import { type Again, type Assumptions, createDeciding, type Outcome } from './deciding.ts'
import type { Asking } from './evaluate/frame.ts'
import { createRun, type Summary } from './evaluate/summary.ts'
import type { Passage } from './frameworks/called-middleware.ts'
import { handlerLabel } from './frameworks/labels.ts'
import { authenticationOf, type LibraryMiddleware, type MiddlewareKind, namesSchemes } from './frameworks/library-middleware.ts'
import type { RequestTarget } from './frameworks/request.ts'
import type { Gathered } from './gathered.ts'
import { credentials, identifies, readsLocals, rolesOf } from './guard-credentials.ts'
import { type Exit, exitsOf, isOtherRefusal, refusalOf, refusesByPanic } from './guard-exits.ts'
import { type HandlerGuard, judgeHandler, unfollowed } from './guard-handler.ts'
import { isLibrary, libraryKind, libraryOf, quietKind, rowOf, speaksOfAuth } from './guard-kinds.ts'
import { type GuardNotes, WRAPPED } from './guard-paths.ts'
import { type GuardRun, runGuard } from './guard-run.ts'
import { adapted, createHandlerFunctions, unfollowedLibrary } from './handler-function.ts'
import { type Answer, createInquiry } from './inquiry.ts'
import type { Library } from './library/model.ts'
import type { FunctionEntity, Program } from './program.ts'
import type { RegisteredHandler } from './registration.ts'
import { pathTexts } from './routes.ts'
import { lineOf } from './syntax.ts'
import type { TypeOracle } from './types.ts'
import { capturedFunctions } from './unwrap.ts'
import { constantText, type FunctionValue, type InstanceValue, isModel, options, type Value } from './values.ts'

export interface Guard {
  readonly kind: MiddlewareKind
  /** It can end a request on its own. Undefined: not known. */
  readonly enforces: boolean | undefined
  readonly roles: readonly string[]
  /** Conditions under which it lets a request pass unseen. */
  readonly bypass: readonly string[]
  /** When that is, as far as one condition decides it: `if a.Enabled (file:line)`, `unless …`. */
  readonly when: string | undefined
  readonly evidence: string
  /** It reads the request's credentials. */
  readonly looks: boolean
  /** It always answers by itself: what stands behind it is never asked. */
  readonly final: boolean
  /** And that with an answer that has nothing to do with who asks: it is switched off. */
  readonly closed: boolean
  /** It says nothing of operations that a document does not secure. */
  readonly byDocument?: true
  readonly fn: FunctionEntity | undefined
  /** Constant arguments, printed. */
  readonly args: readonly string[]
}

/** What the handlers before one kept for it, of a request that brings nothing. */
export type Kept = ReadonlyMap<string, Value>

/** Nobody was there before. */
export const NOTHING_KEPT: Kept = new Map()

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
}

export interface JudgedGuard {
  readonly guard: Guard
  /** With what it keeps itself; the same map for the same guard after the same others. */
  readonly kept: Kept
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
    if (!found) return { guard: libraryGuard(handler.value, handler.label, target, kept), kept }
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

  function run(
    fn: FunctionValue,
    wraps: Value | undefined,
    target: RequestTarget | undefined,
    kept?: Kept,
    answers?: readonly Answer[],
    asked?: Asking,
    assumptions?: Assumptions,
  ): GuardRun {
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
      passage: (middleware) =>
        isConfiguredElsewhere(middleware)
          ? 'unknown'
          : passageOf(libraryGuard(middleware, handlerLabel(middleware, undefined), target, kept ?? NOTHING_KEPT)),
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
    const nobody = run(fn, wraps, target, kept)
    // Where nobody gets through without saying who asks, what others meet on this way is no other verdict: it is the costly half.
    const any = elsewhere && asksAll(nobody) && elsewhere.run.budget >= 0 ? elsewhere : (anyMemo.get(alone) ?? run(fn, wraps, target))
    anyMemo.set(alone, any)
    if (any.run.budget < 0 || nobody.run.budget < 0) tooLarge.set(fn.entity, (tooLarge.get(fn.entity) ?? 0) + 1)
    const exits = [...any.frames, ...nobody.frames].flatMap(exitsOf)
    const lets = exits.length > 0 && exits.every((x) => x.next) && any.run.budget >= 0 && nobody.run.budget >= 0
    return {
      guard: guardOf(
        fn,
        any,
        nobody,
        (asked, assumptions) => run(fn, wraps, target, kept, undefined, asked, assumptions),
        (by, label) => libraryGuard(by, label, target, kept),
      ),
      asksPath: any.notes.asksPath,
      lets,
      kept: keptAfter(nobody.run, kept, nobody.run.budget < 0 ? [] : any.notes.stores),
    }
  }

  /** `any` is any request, `nobody` one that brings no credentials. */
  function guardOf(
    fn: FunctionValue,
    any: GuardRun,
    nobody: GuardRun,
    again: Again,
    ofLibrary: (by: Value, label: string) => Guard,
  ): Guard {
    const { notes } = any
    const exits = any.frames.flatMap(exitsOf).filter((x) => !x.panics)
    const passes = exits.filter((x) => x.next)
    const denies = exits.filter((x) => !x.next && x.status >= 400)
    const args = (fn.args ?? []).flatMap((a) => printArgument(a) || [])
    const handsOn = [...notes.inputs].some((i) => i.startsWith('request '))
    const final = passes.length === 0 && exits.length > 0 && !handsOn && any.run.budget >= 0
    // Where the path decides that nobody looks, nobody does.
    const looks = credentials(notes).length > 0 && credentials(nobody.notes).length > 0
    const base = {
      fn: fn.entity,
      args,
      roles: [] as string[],
      bypass: [] as string[],
      when: undefined,
      looks,
      final,
      closed: final && exits.every(isOtherRefusal),
    }
    if (any.run.budget < 0 || nobody.run.budget < 0) return { ...notFollowed(fn), args, looks, final }
    if (any.unfollowed && exits.length === 0) {
      const { by, name } = any.unfollowed
      const { kind, enforces, evidence, bypass }: Verdict = by ? ofLibrary(by, handlerLabel(by, undefined)) : libraryKind(name)
      return { ...base, kind, enforces, evidence, bypass: bypass ?? [] }
    }
    const reached = reaches(fn.entity)
    const verdict = judge(fn, any, nobody, again, exits)
    if (verdict) {
      const { kind, enforces, evidence, bypass = [], when } = verdict
      const roles = enforces && denies.some((x) => x.status === 403) ? rolesOf(fn, kind === 'authz' ? denies : []) : []
      return { ...base, kind, enforces, evidence, bypass, when, roles }
    }
    const statuses = new Set(denies.map((x) => x.status))
    const stops = exits.filter((x) => !x.next && !isOtherRefusal(x))
    if (statuses.has(429) && stops.length === 0)
      return { ...base, kind: 'rateLimit', enforces: true, evidence: 'answers 429 without calling the next handler' }
    if (statuses.has(413)) return { ...base, kind: 'bodyLimit', enforces: true, evidence: 'answers 413' }
    return {
      ...base,
      kind: quietKind(fn, notes, reached),
      enforces: denies.length > 0,
      evidence: denies.length > 0 ? `answers ${[...statuses].sort().join(', ')}` : 'calls the next handler in every case',
    }
  }

  /** What a guard says of who asks; undefined where it says nothing. */
  function judge(fn: FunctionValue, any: GuardRun, nobody: GuardRun, again: Again, exits: readonly Exit[]): Verdict | undefined {
    const { notes } = any
    const kept = nobody.run.kept ?? NOTHING_KEPT
    const named = credentials(notes)
    const asksWho = named.length > 0 || identifies(notes, kept, reaches(fn.entity))
    const passes = exits.filter((x) => x.next)
    const alone = nobody.frames.flatMap(exitsOf)
    const lets = alone.filter((x) => x.next)
    const panics = lets.length === 0 && alone.some((x) => x.panics) && refusesByPanic(again)
    const isRefusal = (x: Exit) => !x.next && (x.panics ? panics : !isOtherRefusal(x))
    const refusals = alone.filter(isRefusal)
    const said = new Set(refusals.map((x) => x.status))
    const speaks = said.has(401) || (said.has(403) && asksWho)
    if (passes.length > 0 && refusals.length > 0 && lets.length === 0 && (speaks || asksWho))
      return { kind: speaks && !said.has(401) ? 'authz' : 'authn', enforces: true, evidence: refusalOf(refusals, named) }
    if (refusals.length === 0 && notes.nextWith)
      return {
        kind: 'unknown',
        enforces: undefined,
        evidence: `${fn.label ?? fn.entity.name} hands the request and what comes next to ${notes.nextWith}, which is not followed`,
      }
    if (passes.length > 0 && alone.length > 0 && refusals.length === 0 && lets.length > 0) {
      const judges =
        exits.some((x) => !x.next && !isOtherRefusal(x)) || notes.stores.size > 0 || notes.statuses.has(401) || notes.statuses.has(403)
      return named.length > 0 && judges && lets.some((x) => x.looked)
        ? { kind: 'authn', enforces: false, evidence: `reads ${named.join(', ')} and lets a request without it pass` }
        : undefined
    }
    if (passes.length > 0 && alone.length > 0 && lets.length === 0 && refusals.length === 0 && asksWho)
      return { kind: 'unknown', enforces: undefined, evidence: `${fn.label ?? fn.entity.name} fails where nobody asks` }
    if (passes.length === 0 || refusals.length === 0) return undefined
    // It refuses pages of other origins: whoever does not ask from a page passes.
    const asksOrigin = lets.length > 0 && [...notes.inputs].some(isOfBrowsers)
    const bare = asksOrigin ? again('barely') : undefined
    if (bare && bare.run.budget >= 0 && bare.frames.flatMap(exitsOf).every((x) => x.next)) return undefined
    // Some requests without credentials pass, and others do not.
    const unseen = [...notes.notFollowed].slice(0, 2).join(' or ')
    const [behind] = notes.behind
    const unsaid = behind
      ? `one that lets them stands behind ${behind}`
      : unseen
        ? `${unseen}, which is not followed, lets them`
        : 'something that is not known holds'
    const bypass = [...new Set(lets.map((x) => x.conditions[x.conditions.length - 1] ?? unsaid))]
    const outcome = (of: GuardRun): Outcome => {
      const ways = of.frames.flatMap(exitsOf)
      // Where all ends in a panic nothing is decided.
      if (ways.every((x) => x.panics)) return 'either'
      return ways.some((x) => x.next) ? (ways.some(isRefusal) ? 'either' : 'passes') : ways.some(isRefusal) ? 'refuses' : 'either'
    }
    const when = () => deciding.passesWhen(fn.entity, nobody, (assumptions) => again(undefined, assumptions), outcome)
    if (speaks)
      return { kind: said.has(401) ? 'authn' : 'authz', enforces: true, evidence: refusalOf(refusals, named), bypass, when: when() }
    // What lets pass without a look at the request does not ask for anybody.
    if (passes.some((x) => x.looked) && (asksWho || mayJudge(fn, notes, kept))) {
      if (deciding.endsEverybody(fn.entity, nobody, again, outcome))
        return notes.statuses.has(429) ? { kind: 'rateLimit', enforces: true, evidence: 'answers 429 whoever asks' } : undefined
      const name = fn.label ?? fn.entity.name
      const lets = when()
      const evidence =
        named.length > 0 && lets
          ? `${name} ${refusalOf(refusals, named)}, and lets requests pass ${lets}`
          : `${name} can end a request; whether that is a refusal of who asks is not known${lets ? `: it lets requests pass ${lets}` : ''}`
      return { kind: 'unknown', enforces: undefined, evidence }
    }
    return undefined
  }

  function libraryGuard(value: Value, label: string, target: RequestTarget | undefined, kept: Kept): Guard {
    const none = { roles: [], bypass: [], when: undefined, looks: false, fn: undefined, args: [], final: false, closed: false }
    for (const option of options(value)) {
      if (option.kind === 'model' && option.model === 'libraryMiddleware') {
        const state = option.state as LibraryMiddleware
        if (state.byDocument) return { ...none, ...byDocument(state) }
        const config = state.args.find((a) => a.kind === 'instance')
        const skip = config?.kind === 'instance' ? skipperOf(config) : undefined
        const lenient = config?.kind === 'instance' && goesOnAfterErrors(config)
        const skips = lenient ? undefined : skip && state.does !== 'rateLimit' ? skipsRequest(skip, target, kept) : false
        if (skips === true)
          return { ...none, kind: state.does, enforces: false, evidence: `${state.package}: its configuration skips this request` }
        const onError = config?.kind === 'instance' ? config.fields.get('ErrorHandler')?.value : undefined
        const lets = state.does === 'authn' && onError ? letsPass(onError) : false
        return {
          ...none,
          kind: state.does,
          enforces: state.enforces && !lets,
          bypass: skips === undefined ? [lenient ? 'its configuration goes on after errors' : 'its configuration skips some requests'] : [],
          evidence: lets
            ? `${state.package}: its error handler calls the next handler`
            : `${state.package} ${state.enforces ? 'rejects requests' : 'lets every request pass'}`,
        }
      }
    }
    const known = rowOf(value)
    if (known) return { ...none, ...known }
    if (isLibrary(value)) return { ...none, ...libraryKind(`${label} ${libraryOf(value)}`) }
    return { ...none, kind: 'unknown', enforces: undefined, evidence: `the function behind ${label} was not found` }
  }

  /** Whether the configuration lets a request without credentials pass; undefined where that cannot be told. */
  function skipsRequest(skip: Value, target: RequestTarget | undefined, kept: Kept): boolean | undefined {
    const fn = functionOf(skip)
    if (!fn) return isLibrary(skip) && !options(skip).some((o) => o.kind === 'symbolic') ? false : undefined
    const answers = run(fn, undefined, target, kept).frames.flatMap((f) => f.returns.flatMap((r) => (r[0] ? options(r[0]) : [])))
    const [first] = answers
    if (first?.kind !== 'boolean') return undefined
    return answers.every((a) => a.kind === 'boolean' && a.value === first.value) ? first.value : undefined
  }

  function letsPass(onError: Value): boolean {
    const fn = functionOf(onError)
    return fn
      ? run(fn, undefined, undefined)
          .frames.flatMap(exitsOf)
          .some((x) => x.next)
      : false
  }

  function handler(registered: RegisteredHandler, question: HandlerQuestion): HandlerGuard {
    const functions = options(registered.value).filter((o) => o.kind === 'function')
    const [first, ...more] = functions.map((value) => oneHandler({ ...registered, value }, question))
    if (!first || more.length === 0) return oneHandler(registered, question)
    if (more.every((m) => m.auth === first.auth)) return first
    const said = [first, ...more].map((m, i) => `${functions[i]?.label ?? m.fn?.name} (${m.auth})`)
    return { ...first, auth: 'unknown', reason: `one of ${said.join(' and ')} answers, by a choice that the code does not decide` }
  }

  function oneHandler(registered: RegisteredHandler, { credential, kept, answers, guarded }: HandlerQuestion): HandlerGuard {
    const found = functionOf(registered.value)
    if (!found) {
      const by = unfollowedLibrary(library, registered.value, sources)
      if (by !== undefined) return unfollowed(by, undefined)
      if (isLibrary(adapted(registered.value))) return { auth: 'none', reason: '', fn: undefined }
      return { auth: 'unknown', reason: `the function behind ${registered.label} was not found`, fn: undefined }
    }
    const fn = found.entity
    if (guarded) return { auth: 'none', reason: '', fn }
    // Who checks passwords himself answers a login, unless he goes round what he was given.
    const inside = capturedFunctions(registered.value)
    const logsIn = credential(fn)
    if (logsIn && inside.length === 0) return { auth: 'none', reason: '', fn }
    const ws = options(registered.value).map(adapted)
    if (ws.some((o) => isModel(o, 'handler'))) return { auth: 'none', reason: '', fn }
    const key = `${fn.id} ${idOf(found.scope)} ${idOf(found.receiver)} ${idOf(kept)} ${idOf(answers)}`
    const known = handlerMemo.get(key) ?? handlerGuard(found, kept, answers)
    handlerMemo.set(key, known)
    // What refuses a login inside reads nothing that would say who asks.
    const login = (logsIn && known.auth === 'optional') || (known.onlyKept && inside.some((f) => credential(f.entity)))
    return login ? { auth: 'none', reason: '', fn } : known
  }

  function handlerGuard(found: FunctionValue, kept: Kept, answers: readonly Answer[] | undefined): HandlerGuard {
    const any = run(found, undefined, undefined, undefined, answers)
    const judged = judgeHandler(
      found.entity,
      any,
      (asked, assumptions) => run(found, undefined, undefined, kept, answers, asked, assumptions),
      kept,
      reaches(found.entity),
      deciding,
    )
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

const notFollowed = ({ entity }: FunctionValue): Guard => ({
  fn: entity,
  args: [],
  roles: [],
  bypass: [],
  when: undefined,
  looks: false,
  final: false,
  closed: false,
  kind: 'unknown',
  enforces: undefined,
  evidence: `the code of ${entity.name} is too large to follow`,
})

interface Verdict {
  readonly kind: MiddlewareKind
  readonly enforces: boolean | undefined
  readonly evidence: string
  readonly bypass?: readonly string[]
  readonly when?: string | undefined
}

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

/** Whom it lets pass the function decides that it is given, where the document asks for somebody. */
const byDocument = ({ package: path, name, args }: LibraryMiddleware): Pick<Guard, 'kind' | 'enforces' | 'evidence' | 'byDocument'> =>
  authenticationOf(args)
    ? {
        kind: 'unknown',
        enforces: undefined,
        evidence: `${name} has its AuthenticationFunc judge the requests that the OpenAPI document secures`,
        byDocument: true,
      }
    : { kind: 'other', enforces: false, evidence: `${path} is given no function that judges who asks` }

/** What a library's middleware does to a request when the application calls it. */
function passageOf({ kind, enforces, bypass }: Guard): Passage {
  if (kind === 'unknown') return 'unknown'
  if ((kind !== 'authn' && kind !== 'authz') || !enforces) return 'passes'
  return bypass.length > 0 ? 'unknown' : 'refuses'
}

/** A guard of a library by settings that are out of view, which may let anybody pass. */
const isConfiguredElsewhere = (middleware: Value): boolean =>
  rowOf(middleware)?.enforces === true &&
  options(middleware).some((o) => o.kind === 'symbolic' && o.origin.kind === 'library' && /Config/.test(o.origin.name))

/** A setting by which an error of the check need not end the request. */
const goesOnAfterErrors = (config: InstanceValue): boolean => {
  const value = config.fields.get('ContinueOnIgnoredError')?.value
  return value !== undefined && !(value.kind === 'boolean' && !value.value)
}

const skipperOf = (config: InstanceValue): Value | undefined => {
  const value = (config.fields.get('Next') ?? config.fields.get('Filter') ?? config.fields.get('Skipper'))?.value
  return value?.kind === 'nil' ? undefined : value
}

/** A name decides nothing; it only says that to call this harmless would be rash. So does a look at who was found before. */
const mayJudge = (fn: FunctionValue, notes: GuardNotes, kept: Kept): boolean =>
  credentials(notes).length > 0 ||
  readsLocals(notes, kept) ||
  (speaksOfAuth(`${fn.label} ${fn.entity.name}`) && !(notes.inputs.size > 0 && [...notes.inputs].every(isOrdinaryHeader)))

interface Classified extends JudgedGuard {
  readonly asksPath: boolean
  /** It hands every request on, whatever it asks of the path: it logs or counts. */
  readonly lets: boolean
}

function printArgument(value: Value): string {
  const constant = constantText(value)
  if (constant !== undefined) return JSON.stringify(constant)
  if (value.kind === 'number' || value.kind === 'boolean') return String(value.value)
  if (value.kind === 'list') return value.elements.map(printArgument).filter(Boolean).join(', ')
  return ''
}
