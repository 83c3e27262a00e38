// Huma v2. An API stands on another framework's router and registers there; its middleware and its groups' is what stands
// when an operation is registered. Source of the rules: danielgtaylor/huma huma.go, api.go, group.go, adapters/.

import { runCallback } from '../../evaluate/calls.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { type RegisteredHandler, type Registration, routerLogs } from '../../registration.ts'
import { pointerless, type Type, UNKNOWN_TYPE } from '../../types.ts'
import { type InstanceValue, options, text, typed, typeOf, unknown, type Value } from '../../values.ts'
import { handlerLabel } from '../labels.ts'
import {
  freshState,
  handlersOf,
  libraryHandler,
  libraryType,
  methodsIn,
  middlewareEntry,
  openLog,
  plainPath,
  push,
  type RouterState,
  routerOf,
  routersOf,
  routerValue,
} from '../router.ts'
import { humaContext, humaRequest } from './context.ts'
import { defaultConfig, documentsOf } from './documents.ts'
import { addRoute } from './underneath.ts'

export const HUMA = 'github.com/danielgtaylor/huma/v2'
const external = (name: string): Type => ({ kind: 'external', package: HUMA, name })
const API = external('API')
const OPERATION = external('Operation')

const ADAPTERS = ['bunrouter', 'chi', 'echo', 'fiber', 'flow', 'gin', 'go', 'httprouter', 'mux'].map(
  (name) => `github.com/danielgtaylor/huma/adapters/huma${name}`,
)
const SSE = 'github.com/danielgtaylor/huma/sse'
const METHODS: Readonly<Record<string, string>> = { Get: 'GET', Post: 'POST', Put: 'PUT', Patch: 'PATCH', Delete: 'DELETE', Head: 'HEAD' }

/** State of an API or a group, beside that of any router. */
interface ApiState extends RouterState {
  /** The router that it stands on. */
  readonly under: Value | undefined
  /** A group may stand under several. */
  readonly prefixes: readonly Value[]
  /** What changes an operation before it is registered, that of the innermost group first. */
  readonly modifiers: readonly Modifiers[]
  /** What it was made with. */
  readonly config?: Value | undefined
}

/** The functions by which a group changes its operations. */
interface Modifiers {
  readonly functions: Value[]
  /** A group with prefixes changes copies: the operation's middleware is what it was. */
  readonly copies: boolean
}

export const humaModel: LibraryModel = {
  id: 'huma',
  packages: ['github.com/danielgtaylor/huma', SSE, ...ADAPTERS],
  requestTypes: ['Context'],
  routerTypes: ['API', 'Group', 'Adapter'],
  listTypes: ['Middlewares'],
  tellingTypes: ['Operation', 'Config'],
  call(call) {
    if (call.on === 'Context') return humaContext(call)
    if (call.on === 'API' || call.on === 'Group' || call.on === 'Adapter') return apiCall(call)
    if (call.receiver) return undefined
    return humaRequest(call) ?? maker(call) ?? register(call)
  },
  composed(value, type) {
    if (type === 'Operation') fillLists(value.fields)
  },
}

/** `humachi.New(router, config)`, `NewWithGroup(app, group, config)`, `NewAPI(config, adapter)`, `NewGroup(api, prefixes...)`. */
function maker(call: LibraryCall): Value | undefined {
  const { name, args, run } = call
  if (name === 'NewGroup') return group(call)
  if (name === 'DefaultConfig') return defaultConfig(call)
  const adapter = ADAPTERS.includes(call.package)
  if (!(adapter ? /^New(?!Context|CompatContext)/.test(name) : name === 'NewAPI')) return undefined
  const type = name === 'NewAdapter' || name === 'NewCompatAdapter' ? external('Adapter') : API
  if (run.mode !== 'registration') return typed(type)
  if (!adapter) {
    const [state] = statesOf(call, args[1])
    if (state) describe(call, state, args[0])
    return state ? routerValue({ ...state, config: args[0] } as ApiState, type) : undefined
  }
  const under = args[name.endsWith('WithGroup') ? 1 : 0]
  const below = routersOf(call, { framework: 'huma' }, under)[0]
  const prefixed = name === 'NewWithPrefix' || (name === 'NewAdapter' && args.length === 2 && call.package.endsWith('humago'))
  const config = type === API ? args[/With(Group|Prefix)$/.test(name) ? 2 : 1] : undefined
  const state = { ...apiState(below?.log ?? openLog(call, 'huma'), under, prefixed ? (args[1] ?? text('')) : text('')), config }
  describe(call, state, config)
  return routerValue(state, type)
}

