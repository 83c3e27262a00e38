// The order of nodes within each lane. What calls within its own lane stands as a tree, callees indented below their
// caller in the order of the calls; the trees of a lane are ordered so that lines between lanes cross little.

import { LANES, type Lane } from '../api/words.ts'
import type { Display, DisplayEdge } from './display.ts'

export interface Placed {
  readonly id: string
  readonly indent: number
}

const SWEEPS = 6
/** Deeper trees would make their lane too wide. */
const DEEPEST = 4

export function laneOrder({ nodes, edges }: Display): ReadonlyMap<Lane, readonly Placed[]> {
  const laneOf = new Map(nodes.map((node) => [node.id, node.lane]))
  const inner = edges.filter((edge) => edge.from !== edge.to && laneOf.get(edge.from) === laneOf.get(edge.to))
  const blocks = new Map<Lane, (readonly Placed[])[]>()
  for (const lane of LANES) {
    const members = nodes.filter((node) => node.lane === lane).map((node) => node.id)
    if (members.length) blocks.set(lane, forest(members, inner))
  }
  sortBlocks(blocks, edges, laneOf)
  return new Map([...blocks].map(([lane, trees]) => [lane, trees.flat()]))
}

/** Trees of a lane: a node hangs on the first of its callers that is reached. */
function forest(members: readonly string[], inner: readonly DisplayEdge[]): (readonly Placed[])[] {
  const callees = new Map<string, DisplayEdge[]>()
  const called = new Set<string>()
  for (const edge of [...inner].sort((a, b) => a.rank - b.rank)) {
    const known = callees.get(edge.from)
    if (known) known.push(edge)
    else callees.set(edge.from, [edge])
    called.add(edge.to)
  }
  const seen = new Set<string>()
  const grow = (id: string, indent: number, into: Placed[]) => {
    seen.add(id)
    into.push({ id, indent: Math.min(indent, DEEPEST) })
    for (const edge of callees.get(id) ?? []) {
      if (!seen.has(edge.to)) grow(edge.to, indent + 1, into)
    }
    return into
  }
  // Roots first, so that a cycle without a root is entered last and wherever it begins.
  const starts = [...members.filter((id) => !called.has(id)), ...members.filter((id) => called.has(id))]
  const trees: (readonly Placed[])[] = []
  for (const id of starts) if (!seen.has(id)) trees.push(grow(id, 0, []))
  return trees
}

function sortBlocks(blocks: Map<Lane, (readonly Placed[])[]>, edges: readonly DisplayEdge[], laneOf: ReadonlyMap<string, Lane>): void {
  const lanes = LANES.filter((lane) => blocks.has(lane))
  const neighbours = new Map<string, { readonly id: string; readonly lane: number; readonly rank: number }[]>()
  const link = (from: string, to: string, rank: number) => {
    const one = { id: to, lane: LANES.indexOf(laneOf.get(to) ?? 'other'), rank }
    const known = neighbours.get(from)
    if (known) known.push(one)
    else neighbours.set(from, [one])
  }
  for (const { from, to, rank } of edges) {
    if (laneOf.get(from) === laneOf.get(to)) continue
    link(from, to, rank)
    link(to, from, rank)
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0
    const height = heights(blocks)
    for (const lane of forward ? lanes : lanes.toReversed()) {
      const own = LANES.indexOf(lane)
      const before = (other: number) => (forward ? other < own : other > own)
      const keyed = (blocks.get(lane) ?? []).map((block, i) => ({
        block,
        key: weight(block, before, neighbours, height) ?? ([i, 0] as const),
      }))
      keyed.sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1])
      blocks.set(
        lane,
        keyed.map(({ block }) => block),
      )
      for (const [id, at] of heights(new Map([[lane, blocks.get(lane) ?? []]]))) height.set(id, at)
    }
  }
}

/** The mean height of a tree's neighbours on one side; among equals, the order of the edges that lead there. */
function weight(
  block: readonly Placed[],
  before: (lane: number) => boolean,
  neighbours: ReadonlyMap<string, readonly { readonly id: string; readonly lane: number; readonly rank: number }[]>,
  height: ReadonlyMap<string, number>,
): readonly [number, number] | undefined {
  const around = block.flatMap(({ id }) => neighbours.get(id) ?? []).filter(({ lane }) => before(lane))
  if (around.length === 0) return undefined
  const mean = around.reduce((sum, { id }) => sum + (height.get(id) ?? 0), 0) / around.length
  return [mean, Math.min(...around.map(({ rank }) => rank))]
}

/** Each node's height in its lane, 0 at the middle. */
function heights(blocks: ReadonlyMap<Lane, readonly (readonly Placed[])[]>): Map<string, number> {
  const found = new Map<string, number>()
  for (const trees of blocks.values()) {
    const ids = trees.flat()
    ids.forEach(({ id }, i) => {
      found.set(id, i - (ids.length - 1) / 2)
    })
  }
  return found
}
