// Whether two indexes are one, by whatever name.

import type { Index } from '../sql/schema.ts'

export function sameIndex(a: Index, b: Index): boolean {
  return shape(a) === shape(b)
}

function shape({ keys, include, unique, method, where }: Index): string {
  const key = keys.map((k) => [k.column ?? '', k.expression ?? '', k.descending, k.nullsFirst, k.opclass])
  return JSON.stringify([key, [...include].sort(), unique, method, where ?? ''])
}

/** `unique index (a, b DESC) WHERE …`: what follows the name of the table. */
export function indexText({ definition, unique }: Index): string {
  const text = definition.replace(/^CREATE (?:UNIQUE )?INDEX .*? USING /s, '').replace(/^btree /, '')
  return `${unique ? 'unique index' : 'index'} ${text}`
}
