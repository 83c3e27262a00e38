// Where names and values of different functions meet: what a symbolic value can be, and whom each call reaches.

import { elementType } from './evaluate/elements.ts'
import type { CallEvent, CallTarget, Flows, Site, SpawnEvent, UnresolvedReason } from './evaluate/events.ts'
import { comingBack } from './evaluate/handed.ts'
import type { Library } from './library/model.ts'
import type { FunctionEntity, TypeEntity } from './program.ts'
import { pointerless, type Type, type TypeOracle } from './types.ts'
import { type Origin, options, originKey, typeOf, unknown, type Value } from './values.ts'

export interface Sources {
  /** Functions, instances, models, or symbolic values of a concrete type. */
  readonly values: readonly Value[]
  /** Every source was seen. */
  readonly complete: boolean
}

export interface CallEdge {
  readonly caller: FunctionEntity
  readonly callee: FunctionEntity
  readonly site: Site
  readonly resolution: 'exact' | 'interface' | 'inferred'
  readonly fanout: number
  readonly via: FunctionEntity | undefined
  readonly captured: boolean
}

export interface UnresolvedCall {
  readonly caller: FunctionEntity
  readonly site: Site
  readonly reason: UnresolvedReason
  readonly text: string
}

export interface LinkedCalls {
  readonly edges: readonly CallEdge[]
  readonly unresolved: readonly UnresolvedCall[]
  readonly counts: { exact: number; interface: number; inferred: number; external: number }
  /** Library functions that each function calls, as "package name". */
  readonly external: ReadonlyMap<FunctionEntity, ReadonlySet<string>>
}

const LIMIT = 400
/** Something is there that was not seen. */
const OPAQUE = unknown('function-value')

/** A value handed on by more functions than this, or coming by more ways, has sources that are not all seen. */
const MOST_HANDS = 200
const MOST_STEPS = 20_000

/**
 * Answers what a value can be by asking, on demand, every flow into the place it comes from; `texts` asks for
 * strings too.
 */
