// Echo v4 and v5. The root's `Use` and `Pre` stand before every route whenever it was registered; a group's `Use` before the
// later ones; prefixes are put together as they are. Source of the rules: labstack/echo echo.go, group.go, router.go.

import { HTTP_STATUS } from '../../library/constants.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { libraryPath } from '../../program.ts'
import type { RegisteredHandler } from '../../registration.ts'
import { ERROR, UNKNOWN_TYPE } from '../../types.ts'
import { join, options, text, typed, type Value } from '../../values.ts'
import { handlerLabel } from '../labels.ts'
import { mountEntries, routersIn } from '../mount.ts'
import { serve } from '../net-http/serve.ts'
import { refusal } from '../request.ts'
import {
  createRouter,
  handlersOf,
  libraryHandler,
  libraryType,
  methodsIn,
  middlewareEntry,
  plainPath,
  push,
  type RouterRows,
  type RouterState,
  routerValue,
} from '../router.ts'
import { echoContext } from './context.ts'
import { typedCall } from './typed.ts'

const ROWS: RouterRows = {
  framework: 'echo',
  types: ['Echo', 'Group'],
  makers: { New: '*Echo', NewWithConfig: '*Echo' },
  methods: {
    GET: 'GET',
    POST: 'POST',
    PUT: 'PUT',
    PATCH: 'PATCH',
    DELETE: 'DELETE',
    HEAD: 'HEAD',
    OPTIONS: 'OPTIONS',
    CONNECT: 'CONNECT',
    TRACE: 'TRACE',
    // From v5 on.
    QUERY: 'QUERY',
    Any: '*',
  },
  results: {
    GET: '*Route',
    POST: '*Route',
    PUT: '*Route',
    PATCH: '*Route',
    DELETE: '*Route',
    HEAD: '*Route',
    OPTIONS: '*Route',
    Group: '*Group',
    Host: '*Group',
    Use: '-',
    Pre: '-',
    Add: '*Route',
    Match: '-',
    Static: '*Route',
    File: '*Route',
    RouteNotFound: '*Route',
  },
  callbacks: [],
  register,
}
const router = createRouter(ROWS)

export const echoModel: LibraryModel = {
  id: 'echo',
  packages: ['github.com/labstack/echo', 'gopkg.in/labstack/echo'],
  functionTypes: ['HandlerFunc', 'MiddlewareFunc'],
  handlerTypes: ['HandlerFunc'],
  requestTypes: ['Context'],
  routerTypes: ROWS.types,
  call(call) {
    const { name, args } = call
    if (call.on === 'Context') return echoContext(call)
    if (!call.receiver) {
      if (name === 'NewHTTPError') return refusal(args[0]?.kind === 'number' ? args[0].value : 0)
      // Handlers of net/http, and middleware of it.
      if (name === 'WrapHandler' || name === 'WrapMiddleware') return args[0]
      if (name === 'NewVirtualHostHandler') return oneOfHosts(args[0])
      return typedCall(call) ?? router(call)
    }
    if (call.on === 'StartConfig' && call.run.mode === 'registration') start(call)
    return router(call)
  },
  select(value, name) {
    if (value.kind !== 'package') return undefined
    if (name === 'RouteAny') return text('*')
    const status = name.startsWith('Err') ? HTTP_STATUS[`Status${name.slice(3)}`] : undefined
    if (status !== undefined) return refusal(status)
    if (/^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE)$/.test(name)) return text(name)
    return name.startsWith('Header') ? text(name.slice(6).replace(/([a-z])([A-Z])/g, '$1-$2')) : undefined
  },
  errors: (name, on) => (on === 'Context' && name === 'Bind' ? 'encoding' : undefined),
}

const ROUTE = (call: LibraryCall): Value => typed(libraryType(call, '*Route'))

/** The chain of a route: what the root holds whenever it is added, and what its group holds now. */
const inheritedOf = (state: RouterState) => [...state.chain, [...state.uses]]

