// Statements on rows, from MySQL or SQLite to Postgres' grammar: REPLACE, IGNORE, ON DUPLICATE KEY, joins in UPDATE and DELETE.

import { type Names, rewriteExpressions } from './expressions.ts'
import { closing, type ForeignDialect, insert, splitAtCommas, type Token } from './tokens.ts'

export function rewriteStatement(tokens: readonly Token[], dialect: ForeignDialect, names: Names): readonly Token[] {
  return rewriteExpressions(shape(tokens), dialect, names)
}

function shape(tokens: readonly Token[]): readonly Token[] {
  const at =
    tokens[0]?.word === 'with'
      ? tokens.findIndex((t, i) => i > 0 && isTop(tokens, i) && /^(?:insert|replace|update|delete)$/.test(t.word))
      : 0
  if (at < 0) return tokens
  const before = tokens.slice(0, at)
  const rest = tokens.slice(at)
  const [first] = rest
  if (first?.word === 'insert' || first?.word === 'replace') return [...before, ...insertion(rest)]
  if (first?.word === 'update') return [...before, ...update(withoutLimit(rest))]
  if (first?.word === 'delete') return [...before, ...deletion(withoutLimit(rest))]
  return tokens
}

function isTop(tokens: readonly Token[], at: number): boolean {
  return tokens.slice(0, at).reduce((depth, t) => depth + (t.text === '(' ? 1 : t.text === ')' ? -1 : 0), 0) === 0
}

function findTop(tokens: readonly Token[], test: (token: Token, i: number) => boolean, from = 0): number {
  let depth = 0
  for (const [i, token] of tokens.entries()) {
    if (token.text === ')') depth--
    if (depth === 0 && i >= from && test(token, i)) return i
    if (token.text === '(') depth++
  }
  return -1
}

type Conflict = 'replace' | 'ignore' | undefined

function insertion(tokens: readonly Token[]): readonly Token[] {
  const [first] = tokens
  const into = tokens.findIndex(
    (t, i) => i > 0 && !/^(?:or|replace|ignore|abort|fail|rollback|low_priority|delayed|high_priority|into)$/.test(t.word),
  )
  if (into < 0) return tokens
  const words = tokens.slice(0, into).map((t) => t.word)
  const conflict: Conflict = words.includes('replace') ? 'replace' : words.includes('ignore') ? 'ignore' : undefined
  const body = assignments(tokens.slice(into))
  const duplicate = findTop(body, (t, i) => t.word === 'on' && body[i + 1]?.word === 'duplicate')
  const text = duplicate < 0 ? body : onDuplicate(body, duplicate)
  return [insert('INSERT INTO', first), ...(conflict === undefined || duplicate >= 0 ? text : withConflict(text, conflict))]
}

/** `INSERT INTO t SET a = 1, b = 2` */
function assignments(body: readonly Token[]): readonly Token[] {
  const set = findTop(body, (t) => t.word === 'set')
  if (set < 0 || set > 3 || findTop(body, (t) => t.word === 'values' || t.word === 'select') >= 0) return body
  const end = findTop(body, (t, i) => t.word === 'on' && body[i + 1]?.word === 'duplicate')
  const pairs = splitAtCommas(body.slice(set + 1, end < 0 ? body.length : end)).map((pair) => {
    const equals = pair.findIndex((t) => t.text === '=')
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) }
  })
  const list = (parts: readonly (readonly Token[])[]) => parts.flatMap((p, i) => (i === 0 ? p : [insert(',', p[0]), ...p]))
  const by = body[set]
  return [
    ...body.slice(0, set),
    insert('(', by),
    ...list(pairs.map((p) => p.name)),
    insert(') VALUES (', by),
    ...list(pairs.map((p) => p.value)),
    insert(')', by),
    ...(end < 0 ? [] : body.slice(end)),
  ]
}

/** `ON DUPLICATE KEY UPDATE a = VALUES(a)`; the new row may have a name: `VALUES (…) AS new`. */
function onDuplicate(body: readonly Token[], at: number): readonly Token[] {
  const named = body[at - 2]?.word === 'as' && body[at - 3]?.text === ')' ? body[at - 1] : undefined
  const head = body.slice(0, named ? at - 2 : at)
  const changes: Token[] = []
  const rest = body.slice(at + 4)
  for (let i = 0; i < rest.length; i++) {
    const token = rest[i] as Token
    if (token.word === 'values' && rest[i + 1]?.text === '(' && rest[i + 2]) {
      changes.push(insert('excluded.', token), rest[i + 2] as Token)
      i = closing(rest, i + 1)
    } else changes.push(named && token.text === named.text && rest[i + 1]?.text === '.' ? insert('excluded', token) : token)
  }
  return [...head, insert('ON CONFLICT DO UPDATE SET', body[at]), ...changes]
}

