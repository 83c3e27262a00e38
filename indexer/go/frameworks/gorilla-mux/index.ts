// gorilla/mux: a route is built call by call, in any order; a router's `Use` stands before all its routes, earlier ones too,
// and before those of its subrouters. Source of the rules: gorilla/mux mux.go, route.go, middleware.go.

import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import type { RegisteredHandler, Registration } from '../../registration.ts'
import { ERROR, UNKNOWN_TYPE } from '../../types.ts'
import { text, typed, type Value } from '../../values.ts'
import { mountEntries, routersIn } from '../mount.ts'
import { protocolOf } from '../net-http/index.ts'
import {
  createRouter,
  handlersOf,
  joinedPath,
  libraryType,
  methodsIn,
  middlewareEntry,
  plainPath,
  type RouterRows,
  type RouterState,
  registrationOf,
  routerValue,
} from '../router.ts'

/** State of a value of model `muxRoute`: what is known so far, and where its entry stands in the log. */
interface RouteState {
  readonly router: RouterState
  methods: readonly string[]
  path: Value
  /** The path is only the beginning of one. */
  prefix: boolean
  handler: RegisteredHandler | undefined
  /** Index of its entry in the log; -1 before it has a handler. */
  at: number
}

const BUILDERS = 'Path PathPrefix Methods Queries Headers HeadersRegexp Host Schemes MatcherFunc Name NewRoute BuildVarsFunc'.split(' ')

const ROWS: RouterRows = {
  framework: 'gorilla/mux',
  types: ['Router'],
  makers: { NewRouter: '*Router' },
  methods: {},
  results: {
    ...Object.fromEntries(BUILDERS.map((name) => [name, '*Route'])),
    Handle: '*Route',
    HandleFunc: '*Route',
    Use: '-',
    StrictSlash: '',
    SkipClean: '',
    UseEncodedPath: '',
    Subrouter: '*Router',
    Walk: '-',
  },
  callbacks: [],
  register,
}
const router = createRouter(ROWS)

export const gorillaMuxModel: LibraryModel = {
  id: 'gorilla/mux',
  // The forks keep its API.
  packages: ['github.com/gorilla/mux', 'github.com/minio/mux', 'github.com/traefik/mux', 'github.com/containous/mux'],
  functionTypes: ['MiddlewareFunc'],
  routerTypes: [...ROWS.types, 'Route'],
  call(call) {
    if (call.on !== 'Route') return router(call)
    const { receiver } = call
    if (receiver?.kind === 'model' && receiver.model === 'muxRoute') return routeCall(call, receiver, receiver.state as RouteState)
    if (call.run.mode === 'registration') return undefined
    return typed(libraryType(call, call.name === 'Subrouter' ? '*Router' : '*Route'))
  },
}

const inheritedOf = (state: RouterState) => [...state.chain, state.uses]

function register(call: LibraryCall, state: RouterState): Value | undefined {
  const { name, receiver } = call
  if (name === 'Use') {
    const handlers = handlersOf(call, 0)
    if (handlers.length > 0) state.uses.push(middlewareEntry(call, state.prefix, handlers))
    return typed(UNKNOWN_TYPE)
  }
  if (/^(StrictSlash|SkipClean|UseEncodedPath)$/.test(name)) return receiver
  if (name !== 'Handle' && name !== 'HandleFunc' && !BUILDERS.includes(name)) return undefined
  const route: RouteState = { router: state, methods: ['*'], path: state.prefix, prefix: false, handler: undefined, at: -1 }
  const value: Value = { kind: 'model', model: 'muxRoute', type: libraryType(call, '*Route'), state: route }
  return routeCall(call, value, route)
}

function routeCall(call: LibraryCall, self: Value, route: RouteState): Value | undefined {
  const { name, args } = call
  switch (name) {
    case 'Handle':
    case 'HandleFunc':
      route.path = plainPath(route.path, args[0])
      answered(call, route, 1)
      return self
    case 'Handler':
    case 'HandlerFunc':
      answered(call, route, 0)
      return self
    case 'Path':
      // After a prefix it says where the path ends.
      route.path = plainPath(route.prefix ? trimmed(route.path) : route.path, args[0])
      route.prefix = false
      settle(call, route)
      return self
    case 'PathPrefix':
      route.path = plainPath(route.path, args[0])
      route.prefix = true
      settle(call, route)
      return self
    case 'Methods': {
      const known = args.flatMap((a) => methodsIn(a))
      if (known.length > 0) route.methods = known
      settle(call, route)
      return self
    }
    case 'Subrouter':
      return routerValue(
        { ...route.router, prefix: trimmed(route.path), chain: inheritedOf(route.router), uses: [] },
        libraryType(call, '*Router'),
      )
    case 'GetError':
      return typed(ERROR)
    default:
      return BUILDERS.includes(name) ? self : undefined
  }
}

/** A prefix without the slash at its end: what follows begins with one. */
function trimmed(path: Value): Value {
  if (path.kind !== 'string') return path
  const parts = [...path.parts]
  const last = parts[parts.length - 1]
  if (typeof last === 'string') parts[parts.length - 1] = last.replace(/\/+$/, '')
  return { ...path, parts }
}

function answered(call: LibraryCall, route: RouteState, index: number): void {
  route.handler = handlersOf(call, index, index + 1)[0]
  settle(call, route)
}

/** Writes the route's entry, or what has become of it. */
function settle(call: LibraryCall, route: RouteState): void {
  const { handler, router: state } = route
  if (!handler) return
  const entry = entryOf(call, route, handler)
  const { entries } = state.log
  const known = entries[route.at]
  if (known)
    entries[route.at] = {
      ...entry,
      at: known.at,
      endLine: call.expression.endLine,
      fn: known.fn,
      file: known.file,
      conditions: known.conditions,
    }
  else {
    route.at = entries.length
    entries.push(entry)
  }
}

function entryOf(call: LibraryCall, route: RouteState, handler: RegisteredHandler): Registration {
  const inherited = inheritedOf(route.router)
  const inside = routersIn(call.run, handler)
  const [mounted] = inside ? mountEntries(call, inside, { path: route.path, inherited }) : []
  if (mounted) return mounted
  return registrationOf(call, {
    kind: 'route',
    methods: route.methods,
    path: route.prefix ? joinedPath(route.path, text('/*')) : route.path,
    handlers: [handler],
    inherited,
    protocol: protocolOf(handler),
  })
}
