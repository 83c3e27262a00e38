// What Postgres names in a refusal.

export interface RefusedName {
  readonly kind: 'table' | 'column' | 'function' | 'type'
  readonly name: string
  /** The relation of a column, or what stands before it. */
  readonly of?: string
}

export function nameIn(message: string): RefusedName | undefined {
  const relation = /^(?:relation|table) "([^"]+)" does not exist/.exec(message)
  if (relation?.[1]) return { kind: 'table', name: relation[1] }
  const column = /^column "?([^"\s]+)"?(?: of relation "([^"]+)")? does not exist/.exec(message)
  if (column?.[1]) {
    const [name = '', of] = column[1].split('.').toReversed()
    const table = column[2] ?? of
    return { kind: 'column', name, ...(table !== undefined && { of: table }) }
  }
  const called = /^(function|procedure|type|operator class|text search configuration) "?([\w.]+)/.exec(message)
  if (called?.[2] && / does not exist/.test(message)) return { kind: called[1] === 'type' ? 'type' : 'function', name: called[2] }
  return /^operator does not exist/.test(message) ? { kind: 'function', name: 'operator' } : undefined
}

/** A table that a part of the statement speaks of, and no FROM brings. */
export function absentFrom(message: string): string | undefined {
  return /^missing FROM-clause entry for table "([^"]+)"/.exec(message)?.[1]
}

const UNIQUE_INDEX =
  /\bCREATE\s+UNIQUE\s+INDEX\s+(?:CONCURRENTLY\s+)?(?:(?:IF\s+NOT\s+EXISTS\s+)?[\w"$.]+\s+)?ON\s+(?:ONLY\s+)?((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))?)/gi

/** Tables that a text gives unique indexes, in lower case and without their schema. */
export function madeUniqueBy(sql: string): readonly string[] {
  return [...sql.matchAll(UNIQUE_INDEX)].map(([, name = '']) => bareName(name))
}

const bareName = (name: string): string => name.replaceAll('"', '').split('.').at(-1)?.toLowerCase() ?? ''

const MADE =
  /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:GLOBAL|LOCAL)\s+)?(?:TEMP(?:ORARY)?\s+|UNLOGGED\s+|FOREIGN\s+|MATERIALIZED\s+|RECURSIVE\s+)?(?:TABLE|VIEW|FUNCTION|TYPE|SEQUENCE)\s+(?:IF\s+NOT\s+EXISTS\s+)?((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))?)/gi
const INTO = /\bINTO\s+(?:TEMP(?:ORARY)?|UNLOGGED)\s+(?:TABLE\s+)?("?[\w$]+"?)/gi
const RENAMED = /\bRENAME\s+TO\s+("?[\w$]+"?)/gi

/** What a text makes: tables, views, functions and types, in lower case and without their schema. */
export function madeBy(sql: string): readonly string[] {
  return [MADE, INTO, RENAMED].flatMap((pattern) => [...sql.matchAll(pattern)].map(([, name = '']) => bareName(name)))
}

/** It changes what is there, and does not only make what is not. */
export const changesTables = (sql: string): boolean =>
  /(?:^|;)\s*(?:ALTER\s+(?:TABLE|TYPE|VIEW|SCHEMA)|DROP\s+(?:TABLE|TYPE|VIEW|SCHEMA|INDEX|FUNCTION))\b/i.test(sql)

/** That of a file's package. */
export const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1)
