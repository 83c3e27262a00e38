// One registered handler that answers several routes: it looks at the request's method or path and chooses. The handler is
// followed again and again, each time with one more of its questions settled, until nothing is left open; each way to the
// end is then the requests that take it.

import type { Event } from './evaluate/events.ts'
import type { Frame } from './evaluate/frame.ts'
import { createRun, type Summary } from './evaluate/summary.ts'
import type { Gathered } from './gathered.ts'
import { type Exit, exitsOf } from './guard-exits.ts'
import { WRAPPED } from './guard-paths.ts'
import { type GuardRun, runGuard } from './guard-run.ts'
import { createHandlerFunctions } from './handler-function.ts'
import { type Answer, createInquiry, type Inquiry } from './inquiry.ts'
import type { Library } from './library/model.ts'
import { pathOfPattern } from './path-pattern.ts'
import type { FunctionEntity, Program } from './program.ts'
import type { AppliedMiddleware, Choice, GoRoute } from './routes.ts'
import type { TypeOracle } from './types.ts'
import { unwrap } from './unwrap.ts'
import { type FunctionValue, text, type Value } from './values.ts'

/** Ways of one handler, and runs to find them. More is no dispatch. */
const MAX_WAYS = 160
const MAX_RUNS = 1000

interface Way {
  readonly answers: readonly Answer[]
  readonly events: readonly Event[]
  readonly inquiry: Inquiry
  readonly run: GuardRun
}

export function splitRoutes(
  routes: readonly GoRoute[],
  program: Program,
  types: TypeOracle,
  library: Library,
  summary: Summary,
  sources: (value: Value) => readonly Value[],
  gathered: Gathered,
): readonly GoRoute[] {
  const functionOf = createHandlerFunctions(types, sources)
  const taken = new Set(routes.map(keyOf))
  return routes.flatMap((route) => {
    const parts = split(route)
    if (!parts) return [route]
    taken.delete(keyOf(route))
    return parts.filter((part) => {
      const first = !taken.has(keyOf(part))
      taken.add(keyOf(part))
      return first
    })
  })

  /** The routes that a registered one stands for; undefined where it is one. */
  function split(route: GoRoute): readonly GoRoute[] | undefined {
    const below = openBelow(route)
    if (route.protocol !== 'http' || (route.method !== '*' && below === undefined)) return undefined
    const found = functionOf(route.handler.value)
    const through = methodsLet(route)
    if (!found) return through?.map((method) => ({ ...route, method }))
    const path = below === undefined ? pathValue(route) : undefined
    const start: Answer[] = below ? [{ question: { of: 'path', how: 'begins', text: below }, holds: true }] : []
    const methods = route.method === '*' ? (through ?? [undefined]) : [route.method]
    const parts: GoRoute[] = []
    for (const method of methods) {
      const ways = explore(found, undefined, method ? [...start, methodIs(method)] : start, path)
      if (!ways) return through?.map((m) => ({ ...route, method: m }))
      if (ways.length === 1) parts.push(method ? { ...route, method } : route)
      else parts.push(...waysOf(route, ways))
    }
    return parts.length > 0 ? parts : undefined
  }

  /** The methods that the handlers around this one let through to it; undefined for all. */
  function methodsLet(route: GoRoute): readonly string[] | undefined {
    if (route.method !== '*') return undefined
    for (const { handler, own } of route.middleware) {
      const fn = own ? functionOf(handler.value) : undefined
      const ways = fn && explore(fn, handler.wraps, [], pathValue(route))
      if (!ways || ways.length === 1) continue
      const passing = ways.filter((w) => exits(w.run.frames).some((x) => x.next))
      const methods = passing.map((w) => methodIn(w.answers))
      if (methods.length > 0 && methods.every((m) => m !== undefined)) return [...new Set(methods)]
    }
    return undefined
  }

  /** Every way through a handler; undefined where there are too many. */
  function explore(
    fn: FunctionValue,
    wraps: Value | undefined,
    start: readonly Answer[],
    path: Value | undefined,
  ): readonly Way[] | undefined {
    const ways: Way[] = []
    const askers = new Set<FunctionEntity>()
    let runs = 0
    const visit = (answers: readonly Answer[]): boolean => {
      if (++runs > MAX_RUNS || ways.length > MAX_WAYS) return false
      const events: Event[] = []
      const inquiry = createInquiry(answers, path, true, askers)
      const guard = createRun('guard', program, types, library, {
        sources,
        globals: summary.globals,
        gathered,
        sharedBefore: summary.shared,
        inquiry,
        record: (event) => {
          if (!isQuestion(event)) events.push(event)
        },
      })
      if (wraps) guard.collected.set(WRAPPED, wraps)
      const run = runGuard(guard, fn, undefined)
      const question = inquiry.open
      if (question) return [true, false].every((holds) => visit([...answers, { question, holds }]))
      if (guard.budget < 0) return false
      ways.push({ answers, events, inquiry, run })
      return true
    }
    return visit(start) ? ways : undefined
  }
}

