// Requests of a program, each at the function that makes it. A wrapper's request stays open until a caller fills in its
// URL and method: what is open in a function is looked at again at each of its calls, with the caller's arguments, and so
// on up until nothing more can be said.

import type { CallEdge } from '../calls.ts'
import type { RequestValue } from '../clients/model.ts'
import { modelOf } from '../clients/models.ts'
import { isRuledOut, suppositions } from '../evaluate/conditions.ts'
import type { Evaluator } from '../evaluate/evaluator.ts'
import { alternativesOf, type Frame, type FunctionValue, type Value } from '../evaluate/values.ts'
import { contains, type Fn, type Program, type Site } from '../program.ts'
import { type Known, knownOf, patternKey, shape, waitingOf, waitsFor } from './classify.ts'
import { closeTail, type UrlPattern } from './url-pattern.ts'

export interface Request {
  readonly transport: string
  readonly known: Known
  /** The function that makes it, and its line there. */
  readonly owner: Fn
  readonly line: number
  /** Nobody in the repository calls the wrapper that it waits in. */
  readonly uncalled: boolean
  /** It may go elsewhere as well, and where is not known. */
  readonly partly: boolean
}

interface OpenSite {
  readonly site: Site
  /** Of which function a parameter, or `this`, would say more. */
  readonly waits: Fn
  /** What is known without a caller; undefined for the call of a function that a caller passes in. */
  readonly standalone: Found | undefined
  /**
   * It belongs where it is written if all callers agree on what it is. self: they fill in a field of `this`; captured: a
   * variable of a function around; method: the URL is known, only the method is theirs.
   */
  readonly home: 'self' | 'captured' | 'method' | undefined
  /** The shape that a caller must better for it to be the caller's request. */
  readonly weak: string | undefined
  visited: boolean
  /** A caller could say no more than is known here. */
  unchanged: boolean
}

interface Found {
  readonly request: RequestValue
  readonly known: Known
  readonly within: Fn | undefined
  /** The open site that it came through and that would rather keep it. */
  readonly home: OpenSite | undefined
  /** Seen where the function that makes it is created, not where it is called: counts only if it goes home. */
  readonly created: boolean
}

interface Emission {
  readonly found: Found
  readonly site: Site
  readonly uncalled: boolean
}

/** Call sites that one site may lead through. */
const MOST_VISITS = 5000

