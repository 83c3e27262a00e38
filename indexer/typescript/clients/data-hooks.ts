// Libraries that call a function of ours to load data: TanStack Query, SWR, sagas. Inline functions already belong to
// the code around them; what matters here are functions given by name and fetchers set once for the whole application.

import type { Evaluator } from '../evaluate/evaluator.ts'
import { alternativesOf, constantOf, either, hole, NONE, type Value } from '../evaluate/values.ts'
import type { Site } from '../program.ts'
import type { Invocation, LibraryModel, Models } from './model.ts'

const QUERY_MODULES = ['@tanstack/react-query', 'react-query', '@tanstack/query-core', '@tanstack/react-query-v5']
const QUERIES =
  'useQuery useSuspenseQuery useInfiniteQuery useSuspenseInfiniteQuery usePrefetchQuery queryOptions infiniteQueryOptions'.split(' ')
const CLIENT_QUERIES = 'fetchQuery prefetchQuery ensureQueryData fetchInfiniteQuery prefetchInfiniteQuery'.split(' ')

function context(queryKey: Value): Value {
  const entries = [
    ['queryKey', () => queryKey],
    ['pageParam', () => hole('pageParam')],
    ['signal', () => hole('signal')],
  ] as const
  return { t: 'obj', id: entries, entries }
}

/** `useQuery(key, fn, options)` of old and `useQuery({ queryKey, queryFn })` of today. */
const query: LibraryModel = {
  invokes: ({ args }, ev) => {
    const [options = NONE, second] = args
    const modern = options.t === 'obj'
    const queryKey = modern ? ev.get(options, 'queryKey') : options
    const named = modern ? ev.get(options, 'queryFn') : (second ?? NONE)
    const callees = named.t === 'none' ? defaultsOf(ev).queryFunctions : [named]
    return callees.map((callee) => ({ callee, args: [context(queryKey)] }))
  },
}

const mutation: LibraryModel = {
  invokes: ({ args }, ev) => {
    const [options = NONE] = args
    return [{ callee: options.t === 'obj' ? ev.get(options, 'mutationFn') : options, args: [hole('variables')] }]
  },
}

/** SWR hands its key to the fetcher: each part of it as an argument of old, whole today. */
const swr: LibraryModel = {
  invokes: ({ args }, ev) => {
    const [given = NONE, fetcher] = args
    const callees = fetcher && fetcher.t !== 'none' && fetcher.t !== 'obj' ? [fetcher] : defaultsOf(ev).fetchers
    const asked = alternativesOf(given).flatMap((key) => alternativesOf(key.t === 'fn' ? ev.call(key, [hole('index')]) : key))
    const keys = asked.filter((one) => one.t !== 'none' && constantOf(one) !== '')
    // Whichever of them it is, it is one request.
    const whole = keys.filter((one) => one.t !== 'arr')
    const parted = keys.flatMap((one) => (one.t === 'arr' ? [[one, ...one.items.slice(1)]] : []))
    const all = whole.length > 0 ? [[either(whole)], ...parted] : parted
    return callees.flatMap((callee) => all.map((args): Invocation => ({ callee, args })))
  },
}

/** redux-saga: `call(fn, …args)`. */
const saga: LibraryModel = { invokes: ({ args }) => (args[0] ? [{ callee: args[0], args: args.slice(1) }] : []) }

export const DATA_HOOKS: Models = Object.fromEntries([
  ...QUERY_MODULES.flatMap((module) => [
    ...QUERIES.map((name) => [`${module}#${name}`, query]),
    ...['useQueryClient()', 'QueryClient()'].flatMap((of) => CLIENT_QUERIES.map((name) => [`${module}#${of}.${name}`, query])),
    [`${module}#useMutation`, mutation],
  ]),
  ...['swr#default', 'swr#useSWR', 'swr/immutable#default', 'swr/infinite#default', 'swr/mutation#default'].map((name) => [name, swr]),
  ...['call', 'fork', 'spawn', 'retry'].map((name) => [`redux-saga/effects#${name}`, saga]),
])

interface Defaults {
  readonly queryFunctions: readonly Value[]
  readonly fetchers: readonly Value[]
}

const found = new WeakMap<Evaluator, Defaults>()

/** Fetchers that hold for the whole application: `new QueryClient({ defaultOptions })`, `<SWRConfig value>`. */
function defaultsOf(ev: Evaluator): Defaults {
  const known = found.get(ev)
  if (known) return known
  const queryFunctions: Value[] = []
  const fetchers: Value[] = []
  found.set(ev, { queryFunctions, fetchers })
  ev.apart(() => {
    for (const module of ev.program.modules.values()) for (const site of module.sites) addDefaults(ev, site, queryFunctions, fetchers)
  })
  return { queryFunctions, fetchers }
}

function addDefaults(ev: Evaluator, site: Site, queryFunctions: Value[], fetchers: Value[]): void {
  if (site.fact.kind === 'call') return
  const path = libraryPath(ev, site)
  const [given = NONE] = path === undefined ? [] : ev.args(site)
  if (path !== undefined && QUERY_MODULES.some((m) => path === `${m}#QueryClient`))
    keep(queryFunctions, ev.get(ev.get(ev.get(given, 'defaultOptions'), 'queries'), 'queryFn'))
  else if (path === 'swr#SWRConfig') keep(fetchers, ev.get(ev.get(given, 'value'), 'fetcher'))
}

function keep(into: Value[], value: Value): void {
  if (value.t !== 'none' && value.t !== 'hole') into.push(value)
}

function libraryPath(ev: Evaluator, site: Site): string | undefined {
  const callee = ev.callee(site)
  return callee.t === 'lib' ? callee.path : undefined
}
