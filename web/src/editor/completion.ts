// What may stand at a place in a Cypher text: labels after `(n:`, relationships after `[:`, properties after `n.`, and
// otherwise keywords. Pure: the text before the cursor and the graph's schema in, options out.

import type { GraphSchema } from '../api/audit.ts'

export interface Option {
  readonly label: string
  readonly type: 'class' | 'interface' | 'property' | 'keyword' | 'variable'
  readonly detail?: string
  readonly info?: string
}

export interface Completion {
  /** Where the word begins that an option replaces. */
  readonly from: number
  readonly options: readonly Option[]
}

const KEYWORDS = [
  'MATCH',
  'OPTIONAL MATCH',
  'WHERE',
  'RETURN',
  'WITH',
  'ORDER BY',
  'LIMIT',
  'SKIP',
  'UNWIND',
  'DISTINCT',
  'AS',
  'AND',
  'OR',
  'NOT',
  'IN',
  'STARTS WITH',
  'ENDS WITH',
  'CONTAINS',
  'IS NULL',
  'IS NOT NULL',
  'EXISTS',
  'COUNT',
  'CASE',
  'WHEN',
  'THEN',
  'ELSE',
  'END',
  'DESC',
  'ASC',
  'UNION',
  'UNION ALL',
  'collect',
  'count',
  'size',
  'coalesce',
  'labels',
  'type',
  'nodes',
  'relationships',
  'toLower',
  'split',
  'min',
  'max',
] as const

export function completeCypher(text: string, at: number, schema: GraphSchema): Completion | undefined {
  const before = text.slice(0, at)
  const word = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? ''
  const from = at - word.length
  const lead = before.slice(0, from)
  if (/\[\s*\w*\s*:\s*(?:\w+\s*\|\s*:?\s*)*$/.test(lead)) return { from, options: relationships(schema) }
  if (/\(\s*\w*\s*(?::\s*\w+\s*[|&]?\s*)*:\s*$/.test(lead) || /\b\w+:$/.test(lead)) return { from, options: labels(schema) }
  const owner = /\b([A-Za-z_]\w*)\.$/.exec(lead)
  if (owner?.[1]) return { from, options: properties(text, owner[1], schema) }
  if (!word) return undefined
  return { from, options: [...variables(text, from), ...KEYWORDS.map((label): Option => ({ label, type: 'keyword' }))] }
}

function labels(schema: GraphSchema): readonly Option[] {
  return schema.labels.flatMap(({ name, description, roles }) => [
    { label: name, type: 'class', info: description } satisfies Option,
    ...roles.map((role): Option => ({ label: role, type: 'class', detail: `role of ${name}` })),
  ])
}

function relationships(schema: GraphSchema): readonly Option[] {
  return schema.relationships.map(({ name, description, from, to }) => ({
    label: name,
    type: 'interface',
    detail: `${from.join('|')} → ${to.join('|')}`,
    info: description,
  }))
}

/** Those of the variable's label or relationship, when the text tells it; else all. */
function properties(text: string, variable: string, schema: GraphSchema): readonly Option[] {
  const kinds = [...schema.labels, ...schema.relationships]
  const named = new RegExp(`[([]\\s*${variable}\\s*:\\s*(\\w+)`).exec(text)?.[1]
  const roleOf = schema.labels.find((label) => named !== undefined && label.roles.includes(named))
  const known = roleOf ?? kinds.find((kind) => kind.name === named)
  const found = new Map<string, string>(known && 'roles' in known ? [['id', 'string']] : known ? [] : [['id', 'string']])
  for (const kind of known ? [known] : kinds) for (const { name, type } of kind.properties) found.set(name, type)
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, detail]) => ({ label, type: 'property', detail }))
}

function variables(text: string, except: number): readonly Option[] {
  const found = new Set<string>()
  for (const match of text.matchAll(/[([]\s*([A-Za-z_]\w*)\s*[:)\]]/g)) {
    const at = match.index + match[0].indexOf(match[1] ?? '')
    if (match[1] && at !== except) found.add(match[1])
  }
  return [...found].sort().map((label) => ({ label, type: 'variable' }))
}
