// The real Postgres parser (libpg-query): SQL text in, statements with their syntax trees and places out.
// Text that does not parse as a whole is cut at its semicolons, so that one bad statement does not hide the others.

import { fingerprintSync, hasSqlDetails, loadModule, type Node, parsePlPgSQLSync, parseSync, scanSync } from 'libpg-query'

export type { Node } from 'libpg-query'

export interface ParsedStatement {
  /** Without leading comments and the closing semicolon. */
  readonly sql: string
  /** Character offset of `sql` in the text. */
  readonly offset: number
  /** Absent when the statement does not parse. */
  readonly tree?: Node
  /** Character offset in the text of a `location` of the tree. */
  readonly at: (location: number) => number
  readonly error?: SyntaxError
}

export interface SyntaxError {
  readonly message: string
  /** Character of the text, from 0. */
  readonly offset: number
}

export type ParseResult = { readonly ok: true; readonly trees: readonly Node[] } | { readonly ok: false; readonly error: SyntaxError }

/** The same for statements that differ in their values alone; undefined for what does not parse. */
export function sqlFingerprint(text: string): string | undefined {
  if (entangled(text)) return undefined
  try {
    return fingerprintSync(text)
  } catch {
    return undefined
  }
}

/** To be awaited once before anything else here. */
export const loadParser: () => Promise<void> = loadModule

/** A comment that is opened over and over costs the scanner of Postgres the square of its length. */
const ENTANGLED = /\/\*[~!@#^&|`?+\-*/%<>=]{2000}/

const entangled = (text: string): SyntaxError | undefined => {
  const offset = text.search(ENTANGLED)
  return offset < 0 ? undefined : { message: 'too entangled to be parsed', offset }
}

export function parseSql(text: string): ParseResult {
  if (text.trim() === '') return { ok: true, trees: [] }
  const error = entangled(text)
  if (error) return { ok: false, error }
  try {
    return { ok: true, trees: (parseSync(text).stmts ?? []).flatMap((s) => (s.stmt ? [s.stmt] : [])) }
  } catch (error) {
    return { ok: false, error: syntaxError(error) }
  }
}

export function splitStatements(text: string): readonly ParsedStatement[] {
  if (text.trim() === '') return []
  const tooMuch = entangled(text)
  // Its beginning stands for all that follows: whoever is given the whole would work on it as long.
  if (tooMuch) {
    const { offset } = tooMuch
    return [...splitStatements(text.slice(0, offset)), { sql: text.slice(offset, offset + 80), offset, at: () => offset, error: tooMuch }]
  }
  try {
    const characters = characterOffsets(text)
    const statements = parseSync(text).stmts ?? []
    return statements.flatMap(({ stmt, stmt_location = 0, stmt_len = 0 }) => {
      const start = skipBlank(text, characters(stmt_location))
      const end = stmt_len ? characters(stmt_location + stmt_len) : text.length
      return stmt ? [{ sql: text.slice(start, end).trimEnd(), offset: start, tree: stmt, at: characters }] : []
    })
  } catch (error) {
    if (!hasSqlDetails(error)) throw error
    return splitAtSemicolons(text, syntaxError(error))
  }
}

export interface InnerStatement {
  readonly tree: Node
  /** Alone: offsets in the tree are those of this text. */
  readonly sql: string
  /** Line of the body, from 1. */
  readonly line: number
}

/** The SQL statements in the body of a DO block, those given to EXECUTE as one constant among them. */
export function plpgsqlStatements(body: string): readonly InnerStatement[] {
  try {
    return innerStatements(parsePlPgSQLSync(`DO $throughline$${body}$throughline$`), 1)
  } catch {
    // Postgres has run it, so that only the reader of PL/pgSQL is at fault; what it does stays without a place.
    return []
  }
}

function innerStatements(value: unknown, outer: number): readonly InnerStatement[] {
  if (Array.isArray(value)) return value.flatMap((item) => innerStatements(item, outer))
  if (typeof value !== 'object' || value === null) return []
  const line = 'lineno' in value && typeof value.lineno === 'number' ? value.lineno : outer
  return Object.entries(value).flatMap(([key, item]) => {
    if (key !== 'sqlstmt' && key !== 'query') return innerStatements(item, line)
    const { query } = (item as { PLpgSQL_expr?: { query?: unknown } }).PLpgSQL_expr ?? {}
    if (typeof query !== 'string') return innerStatements(item, line)
    const sql = key === 'query' ? constantText(query) : query
    const parsed = sql === undefined ? undefined : parseSql(sql)
    return sql !== undefined && parsed?.ok ? parsed.trees.map((tree) => ({ tree, sql, line })) : []
  })
}

function constantText(expression: string): string | undefined {
  const parsed = parseSql(`SELECT ${expression}`)
  const [tree] = parsed.ok ? parsed.trees : []
  const [target] = tree && 'SelectStmt' in tree ? (tree.SelectStmt.targetList ?? []) : []
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined
  return value && 'A_Const' in value ? value.A_Const.sval?.sval : undefined
}

/** Offsets in a syntax tree count the bytes of UTF-8. */
export function characterOffsets(text: string): (byteOffset: number) => number {
  const length = Buffer.byteLength(text)
  if (length === text.length) return (offset) => offset
  const characters = new Uint32Array(length + 1)
  let byte = 0
  let character = 0
  for (const symbol of text) {
    const size = Buffer.byteLength(symbol)
    characters.fill(character, byte, byte + size)
    byte += size
    character += symbol.length
  }
  characters[length] = text.length
  return (offset) => characters[Math.min(offset, length)] ?? text.length
}

/** Lines from 1, by character offset. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

function splitAtSemicolons(text: string, whole: SyntaxError): readonly ParsedStatement[] {
  const statements: ParsedStatement[] = []
  const add = (from: number, to: number) => {
    const offset = skipBlank(text, from)
    const sql = text.slice(offset, to).trimEnd()
    if (sql === '' || sql.startsWith('--')) return
    const parsed = parseSql(sql)
    if (parsed.ok) {
      const [tree] = parsed.trees
      const characters = characterOffsets(sql)
      if (tree) statements.push({ sql, offset, tree, at: (location) => offset + characters(location) })
    } else
      statements.push({ sql, offset, at: () => offset, error: { message: parsed.error.message, offset: offset + parsed.error.offset } })
  }
  const cuts = semicolons(text)
  const start = skipBlank(text, 0)
  // An unfinished quote leaves nothing to cut by.
  if (!cuts) return [{ sql: text.slice(start).trimEnd(), offset: start, at: () => start, error: whole }]
  let from = 0
  for (const cut of cuts) {
    add(from, cut)
    from = cut + 1
  }
  add(from, text.length)
  return statements
}

function semicolons(text: string): readonly number[] | undefined {
  try {
    const characters = characterOffsets(text)
    return scanSync(text)
      .tokens.filter((token) => token.text === ';')
      .map((token) => characters(token.start))
  } catch {
    return undefined
  }
}

const BLANK = /\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\//y

function skipBlank(text: string, from: number): number {
  let at = from
  for (;;) {
    BLANK.lastIndex = at
    const blank = BLANK.exec(text)
    if (!blank) return at
    at += blank[0].length
  }
}

function syntaxError(error: unknown): SyntaxError {
  if (hasSqlDetails(error)) return { message: error.message, offset: error.sqlDetails?.cursorPosition ?? 0 }
  return { message: error instanceof Error ? error.message : String(error), offset: 0 }
}
