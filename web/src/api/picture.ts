// Pictures and nodes: parts of the graph to be drawn.

import { operation } from './client.ts'
import type { Direction, FindingMark, Lane } from './words.ts'

export interface Degree {
  readonly relationship: string
  readonly direction: Direction
  readonly count: number
}

export interface GraphNode {
  readonly id: string
  readonly label: string
  readonly roles: readonly string[]
  readonly title: string
  readonly lane: Lane
  readonly depth: number | null
  readonly file: string | null
  readonly line: number | null
  readonly endLine: number | null
  readonly properties: Readonly<Record<string, unknown>>
  readonly findings: readonly FindingMark[]
  readonly degree: readonly Degree[]
}

export interface GraphEdge {
  readonly id: string
  readonly type: string
  readonly from: string
  readonly to: string
  readonly line: number | null
  readonly order: number | null
  readonly loopDepth: number | null
  readonly loopBound: string | null
  readonly perElement: boolean | null
  readonly inTransaction: boolean | null
  readonly inGoroutine: boolean | null
  readonly deferred: boolean | null
  readonly retried: boolean | null
  readonly cached: boolean | null
  readonly resolution: string | null
  readonly fanout: number | null
}

export interface PictureData {
  readonly roots: readonly string[]
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly truncated: boolean
  readonly totalNodes: number
}

const NODE = `id label roles title lane depth file line endLine properties degree { relationship direction count }
  findings { fingerprint rule severity title }`
const EDGE = 'id type from to line order loopDepth loopBound perElement inTransaction inGoroutine deferred retried cached resolution fanout'
export const PICTURE = `roots truncated totalNodes nodes { ${NODE} } edges { ${EDGE} }`

/** Above what is drawn one by one, since the picture groups by itself. */
export const PICTURE_LIMIT = 2000
export const EXPAND_LIMIT = 60

export const LINE = operation<{ readonly line: PictureData }, { readonly id: string; readonly limit: number }>(
  `query Line($id: ID!, $limit: Int!) { line(routeId: $id, limit: $limit) { ${PICTURE} } }`,
)

export const TABLE_USE = operation<{ readonly tableUse: PictureData }, { readonly name: string; readonly limit: number }>(
  `query TableUse($name: String!, $limit: Int!) { tableUse(name: $name, limit: $limit) { ${PICTURE} } }`,
)

export interface NeighbourhoodVariables {
  readonly id: string
  readonly direction: Direction
  readonly relationships: readonly string[] | null
  readonly limit: number
}

export const NEIGHBOURHOOD = operation<{ readonly neighbourhood: PictureData }, NeighbourhoodVariables>(
  `query Neighbourhood($id: ID!, $direction: Direction!, $relationships: [String!], $limit: Int!) {
    neighbourhood(id: $id, direction: $direction, relationships: $relationships, limit: $limit) { ${PICTURE} }
  }`,
)

export interface PathStep {
  readonly node: GraphNode
  readonly edge: GraphEdge | null
}

export interface PathsData {
  readonly truncated: boolean
  readonly paths: readonly { readonly length: number; readonly steps: readonly PathStep[] }[]
}

export const PATHS = operation<{ readonly paths: PathsData }, { readonly from: string; readonly table: string | null }>(
  `query Paths($from: ID!, $table: String) {
    paths(from: $from, toTable: $table, limit: 40) { truncated paths { length steps { node { ${NODE} } edge { ${EDGE} } } } }
  }`,
)

export const NODE_BY_ID = operation<{ readonly node: GraphNode }, { readonly id: string }>(
  `query Node($id: ID!) { node(id: $id) { ${NODE} } }`,
)
