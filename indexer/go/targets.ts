// Whom a call reaches: by its name, through an interface, through a function value, or behind a library.

import type { CallTarget, Flows, UnresolvedReason } from './evaluate/events.ts'
import { createHandedBack } from './evaluate/handed.ts'
import type { Library } from './library/model.ts'
import type { FunctionEntity, TypeEntity } from './program.ts'
import { candidatesFor, type Sources } from './sources.ts'
import type { TypeOracle } from './types.ts'
import { type Origin, options, typeOf, type Value } from './values.ts'

export type Resolution = 'exact' | 'interface' | 'inferred'

export type Reached =
  | { readonly kind: 'functions'; readonly functions: readonly FunctionEntity[]; readonly resolution: Resolution }
  | { readonly kind: 'external' }
  | { readonly kind: 'unresolved'; readonly reason: UnresolvedReason; readonly text: string }

export type Targets = (target: CallTarget) => Reached

/** An edge to each of more says nothing, and calls times types is more than any machine holds. */
const MOST_IMPLEMENTATIONS = 500

export function createTargets(flows: Flows, types: TypeOracle, library: Library, sources: (value: Value) => Sources): Targets {
  const handedBack = createHandedBack(flows, types, sources)
  return resolve

  function resolve(target: CallTarget): Reached {
    switch (target.kind) {
      case 'exact':
        return { kind: 'functions', functions: [target.fn], resolution: 'exact' }
      case 'external':
        return behindLibrary(target)
      case 'unresolved':
        return { kind: 'unresolved', reason: target.reason, text: target.text }
      case 'interface':
        return resolveInterface(target)
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

  /** A method of a library's interface: the types of the repository that are known to stand behind the value. */
  function behindLibrary(target: CallTarget & { kind: 'external' }): Reached {
    const { receiver } = target
    if (!receiver) return { kind: 'external' }
    const own = sources(receiver)
      .values.flatMap(options)
      .flatMap((value) => {
        const member = types.member(typeOf(value), target.name)
        return member?.kind === 'method' ? [member.entity] : []
      })
    const given = receiver.kind === 'symbolic' && receiver.origin.kind === 'parameter'
    const functions = given && receiver.type.kind === 'external' ? [...own, ...handedBack(receiver.type, target.name)] : own
    return functions.length > 0 ? { kind: 'functions', functions: [...new Set(functions)], resolution: 'interface' } : { kind: 'external' }
  }

  function resolveInterface(target: CallTarget & { kind: 'interface' }, seen: Set<TypeEntity> = new Set()): Reached {
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
      const inner = resolveInterface({ ...target, on: member.on, receiver }, seen)
      if (inner.kind === 'functions') return inner.functions
      beyond ||= inner.kind === 'external'
      return []
    })
    const unique = [...new Set(functions)]
    if (unique.length > 0)
      return { kind: 'functions', functions: unique, resolution: narrowed && unique.length === 1 && !beyond ? 'exact' : 'interface' }
    return narrowed || beyond
      ? { kind: 'external' }
      : { kind: 'unresolved', reason: 'interface-without-implementation', text: target.method }
  }
}

/** The parameter of a declared function that holds a function, itself or in a list; a receiver is called by its own name. */
function parameterOf(origin: Origin): (Origin & { kind: 'parameter' }) | undefined {
  if (origin.kind === 'element') return parameterOf(origin.of)
  return origin.kind === 'parameter' && origin.index >= 0 && origin.fn.syntax.name !== undefined ? origin : undefined
}
