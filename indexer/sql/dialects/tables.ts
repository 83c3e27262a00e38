// CREATE TABLE and CREATE INDEX of MySQL and SQLite to Postgres' grammar. Indexes that MySQL writes inside a table become statements.

import { columnDefinition, keyColumns } from './columns.ts'
import { type Names, rewriteExpressions } from './expressions.ts'
import { closing, type ForeignDialect, insert, nameOf, nameToken, splitAtCommas, type Token } from './tokens.ts'

export type WritableNames = Map<string, string>
/** Statements as tokens; the first token of each says where it is written. */
export type TokenStatements = readonly (readonly Token[])[]

interface Qualified {
  readonly tokens: readonly Token[]
  /** Index of the token after the name. */
  readonly next: number
}

/** `a` or `a.b`, quoted as it is written or, where it is known, as it was made. */
export function qualifiedName(tokens: readonly Token[], from: number, names: Names): Qualified {
  const next = tokens[from + 1]?.text === '.' ? from + 3 : from + 1
  // MySQL's schemas are databases, SQLite's are files: the application's own is the only one that counts.
  const last = tokens[next - 1]
  const written = nameOf(last)
  return { tokens: last ? [nameToken(names.get(written.toLowerCase()) ?? written, last.at, last.end)] : [], next }
}

export function createTable(tokens: readonly Token[], dialect: ForeignDialect, names: WritableNames): TokenStatements {
  const table = tokens.findIndex((t) => t.word === 'table')
  const ifNot = tokens[table + 1]?.word === 'if'
  const { tokens: name, next } = qualifiedName(tokens, table + (ifNot ? 4 : 1), names)
  learn(name, names)
  const head = [
    ...tokens.slice(0, table + 1).filter((t) => t.word !== 'temp' || dialect !== 'mysql'),
    ...(ifNot ? [insert('IF NOT EXISTS', name[0])] : []),
    ...name,
  ]
  if (tokens[next]?.word === 'as' || tokens[next]?.word === 'select') {
    const query = tokens.slice(tokens[next]?.word === 'as' ? next + 1 : next)
    return [[...head, insert('AS', tokens[next]), ...rewriteExpressions(query, dialect, names)]]
  }
  const like = tokens.slice(next, next + 2).find((t) => t.word === 'like')
  if (like) {
    const at = tokens.indexOf(like)
    return [[...head, insert('( LIKE', like), ...qualifiedName(tokens, at + 1, names).tokens, insert('INCLUDING ALL )', like)]]
  }
  if (tokens[next]?.text !== '(') return [head]
  const end = closing(tokens, next)
  const parts = splitAtCommas(tokens.slice(next + 1, end)).map((element) => tableElement(element, name, dialect, names))
  const inside = parts.flatMap((p) => (p.inside ? [p.inside] : []))
  const open = tokens[next]
  const body = inside.flatMap((part, i) => (i === 0 ? part : [insert(',', part[0]), ...part]))
  return [[...head, insert('(', open), ...body, insert(')', tokens[end])], ...parts.flatMap((p) => (p.beside ? [p.beside] : []))]
}

interface ElementText {
  readonly inside?: readonly Token[]
  readonly beside?: readonly Token[]
}

