// What a middleware or handler does to a request, from what its code can do: the answers that it can give without calling
// the next handler, and whether it looks at the client's credentials first. Names decide nothing that behaviour can.

import type { Frame } from './evaluate/frame.ts'
import { createRun, type Summary } from './evaluate/summary.ts'
import { type LibraryMiddleware, type MiddlewareKind, middlewareRow } from './frameworks/library-middleware.ts'
import type { RequestTarget } from './frameworks/request.ts'
import { type GuardNotes, readWay, WRAPPED } from './guard-paths.ts'
import { type GuardRun, runGuard } from './guard-run.ts'
import type { Library } from './library/model.ts'
import type { FunctionEntity, Program } from './program.ts'
import type { RegisteredHandler } from './registration.ts'
import { pathTexts } from './routes.ts'
import { pointerless, type TypeOracle } from './types.ts'
import { constantText, type FunctionValue, type InstanceValue, options, typeOf, type Value } from './values.ts'

export interface Guard {
  readonly kind: MiddlewareKind
  /** It can end a request on its own. Undefined: not known. */
  readonly enforces: boolean | undefined
  readonly roles: readonly string[]
  /** Conditions under which it lets a request pass unseen. */
  readonly bypass: readonly string[]
  readonly evidence: string
  /** It always answers by itself: what stands behind it is never asked. */
  readonly final: boolean
  readonly fn: FunctionEntity | undefined
  /** Constant arguments, printed. */
  readonly args: readonly string[]
}

/** What a handler itself demands of its caller. */
export interface HandlerGuard {
  readonly auth: 'required' | 'optional' | 'none' | 'unknown'
  readonly reason: string
  readonly fn: FunctionEntity | undefined
}

export interface Guards {
  middleware(handler: RegisteredHandler, target?: RequestTarget): Guard
  handler(handler: RegisteredHandler, credential: (fn: FunctionEntity) => boolean): HandlerGuard
}

/** Deciding a condition on the environment is the operator's business: the verdict stands, the condition is shown. */
export const isEnvironmentCheck = (condition: string): boolean =>
  /\benv\b|_env\b|environment|\bproduction\b|\bprod\b|\bdevelopment\b|\bstaging\b|is_?(dev|prod|test)/i.test(condition)

const AUTH_WORDS = /auth|jwt|session|token|guard|oauth|oidc|casbin|permission|acl|keycloak|firebase|clerk|supabase|login|identity/i

