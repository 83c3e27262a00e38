// Where a value can come from, followed through parameters, fields, results and variables: every value on the way, the given one first.
// Unlike the sources of link.ts, which end at a type, it is about scalars, and tells what it could not follow.

import type { GoAnalysis } from './analyse.ts'
import { type Origin, originKey, type Value } from './values.ts'

export interface Provenance {
  readonly values: readonly Value[]
  /** Every way was followed to its end. */
  readonly complete: boolean
}

const MOST_VALUES = 200

export interface ProvenanceOracle {
  /** `enters` says into which fields it goes; all where it is absent. */
  (value: Value, enters?: (field: Origin & { readonly kind: 'field' }) => boolean): Provenance
  /** One step back. */
  sourcesOf(origin: Origin): readonly Value[]
}

export function createProvenance({ summary: { flows }, types }: GoAnalysis): ProvenanceOracle {
  return Object.assign(follow, { sourcesOf })

  function follow(value: Value, enters?: (field: Origin & { readonly kind: 'field' }) => boolean): Provenance {
    const found: Value[] = []
    const seen = new Set<string>()
    let complete = true
    const pending: Value[] = [value]
    for (let at = pending.shift(); at; at = pending.shift()) {
      if (found.length >= MOST_VALUES) return { values: found, complete: false }
      if (at.kind === 'choice') {
        pending.push(...at.options)
        continue
      }
      found.push(at)
      if (at.kind === 'unknown') complete = false
      if (at.kind !== 'symbolic') continue
      if (at.origin.kind === 'field' && enters?.(at.origin) === false) continue
      const key = originKey(at.origin)
      if (key === '' || seen.has(key)) continue
      seen.add(key)
      const before = sourcesOf(at.origin)
      if (before.length === 0) complete = false
      pending.push(...before)
    }
    return { values: found, complete }
  }

  function sourcesOf(origin: Origin): readonly Value[] {
    switch (origin.kind) {
      case 'parameter': {
        const { fn, index } = origin
        const { receiver } = fn
        const direct = flows.parameters.get(fn) ?? []
        const through = receiver
          ? (flows.interfaceCalls.get(fn.syntax.name ?? '') ?? []).filter((c) => types.implementers(c.on).includes(receiver))
          : []
        if (index < 0) return direct.flatMap((c) => c.receiver ?? [])
        return [...direct, ...through].flatMap((c) => c.args.slice(index, index + 1))
      }
      case 'field':
        return flows.fields.get(origin.owner)?.get(origin.name) ?? []
      case 'result':
        return (flows.results.get(origin.fn) ?? []).flatMap((values) => values.slice(origin.index, origin.index + 1))
      case 'global':
        return flows.globals.get(origin.entity) ?? []
      case 'methodResult':
        return types.implementers(origin.on).flatMap((entity) => {
          const member = types.member({ kind: 'named', entity }, origin.name)
          const given = member?.kind === 'method' ? (flows.results.get(member.entity) ?? []) : []
          return given.flatMap((values) => values.slice(origin.index, origin.index + 1))
        })
      case 'element':
      case 'typed':
      case 'library':
        return []
    }
  }
}
