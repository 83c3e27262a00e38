// Texts that the program wrote itself, as Postgres would get them: each way through their alternatives once, placeholders
// numbered, what is not constant said.

import type { StatementEffect } from '../../evaluate/events.ts'
import type { Value } from '../../values.ts'
import { finish, type Output } from '../finish.ts'
import { bind, explore, type ProgramContext, type Session } from '../session.ts'
import { scannedFields } from '../sqlx/scan.ts'
import { cutOff, type RenderedStatement } from '../statement.ts'
import { copyText } from './copy.ts'
import { namedValue } from './named-values.ts'
import { markPlaceholders } from './placeholders.ts'
import { type Chains, type Writing, written } from './write.ts'

/** A text that was never meant to be sent, where there is another. */
export const EMPTY_TEXT = 'the text is empty'

export function renderText(effect: StatementEffect, context: ProgramContext, chains: Chains): readonly RenderedStatement[] {
  const into = scannedFields(effect, context)
  const found = renderWith(context, chains, (writing) => {
    const [call] = effect.calls
    const [value] = call?.args ?? []
    if (!call || !value) return undefined
    const sql = call.name === 'copy' ? copyText(writing, value, call.args[1]) : written(writing, value, call.words[0] ?? 'text')
    const { given } = call
    const wanted = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map((m) => Number(m[1])))
    const values = given !== undefined && wanted > 0 && { values: { given, wanted } }
    const bound = call.name === 'copy' ? undefined : call.values
    return { sql, ...(call.name === 'one' && { boundedBy: 'one row is read' }), ...values, ...(bound && { bound }) }
  })
  return into.length > 0 ? found.map((s) => ({ ...s, into })) : found
}

/** Each way that `write` can go, as a statement; empty texts are those that were never meant to be sent. */
export function renderWith(
  context: ProgramContext,
  chains: Chains,
  write: (writing: Writing) =>
    | {
        readonly sql: string
        readonly boundedBy?: string
        readonly failed?: string
        readonly values?: RenderedStatement['values']
        readonly bound?: readonly Value[]
      }
    | undefined,
): readonly RenderedStatement[] {
  const { results, cut } = explore(context, (session) => {
    const writing: Writing = { session, context, notes: new Set(), chains }
    const text = write(writing)
    if (!text) return undefined
    const sql = markPlaceholders(text.sql, namedOnce(session, text.bound ?? []))
    const output: Output = {
      sql,
      role: 'main',
      table: undefined,
      notes: [...writing.notes],
      texts: [],
      boundedBy: text.boundedBy,
      failed: text.failed ?? (sql.trim() === '' ? EMPTY_TEXT : undefined),
      ...(text.bound && /(?:^|[^\w$])\$\d/.test(text.sql) && { numbered: text.bound }),
    }
    return { ...finish(session, output), ...(text.values && { values: text.values }) }
  })
  const found = new Map<string, RenderedStatement>()
  for (const s of results) if (s && !found.has(s.sql || `!${s.failed}`)) found.set(s.sql || `!${s.failed}`, s)
  const all = [...found.values()]
  const known = all.some((s) => s.failed === undefined) ? all.filter((s) => s.failed !== EMPTY_TEXT) : all
  return [...known, ...cutOff(cut)]
}

/** What is named with `@` is one value wherever it stands; with `:` each place gets its own. */
function namedOnce(session: Session, bound: readonly Value[]): (name: string | undefined) => string {
  const known = new Map<string, string>()
  let next = 0
  return (name) => {
    const value = name === undefined ? bound[next++] : namedValue(session, bound[0], name.slice(1))
    const mark = (name !== undefined && known.get(name)) || bind(session, value)
    if (name && !name.startsWith(':')) known.set(name, mark)
    return mark
  }
}
