// Values of the program that stand for a library's own, as a writer of answers that wraps another: handed to a library,
// they come back as what it calls others with.

import type { FunctionEntity, TypeEntity } from '../program.ts'
import type { Sources } from '../sources.ts'
import { pointerless, type Type, type TypeOracle } from '../types.ts'
import { options, typeOf, type Value } from '../values.ts'
import type { Flows } from './events.ts'
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
