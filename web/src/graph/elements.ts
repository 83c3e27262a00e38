// A display and its layout as cytoscape's elements: plain data in, plain data out.

import type { ElementDefinition } from 'cytoscape'
import type { Display, DisplayEdge } from './display.ts'
import type { Layout, Point } from './geometry.ts'

export function elements(display: Display, layout: Layout, lanes: boolean): readonly ElementDefinition[] {
  return [
    ...display.nodes.map(
      ({ id }): ElementDefinition => ({ group: 'nodes', data: { id }, position: { ...(layout.positions.get(id) ?? { x: 0, y: 0 }) } }),
    ),
    ...display.edges.map(
      (edge): ElementDefinition => ({
        group: 'edges',
        data: { ...edgeData(edge, layout), free: !lanes },
        classes: classesOf(edge).join(' '),
      }),
    ),
  ]
}

export function classesOf(edge: DisplayEdge): readonly string[] {
  return [
    ...edge.facts,
    edge.facts.some((fact) => fact !== 'candidate' && fact !== 'deferred') ? 'marked' : 'plain',
    ...(edge.from === edge.to ? ['self'] : []),
  ]
}

function edgeData(edge: DisplayEdge, layout: Layout) {
  const route = layout.routes.get(edge.id)
  const from = layout.positions.get(edge.from)
  const to = layout.positions.get(edge.to)
  const base = { id: edge.id, source: edge.from, target: edge.to }
  return route && from && to ? { ...base, ...routeData(route, from, to) } : base
}

/** A route as the style reads it: corners, and where it leaves and meets its nodes. */
export function routeData(route: readonly Point[], from: Point, to: Point) {
  const start = route[0] ?? from
  const end = route.at(-1) ?? to
  return { ...segments(route), start: offset(start, from), end: offset(end, to) }
}

const offset = (point: Point, centre: Point) => `${point.x - centre.x}px ${point.y - centre.y}px`

/** Corners as cytoscape wants them: how far along the line from end to end, and how far beside it. */
export function segments(route: readonly Point[]): { readonly weights: readonly number[]; readonly distances: readonly number[] } {
  const [start] = route
  const end = route.at(-1)
  if (!start || !end) return { weights: [], distances: [] }
  const dx = end.x - start.x
  const dy = end.y - start.y
  const length = Math.hypot(dx, dy) || 1
  const corners = route.slice(1, -1)
  if (corners.length === 0) return { weights: [0.5], distances: [0] }
  return {
    weights: corners.map((corner) => ((corner.x - start.x) * dx + (corner.y - start.y) * dy) / length ** 2),
    distances: corners.map((corner) => ((corner.y - start.y) * dx - (corner.x - start.x) * dy) / length),
  }
}
