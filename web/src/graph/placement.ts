// A place for what is added to a picture of lanes, while everything that is there stays where it is.

import { LANES, type Lane } from '../api/words.ts'
import type { Display, DisplayNode } from './display.ts'
import { routeRest } from './edge-route.ts'
import { type Column, INDENT, type Layout, NODE, type Point } from './geometry.ts'

const GAP = { x: 44, y: 16 } as const

/** The layout with places for the nodes that have none; `origin` names the node beside which one was added. */
export function placeAdded(before: Layout, display: Display, origin: ReadonlyMap<string, string>): Layout {
  const positions = new Map(before.positions)
  const columns = new Map(before.columns)
  const laneOf = new Map(display.nodes.map((node) => [node.id, node.lane]))
  for (const node of display.nodes) {
    if (positions.has(node.id)) continue
    const beside = anchor(node, display, origin, positions)
    const column = columns.get(node.lane) ?? newColumn(node.lane, columns)
    const sameLane = beside !== undefined && laneOf.get(beside.id) === node.lane
    const spot = freeSpot(xIn(column, sameLane ? beside.at : undefined), beside?.at.y ?? 0, positions)
    positions.set(node.id, spot)
    columns.set(node.lane, { from: Math.min(column.from, spot.x - NODE.width / 2), to: Math.max(column.to, spot.x + NODE.width / 2) })
  }
  return routeRest({ ...before, positions, columns }, display)
}

interface Anchor {
  readonly id: string
  readonly at: Point
}

function anchor(
  node: DisplayNode,
  display: Display,
  origin: ReadonlyMap<string, string>,
  positions: ReadonlyMap<string, Point>,
): Anchor | undefined {
  const candidates = [
    origin.get(node.id),
    ...display.edges.map((edge) => (edge.from === node.id ? edge.to : edge.to === node.id ? edge.from : undefined)),
  ]
  for (const id of candidates) {
    const at = id === undefined ? undefined : positions.get(id)
    if (id !== undefined && at) return { id, at }
  }
  return undefined
}

/** Indented below a node of the same lane; else at the column's left, or in the middle of one that is too narrow. */
function xIn(column: Column, caller: Point | undefined): number {
  if (caller) return caller.x + INDENT
  return column.to - column.from < NODE.width ? (column.from + column.to) / 2 : column.from + NODE.width / 2
}

/** Room for a lane that had none: between the lanes before and after it, where it fits, or outside of them. */
function newColumn(lane: Lane, columns: ReadonlyMap<Lane, Column>): Column {
  const mine = LANES.indexOf(lane)
  const before = [...columns].filter(([other]) => LANES.indexOf(other) < mine).map(([, column]) => column.to)
  const after = [...columns].filter(([other]) => LANES.indexOf(other) > mine).map(([, column]) => column.from)
  const left = Math.max(...before)
  const right = Math.min(...after)
  if (before.length === 0) return after.length === 0 ? { from: 0, to: NODE.width } : { from: right - GAP.x - NODE.width, to: right - GAP.x }
  return { from: left + GAP.x, to: left + GAP.x + NODE.width }
}

/** The free spot that is nearest to the wanted height, below it first. */
function freeSpot(x: number, wanted: number, positions: ReadonlyMap<string, Point>): Point {
  const taken = [...positions.values()].filter((at) => Math.abs(at.x - x) < NODE.width + 8).map((at) => at.y)
  const step = NODE.height + GAP.y
  const isFree = (y: number) => taken.every((other) => Math.abs(other - y) >= NODE.height + 6)
  for (let i = 0; ; i++) {
    if (isFree(wanted + i * step)) return { x, y: wanted + i * step }
    if (isFree(wanted - i * step)) return { x, y: wanted - i * step }
  }
}