function describe(call: LibraryCall, state: ApiState, config: Value | undefined): void {
  for (const { path, name } of documentsOf(config)) {
    const operation = operationOf(undefined)
    operation.fields.set('Method', { value: text('GET') })
    operation.fields.set('Path', { value: path })
    route(call, state, operation, [libraryHandler(call, `huma.${name}`)])
  }
}

const apiState = (log: RouterState['log'], under: Value | undefined, prefix: Value): ApiState => ({
  ...freshState(log),
  under,
  prefix,
  prefixes: [prefix],
  modifiers: [{ functions: [], copies: false }],
})

/** `api.OpenAPI()`: of the document its configuration says what stands for all operations. */
function documentOf(api: Value | undefined): Value {
  const state = api && routerOf(api)
  const config = state && 'config' in state ? (state as ApiState).config : undefined
  const [security] = (config ? options(config) : []).flatMap((c) => (c.kind === 'instance' ? (c.fields.get('Security')?.value ?? []) : []))
  const document = external('OpenAPI')
  return security ? { kind: 'instance', type: document, fields: new Map([['Security', { value: security }]]), at: 0 } : typed(document)
}

function group(call: LibraryCall): Value {
  const type = libraryType(call, '*Group')
  if (call.run.mode !== 'registration') return typed(type)
  const [state] = statesOf(call, call.args[0])
  if (!state) return typed(type)
  const own = call.args.slice(1).flatMap((a) => (a.kind === 'list' ? a.elements : [a]))
  const prefixes = own.length > 0 ? state.prefixes.flatMap((p) => own.map((o) => plainPath(p, o))) : state.prefixes
  const made: ApiState = {
    ...state,
    prefixes,
    prefix: prefixes[0] ?? state.prefix,
    chain: [...state.chain, state.uses],
    uses: [],
    modifiers: [{ functions: [], copies: own.length > 0 }, ...state.modifiers],
  }
  return routerValue(made, type)
}

function statesOf(call: LibraryCall, value: Value | undefined): ApiState[] {
  return routersOf(call, { framework: 'huma' }, value).map((state) =>
    'under' in state ? (state as ApiState) : { ...apiState(state.log, undefined, state.prefix), chain: state.chain, uses: state.uses },
  )
}

function apiCall(call: LibraryCall): Value | undefined {
  const { name, run, receiver } = call
  if (name === 'OpenAPI') return documentOf(receiver)
  if (run.mode !== 'registration') return name === 'Adapter' ? typed(external('Adapter')) : typed(UNKNOWN_TYPE)
  for (const state of statesOf(call, receiver))
    switch (name) {
      case 'UseMiddleware': {
        const handlers = handlersOf(call, 0)
        if (handlers.length > 0) state.uses.push(middlewareEntry(call, state.prefix, handlers))
        break
      }
      case 'UseModifier':
      case 'UseSimpleModifier':
        state.modifiers[0]?.functions.push(...call.args.slice(0, 1))
        break
      case 'Adapter':
        // What is added to the adapter itself passes by the API's middleware.
        return routerValue({ ...state, chain: [], uses: [] }, external('Adapter'))
      case 'Handle':
        if (call.on === 'Adapter') add(call, state, operationOf(call.args[0]), 1)
        break
      default:
        break
    }
  return typed(UNKNOWN_TYPE)
}

