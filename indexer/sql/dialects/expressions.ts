// What MySQL and SQLite write differently inside of statements, token by token: names, operators, functions, hints.

import { closing, type ForeignDialect, insert, nameOf, nameToken, type Token } from './tokens.ts'

/** Names of tables and columns as they are written where they were made, by their lower case. */
export type Names = ReadonlyMap<string, string>

interface Rewritten {
  readonly out: readonly Token[]
  readonly next: number
}
type Rule = (tokens: readonly Token[], i: number, names: Names) => Rewritten | undefined

/** Names to others, keywords to Postgres. */
const RESERVED = new Set(
  (
    'user only placing analyse analyze asymmetric symmetric variadic authorization freeze verbose concurrently similar overlaps array any some both leading ' +
    'trailing lateral fetch window column end offset do initially deferrable desc asc default group order limit table references check to grant'
  ).split(' '),
)

export function rewriteExpressions(tokens: readonly Token[], dialect: ForeignDialect, names: Names): readonly Token[] {
  const rules = dialect === 'mysql' ? MYSQL : SQLITE
  const out: Token[] = []
  for (let i = 0; i < tokens.length; ) {
    let done: Rewritten | undefined
    for (const rule of rules) {
      done = rule(tokens, i, names)
      if (done) break
    }
    out.push(...(done?.out ?? [tokens[i] as Token]))
    i = done?.next ?? i + 1
  }
  return out
}

const one = (text: string, tokens: readonly Token[], i: number, count = 1): Rewritten => ({
  out: [insert(text, tokens[i])],
  next: i + count,
})

const name: Rule = (tokens, i, names) => {
  const token = tokens[i]
  if (
    !token ||
    (token.kind !== 'word' && token.kind !== 'name') ||
    (token.kind === 'word' && tokens[i + 1]?.text === '(' && !isTable(tokens[i - 1]))
  )
    return undefined
  const written = nameOf(token)
  const known = names.get(written.toLowerCase())
  const quotes = token.kind === 'name' || (known !== undefined && known !== known.toLowerCase()) || isReservedName(tokens, i, known)
  return quotes ? { out: [nameToken(known ?? written, token.at, token.end)], next: i + 1 } : undefined
}

/** What stands before the name of a table. */
const isTable = (before: Token | undefined) => before !== undefined && /(?:^|\s)(?:into|from|join|update|table)$/i.test(before.text)

function isReservedName(tokens: readonly Token[], i: number, known: string | undefined): boolean {
  const { word } = tokens[i] as Token
  if (!RESERVED.has(word)) return false
  if (word === 'user') return true
  // Only where a name has to stand: `a.end`, `(end, …)`, `SET end = …`.
  const before = tokens[i - 1]?.text
  const after = tokens[i + 1]?.text
  return (
    known !== undefined &&
    (before === '.' || ((before === ',' || before === '(' || tokens[i - 1]?.word === 'set') && /^[,)=.]$/.test(after ?? '')))
  )
}

