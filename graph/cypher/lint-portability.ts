// Rules R1 to R7, and the clauses and functions that both engines are known to share.

import type { LintInput, Report } from './lint.ts'
import { allClauses, allQueries, type Clause, closing, splitAtCommas } from './parse.ts'
import { findPatterns } from './patterns.ts'
import { isKeyword, isName, type Token } from './tokens.ts'

/** Both engines compute these alike, as far as a differential run of thousands of queries can tell. */
const FUNCTIONS = `abs all allShortestPaths any avg ceil coalesce collect count date datetime duration endNode exists floor head
  keys labels last left length lower ltrim max min nodes none nullIf percentileCont percentileDisc properties range reduce
  relationships replace reverse right rtrim shortestPath sign single size split sqrt startNode startsWith substring sum
  tail toBoolean toFloat toInteger toLower toString toUpper trim type upper`
  .split(/\s+/)
  .map((name) => name.toLowerCase())

/** Words that may stand before a bracket and call nothing. */
const OPERATORS = `and or xor not in where when then else case return with match unwind call as by limit skip distinct union yield
  is starts ends contains exists count collect`.split(/\s+/)

const RESERVED_PROPERTIES = 'set case in as is not null where match create optional distinct'.split(' ')
const RESERVED_LABELS = 'match set case union'.split(' ')

export function lintPortability({ tokens, query, patterns }: LintInput, report: Report): void {
  for (const { branches } of allQueries(query))
    for (const clauses of branches) {
      lintOptional(clauses, report)
      lintAlone(clauses, report)
    }
  for (const clause of allClauses(query)) {
    for (const { kind, at } of clause.subqueries)
      if (kind === 'COLLECT') report('R4', at, 'COLLECT { } is unknown to Grafeo: collect in a WITH before')
    if (clause.kind === 'RETURN') lintColumns(clause, report)
  }
  for (const { nodes, edges, quantifier } of patterns) {
    if (quantifier) report('R4', quantifier, 'a quantified path is unknown to Grafeo: use *a..b')
    for (const { foreign } of [...nodes, ...edges])
      if (foreign)
        report(
          'R4',
          foreign,
          isKeyword(foreign, 'WHERE')
            ? 'WHERE inside a pattern is unknown to Grafeo: write it after'
            : 'a label expression is unknown to Grafeo: write WHERE n:A OR n:B',
        )
    for (const name of [...nodes.flatMap((n) => n.labels), ...edges.flatMap((e) => e.types)])
      if (name.kind === 'word' && RESERVED_LABELS.includes(name.value.toLowerCase()))
        report('R7', name, `put \`${name.value}\` in back-quotes`)
  }
  for (const [i, token] of tokens.entries()) {
    lintToken(tokens, token, i, report)
    lintQuantifier(tokens, i, report)
  }
}

function lintToken(tokens: readonly Token[], token: Token, i: number, report: Report): void {
  if (token.kind !== 'word') return
  const name = token.value.toLowerCase()
  const [before, next] = [tokens[i - 1], tokens[i + 1]]
  if (before?.text === '.' && RESERVED_PROPERTIES.includes(name)) report('R7', token, `put \`${token.value}\` in back-quotes`)
  if (isName(tokens, i)) return
  if (isKeyword(token, 'SHORTEST')) report('R4', token, 'SHORTEST is unknown to Grafeo: use shortestPath()')
  if (next?.text !== '(' || OPERATORS.includes(name)) return
  if (name === 'id' || name === 'elementid') report('R5', token, `${token.value}() differs between engines: use the property id`)
  else if (name === 'stdev' || name === 'stdevp') report('R3', token, `${token.value}() of one value differs between engines`)
  else if (name === 'sum' && !(before?.text === '(' && isKeyword(tokens[i - 2], 'COALESCE')))
    report('R3', token, 'sum() of nulls is null on one engine and 0 on the other: write coalesce(sum(…), 0)')
  else if (!FUNCTIONS.includes(name)) report('subset', token, `the function ${token.value} is not known to be the same on both engines`)
}

/** R1 and R2 within the clauses of one branch. */
function lintOptional(clauses: readonly Clause[], report: Report): void {
  let owner: Clause | undefined
  let asked: Token | undefined
  for (const clause of clauses) {
    if (clause.kind === 'OPTIONAL MATCH' && asked)
      report(
        'R1',
        clause.at,
        'Grafeo loses matches here: put WITH DISTINCT between the WHERE that has a subquery or a pattern and OPTIONAL MATCH',
      )
    if (clause.kind === 'WITH' && isKeyword(clause.body[0], 'DISTINCT')) asked = undefined
    if (clause.kind !== 'WHERE') owner = clause
    else if (clause.subqueries.length > 0 || findPatterns(clause.body, false).length > 0) {
      if (owner?.kind === 'OPTIONAL MATCH')
        report(
          'R2',
          clause.at,
          'Grafeo drops rows here: no subquery or pattern in the WHERE of OPTIONAL MATCH; use CALL { … OPTIONAL MATCH … } or COUNT { }',
        )
      asked = clause.at
    }
  }
}

/** R9: `none(k IN ks WHERE k.p > 1)`; fine are `coalesce(k.p, 0) > 1` and `k.p IS NULL`. */
function lintQuantifier(tokens: readonly Token[], i: number, report: Report): void {
  const [word, open, variable, inWord] = tokens.slice(i, i + 4)
  if (open?.text !== '(' || !variable || !isKeyword(inWord, 'IN')) return
  const isNegated = isKeyword(tokens[i - 1], 'NOT') && isKeyword(word, 'ANY', 'ALL')
  if (!isNegated && !isKeyword(word, 'NONE', 'SINGLE')) return
  const inside = tokens.slice(i + 2, closing(tokens, i + 1))
  inside.forEach((token, k) => {
    if (token.value !== variable.value || inside[k + 1]?.text !== '.') return
    const isSafe = isKeyword(inside[k + 3], 'IS') || (inside[k - 1]?.text === '(' && isKeyword(inside[k - 2], 'COALESCE'))
    if (!isSafe)
      report(
        'R9',
        token,
        `where ${variable.value}.${inside[k + 2]?.text} is null Grafeo takes the condition for false: wrap it in coalesce()`,
      )
  })
}

/** R10 within the clauses of one branch. */
function lintAlone(clauses: readonly Clause[], report: Report): void {
  const bound = new Set<string>()
  for (const { kind, body } of clauses) {
    if (kind === 'MATCH' || kind === 'OPTIONAL MATCH')
      for (const { nodes, edges, at } of findPatterns(body, true)) {
        const [alone] = nodes
        if (edges.length === 0 && alone?.variable && bound.has(alone.variable.value))
          report('R10', at, `${alone.variable.value} is bound before: alone in MATCH it only filters, and not where it is null; use WHERE`)
      }
    for (const token of body) if (token.kind === 'word' || token.kind === 'quoted') bound.add(token.value)
  }
}

function lintColumns({ body }: Clause, report: Report): void {
  const items = splitAtCommas(isKeyword(body[0], 'DISTINCT') ? body.slice(1) : body)
  for (const item of items) {
    const isPlain = item.every((t) => t.kind === 'word' || t.kind === 'quoted' || t.text === '.') && item.length <= 3
    const [first] = item
    if (first && !isPlain && !isKeyword(item.at(-2), 'AS'))
      report('column', first, 'name this column with AS: the engines name it differently')
  }
}
