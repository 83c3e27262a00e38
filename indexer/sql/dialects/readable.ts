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

/** `quoted`: names stand in double quotes. `built`: an object mapper wrote it, in Postgres' way. */
export function readableTexts(
  statements: readonly { readonly sql: string; readonly file: string; readonly quoted: boolean; readonly built: boolean }[],
  { result: { schema }, otherDialects }: { readonly result: SchemaResult; readonly otherDialects: readonly Dialect[] },
): readonly ReadableText[] {
  const own = schema.dialect ?? 'postgres'
  const names = namesOf(schema)
  const known = new Map<string, string>()
  const translated = (given: string, dialect: 'mysql' | 'sqlite', quoted: boolean) => {
    const sql = dialect === 'mysql' && quoted ? backquoted(given) : given
    const key = `${dialect} ${sql}`
    const text = known.get(key) ?? toPostgres(sql, dialect, names)
    known.set(key, text)
    return text
  }
  return statements.map(({ sql, file, quoted, built }) => {
    // A mapper's text is written as for Postgres; only what the program put into it may not be.
    if (built && own !== 'postgres') {
      const foreign = own !== 'sqlite'
      if (own === 'other' || parseSql(sql).ok) return { sql, foreign }
      return { sql: translated(sql, own, true), foreign }
    }
    const place = dialectOfPath(file)
    const foreign = place !== undefined && place !== own && otherDialects.includes(place)
    const dialect = foreign ? place : own
    if (dialect === 'mysql' || dialect === 'sqlite') return { sql: translated(sql, dialect, quoted), foreign }
    if (foreign || parseSql(sql).ok) return { sql, foreign }
    // One program for several databases may choose the text by its driver.
    for (const other of otherDialects)
      if (other === 'mysql' || other === 'sqlite') {
        const text = translated(sql, other, quoted)
        if (parseSql(text).ok) return { sql: text, foreign: true }
      }
    return { sql, foreign }
  })
}

/** Names as MySQL quotes them. */
const backquoted = (sql: string): string =>
  sql.replace(/'(?:[^']|'')*'|"((?:[^"]|"")*)"/g, (all, name?: string) => (name === undefined ? all : `\`${name}\``))

function namesOf(schema: DatabaseSchema): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const name of schema.tables.flatMap((t) => [t.name, ...t.columns.map((c) => c.name)])) names.set(name.toLowerCase(), name)
  return names
}
