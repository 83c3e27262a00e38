// Calls of the client joined to the routes that answer them, by method and path. Pure. What cannot be joined says why;
// a wrong link is worse than none.

import { agreedChange, type PathProxy, type PrefixChange, routePrefixes, throughProxy } from './link-prefixes.ts'
import { type CallSegment, createRouteTrie, type Found, type LinkRoute, type Match, type RouteTrie } from './route-trie.ts'

export interface LinkCall {
  readonly id: string
  /** `*` when it is not known. */
  readonly method: string
  /** `:name` for any one segment, `*` for an unknown tail. */
  readonly path: string
  readonly transport: string
  /** own: the path is whole. unknown: something that is not known stands before it. */
  readonly base: 'own' | 'unknown' | 'external'
  /** exact | partial | unknown | external */
  readonly resolution: string
}

interface HttpLink {
  readonly callId: string
  readonly routeId: string
  readonly match: Match
}

type UnmatchedReason =
  /** No route has this path. */
  | 'no-route'
  /** The path is answered, with another method. */
  | 'method-mismatch'
  /** Several methods answer the path, and the call's is not known. */
  | 'unknown-method'
  /** What is known of the URL is not enough to say. */
  | 'unknown-url'
  | 'external'

interface UnmatchedCall {
  readonly callId: string
  readonly reason: UnmatchedReason
  /** Methods that do answer the path. */
  readonly methods: readonly string[]
}

export interface HttpLinks {
  readonly links: readonly HttpLink[]
  readonly unmatched: readonly UnmatchedCall[]
  readonly uncalledRoutes: readonly string[]
  /** Every call is in exactly one of the last four. */
  readonly counts: {
    readonly total: number
    readonly matched: number
    readonly unmatched: number
    readonly unknown: number
    readonly external: number
  }
}

interface LinkOptions {
  readonly proxies?: readonly PathProxy[]
}

type Answer = { readonly links: readonly Found[] } | { readonly reason: UnmatchedReason; readonly methods: readonly string[] }

const NO_ROUTE: Answer = { reason: 'no-route', methods: [] }

export function linkApiCalls(calls: readonly LinkCall[], routes: readonly LinkRoute[], { proxies = [] }: LinkOptions = {}): HttpLinks {
  const trie = createRouteTrie(routes)
  const answers = new Map<string, Answer>()
  const asked = calls.filter(({ resolution }) => resolution === 'exact' || resolution === 'partial')
  for (const call of asked) answers.set(call.id, call.base === 'unknown' ? NO_ROUTE : answerPath(trie, call, proxies))
  const lost = (base: string) => asked.filter((call) => call.base === base && isLost(answers.get(call.id)))
  // A base that is not known, and a gateway that nobody shows, are inferred from all calls at once.
  for (const call of settle(trie, lost('unknown'), beginnings(routes))) answers.set(call.id, call.answer)
  const astray = lost('own')
  // Where most calls arrive, those that do not are simply wrong.
  if (astray.length * 2 > asked.filter(({ base }) => base === 'own').length)
    for (const call of settle(trie, astray, shifts(astray, routes))) answers.set(call.id, call.answer)
  return report(calls, routes, answers)
}

function isLost(answer: Answer | undefined): boolean {
  return answer !== undefined && !('links' in answer) && answer.reason === 'no-route'
}

function answerPath(trie: RouteTrie, call: LinkCall, proxies: readonly PathProxy[]): Answer {
  const behind = throughProxy(call.path, proxies)
  const first = behind === undefined ? undefined : answer(trie, call, segmentsOf(behind))
  if (first && 'links' in first) return first
  const direct = answer(trie, call, segmentsOf(call.path))
  return first && isLost(direct) ? first : direct
}

function answer(trie: RouteTrie, call: LinkCall, segments: readonly CallSegment[]): Answer {
  const reached = trie.find(segments)
  const socket = call.transport === 'websocket'
  const accepted = reached.filter(({ route }) => accepts(route, call, socket))
  const [best] = socket ? [...accepted].sort((a, b) => a.cost - b.cost || rank(a) - rank(b)) : accepted
  if (!best) return refusal(reached)
  const equal = accepted.filter(({ cost }) => cost === best.cost)
  if (call.method === '*' && new Set(equal.map(({ route }) => route.method)).size > 1)
    return { reason: 'unknown-method', methods: methodsOf(equal) }
  return { links: best.spread ? equal.filter(({ spread }) => spread) : [specific(equal, best)] }
}

/** Of one path, the route for the very method goes before one for any. */
function specific(equal: readonly Found[], best: Found): Found {
  return best.route.method === '*' ? (equal.find(({ route }) => route.method !== '*' && route.path === best.route.path) ?? best) : best
}

function accepts({ method, protocol }: LinkRoute, call: LinkCall, socket: boolean): boolean {
  if (socket) return protocol === 'ws' || method === 'GET' || method === '*'
  return method === '*' || call.method === '*' || method === call.method || (call.method === 'HEAD' && method === 'GET')
}

function rank({ route }: Found): number {
  return route.protocol === 'ws' ? 0 : 1
}

function refusal(reached: readonly Found[]): Answer {
  // A wildcard for other methods (files, a page for all paths) does not answer the path in earnest.
  const real = reached.filter(({ match, route }) => match !== 'wildcard' && route.protocol !== 'static')
  return real.length > 0 ? { reason: 'method-mismatch', methods: methodsOf(real) } : NO_ROUTE
}