/** A column, a constraint, or an index that MySQL keeps inside its table. */
export function tableElement(
  element: readonly Token[],
  table: readonly Token[],
  dialect: ForeignDialect,
  names: WritableNames,
): ElementText {
  const named = element[0]?.word === 'constraint'
  const unnamed = named && /^(?:primary|unique|foreign|check)$/.test(element[1]?.word ?? '')
  const constraint = named && !unnamed ? nameToken(nameOf(element[1]), element[1]?.at ?? 0, element[1]?.end ?? 0) : undefined
  const rest = named ? element.slice(unnamed ? 1 : 2) : element
  const [first, second] = rest
  if (!first) return {}
  const prefix = (name: Token | undefined) => (name ? [insert('CONSTRAINT', first), name] : [])
  const open = rest.findIndex((t) => t.text === '(')
  const key = open < 0 ? [] : rest.slice(open, closing(rest, open) + 1)
  const isIndex = /^(?:key|index)$/.test(first.word) || (/^(?:fulltext|spatial)$/.test(first.word) && isKeyword(second))
  if (first.word === 'primary' && second?.word === 'key')
    return { inside: [...prefix(constraint), ...rest.slice(0, 2), ...keyColumns(key, 'plain')] }
  if (first.word === 'unique' && (dialect === 'mysql' || second?.text === '(')) {
    const at = isKeyword(second) ? 2 : 1
    const own = rest[at]?.text === '(' || rest[at]?.word === 'using' ? undefined : rest[at]
    const name = own ? nameToken(nameOf(own), own.at, own.end) : constraint
    // A constraint cannot be on an expression.
    if (key.some((t, i) => i > 0 && t.text === '(' && key[i + 1]?.kind !== 'number'))
      return {
        beside: [insert('CREATE UNIQUE INDEX', first), ...(name ? [name] : []), insert('ON', first), ...table, ...keyColumns(key, 'order')],
      }
    return { inside: [...prefix(name), first, ...keyColumns(key, 'plain')] }
  }
  if (first.word === 'foreign') {
    const references = rest.findIndex((t) => t.word === 'references')
    return { inside: [...prefix(constraint), ...rest.slice(0, 2), ...keyColumns(key, 'plain'), ...foreign(rest.slice(references), names)] }
  }
  if (first.word === 'check') return { inside: [...prefix(constraint), ...rewriteExpressions(rest, dialect, names)] }
  if (isIndex && open > 0 && dialect === 'mysql') {
    const at = /^(?:key|index)$/.test(first.word) ? 1 : 2
    const own = rest[at]?.text === '(' || rest[at]?.word === 'using' ? [] : [nameToken(nameOf(rest[at]), first.at, first.end)]
    const method = /^(?:fulltext|spatial)$/.test(first.word) ? [insert(`USING ${first.word}`, first)] : []
    return { beside: [insert('CREATE INDEX', first), ...own, insert('ON', first), ...table, ...method, ...keyColumns(key, 'order')] }
  }
  const column = columnDefinition(element, dialect)
  if (!column) return {}
  learn(column.tokens.slice(0, 1), names)
  const references = column.tokens.findIndex((t) => t.word === 'references')
  if (references < 0) return { inside: column.tokens }
  return { inside: [...column.tokens.slice(0, references), ...foreign(column.tokens.slice(references), names)] }
}

const isKeyword = (token: Token | undefined) => token?.word === 'key' || token?.word === 'index'

/** `REFERENCES a (b, c) ON DELETE …` */
function foreign(tokens: readonly Token[], names: Names): readonly Token[] {
  const [first] = tokens
  if (!first) return []
  const { tokens: name, next } = qualifiedName(tokens, 1, names)
  if (tokens[next]?.text !== '(') return [first, ...name, ...tokens.slice(next)]
  const end = closing(tokens, next)
  return [first, ...name, ...keyColumns(tokens.slice(next, end + 1), 'plain'), ...tokens.slice(end + 1)]
}

/** `CREATE INDEX a ON b (c(10), d DESC)` */
export function createIndex(tokens: readonly Token[], dialect: ForeignDialect, names: Names): readonly Token[] {
  const index = tokens.findIndex((t) => t.word === 'index')
  const on = tokens.findIndex((t, i) => i > index && t.word === 'on')
  const kind = tokens.find((t) => /^(?:fulltext|spatial)$/.test(t.word))
  const ifNot = tokens[index + 1]?.word === 'if'
  const name = qualifiedName(tokens, index + (ifNot ? 4 : 1), new Map()).tokens
  const { tokens: table, next } = qualifiedName(tokens, on + 1, names)
  const open = tokens.findIndex((t, i) => i >= next && t.text === '(')
  const end = closing(tokens, open)
  const where = tokens[end + 1]?.word === 'where' ? tokens.slice(end + 1) : []
  const [first] = tokens
  return [
    insert(`CREATE ${tokens[1]?.word === 'unique' ? 'UNIQUE ' : ''}INDEX${ifNot ? ' IF NOT EXISTS' : ''}`, first),
    ...name,
    insert('ON', first),
    ...table,
    ...(kind ? [insert(`USING ${kind.word}`, kind)] : []),
    ...keyColumns(tokens.slice(open, end + 1), 'order'),
    ...rewriteExpressions(where, dialect, names),
  ]
}

/** How a name is written where it is made counts, since neither database cares for its case afterwards. */
function learn(name: readonly Token[], names: WritableNames): void {
  const written = nameOf(name[0])
  if (written !== '' && !names.has(written.toLowerCase())) names.set(written.toLowerCase(), written)
}