export function createGuards(
  program: Program,
  types: TypeOracle,
  library: Library,
  summary: Summary,
  sources: (value: Value) => readonly Value[],
  reaches: (fn: FunctionEntity) => ReadonlySet<string>,
): Guards {
  const memo = new Map<string, Classified>()
  const ids = new Map<object, number>()
  // Two closures of one factory see different variables.
  const idOf = (o: object | undefined) => {
    if (!o) return ''
    const id = ids.get(o) ?? ids.size
    ids.set(o, id)
    return id
  }
  return { middleware, handler }

  function middleware(handler: RegisteredHandler, target?: RequestTarget): Guard {
    const found = functionOf(handler.value)
    if (!found) return libraryGuard(handler, target)
    const key = `${found.entity.id} ${(found.args ?? []).map(printArgument).join(',')} ${handler.label} ${handler.wraps ? 'wraps' : ''} ${idOf(found.scope)} ${idOf(found.receiver)}`
    let known = memo.get(key)
    if (!known) {
      known = classify(found, handler.wraps)
      memo.set(key, known)
    }
    // What it does may hang on where the request goes.
    const decided = known.guard.enforces === true && known.guard.bypass.length === 0
    if (!known.asksPath || !target || decided) return known.guard
    const own = `${key} ${target.method} ${pathTexts(target.path)[0]?.text}`
    const there = memo.get(own) ?? classify(found, handler.wraps, target)
    memo.set(own, there)
    return there.guard
  }

  function functionOf(value: Value): FunctionValue | undefined {
    for (const option of options(value)) {
      if (option.kind === 'function') return option
      if (option.kind === 'model' && option.model === 'handler') return functionOf((option.state as { inner: Value }).inner)
      if (option.kind === 'instance') return methodOf(option, 'ServeHTTP')
      if (option.kind === 'symbolic') {
        for (const source of sources(option)) if (source.kind === 'function') return source
        const serves = methodOf(option, 'ServeHTTP')
        if (serves) return serves
      }
      if (option.kind === 'interfaceMethod')
        for (const source of sources(option.receiver)) {
          const method = methodOf(source, option.name)
          if (method) return method
        }
    }
    return undefined
  }

  function methodOf(receiver: Value, name: string): FunctionValue | undefined {
    const member = receiver.kind === 'instance' || receiver.kind === 'symbolic' ? types.member(receiver.type, name) : undefined
    return member?.kind === 'method' ? { kind: 'function', entity: member.entity, receiver, label: name } : undefined
  }

  function run(fn: FunctionValue, wraps?: Value, target?: RequestTarget): GuardRun {
    const guard = createRun('guard', program, types, library, { sources, globals: summary.globals })
    guard.budget = 40_000
    if (wraps) guard.collected.set(WRAPPED, wraps)
    return runGuard(guard, fn, target)
  }

  function classify(fn: FunctionValue, wraps: Value | undefined, target?: RequestTarget): Classified {
    const ran = run(fn, wraps, target)
    return { guard: guardOf(fn, ran), asksPath: ran.notes.asksPath }
  }

  function guardOf(fn: FunctionValue, { frames, notes, run: guard, unfollowed }: GuardRun): Guard {
    const exits = frames.flatMap(exitsOf)
    const passes = exits.filter((x) => x.next)
    const denies = exits.filter((x) => !x.next && x.status >= 400)
    const statuses = new Set(denies.map((x) => x.status))
    const args = (fn.args ?? []).flatMap((a) => printArgument(a) || [])
    const handsOn = [...notes.inputs].some((i) => i.startsWith('request '))
    const final = passes.length === 0 && exits.length > 0 && !handsOn && guard.budget >= 0
    const base = { fn: fn.entity, args, roles: [] as string[], bypass: [] as string[], final }
    if (guard.budget < 0) return { ...base, kind: 'unknown', enforces: undefined, evidence: 'its code is too large to follow' }
    if (unfollowed !== undefined && exits.length === 0) return { ...base, ...libraryKind(unfollowed) }
    const reached = reaches(fn.entity)
    const looked = passes.some((x) => x.looked)
    const bypass = looked ? [...new Set(passes.filter((x) => !x.looked).map((x) => x.conditions[x.conditions.length - 1] ?? 'always'))] : []
    const named = credentials(notes)
    const lenient = passes.find((x) => x.looked && x.conditions.some(isMissing))
    if (lenient && (statuses.has(401) || (named.length > 0 && (notes.stores.size > 0 || denies.length > 0)))) {
      const condition = lenient.conditions.find(isMissing)
      return { ...base, kind: 'authn', enforces: false, evidence: `lets requests without credentials pass: ${condition}` }
    }
    const refusals = denies.filter((x) => x.status === 401 || x.status === 403)
    const unasked = refusals.length > 0 ? passesUnasked(refusals, passes) : undefined
    if (unasked !== undefined)
      return { ...base, kind: 'authn', enforces: false, evidence: `refuses only under ${unasked}, and lets other requests pass` }
    // An error that the application's error handler turns into an answer.
    const refuses = exits.some((x) => x.error && !x.next)
    const kept = exits.some((x) => x.httpError && !x.next) && readsLocals(notes)
    if (!statuses.has(401) && refuses && (named.length > 0 || kept) && identifies(notes, reached))
      return {
        ...base,
        kind: 'authn',
        enforces: true,
        bypass,
        evidence: `returns an error after reading ${named.join(', ') || 'who was found before'}, without calling the next handler`,
      }
    if (statuses.has(401) || (statuses.has(403) && knowsCaller(notes, passes))) {
      const kind: MiddlewareKind = statuses.has(401) ? 'authn' : 'authz'
      const answer = [...statuses].filter((s) => s === 401 || s === 403).join(' and ')
      return {
        ...base,
        kind,
        enforces: true,
        bypass,
        roles: statuses.has(403) ? rolesOf(fn, kind === 'authz' ? denies : []) : [],
        evidence: `answers ${answer} without calling the next handler`,
      }
    }
    const toLogin = exits.some((x) => !x.next && x.status >= 300 && x.status < 400)
    if (toLogin && passes.length > 0 && identifies(notes, reached))
      return { ...base, kind: 'authn', enforces: true, bypass, evidence: 'sends the client elsewhere without calling the next handler' }
    const stops = exits.filter((x) => !x.next && x.status < 500)
    const proof = stops.length > 0 ? provenIdentity(passes, speaksOfAuth(fn, named)) : undefined
    if (proof !== undefined && identifies(notes, reached))
      return { ...base, kind: 'authn', enforces: true, bypass, evidence: `calls the next handler only under ${proof}` }
    if (stops.length > 0 && passes.length > 0 && denies.length < exits.length && speaksOfAuth(fn, named))
      return {
        ...base,
        kind: 'unknown',
        enforces: undefined,
        evidence: 'it can end a request; whether that is a refusal of who asks is not known',
      }
    if (statuses.has(429) && stops.every((x) => x.status === 429))
      return { ...base, kind: 'rateLimit', enforces: true, bypass, evidence: 'answers 429 without calling the next handler' }
    if (passes.length > 0 && credentials(notes).length > 0 && (notes.stores.size > 0 || notes.statuses.has(401) || notes.statuses.has(403)))
      return {
        ...base,
        kind: 'authn',
        enforces: false,
        evidence: `reads ${credentials(notes).join(', ')} and calls the next handler in every case`,
      }
    if (statuses.has(413)) return { ...base, kind: 'bodyLimit', enforces: true, evidence: 'answers 413' }
    const does = quietKind(fn, notes, reached)
    return {
      ...base,
      kind: does,
      enforces: denies.length > 0,
      evidence: denies.length > 0 ? `answers ${[...statuses].sort().join(', ')}` : 'calls the next handler in every case',
    }
  }

  function libraryGuard(handler: RegisteredHandler, target?: RequestTarget): Guard {
    const none = { roles: [], bypass: [], fn: undefined, args: [], final: false }
    for (const option of options(handler.value)) {
      if (option.kind === 'model' && option.model === 'libraryMiddleware') {
        const state = option.state as LibraryMiddleware
        const config = state.args.find((a) => a.kind === 'instance')
        const skip = config?.kind === 'instance' ? skipperOf(config) : undefined
        const skips = skip && state.does !== 'rateLimit' ? skipsRequest(skip, target) : false
        if (skips === true)
          return { ...none, kind: state.does, enforces: false, evidence: `${state.package}: its configuration skips this request` }
        const onError = config?.kind === 'instance' ? config.fields.get('ErrorHandler')?.value : undefined
        const lets = state.does === 'authn' && onError ? letsPass(onError) : false
        return {
          ...none,
          kind: state.does,
          enforces: state.enforces && !lets,
          bypass: skips === undefined ? ['its configuration skips some requests'] : [],
          evidence: lets
            ? `${state.package}: its error handler calls the next handler`
            : `${state.package} ${state.enforces ? 'rejects requests' : 'lets every request pass'}`,
        }
      }
    }
    const known = rowOf(handler.value)
    if (known) return { ...none, ...known }
    if (isLibrary(handler.value)) return { ...none, ...libraryKind(`${handler.label} ${libraryOf(handler.value)}`) }
    return { ...none, kind: 'unknown', enforces: undefined, evidence: `the function behind ${handler.label} was not found` }
  }

  /** Whether the configuration lets this request pass; undefined where that cannot be told. */
  function skipsRequest(skip: Value, target: RequestTarget | undefined): boolean | undefined {
    const fn = functionOf(skip)
    if (!fn) return isLibrary(skip) && !options(skip).some((o) => o.kind === 'symbolic') ? false : undefined
    const answers = run(fn, undefined, target).frames.flatMap((f) => f.returns.flatMap((r) => (r[0] ? options(r[0]) : [])))
    const [first] = answers
    if (first?.kind !== 'boolean') return undefined
    return answers.every((a) => a.kind === 'boolean' && a.value === first.value) ? first.value : undefined
  }

  function letsPass(onError: Value): boolean {
    const fn = functionOf(onError)
    return fn
      ? run(fn)
          .frames.flatMap(exitsOf)
          .some((x) => x.next)
      : false
  }

  function handler(registered: RegisteredHandler, credential: (fn: FunctionEntity) => boolean): HandlerGuard {
    const found = functionOf(registered.value)
    if (!found) {
      if (isLibrary(registered.value)) return { auth: 'none', reason: '', fn: undefined }
      return { auth: 'unknown', reason: `the function behind ${registered.label} was not found`, fn: undefined }
    }
    const fn = found.entity
    if (credential(fn)) return { auth: 'none', reason: '', fn }
    const ws = options(registered.value).some((o) => o.kind === 'model' && o.model === 'handler')
    if (ws) return { auth: 'none', reason: '', fn }
    const { frames, notes, run: guard } = run(found)
    if (guard.budget < 0) return { auth: 'unknown', reason: 'the handler is too large to follow', fn }
    const exits = frames.flatMap(exitsOf)
    const seen = credentials(notes)
    const denies = exits.filter((x) => x.status === 401)
    if (denies.length > 0 && (seen.length > 0 || identifies(notes, reaches(fn))))
      return { auth: 'required', reason: `the handler answers 401 itself after reading ${seen.join(', ') || 'the request'}`, fn }
    if (seen.length > 0) return { auth: 'optional', reason: `the handler reads ${seen.join(', ')} and goes on without it`, fn }
    return { auth: 'none', reason: '', fn }
  }
}

