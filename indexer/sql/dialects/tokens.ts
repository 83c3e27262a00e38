// Text of MySQL or SQLite in, tokens and statements out. Comments and blanks fall away; each token knows where it stood.

import type { Dialect } from '../migrations.ts'

export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'symbol'
  /** As Postgres reads it. */
  readonly text: string
  /** A word in lower case; empty for everything else. */
  readonly word: string
  /** Character offsets in the text. */
  readonly at: number
  readonly end: number
}

export interface ForeignStatement {
  readonly tokens: readonly Token[]
  /** As the database receives it. */
  readonly sql: string
  readonly offset: number
}

export type ForeignDialect = Exclude<Dialect, 'postgres' | 'other'>

const SPACE = /(?:\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y
const MYSQL_SPACE = /(?:\s+|--(?=\s|$)[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy
const NUMBER = /0x[0-9a-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy
const PARAMETER = /\?\d*|[$:@][A-Za-z0-9_]+|@@[\w.]+/y
const SYMBOL = /<=>|->>|->|<=|>=|<>|!=|==|\|\||&&|<<|>>|:=|::|[\s\S]/y
const QUOTED = {
  single: /[bxn]?'(?:[^']|'')*'/iy,
  singleEscaped: /[bxn]?'(?:[^'\\]|\\[\s\S]|'')*'/iy,
  double: /"(?:[^"]|"")*"/y,
  doubleEscaped: /"(?:[^"\\]|\\[\s\S]|"")*"/y,
  backtick: /`(?:[^`]|``)*`/y,
  bracket: /\[[^\]\n]*\]/y,
  escape: /e'(?:[^'\\]|\\[\s\S]|'')*'/iy,
} as const

export const nameToken = (name: string, at: number, end: number): Token => ({
  kind: 'name',
  text: `"${name.replaceAll('"', '""')}"`,
  word: '',
  at,
  end,
})

/** What a name says, without its quotes; a word as it is written. */
export function nameOf(token: Token | undefined): string {
  if (token === undefined) return ''
  return token.kind === 'name' ? token.text.slice(1, -1).replaceAll('""', '"') : token.text
}

export function tokenise(sql: string, dialect: ForeignDialect): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(sql)?.[0]
  }
  for (;;) {
    at += match(dialect === 'mysql' ? MYSQL_SPACE : SPACE)?.length ?? 0
    if (at >= sql.length) return tokens
    const [kind, raw, text] = next(match, dialect)
    tokens.push({ kind, text, word: kind === 'word' ? raw.toLowerCase() : '', at, end: at + raw.length })
    at += raw.length
  }
}

function next(match: (pattern: RegExp) => string | undefined, dialect: ForeignDialect): [Token['kind'], string, string] {
  const backtick = match(QUOTED.backtick)
  if (backtick !== undefined) return ['name', backtick, quoted(backtick.slice(1, -1).replaceAll('``', '`'))]
  const bracket = dialect === 'sqlite' ? match(QUOTED.bracket) : undefined
  if (bracket !== undefined) return ['name', bracket, quoted(bracket.slice(1, -1))]
  const escaped = match(QUOTED.escape)
  if (escaped !== undefined) return ['string', escaped, escaped]
  const single = match(dialect === 'mysql' ? QUOTED.singleEscaped : QUOTED.single)
  if (single !== undefined)
    return ['string', single, dialect === 'mysql' && single.includes('\\') ? `E${single.replace(/^\w/, '')}` : single]
  const double = match(dialect === 'mysql' ? QUOTED.doubleEscaped : QUOTED.double)
  if (double !== undefined) return dialect === 'mysql' || double === '""' ? ['string', double, asString(double)] : ['name', double, double]
  const word = match(WORD)
  if (word !== undefined) return ['word', word, word]
  const number = match(NUMBER)
  if (number !== undefined) return ['number', number, number]
  const parameter = match(PARAMETER)
  if (parameter !== undefined) return ['parameter', parameter, parameter]
  const symbol = match(SYMBOL) ?? ''
  return ['symbol', symbol, symbol]
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

function asString(double: string): string {
  const inner = double.slice(1, -1).replaceAll('""', '"').replaceAll("'", "''")
  return inner.includes('\\') ? `E'${inner}'` : `'${inner}'`
}

/** Statements, cut at semicolons outside of the bodies of triggers and routines. */
export function foreignStatements(sql: string, dialect: ForeignDialect): readonly ForeignStatement[] {
  const text = dialect === 'mysql' ? withoutDelimiters(sql) : sql
  const statements: ForeignStatement[] = []
  let tokens: Token[] = []
  let depth = 0
  const close = () => {
    const [first] = tokens
    const last = tokens.at(-1)
    if (first && last) statements.push({ tokens, sql: text.slice(first.at, last.end), offset: first.at })
    tokens = []
    depth = 0
  }
  for (const token of tokenise(text, dialect)) {
    if (token.text === ';' && depth <= 0) {
      close()
      continue
    }
    const body = tokens[0]?.word === 'create' && tokens.slice(1, 8).some((t) => /^(?:trigger|procedure|function|event)$/.test(t.word))
    if (body && (token.word === 'begin' || token.word === 'case')) depth++
    if (body && token.word === 'end') depth--
    tokens.push(token)
  }
  close()
  return statements
}

/** What mysql's own client cuts by another delimiter are routines, which make no tables. */
function withoutDelimiters(sql: string): string {
  if (!/^\s*delimiter\b/im.test(sql)) return sql
  const blank = (text: string) => text.replace(/[^\r\n]/g, ' ')
  return sql
    .replace(/^[ \t]*delimiter[ \t]+(?!;)\S+[\s\S]*?^[ \t]*delimiter[ \t]+;[^\n]*$/gim, blank)
    .replace(/^[ \t]*delimiter\b[^\n]*$/gim, blank)
}

/** Splits at commas outside of parentheses. */
export function splitAtCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.text === '(') depth++
    if (token.text === ')') depth--
    if (token.text === ',' && depth === 0) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts
}

/** Index of the parenthesis that closes the one at `open`; the last token where none does. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i]?.text === '(') depth++
    if (tokens[i]?.text === ')' && --depth === 0) return i
  }
  return tokens.length - 1
}

/** A token that stands where `by` stood. */
export function insert(text: string, by: Token | undefined): Token {
  const { at, end } = by ?? { at: 0, end: 0 }
  return { kind: 'symbol', text, word: '', at, end }
}
