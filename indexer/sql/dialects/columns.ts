// Definitions of columns, from MySQL or SQLite to what Postgres' grammar takes: a quoted name, one type, constraints.

import { closing, type ForeignDialect, insert, nameOf, nameToken, type Token } from './tokens.ts'

const ATTRIBUTES = new Set(
  (
    'primary key not null unique check default collate references generated constraint as auto_increment autoincrement comment on character ' +
    'charset visible invisible virtual stored column_format storage after first deferrable match asc desc'
  ).split(' '),
)
const TWO_WORDS = /^(?:double precision|character varying|char varying|national character|national char)$/
const WITHOUT_LENGTH = /^(?:int|integer|smallint|bigint|real|boolean|float|double|dec)$/

export interface ColumnText {
  readonly tokens: readonly Token[]
  readonly name: string
  readonly type: readonly Token[]
  readonly notNull: boolean
}

/** `names` learns how the name is written; the position of MySQL's FIRST and AFTER is left out. */
export function columnDefinition(element: readonly Token[], dialect: ForeignDialect): ColumnText | undefined {
  const [first] = element
  if (!first || (first.kind !== 'word' && first.kind !== 'name' && first.kind !== 'string')) return undefined
  const name = first.kind === 'string' ? first.text.replace(/^'|'$/g, '') : nameOf(first)
  const { type, rest } = readType(element.slice(1), first)
  const attributes = dialect === 'mysql' ? mysqlAttributes(rest) : sqliteAttributes(rest)
  const text = attributes.map((t) => t.word).join(' ')
  return {
    tokens: [nameToken(name, first.at, first.end), ...type, ...attributes],
    name,
    type,
    notNull: /\bnot null\b|\bprimary key\b/.test(text),
  }
}

function readType(tokens: readonly Token[], first: Token): { type: readonly Token[]; rest: readonly Token[] } {
  const words: Token[] = []
  let i = 0
  while (tokens[i] && (tokens[i]?.kind === 'word' || tokens[i]?.kind === 'name') && !ATTRIBUTES.has(tokens[i]?.word ?? '')) {
    words.push(tokens[i] as Token)
    i++
    // MySQL's `int(10) unsigned`.
    if (tokens[i]?.text === '(') break
  }
  const [one, two] = words
  if (!one) return { type: [insert('text', first)], rest: tokens }
  const length = tokens[i]?.text === '(' ? tokens.slice(i, closing(tokens, i) + 1) : []
  i += length.length
  while (/^(?:unsigned|signed|zerofill|binary)$/.test(tokens[i]?.word ?? '')) i++
  const rest = tokens.slice(i)
  if (/^(?:enum|set)$/.test(one.word)) return { type: [insert('text', one)], rest }
  if (one.word === 'serial') return { type: [insert('bigint', one)], rest }
  const both = two !== undefined && TWO_WORDS.test(`${one.word} ${two.word}`)
  const keepsLength = !WITHOUT_LENGTH.test(one.word) && !length.some((t) => t.kind === 'word' || t.kind === 'string')
  return { type: [one, ...(both ? [two] : []), ...(keepsLength ? length : [])], rest }
}

function sqliteAttributes(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = []
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token
    const { word } = token
    if (word === 'autoincrement') continue
    if ((word === 'asc' || word === 'desc') && kept.at(-1)?.word === 'key') continue
    if (word === 'on' && tokens[i + 1]?.word === 'conflict') {
      i += 2
      continue
    }
    if (token.kind === 'name' && kept.at(-1)?.word === 'default') {
      kept.push(insert(`'${nameOf(token).replaceAll("'", "''")}'`, token))
      continue
    }
    if (token.kind === 'word' && kept.at(-1)?.word === 'collate') {
      kept.push(nameToken(word, token.at, token.end))
      continue
    }
    if (word === 'as' && kept.at(-1)?.word !== 'always') kept.push(insert('generated always', token))
    kept.push(token)
    if (token.text === '(') {
      const end = closing(tokens, i)
      kept.push(...tokens.slice(i + 1, end + 1))
      i = end
    }
  }
  return closeGenerated(kept)
}

function mysqlAttributes(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = []
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token
    const { word } = token
    const following = tokens[i + 1]
    if (/^(?:auto_increment|visible|invisible|first)$/.test(word)) continue
    if (/^(?:comment|charset|collate|column_format|storage|after)$/.test(word)) i += following?.text === '=' ? 2 : 1
    else if (word === 'character' && following?.word === 'set') i += tokens[i + 2]?.text === '=' ? 3 : 2
    else if (word === 'on' && following?.word === 'update' && !/^(?:cascade|restrict|set|no)$/.test(tokens[i + 2]?.word ?? '')) {
      i += 2
      if (tokens[i + 1]?.text === '(') i = closing(tokens, i + 1)
    } else if (word === 'unique' || word === 'primary') {
      kept.push(token)
      if (following?.word === 'key' && word === 'unique') i++
    } else if (word === 'key' && kept.at(-1)?.word !== 'primary') kept.push(insert('primary key', token))
    else if (/^(?:current_timestamp|localtime|localtimestamp)$/.test(word) && following?.text === '(' && tokens[i + 2]?.text === ')') {
      kept.push(token)
      i += 2
    } else if (word === 'default' && following?.word === 'value') i++
    else {
      if (word === 'as' && kept.at(-1)?.word !== 'always') kept.push(insert('generated always', token))
      kept.push(token)
    }
  }
  return closeGenerated(kept)
}

/** Postgres wants the word at the end. */
function closeGenerated(tokens: readonly Token[]): readonly Token[] {
  const as = tokens.findIndex((t, i) => t.word === 'as' && tokens[i + 1]?.text === '(')
  if (as < 0) return tokens
  const end = closing(tokens, as + 1)
  if (/^(?:stored|virtual)$/.test(tokens[end + 1]?.word ?? '')) return tokens
  return [...tokens.slice(0, end + 1), insert('virtual', tokens[end]), ...tokens.slice(end + 1)]
}

/** Columns of a key: without the lengths of prefixes, the order and the collation, which a constraint cannot have. */
export function keyColumns(tokens: readonly Token[], keep: 'order' | 'plain'): readonly Token[] {
  const inner: Token[] = []
  let depth = 0
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token
    if (depth === 1 && token.text === '(' && tokens[i + 1]?.kind === 'number' && tokens[i + 2]?.text === ')') {
      i += 2
      continue
    }
    if (token.text === '(') depth++
    if (token.text === ')') depth--
    if (keep === 'plain' && depth === 1 && (token.word === 'asc' || token.word === 'desc')) continue
    if (keep === 'plain' && depth === 1 && token.word === 'collate') {
      i++
      continue
    }
    inner.push(depth === 1 && isColumn(token, tokens[i + 1]) ? nameToken(nameOf(token), token.at, token.end) : token)
  }
  return inner
}

function isColumn(token: Token, following: Token | undefined): boolean {
  return token.kind === 'word' && following?.text !== '(' && !/^(?:asc|desc|collate|nulls|first|last|nocase|binary|rtrim)$/.test(token.word)
}