const skipperOf = (config: InstanceValue): Value | undefined => {
  const value = (config.fields.get('Next') ?? config.fields.get('Filter') ?? config.fields.get('Skipper'))?.value
  return value?.kind === 'nil' ? undefined : value
}

/** A name decides nothing; it only says that to call this harmless would be rash. */
const speaksOfAuth = (fn: FunctionValue, named: readonly string[]): boolean =>
  named.length > 0 || AUTH_WORDS.test(fn.label ?? '') || AUTH_WORDS.test(fn.entity.name)

interface Classified {
  readonly guard: Guard
  readonly asksPath: boolean
}

/** A library's middleware that no row speaks of: its name may say that it is not about who asks; what it does is not known. */
function libraryKind(name: string): Pick<Guard, 'kind' | 'enforces' | 'evidence'> {
  return AUTH_WORDS.test(name)
    ? { kind: 'unknown', enforces: undefined, evidence: `${name} comes from a library that is not modelled` }
    : { kind: quietName(name), enforces: false, evidence: 'from a library; nothing in its name speaks of authentication' }
}

function rowOf(value: Value): Pick<Guard, 'kind' | 'enforces' | 'evidence'> | undefined {
  for (const option of options(value)) {
    const name =
      option.kind === 'libraryFunction'
        ? option.name
        : option.kind === 'symbolic' && option.origin.kind === 'library'
          ? option.origin.name
          : undefined
    const row = name === undefined ? undefined : middlewareRow(libraryOf(option), name)
    if (row)
      return {
        kind: row.does,
        enforces: row.enforces,
        evidence: `${libraryOf(option)} ${row.enforces ? 'rejects requests' : 'lets every request pass'}`,
      }
  }
  return undefined
}

