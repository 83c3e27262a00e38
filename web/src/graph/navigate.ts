// Where an arrow key leads: left and right along the edges, up and down in the column.

import type { DisplayEdge } from './display.ts'
import type { Point } from './geometry.ts'

export type Arrow = 'left' | 'right' | 'up' | 'down'

export function navigate(
  from: string,
  arrow: Arrow,
  positions: ReadonlyMap<string, Point>,
  edges: readonly DisplayEdge[],
): string | undefined {
  const here = positions.get(from)
  if (!here) return undefined
  return arrow === 'up' || arrow === 'down' ? inColumn(from, here, arrow, positions) : alongEdge(from, here, arrow, positions, edges)
}

function alongEdge(
  from: string,
  here: Point,
  arrow: 'left' | 'right',
  positions: ReadonlyMap<string, Point>,
  edges: readonly DisplayEdge[],
): string | undefined {
  const sign = arrow === 'right' ? 1 : -1
  const neighbours = edges.flatMap((edge) => (edge.from === from ? [edge.to] : edge.to === from ? [edge.from] : []))
  const onSide = neighbours.filter((id) => {
    const there = positions.get(id)
    return id !== from && there !== undefined && (there.x - here.x) * sign > 0
  })
  return nearest(onSide, here, positions, (dx, dy) => Math.abs(dy) * 3 + Math.abs(dx))
}

function inColumn(from: string, here: Point, arrow: 'up' | 'down', positions: ReadonlyMap<string, Point>): string | undefined {
  const sign = arrow === 'down' ? 1 : -1
  const onSide = [...positions].flatMap(([id, there]) => (id !== from && (there.y - here.y) * sign > 1 ? [id] : []))
  return nearest(onSide, here, positions, (dx, dy) => Math.abs(dy) + Math.abs(dx) * 3)
}

function nearest(
  ids: readonly string[],
  here: Point,
  positions: ReadonlyMap<string, Point>,
  cost: (dx: number, dy: number) => number,
): string | undefined {
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const id of ids) {
    const there = positions.get(id)
    const price = there ? cost(there.x - here.x, there.y - here.y) : Number.POSITIVE_INFINITY
    if (price >= least) continue
    least = price
    best = id
  }
  return best
}