export function createSources(flows: Flows, types: TypeOracle, texts = false): (value: Value) => Sources {
  const memo = new Map<string, Sources>()
  const ids = new Map<object, number>()
  const idOf = (o: object) => {
    const known = ids.get(o)
    if (known !== undefined) return known
    ids.set(o, ids.size)
    return ids.size - 1
  }
  let steps = 0
  return (value) => {
    steps = 0
    return ask(value, new Set())
  }

  function ask(value: Value, active: Set<string>): Sources {
    switch (value.kind) {
      case 'choice':
        return union(value.options, active)
      case 'nil':
        return { values: [], complete: true }
      case 'unknown':
        return { values: [], complete: false }
      case 'symbolic':
        break
      default:
        return { values: [value], complete: true }
    }
    const shape = types.underlying(pointerless(value.type))
    const abstract =
      shape.kind === 'func' ||
      (texts && shape.kind === 'basic' && shape.name === 'string') ||
      types.isInterface(value.type) ||
      shape.kind === 'unknown' ||
      shape.kind === 'parameter' ||
      shape.kind === 'external'
    if (!abstract || value.origin.kind === 'typed' || value.origin.kind === 'library') return { values: [value], complete: !abstract }
    const { origin } = value
    const key = originKey(origin)
    const known = memo.get(key)
    if (known) return known
    if (active.has(key)) return { values: [], complete: true }
    if (active.size >= MOST_HANDS || ++steps > MOST_STEPS) return { values: [], complete: false }
    active.add(key)
    const flowing = origin.kind === 'element' ? elementsIn(origin.of, new Set(), active) : flowsInto(origin, active)
    const found = flowing.length === 0 ? { values: shape.kind === 'external' ? [value] : [], complete: false } : union(flowing, active)
    active.delete(key)
    if (active.size === 0) memo.set(key, found)
    return found
  }

  function flowsInto(origin: Origin, active: Set<string>): readonly Value[] {
    switch (origin.kind) {
      case 'parameter': {
        const variadic = origin.index >= 0 && origin.fn.syntax.params[origin.index]?.variadic
        return callsOf(origin.fn).flatMap((call) => {
          if (origin.index < 0) return call.receiver ? [call.receiver] : []
          const given = variadic ? call.args.slice(origin.index) : call.args.slice(origin.index, origin.index + 1)
          return given
        })
      }
      case 'field':
        return flows.fields.get(origin.owner)?.get(origin.name) ?? []
      case 'result':
        return (flows.results.get(origin.fn) ?? []).flatMap((values) => values.slice(origin.index, origin.index + 1))
      case 'global':
        return flows.globals.get(origin.entity) ?? []
      case 'methodResult':
        return methodResults(origin, active)
      default:
        return []
    }
  }

  function methodResults(origin: Origin & { kind: 'methodResult' }, active: Set<string>): readonly Value[] {
    const { on, receiver, index, name } = origin
    const { entities, outside } = candidatesFor({ kind: 'interface', on, method: name, receiver }, types, (v) => ask(v, active), flows)
    const given = entities.flatMap((entity): readonly Value[] => {
      const member = types.member({ kind: 'named', entity }, name)
      const returned = member?.kind === 'method' ? flows.results.get(member.entity) : undefined
      return returned?.flatMap((values) => values.slice(index, index + 1)) ?? [OPAQUE]
    })
    return outside || given.length === 0 ? [...given, OPAQUE] : given
  }

  /** What stands in the collections that come from a place: in those in view, and what was put in later. */
  function elementsIn(origin: Origin, seen: Set<string>, active: Set<string>): readonly Value[] {
    const key = originKey(origin)
    if (key === '' || seen.has(key) || seen.size >= MOST_HANDS) return [OPAQUE]
    seen.add(key)
    const put = flows.elements.get(key) ?? []
    const list = origin.kind === 'parameter' && origin.index >= 0 && origin.fn.syntax.params[origin.index]?.variadic === true
    const inner = origin.kind === 'element' ? elementsIn(origin.of, seen, active) : flowsInto(origin, active)
    if (inner.length === 0 && put.length === 0) return [OPAQUE]
    const within = (value: Value): readonly Value[] => {
      switch (value.kind) {
        case 'list':
          return value.open && value.elements.length === 0 ? [] : value.elements
        case 'mapping':
          return value.entries.map((e) => e.value)
        case 'choice':
          return value.options.flatMap(within)
        case 'symbolic':
          return list && elementType(types, value.type) === undefined ? [value] : elementsIn(value.origin, seen, active)
        case 'nil':
          return []
        default:
          return list ? [value] : [OPAQUE]
      }
    }
    return [...put, ...inner.flatMap(within)]
  }

  /** Calls of a function: by its name, and through the interfaces that its receiver keeps. */
  function callsOf(fn: FunctionEntity): readonly { readonly receiver: Value | undefined; readonly args: readonly Value[] }[] {
    const direct = flows.parameters.get(fn) ?? []
    const { receiver } = fn
    if (!receiver) return direct
    const through = (flows.interfaceCalls.get(fn.syntax.name ?? '') ?? []).filter((c) => types.implementers(c.on).includes(receiver))
    // A receiver known only as the interface says nothing about which of its types this is.
    return [...direct, ...through.map((c) => ({ receiver: undefined, args: c.args }))]
  }

  function union(values: readonly Value[], active: Set<string>): Sources {
    const all: Value[] = []
    const seen = new Set<string>()
    let complete = true
    for (const value of values) {
      const found = ask(value, active)
      complete &&= found.complete
      for (const v of found.values) {
        const key = identity(v)
        if (!seen.has(key) && all.length < LIMIT) {
          seen.add(key)
          all.push(v)
        }
      }
    }
    return { values: all, complete }
  }

  function identity(v: Value): string {
    if (v.kind === 'function') return `F${idOf(v.entity)}`
    if (v.kind === 'instance' || v.kind === 'symbolic') {
      const type = pointerless(typeOf(v))
      return type.kind === 'named' ? `T${idOf(type.entity)}` : type.kind === 'external' ? `E${type.package}.${type.name}` : `V${idOf(v)}`
    }
    return `V${idOf(v)}`
  }
}

