// Routes with their verdicts: authentication, roles, rate limit, each with its reason where it is not plain.

import { type Condition, conditionKey } from './evaluate/frame.ts'
import { conditionsOf } from './evaluate/made-under.ts'
import { said } from './evaluate/undecided.ts'
import type { RequestTarget } from './frameworks/request.ts'
import type { Guard } from './guard.ts'
import type { HandlerGuard } from './guard-handler.ts'
import { type Guards, type HandlerQuestion, isEnvironmentCheck } from './guards.ts'
import type { LinkedCalls } from './link.ts'
import type { KeptBefore } from './private-keys.ts'
import type { FunctionEntity } from './program.ts'
import type { RegisteredHandler } from './registration.ts'
import type { AppliedMiddleware, GoRoute } from './routes.ts'
import { lineOf } from './syntax.ts'
import { STRING } from './types.ts'
import { capturedFunctions } from './unwrap.ts'
import { type Hole, typed, type Value } from './values.ts'
import { walkStatements, words } from './walk.ts'

export interface JudgedMiddleware {
  readonly applied: AppliedMiddleware
  readonly guard: Guard
  /** Source text of the conditions under which it is registered. */
  readonly condition: string | undefined
}

export interface JudgedRoute {
  readonly route: GoRoute
  readonly handler: FunctionEntity | undefined
  /** Functions that the handler got from its factory, on this route. */
  readonly captured: readonly FunctionEntity[]
  readonly middleware: readonly JudgedMiddleware[]
  readonly auth: 'required' | 'optional' | 'none' | 'unknown'
  readonly roles: readonly string[]
  readonly rateLimit: 'route' | 'global' | 'none' | 'unknown'
  readonly reasons: { readonly auth?: string; readonly rateLimit?: string; readonly handler?: string }
  readonly credential: boolean
  readonly proof: string | undefined
  readonly condition: string | undefined
}

/** Calls by which a handler proves who is there, or hands out the proof. */
const CREDENTIAL_CALLS =
  /(x\/crypto\/bcrypt (CompareHashAndPassword|GenerateFromPassword))|(x\/crypto\/(argon2|scrypt|pbkdf2) (IDKey|Key))|((golang-jwt\/jwt|dgrijalva\/jwt-go|lestrrat-go\/jwx\S*) (SignedString|Sign))|(paseto\S* (Encrypt|V4Encrypt|V4Sign))/
const SIGNATURE_CALLS =
  /(crypto\/hmac Equal)|(crypto\/subtle ConstantTimeCompare)|(crypto\/(ed25519|rsa|ecdsa) Verify)|(\/webhook ConstructEvent)/

/** Calling whatever comes next is no act of the caller's own. */
const handsOn = (edge: LinkedCalls['edges'][number]): boolean =>
  edge.captured || edge.callee.syntax.name === 'ServeHTTP' || (edge.resolution !== 'exact' && edge.fanout > MANY)

const MANY = 4

/** Calls that make a socket of a request. */
const UPGRADE_CALLS = /(websocket Upgrade)|((nhooyr\.io|coder)\/websocket Accept)|(gobwas\/ws UpgradeHTTP)|(olahol\/melody HandleRequest)/

/** Everything that a function calls, itself and through others, as "package name"; goroutines left out. */
export function createReach(calls: LinkedCalls): (fn: FunctionEntity) => ReadonlySet<string> {
  const callees = new Map<FunctionEntity, FunctionEntity[]>()
  for (const edge of calls.edges) {
    if (edge.site.inGoroutine || handsOn(edge)) continue
    const list = callees.get(edge.caller)
    if (list) list.push(edge.callee)
    else callees.set(edge.caller, [edge.callee])
  }
  const memo = new Map<FunctionEntity, ReadonlySet<string>>()
  return (fn) => {
    const known = memo.get(fn)
    if (known) return known
    const found = new Set<string>()
    const seen = new Set([fn])
    let level = [fn]
    for (let depth = 0; depth < 8 && level.length > 0; depth++) {
      const next: FunctionEntity[] = []
      for (const at of level) {
        for (const call of calls.external.get(at) ?? []) found.add(call)
        for (const callee of callees.get(at) ?? [])
          if (!seen.has(callee)) {
            seen.add(callee)
            next.push(callee)
          }
      }
      level = next
    }
    memo.set(fn, found)
    return found
  }
}

