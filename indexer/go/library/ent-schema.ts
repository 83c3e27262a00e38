// The builders with which ent's schemas are written: fields, edges, indexes and annotations, as values that remember their
// calls. What they mean, data/ent/schema.ts says.

import type { BuilderCall } from '../evaluate/events.ts'
import { constantText, type ModelValue, text, type Value } from '../values.ts'
import { words } from '../walk.ts'
import type { LibraryCall, LibraryModel } from './model.ts'

const ENT = 'entgo.io/ent'
export const ENT_DESCRIPTOR = 'entDescriptor'

export interface EntDescriptor {
  readonly of: 'field' | 'edge' | 'index' | 'entsql'
  readonly calls: readonly BuilderCall[]
}

const PACKAGES: Readonly<Record<string, EntDescriptor['of']>> = {
  [`${ENT}/schema/field`]: 'field',
  [`${ENT}/schema/edge`]: 'edge',
  [`${ENT}/schema/index`]: 'index',
  [`${ENT}/dialect/entsql`]: 'entsql',
}

const descriptor = (path: string, of: EntDescriptor['of'], calls: readonly BuilderCall[]): ModelValue => ({
  kind: 'model',
  model: ENT_DESCRIPTOR,
  type: { kind: 'external', package: path, name: 'Descriptor' },
  state: { of, calls } satisfies EntDescriptor,
})

const entry = ({ name, args, expression }: LibraryCall): BuilderCall => ({
  name,
  args,
  words: expression.args.map(words),
  at: expression.at,
})

export const entSchemaModel: LibraryModel = {
  id: 'entSchema',
  packages: [...Object.keys(PACKAGES), `${ENT}/dialect`, ENT_DESCRIPTOR],
  call(call) {
    const of = PACKAGES[call.package]
    if (!of) return undefined
    const { receiver } = call
    if (!receiver) return descriptor(call.path, of, [entry(call)])
    if (receiver.kind !== 'model' || receiver.model !== ENT_DESCRIPTOR) return undefined
    return descriptor(call.path, of, [...(receiver.state as EntDescriptor).calls, entry(call)])
  },
  select: (value, name) => (value.kind === 'package' && value.path === `${ENT}/dialect` ? text(name.toLowerCase()) : undefined),
}

/** The last constant text that a method was given. */
export function textGiven(calls: readonly BuilderCall[], name: string): string | undefined {
  const value: Value | undefined = calls.findLast((c) => c.name === name)?.args[0]
  return constantText(value)
}
