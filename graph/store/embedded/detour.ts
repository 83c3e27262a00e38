// A detour around a defect of Grafeo 0.6.0. It runs hops that follow each other, with no condition between, as one chain; a chain
// behind other steps whose first hop finds nothing fails with an internal error or walks on from a wrong node, and an aggregate
// without groups straight over a chain forgets its DISTINCT. So a condition goes behind every hop: `(n)` is sent as
// `(n {id: n.id})`, which always holds, since every node has an id.

import { allClauses, parseQuery } from '../../cypher/parse.ts'
import { findPatterns } from '../../cypher/patterns.ts'
import { lex } from '../../cypher/tokens.ts'

export function unchained(cypher: string): string {
  const { tokens, text } = lex(cypher)
  const clauses = allClauses(parseQuery(tokens))
  // `RETURN *` would show the names that are given to nodes without one: there the hop is written as a path of length one.
  const showsAll = clauses.some(({ kind, body }) => (kind === 'WITH' || kind === 'RETURN') && body[0]?.text === '*')
  const edits = clauses
    .flatMap(({ kind, body }) => findPatterns(body, kind === 'MATCH' || kind === 'OPTIONAL MATCH'))
    .flatMap(({ nodes, edges }) => edges.map((edge, i) => ({ edge, target: nodes[i + 1] })))
    .flatMap(({ edge, target }, i) => {
      const hasCondition = !target || target.labels.length > 0 || target.properties.length > 0 || target.foreign
      if (hasCondition || edge.isVariableLength || edge.foreign) return []
      const { variable, insertAt } = target
      if (variable) return [{ insertAt, what: ` {id: ${variable.text}.id}` }]
      if (!showsAll) return [{ insertAt, what: `hop_${i} {id: hop_${i}.id}` }]
      const isBare = edge.types.length === 0 && text[edge.insertAt - 1] !== '['
      return edge.variable || edge.properties.length > 0 ? [] : [{ insertAt: edge.insertAt, what: isBare ? '[*1..1]' : '*1..1' }]
    })
  let result = text
  for (const { insertAt, what } of edits.sort((a, b) => b.insertAt - a.insertAt))
    result = `${result.slice(0, insertAt)}${what}${result.slice(insertAt)}`
  return result
}
