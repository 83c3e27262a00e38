// What a symbolic value can be: asked on demand of every flow into the place that it comes from.

import { elementType } from './evaluate/elements.ts'
import type { CallTarget, Flows } from './evaluate/events.ts'
import type { FunctionEntity, TypeEntity } from './program.ts'
import { pointerless, type Type, type TypeOracle } from './types.ts'
import { type Origin, options, originKey, typeOf, unknown, type Value } from './values.ts'

export interface Sources {
  /** Functions, instances, models, or symbolic values of a concrete type. */
  readonly values: readonly Value[]
  /** Every source was seen. */
  readonly complete: boolean
}

/** Of more values than these the rest says nothing new. */
const LIMIT = 400
/** Something is there that was not seen. */
const OPAQUE = unknown('function-value')

/** A value handed on by more functions than this has sources that are not all seen. */
const MOST_HANDS = 200
/** Methods whose results are the receivers of methods whose results …. */
const MOST_NESTED = 100

interface Call {
  readonly receiver: Value | undefined
  readonly args: readonly Value[]
}

/** A place under way: Tarjan's index, the lowest that is reached from it, what was found so far and what is still to be looked at. */
interface Place {
  readonly key: string
  readonly index: number
  low: number
  readonly found: Found
  readonly pending: Value[]
}

/** Values, each once. */
interface Found {
  readonly values: Value[]
  readonly seen: Set<string>
  complete: boolean
}

/**
 * Answers what a value can be by asking, on demand, every flow into the place it comes from; `texts` asks for strings too.
 * Places that flow into each other are one component (Tarjan 1972) and have the same sources, so that each is visited once.
 */
