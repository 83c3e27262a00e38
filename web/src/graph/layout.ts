// Layout by lanes: a display as a graph for elk's layered layout, and elk's answer as places and routed edges.
// Lanes are elk's partitions. Every lane from the first to the last keeps a column, also where it is empty.

import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js'
import { LANES, type Lane } from '../api/words.ts'
import type { Display } from './display.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Layout {
  /** Centres. */
  readonly positions: ReadonlyMap<string, Point>
  /** Corners of an edge from its start to its end, both included; an edge without is drawn by the canvas itself. */
  readonly routes: ReadonlyMap<string, readonly Point[]>
  /** Centre of each lane's columns that holds nothing. */
  readonly empty: ReadonlyMap<Lane, Point>
}

export const NODE = { width: 178, height: 46 } as const
const EMPTY_WIDTH = 104

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.partitioning.activate': 'true',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.mergeEdges': 'true',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.spacing.nodeNodeBetweenLayers': '46',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '9',
  'elk.separateConnectedComponents': 'false',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
} as const

/** Lanes that get a column: all that are named, and all that hold a node. */
export function lanesOf(display: Display, always: readonly Lane[]): readonly Lane[] {
  const present = new Set(display.nodes.map((node) => node.lane))
  return LANES.filter((lane) => present.has(lane) || always.includes(lane))
}

export function toElk(display: Display, always: readonly Lane[]): ElkNode {
  const present = new Set(display.nodes.map((node) => node.lane))
  const placeholders = lanesOf(display, always).filter((lane) => !present.has(lane))
  const ordered = [...display.nodes].sort((a, b) => LANES.indexOf(a.lane) - LANES.indexOf(b.lane))
  return {
    id: 'picture',
    layoutOptions: OPTIONS,
    children: [
      ...ordered.map((node) => child(node.id, node.lane, NODE.width)),
      ...placeholders.map((lane) => child(`empty ${lane}`, lane, EMPTY_WIDTH)),
    ],
    edges: [
      ...display.edges.filter((edge) => edge.from !== edge.to).map((edge) => ({ id: edge.id, sources: [edge.from], targets: [edge.to] })),
    ],
  }
}

function child(id: string, lane: Lane, width: number): ElkNode {
  return { id, width, height: NODE.height, layoutOptions: { 'elk.partitioning.partition': String(LANES.indexOf(lane)) } }
}

export function fromElk(answer: ElkNode): Layout {
  const positions = new Map<string, Point>()
  const empty = new Map<Lane, Point>()
  for (const { id, x = 0, y = 0, width = 0, height = 0 } of answer.children ?? []) {
    const centre = { x: x + width / 2, y: y + height / 2 }
    const lane = LANES.find((name) => id === `empty ${name}`)
    if (lane) empty.set(lane, centre)
    else positions.set(id, centre)
  }
  return { positions, routes: new Map((answer.edges ?? []).flatMap(corners)), empty }
}

function corners(edge: ElkExtendedEdge): [string, readonly Point[]][] {
  const section = edge.sections?.[0]
  return section ? [[edge.id, [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]]] : []
}

/** Where a lane's heading stands: the span of its columns, left to right. */
export interface LaneSpan {
  readonly lane: Lane
  readonly from: number
  readonly to: number
  readonly count: number
}

export function laneSpans(display: Display, layout: Layout): readonly LaneSpan[] {
  const spans = new Map<Lane, { from: number; to: number; count: number }>()
  const widen = (lane: Lane, x: number, half: number, count: number) => {
    const span = spans.get(lane)
    if (!span) spans.set(lane, { from: x - half, to: x + half, count })
    else spans.set(lane, { from: Math.min(span.from, x - half), to: Math.max(span.to, x + half), count: span.count + count })
  }
  for (const node of display.nodes) {
    const at = layout.positions.get(node.id)
    if (at) widen(node.lane, at.x, NODE.width / 2, node.kind === 'group' ? node.group.members.length : 1)
  }
  for (const [lane, at] of layout.empty) if (!spans.has(lane)) widen(lane, at.x, EMPTY_WIDTH / 2, 0)
  return LANES.flatMap((lane) => {
    const span = spans.get(lane)
    return span ? [{ lane, ...span }] : []
  })
}
