// net/http: the mux with its patterns (since Go 1.22 with method, host and wildcards), handlers made of handlers, and what
// serves them. Source of the rules: net/http pattern.go, server.go.

import { HTTP_STATUS } from '../../library/constants.ts'
import { httpClient } from '../../library/http-client.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import type { RegisteredHandler } from '../../registration.ts'
import { ERROR, UNKNOWN_TYPE } from '../../types.ts'
import { isModel, options, text, typed, type Value } from '../../values.ts'
import { handedOn } from '../handed-on.ts'
import { mountEntries, routersIn } from '../mount.ts'
import { looksAt } from '../request.ts'
import { createRouter, freshState, handlersOf, openLog, push, type RouterRows, type RouterState } from '../router.ts'
import { answerCall, requestCall, requestField } from './request.ts'
import { serve } from './serve.ts'

const ROWS: RouterRows = {
  framework: 'net/http',
  types: ['ServeMux'],
  makers: { NewServeMux: '*ServeMux' },
  methods: {},
  results: { Handle: '-', HandleFunc: '-' },
  callbacks: [],
  register(call, state) {
    if (call.name !== 'Handle' && call.name !== 'HandleFunc') return undefined
    handle(call, state)
    return typed(UNKNOWN_TYPE)
  },
}
const router = createRouter(ROWS)

const ERRORS =
  /^(Get|Post|Head|PostForm|NewRequest|NewRequestWithContext|Do|ListenAndServe|ListenAndServeTLS|Serve|Parse|ParseQuery|QueryUnescape|PathUnescape)$/
const HANDLERS = 'FileServer FileServerFS NotFoundHandler RedirectHandler'.split(' ')

export const netHttpModel: LibraryModel = {
  id: 'net/http',
  packages: ['net/http', 'net/url'],
  functionTypes: ['HandlerFunc'],
  handlerTypes: ['Handler', 'HandlerFunc'],
  requestTypes: ['Request', 'ResponseWriter'],
  routerTypes: ROWS.types,
  call(call) {
    if (handedOn(call)) return typed(UNKNOWN_TYPE)
    if (call.on === 'CrossOriginProtection') return crossOrigin(call)
    return requestCall(call) ?? answerCall(call) ?? handlerMaker(call) ?? served(call) ?? router(call) ?? httpClient(call)
  },
  select(value, name, _type, run) {
    if (value.kind !== 'package') return requestField(value, name, run)
    if (value.path !== 'net/http') return undefined
    const status = HTTP_STATUS[name]
    if (status !== undefined) return { kind: 'number', value: status }
    return /^Method[A-Z]/.test(name) ? text(name.slice(6).toUpperCase()) : undefined
  },
  composed(value, type, { run, frame, expression }) {
    const handler = type === 'Server' ? value.fields.get('Handler')?.value : undefined
    if (handler && run.mode === 'registration') serve({ run, frame, at: expression.at }, handler)
  },
  errors: (name, on) => (ERRORS.test(name) && on !== 'ServeMux' ? 'http' : undefined),
}

/** It asks where the page is from that sends the request: who sends it from no page passes. */
function crossOrigin({ name, run, args }: LibraryCall): Value | undefined {
  if (name !== 'Check' || !isModel(args[0], 'request')) return undefined
  looksAt(run, 'header Origin')
  return run.bare ? { kind: 'nil', type: ERROR } : typed(ERROR)
}

/** Package functions that make a handler: of a function, of another handler, or a library's own. */
function handlerMaker(call: LibraryCall): Value | undefined {
  const { name, args, receiver } = call
  if (receiver || call.package !== 'net/http') return undefined
  const [first, second] = args
  if (name === 'NewCrossOriginProtection')
    return typed({ kind: 'pointer', of: { kind: 'external', package: 'net/http', name: 'CrossOriginProtection' } })
  if (name === 'HandlerFunc') return first
  if (name === 'StripPrefix' && first && second)
    return {
      kind: 'model',
      model: 'stripped',
      type: { kind: 'external', package: 'net/http', name: 'Handler' },
      state: { prefix: first, inner: second },
    }
  if (HANDLERS.includes(name)) return { kind: 'libraryFunction', package: 'net/http', name }
  return undefined
}

/** What starts to answer, and the package's own mux. */
function served(call: LibraryCall): Value | undefined {
  const { name, args, run, receiver, frame } = call
  if (call.package !== 'net/http') return undefined
  const site = { run, frame, at: call.expression.at }
  if (!receiver && (name === 'Handle' || name === 'HandleFunc')) {
    if (run.mode === 'registration') handle(call, defaultMux(call))
    return typed(UNKNOWN_TYPE)
  }
  if (!/^(ListenAndServe|ListenAndServeTLS|Serve|ServeTLS)$/.test(name)) return undefined
  if (run.mode !== 'registration') return typed(ERROR)
  const given = receiver ? handlerField(receiver) : args[args.length - 1]
  if (given && given.kind !== 'nil') serve(site, given)
  else if (!receiver) defaultMux(call).log.serves = true
  return typed(ERROR)
}

/** A server made in view, whose handler may have been set later. */
function handlerField(server: Value): Value | undefined {
  for (const option of options(server)) {
    const field = option.kind === 'instance' ? option.fields.get('Handler')?.value : undefined
    if (field) return field
  }
  return undefined
}

function defaultMux(call: LibraryCall): RouterState {
  const known = call.run.collected.get('net/http.default') as RouterState | undefined
  if (known) return known
  const state = freshState(openLog(call, ROWS.framework))
  call.run.collected.set('net/http.default', state)
  return state
}

function handle(call: LibraryCall, state: RouterState): void {
  const [handler] = handlersOf(call, 1, 2)
  if (!handler) return
  for (const pattern of call.args[0] ? options(call.args[0]) : []) {
    const { method, path } = splitPattern(pattern)
    const inside = routersIn(call.run, handler)
    if (!inside) {
      push(call, state, { kind: 'route', methods: [method], path, handlers: [handler], protocol: protocolOf(handler) })
      continue
    }
    // A mux takes nothing off the path: only StripPrefix does.
    state.log.entries.push(...mountEntries(call, inside, { path, inherited: [] }))
  }
}

export function protocolOf(handler: RegisteredHandler): 'http' | 'static' {
  return options(handler.value).some(
    (v) =>
      (v.kind === 'libraryFunction' && /^FileServer/.test(v.name)) ||
      (v.kind === 'model' && v.model === 'stripped' && protocolOf({ ...handler, value: (v.state as { inner: Value }).inner }) === 'static'),
  )
    ? 'static'
    : 'http'
}

/** `[METHOD ][HOST]/path` */
export function splitPattern(pattern: Value): { readonly method: string; readonly path: Value } {
  if (pattern.kind !== 'string') return { method: '*', path: pattern }
  const [first, ...rest] = pattern.parts
  if (typeof first !== 'string') return { method: '*', path: pattern }
  const [, verb, after = first] = /^([A-Z]+)[ \t]+(.*)$/s.exec(first) ?? []
  const slash = after.indexOf('/')
  const path = slash > 0 ? after.slice(slash) : after
  return { method: verb ?? '*', path: { kind: 'string', parts: [path, ...rest] } }
}
