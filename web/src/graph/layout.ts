// Layout by lanes: one column a lane, ordered by lane-order.ts; elk finds heights and routes the lines between lanes.
// Lanes are elk's partitions. Every lane that is asked for keeps a column, also where it is empty.

import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js'
import { LANES, type Lane } from '../api/words.ts'
import type { Display } from './display.ts'
import { routeRest } from './edge-route.ts'
import { type Column, INDENT, type Layout, NODE, type Point } from './geometry.ts'
import { laneOrder } from './lane-order.ts'

const EMPTY_WIDTH = 92

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.partitioning.activate': 'true',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.mergeEdges': 'true',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  // The order is ours, and a lane is a layer: what elk would search for is known.
  'elk.layered.crossingMinimization.forceNodeModelOrder': 'true',
  'elk.layered.layering.strategy': 'LONGEST_PATH',
  'elk.layered.thoroughness': '1',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.spacing.nodeNodeBetweenLayers': '44',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '12',
  'elk.spacing.edgeEdge': '8',
  'elk.separateConnectedComponents': 'false',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
} as const

export interface Plan {
  readonly graph: ElkNode
  readonly indents: ReadonlyMap<string, number>
}

export function toElk(display: Display, always: readonly Lane[]): Plan {
  const lanes = laneOrder(display)
  const children: ElkNode[] = []
  const indents = new Map<string, number>()
  const laneOf = new Map(display.nodes.map((node) => [node.id, node.lane]))
  for (const lane of LANES) {
    const placed = lanes.get(lane)
    if (!placed) {
      if (always.includes(lane)) children.push(child(`empty ${lane}`, lane, EMPTY_WIDTH))
      continue
    }
    const deepest = Math.max(...placed.map(({ indent }) => indent))
    for (const { id, indent } of placed) {
      indents.set(id, indent * INDENT)
      children.push(child(id, lane, NODE.width + deepest * INDENT))
    }
  }
  const between = display.edges.filter((edge) => laneOf.get(edge.from) !== laneOf.get(edge.to))
  const edges = between.map((edge) => ({ id: edge.id, sources: [edge.from], targets: [edge.to] }))
  return { graph: { id: 'picture', layoutOptions: OPTIONS, children, edges }, indents }
}

function child(id: string, lane: Lane, width: number): ElkNode {
  return { id, width, height: NODE.height, layoutOptions: { 'elk.partitioning.partition': String(LANES.indexOf(lane)) } }
}

export function fromElk(answer: ElkNode, { indents }: Plan, display: Display): Layout {
  const positions = new Map<string, Point>()
  const columns = new Map<Lane, Column>()
  const laneOf = new Map(display.nodes.map((node) => [node.id, node.lane]))
  for (const { id, x = 0, y = 0, width = 0, height = 0 } of answer.children ?? []) {
    const lane = laneOf.get(id) ?? LANES.find((name) => id === `empty ${name}`)
    if (lane) columns.set(lane, { from: Math.min(x, columns.get(lane)?.from ?? x), to: Math.max(x + width, columns.get(lane)?.to ?? 0) })
    if (laneOf.has(id)) positions.set(id, { x: x + (indents.get(id) ?? 0) + NODE.width / 2, y: y + height / 2 })
  }
  const routes = new Map((answer.edges ?? []).flatMap((edge) => outerRoute(edge, positions)))
  return routeRest({ positions, routes, columns }, display)
}

/** elk knows the column's width, not where a node stands in it: the ends are drawn out to the node's sides. */
function outerRoute(edge: ElkExtendedEdge, positions: ReadonlyMap<string, Point>): [string, readonly Point[]][] {
  const section = edge.sections?.[0]
  const from = positions.get(edge.sources[0] ?? '')
  const to = positions.get(edge.targets[0] ?? '')
  if (!section || !from || !to) return []
  const corners = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]
  const half = NODE.width / 2
  const side = (node: Point, towards: Point) => (towards.x >= node.x ? node.x + half : node.x - half)
  const start = { x: side(from, section.startPoint), y: section.startPoint.y }
  const end = { x: side(to, section.endPoint), y: section.endPoint.y }
  return [[edge.id, [start, ...corners.slice(1, -1), end]]]
}