/** What replaces a row writes all of its columns; the first that is named stands for them. */
function withConflict(body: readonly Token[], conflict: 'replace' | 'ignore'): readonly Token[] {
  if (findTop(body, (t, i) => t.word === 'on' && body[i + 1]?.word === 'conflict') >= 0) return body
  const open = body.findIndex((t) => t.text === '(' || t.word === 'values' || t.word === 'select')
  const column = body[open]?.text === '(' && body[open + 1]?.word !== 'select' ? body[open + 1] : undefined
  const returning = findTop(body, (t) => t.word === 'returning')
  const end = returning < 0 ? body.length : returning
  const by = body[end - 1]
  const clause =
    conflict === 'replace' && column
      ? [insert('ON CONFLICT DO UPDATE SET', by), column, insert('= excluded.', by), column]
      : [insert('ON CONFLICT DO NOTHING', by)]
  return [...body.slice(0, end), ...clause, ...body.slice(end)]
}

/** An order and a limit of what is changed; Postgres has neither. */
function withoutLimit(tokens: readonly Token[]): readonly Token[] {
  const order = findTop(tokens, (t, i) => (t.word === 'order' && tokens[i + 1]?.word === 'by') || t.word === 'limit')
  if (order < 0) return tokens
  const returning = findTop(tokens, (t) => t.word === 'returning')
  return [...tokens.slice(0, order), ...(returning < 0 ? [] : tokens.slice(returning))]
}

const JOIN = /^(?:join|inner|left|right|cross|straight_join)$/

/** `UPDATE a JOIN b ON … SET …` to `UPDATE a SET … FROM b WHERE …`. */
function update(tokens: readonly Token[]): readonly Token[] {
  const start = tokens[1]?.word === 'or' ? 3 : tokens[1]?.word === 'ignore' ? 2 : 1
  const set = findTop(tokens, (t) => t.word === 'set')
  const first = tokens.slice(0, 1)
  if (set < 0) return [...first, ...tokens.slice(start)]
  const where = findTop(tokens, (t) => t.word === 'where', set)
  const from = findTop(tokens, (t) => t.word === 'from', set)
  const { target, others, conditions } = joined(tokens.slice(start, set))
  const assigned = tokens.slice(set, where < 0 ? tokens.length : where)
  if (others.length === 0 || from >= 0) return [...first, ...tokens.slice(start)]
  return [
    ...first,
    ...target,
    ...unqualified(assigned),
    insert('FROM', tokens[set]),
    ...others,
    ...condition(conditions, tokens.slice(where < 0 ? tokens.length : where + 1), tokens[set]),
  ]
}

/** `DELETE a FROM a JOIN b ON …` to `DELETE FROM a USING b WHERE …`. */
function deletion(tokens: readonly Token[]): readonly Token[] {
  const from = findTop(tokens, (t) => t.word === 'from')
  const first = tokens.slice(0, 1)
  if (from <= 1) return from === 1 ? tokens : [...first, ...tokens.slice(from)]
  const where = findTop(tokens, (t) => t.word === 'where', from)
  const { target, others, conditions } = joined(tokens.slice(from + 1, where < 0 ? tokens.length : where))
  const rest = tokens.slice(where < 0 ? tokens.length : where + 1)
  if (others.length === 0) return [...first, insert('FROM', tokens[from]), ...target, ...condition([], rest, tokens[from])]
  return [
    ...first,
    insert('FROM', tokens[from]),
    ...target,
    insert('USING', tokens[from]),
    ...others,
    ...condition(conditions, rest, tokens[from]),
  ]
}

interface Joined {
  readonly target: readonly Token[]
  readonly others: readonly Token[]
  readonly conditions: readonly (readonly Token[])[]
}

function joined(tokens: readonly Token[]): Joined {
  const parts: Token[][] = [[]]
  const conditions: Token[][] = []
  let into = parts[0] as Token[]
  let depth = 0
  for (const token of tokens) {
    if (token.text === '(') depth++
    if (token.text === ')') depth--
    const cut = depth === 0 && (JOIN.test(token.word) || token.text === ',' || token.word === 'outer')
    if (cut) {
      if (parts.at(-1)?.length !== 0) parts.push([])
      into = parts.at(-1) as Token[]
    } else if (depth === 0 && token.word === 'on') {
      into = []
      conditions.push(into)
    } else into.push(token)
  }
  const [target = [], ...rest] = parts.filter((p) => p.length > 0)
  return { target, others: rest.flatMap((p, i) => (i === 0 ? p : [insert(',', p[0]), ...p])), conditions }
}

function condition(conditions: readonly (readonly Token[])[], where: readonly Token[], by: Token | undefined): readonly Token[] {
  const all = [...conditions, where].filter((c) => c.length > 0)
  if (all.length === 0) return []
  return [insert('WHERE', by), ...all.flatMap((c, i) => [insert(i === 0 ? '(' : 'AND (', by), ...c, insert(')', by)])]
}

/** `SET a.x = …`: the target has no qualifier in Postgres. */
function unqualified(tokens: readonly Token[]): readonly Token[] {
  return [
    tokens[0] as Token,
    ...splitAtCommas(tokens.slice(1)).flatMap((part, i) => [
      ...(i > 0 ? [insert(',', part[0])] : []),
      ...(part[1]?.text === '.' ? part.slice(2) : part),
    ]),
  ]
}
