// Fiber v2 and v3. Registration is one ordered log per application; `Use` and groups with handlers stand on a prefix from
// their line on. Source of the rules: gofiber/fiber router.go, group.go, mount.go.

import { runArguments, runCallback } from '../../evaluate/calls.ts'
import { HTTP_STATUS } from '../../library/constants.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import type { RegisteredHandler } from '../../registration.ts'
import { UNKNOWN_TYPE } from '../../types.ts'
import { isModel, options, text, typed, type Value } from '../../values.ts'
import { walkStatements, words } from '../../walk.ts'
import type { LibraryMiddleware } from '../library-middleware.ts'
import { refusal } from '../request.ts'
import {
  createRouter,
  handlersOf,
  joinedPath,
  libraryHandler,
  libraryType,
  methodsIn,
  push,
  type RouterRows,
  type RouterState,
  routersOf,
  routerValue,
} from '../router.ts'
import { binderCall, requestCall, typedCall } from './request.ts'

const FIBER = 'github.com/gofiber/fiber'
const METHODS: Readonly<Record<string, string>> = {
  Get: 'GET',
  Head: 'HEAD',
  Post: 'POST',
  Put: 'PUT',
  Delete: 'DELETE',
  Connect: 'CONNECT',
  Options: 'OPTIONS',
  Trace: 'TRACE',
  Patch: 'PATCH',
  // From v3 on.
  Query: 'QUERY',
  All: '*',
}

const ROWS: RouterRows = {
  framework: 'fiber',
  types: ['App', 'Router', 'Group', 'Register', 'Registering'],
  makers: { New: '*App' },
  methods: METHODS,
  results: { Use: '', Group: '', Domain: '', Add: '', Static: '', Mount: '', Route: '', Name: '' },
  callbacks: ['Route', 'RouteChain'],
  register,
}
const router = createRouter(ROWS)
const REQUESTS: ReadonlySet<string> = new Set(['Ctx', 'CustomCtx', 'Req', 'Res'])

export const fiberModel: LibraryModel = {
  id: 'fiber',
  packages: [FIBER],
  functionTypes: ['Handler', 'ErrorHandler'],
  requestTypes: [...REQUESTS],
  routerTypes: ROWS.types,
  call(call) {
    if (call.on !== undefined && REQUESTS.has(call.on)) return requestCall(call)
    if (call.on === 'Bind') return binderCall(call)
    if (!call.receiver && call.name === 'NewError') return refusal(call.args[0]?.kind === 'number' ? call.args[0].value : 0)
    if (!call.receiver) return typedCall(call) ?? router(call)
    return router(call)
  },
  select(value, name) {
    if (value.kind !== 'package') return undefined
    const status = HTTP_STATUS[name] ?? (name.startsWith('Err') ? HTTP_STATUS[`Status${name.slice(3)}`] : undefined)
    if (status !== undefined && name.startsWith('Status')) return { kind: 'number', value: status }
    if (status !== undefined) return refusal(status)
    if (/^Method[A-Z]/.test(name)) return text(name.slice(6).toUpperCase())
    if (/^(Header|MIME)/.test(name)) return text(name.replace(/^Header/, '').replace(/([a-z])([A-Z])/g, '$1-$2'))
    return undefined
  },
}

/** Websocket, adaptors and other packages that make a handler out of something else. */
export const fiberHandlers: LibraryModel = {
  id: 'handler',
  requestTypes: ['Conn'],
  packages: [
    'github.com/gofiber/websocket',
    'github.com/gofiber/contrib/websocket',
    'github.com/gofiber/contrib/socketio',
    'github.com/gofiber/adaptor',
    `${FIBER}/middleware/adaptor`,
    `${FIBER}/middleware/timeout`,
    'handler',
  ],
  call(call) {
    if (call.receiver) {
      runArguments(call.run, call.frame, call.args, call.site)
      return call.name === 'Locals' || call.name === 'Query' || call.name === 'Params' || call.name === 'Cookies'
        ? { kind: 'symbolic', origin: { kind: 'library', package: 'request', name: call.name }, type: UNKNOWN_TYPE }
        : undefined
    }
    if (!/^(New|NewWithContext|HTTPHandler|HTTPHandlerFunc|FiberHandler)$/.test(call.name)) return undefined
    const [inner] = call.args
    if (!inner) return undefined
    const protocol = /websocket|socketio/.test(call.package) ? 'ws' : 'http'
    return {
      kind: 'model',
      model: 'handler',
      type: { kind: 'external', package: FIBER, name: 'Handler' },
      state: { protocol, inner },
      label: innerLabel(inner) ?? words(call.expression.callee),
    }
  },
}

/** A wrapped function that has a name is known by it. */
function innerLabel(inner: Value): string | undefined {
  return inner.kind === 'function' && inner.label !== 'func literal' ? inner.label : undefined
}

/** Libraries that register routes by themselves. */
export const fiberRegistrars: LibraryModel = {
  id: 'fiberRegistrars',
  packages: ['github.com/ansrivas/fiberprometheus'],
  call(call) {
    if (call.name !== 'RegisterAt' || !call.receiver) return undefined
    for (const router of routersOf(call, ROWS, call.args[0]))
      push(call, router, {
        kind: 'route',
        methods: ['GET'],
        path: joinedPath(router.prefix, call.args[1] ?? text('/metrics')),
        handlers: [...handlersOf(call, 2), own(call)],
      })
    return typed(UNKNOWN_TYPE)
  },
}

