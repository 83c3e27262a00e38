// What nodes, lanes and edges are called where a reader sees them.

import type { GraphNode } from '../api/picture.ts'
import type { Lane } from '../api/words.ts'
import type { DisplayEdge, DisplayNode, Fact } from './display.ts'

export const LANE_WORDS: Readonly<Record<Lane, string>> = {
  client: 'Client',
  route: 'Route',
  middleware: 'Middleware',
  handler: 'Handler',
  service: 'Service',
  repository: 'Repository',
  statement: 'Statement',
  table: 'Table',
  other: 'Other',
}

/** Said of a lane of a route's line that holds nothing. */
export const EMPTY_LANES: Readonly<Record<Lane, string>> = {
  client: 'no call reaches it',
  route: 'no route leads here',
  middleware: 'none runs before it',
  handler: 'not resolved',
  service: 'none',
  repository: 'none',
  statement: 'none found',
  table: 'none reached',
  other: 'none',
}

export const FACT_WORDS: Readonly<Record<Fact, string>> = {
  loop: 'in a loop',
  transaction: 'in a transaction',
  cached: 'only when a cache misses',
  retried: 'again while it fails',
  goroutine: 'in a goroutine',
  deferred: 'deferred',
  candidate: 'one of several candidates, or inferred',
}

export const place = (file: string | null, line: number | null) => (file ? (line ? `${file}:${line}` : file) : '')

export const baseName = (file: string | null) => file?.slice(file.lastIndexOf('/') + 1) ?? null

/** A title with what may be cut first apart: the receiver of a method, before its name. */
export function titleParts(node: GraphNode): readonly [before: string, name: string] {
  const dot = node.label === 'Function' || node.label === 'Middleware' ? node.title.lastIndexOf('.') : -1
  return dot > 0 ? [node.title.slice(0, dot + 1), node.title.slice(dot + 1)] : ['', node.title]
}

/** A path with what may be cut first apart: all but its last two names. */
export function pathParts(path: string): readonly [before: string, name: string] {
  const tail = /[^/]+\/[^/]+$/.exec(path)?.index ?? 0
  return [path.slice(0, tail), path.slice(tail)]
}

/** The second line of a node. */
export function subtitle(node: GraphNode): string {
  const property = (name: string) => {
    const value = node.properties[name]
    return typeof value === 'string' ? value : ''
  }
  const at = node.file ? `${baseName(node.file)}${node.line ? `:${node.line}` : ''}` : ''
  switch (node.label) {
    case 'Route':
      return property('protocol') === 'http' ? at : `${property('protocol')} · ${at}`
    case 'Middleware':
      return [property('kind'), property('condition') && 'conditional'].filter(Boolean).join(' · ')
    case 'Query':
      return [node.properties.bounded === false && 'no bound', node.properties.dynamic === true && 'dynamic', at]
        .filter(Boolean)
        .join(' · ')
    case 'Column':
      return [property('table'), property('type')].filter(Boolean).join(' · ')
    case 'Table':
      return property('source') || 'table'
    case 'Diagnostic':
      return property('reason') || property('stage')
    case 'Function':
      return at || property('package')
    default:
      return at || node.label
  }
}

/** What kind of thing a node is: its most telling role, else its label. */
export const kindOf = (node: { readonly label: string; readonly roles: readonly string[] }): string =>
  node.roles[0] ?? (node.label === 'Query' ? 'Statement' : node.label)

/** Said aloud, and found by. */
export function spoken(node: DisplayNode): string {
  if (node.kind === 'group') return `Group ${node.group.name}, ${LANE_WORDS[node.lane]}, ${node.group.members.length} nodes`
  const { title, findings, file, line } = node.node
  return [
    `${kindOf(node.node)} ${title}`,
    place(file, line),
    findings.length ? `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}` : '',
    node.folded === undefined ? '' : `${node.folded} folded away`,
  ]
    .filter(Boolean)
    .join(', ')
}

export function edgeWords(edge: DisplayEdge, titleOf: (id: string) => string): string {
  const facts = edge.facts.map((fact) => FACT_WORDS[fact])
  const count = edge.count > 1 ? `${edge.count} times` : ''
  return [`${titleOf(edge.from)} → ${titleOf(edge.to)}`, edge.type, count, ...facts].filter(Boolean).join(' · ')
}
