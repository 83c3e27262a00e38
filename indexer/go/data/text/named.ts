// Texts that stand in `.sql` files under a name: a struct's field that a tag binds to one.

import type { Value } from '../../values.ts'
import type { Writing } from './render.ts'

export function namedText({ context, session }: Writing, value: Value & { kind: 'symbolic' }): string | undefined {
  if (value.origin.kind !== 'field' || !context.namedQueries) return undefined
  const { owner, name } = value.origin
  const shape = context.types.underlying({ kind: 'named', entity: owner })
  const tag = shape.kind === 'struct' ? shape.fields.find((f) => f.name === name)?.tag : undefined
  const [, query] = /(?:^|\s)query:"([^"]+)"/.exec(tag ?? '') ?? []
  const texts = query === undefined ? undefined : context.namedQueries.get(query)
  return texts && session.choose(value, texts)
}