/** The request that a route answers, its parameters as holes, and so what a router that is not seen may stand under. */
function targetOf(route: GoRoute): RequestTarget {
  const parts = route.path.split(/(:[A-Za-z0-9_]+|\*|\{[^}]*\})/).filter(Boolean)
  const hole = (text: string): Hole => ({ value: typed(STRING), text })
  // What stands in braces is a prefix, of however many parts.
  const known = parts.map((p) => (p.startsWith('{') ? hole('*') : /^[:*]/.test(p) ? hole(p) : p))
  const path: Value = { kind: 'string', parts: route.unattached ? [hole('*'), ...known] : known }
  const { operation, there } = route.registration
  return { path, method: route.method, operation, there }
}

export function judgeRoutes(
  routes: readonly GoRoute[],
  guards: Guards,
  reach: (fn: FunctionEntity) => ReadonlySet<string>,
  keptBefore: KeptBefore,
): readonly JudgedRoute[] {
  const judged = judgeEach(routes, guards, reach, keptBefore)
  const others = routes.flatMap(rivalsOf)
  const verdicts = judgeEach(others, guards, reach, keptBefore)
  const authOfRival = new Map(others.map((other, i) => [other, verdicts[i]?.auth]))
  return judged.map((route): JudgedRoute => {
    const other = rivalsOf(route.route).find((r) => authOfRival.get(r) !== route.auth)
    if (!other || route.auth === 'unknown') return route
    const { file, at, conditions } = other.registration
    const place = `${file.syntax.path}:${lineOf(at)}`
    const own = route.route.registration.conditions.filter((c) => !isEnvironmentCheck(c.text) && !conditions.includes(c)).map(said)
    const reason = `it is registered twice: ${route.auth} if ${own.join(' and ')}, ${authOfRival.get(other)} otherwise (${place})`
    return { ...route, auth: 'unknown', roles: [], reasons: { ...route.reasons, auth: reason } }
  })
}

/** A condition on the environment is the operator's: what he has in production is the first one. */
const rivalsOf = ({ otherwise, registration }: GoRoute): readonly GoRoute[] =>
  otherwise && !registration.conditions.every((c) => isEnvironmentCheck(c.text)) ? otherwise : []

function judgeEach(
  routes: readonly GoRoute[],
  guards: Guards,
  reach: (fn: FunctionEntity) => ReadonlySet<string>,
  keptBefore: KeptBefore,
): readonly JudgedRoute[] {
  const calls = (fn: FunctionEntity, pattern: RegExp) => [...reach(fn)].some((c) => pattern.test(c))
  const credential = (fn: FunctionEntity) => calls(fn, CREDENTIAL_CALLS)
  const judged = routes.map((route) => {
    let kept = keptBefore(route.middleware.map((m) => m.handler))
    const target = targetOf(route)
    const middleware = route.middleware.map((applied): JudgedMiddleware => {
      const judged = guards.middleware(applied.handler, target, kept)
      const { guard } = judged
      kept = judged.kept
      const texts = applied.registration.conditions.map((c) => c.text)
      return { applied, guard, condition: texts.length > 0 ? texts.join(' && ') : undefined }
    })
    return { route, middleware, kept }
  })
  const shares = limiterShares(judged)
  return judged.map(({ route, middleware, kept }): JudgedRoute => {
    // A handler that answers in every case is the last one, whatever was registered behind it.
    const last = middleware.findIndex((m) => m.guard.final && (m.applied.own || (m.guard.closed && undecided(m, route).length === 0)))
    const answers = middleware[last]?.applied.handler
    const { choice } = route
    const place = targetOf(route)
    const [chosen, ...others] = choice?.functions ?? []
    const asked = last < 0 ? middleware : middleware.slice(0, last)
    const guarded = asked.some((m) => requires(m, route) && !m.guard.byDocument)
    const own = chosen
      ? choiceGuard(route, guards, { credential, kept, guarded, place })
      : guards.handler(answers ?? route.handler, { credential, kept, guarded, place })
    const proofFn = own.fn
    const captured = chosen ? others : own.fn ? capturedFunctions(route.handler.value).map((f) => f.entity) : []
    const isCredential = proofFn !== undefined && [proofFn, ...captured].some(credential)
    const auth = unlessUnseen(route, authOf(route, asked, own))
    const limit = rateLimitOf(route, middleware, shares)
    const conditions = route.registration.conditions.map((c) => c.text)
    const handlerReason = own.fn ? undefined : own.auth === 'unknown' ? own.reason : `${route.handler.label} comes from a library`
    const socket = route.protocol === 'http' && own.fn !== undefined && calls(own.fn, UPGRADE_CALLS)
    return {
      route: socket ? { ...route, protocol: 'ws' } : route,
      handler: own.fn,
      captured,
      middleware,
      auth: auth.verdict,
      roles: auth.verdict === 'required' ? [...new Set(middleware.flatMap((m) => m.guard.roles))] : [],
      rateLimit: limit.verdict,
      reasons: {
        ...(answers
          ? { auth: `${answers.label} answers before ${route.handler.label} is asked` }
          : auth.reason
            ? { auth: auth.reason }
            : {}),
        ...(limit.reason ? { rateLimit: limit.reason } : {}),
        ...(handlerReason ? { handler: handlerReason } : {}),
      },
      credential: isCredential,
      proof: proofFn && !isCredential && calls(proofFn, SIGNATURE_CALLS) ? 'signature' : undefined,
      condition: conditions.length > 0 ? conditions.join(' && ') : undefined,
    }
  })
}