export function collectRequests(program: Program, ev: Evaluator, calls: readonly CallEdge[]): Request[] {
  const used = usesOf(calls)
  const analysed = new Set<Fn>()
  const visiting = new Set<Site>()
  let visits = 0
  /** Open sites by every function around them. */
  const open = new Map<Fn, OpenSite[]>()
  const emissions: Emission[] = []
  /** Functions of ours that a library sends its requests through. */
  const carriers = new Set<Fn>()

  for (const module of program.modules.values()) for (const fn of module.functions) analyse(fn)
  const agreed = agreements(emissions)
  for (const entry of new Set([...open.values()].flat())) {
    const { site, standalone, visited, unchanged, weak, waits } = entry
    if (!standalone || (visited && !unchanged) || (!visited && (agreed.has(entry) || isWithin(carriers, site.fn)))) continue
    emissions.push({ found: standalone, site, uncalled: weak === undefined && waits.fact.node !== undefined })
  }
  return settle(emissions, agreed)

  function analyse(fn: Fn): void {
    if (analysed.has(fn)) return
    analysed.add(fn)
    // It may be reached in the midst of another site: what that has spent is not its own.
    const spent = visits
    visits = 0
    for (const site of fn.sites) {
      for (const found of requestsAt(site, undefined)) place(site, found)
      // A function that the caller passes in may be what sends.
      for (const callee of alternativesOf(ev.callee(site)))
        if (callee.t === 'hole' && callee.hole.param && contains(callee.hole.param.fn, fn)) addOpen({ site, waits: callee.hole.param.fn })
    }
    visits = spent
    for (const inner of fn.inner) analyse(inner)
  }

  /** Sends a request to where it belongs: here, or open for the callers of what it waits for. */
  function place(site: Site, found: Found): void {
    const { state, causes, onlyMethod } = waitingOf(found.request, found.known, site.fn)
    const waits = state === 'settled' ? undefined : waitsFor(causes, site.fn)
    if (!waits) {
      emissions.push({ found, site, uncalled: false })
      return
    }
    const captured = waits.fn.owner !== site.fn.owner
    const home = waits.self ? 'self' : captured ? 'captured' : onlyMethod ? 'method' : undefined
    addOpen({ site, waits: waits.fn, standalone: found, home, weak: state === 'weak' ? shapeOf(found) : undefined })
  }

  function addOpen(entry: Pick<OpenSite, 'site' | 'waits'> & Partial<OpenSite>): void {
    const whole: OpenSite = { standalone: undefined, home: undefined, weak: undefined, ...entry, visited: false, unchanged: false }
    for (let fn: Fn | undefined = entry.site.fn; fn; fn = fn.outer) {
      const list = open.get(fn)
      if (list) list.push(whole)
      else open.set(fn, [whole])
    }
  }

  function requestsAt(site: Site, frame: Frame | undefined): Found[] {
    if (visiting.size === 0) visits = 0
    if (visiting.has(site) || visits++ > MOST_VISITS || isRuledOut(ev, site, frame)) return []
    visiting.add(site)
    const sent = (at: Frame | undefined) =>
      alternativesOf(ev.callee(site, at)).flatMap((callee) => requestsOf(callee, () => ev.args(site, at), site, undefined))
    const found = sent(frame)
    const ways = found.some(({ known }) => known.methods.length > 1 && known.patterns.length > 1) ? suppositions(ev, site, frame) : []
    const apart = ways.flatMap(sent)
    visiting.delete(site)
    return apart.length > 0 ? apart : found
  }

  function requestsOf(callee: Value, args: () => readonly Value[], site: Site, within: Fn | undefined): Found[] {
    switch (callee.t) {
      case 'either':
        return callee.of.flatMap((one) => requestsOf(one, args, site, within))
      case 'made':
        return requestsOf(callee.of, args, site, within)
      case 'fn':
        return enter(callee, args, within)
      case 'class': {
        const fn = callee.cls.module.functions[callee.cls.fact.ctor]
        return fn ? enter({ t: 'fn', fn, frame: callee.frame, self: ev.construct(callee, args(), site) }, args, within) : []
      }
      case 'lib': {
        const model = modelOf(callee.path)
        if (!model?.requests && !model?.invokes && !model?.sendsThrough) return []
        const call = { path: callee.path, callee, args: args(), of: callee.of, site }
        for (const through of (model.sendsThrough?.(call, ev) ?? []).flatMap(alternativesOf))
          if (through.t === 'fn') carriers.add(through.fn)
        const sent = (model.requests?.(call, ev) ?? []).map(
          (request): Found => ({ request, known: knownOf(request), within, home: undefined, created: false }),
        )
        const called = (model.invokes?.(call, ev) ?? []).flatMap((one) =>
          requestsOf(one.callee, () => one.args, site, one.within ?? within),
        )
        return [...sent, ...called]
      }
      default:
        return []
    }
  }

  /** What is open inside a function, seen with the arguments of one call. */
  function enter(callee: FunctionValue, args: () => readonly Value[], within: Fn | undefined): Found[] {
    analyse(callee.fn)
    const waiting = open.get(callee.fn)
    if (!waiting) return []
    const frame = ev.enter(callee, args())
    // What goes home keeps the names of its own parameters.
    const unnamed = ev.enter(callee, undefined)
    return waiting.flatMap((entry) => {
      if (!isBound(entry.waits, frame)) return []
      const named = entry.home === 'self' || (entry.home === 'captured' && entry.waits !== callee.fn)
      const seen = requestsAt(entry.site, named ? unnamed : frame)
      const created = entry.home === 'captured' && entry.waits === callee.fn && !runsWithin(used, callee.fn.owner, entry.site.fn.owner)
      if (seen.length > 0 && !created) entry.visited = true
      const again = seen.map((found): Found => {
        const home = found.home ?? (entry.home ? entry : undefined)
        return { ...found, within: within ?? found.within ?? entry.standalone?.within, home, created: created || found.created }
      })
      return again.filter((found) => {
        const gained = entry.weak === undefined || shapeOf(found) !== entry.weak
        if (!gained) entry.unchanged = true
        return gained
      })
    })
  }
}

