// Statements of the code as texts that Postgres' parser reads, whichever database they were written for.

import { dialectOfPath } from '../dialect.ts'
import type { Dialect } from '../migrations.ts'
import { parseSql } from '../parser.ts'
import type { DatabaseSchema, SchemaResult } from '../schema.ts'
import { toPostgres } from './translate.ts'

export interface ReadableText {
  readonly sql: string
  /** Written for another database than that of the schema, which can say nothing of it. */
  readonly foreign: boolean
}

export function readableTexts(
  statements: readonly { readonly sql: string; readonly file: string }[],
  { result: { schema }, otherDialects }: { readonly result: SchemaResult; readonly otherDialects: readonly Dialect[] },
): readonly ReadableText[] {
  const own = schema.dialect ?? 'postgres'
  const names = namesOf(schema)
  const known = new Map<string, string>()
  const translated = (sql: string, dialect: 'mysql' | 'sqlite') => {
    const key = `${dialect} ${sql}`
    const text = known.get(key) ?? toPostgres(sql, dialect, names)
    known.set(key, text)
    return text
  }
  return statements.map(({ sql, file }) => {
    const place = dialectOfPath(file)
    const foreign = place !== undefined && place !== own && otherDialects.includes(place)
    const dialect = foreign ? place : own
    if (dialect === 'mysql' || dialect === 'sqlite') return { sql: translated(sql, dialect), foreign }
    if (foreign || parseSql(sql).ok) return { sql, foreign }
    // One program for several databases may choose the text by its driver.
    for (const other of otherDialects)
      if (other === 'mysql' || other === 'sqlite') {
        const text = translated(sql, other)
        if (parseSql(text).ok) return { sql: text, foreign: true }
      }
    return { sql, foreign }
  })
}

function namesOf(schema: DatabaseSchema): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const name of schema.tables.flatMap((t) => [t.name, ...t.columns.map((c) => c.name)])) names.set(name.toLowerCase(), name)
  return names
}