/** To look at a text does nothing. */
const isQuestion = (event: Event): boolean =>
  event.kind === 'call' && event.target.kind === 'external' && /^(strings|regexp|strconv|slices|path)$/.test(event.target.package)

const methodIs = (method: string): Answer => ({ question: { of: 'method', how: 'is', text: method }, holds: true })

const keyOf = (route: GoRoute): string => `${route.app} ${route.method} ${route.path}`

const exits = (frames: readonly Frame[]) => frames.flatMap(exitsOf).filter((x) => !x.panics)

const pathValue = (route: GoRoute): Value => (/[:*{]/.test(route.path) ? route.registration.path : text(route.path))

/** Frameworks that hand all paths below one to a handler that then sees the path. */
const SEES_PATH = new Set(['net/http', 'gorilla/mux', 'chi'])

/** The beginning of the paths that a route leaves to its handler; undefined where it says the path itself. */
function openBelow({ path, framework, registration }: GoRoute): string | undefined {
  if (!SEES_PATH.has(framework) || !path.endsWith('*') || /[:{]/.test(path)) return undefined
  const outermost = registration.handlers[registration.handlers.length - 1]
  return outermost && unwrap(outermost).stripped ? undefined : path.slice(0, -1)
}

const methodIn = (answers: readonly Answer[]): string | undefined =>
  answers.find((a) => a.holds && a.question.of === 'method' && a.question.how === 'is')?.question.text

function waysOf(route: GoRoute, ways: readonly Way[]): GoRoute[] {
  const live = ways.filter((way) => !refuses(way, ways))
  const shared = sharedCalls(live)
  const answering = live.filter((way) => methodIn(way.answers) !== undefined || !isSilent(way, shared))
  const parts = new Map<string, { readonly route: GoRoute; readonly does: string }>()
  const rest = new Set(answering.filter((w) => methodIn(w.answers) === undefined).map((w) => `${pathIn(route, w).path} ${doesOf(w)}`))
  for (const way of answering) {
    const method = methodIn(way.answers)
    const { path, partial } = pathIn(route, way)
    const does = doesOf(way)
    // A method for which nothing else happens than for any other was not decided on.
    if (method !== undefined && route.method === '*' && rest.has(`${path} ${does}`)) continue
    const part = { ...route, path, partial, method: method ?? route.method }
    const key = keyOf(part)
    if (parts.has(key)) continue
    parts.set(key, { route: { ...part, ...chosen(route, way, shared) }, does })
  }
  return [...parts.values()].map((p) => p.route)
}

/** Whatever comes this way is answered that there is nothing here. */
function refuses(way: Way, ways: readonly Way[]): boolean {
  const all = exits(way.run.frames)
  if (all.length > 0 && all.every((x) => !x.next && x.status >= 400 && x.status !== 401 && x.status !== 403)) return true
  // Of a path that is answered by method, what is left over are the other methods.
  const byMethod = methodIn(way.answers) === undefined ? ways.filter((w) => methodIn(w.answers) !== undefined && samePath(w, way)) : []
  if (byMethod.length === 0 && way.answers.some((a) => a.holds && ways.some((w) => !w.answers.includes(a)))) return false
  // What is left over, save for what happens on all ways before anything is asked, and for the answer that cannot be written.
  const exitsOfAll = (of: readonly Way[]) => of.map((w) => new Set(exits(w.run.frames).map(printExit))).filter((known) => known.size > 0)
  const ofMethods = exitsOfAll(byMethod)
  // Where the methods that there are only panic, all other ways tell.
  const others = ofMethods.length > 0 ? ofMethods : exitsOfAll(ways.filter((w) => w !== way))
  const own = all.filter((x) => !others.every((known) => known.has(printExit(x))))
  // What succeeds as well does something, whoever else succeeds; for other methods only 405 says that there are none.
  const succeeds = all.some((x) => x.next || (x.status >= 200 && x.status < 400))
  const said = byMethod.length > 0 ? NO_METHOD : NOTHING_HERE
  if (byMethod.length > 0 && succeeds) return false
  return own.some((x) => said.has(x.status)) && own.every((x) => !x.next && (NOTHING_HERE.has(x.status) || (!succeeds && x.status === 500)))
}

const NO_METHOD: ReadonlySet<number> = new Set([405, 501])

const heldPaths = (way: Way): string =>
  way.answers
    .filter((a) => a.holds && a.question.of === 'path')
    .map((a) => `${a.question.how} ${a.question.text}`)
    .join('|')

const samePath = (a: Way, b: Way): boolean => heldPaths(a) === heldPaths(b)

const NOTHING_HERE: ReadonlySet<number> = new Set([404, 405, 501])

const printExit = (x: Exit): string => `${x.status} ${x.next} ${x.error}`

/** Nothing happens that does not happen on every way, and nothing is answered. */
const isSilent = (way: Way, shared: ReadonlySet<string>): boolean =>
  exits(way.run.frames).every((x) => x.status === 0 && !x.next) && way.events.every((e) => shared.has(placeOf(e)))

const callPlace = (by: FunctionEntity, at: number, to: FunctionEntity): string => `${by.id} ${at} ${to.id}`

const placeOf = (event: Event): string => {
  const fn = event.kind === 'call' || event.kind === 'spawn' ? event.caller : event.fn
  return event.kind === 'call' && event.target.kind === 'exact'
    ? callPlace(fn, event.site.at, event.target.fn)
    : `${fn.id} ${event.site.at}`
}

function sharedCalls(ways: readonly Way[]): ReadonlySet<string> {
  const [first, ...more] = ways.map((w) => new Set(w.events.map(placeOf)))
  return new Set([...(first ?? [])].filter((place) => more.every((places) => places.has(place))))
}

const doesOf = (way: Way): string => [...new Set(way.events.map(placeOf))].sort().join('|')

/** The path by what held on the way; the route's own where only less is known. */
function pathIn(route: GoRoute, { answers }: Way): { readonly path: string; readonly partial: boolean } {
  const held = answers.filter((a) => a.holds && a.question.of === 'path').map((a) => a.question)
  const is = held.find((q) => q.how === 'is')
  if (is) return { path: is.text.length > 1 ? is.text.replace(/\/$/, '') : is.text || '/', partial: route.partial }
  const matches = held.find((q) => q.how === 'matches')
  const known = matches && pathOfPattern(matches.text)
  if (known !== undefined) return { path: known, partial: route.partial }
  const begins = held.filter((q) => q.how === 'begins').sort((a, b) => b.text.length - a.text.length)[0]
  return begins ? { path: `${begins.text}*`, partial: route.partial } : { path: route.path, partial: route.partial }
}

/** What answers on a way: those to whom the request is handed there and not on every way, else the handler itself. */
function chosen(route: GoRoute, way: Way, shared: ReadonlySet<string>): Pick<GoRoute, 'handler' | 'middleware' | 'choice'> {
  const { askers, handed, answered } = way.inquiry
  const [procedure, ...others] = answered
  if (procedure && others.length === 0) return answeredBy(route, procedure)
  const to = handed.filter((h) => askers.has(h.by) && !askers.has(h.to.entity) && !shared.has(callPlace(h.by, h.at, h.to.entity)))
  // Who gives something back was asked for it.
  const [only, ...more] = to.length > 1 ? to.filter((h) => h.to.entity.syntax.results.length === 0) : to
  const dispatcher = route.handler
  const inner = only && unwrap({ value: only.to, label: only.to.label ?? only.to.entity.name, at: only.at })
  const handler = inner?.handler
  const fn = handler?.value.kind === 'function' ? handler.value.entity : undefined
  const own = fn && to.length === 1 ? [fn] : to.map((h) => h.to.entity)
  const alone = own.length > 0 && !way.events.some((e) => actsItself(e, askers, new Set(to.map((h) => h.to.entity)), shared))
  const asking = [...askers].filter((a) => a.syntax.name !== undefined)
  const choice: Choice = { answers: way.answers, by: dispatcher, functions: alone ? own : [...own, ...asking] }
  if (!inner || !fn || more.length > 0) return { handler: dispatcher, middleware: route.middleware, choice }
  return { ...inside(route, inner), choice }
}

/** A library's handler answers on a way: with what it was made of. */
const answeredBy = (route: GoRoute, { by, at }: Inquiry['answered'][number]) =>
  inside(route, unwrap({ value: by, label: route.handler.label, at }))

/** The handler inside of another, with what stands around it. */
function inside(route: GoRoute, { wrappers, handler }: ReturnType<typeof unwrap>): Pick<GoRoute, 'handler' | 'middleware'> {
  const around = wrappers.map((h): AppliedMiddleware => ({ handler: h, registration: route.registration, own: true, prefix: route.path }))
  return { handler: { ...handler, at: route.handler.at }, middleware: [...route.middleware, ...around] }
}

/** On this way alone the choosing function does something by itself. */
function actsItself(
  event: Event,
  askers: ReadonlySet<FunctionEntity>,
  handed: ReadonlySet<FunctionEntity>,
  shared: ReadonlySet<string>,
): boolean {
  if (shared.has(placeOf(event))) return false
  if (event.kind === 'effect') return askers.has(event.fn)
  if (event.kind !== 'call' || !askers.has(event.caller) || event.target.kind !== 'exact') return false
  return !handed.has(event.target.fn) && !event.target.fn.closures.some((c) => handed.has(c))
}