export function linkCalls(
  events: readonly (CallEvent | SpawnEvent)[],
  flows: Flows,
  types: TypeOracle,
  library: Library,
  sources: (value: Value) => Sources,
  counts: (fn: FunctionEntity) => boolean,
): LinkedCalls {
  const edges = new Map<string, CallEdge>()
  const unresolved = new Map<string, UnresolvedCall>()
  const external = new Map<FunctionEntity, Set<string>>()
  const tally = { exact: 0, interface: 0, inferred: 0, external: 0 }
  const seen = new Set<string>()
  const ids = new Map<object, number>()
  const idOf = (o: object | undefined) => {
    if (!o) return ''
    const known = ids.get(o)
    if (known !== undefined) return known
    ids.set(o, ids.size)
    return ids.size - 1
  }

  const noteExternal = (caller: FunctionEntity, target: CallTarget & { kind: 'external' }) => {
    const list = external.get(caller) ?? new Set()
    list.add(`${target.package} ${target.name}`)
    external.set(caller, list)
  }

  for (const event of events) {
    if (event.kind !== 'call') continue
    const { caller, site, target, via, captured = false } = event
    // One site may be evaluated several times, for several callers: it counts once.
    const place = `${idOf(caller)}@${site.at}:${target.kind}${target.kind === 'exact' ? idOf(target.fn) : ''}:${idOf(via)}`
    const first = !seen.has(place)
    seen.add(place)
    const reached = resolveTarget(target, types, library, sources, flows)
    if (reached.kind === 'external') {
      if (first) tally.external++
      if (target.kind === 'external') noteExternal(caller, target)
      continue
    }
    if (reached.kind === 'unresolved') {
      const key = `${idOf(caller)}@${site.at}`
      if (!unresolved.has(key)) unresolved.set(key, { caller, site, reason: reached.reason, text: reached.text })
      continue
    }
    if (first) tally[reached.resolution]++
    if (target.kind === 'external') noteExternal(caller, target)
    for (const callee of reached.functions) {
      if (!counts(callee)) continue
      const key = `${idOf(caller)}>${idOf(callee)}@${site.at}:${idOf(via)}`
      const known = edges.get(key)
      edges.set(
        key,
        known
          ? { ...known, site: weaker(known.site, site) }
          : { caller, callee, site, resolution: reached.resolution, fanout: reached.functions.length, via, captured },
      )
    }
  }
  // A site that some evaluation resolved is not unresolved.
  const resolvedSites = new Set([...edges.values()].map((e) => `${idOf(e.caller)}@${e.site.at}`))
  return {
    edges: [...edges.values()],
    unresolved: [...unresolved].filter(([key]) => !resolvedSites.has(key)).map(([, u]) => u),
    counts: tally,
    external,
  }
}

/** Two evaluations of one site: in a transaction only if both are. */
function weaker(a: Site, b: Site): Site {
  return {
    ...a,
    inTransaction: a.inTransaction && b.inTransaction,
    perElement: a.perElement || b.perElement,
    retried: a.retried || b.retried,
  }
}

type Reached =
  | { readonly kind: 'functions'; readonly functions: readonly FunctionEntity[]; readonly resolution: CallEdge['resolution'] }
  | { readonly kind: 'external' }
  | { readonly kind: 'unresolved'; readonly reason: UnresolvedReason; readonly text: string }

export function resolveTarget(
  target: CallTarget,
  types: TypeOracle,
  library: Library,
  sources: (value: Value) => Sources,
  flows: Flows,
): Reached {
  switch (target.kind) {
    case 'exact':
      return { kind: 'functions', functions: [target.fn], resolution: 'exact' }
    case 'external':
      return behindLibrary(target, types, sources, flows)
    case 'unresolved':
      return { kind: 'unresolved', reason: target.reason, text: target.text }
    case 'interface':
      return resolveInterface(target, types, sources, flows)
    case 'value': {
      const { value } = target
      const found = sources(value)
      const all = found.values.flatMap((v) => (v.kind === 'function' ? [v.entity] : []))
      const functions = all.filter((fn) => !flows.stories.has(fn))
      if (all.length > 0 && functions.length === 0) return { kind: 'functions', functions: [], resolution: 'inferred' }
      // A function parameter: each caller's own evaluation has already put the edge into the caller's story.
      const parameter = value.kind === 'symbolic' ? parameterOf(value.origin) : undefined
      if (parameter !== undefined) {
        const called = (flows.parameters.get(parameter.fn) ?? []).length > 0
        return called && (found.complete || functions.length > 0)
          ? { kind: 'functions', functions: [], resolution: 'inferred' }
          : { kind: 'unresolved', reason: 'function-value', text: target.text }
      }
      if (functions.length > 0) {
        const unique = [...new Set(functions)]
        return { kind: 'functions', functions: unique, resolution: found.complete && unique.length === 1 ? 'exact' : 'inferred' }
      }
      if (value.kind === 'symbolic' && library.isFunctionType(value.type)) return { kind: 'external' }
      if (
        found.values.some(
          (v) => v.kind === 'libraryFunction' || v.kind === 'model' || (v.kind === 'symbolic' && v.origin.kind === 'library'),
        )
      )
        return { kind: 'external' }
      if (found.complete) return { kind: 'functions', functions: [], resolution: 'inferred' } // only ever nil
      return { kind: 'unresolved', reason: 'function-value', text: target.text }
    }
  }
}

/** The parameter of a declared function that holds a function, itself or in a list; a receiver is called by its own name. */
function parameterOf(origin: Origin): (Origin & { kind: 'parameter' }) | undefined {
  if (origin.kind === 'element') return parameterOf(origin.of)
  return origin.kind === 'parameter' && origin.index >= 0 && origin.fn.syntax.name !== undefined ? origin : undefined
}