/** A way taken because no credential was there, or none that holds. */
function isMissing(condition: string): boolean {
  return (
    !condition.startsWith('!(') &&
    /==\s*""|(?<!\berr\w*\s*)==\s*nil\b|len\([^)]*\)\s*==\s*0|\berr\w*\s*!=\s*nil|(^|\|\|\s*|&&\s*)!(ok|found|exists|valid|\w+\.Valid|strings\.HasPrefix)\b/.test(
      condition,
    )
  )
}

/** A way taken because a credential was there, or held. */
function isPresent(condition: string): boolean {
  const [, negated] = /^!\((.*)\)$/s.exec(condition) ?? []
  if (negated !== undefined) return isMissing(negated)
  return /!=\s*""|(?<!\berr\w*\s*)!=\s*nil\b|\berr\w*\s*==\s*nil\b|len\([^)]*\)\s*(>|!=)\s*0|(^|&&\s*)(ok|found|exists|valid|\w+\.Valid|strings\.HasPrefix)\b/.test(
    condition,
  )
}

/** A refusal of 403 is about who asks only if that is known: a header that was read may as well be a check of its form. */
const knowsCaller = (notes: GuardNotes, passes: readonly Exit[]): boolean =>
  readsLocals(notes) || provenIdentity(passes, false) !== undefined

