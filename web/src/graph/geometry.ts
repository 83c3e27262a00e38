// Places and sizes that layouts, routes and the canvas agree on.

import type { Lane } from '../api/words.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** From left to right. */
export interface Column {
  readonly from: number
  readonly to: number
}

export interface Layout {
  /** Centres. */
  readonly positions: ReadonlyMap<string, Point>
  /** Corners of an edge from its start to its end, both included; an edge without is drawn by the canvas itself. */
  readonly routes: ReadonlyMap<string, readonly Point[]>
  /** Where each lane's column stands; none in the free layout. */
  readonly columns: ReadonlyMap<Lane, Column>
}

export const NODE = { width: 164, height: 44 } as const

/** How far a callee stands to the right of its caller in the same lane. */
export const INDENT = 16