function register(call: LibraryCall, state: RouterState): Value | undefined {
  const { name, args } = call
  const root = call.on === 'Echo'
  const method = ROWS.methods[name]
  if (method !== undefined) {
    route(call, state, [method], 0, root)
    return ROUTE(call)
  }
  switch (name) {
    case 'AddRoute':
      addRoute(call, state, root)
      return { kind: 'tuple', elements: [ROUTE(call), typed(ERROR)] }
    case 'Add':
      route(call, state, methodsIn(args[0]), 1, root)
      return ROUTE(call)
    case 'Match':
      route(call, state, methodsIn(args[0]), 1, root)
      return typed(UNKNOWN_TYPE)
    case 'Pre':
      state.uses.unshift(...middlewareOf(call, state))
      return typed(UNKNOWN_TYPE)
    case 'Use':
      state.uses.push(...middlewareOf(call, state))
      return typed(UNKNOWN_TYPE)
    case 'Group':
    case 'Host': {
      const prefix = name === 'Host' ? state.prefix : plainPath(state.prefix, args[0])
      const handlers = handlersOf(call, 1)
      const own = handlers.length > 0 ? [middlewareEntry(call, prefix, handlers)] : []
      return routerValue(
        { ...state, prefix, chain: root ? [state.uses] : state.chain, uses: root ? own : [...state.uses, ...own] },
        libraryType(call, '*Group'),
      )
    }
    case 'Static':
    case 'StaticFS':
    case 'File':
    case 'FileFS': {
      const path = plainPath(state.prefix, args[0])
      push(call, state, {
        kind: 'route',
        methods: ['GET'],
        path: name.startsWith('File') ? path : plainPath(path, text('/*')),
        protocol: 'static',
        handlers: [...handlersOf(call, name === 'FileFS' ? 3 : 2), libraryHandler(call)],
        inherited: root ? [state.uses] : inheritedOf(state),
      })
      return ROUTE(call)
    }
    case 'Start':
    case 'StartTLS':
    case 'StartAutoTLS':
    case 'StartServer':
    case 'StartH2CServer':
      state.log.serves = true
      return typed(ERROR)
    case 'RouteNotFound':
      return ROUTE(call)
    default:
      return undefined
  }
}

function middlewareOf(call: LibraryCall, state: RouterState) {
  const given = handlersOf(call, 0)
  const handlers = given.filter((h) => !servesFiles(h.value))
  // It answers where there is a file, and before what is used later.
  for (const files of given.filter((h) => servesFiles(h.value)))
    push(call, state, {
      kind: 'route',
      methods: ['GET'],
      path: plainPath(state.prefix, text('/*')),
      protocol: 'static',
      handlers: [files],
      inherited: [...state.chain, [...state.uses]].map((uses) => [...uses]),
    })
  return handlers.length > 0 ? [middlewareEntry(call, state.prefix, handlers)] : []
}

/** `middleware.Static(…)`, `middleware.StaticWithConfig(…)` */
const servesFiles = (value: Value): boolean =>
  options(value).some((o) => {
    const { package: path, name } = o.kind === 'symbolic' && o.origin.kind === 'library' ? o.origin : { package: '', name: '' }
    return libraryPath(path) === 'github.com/labstack/echo/middleware' && name.startsWith('Static')
  })

/** `AddRoute(echo.Route{…})` */
function addRoute(call: LibraryCall, state: RouterState, root: boolean): void {
  for (const given of call.args[0] ? options(call.args[0]) : []) {
    const field = (name: string) => (given.kind === 'instance' ? given.fields.get(name)?.value : undefined)
    const registered = (value: Value): RegisteredHandler => ({ value, label: handlerLabel(value, undefined), at: call.expression.at })
    const [handler, middleware] = [field('Handler'), field('Middlewares')]
    if (!handler) continue
    const before = middleware?.kind === 'list' ? middleware.elements.map(registered) : []
    pushRoute(call, state, methodsIn(field('Method')), field('Path') ?? text(''), registered(handler), before, root)
  }
}

/** `GET(path, handler, middleware…)` */
function route(call: LibraryCall, state: RouterState, methods: readonly string[], at: number, root: boolean): void {
  const [handler] = handlersOf(call, at + 1, at + 2)
  if (handler) pushRoute(call, state, methods, call.args[at] ?? text(''), handler, handlersOf(call, at + 2), root)
}

function pushRoute(
  call: LibraryCall,
  state: RouterState,
  methods: readonly string[],
  own: Value,
  handler: RegisteredHandler,
  middleware: readonly RegisteredHandler[],
  root: boolean,
): void {
  const path = plainPath(state.prefix, own)
  const inherited = root ? [state.uses] : inheritedOf(state)
  const inside = routersIn(call.run, handler)
  if (!inside) {
    push(call, state, { kind: 'route', methods, path, handlers: [...middleware, handler], inherited })
    return
  }
  state.log.entries.push(...mountEntries(call, inside, { path, inherited, own: middleware }))
}

/** `echo.StartConfig{…}.Start(ctx, e)` */
function start(call: LibraryCall): void {
  const handler = call.args[1]
  if (handler) serve({ run: call.run, frame: call.frame, at: call.expression.at }, handler)
}

/** Routers by the host of the request: each an application of its own. */
function oneOfHosts(hosts: Value | undefined): Value | undefined {
  const [first, ...more] = hosts?.kind === 'mapping' ? hosts.entries.map((e) => e.value) : []
  return first && more.reduce(join, first)
}
