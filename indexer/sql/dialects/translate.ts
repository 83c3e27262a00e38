// MySQL or SQLite in, statements that Postgres' own parser reads out, so that one reader serves all: what a statement links to,
// what a migration makes. Nothing of it is ever run; SQLite is asked with its own text.

import { characterOffsets, type ParsedStatement, parseSql } from '../parser.ts'
import { alterTable, dropIndexOn, renameTables } from './alter.ts'
import type { Names } from './expressions.ts'
import { rewriteStatement } from './statements.ts'
import { createIndex, createTable, qualifiedName, type TokenStatements, type WritableNames } from './tables.ts'
import {
  closing,
  type ForeignDialect,
  type ForeignStatement,
  foreignStatements,
  insert,
  nameToken,
  splitAtCommas,
  type Token,
} from './tokens.ts'

/** One statement of the code. Text that is not understood comes back as it is, for the parser to refuse. */
export function toPostgres(sql: string, dialect: ForeignDialect, names: Names): string {
  const statements = foreignStatements(sql, dialect)
  return statements.length === 0
    ? sql
    : statements
        .flatMap((s) => translate(s.tokens, dialect, new Map(names)))
        .map(print)
        .join(';\n')
}

/** Statements of a migration in their order, each with the text that the database runs and the tree of its translation. */
export function splitForeign(text: string, dialect: ForeignDialect, names: WritableNames): readonly ParsedStatement[] {
  return foreignStatements(text, dialect).flatMap((statement) => {
    const translated = translate(statement.tokens, dialect, names)
    // It runs once, whatever it makes.
    return translated.length === 0 ? [unread(statement)] : translated.map((tokens, i) => parse(tokens, statement, i === 0))
  })
}

function unread({ sql, offset }: ForeignStatement): ParsedStatement {
  return { sql, offset, at: () => offset }
}

function parse(tokens: readonly Token[], { sql, offset }: ForeignStatement, first: boolean): ParsedStatement {
  const text = print(tokens)
  const places = offsetsOf(tokens)
  const own = first ? sql : sql.slice((tokens[0]?.at ?? offset) - offset, (tokens.at(-1)?.end ?? offset) - offset)
  const start = first ? offset : (tokens[0]?.at ?? offset)
  const parsed = parseSql(text)
  if (!parsed.ok)
    return { sql: own, offset: start, at: () => start, error: { message: parsed.error.message, offset: places(parsed.error.offset) } }
  const characters = characterOffsets(text)
  const [tree] = parsed.trees
  return { sql: first ? sql : own, offset: start, ...(tree && { tree }), at: (location) => places(characters(location)) }
}

function print(tokens: readonly Token[]): string {
  return tokens.map((t) => t.text).join(' ')
}

function offsetsOf(tokens: readonly Token[]): (offset: number) => number {
  return (offset) => {
    let at = 0
    for (const token of tokens) {
      at += token.text.length + 1
      if (offset < at) return token.at
    }
    return tokens.at(-1)?.at ?? 0
  }
}

/** Nothing for what says nothing of tables and rows. */
function translate(tokens: readonly Token[], dialect: ForeignDialect, names: WritableNames): TokenStatements {
  const [first, second] = tokens
  if (!first) return []
  const early = (word: string) => tokens.slice(0, 5).some((t) => t.word === word)
  if (first.word === 'create') {
    if (['trigger', 'procedure', 'function', 'event', 'database', 'schema', 'user', 'role'].some(early) && !early('table')) return []
    if (early('virtual')) return virtualTable(tokens, names)
    if (early('table')) return createTable(tokens, dialect, names)
    if (early('index')) return [createIndex(tokens, dialect, names)]
    const view = tokens.findIndex((t) => t.word === 'view')
    if (view > 0)
      return [
        [
          insert('CREATE VIEW', first),
          ...rewriteStatement(tokens.slice(tokens[view + 1]?.word === 'if' ? view + 4 : view + 1), dialect, names),
        ],
      ]
    return []
  }
  if (first.word === 'alter') return second?.word === 'table' || early('table') ? alterTable(tokens, dialect, names) : []
  if (first.word === 'rename' && second?.word === 'table') return renameTables(tokens, names)
  if (first.word === 'drop') {
    if (early('index') && tokens.some((t) => t.word === 'on')) return [dropIndexOn(tokens, names)]
    return early('table') || early('index') || early('view') ? [dropped(tokens, names)] : []
  }
  if (/^(?:select|insert|replace|update|delete|with|values|truncate|explain|\()$/.test(first.word || first.text))
    return [rewriteStatement(tokens, dialect, names)]
  return []
}

function dropped(tokens: readonly Token[], names: Names): readonly Token[] {
  const kind = tokens.findIndex((t) => /^(?:table|index|view)$/.test(t.word))
  const start = tokens[kind + 1]?.word === 'if' ? kind + 3 : kind + 1
  const list = splitAtCommas(tokens.slice(start)).flatMap((part, i) => [
    ...(i > 0 ? [insert(',', part[0])] : []),
    ...qualifiedName(part, 0, names).tokens,
  ])
  return [tokens[0] as Token, ...tokens.slice(kind, start), ...list]
}

/** SQLite's full-text tables and their like: columns without types, and options. */
function virtualTable(tokens: readonly Token[], names: WritableNames): TokenStatements {
  const using = tokens.findIndex((t) => t.word === 'using')
  const open = tokens.findIndex((t, i) => i > using && t.text === '(')
  const table = tokens.findIndex((t) => t.word === 'table')
  if (using < 0) return []
  const head = tokens.slice(0, using).filter((t) => t.word !== 'virtual')
  const columns =
    open < 0
      ? []
      : splitAtCommas(tokens.slice(open + 1, closing(tokens, open))).filter(
          (part) => part[0] && part[0].kind !== 'string' && !part.some((t) => t.text === '='),
        )
  const body = columns.flatMap((part, i) => {
    const [column] = part as readonly [Token]
    const text = column.kind === 'name' ? column.text.slice(1, -1) : column.text
    return [...(i > 0 ? [insert(',', column)] : []), nameToken(text, column.at, column.end)]
  })
  return createTable([...head, insert('(', tokens[table]), ...body, insert(')', tokens[using])], 'sqlite', names)
}
