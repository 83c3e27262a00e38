// httprouter: methods and handlers, nothing handed down. Source of the rules: julienschmidt/httprouter router.go.

import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { UNKNOWN_TYPE } from '../../types.ts'
import { typed, type Value } from '../../values.ts'
import { createRouter, handlersOf, libraryHandler, methodsIn, push, type RouterRows, type RouterState } from '../router.ts'

const ROWS: RouterRows = {
  framework: 'httprouter',
  types: ['Router'],
  makers: { New: '*Router' },
  methods: { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE', HEAD: 'HEAD', OPTIONS: 'OPTIONS' },
  results: { Handle: '-', Handler: '-', HandlerFunc: '-', ServeFiles: '-' },
  callbacks: [],
  register,
}
const router = createRouter(ROWS)

export const httprouterModel: LibraryModel = {
  id: 'httprouter',
  packages: ['github.com/julienschmidt/httprouter'],
  functionTypes: ['Handle'],
  handlerTypes: ['Handle'],
  routerTypes: ROWS.types,
  call: router,
}

function register(call: LibraryCall, state: RouterState): Value | undefined {
  const { name, args } = call
  const method = ROWS.methods[name]
  if (method !== undefined) route(call, state, [method], args[0], 1)
  else if (name === 'Handle' || name === 'Handler' || name === 'HandlerFunc') route(call, state, methodsIn(args[0]), args[1], 2)
  else if (name === 'ServeFiles' && args[0])
    push(call, state, { kind: 'route', methods: ['GET'], path: args[0], protocol: 'static', handlers: [libraryHandler(call)] })
  else return undefined
  return typed(UNKNOWN_TYPE)
}

function route(call: LibraryCall, state: RouterState, methods: readonly string[], path: Value | undefined, at: number): void {
  const handlers = handlersOf(call, at, at + 1)
  if (path && handlers.length > 0) push(call, state, { kind: 'route', methods, path, handlers })
}
