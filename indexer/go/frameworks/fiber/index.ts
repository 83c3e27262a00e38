// Fiber v2 and v3. Registration is one ordered log per application; `Use` and groups with handlers stand on a prefix from
// their line on. Source of the rules: gofiber/fiber router.go, group.go, mount.go.

import { runArguments, runCallback } from '../../evaluate/calls.ts'
import { HTTP_STATUS } from '../../library/constants.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { type RegisteredHandler, type Registration, type RouterLog, routerLogs } from '../../registration.ts'
import { type Type, UNKNOWN_TYPE } from '../../types.ts'
import { concat, constantText, options, text, typed, typeOf, type Value } from '../../values.ts'
import { words } from '../../walk.ts'
import { handlerLabel } from '../labels.ts'
import { requestCall } from './request.ts'

const FIBER = 'github.com/gofiber/fiber'
const ROUTERS = ['App', 'Router', 'Group', 'Register', 'Registering']
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
  All: '*',
}

interface RouterState {
  readonly log: RouterLog
  readonly prefix: Value
  /** v3's `Route(path)`: methods take handlers only. */
  readonly fixed: boolean
}

export const fiberModel: LibraryModel = {
  id: 'fiber',
  packages: [FIBER],
  functionTypes: ['Handler', 'ErrorHandler'],
  requestTypes: ['Ctx'],
  routerTypes: ROUTERS,
  call(call) {
    if (!call.receiver) return packageFunction(call)
    if (call.on === 'Ctx') return requestCall(call)
    if (call.on !== undefined && ROUTERS.includes(call.on)) return routerCall(call)
    return undefined
  },
  select(value, name) {
    if (value.kind !== 'package') return undefined
    const status = HTTP_STATUS[name] ?? (name.startsWith('Err') ? HTTP_STATUS[`Status${name.slice(3)}`] : undefined)
    if (status !== undefined && name.startsWith('Status')) return { kind: 'number', value: status }
    if (status !== undefined) return response(status)
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
    for (const router of routersOf(call, call.args[0]))
      push(call, router, {
        kind: 'route',
        methods: ['GET'],
        path: joined(router.prefix, call.args[1] ?? text('/metrics')),
        handlers: [...handlers(call, 2), own(call)],
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

const response = (status: number): Value => ({
  kind: 'model',
  model: 'response',
  type: { kind: 'pointer', of: { kind: 'external', package: FIBER, name: 'Error' } },
  state: { status },
})

function routerValue(call: LibraryCall, state: RouterState, name: string): Value {
  const type: Type = { kind: 'external', package: call.path, name }
  return { kind: 'model', model: 'fiber', type: name === 'App' ? { kind: 'pointer', of: type } : type, state }
}

function packageFunction(call: LibraryCall): Value | undefined {
  switch (call.name) {
    case 'New': {
      if (call.run.mode !== 'registration') return typed({ kind: 'pointer', of: { kind: 'external', package: call.path, name: 'App' } })
      const log: RouterLog = {
        framework: 'fiber',
        version: majorOf(call.path),
        entries: [],
        file: call.frame.file,
        at: call.expression.at,
        serves: false,
      }
      routerLogs(call.run.collected).push(log)
      return routerValue(call, { log, prefix: text(''), fixed: false }, 'App')
    }
    case 'NewError':
      return response(call.args[0]?.kind === 'number' ? call.args[0].value : 0)
    default:
      return undefined
  }
}

const majorOf = (path: string) => Number(/\/v(\d+)$/.exec(path)?.[1] ?? 1)

/** The routers that a value can be; one that nobody made in view gets a log of its own. */
function routersOf(call: LibraryCall, value: Value | undefined): readonly RouterState[] {
  if (!value || call.run.mode !== 'registration') return []
  return options(value).flatMap((v) => {
    if (v.kind === 'model') return v.model === 'fiber' ? [v.state as RouterState] : []
    const known = (call.run.sources?.(v) ?? []).filter((s) => s.kind === 'model' && s.model === 'fiber')
    if (known.length > 0)
      return known.map((s) => (s.kind === 'model' ? (s.state as RouterState) : undefined)).filter((s) => s !== undefined)
    if (!call.run.library.isRouter(typeOf(v))) return []
    return [unattached(call)]
  })
}

/** A router that nobody made in view, as one that a container hands out: taken to be one and the same in a program. */
function unattached(call: LibraryCall): RouterState {
  const known = call.run.collected.get('fiber.unattached') as RouterState | undefined
  if (known) return known
  const log: RouterLog = {
    framework: 'fiber',
    version: majorOf(call.path),
    entries: [],
    file: call.frame.file,
    at: call.expression.at,
    serves: true,
  }
  routerLogs(call.run.collected).push(log)
  const state: RouterState = { log, prefix: text(''), fixed: false }
  call.run.collected.set('fiber.unattached', state)
  return state
}

function routerCall(call: LibraryCall): Value | undefined {
  const states = routersOf(call, call.receiver)
  const receiver = call.receiver ?? typed(UNKNOWN_TYPE)
  if (states.length === 0) {
    // Handlers are run by requests, not by whoever registers them.
    if (call.run.mode === 'summary' && (call.name === 'Route' || call.name === 'RouteChain'))
      runArguments(call.run, call.frame, call.args, call.site)
    return call.name in METHODS || /^(Use|Group|Add|Static|Mount|Route|Name)$/.test(call.name) ? typed(typeOf(receiver)) : undefined
  }
  let result: Value | undefined
  for (const state of states) result = register(call, state) ?? result
  return result
}

function register(call: LibraryCall, state: RouterState): Value | undefined {
  const { name, args } = call
  const self = call.receiver
  const method = METHODS[name]
  if (method !== undefined) {
    if (state.fixed) push(call, state, { kind: 'route', methods: [method], path: state.prefix, handlers: handlers(call, 0) })
    else push(call, state, { kind: 'route', methods: [method], path: joined(state.prefix, args[0]), handlers: handlers(call, 1) })
    return self
  }
  switch (name) {
    case 'Add': {
      const verbs = args[0]?.kind === 'list' ? args[0].elements : [args[0]]
      push(call, state, {
        kind: 'route',
        methods: verbs.map((v) => constantText(v)?.toUpperCase() ?? '?'),
        path: joined(state.prefix, args[1]),
        handlers: handlers(call, 2),
      })
      return self
    }
    case 'Use':
      use(call, state)
      return self
    case 'Group': {
      const prefix = joined(state.prefix, args[0])
      const inner = handlers(call, 1)
      if (inner.length > 0) push(call, state, { kind: 'use', methods: ['*'], path: prefix, handlers: inner })
      return routerValue(call, { ...state, prefix, fixed: false }, 'Router')
    }
    case 'Route':
    case 'RouteChain': {
      const prefix = joined(state.prefix, args[0])
      const callback = args[1]
      if (callback && options(callback).some((o) => o.kind === 'function')) {
        const inner = routerValue(call, { ...state, prefix, fixed: false }, 'Router')
        runCallback(call.run, call.frame, callback, [inner], call.site)
        return inner
      }
      return routerValue(call, { ...state, prefix, fixed: true }, 'Register')
    }
    case 'Static':
      push(call, state, {
        kind: 'route',
        methods: ['GET'],
        path: joined(state.prefix, args[0]),
        protocol: 'static',
        handlers: [{ value: { kind: 'libraryFunction', package: call.path, name: 'Static' }, label: 'Static', at: call.expression.at }],
      })
      return self
    case 'Mount': {
      for (const sub of routersOf(call, args[1]))
        push(call, state, { kind: 'mount', methods: ['*'], path: joined(state.prefix, args[0]), handlers: [], mounted: sub.log })
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
    const path = prefix ? joined(state.prefix, prefix) : state.prefix
    const rest = handlers(call, start)
    const mounts = call.args
      .slice(start)
      .flatMap((a) => (options(a).some((o) => o.kind === 'model' && o.model === 'fiber') ? routersOf(call, a) : []))
    for (const sub of mounts) push(call, state, { kind: 'mount', methods: ['*'], path, handlers: [], mounted: sub.log })
    const middleware = rest.filter((h) => !options(h.value).some((o) => o.kind === 'model' && o.model === 'fiber'))
    if (middleware.length > 0) push(call, state, { kind: 'use', methods: ['*'], path, handlers: middleware })
  }
}

function handlers(call: LibraryCall, from: number): RegisteredHandler[] {
  const list: RegisteredHandler[] = []
  for (const [i, value] of call.args.entries()) {
    if (i < from) continue
    const expression = call.expression.args[Math.min(i, call.expression.args.length - 1)]
    // A list that was handed over whole: `Group(prefix, mw...)`.
    const values = value.kind === 'list' ? value.elements : [value]
    for (const v of values) list.push({ value: v, label: handlerLabel(v, expression), at: expression?.at ?? call.expression.at })
  }
  return list
}

type Entry = Pick<Registration, 'kind' | 'methods' | 'path' | 'handlers'> & Partial<Pick<Registration, 'protocol' | 'mounted'>>

function push(call: LibraryCall, state: RouterState, entry: Entry): void {
  const last = entry.handlers[entry.handlers.length - 1]?.value
  const ws =
    last !== undefined &&
    options(last).some((o) => o.kind === 'model' && o.model === 'handler' && (o.state as { protocol: string }).protocol === 'ws')
  state.log.entries.push({
    mounted: undefined,
    ...entry,
    protocol: entry.protocol ?? (ws ? 'ws' : 'http'),
    file: call.frame.file,
    fn: call.frame.fn,
    at: call.expression.callee.at,
    endLine: call.expression.endLine,
    conditions: [...call.frame.conditions],
  })
}

/** getGroupPath: one slash between prefix and path; an empty path is the prefix. */
export function joined(prefix: Value, path: Value | undefined): Value {
  if (!path) return prefix
  const parts = concat([
    { value: prefix, text: '' },
    { value: text('\uE000'), text: '' },
    { value: path, text: 'path' },
  ])
  const whole = parts.parts.map((p) => (typeof p === 'string' ? p : '\uE001')).join('')
  const at = whole.indexOf('\uE000')
  if (at < 0) return prefix
  const clean = parts.parts.map((p) => (typeof p === 'string' ? p.replace(/\/*\uE000\/*/, '/') : p))
  return { kind: 'string', parts: clean }
}
