// Lists and maps in package variables and fields as a request finds them: what was begun, and what other functions add while the
// program starts. Which of these rows are there when it comes the code does not say, but often that there are no others.

import type { Flows, Row } from './evaluate/events.ts'
import { ANYTHING, rowsIn } from './evaluate/rows.ts'
import type { StartRows } from './evaluate/start-rows.ts'
import type { FunctionEntity, Program } from './program.ts'
import type { Sources } from './sources.ts'
import { namesIn } from './started.ts'
import { pointerless, type TypeOracle } from './types.ts'
import { constantText, type Entry, type Origin, options, originKey, typeOf, type Value } from './values.ts'

/** What such a place may hold, where what it began with is not all of it. */
export type Gathered = (place: Place, begun: Value, there?: StartRows) => Value

type Place = Origin & { readonly kind: 'global' | 'field' }
type List = Value & { readonly kind: 'list' }
type Mapping = Value & { readonly kind: 'mapping' }

/** As many as the flows keep of one place, and of the calls of one function: there may have been more. */
const KEPT = 64
const KEPT_CALLS = 200
/** Rows, each looked at by itself. */
const MOST_ROWS = 64

export function createGathered(flows: Flows, types: TypeOracle, texts: (value: Value) => Sources, program: Program): Gathered {
  const memo = new Map<string, Map<Value | undefined, Map<Value, Value>>>()
  /** Under which other names functions know a place, or a list or map. */
  let known: Names | undefined
  let names: ReadonlySet<string> | undefined
  return (place, begun, there) => {
    if (begun.kind !== 'list' && begun.kind !== 'mapping' && begun.kind !== 'symbolic') return begun
    const key = originKey(place)
    const rows = place.kind === 'global' ? there?.get(place.entity) : undefined
    const byRows = memo.get(key) ?? new Map<Value | undefined, Map<Value, Value>>()
    memo.set(key, byRows)
    const known = byRows.get(rows) ?? new Map<Value, Value>()
    byRows.set(rows, known)
    const value = known.get(begun) ?? gather(place, begun, rows)
    known.set(begun, value)
    return value
  }

  function gather(place: Place, begun: Value, there: Value | undefined): Value {
    // What a struct holds is known as it was wired; a package variable holds what anybody assigns.
    const given = place.kind === 'global' ? (flows.globals.get(place.entity) ?? []) : []
    const held = place.kind === 'global' ? given : (flows.fields.get(place.owner)?.get(place.name) ?? [])
    const put = putUnder(place, [begun, ...held]).filter((row) => isAlive(row.by))
    const assigned = given.filter((v) => v !== begun).flatMap(options)
    const start = put.length > 0 || assigned.length > 0 ? rowsOf(place, begun) : undefined
    if (!start) return begun
    const added = put.filter((row) => row.value)
    const stays = put.length === added.length
    const whole = put.length < KEPT && given.length < KEPT
    const value = start.kind === 'list' ? listOf(start, assigned, added, stays) : mapOf(start, assigned, added, stays, there)
    if (whole && value && (value.perhaps?.length ?? 0) <= MOST_ROWS) return value
    return begun.kind === 'symbolic' ? begun : { ...start, open: true }
  }

  /** What is put there, by whatever name. */
  function putUnder(place: Place, values: readonly Value[]): readonly Row[] {
    known ??= namesOf(flows, types)
    const found: Row[] = []
    const seen = new Set<string | object>([originKey(place), ...values.flatMap((v) => options(v).map(nameOf)).filter((n) => n !== '')])
    for (const at of seen) {
      if (typeof at === 'string') found.push(...(flows.rows.get(at) ?? []))
      else if (flows.written.has(at)) found.push(ANYTHING)
      for (const name of known.get(at) ?? []) seen.add(name)
    }
    return found
  }

  function listOf(begun: List, assigned: readonly Value[], put: readonly Row[], stays: boolean): List | undefined {
    const lists = assigned.map((v) => (v.kind === 'nil' ? [] : v.kind === 'list' && !v.open ? v.elements : undefined))
    const more = all([...lists, put.flatMap((row) => row.value ?? [])])?.filter((e) => !begun.elements.includes(e))
    const perhaps = more && all(more.map(constantsOf))
    if (!perhaps || !begun.elements.every(isConstant)) return undefined
    const kept = stays && lists.every((elements) => begun.elements.every((e) => elements?.includes(e)))
    return { ...begun, elements: kept ? begun.elements : [], open: true, perhaps: kept ? perhaps : [...begun.elements, ...perhaps] }
  }

  function mapOf(
    begun: Mapping,
    assigned: readonly Value[],
    put: readonly Row[],
    stays: boolean,
    there: Value | undefined,
  ): Mapping | undefined {
    const maps = all(assigned.map((v) => (v.kind === 'nil' ? [] : v.kind === 'mapping' && !v.open ? v.entries : undefined)))
    const more = maps && [...maps, ...put.flatMap(({ key, value }) => (key && value ? [{ key, value }] : []))]
    const perhaps = more && all(more.map(({ key, value }) => constantsOf(key)?.map((k): Entry => ({ key: k, value }))))
    if (!perhaps || !begun.entries.every((e) => isConstant(e.key))) return undefined
    if (!stays || assigned.length > 0) return { ...begun, entries: [], open: true, perhaps: [...begun.entries, ...perhaps] }
    const sure = onEveryWay(there)
    const keys = new Set(sure.map(({ key }) => constantText(key)))
    return {
      ...begun,
      entries: [...begun.entries, ...sure],
      open: true,
      perhaps: perhaps.filter(({ key }) => !keys.has(constantText(key))),
    }
  }

  /** Somebody may call the function. */
  function isAlive(fn: FunctionEntity | undefined): boolean {
    names ??= namesIn(program)
    return fn?.syntax.name === undefined || names.has(fn.syntax.name)
  }

  /** A list or map that the code begins, empty where a package only declares one. */
  function rowsOf(place: Place, begun: Value): List | Mapping | undefined {
    if (begun.kind === 'list' || begun.kind === 'mapping') return begun.open ? undefined : begun
    if (begun.kind !== 'symbolic' || place.kind !== 'global' || place.entity.declaration.values.length > 0) return undefined
    const { kind } = types.underlying(begun.type)
    if (kind === 'slice') return { kind: 'list', elements: [], type: begun.type, open: false }
    return kind === 'map' ? { kind: 'mapping', entries: [], type: begun.type, open: false } : undefined
  }

  /** The constants that a value is one of; undefined where it may be something else. */
  function constantsOf(value: Value): readonly Value[] | undefined {
    if (options(value).every(isConstant)) return options(value)
    if (value.kind !== 'symbolic') return undefined
    const { origin } = value
    if (origin.kind === 'parameter' && (flows.parameters.get(origin.fn)?.length ?? 0) >= KEPT_CALLS) return undefined
    const { values, complete } = texts(value)
    return complete && values.length > 0 && values.every(isConstant) ? values : undefined
  }
}