export function createSources(flows: Flows, types: TypeOracle, texts = false): (value: Value) => Sources {
  const memo = new Map<string, Found>()
  const underWay = new Map<string, Place>()
  /** Places whose component is still open, in the order of their visits. */
  const component: string[] = []
  let visited = 0
  let nested = 0
  const throughInterfaces = new Map<FunctionEntity, readonly Call[]>()
  const ids = new Map<object, number>()
  const idOf = (o: object) => {
    const known = ids.get(o)
    if (known !== undefined) return known
    ids.set(o, ids.size)
    return ids.size - 1
  }
  return (value) => ask(value, undefined)

  function ask(value: Value, by: Place | undefined): Sources {
    const found: Found = { values: [], seen: new Set(), complete: true }
    for (const option of options(value)) {
      const place = look(option, found, by)
      if (!place) continue
      if (nested >= MOST_NESTED) {
        found.complete = false
        continue
      }
      nested++
      visit(place)
      nested--
      if (by) by.low = Math.min(by.low, place.low)
      merge(found, place.found)
    }
    return found
  }

  /** Adds what is known of a value; gives the place that is still to be visited for it. */
  function look(value: Value, found: Found, by: Place | undefined): Place | undefined {
    switch (value.kind) {
      case 'nil':
        return undefined
      case 'unknown':
        found.complete = false
        return undefined
      case 'symbolic':
        break
      default:
        add(found, value)
        return undefined
    }
    const shape = types.underlying(pointerless(value.type))
    const abstract =
      shape.kind === 'func' ||
      (texts && shape.kind === 'basic' && shape.name === 'string') ||
      types.isInterface(value.type) ||
      shape.kind === 'unknown' ||
      shape.kind === 'parameter' ||
      shape.kind === 'external'
    const { origin } = value
    if (!abstract || origin.kind === 'typed' || origin.kind === 'library') {
      add(found, value)
      found.complete &&= !abstract
      return undefined
    }
    const key = originKey(origin)
    const known = memo.get(key)
    const open = known ? undefined : underWay.get(key)
    if (open && by) by.low = Math.min(by.low, open.index)
    const sofar = known ?? open?.found
    if (sofar) {
      merge(found, sofar)
      return undefined
    }
    const place: Place = { key, index: visited, low: visited, found: { values: [], seen: new Set(), complete: true }, pending: [] }
    visited++
    underWay.set(key, place)
    component.push(key)
    const flowing = origin.kind === 'element' ? elementsIn(origin.of, new Set(), place) : flowsInto(origin, place)
    if (flowing.length === 0) {
      place.found.complete = false
      if (shape.kind === 'external') add(place.found, value)
    }
    // The last comes first.
    for (const v of flowing) place.pending.push(...options(v))
    place.pending.reverse()
    return place
  }

  function visit(start: Place): void {
    const path = [start]
    for (let at = path[path.length - 1]; at; at = path[path.length - 1]) {
      const next = at.pending.pop()
      const inner = next && look(next, at.found, at)
      if (inner) path.push(inner)
      if (next) continue
      path.pop()
      if (at.low === at.index) close(at)
      const outer = path[path.length - 1]
      if (!outer) continue
      outer.low = Math.min(outer.low, at.low)
      merge(outer.found, at.found)
    }
  }

  /** All places of a component have what the first of them has in the end. */
  function close(first: Place): void {
    for (let key = component.pop(); key !== undefined; key = component.pop()) {
      memo.set(key, first.found)
      underWay.delete(key)
      if (key === first.key) return
    }
  }

  function add(found: Found, value: Value): void {
    const key = identity(value)
    if (found.seen.has(key) || found.values.length >= LIMIT) return
    found.seen.add(key)
    found.values.push(value)
  }

  function merge(into: Found, from: Found): void {
    into.complete &&= from.complete
    if (into !== from) for (const value of from.values) add(into, value)
  }

  function flowsInto(origin: Origin, place: Place): readonly Value[] {
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
        return methodResults(origin, place)
      default:
        return []
    }
  }

  function methodResults(origin: Origin & { kind: 'methodResult' }, place: Place): readonly Value[] {
    const { on, receiver, index, name } = origin
    const { entities, outside } = candidatesFor({ kind: 'interface', on, method: name, receiver }, types, (v) => ask(v, place), flows)
    const given = entities.flatMap((entity): readonly Value[] => {
      const member = types.member({ kind: 'named', entity }, name)
      const returned = member?.kind === 'method' ? flows.results.get(member.entity) : undefined
      return returned?.flatMap((values) => values.slice(index, index + 1)) ?? [OPAQUE]
    })
    return outside || given.length === 0 ? [...given, OPAQUE] : given
  }

  /** What stands in the collections that come from a place: in those in view, and what was put in later. */
  function elementsIn(origin: Origin, seen: Set<string>, place: Place): readonly Value[] {
    const key = originKey(origin)
    if (key === '' || seen.has(key) || seen.size >= MOST_HANDS) return [OPAQUE]
    seen.add(key)
    const put = flows.elements.get(key) ?? []
    const list = origin.kind === 'parameter' && origin.index >= 0 && origin.fn.syntax.params[origin.index]?.variadic === true
    const inner = origin.kind === 'element' ? elementsIn(origin.of, seen, place) : flowsInto(origin, place)
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
          return list && elementType(types, value.type) === undefined ? [value] : elementsIn(value.origin, seen, place)
        case 'nil':
          return []
        default:
          return list ? [value] : [OPAQUE]
      }
    }
    return [...put, ...inner.flatMap(within)]
  }

  /** Calls of a function: by its name, and through the interfaces that its receiver keeps. */
  function callsOf(fn: FunctionEntity): readonly Call[] {
    const direct = flows.parameters.get(fn) ?? []
    const { receiver } = fn
    if (!receiver) return direct
    let through = throughInterfaces.get(fn)
    if (!through) {
      const calls = flows.interfaceCalls.get(fn.syntax.name ?? '') ?? []
      // A receiver known only as the interface says nothing about which of its types this is.
      through = calls.filter((c) => types.implementers(c.on).includes(receiver)).map((c) => ({ receiver: undefined, args: c.args }))
      throughInterfaces.set(fn, through)
    }
    return [...direct, ...through]
  }

  function identity(v: Value): string {
    if (v.kind === 'function') return `F${idOf(v.entity)}`
    if (v.kind === 'instance' || v.kind === 'symbolic') {
      const type = pointerless(typeOf(v))
      // Each pool makes its own.
      if (v.kind === 'instance' && type.kind === 'external' && type.package === 'sync') return `P${idOf(v.fields)}`
      return type.kind === 'named' ? `T${idOf(type.entity)}` : type.kind === 'external' ? `E${type.package}.${type.name}` : `V${idOf(v)}`
    }
    return `V${idOf(v)}`
  }
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

export interface Candidates {
  readonly entities: readonly TypeEntity[]
  /** These and no others. */
  readonly narrowed: boolean
  /** Types of libraries are among them. */
  readonly outside: boolean
}

export function candidatesFor(
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
