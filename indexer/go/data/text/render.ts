// Texts that the program wrote itself, as Postgres would get them: each way through their alternatives once, placeholders
// numbered, what is not constant said.

import type { StatementEffect } from '../../evaluate/events.ts'
import { options, type Value } from '../../values.ts'
import { finish, type Output } from '../finish.ts'
import { bind, explore, hole, type ProgramContext, type Session } from '../session.ts'
import type { RenderedStatement } from '../statement.ts'
import { copyText } from './copy.ts'
import { namedText } from './named.ts'
import { markPlaceholders } from './placeholders.ts'
import type { PreparedState } from './send.ts'

/** One way to write a text: what is written, and what is not known of it. */
export interface Writing {
  readonly session: Session
  readonly context: ProgramContext
  readonly notes: Set<string>
}

export function renderText(effect: StatementEffect, context: ProgramContext): readonly RenderedStatement[] {
  return renderWith(context, (writing) => {
    const [call] = effect.calls
    const [value] = call?.args ?? []
    if (!call || !value) return undefined
    const sql = call.name === 'copy' ? copyText(writing, value, call.args[1]) : written(writing, value, call.words[0] ?? 'text')
    return { sql, ...(call.name === 'one' && { boundedBy: 'one row is read' }) }
  })
}

/** Each way that `write` can go, as a statement; empty texts are those that were never meant to be sent. */
export function renderWith(
  context: ProgramContext,
  write: (writing: Writing) => { readonly sql: string; readonly boundedBy?: string; readonly failed?: string } | undefined,
): readonly RenderedStatement[] {
  const { results, more } = explore(context, (session) => {
    const writing: Writing = { session, context, notes: new Set() }
    const text = write(writing)
    if (!text) return undefined
    const sql = markPlaceholders(text.sql, () => bind(session))
    const output: Output = {
      sql,
      role: 'main',
      table: undefined,
      notes: [...writing.notes],
      texts: [],
      boundedBy: text.boundedBy,
      failed: text.failed ?? (sql.trim() === '' ? 'the text is empty' : undefined),
    }
    return finish(session, output)
  })
  const found = new Map<string, RenderedStatement>()
  for (const s of results) if (s && !found.has(s.sql || `!${s.failed}`)) found.set(s.sql || `!${s.failed}`, s)
  const all = [...found.values()]
  const known = all.some((s) => s.failed === undefined) ? all.filter((s) => s.failed !== 'the text is empty') : all
  return more ? [...known, MORE] : known
}

const MORE: RenderedStatement = {
  sql: '',
  role: 'main',
  dynamic: true,
  injection: 'none',
  bounded: false,
  failed: 'more alternatives than are shown',
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
