// Gin. A group hands its handlers to what is registered on it from then on: they are copied at the call, so that a later
// `Use` covers later routes only. Source of the rules: gin-gonic/gin routergroup.go, gin.go.

import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { ERROR, UNKNOWN_TYPE } from '../../types.ts'
import { text, typed, type Value } from '../../values.ts'
import { mountEntries, routersIn } from '../mount.ts'
import {
  createRouter,
  handlersOf,
  joinedPath,
  libraryHandler,
  libraryType,
  methodsIn,
  middlewareEntry,
  push,
  type RouterRows,
  type RouterState,
  routerValue,
} from '../router.ts'
import { ginContext, ginField } from './context.ts'

const STATICS = ['Static', 'StaticFile', 'StaticFileFS', 'StaticFS']

const ROWS: RouterRows = {
  framework: 'gin',
  types: ['Engine', 'RouterGroup', 'IRouter', 'IRoutes'],
  makers: { New: '*Engine', Default: '*Engine' },
  methods: { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE', HEAD: 'HEAD', OPTIONS: 'OPTIONS', Any: '*' },
  results: {
    Group: '*RouterGroup',
    Use: '',
    Handle: '',
    Match: '',
    Static: '',
    StaticFile: '',
    StaticFS: '',
    With: '',
    NoRoute: '-',
    NoMethod: '-',
  },
  callbacks: [],
  made(call, state) {
    if (call.name !== 'Default') return
    const handlers = ['Logger', 'Recovery'].map((name) => ({ ...libraryHandler(call, name), label: `gin.${name}` }))
    state.uses.push(middlewareEntry(call, text('/'), handlers))
  },
  register,
}
const router = createRouter(ROWS)

export const ginModel: LibraryModel = {
  id: 'gin',
  packages: ['github.com/gin-gonic/gin'],
  functionTypes: ['HandlerFunc'],
  requestTypes: ['Context'],
  routerTypes: ROWS.types,
  listTypes: ['HandlersChain'],
  passesByDefault: true,
  call(call) {
    if (call.on === 'Context') return ginContext(call)
    if (!call.receiver && (call.name === 'WrapF' || call.name === 'WrapH')) return call.args[0]
    return router(call)
  },
  select: ginField,
  errors: (name) => (name.startsWith('ShouldBind') ? 'encoding' : undefined),
}

function register(call: LibraryCall, state: RouterState): Value | undefined {
  const { name, args, receiver } = call
  const method = ROWS.methods[name]
  if (method !== undefined) {
    route(call, state, [method], 0)
    return receiver
  }
  if (STATICS.includes(name)) {
    const file = name.startsWith('StaticFile')
    const path = joinedPath(state.prefix, args[0])
    push(call, state, {
      kind: 'route',
      methods: ['GET'],
      path: file ? path : joinedPath(path, text('/*filepath')),
      protocol: 'static',
      handlers: [libraryHandler(call)],
      inherited: [[...state.uses]],
    })
    return receiver
  }
  switch (name) {
    case 'Handle':
    case 'Match':
      route(call, state, methodsIn(args[0]), 1)
      return receiver
    case 'Use': {
      const handlers = handlersOf(call, 0)
      if (handlers.length > 0) state.uses.push(middlewareEntry(call, state.prefix, handlers))
      return receiver
    }
    case 'Group': {
      const prefix = joinedPath(state.prefix, args[0])
      const handlers = handlersOf(call, 1)
      const uses = [...state.uses, ...(handlers.length > 0 ? [middlewareEntry(call, prefix, handlers)] : [])]
      return routerValue({ ...state, prefix, uses }, libraryType(call, '*RouterGroup'))
    }
    case 'Run':
    case 'RunTLS':
    case 'RunListener':
    case 'RunUnix':
    case 'RunFd':
      state.log.serves = true
      return typed(ERROR)
    case 'NoRoute':
    case 'NoMethod':
      return typed(UNKNOWN_TYPE)
    case 'Handler':
      return receiver
    default:
      return undefined
  }
}

/** `GET(path, handlers…)`: the last one answers. */
function route(call: LibraryCall, state: RouterState, methods: readonly string[], at: number): void {
  const path = joinedPath(state.prefix, call.args[at])
  const handlers = handlersOf(call, at + 1)
  const last = handlers[handlers.length - 1]
  const inside = last && routersIn(call.run, last)
  const inherited = [[...state.uses]]
  if (!inside) {
    push(call, state, { kind: 'route', methods, path, handlers, inherited })
    return
  }
  state.log.entries.push(...mountEntries(call, inside, { path, inherited, own: handlers.slice(0, -1) }))
}
