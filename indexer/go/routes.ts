// Registration runs: from every main function, along everything that touches a router, to ordered logs; then each log to
// its routes with the middleware that stands before them.

import { type Condition, conditionKey } from './evaluate/frame.ts'
import { type Cut, createRun, type Summary } from './evaluate/summary.ts'
import { handlerLabel } from './frameworks/labels.ts'
import type { Answer } from './inquiry.ts'
import type { Library } from './library/model.ts'
import type { LinkedCalls } from './link.ts'
import type { FunctionEntity, GoPackage, Program } from './program.ts'
import { type LostRouter, lostRouters, type RegisteredHandler, type Registration, type RouterLog, routerLogs } from './registration.ts'
import { createRoots, enterRoot, packagesOf } from './registration-roots.ts'
import { relevantFunctions } from './relevance.ts'
import { covers, HOLE, isSlashed, mountPrefix, normalise, pathTexts, shown, slash, type Written } from './route-paths.ts'
import { describes } from './served.ts'
import { createSources } from './sources.ts'
import { fillersOf } from './started.ts'
import { lineOf } from './syntax.ts'
import type { TypeOracle } from './types.ts'
import { handlersByMethod, unwrap } from './unwrap.ts'
import type { Value } from './values.ts'

export interface GoRoute {
  readonly app: string
  readonly method: string
  /** `:name`, `*`; a hole of unknown text is `{words}`. */
  readonly path: string
  /** The path's text was not wholly known. */
  readonly partial: boolean
  readonly protocol: 'http' | 'ws' | 'static'
  readonly framework: string
  readonly handler: RegisteredHandler
  readonly middleware: readonly AppliedMiddleware[]
  readonly registration: Registration
  /** Nobody made its router in view: what stands before it is not known. */
  readonly unattached: boolean
  /** It is one of several that its registered handler answers. */
  readonly choice?: Choice
  /** The same, as it is registered where the conditions of this registration do not hold. */
  readonly otherwise?: readonly GoRoute[]
}

/** The requests of a route for which its registered handler takes one way. */
export interface Choice {
  readonly answers: readonly Answer[]
  /** The handler as it is registered: whom it refuses is asked of it. */
  readonly by: RegisteredHandler
  /** What runs on this way; the handler itself where the way's code stands in it. */
  readonly functions: readonly FunctionEntity[]
}

export interface AppliedMiddleware {
  readonly handler: RegisteredHandler
  /** The `Use`, group or route that names it. */
  readonly registration: Registration
  /** It stands on this route alone. */
  readonly own: boolean
  readonly prefix: string
}

export interface RouteResult {
  readonly routes: readonly GoRoute[]
  readonly mains: readonly FunctionEntity[]
  /** Main functions that serve no HTTP. */
  readonly tools: readonly FunctionEntity[]
  /** Roots of the registration whose evaluation was cut off: routes may be missing. */
  readonly cut: readonly Cut[]
  /** Calls that get a router and are not followed: the same. */
  readonly lost: readonly LostRouter[]
  /** Functions that would register routes, and nothing is seen to call them: the same. */
  readonly unstarted: readonly FunctionEntity[]
}

