// The free layout, asked of its worker. Nodes that have a place keep it.

import type { Display } from './display.ts'
import { type Layout, NODE, type Point } from './geometry.ts'

export interface ForceQuestion {
  readonly ticket: number
  readonly nodes: readonly { readonly id: string; readonly x: number; readonly y: number; readonly fixed: boolean }[]
  readonly edges: readonly { readonly from: string; readonly to: string }[]
  readonly width: number
  readonly height: number
}

export interface ForceAnswer {
  readonly ticket: number
  readonly positions: readonly (readonly [string, Point])[]
}

/** mulberry32 */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const waiting = new Map<number, { readonly resolve: (answer: ForceAnswer) => void; readonly reject: (error: Error) => void }>()
let worker: Worker | undefined
let tickets = 0

function started(): Worker {
  if (worker) return worker
  worker = new Worker(new URL('./force.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', (event: MessageEvent<ForceAnswer>) => {
    waiting.get(event.data.ticket)?.resolve(event.data)
    waiting.delete(event.data.ticket)
  })
  worker.addEventListener('error', (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message || 'the layout failed'))
    waiting.clear()
    worker = undefined
  })
  return worker
}

export async function force(display: Display, before: Layout | undefined, origin: ReadonlyMap<string, string>): Promise<Layout> {
  const place = (id: string) => before?.positions.get(id)
  const ticket = ++tickets
  const question: ForceQuestion = {
    ticket,
    width: NODE.width,
    height: NODE.height,
    nodes: display.nodes.map(({ id }, i) => {
      const known = place(id)
      const beside = known ?? place(origin.get(id) ?? '') ?? { x: 0, y: 0 }
      // A sunflower around the anchor: no two new nodes start on one spot.
      const turn = i * 2.4
      const away = known ? 0 : NODE.width * (0.6 + 0.1 * i)
      return { id, x: beside.x + Math.cos(turn) * away, y: beside.y + Math.sin(turn) * away, fixed: known !== undefined }
    }),
    edges: display.edges.filter((edge) => edge.from !== edge.to),
  }
  const answer = await new Promise<ForceAnswer>((resolve, reject) => {
    waiting.set(ticket, { resolve, reject })
    started().postMessage(question)
  })
  const positions = new Map(answer.positions)
  for (const [id, at] of before?.positions ?? []) positions.set(id, at)
  return { positions, routes: new Map(), columns: new Map() }
}
