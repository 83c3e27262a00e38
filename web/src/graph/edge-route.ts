// Lines that elk has not routed: within a lane, and to nodes that were added or moved after the layout.

import type { Lane } from '../api/words.ts'
import type { Display } from './display.ts'
import { type Column, type Layout, NODE, type Point } from './geometry.ts'

const BESIDE = 10
const BEFORE = 18
const RAILS = { plain: 5, marked: 11 } as const
const HALF = { x: NODE.width / 2, y: NODE.height / 2 } as const

/** The layout with a route for every edge of the display that has none. */
export function routeRest(layout: Layout, display: Display): Layout {
  const laneOf = new Map(display.nodes.map((node) => [node.id, node.lane]))
  const routes = new Map(layout.routes)
  for (const edge of display.edges) {
    const from = layout.positions.get(edge.from)
    const to = layout.positions.get(edge.to)
    if (routes.has(edge.id) || edge.from === edge.to || !from || !to) continue
    const lane: Lane | undefined = laneOf.get(edge.from)
    const column = lane !== undefined && lane === laneOf.get(edge.to) ? layout.columns.get(lane) : undefined
    const others = column ? [...layout.positions.values()] : []
    routes.set(
      edge.id,
      column && Math.abs(from.x - to.x) < NODE.width ? innerRoute(from, to, column, others, edge.facts.length > 0) : outerRoute(from, to),
    )
  }
  return { ...layout, routes }
}

/** Down the left side to a callee that is indented below its caller, as in an outline; else around the right of the column. */
export function innerRoute(from: Point, to: Point, column: Column, others: readonly Point[], marked: boolean): readonly Point[] {
  // Marked calls keep to a rail of their own: their colour must not run past the others.
  const x = from.x - HALF.x + (marked ? RAILS.marked : RAILS.plain)
  const inTheWay = others.some((at) => at.y > from.y && at.y < to.y && at.x - HALF.x < x && at.x + HALF.x > x)
  if (to.y > from.y && to.x > from.x && !inTheWay) {
    return [
      { x, y: from.y + HALF.y },
      { x, y: to.y },
      { x: to.x - HALF.x, y: to.y },
    ]
  }
  const right = Math.max(column.to, from.x + HALF.x, to.x + HALF.x) + BESIDE
  return [
    { x: from.x + HALF.x, y: from.y + 6 },
    { x: right, y: from.y + 6 },
    { x: right, y: to.y - 6 },
    { x: to.x + HALF.x, y: to.y - 6 },
  ]
}

export function outerRoute(from: Point, to: Point): readonly Point[] {
  const sign = to.x >= from.x ? 1 : -1
  const start = { x: from.x + HALF.x * sign, y: from.y }
  const end = { x: to.x - HALF.x * sign, y: to.y }
  if (Math.abs(start.y - end.y) < 1) return [start, end]
  const x = end.x - BEFORE * sign
  return [start, { x, y: start.y }, { x, y: end.y }, end]
}