/** `Register(api, operation, handler)`, `Get(api, path, handler, changes...)`, `AutoRegister(api, server)`. */
function register(call: LibraryCall): Value | undefined {
  const { name, args, run } = call
  const method = METHODS[name]
  if (name !== 'Register' && name !== 'AutoRegister' && method === undefined) return undefined
  if (run.mode !== 'registration') return typed(UNKNOWN_TYPE)
  if (name === 'AutoRegister') {
    registerAll(call)
    return typed(UNKNOWN_TYPE)
  }
  for (const state of statesOf(call, args[0])) {
    if (method === undefined) {
      for (const operation of args[1] ? options(args[1]) : []) add(call, state, operationOf(operation), call.package === SSE ? 3 : 2)
      continue
    }
    const operation = operationOf(undefined)
    operation.fields.set('Method', { value: text(method) })
    operation.fields.set('Path', { value: args[1] ?? unknown('path') })
    for (const change of args.slice(3).flatMap((a) => (a.kind === 'list' ? a.elements : [a])))
      runCallback(run, call.frame, change, [operation], call.site)
    add(call, state, operation, 2)
  }
  return typed(UNKNOWN_TYPE)
}

/** Every method of the server whose name begins with Register. */
function registerAll({ run, frame, args, site }: LibraryCall): void {
  const [api, server] = args
  const type = server ? pointerless(typeOf(server)) : UNKNOWN_TYPE
  if (!api || !server || type.kind !== 'named') return
  for (const [name, entity] of type.entity.methods)
    if (name.startsWith('Register')) runCallback(run, frame, { kind: 'function', entity, receiver: server }, [api], site)
}

/** An operation of its own, with the lists that code appends to and reads. */
function operationOf(value: Value | undefined): InstanceValue {
  const given = value?.kind === 'instance' ? value.fields : new Map<string, { value: Value }>()
  const fields = new Map([...given].map(([name, field]) => [name, { value: field.value }]))
  if (value?.kind !== 'symbolic') fillLists(fields)
  return { kind: 'instance', type: OPERATION, fields, at: 0 }
}

/** The lists that nothing was said of are empty; of security it tells that nothing was said. */
function fillLists(fields: InstanceValue['fields']): void {
  const type: Type = { kind: 'slice', of: UNKNOWN_TYPE }
  if (!fields.has('Middlewares')) fields.set('Middlewares', { value: { kind: 'list', elements: [], type, open: false } })
  if (!fields.has('Security')) fields.set('Security', { value: { kind: 'nil', type } })
}

function add(call: LibraryCall, state: ApiState, operation: InstanceValue, at: number): void {
  const middleware = modified(call, state, operation)
  const handler = handlersOf(call, at, at + 1)
  if (handler.length > 0) route(call, state, operation, [...middlewareIn(call, middleware), ...handler])
}

function route(call: LibraryCall, state: ApiState, operation: InstanceValue, handlers: readonly RegisteredHandler[]): void {
  const field = (name: string) => operation.fields.get(name)?.value
  const [method = '?'] = field('Method') ? methodsIn(field('Method')) : ['?']
  const uses = [...state.chain, state.uses].map((u) => [...u])
  for (const prefix of state.prefixes) {
    const path = plainPath(prefix, field('Path') ?? unknown('path'))
    const change = (entry: Registration): Registration => ({ ...entry, handlers, inherited: [...entry.inherited, ...uses], operation })
    const logs = routerLogs(call.run.collected)
    const before = new Map(logs.map((log) => [log, log.entries.length]))
    if (!state.under || !addRoute(call, state.under, method, path, handlers[handlers.length - 1]?.value))
      push(call, state, { kind: 'route', methods: [method], path, handlers })
    for (const log of logs)
      for (let i = before.get(log) ?? 0; i < log.entries.length; i++) {
        const entry = log.entries[i]
        if (entry) log.entries[i] = change(entry)
      }
  }
}

/** Runs what changes the operation; gives the middleware that is its own. Source: Register asks for it before it has a copy made. */
function modified({ run, frame, site }: LibraryCall, state: ApiState, operation: InstanceValue): Value | undefined {
  const own = () => operation.fields.get('Middlewares')?.value
  let middleware: Value | undefined
  for (const { functions, copies } of state.modifiers) {
    if (copies) middleware ??= own()
    for (const modifier of functions) runCallback(run, frame, modifier, [operation], site)
  }
  return middleware ?? own()
}

function middlewareIn(call: LibraryCall, value: Value | undefined): RegisteredHandler[] {
  const list = value?.kind === 'list' ? value.elements : []
  return list.map((v) => ({ value: v, label: handlerLabel(v, undefined), at: call.expression.at }))
}