function own(call: LibraryCall): RegisteredHandler {
  return {
    value: { kind: 'libraryFunction', package: call.path, name: call.name },
    label: words(call.expression.callee),
    at: call.expression.at,
  }
}

function register(call: LibraryCall, state: RouterState): Value | undefined {
  const { name, args } = call
  const self = call.receiver
  const method = METHODS[name]
  if (method !== undefined) {
    if (state.fixed) {
      const handlers = handlersOf(call, 0)
      // `All` of a chain is a `Use` on its path; what hands on stands before the others.
      const kind = name === 'All' && handlers.every(callsNext) ? 'use' : 'route'
      push(call, state, { kind, methods: [method], path: state.prefix, handlers })
    } else push(call, state, { kind: 'route', methods: [method], path: joinedPath(state.prefix, args[0]), handlers: handlersOf(call, 1) })
    return self
  }
  switch (name) {
    case 'Add': {
      push(call, state, {
        kind: 'route',
        methods: methodsIn(args[0]),
        path: joinedPath(state.prefix, args[1]),
        handlers: handlersOf(call, 2),
      })
      return self
    }
    case 'Use':
      use(call, state)
      return self
    case 'Group': {
      const prefix = joinedPath(state.prefix, args[0])
      const inner = handlersOf(call, 1)
      if (inner.length > 0) push(call, state, { kind: 'use', methods: ['*'], path: prefix, handlers: inner })
      return routerValue({ ...state, prefix, fixed: false }, libraryType(call, 'Router'))
    }
    case 'Route':
    case 'RouteChain': {
      const prefix = joinedPath(state.prefix, args[0])
      const callback = args[1]
      if (callback && options(callback).some((o) => o.kind === 'function')) {
        const inner = routerValue({ ...state, prefix, fixed: false }, libraryType(call, 'Router'))
        runCallback(call.run, call.frame, callback, [inner], call.site)
        return inner
      }
      return routerValue({ ...state, prefix, fixed: true }, libraryType(call, 'Register'))
    }
    // A host is no part of the path.
    case 'Domain':
      return routerValue(state, libraryType(call, 'Router'))
    case 'Static':
      push(call, state, {
        kind: 'route',
        methods: ['GET'],
        path: joinedPath(state.prefix, args[0]),
        protocol: 'static',
        handlers: [libraryHandler(call)],
      })
      return self
    case 'Mount': {
      for (const sub of routersOf(call, ROWS, args[1]))
        push(call, state, { kind: 'mount', methods: ['*'], path: joinedPath(state.prefix, args[0]), handlers: [], mounted: sub.log })
      return self
    }
    case 'Listen':
    case 'ListenTLS':
    case 'Listener':
    case 'ListenMutualTLS':
    case 'ListenTLSWithCertificate':
    case 'Test':
    case 'Handler':
      state.log.serves = true
      return undefined
    case 'Name':
      return self
    default:
      return undefined
  }
}

/** `Use(prefix?, handlers…)`: the prefix may be a list; an application among the handlers is mounted. */
function use(call: LibraryCall, state: RouterState): void {
  const [first] = call.args
  const list = first?.kind === 'list' && first.elements.every((e) => e.kind === 'string') ? first.elements : undefined
  const isPath =
    first !== undefined &&
    (options(first).some((o) => o.kind === 'string') ||
      list !== undefined ||
      (first.kind === 'symbolic' && call.run.types.underlying(first.type).kind === 'basic'))
  const start = isPath ? 1 : 0
  for (const prefix of list ?? [isPath ? first : undefined]) {
    const path = prefix ? joinedPath(state.prefix, prefix) : state.prefix
    const rest = handlersOf(call, start)
    const mounts = call.args
      .slice(start)
      .flatMap((a) => (options(a).some((o) => o.kind === 'model' && o.model === 'router') ? routersOf(call, ROWS, a) : []))
    for (const sub of mounts) push(call, state, { kind: 'mount', methods: ['*'], path, handlers: [], mounted: sub.log })
    const [files, others] = [rest.filter((h) => servesFiles(h.value)), rest.filter((h) => !servesFiles(h.value))]
    const middleware = others.filter((h) => !options(h.value).some((o) => o.kind === 'model' && o.model === 'router'))
    for (const handler of files)
      push(call, state, {
        kind: 'route',
        methods: ['GET'],
        path: joinedPath(path, text('/*')),
        protocol: 'static',
        handlers: [...middleware, handler],
      })
    if (middleware.length > 0) push(call, state, { kind: 'use', methods: ['*'], path, handlers: middleware })
  }
}

/** `static.New(…)` in a `Use`: it answers where there is a file. */
const servesFiles = (value: Value): boolean =>
  options(value).some((o) => {
    const path = isModel(o, 'libraryMiddleware') ? (o.state as LibraryMiddleware).package : ''
    return path === `${FIBER}/middleware/static` || path === `${FIBER}/middleware/filesystem`
  })

function callsNext({ value }: RegisteredHandler): boolean {
  let found = false
  for (const o of options(value))
    if (o.kind === 'function')
      walkStatements(o.entity.syntax.body, (e) => {
        if (e.kind === 'call' && e.callee.kind === 'selector' && e.callee.name === 'Next') found = true
        return undefined
      })
  return found || options(value).some((o) => isModel(o, 'libraryMiddleware'))
}
