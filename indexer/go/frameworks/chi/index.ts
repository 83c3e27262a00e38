// chi v5. A router hands its middleware to all below it; inline routers (`With`, `Group`) add theirs to their own routes;
// `Route` and `Mount` put a router under a pattern. Source of the rules: go-chi/chi mux.go, chain.go.

import { runCallback } from '../../evaluate/calls.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { UNKNOWN_TYPE } from '../../types.ts'
import { options, text, typed, type Value } from '../../values.ts'
import { walkStatements } from '../../walk.ts'
import { type MountedRouters, mountEntries, routersIn } from '../mount.ts'
import { protocolOf, splitPattern } from '../net-http/index.ts'
import {
  createRouter,
  handlersOf,
  joinedPath,
  libraryType,
  methodsIn,
  middlewareEntry,
  push,
  type RouterRows,
  type RouterState,
  routerValue,
} from '../router.ts'

const ROWS: RouterRows = {
  framework: 'chi',
  types: ['Mux', 'Router', 'Routes'],
  makers: { NewRouter: '*Mux', NewMux: '*Mux' },
  methods: {
    Get: 'GET',
    Post: 'POST',
    Put: 'PUT',
    Patch: 'PATCH',
    Delete: 'DELETE',
    Head: 'HEAD',
    Options: 'OPTIONS',
    Connect: 'CONNECT',
    Trace: 'TRACE',
  },
  results: {
    With: 'Router',
    Group: 'Router',
    Route: 'Router',
    Use: '-',
    Mount: '-',
    Handle: '-',
    HandleFunc: '-',
    Method: '-',
    MethodFunc: '-',
    NotFound: '-',
    MethodNotAllowed: '-',
    Middlewares: '-',
  },
  callbacks: ['Group', 'Route'],
  register,
}
const router = createRouter(ROWS)

export const chiModel: LibraryModel = {
  id: 'chi',
  packages: ['github.com/go-chi/chi', 'github.com/pressly/chi'],
  functionTypes: [],
  routerTypes: ROWS.types,
  listTypes: ['Middlewares'],
  call: router,
}

/** All that stands before what is registered here. */
const inheritedOf = (state: RouterState) => [...state.chain, state.uses]

function register(call: LibraryCall, state: RouterState): Value | undefined {
  const { name, args } = call
  const done = typed(UNKNOWN_TYPE)
  const method = ROWS.methods[name]
  if (method !== undefined) {
    route(call, state, [method], joinedPath(state.prefix, args[0]), 1)
    return done
  }
  switch (name) {
    case 'Handle':
    case 'HandleFunc':
      // The pattern may name its method.
      for (const pattern of args[0] ? options(args[0]) : []) {
        const split = splitPattern(pattern)
        route(call, state, [split.method], joinedPath(state.prefix, split.path), 1)
      }
      return done
    case 'Method':
    case 'MethodFunc':
      route(call, state, methodsIn(args[0]), joinedPath(state.prefix, args[1]), 2)
      return done
    case 'Use': {
      const handlers = handlersOf(call, 0)
      if (handlers.length > 0) state.uses.push(middlewareEntry(call, state.prefix, handlers))
      return done
    }
    case 'With': {
      const handlers = handlersOf(call, 0)
      return inline(call, state, handlers.length > 0 ? [middlewareEntry(call, state.prefix, handlers)] : [])
    }
    case 'Group': {
      const inner = inline(call, state, [])
      if (args[0]) runCallback(call.run, call.frame, args[0], [inner], call.site)
      return inner
    }
    case 'Route': {
      const inner = below(call, state)
      if (args[1]) runCallback(call.run, call.frame, args[1], [inner], call.site)
      return inner
    }
    case 'Mount':
      mount(call, state)
      return done
    case 'NotFound':
    case 'MethodNotAllowed':
      return done
    default:
      return undefined
  }
}

function inline(call: LibraryCall, state: RouterState, uses: RouterState['uses']): Value {
  return routerValue({ ...state, chain: inheritedOf(state), uses }, libraryType(call, 'Router'))
}

function below(call: LibraryCall, state: RouterState): Value {
  return routerValue(
    { ...state, prefix: joinedPath(state.prefix, call.args[0]), chain: inheritedOf(state), uses: [] },
    libraryType(call, 'Router'),
  )
}

function route(call: LibraryCall, state: RouterState, methods: readonly string[], path: Value, at: number): void {
  const [handler] = handlersOf(call, at, at + 1)
  if (!handler) return
  const inside = routersIn(call.run, handler)
  if (!inside) {
    push(call, state, { kind: 'route', methods, path, handlers: [handler], inherited: inheritedOf(state), protocol: protocolOf(handler) })
    return
  }
  // Only Mount takes the pattern off.
  mountAt(call, state, state.prefix, inside)
}

/** A router of chi's own sees what is left when it is mounted; any other the whole path, save what is stripped. */
function mountAt(call: LibraryCall, state: RouterState, path: Value, inside: MountedRouters): void {
  const inherited = inheritedOf(state)
  const alone = inside.wrappers.some(({ value }) => options(value).some(takesContextAway))
  state.log.entries.push(...mountEntries(call, inside, { path, inherited, ...(alone ? {} : { takesOff: ROWS.framework }) }))
}

/** `context.WithValue(ctx, chi.RouteCtxKey, nil)`: the router inside begins anew. */
function takesContextAway(wrapper: Value): boolean {
  let found = false
  if (wrapper.kind === 'function')
    walkStatements(wrapper.entity.syntax.body, (e) => {
      const [, key, value] = e.kind === 'call' ? e.args : []
      if (key?.kind === 'selector' && key.name === 'RouteCtxKey' && value?.kind === 'name' && value.name === 'nil') found = true
      return undefined
    })
  return found
}

/** `Mount(pattern, handler)`: a router's log under the pattern; any other handler answers for all below it. */
function mount(call: LibraryCall, state: RouterState): void {
  const [handler] = handlersOf(call, 1, 2)
  if (!handler) return
  const path = joinedPath(state.prefix, call.args[0])
  const inside = routersIn(call.run, handler)
  if (inside) mountAt(call, state, path, inside)
  else
    push(call, state, {
      kind: 'route',
      methods: ['*'],
      path: joinedPath(path, text('/*')),
      handlers: [handler],
      inherited: inheritedOf(state),
      protocol: protocolOf(handler),
    })
}
