// What the whole program tells of scalars: where they come from, what is asked of texts, and which structs something outside fills.

import type { GoAnalysis } from './go/analyse.ts'
import type { Flows } from './go/evaluate/events.ts'
import { keysOf } from './go/evaluate/value-tests.ts'
import type { TypeEntity } from './go/program.ts'
import { createProvenance, type ProvenanceOracle } from './go/provenance.ts'
import type { Type } from './go/types.ts'
import { type Origin, originKey } from './go/values.ts'

export interface FollowedValues {
  readonly provenance: ProvenanceOracle
  readonly tests: Pick<Flows, 'bounded' | 'closed'>
  /** Types that something outside is read into, with those of their fields. */
  readonly decoded: ReadonlySet<TypeEntity>
  /** The structs themselves, where they were read. */
  readonly read: Flows['read']
}

export function followValues(go: GoAnalysis): FollowedValues {
  return { provenance: createProvenance(go), tests: spreadTests(go), decoded: decodedTypes(go), read: go.summary.flows.read }
}

export type FieldOrigin = Origin & { readonly kind: 'field' }

export function fieldOf({ owner, name }: FieldOrigin) {
  const { type } = owner.syntax
  return type.kind === 'struct' ? type.fields.find((f) => f.name === name) : undefined
}

export const tagOf = (of: FieldOrigin): string | undefined => fieldOf(of)?.tag

function decodedTypes({ summary: { flows }, types }: GoAnalysis): ReadonlySet<TypeEntity> {
  const found = new Set(flows.decoded)
  const add = (type: Type): void => {
    if (type.kind === 'named') found.add(type.entity)
    else if (type.kind === 'map') add(type.value)
    else if (type.kind === 'pointer' || type.kind === 'slice' || type.kind === 'array') add(type.of)
  }
  // What is added on the way is visited as well.
  for (const entity of found) {
    const shape = types.underlying({ kind: 'named', entity })
    if (shape.kind === 'struct') for (const field of shape.fields) add(types.resolve(field.type, shape.file))
  }
  return found
}

/** What a function tests of its parameter is tested of what it is given too; the flows stay as they are, since other runs read them. */
function spreadTests({ summary: { flows } }: GoAnalysis): Pick<Flows, 'bounded' | 'closed'> {
  const bounded = new Set(flows.bounded)
  const closed = new Map(flows.closed)
  for (let changed = true, turn = 0; changed && turn < 4; turn++) {
    changed = false
    for (const [fn, calls] of flows.parameters)
      for (const index of fn.syntax.params.keys()) {
        const key = originKey({ kind: 'parameter', fn, index })
        const set = closed.get(key)
        const limited = bounded.has(key)
        if (!set && !limited) continue
        for (const { args } of calls)
          for (const given of args[index] ? keysOf(args[index]) : []) {
            if (limited && !bounded.has(given)) changed = !!bounded.add(given)
            if (set && !closed.has(given)) changed = !!closed.set(given, set)
          }
      }
  }
  return { bounded, closed }
}