export function findRoutes(
  program: Program,
  types: TypeOracle,
  library: Library,
  summary: Summary,
  calls: LinkedCalls,
  counts: (fn: FunctionEntity) => boolean,
): RouteResult {
  const ask = createSources(summary.flows, types)
  const relevant = relevantFunctions(program, types, library, summary, calls, ask)
  const texts = createSources(summary.flows, types, true)
  const written = (value: Value) => texts(value).values
  const mains = program.functions.filter((f) => f.name === 'main' && f.file.package.name === 'main' && counts(f))
  const routes: GoRoute[] = []
  const tools: FunctionEntity[] = []
  const cut: Cut[] = []
  const lost: LostRouter[] = []
  const unstarted = new Set<FunctionEntity>()
  const entered = new Set<FunctionEntity>()
  const followed = new Set([...relevant, ...fillersOf(summary.flows)])
  const others = createRoots(program, calls, summary.flows, types, library)
  const createRegistration = () =>
    createRun('registration', program, types, library, {
      relevant: followed,
      sources: (v) => ask(v).values,
      shared: summary.shared,
      setFields: summary.flows.set,
    })
  const register = (roots: readonly FunctionEntity[], packages?: ReadonlySet<GoPackage>): readonly RouterLog[] => {
    const run = createRegistration()
    const first = packages
      ? program.functions.filter((f) => f.syntax.name === 'init' && packages.has(f.file.package) && relevant.has(f))
      : []
    for (const root of [...first, ...roots]) enterRoot(run, { kind: 'function', entity: root }, cut)
    for (const fn of packages ? others.runOthers(run, packages, relevant, cut) : []) unstarted.add(fn)
    for (const fn of run.entered) entered.add(fn)
    lost.push(...lostRouters(run.collected))
    const logs = routerLogs(run.collected)
    const served = rootLogs(logs)
    return distinctLogs(
      served.filter((l) => l.entries.some((e) => e.kind !== 'use')),
      logs.filter((l) => !served.includes(l)),
    )
  }
  const flattenAll = (logs: readonly RouterLog[], app: string): void => {
    for (const [i, log] of logs.entries()) routes.push(...flatten(log, logs.length > 1 ? `${app}#${i + 1}` : app, written))
  }
  const names = appNames(mains)
  const made = mains.map((main) => {
    const packages = packagesOf(program, main.file.package)
    const leads = relevant.has(main) || [...relevant].some((f) => packages.has(f.file.package))
    return { main, logs: leads ? register([main], packages) : [] }
  })
  const all = made.flatMap((m) => m.logs)
  for (const { main, logs } of made) {
    const own = logs.filter((log) => !describes(log, all))
    flattenAll(own, names.get(main) ?? 'app')
    if (own.length === 0) tools.push(main)
  }
  // A library that only offers to register: nobody calls it here, so its own functions are the roots.
  if (routes.length === 0) {
    const called = new Set(calls.edges.map((e) => e.callee))
    const roots = program.functions.filter((f) => relevant.has(f) && counts(f) && !called.has(f) && f.name !== 'main')
    if (roots.length > 0) flattenAll(register(roots), roots[0]?.file.package.name ?? 'app')
  }
  let left = ALL_UNSTARTED
  const known = new Set(routes.map(placeOf))
  const registers = (fn: FunctionEntity): boolean => {
    const run = createRegistration()
    const budget = Math.min(UNSTARTED, left)
    enterRoot(run, { kind: 'function', entity: fn }, [], budget)
    left -= budget - Math.max(0, run.budget)
    return routerLogs(run.collected).some((log) => log.entries.some((e) => e.kind === 'route' && !known.has(placeOf({ registration: e }))))
  }
  return { routes, mains, tools, cut, lost, unstarted: [...unstarted].filter((fn) => !entered.has(fn) && registers(fn)) }
}

const placeOf = ({ registration: { file, at } }: Pick<GoRoute, 'registration'>): string => `${file.syntax.path} ${at}`

/** Expressions of one function that nothing starts, and of all of them, to see whether it would register a route. */
const UNSTARTED = 100_000
const ALL_UNSTARTED = 1_000_000

/** Logs that no other mounts; of those that mount each other the one that serves, or says most. */
function rootLogs(logs: readonly RouterLog[]): readonly RouterLog[] {
  const mountedIn = (log: RouterLog) => log.entries.flatMap((e) => (e.mounted ? [e.mounted] : []))
  const mounted = new Set(logs.flatMap(mountedIn))
  const roots = logs.filter((l) => !mounted.has(l))
  const reached = new Set<RouterLog>()
  const reach = (log: RouterLog): void => {
    if (reached.has(log)) return
    reached.add(log)
    for (const inner of mountedIn(log)) reach(inner)
  }
  for (const root of roots) reach(root)
  for (const log of logs.toSorted((a, b) => Number(b.serves) - Number(a.serves) || b.entries.length - a.entries.length)) {
    if (reached.has(log)) continue
    roots.push(log)
    reach(log)
  }
  return logs.filter((l) => roots.includes(l))
}

