// Echo v4 and v5. The root's `Use` and `Pre` stand before every route whenever it was registered; a group's `Use` before the
// later ones; prefixes are put together as they are. Source of the rules: labstack/echo echo.go, group.go, router.go.

import { HTTP_STATUS } from '../../library/constants.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { ERROR, UNKNOWN_TYPE } from '../../types.ts'
import { text, typed, type Value } from '../../values.ts'
import { mountEntries, routersIn } from '../mount.ts'
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
    }
    return router(call)
  },
  select(value, name) {
    if (value.kind !== 'package') return undefined
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
        handlers: [libraryHandler(call)],
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
  const handlers = handlersOf(call, 0)
  return handlers.length > 0 ? [middlewareEntry(call, state.prefix, handlers)] : []
}

/** `GET(path, handler, middleware…)` */
function route(call: LibraryCall, state: RouterState, methods: readonly string[], at: number, root: boolean): void {
  const path = plainPath(state.prefix, call.args[at])
  const handlers = handlersOf(call, at + 1, at + 2)
  const [handler] = handlers
  if (!handler) return
  const middleware = handlersOf(call, at + 2)
  const inherited = root ? [state.uses] : inheritedOf(state)
  const inside = routersIn(call.run, handler)
  if (!inside) {
    push(call, state, { kind: 'route', methods, path, handlers: [...middleware, handler], inherited })
    return
  }
  state.log.entries.push(...mountEntries(call, inside, { path, inherited, own: middleware }))
}
