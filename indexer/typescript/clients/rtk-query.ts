// RTK Query: each endpoint's `query` gives what the base query is called with; the hooks made from it go by its name.

import type { Evaluator } from '../evaluate/evaluator.ts'
import { hole, type Library, NONE, type Value } from '../evaluate/values.ts'
import type { Invocation, LibraryModel } from './model.ts'

const MODULES = ['@reduxjs/toolkit/query/react', '@reduxjs/toolkit/query', '@rtk-incubator/rtk-query/react', '@rtk-incubator/rtk-query']
const HOOK = /^use(?:Lazy)?(.+?)(?:InfiniteQuery|Query|Mutation|QueryState|QuerySubscription)$/
const BUILDER: Value = { t: 'lib', path: '#rtk-query-builder', args: [] }

/** `createApi({…})`, and the same with endpoints injected or enhanced. */
const API = /^createApi\(\)(\.(injectEndpoints|enhanceEndpoints)\(\))*$/

export function rtkQueryModel(module: string, path: string): LibraryModel | undefined {
  if (!MODULES.includes(module)) return undefined
  if (path === 'createApi') return { invokes: (call, ev) => invocations(call.args[0], call.args[0], ev) }
  if (path.endsWith('.injectEndpoints') && API.test(path.slice(0, -'.injectEndpoints'.length)))
    return { invokes: (call, ev) => invocations(call.args[0], rootConfig(call.of), ev) }
  // `retry(fetchBaseQuery(…))` is the base query that it is given.
  if (path === 'retry') return { result: ({ args }) => args[0] }
  return undefined
}

/** `api.useGetUserQuery`, `api.endpoints.getUser`: the endpoint by its name. */
export function rtkQueryMember(ev: Evaluator, api: Library, name: string): Value | undefined {
  const [module = '', path = ''] = api.path.split('#')
  if (!MODULES.includes(module)) return undefined
  const endpoint = API.test(path) ? HOOK.exec(name)?.[1] : undefined
  if (endpoint) return endpointOf(ev, api, endpoint.charAt(0).toLowerCase() + endpoint.slice(1))
  if (path.endsWith('.endpoints') && api.of?.t === 'lib') return endpointOf(ev, api.of, name)
  return undefined
}

function endpointOf(ev: Evaluator, api: Library, name: string): Value | undefined {
  for (let at: Value | undefined = api; at?.t === 'lib'; at = at.of) {
    const [config] = at.args
    const found = config && ev.get(endpointsOf(config, ev), name)
    if (found && found.t !== 'none' && found.t !== 'hole') return found
  }
  return undefined
}

function endpointsOf(config: Value, ev: Evaluator): Value {
  const build = config.t === 'obj' ? ev.get(config, 'endpoints') : NONE
  return build.t === 'fn' ? ev.call(build, [BUILDER]) : NONE
}

/** The configuration of the `createApi` that others extend. */
function rootConfig(of: Value | undefined): Value | undefined {
  let at = of
  while (at?.t === 'lib' && at.of?.t === 'lib') at = at.of
  return at?.t === 'lib' ? at.args[0] : undefined
}

function invocations(config: Value | undefined, root: Value | undefined, ev: Evaluator): Invocation[] {
  if (!config || root?.t !== 'obj') return []
  const baseQuery = ev.get(root, 'baseQuery')
  const endpoints = endpointsOf(config, ev)
  if (endpoints.t !== 'obj') return []
  return endpoints.entries.flatMap(([, entry]): Invocation[] => {
    const endpoint = entry()
    const of = endpoint.t === 'made' ? endpoint.of : endpoint
    const options = of.t === 'lib' ? (of.args[0] ?? NONE) : NONE
    const query = ev.get(options, 'query')
    const queryFn = ev.get(options, 'queryFn')
    const within = endpoint.t === 'made' ? { within: endpoint.fn } : {}
    const rest = [hole('api'), hole('extra')]
    if (query.t === 'fn') return [{ callee: baseQuery, args: [ev.call(query, [hole('arg')]), ...rest], ...within }]
    return queryFn.t === 'fn' ? [{ callee: queryFn, args: [hole('arg'), ...rest, baseQuery], ...within }] : []
  })
}
