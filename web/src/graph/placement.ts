// A place for what is added to a picture, while everything that is there stays where it is.

import { LANES, type Lane } from '../api/words.ts'
import type { Display, DisplayNode } from './display.ts'
import { type Layout, NODE, type Point } from './layout.ts'

const GAP = { x: 46, y: 16 } as const

/** The layout with places for the nodes that have none; `origin` names the node beside which one was added. */
export function placeAdded(before: Layout, display: Display, origin: ReadonlyMap<string, string>, lanes: boolean): Layout {
  const positions = new Map(before.positions)
  const laneOf = new Map(display.nodes.map((node) => [node.id, node.lane]))
  for (const node of display.nodes) {
    if (positions.has(node.id)) continue
    const beside = anchor(node, display, origin, positions)
    const columns = lanes ? columnsOf(node.lane, positions, laneOf, before) : []
    const x = lanes ? column(columns, node, beside, positions, laneOf) : (beside?.x ?? 0) + NODE.width + GAP.x
    positions.set(node.id, freeSpot(x, beside?.y ?? 0, positions))
  }
  return { ...before, positions }
}

function anchor(
  node: DisplayNode,
  display: Display,
  origin: ReadonlyMap<string, string>,
  positions: ReadonlyMap<string, Point>,
): Point | undefined {
  const from = origin.get(node.id)
  const known = from === undefined ? undefined : positions.get(from)
  if (known) return known
  for (const edge of display.edges) {
    const other = edge.from === node.id ? edge.to : edge.to === node.id ? edge.from : undefined
    const there = other === undefined ? undefined : positions.get(other)
    if (there) return there
  }
  return undefined
}

function columnsOf(
  lane: Lane,
  positions: ReadonlyMap<string, Point>,
  laneOf: ReadonlyMap<string, Lane>,
  layout: Layout,
): readonly number[] {
  const found = new Set<number>()
  for (const [id, at] of positions) if (laneOf.get(id) === lane) found.add(Math.round(at.x))
  const reserved = layout.empty.get(lane)
  if (found.size === 0 && reserved) found.add(Math.round(reserved.x))
  return [...found].sort((a, b) => a - b)
}

/** The lane's column nearest to the anchor, or room made outside the lanes that come before or after it. */
function column(
  columns: readonly number[],
  node: DisplayNode,
  beside: Point | undefined,
  positions: ReadonlyMap<string, Point>,
  laneOf: ReadonlyMap<string, Lane>,
): number {
  const [first] = columns
  if (first !== undefined) {
    const wanted = beside?.x ?? first
    return columns.reduce((best, x) => (Math.abs(x - wanted) < Math.abs(best - wanted) ? x : best), first)
  }
  const mine = LANES.indexOf(node.lane)
  const step = NODE.width + GAP.x
  const xs = (keep: (lane: number) => boolean) =>
    [...positions].flatMap(([id, at]) => (keep(LANES.indexOf(laneOf.get(id) ?? 'other')) ? [at.x] : []))
  const left = xs((lane) => lane < mine)
  const right = xs((lane) => lane > mine)
  if (left.length === 0) return right.length === 0 ? (beside?.x ?? 0) : Math.min(...right) - step
  if (right.length === 0) return Math.max(...left) + step
  return (Math.max(...left) + Math.min(...right)) / 2
}

/** The free spot in the column that is nearest to the wanted height. */
function freeSpot(x: number, wanted: number, positions: ReadonlyMap<string, Point>): Point {
  const taken = [...positions.values()].filter((at) => Math.abs(at.x - x) < NODE.width + 8).map((at) => at.y)
  const step = NODE.height + GAP.y
  const isFree = (y: number) => taken.every((other) => Math.abs(other - y) >= NODE.height + 6)
  for (let i = 0; ; i++) {
    if (isFree(wanted + i * step)) return { x, y: wanted + i * step }
    if (isFree(wanted - i * step)) return { x, y: wanted - i * step }
  }
}