/** Other names, by the place or the rows that they stand for. */
type Names = ReadonlyMap<string | object, ReadonlySet<string>>

/** A place that a value comes from, or the rows of one in view; '' where it is neither. */
const nameOf = (value: Value): string | object => (value.kind === 'symbolic' ? originKey(value.origin) : (rowsIn(value) ?? ''))

/** Parameters and receivers as which lists and maps are handed over, fields and variables that they are put into, results that they are. */
function namesOf(flows: Flows, types: TypeOracle): Names {
  const found = new Map<string | object, Set<string>>()
  const add = (value: Value | undefined, to: Origin): void => {
    for (const option of value ? options(value) : []) {
      const name = nameOf(option)
      const own = name === '' || (typeof name === 'string' && !isRows(option)) ? '' : originKey(to)
      if (own !== '' && own !== name) found.set(name, (found.get(name) ?? new Set()).add(own))
    }
  }
  const isRows = (value: Value): boolean =>
    /^(map|slice|unknown|external|parameter)$/.test(types.underlying(pointerless(typeOf(value))).kind)
  for (const [fn, calls] of flows.parameters)
    for (const { receiver, args } of calls)
      for (const [i, arg] of [receiver, ...args].entries()) add(arg, { kind: 'parameter', fn, index: i - 1 })
  for (const [fn, returns] of flows.results)
    for (const values of returns) for (const [index, value] of values.entries()) add(value, { kind: 'result', fn, index })
  for (const [owner, fields] of flows.fields)
    for (const [name, values] of fields) for (const value of values) add(value, { kind: 'field', owner, name })
  for (const [entity, values] of flows.globals) for (const value of values) add(value, { kind: 'global', entity })
  for (const [name, calls] of flows.interfaceCalls)
    for (const { on, args } of calls) {
      if (!args.some((a) => options(a).some((o) => nameOf(o) !== '' && isRows(o)))) continue
      for (const entity of types.implementers(on)) {
        const member = types.member({ kind: 'named', entity }, name)
        if (member?.kind === 'method') for (const [index, arg] of args.entries()) add(arg, { kind: 'parameter', fn: member.entity, index })
      }
    }
  return found
}

/** Rows under constants that are there whichever way was taken. */
function onEveryWay(there: Value | undefined): readonly Entry[] {
  const [first, ...more] = there ? options(there) : []
  if (first?.kind !== 'mapping') return []
  const has = (v: Value, key: Value) => v.kind === 'mapping' && v.entries.some((e) => constantText(e.key) === constantText(key))
  return first.entries.filter(({ key }) => constantText(key) !== undefined && more.every((v) => has(v, key)))
}

const isConstant = (value: Value): boolean => value.kind === 'number' || constantText(value) !== undefined

const all = <T>(lists: readonly (readonly T[] | undefined)[]): readonly T[] | undefined =>
  lists.every((l) => l !== undefined) ? lists.flat() : undefined
