// COPY into a table is, to whoever asks what is written where, an insert.

import type { Value } from '../../values.ts'
import { hole } from '../session.ts'
import { type Writing, written } from './write.ts'

export function copyText(writing: Writing, table: Value, columns: Value | undefined): string {
  const { session } = writing
  const at = session.pick(table)
  const name = at.kind === 'list' && !at.open ? at.elements.map((e) => written(writing, e, 'table')).join('.') : hole(session, at, 'table')
  const listed = columns && session.pick(columns)
  if (listed?.kind !== 'list' || listed.open || listed.elements.length === 0) {
    writing.notes.add('the columns that are copied are not known')
    return `INSERT INTO ${name} DEFAULT VALUES`
  }
  const names = listed.elements.map((e) => `"${written(writing, e, 'column')}"`)
  return `INSERT INTO ${name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
}