function usesOf(calls: readonly CallEdge[]): Map<Fn, Fn[]> {
  const used = new Map<Fn, Fn[]>()
  for (const { from, to, escaping } of calls) if (!escaping) used.set(from, [...(used.get(from) ?? []), to])
  return used
}

/** Whether a function written inside another is used there, and not only handed out. */
function runsWithin(used: ReadonlyMap<Fn, readonly Fn[]>, outer: Fn, inner: Fn): boolean {
  const reached = new Set([outer])
  for (const fn of reached) for (const next of used.get(fn) ?? []) if (contains(outer, next)) reached.add(next)
  return reached.has(inner)
}

function isWithin(functions: ReadonlySet<Fn>, inner: Fn): boolean {
  for (let fn: Fn | undefined = inner; fn; fn = fn.outer) if (functions.has(fn)) return true
  return false
}

function isBound(fn: Fn, frame: Frame): boolean {
  for (let at: Frame | undefined = frame; at; at = at.outer) if (at.fn === fn) return true
  return false
}

function shapeOf(found: Found): string {
  return found.known.patterns.map(shape).sort().join('|')
}

/** Open sites whose callers agree on what the request is. */
function agreements(emissions: readonly Emission[]): Set<OpenSite> {
  const said = new Map<OpenSite, Set<string>>()
  for (const { found } of emissions)
    if (found.home) said.set(found.home, (said.get(found.home) ?? new Set()).add(agreement(found, found.home)))
  return new Set([...said].flatMap(([home, ways]) => (ways.size === 1 ? [home] : [])))
}

function agreement(found: Found, home: OpenSite): string {
  const methods = found.known.methods.join(',')
  return home.home === 'method' ? methods : `${methods} ${found.known.patterns.map(patternKey).sort().join('|')}`
}

/** Gives each request to its function; what all callers agree on goes home, to where it is written. */
function settle(emissions: readonly Emission[], agreed: ReadonlySet<OpenSite>): Request[] {
  const requests = new Map<string, Request>()
  for (const { found, site, uncalled } of emissions) {
    const home = found.home && agreed.has(found.home) ? found.home : undefined
    if (found.created && !home) continue
    const at = home?.site ?? site
    const owner = found.within?.owner ?? at.fn.owner
    const line = found.within ? found.within.fact.line : at.fact.line
    const whole = home?.home === 'method' && home.standalone ? { ...home.standalone.known, methods: found.known.methods } : found.known
    const known = { ...whole, patterns: tellingOf(whole.patterns) }
    const partly = known.patterns.length < whole.patterns.length
    const { transport } = found.request
    const key = [owner.module.path, owner.index, line, transport, known.methods, known.patterns.map(patternKey)].join('\0')
    if (!requests.has(key)) requests.set(key, { transport, known, owner, line, uncalled, partly })
  }
  return [...requests.values()]
}

/** Variants that tell nothing are dropped beside those that do. */
function tellingOf(patterns: readonly UrlPattern[]): readonly UrlPattern[] {
  const telling = patterns.filter(({ segments }) => segments.some((s) => s.kind === 'literal'))
  return (telling.length > 0 ? telling : patterns).map(closeTail)
}