const readsLocals = (notes: GuardNotes): boolean => [...notes.inputs].some((i) => i.startsWith('locals '))

const IDENTITY_WORDS = /user|auth|session|token|claims|principal|account|identity|login|uid/i

/** Every way on stands under an identity that is there: the condition of one. Whatever the others are answered, they are refused. */
function provenIdentity(passes: readonly Exit[], speaks: boolean): string | undefined {
  let first: string | undefined
  for (const { conditions } of passes) {
    const proof = conditions.find((c) => isPresent(c) && (speaks || IDENTITY_WORDS.test(c)))
    if (proof === undefined) return undefined
    first ??= proof
  }
  return first
}

/** All refusals stand under a credential that is there, and requests without it pass: that condition. */
function passesUnasked(refusals: readonly Exit[], passes: readonly Exit[]): string | undefined {
  let first: string | undefined
  for (const { conditions } of refusals) {
    // A bare `ok` may speak of an error that is there.
    const given = conditions.find((c) => isPresent(c) && !/^!?\(?\w+\)?$/.test(c) && passes.some((p) => !p.conditions.includes(c)))
    if (given === undefined) return undefined
    first ??= given
  }
  return first
}

interface Exit {
  /** It returns an error whose answer is not known here. */
  readonly error: boolean
  /** The error is one of the framework's own, which is an answer. */
  readonly httpError: boolean
  readonly next: boolean
  readonly looked: boolean
  readonly status: number
  readonly conditions: readonly string[]
}

function exitsOf(frame: Frame): Exit[] {
  return frame.exits.flatMap((exit) => {
    const conditions = exit.conditions.map((c) => c.text)
    const answers = exit.values
      .flatMap((v) => options(v))
      .flatMap((v) => (v.kind === 'model' && v.model === 'response' ? [v.state as { status: number; next?: boolean }] : []))
    const httpError = exit.values.some((v) => options(v).some(isHttpError))
    const error = answers.length === 0 && exit.values.some((v) => options(v).some(isError))
    return [...exit.paths].flatMap((text): Exit[] => {
      const way = readWay(text)
      const statuses = answers.filter((a) => !a.next).map((a) => a.status)
      if (statuses.length > 0 && !(way.next && answers.some((a) => a.next)))
        return [
          ...statuses.map(
            (status): Exit => ({ error: false, httpError, next: false, looked: way.looked, status: status || way.status, conditions }),
          ),
          ...(answers.some((a) => a.next) ? [{ error: false, httpError, next: true, looked: way.looked, status: 0, conditions }] : []),
        ]
      // Stopped with a status that is not known: refused, by whatever answer.
      const stopped = !way.next && way.status < 0
      return [
        { error: (error && way.status === 0) || stopped, httpError, next: way.next, looked: way.looked, status: way.status, conditions },
      ]
    })
  })
}

const isHttpError = (value: Value): boolean => {
  const type = pointerless(typeOf(value))
  return type.kind === 'external' && type.name === 'HTTPError'
}

const isError = (value: Value): boolean =>
  value.kind !== 'nil' && !(value.kind === 'model' && /^(request|writer|wrapped|next|handler)$/.test(value.model))

/** Inputs that name a caller: a header, cookie, query or local with a telling name. */
function credentials(notes: GuardNotes): string[] {
  return [...notes.inputs].filter(
    (i) =>
      /^header (authorization|x-(api|auth|access|session|user)[\w-]*|.*(token|secret|key|signature).*)$/i.test(i) ||
      /^cookie .*(token|session|auth|jwt|sid).*$/i.test(i) ||
      /^query (access_?)?(token|ticket|api_?key)$/i.test(i),
  )
}

