// routegroup: groups over the mux of net/http. The root's middleware stands before everything; a group hands down what it has
// when the next one is made of it. Source of the rules: go-pkgz/routegroup group.go.

import { runCallback } from '../../evaluate/calls.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { UNKNOWN_TYPE } from '../../types.ts'
import { constantText, options, text, typed, type Value } from '../../values.ts'
import { protocolOf, splitPattern } from '../net-http/index.ts'
import {
  createRouter,
  freshState,
  handlersOf,
  libraryHandler,
  libraryType,
  methodsIn,
  middlewareEntry,
  openLog,
  plainPath,
  push,
  type RouterRows,
  type RouterState,
  routerValue,
} from '../router.ts'

const ROWS: RouterRows = {
  // What the mux of the standard library makes of a pattern holds here too.
  framework: 'net/http',
  types: ['Bundle'],
  makers: { New: '*Bundle', Mount: '*Bundle' },
  methods: {},
  results: {
    Group: '*Bundle',
    Mount: '*Bundle',
    With: '*Bundle',
    Use: '-',
    Route: '-',
    Handle: '-',
    HandleFunc: '-',
    HandleFiles: '-',
    HandleRoot: '-',
    HandleRootFunc: '-',
    NotFoundHandler: '-',
    DisableNotFoundHandler: '-',
  },
  callbacks: ['Route'],
  register,
}
const router = createRouter(ROWS)

export const routegroupModel: LibraryModel = {
  id: 'routegroup',
  packages: ['github.com/go-pkgz/routegroup'],
  routerTypes: ROWS.types,
  call: (call) => based(call) ?? router(call),
}

/** `Mount(mux, "/api")`: the first group has a path of its own. */
function based(call: LibraryCall): Value | undefined {
  const base = call.args[1]
  if (call.receiver || call.name !== 'Mount' || call.run.mode !== 'registration' || !base) return undefined
  return routerValue({ ...freshState(openLog(call, ROWS.framework)), prefix: base }, libraryType(call, '*Bundle'))
}

const isRoot = (state: RouterState) => state.chain.length === 0

/** The root's list still grows for whatever is there; that of a group is copied, into groups and around routes. */
const handedDown = (state: RouterState) => [...state.chain, isRoot(state) ? state.uses : [...state.uses]]

const below = (state: RouterState, more: Partial<RouterState> = {}): RouterState => ({
  ...state,
  chain: handedDown(state),
  uses: [],
  ...more,
})

function register(call: LibraryCall, state: RouterState): Value | undefined {
  const { name, args } = call
  const done = typed(UNKNOWN_TYPE)
  const group = (inner: RouterState) => routerValue(inner, libraryType(call, '*Bundle'))
  switch (name) {
    case 'Group':
      return group(below(state))
    case 'Mount':
      return group(below(state, { prefix: plainPath(state.prefix, args[0]) }))
    case 'With': {
      const handlers = handlersOf(call, 0)
      return group(below(state, { uses: handlers.length > 0 ? [middlewareEntry(call, state.prefix, handlers)] : [] }))
    }
    case 'Use': {
      const handlers = handlersOf(call, 0)
      if (handlers.length > 0) state.uses.push(middlewareEntry(call, state.prefix, handlers))
      return done
    }
    case 'Route':
      if (args[0]) runCallback(call.run, call.frame, args[0], [group(isRoot(state) ? below(state) : state)], call.site)
      return done
    case 'Handle':
    case 'HandleFunc':
      for (const pattern of args[0] ? options(args[0]) : []) {
        const { method, path } = splitPattern(pattern)
        // A slash alone is the group's own root, unless a handler of files or the like is given.
        const end = name === 'HandleFunc' && constantText(path) === '/' ? text('/{$}') : path
        route(call, state, [method], plainPath(state.prefix, end), 1)
      }
      return done
    case 'HandleRoot':
    case 'HandleRootFunc':
      route(call, state, constantText(args[0]) === '' ? ['*'] : methodsIn(args[0]), state.prefix, 1)
      return done
    case 'HandleFiles':
      push(call, state, {
        kind: 'route',
        methods: ['*'],
        path: plainPath(plainPath(state.prefix, args[0]), text('/')),
        protocol: 'static',
        handlers: [libraryHandler(call)],
        inherited: handedDown(state),
      })
      return done
    default:
      return name in ROWS.results ? done : undefined
  }
}

function route(call: LibraryCall, state: RouterState, methods: readonly string[], path: Value, at: number): void {
  const handlers = handlersOf(call, at, at + 1)
  const [handler] = handlers
  if (!handler) return
  push(call, state, { kind: 'route', methods, path, handlers, inherited: handedDown(state), protocol: protocolOf(handler) })
}
