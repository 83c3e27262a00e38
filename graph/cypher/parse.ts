// Tokens → queries, clauses, and the subqueries inside them. Knows where a clause begins and ends, not what an expression means.

import { isKeyword, isName, type Token } from './tokens.ts'

export type ClauseKind =
  | 'MATCH'
  | 'OPTIONAL MATCH'
  | 'WHERE'
  | 'WITH'
  | 'RETURN'
  | 'UNWIND'
  | 'CALL'
  | 'YIELD'
  | 'ORDER BY'
  | 'SKIP'
  | 'LIMIT'

export interface Clause {
  readonly kind: ClauseKind
  /** Its keyword, or the first token of a bare pattern in a subquery. */
  readonly at: Token
  /** What follows the keyword, subqueries left out: each stands as its keyword and an empty pair of braces. */
  readonly body: readonly Token[]
  readonly subqueries: readonly Subquery[]
}

export interface Subquery {
  readonly kind: 'CALL' | 'EXISTS' | 'COUNT' | 'COLLECT'
  readonly at: Token
  readonly query: Query
}

/** The branches of a UNION; one if there is none. */
export interface Query {
  readonly branches: readonly (readonly Clause[])[]
}

const OPEN = ['(', '[', '{']
const CLOSE = [')', ']', '}']

export function parseQuery(tokens: readonly Token[]): Query {
  const branches: Clause[][] = [[]]
  let begin = 0
  let current: { kind: ClauseKind; at: Token } | undefined
  const finish = (end: number) => {
    const body = tokens.slice(begin, end)
    const [first] = body
    if (!current && first) current = { kind: 'MATCH', at: first } // EXISTS { (a)-->(b) }
    if (current) branches.at(-1)?.push({ ...current, ...withoutSubqueries(body, current.kind) })
    current = undefined
  }
  for (let i = 0, depth = 0; i < tokens.length; i += 1) {
    const token = tokens[i]
    if (!token) break
    if (OPEN.includes(token.text)) depth += 1
    if (CLOSE.includes(token.text)) depth -= 1
    if (depth > 0) continue
    const found = clauseAt(tokens, i)
    if (!found) continue
    finish(i)
    begin = i + found.length
    if (found.kind === 'UNION') branches.push([])
    else current = { kind: found.kind, at: token }
    i = begin - 1
  }
  finish(tokens.length)
  return { branches }
}

function clauseAt(tokens: readonly Token[], i: number): { readonly kind: ClauseKind | 'UNION'; readonly length: number } | undefined {
  const token = tokens[i]
  if (token?.kind !== 'word' || isName(tokens, i)) return undefined
  const next = tokens[i + 1]
  switch (token.value.toUpperCase()) {
    case 'OPTIONAL':
      return isKeyword(next, 'MATCH') ? { kind: 'OPTIONAL MATCH', length: 2 } : undefined
    case 'ORDER':
      return isKeyword(next, 'BY') ? { kind: 'ORDER BY', length: 2 } : undefined
    case 'UNION':
      return { kind: 'UNION', length: isKeyword(next, 'ALL', 'DISTINCT') ? 2 : 1 }
    case 'WITH':
      return isKeyword(tokens[i - 1], 'STARTS', 'ENDS') ? undefined : { kind: 'WITH', length: 1 }
    case 'MATCH':
    case 'WHERE':
    case 'RETURN':
    case 'UNWIND':
    case 'CALL':
    case 'YIELD':
    case 'SKIP':
    case 'LIMIT':
      return { kind: token.value.toUpperCase() as ClauseKind, length: 1 }
    default:
      return undefined
  }
}

/** Cuts out `EXISTS { … }`, `COUNT { … }`, `COLLECT { … }` at any depth, and the braces of CALL. */
function withoutSubqueries(tokens: readonly Token[], kind: ClauseKind): Pick<Clause, 'body' | 'subqueries'> {
  const body: Token[] = []
  const subqueries: Subquery[] = []
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i]
    if (!token) break
    body.push(token)
    const isCall = kind === 'CALL' && token.text === '{' && subqueries.length === 0
    const word = !isCall && tokens[i + 1]?.text === '{' && !isName(tokens, i) && isKeyword(token, 'EXISTS', 'COUNT', 'COLLECT')
    if (!isCall && !word) continue
    const open = isCall ? i : i + 1
    const close = closing(tokens, open)
    const inner = tokens.slice(open + 1, close)
    subqueries.push({ kind: isCall ? 'CALL' : (token.value.toUpperCase() as 'EXISTS'), at: token, query: parseQuery(inner) })
    if (!isCall) body.push(...tokens.slice(open, open + 1))
    body.push(...tokens.slice(close, close + 1))
    i = close
  }
  return { body, subqueries }
}

/** The index of the bracket that closes the one at `open`, or of the end. */
export function closing(tokens: readonly Token[], open: number): number {
  for (let i = open, depth = 0; i < tokens.length; i += 1) {
    const text = tokens[i]?.text ?? ''
    if (OPEN.includes(text)) depth += 1
    if (CLOSE.includes(text)) depth -= 1
    if (depth === 0) return i
  }
  return tokens.length
}

/** Cuts a list at the commas outside brackets: the items of RETURN, the patterns of MATCH. */
export function splitAtCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const items: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (OPEN.includes(token.text)) depth += 1
    if (CLOSE.includes(token.text)) depth -= 1
    if (depth === 0 && token.text === ',') items.push([])
    else items.at(-1)?.push(token)
  }
  return items.filter((item) => item.length > 0)
}

/** Every query with its place in the others: the outermost first. */
export function allQueries(query: Query): readonly Query[] {
  return [query, ...query.branches.flat().flatMap((c) => c.subqueries.flatMap((s) => allQueries(s.query)))]
}

export function allClauses(query: Query): readonly Clause[] {
  return allQueries(query).flatMap((q) => q.branches.flat())
}
