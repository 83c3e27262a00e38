// Where names and values of different functions meet: what a symbolic value can be, and whom each call reaches.

import type { CallEvent, CallTarget, Flows, Site, SpawnEvent, UnresolvedReason } from './evaluate/events.ts'
import type { Library } from './library/model.ts'
import type { FunctionEntity, TypeEntity } from './program.ts'
import { pointerless, type Type, type TypeOracle } from './types.ts'
import { options, typeOf, type Value } from './values.ts'

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
  return (value) => ask(value, new Set())

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
    const key = keyOf(origin)
    const known = memo.get(key)
    if (known) return known
    if (active.has(key)) return { values: [], complete: true }
    active.add(key)
    const flowing = flowsInto(origin)
    const found = flowing.length === 0 ? { values: shape.kind === 'external' ? [value] : [], complete: false } : union(flowing, active)
    active.delete(key)
    if (active.size === 0) memo.set(key, found)
    return found
  }

  function keyOf(origin: (Value & { kind: 'symbolic' })['origin']): string {
    switch (origin.kind) {
      case 'parameter':
        return `p${idOf(origin.fn)}.${origin.index}`
      case 'field':
        return `f${idOf(origin.owner)}.${origin.name}`
      case 'result':
        return `r${idOf(origin.fn)}.${origin.index}`
      case 'global':
        return `g${idOf(origin.entity)}`
      default:
        return ''
    }
  }

  function flowsInto(origin: (Value & { kind: 'symbolic' })['origin']): readonly Value[] {
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
      default:
        return []
    }
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
      if (target.kind === 'external') {
        const list = external.get(caller) ?? new Set()
        list.add(`${target.package} ${target.name}`)
        external.set(caller, list)
      }
      continue
    }
    if (reached.kind === 'unresolved') {
      const key = `${idOf(caller)}@${site.at}`
      if (!unresolved.has(key)) unresolved.set(key, { caller, site, reason: reached.reason, text: reached.text })
      continue
    }
    if (first) tally[reached.resolution]++
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
  return { ...a, inTransaction: a.inTransaction && b.inTransaction, perElement: a.perElement || b.perElement }
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
      return { kind: 'external' }
    case 'unresolved':
      return { kind: 'unresolved', reason: target.reason, text: target.text }
    case 'interface':
      return resolveInterface(target, types, sources)
    case 'value': {
      const { value } = target
      const found = sources(value)
      const all = found.values.flatMap((v) => (v.kind === 'function' ? [v.entity] : []))
      const functions = all.filter((fn) => !flows.stories.has(fn))
      if (all.length > 0 && functions.length === 0) return { kind: 'functions', functions: [], resolution: 'inferred' }
      // A function parameter: each caller's own evaluation has already put the edge into the caller's story.
      if (value.kind === 'symbolic' && value.origin.kind === 'parameter' && value.origin.fn.syntax.name !== undefined) {
        const called = (flows.parameters.get(value.origin.fn) ?? []).length > 0
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

function resolveInterface(target: CallTarget & { kind: 'interface' }, types: TypeOracle, sources: (value: Value) => Sources): Reached {
  const found = sources(target.receiver)
  const concrete: TypeEntity[] = []
  let outside = false
  for (const value of found.values.flatMap(options)) {
    const type: Type = pointerless(typeOf(value))
    if (type.kind === 'named' && !types.isInterface(type)) concrete.push(type.entity)
    else if (type.kind === 'external' || value.kind === 'model') outside = true
  }
  const narrowed = found.complete && (concrete.length > 0 || outside)
  const entities = narrowed ? [...new Set(concrete)] : types.implementers(target.on)
  const functions = entities.flatMap((entity) => {
    const member = types.member({ kind: 'named', entity }, target.method)
    if (member?.kind === 'method') return [member.entity]
    // The method comes from an embedded interface: whoever stands in that field.
    if (member?.kind === 'interfaceMethod')
      return types.implementers(member.on).flatMap((e) => {
        const inner = types.member({ kind: 'named', entity: e }, target.method)
        return inner?.kind === 'method' && e !== entity ? [inner.entity] : []
      })
    return []
  })
  const unique = [...new Set(functions)]
  if (unique.length > 0)
    return { kind: 'functions', functions: unique, resolution: narrowed && unique.length === 1 && !outside ? 'exact' : 'interface' }
  return narrowed || outside
    ? { kind: 'external' }
    : { kind: 'unresolved', reason: 'interface-without-implementation', text: target.method }
}
