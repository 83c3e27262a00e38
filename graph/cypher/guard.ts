// The wall that Cypher from outside meets first, the same on both engines: reads pass, everything else is refused with its
// place. Behind it the engines are opened read-only as well; LOAD CSV and procedures pass that second wall, so not this one.

import { type CypherValue, QueryError } from '../store/store.ts'
import { isKeyword, isName, lex, positionOf, printPosition, type Token } from './tokens.ts'

export const ALLOWED_PROCEDURES: readonly string[] = ['db.labels', 'db.relationshipTypes', 'db.propertyKeys']

const FIRST = ['MATCH', 'OPTIONAL', 'WITH', 'UNWIND', 'RETURN', 'CALL']
const WRITES = ['CREATE', 'MERGE', 'SET', 'DELETE', 'DETACH', 'NODETACH', 'REMOVE', 'DROP', 'FOREACH', 'INSERT']
/** Namespaced functions that only compute; others come from plugins, and some of those run Cypher or fetch addresses. */
const NAMESPACES = ['date', 'time', 'datetime', 'localtime', 'localdatetime', 'duration', 'point']

/** The text to hand to an engine: one read-only statement without comments. Throws QueryError. */
export function readOnly(cypher: string, parameters: Readonly<Record<string, CypherValue>> = {}): string {
  const { tokens, text } = lex(cypher)
  const refuse = (token: Token, what: string) =>
    new QueryError('refused', `${printPosition(positionOf(cypher, token.start))}: ${what}; queries here only read the graph`)

  const end = tokens.findIndex((t) => t.text === ';')
  const second = end < 0 ? undefined : tokens.slice(end).find((t) => t.text !== ';')
  if (second) throw refuse(second, 'a second statement is refused')
  const statement = end < 0 ? tokens : tokens.slice(0, end)
  const [first] = statement
  if (!first) throw new QueryError('syntax', 'line 1, column 1: the query is empty')

  statement.forEach((token, index) => {
    const next = statement[index + 1]
    if (token.kind === 'parameter' && !Object.hasOwn(parameters, token.value))
      throw new QueryError('syntax', `${printPosition(positionOf(cypher, token.start))}: no value is given for the parameter ${token.text}`)
    if (token.kind === 'word' && !isName(statement, index)) {
      const word = token.value.toUpperCase()
      if (WRITES.includes(word)) throw refuse(token, `${word} is refused (put a name in back-quotes)`)
      if (word === 'LOAD') throw refuse(token, 'LOAD CSV is refused')
      if (word === 'USE') throw refuse(token, 'USE is refused')
      if (word === 'TRANSACTIONS') throw refuse(token, 'CALL … IN TRANSACTIONS is refused')
      if (word === 'CALL' && next?.text !== '{' && next?.text !== '(') {
        const { name } = dottedName(statement, index + 1)
        if (!ALLOWED_PROCEDURES.includes(name))
          throw refuse(token, `the procedure ${name || '?'} is refused (allowed: ${ALLOWED_PROCEDURES.join(', ')})`)
      }
    }
    if (next?.text === '.' && statement[index - 1]?.text !== '.' && !isKeyword(statement[index - 1], 'CALL')) {
      const { name, after } = dottedName(statement, index)
      if (statement[after]?.text === '(' && !NAMESPACES.includes(token.value.toLowerCase()))
        throw refuse(token, `the function ${name} is refused`)
    }
  })
  if (!isKeyword(first, ...FIRST))
    throw refuse(first, `a query begins with ${FIRST.join(', ').replace('OPTIONAL', 'OPTIONAL MATCH')}: ${first.text} is refused`)
  return end < 0 ? text : text.slice(0, tokens[end]?.start)
}

/** `a.b.c` from `index` on, back-quotes taken off, and the index behind it; '' if no name stands there. */
function dottedName(tokens: readonly Token[], index: number): { readonly name: string; readonly after: number } {
  const parts: string[] = []
  let at = index
  for (; ; at += 2) {
    const token = tokens[at]
    if (token?.kind !== 'word' && token?.kind !== 'quoted') break
    parts.push(token.value)
    if (tokens[at + 1]?.text !== '.') return { name: parts.join('.'), after: at + 1 }
  }
  return { name: parts.join('.'), after: at }
}
