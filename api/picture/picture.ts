// A part of the graph to be drawn: collected piece by piece, then cut to a limit so that the nearest nodes stay.

import { compare } from '#graph/graph.ts'
import type { NodeValue, RelationshipValue } from '#graph/store/store.ts'
import { LANES, type Lane, laneOf } from '../read/titles.ts'

export interface PictureNode {
  readonly node: NodeValue
  readonly lane: Lane
  readonly depth: number | undefined
}

export interface Picture {
  readonly roots: readonly string[]
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly RelationshipValue[]
  readonly truncated: boolean
  readonly totalNodes: number
}

export interface PictureBuilder {
  /** The first mention of a node decides its depth and lane. */
  add(node: NodeValue, depth?: number, lane?: Lane): void
  /** Drawn if both ends are kept. */
  connect(relationship: RelationshipValue): void
  has(id: string): boolean
  /** `more` says that nodes were left out before they got here. */
  finish(roots: readonly string[], limit: number, more?: boolean): Picture
}

export function createPicture(): PictureBuilder {
  const nodes = new Map<string, PictureNode>()
  const edges = new Map<string, RelationshipValue>()
  return {
    add(node, depth, lane = laneOf(node)) {
      if (!nodes.has(node.id)) nodes.set(node.id, { node, lane, depth })
    },
    connect(relationship) {
      const key = edgeKey(relationship)
      if (!edges.has(key)) edges.set(key, relationship)
    },
    has: (id) => nodes.has(id),
    finish(roots, limit, more = false) {
      const nearest = [...nodes.values()].sort((a, b) => distance(a) - distance(b)).slice(0, limit)
      const kept = new Set(nearest.map(({ node }) => node.id))
      return {
        roots,
        nodes: nearest.sort(
          (a, b) => LANES.indexOf(a.lane) - LANES.indexOf(b.lane) || (a.depth ?? 0) - (b.depth ?? 0) || compare(a.node.id, b.node.id),
        ),
        edges: [...edges]
          .filter(([, e]) => kept.has(e.from) && kept.has(e.to))
          .sort(([a], [b]) => compare(a, b))
          .map(([, e]) => e),
        truncated: more || nodes.size > limit,
        totalNodes: nodes.size,
      }
    },
  }
}

/** Unique within a picture: several calls between the same functions stand on different lines. */
export function edgeKey(r: RelationshipValue): string {
  return `${r.from} ${r.type} ${r.to} ${JSON.stringify(Object.entries(r.properties).sort(([a], [b]) => compare(a, b)))}`
}

function distance({ depth }: PictureNode): number {
  return Math.abs(depth ?? 0)
}
