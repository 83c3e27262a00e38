// A text of the program with marks for what is not known, one way through its alternatives.

import { asLateText, type ModelValue, options, text, type Value } from '../../values.ts'
import { hole, type ProgramContext, type Session } from '../session.ts'
import type { PreparedState } from './send.ts'

/** One way to write a text: what is written, and what is not known of it. */
export interface Writing {
  readonly session: Session
  readonly context: ProgramContext
  readonly notes: Set<string>
  readonly chains: Chains
}

/** What builders write for a chain that became a text, by the model of its value. */
export type Chains = Readonly<Record<string, (writing: Writing, chain: ModelValue) => string>>

const DEPTH = 6

/** A text with marks for what is not known: a symbolic one is what flows there, if all of that is in view. */
export function written(writing: Writing, value: Value, words: string, depth = 0): string {
  const { session, notes } = writing
  const at = session.pick(value)
  switch (at.kind) {
    case 'string':
      if (at.partial !== undefined) notes.add(at.partial)
      return at.parts.map((p) => (typeof p === 'string' ? p : written(writing, p.value, p.text, depth + 1))).join('')
    case 'number':
      return String(at.value)
    case 'model': {
      if (at.model === 'sqlPrepared') {
        const state = at.state as PreparedState
        return written(writing, state.text, state.words, depth + 1)
      }
      if (at.model === 'namedQuery') {
        const named = textNamed(writing, at, at.state as string)
        return named ? written(writing, named, words, depth + 1) : hole(session, at, words)
      }
      const chain = writing.chains[at.model]
      if (chain) return chain(writing, at)
      const late = asLateText(at)
      const known = late && depth < DEPTH ? knownText(writing, session.pick(late.of), depth) : undefined
      return late && known ? written(writing, late.make(known), words, depth + 1) : hole(session, at, words)
    }
    case 'symbolic': {
      const known = depth < DEPTH ? knownText(writing, at, depth) : undefined
      return known ? written(writing, known, words, depth + 1) : hole(session, at, words)
    }
    default:
      return hole(session, at, words)
  }
}

/** What a text is that only the whole program, or a file beside it, tells. */
function knownText(writing: Writing, value: Value, depth: number): Value | undefined {
  const late = asLateText(value)
  if (late) {
    const inner = depth < DEPTH ? knownText(writing, writing.session.pick(late.of), depth + 1) : undefined
    return inner && late.make(inner)
  }
  const chain = value.kind === 'model' ? writing.chains[value.model] : undefined
  if (value.kind === 'model' && chain) return text(chain(writing, value))
  if (value.kind === 'model' && value.model === 'namedQuery') {
    return textNamed(writing, value, value.state as string)
  }
  if (value.kind !== 'symbolic') return value.kind === 'string' ? value : undefined
  const tag = tagOf(writing, value)
  const named = tag === undefined ? undefined : textNamed(writing, value, tag)
  return named ?? flowing(writing, value)
}

/** A text that went through a field, a variable or a result, where every text that can be there is in view. */
function flowing(writing: Writing, value: Value & { kind: 'symbolic' }): Value | undefined {
  const { session, context } = writing
  if (value.origin.kind === 'parameter' || value.origin.kind === 'typed' || value.origin.kind === 'library') return undefined
  const found = context.texts?.(value)
  const all = found?.values.flatMap(options) ?? []
  // A field that a tag fills has no flow: it is known all the same.
  const tagged = all.filter((v) => v.kind === 'symbolic' && v !== value && tagOf(writing, v) !== undefined)
  const texts = all.filter((v) => v.kind === 'string' || v.kind === 'model')
  if (all.length === 0 || texts.length + tagged.length !== all.length || (!found?.complete && tagged.length === 0)) return undefined
  return session.choose(value, all)
}

/** The name that a struct's tag binds a field to. */
function tagOf({ context }: Writing, value: Value & { kind: 'symbolic' }): string | undefined {
  if (value.origin.kind !== 'field') return undefined
  const { owner, name } = value.origin
  const shape = context.types.underlying({ kind: 'named', entity: owner })
  const tag = shape.kind === 'struct' ? shape.fields.find((f) => f.name === name)?.tag : undefined
  return /(?:^|\s)query:"([^"]+)"/.exec(tag ?? '')?.[1]
}

/** A text that stands in a `.sql` file under a name. */
function textNamed({ context, session }: Writing, key: Value, name: string): Value | undefined {
  const texts = context.namedQueries?.get(name)
  return texts && session.choose(key, texts)
}
