// What the routers of all frameworks share: a router is a value with a log, a prefix and the middleware that it hands down.
// A framework says in rows, and in one small function, what its calls do to such a value.

import { runArguments } from '../evaluate/calls.ts'
import { startRows } from '../evaluate/start-rows.ts'
import type { LibraryCall, LibraryModel } from '../library/model.ts'
import { type RegisteredHandler, type Registration, type RouterLog, routerLogs } from '../registration.ts'
import { createSources } from '../sources.ts'
import { type Type, UNKNOWN_TYPE } from '../types.ts'
import { concat, constantText, options, text, typed, typeOf, type Value } from '../values.ts'
import { handedOn } from './handed-on.ts'
import { handlerLabel } from './labels.ts'

export interface RouterState {
  readonly log: RouterLog
  readonly prefix: Value
  /** Middleware handed down from above, outermost first. */
  readonly chain: readonly (readonly Registration[])[]
  /** What `Use` put on this router itself. */
  readonly uses: Registration[]
  /** Of fiber's `Route(path)`: its methods take handlers only. */
  readonly fixed: boolean
}

export interface RouterRows {
  readonly framework: string
  /** Types on which routes are registered. */
  readonly types: readonly string[]
  /** Package functions that make a router → its type, `*` before it for a pointer. */
  readonly makers: Readonly<Record<string, string>>
  /** Calls that register a route → its method. */
  readonly methods: Readonly<Record<string, string>>
  /** Other calls on routers that the framework knows → the type that they give; '' for the receiver's own, '-' for nothing. */
  readonly results: Readonly<Record<string, string>>
  /** Calls that run a function at once, to register in it. */
  readonly callbacks: readonly string[]
  /** What a new router stands for, beside its log. */
  readonly made?: (call: LibraryCall, state: RouterState) => void
  /** A call on a router, in a registration run; gives what the call gives. */
  readonly register: (call: LibraryCall, state: RouterState) => Value | undefined
}

export const routerOf = (value: Value): RouterState | undefined =>
  value.kind === 'model' && value.model === 'router' ? (value.state as RouterState) : undefined

/** A type of the called library; `*` before the name for a pointer to it. */
export function libraryType(call: LibraryCall, name: string): Type {
  const type: Type = { kind: 'external', package: call.path, name: name.replace('*', '') }
  return name.startsWith('*') ? { kind: 'pointer', of: type } : type
}

export const routerValue = (state: RouterState, type: Type): Value => ({ kind: 'model', model: 'router', type, state })

export function openLog(call: LibraryCall, framework: string, serves = false, unattached = false): RouterLog {
  const log: RouterLog = {
    framework,
    version: Number(/\/v(\d+)$/.exec(call.path)?.[1] ?? 1),
    entries: [],
    around: [],
    file: call.frame.file,
    at: call.expression.at,
    serves,
    handed: false,
    unattached,
  }
  routerLogs(call.run.collected).push(log)
  return log
}

export const freshState = (log: RouterLog): RouterState => ({ log, prefix: text(''), chain: [], uses: [], fixed: false })

/** Makers and router calls of a framework, as the model of its package asks. */
export function createRouter(rows: RouterRows): NonNullable<LibraryModel['call']> {
  return (call) => {
    if (!call.receiver) {
      const type = rows.makers[call.name]
      if (type === undefined) return undefined
      if (call.run.mode !== 'registration') return typed(libraryType(call, type))
      const state = freshState(openLog(call, rows.framework))
      rows.made?.(call, state)
      return routerValue(state, libraryType(call, type))
    }
    if (handedOn(call)) return typed(UNKNOWN_TYPE)
    if (call.on === undefined || !rows.types.includes(call.on)) return undefined
    const states = routersOf(call, rows, call.receiver)
    if (states.length === 0) return unregistered(call, rows)
    let result: Value | undefined
    for (const state of states) result = rows.register(call, state) ?? result
    return result
  }
}

/** Handlers are run by requests, not by whoever registers them; functions that register are. */
function unregistered(call: LibraryCall, rows: RouterRows): Value | undefined {
  if (call.run.mode === 'summary' && rows.callbacks.includes(call.name)) runArguments(call.run, call.frame, call.args, call.site)
  if (call.name in rows.methods) return typed(resultType(call, rows.results[call.name]))
  const result = rows.results[call.name]
  return result === undefined ? undefined : typed(resultType(call, result))
}

function resultType(call: LibraryCall, name: string | undefined): Type {
  if (name === '-') return UNKNOWN_TYPE
  return name ? libraryType(call, name) : call.receiver ? typeOf(call.receiver) : UNKNOWN_TYPE
}

