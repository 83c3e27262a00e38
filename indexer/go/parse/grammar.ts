// The loaded grammar: the parser, and its node types and fields under our own numbers.

import type { Language } from 'web-tree-sitter'
import { Field, Kind, tokenKinds } from './kinds.ts'

export interface Grammar {
  readonly language: Language
  /** By the grammar's public node type. */
  readonly kinds: Uint8Array
  /** By the grammar's field number. */
  readonly fields: Uint8Array
}

/** A grammar that lacks a kind or field of ours is another one than this code was written for: that is a bug of the build. */
export function readGrammar(language: Language): Grammar {
  const kinds = new Uint8Array(language.types.length)
  const ours = new Map<string, number>(Object.entries(Kind))
  const seen = new Set<string>(['token', 'ERROR'])
  language.types.forEach((name, type) => {
    const kind = ours.get(name)
    if (kind === undefined || language.nodeTypeIsNamed(type) === tokenKinds.has(name)) return
    kinds[type] = kind
    seen.add(name)
  })
  const numbers = new Map<string, number>(Object.entries(Field))
  const fields = new Uint8Array(language.fields.length)
  language.fields.forEach((name, field) => {
    fields[field] = (name === null ? undefined : numbers.get(name)) ?? Field.none
  })
  const missing = [...ours.keys()].filter((name) => !seen.has(name))
  if (missing.length > 0) throw new Error(`the Go grammar has no ${missing.join(', ')}`)
  return { language, kinds, fields }
}
