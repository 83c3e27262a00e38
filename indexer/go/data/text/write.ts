// A text of the program with marks for what is not known, one way through its alternatives.

import { options, type Value } from '../../values.ts'
import { hole, type ProgramContext, type Session } from '../session.ts'
import type { PreparedState } from './send.ts'

/** One way to write a text: what is written, and what is not known of it. */
export interface Writing {
  readonly session: Session
  readonly context: ProgramContext
  readonly notes: Set<string>
}

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
    case 'model':
      if (at.model === 'sqlPrepared') {
        const state = at.state as PreparedState
        return written(writing, state.text, state.words, depth + 1)
      }
      return hole(session, at, words)
    case 'symbolic': {
      const known = depth < DEPTH ? flowing(writing, at) : undefined
      return known ? written(writing, known, words, depth + 1) : (namedText(writing, at) ?? hole(session, at, words))
    }
    default:
      return hole(session, at, words)
  }
}

/** A text that went through a field, a variable or a result, where every text that can be there is in view. */
function flowing({ session, context }: Writing, value: Value & { kind: 'symbolic' }): Value | undefined {
  if (value.origin.kind === 'parameter' || value.origin.kind === 'typed' || value.origin.kind === 'library') return undefined
  const found = context.texts?.(value)
  if (!found?.complete) return undefined
  const texts = found.values.flatMap(options).filter((v) => v.kind === 'string' || (v.kind === 'model' && v.model === 'sqlPrepared'))
  if (texts.length === 0 || texts.length !== found.values.flatMap(options).length) return undefined
  return session.choose(value, texts)
}

/** A text that stands in a `.sql` file under a name: a struct's field that a tag binds to one. */
function namedText({ context, session }: Writing, value: Value & { kind: 'symbolic' }): string | undefined {
  if (value.origin.kind !== 'field' || !context.namedQueries) return undefined
  const { owner, name } = value.origin
  const shape = context.types.underlying({ kind: 'named', entity: owner })
  const tag = shape.kind === 'struct' ? shape.fields.find((f) => f.name === name)?.tag : undefined
  const [, query] = /(?:^|\s)query:"([^"]+)"/.exec(tag ?? '') ?? []
  const texts = query === undefined ? undefined : context.namedQueries.get(query)
  return texts && session.choose(value, texts)
}