function methodsOf(found: readonly Found[]): string[] {
  return [...new Set(found.map(({ route }) => route.method))].sort()
}

function segmentsOf(path: string): CallSegment[] {
  return path
    .split('/')
    .filter((s) => s !== '')
    .map((s): CallSegment => {
      if (s.endsWith('*')) return { kind: 'tail', after: s.slice(0, -1) }
      return s.startsWith(':') ? { kind: 'variable' } : { kind: 'literal', text: s }
    })
}

function literals(segments: readonly CallSegment[]): string[] {
  const end = segments.findIndex((s) => s.kind !== 'literal')
  return segments.slice(0, end < 0 ? segments.length : end).flatMap((s) => (s.kind === 'literal' ? [s.text] : []))
}

/** An unknown base ends in the beginning of some routes. */
function beginnings(routes: readonly LinkRoute[]): PrefixChange[] {
  return routePrefixes(routes).map((put) => ({ take: [], put }))
}

/** A gateway takes a beginning off, and puts one before: beginnings that only a few share cannot be agreed on. */
function shifts(calls: readonly LinkCall[], routes: readonly LinkRoute[]): PrefixChange[] {
  const takes = shared(calls.map(({ path }) => literals(segmentsOf(path))))
  const puts = shared(routes.map(({ path }) => literals(segmentsOf(path))))
  return [[], ...takes].flatMap((take) => [[], ...puts].map((put) => ({ take, put })))
}

const SHARED_BY = 3

/** Beginnings of one or two segments that several paths share. */
function shared(paths: readonly (readonly string[])[]): string[][] {
  const found = new Map<string, { segments: string[]; count: number }>()
  for (const path of paths)
    for (const length of path.length > 1 ? [1, 2] : [1]) {
      const segments = path.slice(0, length)
      const key = segments.join('/')
      found.set(key, { segments, count: (found.get(key)?.count ?? 0) + 1 })
    }
  const common = [...found.values()].filter(({ count }) => count >= SHARED_BY).sort((a, b) => b.count - a.count)
  return common.slice(0, 12).map(({ segments }) => segments)
}

function settle(trie: RouteTrie, calls: readonly LinkCall[], changes: readonly PrefixChange[]): { id: string; answer: Answer }[] {
  const paths = calls.map(({ path }) => literals(segmentsOf(path)))
  const under = (change: PrefixChange, call: LinkCall): Answer => {
    const segments = segmentsOf(call.path)
    const front = literals(segments)
    if (change.take.some((text, i) => front[i] !== text)) return NO_ROUTE
    const put = change.put.map((text): CallSegment => ({ kind: 'literal', text }))
    return inferred(answer(trie, call, [...put, ...segments.slice(change.take.length)]))
  }
  // To infer a beginning, words must meet words: behind `/users`, anything at all would be a user.
  const proves = (change: PrefixChange, call: LinkCall) => {
    const found = under(change, call)
    return 'links' in found && found.links.some(({ cost }) => cost === 0)
  }
  const agreed = agreedChange(paths, changes, (change, i) => {
    const call = calls[i]
    return call !== undefined && proves(change, call)
  })
  return calls.flatMap((call) => {
    const found = agreed ? under(agreed, call) : NO_ROUTE
    if (!isLost(found)) return [{ id: call.id, answer: found }]
    if (call.base !== 'unknown') return []
    // Alone, a path behind an unknown base counts only if a single beginning leads it to a route.
    const [only, ...others] = changes.filter((change) => proves(change, call))
    return only && others.length === 0 && literals(segmentsOf(call.path)).length > 0 ? [{ id: call.id, answer: under(only, call) }] : []
  })
}

/** What rests on an inferred prefix is at best a variable match. */
function inferred(found: Answer): Answer {
  if (!('links' in found)) return found
  const sure = found.links.filter(({ match }) => match !== 'wildcard')
  return sure.length > 0 ? { links: sure.map((one) => ({ ...one, match: 'variable' })) } : NO_ROUTE
}

function report(calls: readonly LinkCall[], routes: readonly LinkRoute[], answers: ReadonlyMap<string, Answer>): HttpLinks {
  const links: HttpLink[] = []
  const unmatched: UnmatchedCall[] = []
  const counts = { total: calls.length, matched: 0, unmatched: 0, unknown: 0, external: 0 }
  for (const call of calls) {
    const found = answers.get(call.id)
    if (found && 'links' in found) {
      counts.matched++
      for (const { route, match } of found.links) links.push({ callId: call.id, routeId: route.id, match })
      continue
    }
    const reason = reasonOf(call, found)
    counts[reason === 'external' ? 'external' : reason === 'unknown-url' || reason === 'unknown-method' ? 'unknown' : 'unmatched']++
    unmatched.push({ callId: call.id, reason, methods: found && 'methods' in found ? found.methods : [] })
  }
  const called = new Set(links.map(({ routeId }) => routeId))
  return { links, unmatched, uncalledRoutes: routes.map(({ id }) => id).filter((id) => !called.has(id)), counts }
}

function reasonOf(call: LinkCall, found: Answer | undefined): UnmatchedReason {
  if (call.resolution === 'external') return 'external'
  if (!found || !('reason' in found)) return 'unknown-url'
  // Of a URL that is known in part, not finding its route says nothing.
  return call.resolution === 'partial' && found.reason === 'no-route' ? 'unknown-url' : found.reason
}