/** Code that makes a router may be evaluated for several callers: of routers made at one place, those that say something new. */
function distinctLogs(own: readonly RouterLog[], mounted: readonly RouterLog[]): readonly RouterLog[] {
  const kept: RouterLog[] = []
  const wordsOf = (log: RouterLog) => new Set(log.entries.map((e) => `${e.kind} ${e.methods.join()} ${pathTexts(e.path)[0]?.text} ${e.at}`))
  const bySize = own.toSorted((a, b) => Number(b.serves) - Number(a.serves) || b.entries.length - a.entries.length)
  for (const log of bySize) {
    const known = [...mounted, ...kept].filter((k) => k.file === log.file && k.at === log.at)
    const all = new Set(known.flatMap((k) => [...wordsOf(k)]))
    if (![...wordsOf(log)].every((w) => all.has(w))) kept.push(log)
  }
  return own.filter((l) => kept.includes(l))
}

/** One application per serving main, named by its folder; the folder above where two are alike. */
function appNames(mains: readonly FunctionEntity[]): ReadonlyMap<FunctionEntity, string> {
  const short = (f: FunctionEntity, parts: number) => {
    const folder = f.file.package.folder || f.file.package.path
    return folder.split('/').filter(Boolean).slice(-parts).join('/') || 'app'
  }
  const names = new Map<FunctionEntity, string>()
  for (const main of mains) {
    let parts = 1
    while (parts < 6 && mains.some((other) => other !== main && short(other, parts) === short(main, parts))) parts++
    names.set(main, short(main, parts))
  }
  return names
}

interface Flat {
  readonly registration: Registration
  readonly log: RouterLog
  readonly path: string
  /** It is registered with a slash at its end, which is another path to its router. */
  readonly slashed: boolean
  readonly partial: boolean
  readonly conditions: readonly Condition[]
  /** What the routers above hand down, outermost first. */
  readonly above: readonly AppliedMiddleware[]
}

/** Who has a method and a path first. */
interface Taken extends Pick<Flat, 'registration' | 'slashed'> {
  readonly route: GoRoute
  readonly otherwise: GoRoute[]
}

/** Whenever the later one is registered the first one is there, and answers. */
const standsWith = (first: readonly Condition[], later: readonly Condition[]): boolean =>
  first.every((c) => later.some((l) => conditionKey(l) === conditionKey(c)))

const MAX_MOUNTS = 8

