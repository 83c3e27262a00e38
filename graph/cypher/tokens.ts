// Cypher text → tokens with positions. Goes as far as both engines agree on the lexical grammar, and is stricter where they do
// not: `\u` escapes are refused, since Neo4j decodes them before it looks for the end of a string and Grafeo after.

import { QueryError } from '../store/store.ts'

export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'symbol'
  /** As written. */
  readonly text: string
  /** Without quotes, back-quotes or `$`. */
  readonly value: string
  readonly start: number
  readonly end: number
}

export interface Lexed {
  readonly tokens: readonly Token[]
  /** The text with every comment blanked, so that an engine reads exactly the tokens that we read. Positions are kept. */
  readonly text: string
}

const SPACE = /\s+/y
const COMMENT = /\/\/[^\n\r]*|\/\*[\s\S]*?\*\//y
const WORD = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{N}\p{M}\p{Pc}]*/uy
const NUMBER = /0[xX][0-9a-fA-F]+|0o[0-7]+|(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y
const QUOTED = /`(?:[^`]|``)*`/y
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y
const SYMBOL = /\.\.|<=|>=|<>|=~|\+=|\|\||[-()[\]{},.;:|&!+*/%^=<>]/y

export function lex(cypher: string): Lexed {
  const escaped = /\\u/i.exec(cypher)
  if (escaped) throw syntaxError(cypher, escaped.index, 'a \\u escape is not allowed; write the character itself or pass a parameter')
  const tokens: Token[] = []
  let text = ''
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(cypher)?.[0]
  }
  const push = (kind: Token['kind'], found: string, value: string) => {
    tokens.push({ kind, text: found, value, start: at, end: at + found.length })
    text += found
    at += found.length
  }
  while (at < cypher.length) {
    const space = take(SPACE)
    const comment = space === undefined ? take(COMMENT) : undefined
    const skipped = space ?? comment?.replace(/[^\n\r]/g, ' ')
    if (skipped !== undefined) {
      text += skipped
      at += skipped.length
      continue
    }
    const first = cypher[at] ?? ''
    if (cypher.startsWith('/*', at)) throw syntaxError(cypher, at, 'this comment is not closed')
    if (first === "'" || first === '"') {
      const found = take(STRING)
      if (found === undefined) throw syntaxError(cypher, at, 'this string is not closed')
      push('string', found, found.slice(1, -1))
    } else if (first === '`') {
      const found = take(QUOTED)
      if (found === undefined) throw syntaxError(cypher, at, 'this back-quoted name is not closed')
      push('quoted', found, unquote(found))
    } else if (first === '$') {
      at += 1
      const name = take(QUOTED) ?? take(WORD) ?? take(/\d+/y)
      at -= 1
      if (name === undefined) throw syntaxError(cypher, at, 'a parameter needs a name after $')
      push('parameter', `$${name}`, unquote(name))
    } else {
      const word = take(WORD)
      const number = word === undefined ? take(NUMBER) : undefined
      const symbol = word === undefined && number === undefined ? take(SYMBOL) : undefined
      if (word !== undefined) push('word', word, word)
      else if (number !== undefined) push('number', number, number)
      else if (symbol !== undefined) push('symbol', symbol, symbol)
      else throw syntaxError(cypher, at, `unexpected character ${JSON.stringify(String.fromCodePoint(cypher.codePointAt(at) ?? 0))}`)
    }
  }
  return { tokens, text }
}

function unquote(name: string): string {
  return name.startsWith('`') ? name.slice(1, -1).replaceAll('``', '`') : name
}

export interface Position {
  readonly line: number
  readonly column: number
}

/** Both count from 1. */
export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/)
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

export function printPosition({ line, column }: Position): string {
  return `line ${line}, column ${column}`
}

export function syntaxError(text: string, offset: number, message: string): QueryError {
  return new QueryError('syntax', `${printPosition(positionOf(text, offset))}: ${message}`)
}

export function isKeyword(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.value.toUpperCase())
}

/** Whether the word at `index` can only be a name: a property, a label, a type or a key of a map. */
export function isName(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text ?? ''
  if (['.', ':', '|', '&', '!'].includes(before)) return true
  return (before === '{' || before === ',') && tokens[index + 1]?.text === ':'
}
