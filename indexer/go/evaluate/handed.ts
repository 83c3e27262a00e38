// Values of the program that stand for a library's own, as a writer of answers that wraps another: handed to a library,
// they come back as what it calls others with.

import type { FunctionEntity, TypeEntity } from '../program.ts'
import type { Sources } from '../sources.ts'
import { pointerless, type Type, type TypeOracle } from '../types.ts'
import { options, typeOf, type Value } from '../values.ts'
import { pushTo } from './assignments.ts'
import type { Escaped, Flows } from './events.ts'
import type { Run } from './frame.ts'

const MOST = 1000

export function noteHanded(run: Run, args: readonly Value[]): void {
  const { handed } = run.flows
  if (run.mode !== 'summary') return
  for (const arg of args)
    for (const option of options(arg))
      if (
        (option.kind === 'instance' || option.kind === 'symbolic') &&
        handed.length < MOST &&
        embedded(run.types, typeOf(option)).length > 0
      )
        handed.push(option)
}

/** Settings in an options struct, in lists of them. */
const ESCAPE_DEPTH = 3

/** Functions, and values with methods, that a library gets: whether it calls them its own code says. */
export function noteEscape(run: Run, path: string, args: readonly Value[]): void {
  // The standard library calls what its documentation names, which is modelled.
  if (run.mode !== 'summary' || !path.split('/')[0]?.includes('.')) return
  for (const arg of args) leave(run.flows.escaped, arg, ESCAPE_DEPTH)
}

function leave(to: Escaped, value: Value, depth: number): void {
  for (const option of options(value)) {
    if (option.kind === 'function') to.functions.add(option.entity)
    else if (option.kind === 'list') {
      if (depth > 0) for (const element of option.elements) leave(to, element, depth - 1)
    } else if (option.kind === 'instance' || option.kind === 'symbolic') {
      if (option.kind === 'symbolic' && option.origin.kind === 'global') to.globals.add(option.origin.entity)
      const type = pointerless(option.type)
      if (type.kind === 'named') pushTo(to.values, type.entity, option)
      else if (option.kind === 'instance' && depth > 0) for (const field of option.fields.values()) leave(to, field.value, depth - 1)
    }
  }
}

/** What a library may call: what it was given, and what functions that it was given make for it. */
export function calledByLibraries({ escaped, globals, results }: Flows, types: TypeOracle): Escaped {
  const found = { functions: new Set(escaped.functions), values: new Map(escaped.values), globals: new Set(escaped.globals) }
  for (const variable of escaped.globals) for (const value of globals.get(variable) ?? []) leave(found, value, ESCAPE_DEPTH)
  for (const fn of found.functions) {
    // What it gets under a type of the program it cannot call by a name.
    const declared = fn.syntax.results.map((r) => types.resolve(r.type, fn.file))
    for (const row of results.get(fn) ?? [])
      for (const [i, value] of row.entries()) if (declared[i]?.kind === 'external') leave(found, value, 0)
  }
  return found
}

/** Methods of a name on what a value of a library's type may be, when a library hands it over. */
export type HandedBack = (on: Type & { kind: 'external' }, name: string) => readonly FunctionEntity[]

export function createHandedBack(flows: Flows, types: TypeOracle, sources: (value: Value) => Sources): HandedBack {
  let handed: ReadonlyMap<string, ReadonlySet<Type>> | undefined
  return (on, name) => {
    handed ??= byEmbedded()
    return [...(handed.get(keyOf(on)) ?? [])].flatMap((type) => {
      const member = types.member(type, name)
      return member?.kind === 'method' ? [member.entity] : []
    })
  }

  /** Types of what was handed over, by the types of libraries that they embed. */
  function byEmbedded(): ReadonlyMap<string, ReadonlySet<Type>> {
    const found = new Map<string, Set<Type>>()
    const seen = new Set<TypeEntity>()
    for (const value of flows.handed)
      for (const source of sources(value).values) {
        const type = pointerless(typeOf(source))
        if (type.kind !== 'named' || seen.has(type.entity)) continue
        seen.add(type.entity)
        for (const part of embedded(types, type)) found.set(keyOf(part), (found.get(keyOf(part)) ?? new Set()).add(type))
      }
    return found
  }
}

const keyOf = (type: Type & { kind: 'external' }): string => `${type.package} ${type.name}`

/** Types of libraries that a struct or an interface of the program embeds. */
function embedded(types: TypeOracle, type: Type): readonly (Type & { kind: 'external' })[] {
  const at = pointerless(type)
  if (at.kind !== 'named') return []
  const shape = types.underlying(at)
  const parts =
    shape.kind === 'struct'
      ? shape.fields.filter((f) => f.embedded).map((f) => types.resolve(f.type, shape.file))
      : shape.kind === 'interface'
        ? shape.embeds.map((e) => types.resolve(e, shape.file))
        : []
  return parts.flatMap((t) => (t.kind === 'external' ? [t] : []))
}
