// Where the signs of an edge stand: on its longest stretch, or where that is shared with others, on its end.

import type { Display, DisplayEdge } from './display.ts'
import { type Layout, NODE, type Point } from './geometry.ts'

export interface EdgeTag {
  readonly edge: DisplayEdge
  readonly at: Point
}

export function edgeTags(display: Display, layout: Layout): readonly EdgeTag[] {
  const laneOf = new Map(display.nodes.map((node) => [node.id, node.lane]))
  return display.edges.flatMap((edge) => {
    if (!edge.label) return []
    const from = layout.positions.get(edge.from)
    const to = layout.positions.get(edge.to)
    if (!from || !to) return []
    const route = layout.routes.get(edge.id)
    const inLane = layout.columns.size > 0 && laneOf.get(edge.from) === laneOf.get(edge.to)
    if (inLane) return [{ edge, at: { x: to.x - NODE.width / 2 + 18, y: to.y - NODE.height / 2 } }]
    return [{ edge, at: route ? onLongest(route) : middle(from, to) }]
  })
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })

function onLongest(route: readonly Point[]): Point {
  let best: Point = route[0] ?? { x: 0, y: 0 }
  let most = -1
  for (const [i, point] of route.entries()) {
    const next = route[i + 1]
    const length = next ? Math.abs(next.x - point.x) + Math.abs(next.y - point.y) : -1
    if (!next || length <= most) continue
    most = length
    best = middle(point, next)
  }
  return best
}
