// Where the lanes of a picture stand, side by side without a gap, and how much of each is shown.

import { LANES, type Lane } from '../api/words.ts'
import type { Display } from './display.ts'
import { type Column, type Layout, NODE } from './geometry.ts'

export interface LaneSpan extends Column {
  readonly lane: Lane
  readonly shown: number
  /** Nodes of the lane in the picture, whether they are shown, hidden or folded away. */
  readonly total: number
}

/** From a column to the border of its lane. */
const MARGIN = 22

export function laneSpans(display: Display, layout: Layout, all: readonly { readonly lane: Lane }[]): readonly LaneSpan[] {
  const spans = LANES.flatMap((lane): LaneSpan[] => {
    const members = display.nodes.filter((node) => node.lane === lane)
    const xs = members.flatMap((node) => layout.positions.get(node.id)?.x ?? [])
    const column = layout.columns.get(lane)
    if (!column && xs.length === 0) return []
    const from = Math.min(column?.from ?? Number.POSITIVE_INFINITY, ...xs.map((x) => x - NODE.width / 2))
    const to = Math.max(column?.to ?? Number.NEGATIVE_INFINITY, ...xs.map((x) => x + NODE.width / 2))
    const shown = members.reduce((sum, node) => sum + (node.kind === 'group' ? node.group.members.length : 1), 0)
    return [{ lane, from, to, shown, total: Math.max(shown, all.filter((node) => node.lane === lane).length) }]
  })
  return spans.map((span, i) => {
    const before = spans[i - 1]
    const after = spans[i + 1]
    return {
      ...span,
      from: before ? (before.to + span.from) / 2 : span.from - MARGIN,
      to: after ? (span.to + after.from) / 2 : span.to + MARGIN,
    }
  })
}