const IDENTITY_CALLS =
  /(golang-jwt\/jwt|dgrijalva\/jwt-go|lestrrat-go\/jwx\S*|o1egl\/paseto|aidantwoods\/go-paseto) (Parse|ParseWithClaims|Verify|ParseString)|(fiber\/middleware\/session|gorilla\/sessions) Get/

function identifies(notes: GuardNotes, reached: ReadonlySet<string>): boolean {
  return (
    credentials(notes).length > 0 ||
    [...notes.inputs].some((i) => i.startsWith('locals ') || /session|auth|jwt|claims/i.test(i)) ||
    [...reached].some((call) => IDENTITY_CALLS.test(call))
  )
}

/** Role names: constant arguments of the factory, or what the refusing condition asks for. */
function rolesOf(fn: FunctionValue, denies: readonly Exit[]): string[] {
  const given = (fn.args ?? [])
    .flatMap((a) => (a.kind === 'list' ? a.elements : [a]))
    .flatMap((a) => options(a))
    .map(constantText)
    .filter((t): t is string => t !== undefined && t !== '')
  if (given.length > 0) return [...new Set(given)]
  const asked = denies.filter((d) => d.status === 403).flatMap((d) => rolesInCondition(d.conditions[d.conditions.length - 1] ?? ''))
  return [...new Set(asked)]
}

function rolesInCondition(condition: string): string[] {
  const compared = [...condition.matchAll(/!=\s*"([^"]+)"/g)].map((m) => m[1] ?? '')
  if (compared.length > 0) return compared
  return [...condition.matchAll(/!\s*([A-Za-z_][\w.]*)/g)].flatMap((m) => {
    const name = (m[1] ?? '').split('.').pop() ?? ''
    const role = name.replace(/^(is|has|can|user_?is|require)_?(?=[A-Z_]|$)/i, '').replace(/(Role|Required|User|Only)$/, '')
    return role && !/^(ok|found|exists|valid|allowed|authorized|success|permitted)$/i.test(role)
      ? [role.charAt(0).toLowerCase() + role.slice(1)]
      : []
  })
}

function quietKind(fn: FunctionValue, notes: GuardNotes, reached: ReadonlySet<string>): MiddlewareKind {
  const calls = [...reached].join('\n')
  if (/prometheus/.test(calls) || /prometheus/.test(fn.label ?? '')) return 'metrics'
  if (/opentelemetry|opentracing|dd-trace|jaeger/.test(calls)) return 'tracing'
  if (notes.stores.has('requestid') || notes.stores.has('request_id')) return 'requestId'
  if (/^(log|log\/slog|go\.uber\.org\/zap|github\.com\/rs\/zerolog\S*|github\.com\/sirupsen\/logrus) /m.test(calls)) return 'logging'
  return 'other'
}

function quietName(name: string): MiddlewareKind {
  const words: readonly (readonly [RegExp, MiddlewareKind])[] = [
    [/cors/i, 'cors'],
    [/csrf/i, 'csrf'],
    [/recover/i, 'recover'],
    [/request-?id/i, 'requestId'],
    [/limit/i, 'rateLimit'],
    [/metric|prometheus/i, 'metrics'],
    [/trac|otel|telemetry/i, 'tracing'],
    [/log/i, 'logging'],
    [/helmet|secure/i, 'securityHeaders'],
    [/timeout/i, 'timeout'],
  ]
  return words.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'
}

function isLibrary(value: Value): boolean {
  return options(value).every(
    (v) =>
      v.kind === 'libraryFunction' ||
      (v.kind === 'symbolic' && v.origin.kind === 'library') ||
      (v.kind === 'model' && v.model !== 'handler'),
  )
}

function libraryOf(value: Value): string {
  return value.kind === 'libraryFunction'
    ? value.package
    : value.kind === 'symbolic' && value.origin.kind === 'library'
      ? value.origin.package
      : ''
}

function printArgument(value: Value): string {
  const constant = constantText(value)
  if (constant !== undefined) return JSON.stringify(constant)
  if (value.kind === 'number' || value.kind === 'boolean') return String(value.value)
  if (value.kind === 'list') return value.elements.map(printArgument).filter(Boolean).join(', ')
  return ''
}
