// Finds the place of a name that an engine's message quotes without saying where it stands.

import { lex, positionOf, printPosition } from './tokens.ts'

/** "line 1, column 8: ", or '' if the message quotes no name of the query. */
export function locate(cypher: string, message: string): string {
  for (const [, name] of message.matchAll(/['"`]([^'"`]+)['"`]/g)) {
    const token = lex(cypher).tokens.find((t) => (t.kind === 'word' || t.kind === 'quoted') && t.value === name)
    if (token) return `${printPosition(positionOf(cypher, token.start))}: `
  }
  return ''
}