/** What a handler that answers several routes demands on the way of this one. */
function choiceGuard({ choice, handler }: GoRoute, guards: Guards, question: HandlerQuestion): HandlerGuard {
  const [fn] = choice?.functions ?? []
  const demands = { ...guards.handler(choice?.by ?? handler, { ...question, credential: () => false, answers: choice?.answers }), fn }
  // A wrong password is refused too, and that says nothing of who may try one.
  return demands.auth !== 'none' && !demands.asksLogin && choice?.functions.some(question.credential)
    ? { ...demands, auth: 'unknown', reason: `${demands.reason}; it also checks or hands out credentials itself` }
    : demands
}

/** A condition that nobody can decide from the code; one on the environment is the operator's choice. */
const undecided = (m: JudgedMiddleware, route: GoRoute) => {
  const conditions = conditionsBeside(m, route).map(said)
  if (!m.applied.handler.sometimes) return conditions
  const given = new Set(route.registration.conditions.map(conditionKey))
  const branches = conditionsOf(m.applied.handler.value).filter((c) => !given.has(conditionKey(c)))
  const [branch] = branches.slice(-1)
  return [...conditions, branch ? said(branch) : 'a branch is taken that the code does not decide']
}

/** What holds whenever the route is there at all is no condition of its guard; so does a setting that is asked again for the route. */
function conditionsBeside(m: JudgedMiddleware, route: GoRoute): readonly Condition[] {
  const given = new Set(route.registration.conditions.map(conditionKey))
  const settled = new Set(route.registration.conditions.flatMap(settingKey))
  const holds = (c: Condition): boolean =>
    given.has(conditionKey(c)) ||
    (settingKey(c).some((key) => settled.has(key)) &&
      ![m.applied.registration.fn, route.registration.fn].some((fn) => assignsIn(fn, c.text)))
  return m.applied.registration.conditions.filter((c) => !isEnvironmentCheck(c.text) && !holds(c))
}

const settingKey = ({ file, text, settings }: Condition): readonly string[] => (settings ? [`${file} ${text} ${settings.join()}`] : [])

/** It gives another value to something that the condition speaks of. */
function assignsIn(fn: FunctionEntity, condition: string): boolean {
  let found = false
  const asked = condition.split(/[^\w.]+/)
  const isAsked = (name: string) => asked.some((a) => a === name || a.startsWith(`${name}.`))
  walkStatements(
    fn.syntax.body,
    () => undefined,
    (s) => {
      found ||= s.kind === 'assign' && s.op !== ':=' && s.left.some((left) => isAsked(words(left)))
      return undefined
    },
  )
  return found
}

const opposite = ({ file, at, text }: Condition): string =>
  conditionKey({ file, at, text: text.startsWith('!(') && text.endsWith(')') ? text.slice(2, -1) : `!(${text})` })

/**
 * One of them is there whichever way the conditions go: a guard in the one branch and a guard in the other are a guard on both
 * (resolution, over sets of conditions).
 */
function standsOnEachWay(guards: readonly JudgedMiddleware[], route: GoRoute): boolean {
  const sets = guards.slice(0, MOST_BRANCHES).map((m) => conditionsBeside(m, route))
  const seen = new Set(sets.map(setKey))
  for (let i = 0; i < sets.length && sets.length < MOST_BRANCHES ** 2; i++)
    for (const other of sets.slice(0, i)) {
      const [own = [], there] = [sets[i], new Set(other.map(conditionKey))]
      const [turned, ...more] = own.filter((c) => there.has(opposite(c)))
      if (!turned || more.length > 0) continue
      const rest = own.filter((c) => c !== turned)
      if (rest.length !== other.length - 1 || !rest.every((c) => there.has(conditionKey(c)))) continue
      if (rest.length === 0) return true
      if (seen.has(setKey(rest))) continue
      seen.add(setKey(rest))
      sets.push(rest)
    }
  return false
}

const MOST_BRANCHES = 12
const setKey = (set: readonly Condition[]): string => set.map(conditionKey).sort().join('\n')

const asksWho = ({ guard }: JudgedMiddleware): boolean => guard.kind === 'authn' || guard.kind === 'authz'