/** The routers that a value can be; one that nobody made in view gets a log of its own. */
export function routersOf(call: LibraryCall, rows: Pick<RouterRows, 'framework'>, value: Value | undefined): readonly RouterState[] {
  if (!value || call.run.mode !== 'registration') return []
  return options(value).flatMap((v) => {
    const own = routerOf(v)
    if (own) return [own]
    // What this run put into fields and globals, and then what the whole program is known to.
    const known = [...createSources(call.run.flows, call.run.types)(v).values, ...(call.run.sources?.(v) ?? [])].flatMap(
      (s) => routerOf(s) ?? [],
    )
    if (known.length > 0) return [...new Map(known.map((s) => [s.uses, s])).values()]
    return call.run.library.isRouter(typeOf(v))
      ? [unseen(call, rows.framework, !(v.kind === 'symbolic' && v.origin.kind === 'library'))]
      : []
  })
}

/** A router that nobody made in view, as one that a container hands out: taken to be one and the same in a program. */
function unseen(call: LibraryCall, framework: string, unattached: boolean): RouterState {
  const key = `${framework}.${unattached ? 'unattached' : 'library'}`
  const known = call.run.collected.get(key) as RouterState | undefined
  if (known) return known
  const state = freshState(openLog(call, framework, true, unattached))
  call.run.collected.set(key, state)
  return state
}

type Entry = Pick<Registration, 'kind' | 'methods' | 'path' | 'handlers'> &
  Partial<Pick<Registration, 'protocol' | 'mounted' | 'inherited'>>

export function registrationOf(call: LibraryCall, entry: Entry): Registration {
  const last = entry.handlers[entry.handlers.length - 1]?.value
  const ws =
    last !== undefined &&
    options(last).some((o) => o.kind === 'model' && o.model === 'handler' && (o.state as { protocol: string }).protocol === 'ws')
  return {
    mounted: undefined,
    inherited: [],
    ...entry,
    protocol: entry.protocol ?? (ws ? 'ws' : 'http'),
    file: call.frame.file,
    fn: call.frame.fn,
    at: call.expression.callee.at,
    endLine: call.expression.endLine,
    conditions: [...call.frame.conditions],
    there: startRows(call.run),
  }
}

export function push(call: LibraryCall, state: RouterState, entry: Entry): Registration {
  const registration = registrationOf(call, entry)
  state.log.entries.push(registration)
  return registration
}

/** Middleware that a router hands down, as a registration of its own. */
export function middlewareEntry(call: LibraryCall, path: Value, handlers: readonly RegisteredHandler[]): Registration {
  return registrationOf(call, { kind: 'use', methods: ['*'], path, handlers })
}

/** The arguments from `from` up to `to` as handlers; a list that was handed over whole is taken apart. */
export function handlersOf(call: LibraryCall, from: number, to = call.args.length): RegisteredHandler[] {
  const list: RegisteredHandler[] = []
  for (const [i, value] of call.args.entries()) {
    if (i < from || i >= to) continue
    const expression = call.expression.args[Math.min(i, call.expression.args.length - 1)]
    for (const v of handlerValues(call, value))
      list.push({ value: v, label: handlerLabel(v, expression), at: expression?.at ?? call.expression.at })
  }
  return list
}

/** `Group(prefix, mw...)`: the elements, also of a list that is known by where it comes from. */
function handlerValues(call: LibraryCall, value: Value): readonly Value[] {
  if (value.kind === 'list') return value.elements
  if (!call.spread || value.kind !== 'symbolic') return [value]
  const lists = (call.run.sources?.(value) ?? []).filter((s) => s.kind === 'list')
  return lists.length === 1 && lists[0]?.kind === 'list' ? lists[0].elements : [value]
}

/** A handler that the library itself is. */
export function libraryHandler(call: LibraryCall, name = call.name): RegisteredHandler {
  return { value: { kind: 'libraryFunction', package: call.path, name }, label: name, at: call.expression.at }
}

/** The methods that a value names; `?` for one that is not known. */
export function methodsIn(value: Value | undefined): string[] {
  const verbs: readonly Value[] = value?.kind === 'list' ? value.elements : value ? [value] : []
  return verbs.flatMap((v) => options(v)).map((v) => constantText(v)?.toUpperCase() || '?')
}

const MARK = '\uE000'

/** Prefix and path with one slash between them; an empty path is the prefix. */
export function joinedPath(prefix: Value, path: Value | undefined): Value {
  if (!path) return prefix
  const parts = concat([
    { value: prefix, text: '' },
    { value: text(MARK), text: '' },
    { value: path, text: 'path' },
  ])
  return { kind: 'string', parts: parts.parts.map((p) => (typeof p === 'string' ? p.replace(/\/*\uE000\/*/, '/') : p)) }
}

/** Prefix and path put together as they are. */
export function plainPath(prefix: Value, path: Value | undefined): Value {
  return path
    ? concat([
        { value: prefix, text: '' },
        { value: path, text: 'path' },
      ])
    : prefix
}