function flatten(log: RouterLog, app: string, written: Written): GoRoute[] {
  const flat: Flat[] = []
  const unroll = (
    from: RouterLog,
    prefix: string,
    conditions: readonly Condition[],
    above: readonly AppliedMiddleware[],
    within: readonly RouterLog[],
  ) => {
    const around = [...above, ...from.around.flatMap((r) => applied(r, conditions))]
    for (const entry of from.entries)
      for (const { text, partial } of pathTexts(entry.path, written)) {
        const whole = prefix + slash(text)
        const path = normalise(whole, from.framework)
        const own = [...conditions, ...entry.conditions]
        const handedDown = [...around, ...entry.inherited.flat().flatMap((r) => applied(r, conditions))]
        if (entry.kind === 'mount' && entry.mounted) {
          if (within.length < MAX_MOUNTS && !within.includes(entry.mounted))
            unroll(entry.mounted, mountPrefix(path), own, handedDown, [...within, entry.mounted])
        } else
          flat.push({
            registration: entry,
            log: from,
            path: shown(path),
            slashed: within.length === 1 && isSlashed(whole, from.framework),
            partial: partial || path.includes(HOLE),
            conditions: own,
            above: handedDown,
          })
      }
  }
  unroll(log, '', [], [], [log])
  const routes: GoRoute[] = []
  const taken = new Map<string, Taken>()
  for (const [at, { registration, log: router, path: known, slashed, partial, conditions, above }] of flat.entries()) {
    if (registration.kind !== 'route') continue
    const outermostHandler = registration.handlers[registration.handlers.length - 1]
    if (!outermostHandler) continue
    const entry = conditions.length === registration.conditions.length ? registration : { ...registration, conditions }
    for (const { method, wrappers, handler } of answersOf(registration, outermostHandler)) {
      const own = [...registration.handlers.slice(0, -1), ...wrappers]
      const first = taken.get(`${method} ${known}`)
      // The first registration answers; of two paths that are not known nobody says that they are one.
      const unlike = first && partial && first.registration.at !== registration.at
      const other = first && first.slashed !== slashed && labelsOf(first.registration) !== labelsOf(registration)
      const path = unlike ? known.replace(/\}$/, `:${lineOf(registration.at)}}`) : other ? `${known}/` : known
      const key = `${method} ${path}`
      const rival = taken.get(key)
      if (rival && standsWith(rival.route.registration.conditions, entry.conditions)) continue
      const before = flat
        .slice(0, at)
        .flatMap((f) =>
          f.registration.kind === 'use' && covers(f.path, path, router.version) ? applied(f.registration, f.conditions, f.path) : [],
        )
      const route: GoRoute = {
        app,
        method,
        path,
        partial,
        protocol: registration.protocol,
        framework: router.framework,
        handler,
        middleware: [
          ...above,
          ...before,
          ...own.map((h): AppliedMiddleware => ({ handler: h, registration: entry, own: true, prefix: path })),
        ],
        registration: entry,
        unattached: log.unattached,
      }
      if (rival) rival.otherwise.push(route)
      else {
        taken.set(key, { registration, slashed, route, otherwise: [] })
        routes.push(route)
      }
    }
  }
  for (const [i, route] of routes.entries()) {
    const otherwise = taken.get(`${route.method} ${route.path}`)?.otherwise ?? []
    if (otherwise.length > 0) routes[i] = { ...route, otherwise }
  }
  return withoutConfiguredPrefix(routes)
}

/** What one line registers with and without a beginning that is configured is known where that is empty. */
function withoutConfiguredPrefix(routes: readonly GoRoute[]): GoRoute[] {
  const key = ({ method, registration }: GoRoute, path: string) => `${registration.file.syntax.path} ${registration.at} ${method} ${path}`
  const known = new Set(routes.filter((r) => !r.partial).map((r) => key(r, r.path)))
  return routes.filter((r) => !r.partial || !known.has(key(r, r.path.replace(/^\/\{[^}]*\}/, '') || '/')))
}

const labelsOf = ({ handlers }: Registration): string => handlers.map((h) => h.label).join()

interface Answering extends ReturnType<typeof unwrap> {
  readonly method: string
}

/** Who answers each method: the handler, or those that it holds by method. */
function answersOf({ methods }: Registration, outermost: RegisteredHandler): readonly Answering[] {
  const outer = unwrap(outermost)
  const rows = handlersByMethod(outer.handler.value)
  if (!rows) return methods.map((method) => ({ ...outer, method }))
  return rows
    .filter((row) => methods.includes('*') || methods.includes(row.method))
    .map(({ method, value }) => {
      const inner = unwrap({ value, label: handlerLabel(value, undefined) || outer.handler.label, at: outermost.at })
      return { ...inner, wrappers: [...outer.wrappers, ...inner.wrappers], method }
    })
}

/** The handlers of a `Use`, under the conditions that hold where its router stands. */
function applied(registration: Registration, conditions: readonly Condition[], prefix?: string): AppliedMiddleware[] {
  const path = prefix ?? shown(normalise(slash(pathTexts(registration.path)[0]?.text ?? ''), ''))
  const all = prefix === undefined ? [...conditions, ...registration.conditions] : conditions
  const under = all.length === registration.conditions.length ? registration : { ...registration, conditions: all }
  return registration.handlers.map((handler) => ({ handler, registration: under, own: false, prefix: path }))
}