/** SQLite takes a quoted name that names nothing for a text. */
const quotedText: Rule = (tokens, i, names) => {
  const token = tokens[i]
  if (token?.kind !== 'name' || names.has(nameOf(token).toLowerCase()) || names.size === 0) return undefined
  const before = tokens[i - 1]
  const value =
    /^(?:=|==|<>|!=|<|>|<=|>=|\|\||\(|,)$/.test(before?.text ?? '') || /^(?:like|then|else|is|not|when)$/.test(before?.word ?? '')
  if (!value || tokens[i + 1]?.text === '.' || tokens.some((t, at) => nameOf(t) === nameOf(token) && tokens[at - 1]?.word === 'as'))
    return undefined
  return one(`'${nameOf(token).replaceAll("'", "''")}'`, tokens, i)
}

/** `IS ?` compares any two values. */
const isValue: Rule = (tokens, i) => {
  if (tokens[i]?.word !== 'is') return undefined
  const negated = tokens[i + 1]?.word === 'not'
  const following = tokens[i + (negated ? 2 : 1)]
  if (!following || /^(?:null|true|false|unknown|distinct|not|json|document|normalized)$/.test(following.word)) return undefined
  return one(negated ? 'IS DISTINCT FROM' : 'IS NOT DISTINCT FROM', tokens, i, negated ? 2 : 1)
}

const OPERATORS: Readonly<Record<ForeignDialect, Readonly<Record<string, string>>>> = {
  sqlite: { '==': '=', glob: 'LIKE', match: '@@', regexp: '~' },
  mysql: {
    '<=>': 'IS NOT DISTINCT FROM',
    '&&': 'AND',
    xor: '<>',
    div: '/',
    mod: '%',
    regexp: '~',
    rlike: '~',
    straight_join: 'JOIN',
    ':=': '=',
  },
}

const operator =
  (dialect: ForeignDialect): Rule =>
  (tokens, i) => {
    const token = tokens[i]
    const text = token && OPERATORS[dialect][token.word || token.text]
    return text === undefined || (tokens[i + 1]?.text === '(' && token?.word === 'mod') ? undefined : one(text, tokens, i)
  }

const not: Rule = (tokens, i) => (tokens[i]?.text === '!' ? one('NOT', tokens, i) : undefined)

/** `MATCH (a, b) AGAINST (… IN BOOLEAN MODE)`: the columns are asked together. */
const fullText: Rule = (tokens, i, names) => {
  if (tokens[i]?.word !== 'match' || tokens[i + 1]?.text !== '(') return undefined
  const end = closing(tokens, i + 1)
  if (tokens[end + 1]?.word !== 'against' || tokens[end + 2]?.text !== '(') return undefined
  const last = closing(tokens, end + 2)
  const asked = tokens.slice(end + 3, last)
  const mode = asked.findIndex(
    (t, at) => (t.word === 'in' || t.word === 'with') && /^(?:boolean|natural|query)$/.test(asked[at + 1]?.word ?? ''),
  )
  const columns = rewriteExpressions(tokens.slice(i + 2, end), 'mysql', names)
  const words = rewriteExpressions(mode < 0 ? asked : asked.slice(0, mode), 'mysql', names)
  const by = tokens[i]
  return { out: [insert('concat(', by), ...columns, insert(') = (', by), ...words, insert(')', by)], next: last + 1 }
}

/** `LIMIT a, b` */
const limit: Rule = (tokens, i) => {
  if (tokens[i]?.word !== 'limit' || tokens[i + 2]?.text !== ',') return undefined
  const [, skipped, , count] = tokens.slice(i, i + 4)
  return skipped && count ? { out: [insert('LIMIT', tokens[i]), count, insert('OFFSET', skipped), skipped], next: i + 4 } : undefined
}

const hint: Rule = (tokens, i) => {
  const { word } = tokens[i] as Token
  if (word === 'indexed' && tokens[i + 1]?.word === 'by') return { out: [], next: i + 3 }
  if (word === 'not' && tokens[i + 1]?.word === 'indexed') return { out: [], next: i + 2 }
  if (/^(?:use|force|ignore)$/.test(word) && /^(?:index|key)$/.test(tokens[i + 1]?.word ?? '')) {
    const open = tokens.findIndex((t, at) => at > i && t.text === '(')
    return open < 0 ? undefined : { out: [], next: closing(tokens, open) + 1 }
  }
  if (/^(?:sql_calc_found_rows|sql_no_cache|high_priority|low_priority|delayed)$/.test(word)) return { out: [], next: i + 1 }
  if (word === 'lock' && tokens[i + 1]?.word === 'in') return one('FOR SHARE', tokens, i, 4)
  if (word === 'with' && tokens[i + 1]?.word === 'rollup') return { out: [], next: i + 2 }
  if (word === 'binary' && tokens[i - 1]?.text !== '.' && tokens[i + 1]?.text !== ',') return { out: [], next: i + 1 }
  return undefined
}

/** `INTERVAL 1 DAY`, with any expression for the number. */
const interval: Rule = (tokens, i, names) => {
  if (tokens[i]?.word !== 'interval') return undefined
  const start = i + 1
  const end = tokens[start]?.text === '(' ? closing(tokens, start) : tokens[start]?.text === '-' ? start + 1 : start
  const unit = tokens[end + 1]
  if (!unit || !/^(?:microsecond|second|minute|hour|day|week|month|quarter|year)$/.test(unit.word)) return undefined
  const number = rewriteExpressions(tokens.slice(start, end + 1), 'mysql', names)
  const [open, close] = [insert('(', tokens[i]), insert(`* interval '1 ${unit.word === 'quarter' ? 'month' : unit.word}')`, unit)]
  return { out: [open, ...number, close], next: end + 2 }
}

const separator: Rule = (tokens, i) =>
  tokens[i]?.word === 'separator' && tokens[i + 1]?.kind === 'string' ? { out: [], next: i + 2 } : undefined

const emptyCall: Rule = (tokens, i) =>
  /^(?:current_timestamp|current_date|current_time|localtime|localtimestamp)$/.test(tokens[i]?.word ?? '') &&
  tokens[i + 1]?.text === '(' &&
  tokens[i + 2]?.text === ')'
    ? { out: [tokens[i] as Token], next: i + 3 }
    : undefined

const collation: Rule = (tokens, i) => {
  const [token, following] = tokens.slice(i, i + 2)
  if (token?.word !== 'collate' || following?.kind !== 'word') return undefined
  return { out: [token, nameToken(following.word, following.at, following.end)], next: i + 2 }
}

/** Functions whose names Postgres keeps for itself. */
const keptCall: Rule = (tokens, i) => {
  const token = tokens[i]
  if (
    !token ||
    tokens[i + 1]?.text !== '(' ||
    !/^(?:char|user|interval|insert|analyze|normalize)$/.test(token.word) ||
    tokens[i - 1]?.word === 'as'
  )
    return undefined
  return { out: [nameToken(token.word, token.at, token.end)], next: i + 1 }
}

/** `CAST(x AS UNSIGNED INTEGER)`, `CONVERT(x, CHAR)` */
const cast: Rule = (tokens, i) =>
  tokens[i]?.word === 'unsigned' || tokens[i]?.word === 'signed'
    ? { out: [insert('bigint', tokens[i])], next: /^int/.test(tokens[i + 1]?.word ?? '') ? i + 2 : i + 1 }
    : undefined

/** `SELECT a AS 'name'` */
const alias: Rule = (tokens, i) => {
  const token = tokens[i]
  if (token?.kind !== 'string' || tokens[i - 1]?.word !== 'as' || !token.text.startsWith("'")) return undefined
  return { out: [nameToken(token.text.slice(1, -1).replaceAll("''", "'"), token.at, token.end)], next: i + 1 }
}

const SQLITE: readonly Rule[] = [alias, quotedText, isValue, operator('sqlite'), limit, hint, collation, keptCall, name]
const MYSQL: readonly Rule[] = [fullText, alias, operator('mysql'), not, limit, hint, interval, separator, emptyCall, keptCall, cast, name]
