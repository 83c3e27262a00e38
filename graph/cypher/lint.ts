// Checks saved Cypher: it must run on both engines, give the same rows in the same order, and speak only names of the schema (a
// wrong name does not fail, it finds nothing). Text in, problems out; no problem means that all of the rules below hold.

import { QueryError } from '../store/store.ts'
import { readOnly } from './guard.ts'
import { lintOrder } from './lint-order.ts'
import { lintPortability } from './lint-portability.ts'
import { lintSchema } from './lint-schema.ts'
import { allClauses, parseQuery, type Query } from './parse.ts'
import { findPatterns, type Pattern } from './patterns.ts'
import { lex, type Position, positionOf, type Token } from './tokens.ts'

/**
 * - read-only: refused before any engine sees it. syntax: cannot be read.
 * - R1: OPTIONAL MATCH after a WHERE with a subquery or a pattern, without `WITH DISTINCT` between. Grafeo loses matches.
 * - R2: a subquery or a pattern in the WHERE of an OPTIONAL MATCH. Grafeo drops rows.
 * - R3: sum() outside `coalesce(sum(…), 0)`, stDev(): null on one engine, 0 on the other.
 * - R4: what only Neo4j has: quantified paths, SHORTEST, COLLECT { }, label expressions, WHERE inside a pattern.
 * - R5: id(), elementId(): nodes are known by their property `id`.
 * - R7: a name that Grafeo reads as a keyword, without back-quotes.
 * - R8: no total order of rows, or of what collect() gathers.
 * - R9: none(), single() and a negated any() or all() over a property that may be null: Grafeo takes null for false.
 * - R10: a node alone in MATCH that is bound before: Grafeo keeps a row whose node is null.
 * - subset: a clause or function that is not known to be the same on both engines.
 * - column: a returned expression without AS: the engines name it differently.
 * - schema: a label, relationship type, property, direction or kind of value that the graph does not have.
 */
export type LintRule =
  | 'read-only'
  | 'syntax'
  | 'R1'
  | 'R2'
  | 'R3'
  | 'R4'
  | 'R5'
  | 'R7'
  | 'R8'
  | 'R9'
  | 'R10'
  | 'subset'
  | 'column'
  | 'schema'

export interface LintProblem extends Position {
  readonly rule: LintRule
  readonly message: string
}

export interface LintInput {
  readonly tokens: readonly Token[]
  readonly query: Query
  readonly patterns: readonly Pattern[]
}

export type Report = (rule: LintRule, at: Token, message: string) => void

export function lintCypher(text: string): readonly LintProblem[] {
  const problems: LintProblem[] = []
  const report: Report = (rule, at, message) => {
    problems.push({ rule, message, ...positionOf(text, at.start) })
  }
  try {
    const { tokens: all } = lex(text)
    readOnly(text, Object.fromEntries(all.filter((t) => t.kind === 'parameter').map((t) => [t.value, null])))
    const tokens = all.filter((t) => t.text !== ';')
    const query = parseQuery(tokens)
    const patterns = allClauses(query).flatMap((c) => findPatterns(c.body, c.kind === 'MATCH' || c.kind === 'OPTIONAL MATCH'))
    const input: LintInput = { tokens, query, patterns }
    lintPortability(input, report)
    lintOrder(input, report)
    lintSchema(input, report)
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    problems.push(fromRefusal(error))
  }
  return problems.sort((a, b) => a.line - b.line || a.column - b.column)
}

function fromRefusal({ reason, message }: QueryError): LintProblem {
  const [, line = '1', column = '1', text = message] = /^line (\d+), column (\d+): (.*)$/s.exec(message) ?? []
  return { rule: reason === 'refused' ? 'read-only' : 'syntax', message: text, line: Number(line), column: Number(column) }
}