const bypassOf = ({ guard }: JudgedMiddleware): readonly string[] => guard.bypass.filter((b) => !isEnvironmentCheck(b))

/** It lets nobody pass who brings nothing. A condition of the route's own registration holds whenever the route is there at all. */
const requires = (m: JudgedMiddleware, route: GoRoute): boolean =>
  asksWho(m) && m.guard.enforces === true && bypassOf(m).length === 0 && undecided(m, route).length === 0

function authOf(
  route: GoRoute,
  middleware: readonly JudgedMiddleware[],
  own: ReturnType<Guards['handler']>,
): { verdict: JudgedRoute['auth']; reason: string } {
  if (middleware.some((m) => requires(m, route) && (!m.guard.byDocument || own.secured))) return { verdict: 'required', reason: '' }
  const guards = middleware.filter((m) => asksWho(m) && !m.guard.byDocument)
  const certain = guards.filter((m) => m.guard.enforces === true && bypassOf(m).length === 0 && !m.applied.handler.sometimes)
  if (standsOnEachWay(certain, route)) return { verdict: 'required', reason: '' }
  const doubts: string[] = []
  for (const m of guards) {
    if (!m.guard.enforces) continue
    const bypass = bypassOf(m)
    const conditions = undecided(m, route)
    doubts.push(
      conditions.length > 0
        ? `${m.applied.handler.label} is registered only if ${conditions.join(' and ')}`
        : `${m.applied.handler.label} lets requests pass ${m.guard.when ?? `if ${bypass.join(' or ')}`}`,
    )
  }
  if (own.auth === 'required') return { verdict: 'required', reason: own.reason }
  const strange = middleware.filter((m) => (m.guard.byDocument ? own.secured !== false : m.guard.kind === 'unknown'))
  const open = [...new Set([...doubts, ...strange.map((m) => m.guard.evidence)])]
  if (open.length > 0) return { verdict: 'unknown', reason: open.join('; ') }
  if (own.auth === 'unknown') return { verdict: 'unknown', reason: own.reason }
  const identifies = guards.find((m) => m.guard.enforces === false)
  if (identifies) return { verdict: 'optional', reason: `${identifies.applied.handler.label} ${identifies.guard.evidence}` }
  return own.auth === 'optional' ? { verdict: 'optional', reason: own.reason } : { verdict: 'none', reason: '' }
}

/** Of a router that nobody made in view it is not known what stands before it. */
function unlessUnseen(route: GoRoute, auth: ReturnType<typeof authOf>): ReturnType<typeof authOf> {
  if (!route.unattached || auth.verdict === 'required' || auth.verdict === 'unknown') return auth
  return {
    verdict: 'unknown',
    reason: `the router that ${route.registration.fn.name} gets is not made in view: what stands before it is not known`,
  }
}

/** The share of an application's routes that each limiter registration covers. */
function limiterShares(
  judged: readonly { readonly route: GoRoute; readonly middleware: readonly JudgedMiddleware[] }[],
): ReadonlyMap<RegisteredHandler, number> {
  const covered = new Map<RegisteredHandler, number>()
  const totals = new Map<string, number>()
  for (const { route, middleware } of judged) {
    totals.set(route.app, (totals.get(route.app) ?? 0) + 1)
    for (const { applied, guard } of middleware)
      if (guard.kind === 'rateLimit') covered.set(applied.handler, (covered.get(applied.handler) ?? 0) + 1)
  }
  const shares = new Map<RegisteredHandler, number>()
  for (const { route, middleware } of judged)
    for (const { applied } of middleware) {
      const count = covered.get(applied.handler)
      if (count !== undefined) shares.set(applied.handler, count / (totals.get(route.app) ?? 1))
    }
  return shares
}

function rateLimitOf(
  route: GoRoute,
  middleware: readonly JudgedMiddleware[],
  shares: ReadonlyMap<RegisteredHandler, number>,
): { verdict: JudgedRoute['rateLimit']; reason: string } {
  const limiters = middleware.filter((m) => m.guard.kind === 'rateLimit')
  let verdict: JudgedRoute['rateLimit'] = 'none'
  let reason = ''
  for (const m of limiters) {
    const global = !m.applied.own && (m.applied.prefix === '/' || m.applied.prefix === '' || (shares.get(m.applied.handler) ?? 0) > 0.5)
    const conditions = undecided(m, route)
    if (conditions.length > 0) {
      reason = `${m.applied.handler.label} is registered only if ${conditions.join(' and ')}`
      if (verdict === 'none') verdict = 'unknown'
    } else if (!global) return { verdict: 'route', reason: '' }
    else verdict = 'global'
  }
  return { verdict, reason: verdict === 'unknown' ? reason : '' }
}