/** A method of a library's interface: the types of the repository that are known to stand behind the value. */
function behindLibrary(
  target: CallTarget & { kind: 'external' },
  types: TypeOracle,
  sources: (value: Value) => Sources,
  flows: Flows,
): Reached {
  const { receiver } = target
  if (!receiver) return { kind: 'external' }
  const own = sources(receiver)
    .values.flatMap(options)
    .flatMap((value) => {
      const member = types.member(typeOf(value), target.name)
      return member?.kind === 'method' ? [member.entity] : []
    })
  const given = receiver.kind === 'symbolic' && receiver.origin.kind === 'parameter'
  const functions =
    given && receiver.type.kind === 'external' ? [...own, ...comingBack(receiver.type, target.name, flows, types, sources)] : own
  return functions.length > 0 ? { kind: 'functions', functions: [...new Set(functions)], resolution: 'interface' } : { kind: 'external' }
}

/** What stands for a type parameter, through the parameters of others that stand for it. */
function typesFor(parameter: Type & { kind: 'parameter' }, flows: Flows): readonly Type[] {
  const found: Type[] = []
  const seen = new Set<unknown>()
  const pending = [parameter]
  for (let at = pending.pop(); at; at = pending.pop()) {
    const given = at.owner && flows.typeArguments.get(at.owner)?.get(at.name)
    if (!given || seen.has(given)) continue
    seen.add(given)
    for (const type of given.map(pointerless)) {
      if (type.kind === 'parameter') pending.push(type)
      else found.push(type)
    }
  }
  return found
}

interface Candidates {
  readonly entities: readonly TypeEntity[]
  /** These and no others. */
  readonly narrowed: boolean
  /** Types of libraries are among them. */
  readonly outside: boolean
}

function candidatesFor(
  target: CallTarget & { kind: 'interface' },
  types: TypeOracle,
  sources: (value: Value) => Sources,
  flows: Flows,
): Candidates {
  const on = pointerless(typeOf(target.receiver))
  const given = on.kind === 'parameter' ? typesFor(on, flows) : []
  const found = given.length > 0 ? { values: [], complete: true } : sources(target.receiver)
  const concrete: TypeEntity[] = []
  let outside = false
  const all = found.values.flatMap(options)
  for (const type of [...given, ...all.map((value) => pointerless(typeOf(value)))]) {
    if (type.kind === 'named' && !types.isInterface(type)) concrete.push(type.entity)
    else if (type.kind === 'named' && given.length > 0) concrete.push(...types.implementers(type))
    else if (type.kind === 'external') outside = true
  }
  if (all.some((value) => value.kind === 'model')) outside = true
  const narrowed = found.complete && (concrete.length > 0 || outside)
  return { entities: narrowed ? [...new Set(concrete)] : types.implementers(target.on), narrowed, outside }
}

/** An edge to each of more says nothing, and calls times types is more than any machine holds. */
const MOST_IMPLEMENTATIONS = 500

function resolveInterface(
  target: CallTarget & { kind: 'interface' },
  types: TypeOracle,
  sources: (value: Value) => Sources,
  flows: Flows,
  seen: Set<TypeEntity> = new Set(),
): Reached {
  const { entities, narrowed, outside } = candidatesFor(target, types, sources, flows)
  if (!narrowed && entities.length > MOST_IMPLEMENTATIONS)
    return { kind: 'unresolved', reason: 'too-many-implementations', text: target.method }
  let beyond = outside
  const functions = entities.flatMap((entity): readonly FunctionEntity[] => {
    const member = types.member({ kind: 'named', entity }, target.method)
    if (member?.kind === 'method') return [member.entity]
    if (member?.kind !== 'interfaceMethod' || !member.through || seen.has(entity)) return []
    // The method comes from an embedded interface: whoever stands in that field. Once each: what embeds may embed each other.
    seen.add(entity)
    const { owner, name, type } = member.through
    const receiver: Value = { kind: 'symbolic', origin: { kind: 'field', owner, name }, type }
    const inner = resolveInterface({ ...target, on: member.on, receiver }, types, sources, flows, seen)
    if (inner.kind === 'functions') return inner.functions
    beyond ||= inner.kind === 'external'
    return []
  })
  const unique = [...new Set(functions)]
  if (unique.length > 0)
    return { kind: 'functions', functions: unique, resolution: narrowed && unique.length === 1 && !beyond ? 'exact' : 'interface' }
  return narrowed || beyond ? { kind: 'external' } : { kind: 'unresolved', reason: 'interface-without-implementation', text: target.method }
}
