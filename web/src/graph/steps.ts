// The layout after each edit. A full layout is made at the start and at each tidying; after every other edit what is
// there stays, and only what was added gets a place. So the same address always gives the same picture, and undo is exact.

import type { Lane } from '../api/words.ts'
import { type Display, display } from './display.ts'
import { routeRest } from './edge-route.ts'
import { type Edit, formatEdits, keyOf } from './edits.ts'
import type { Layout } from './geometry.ts'
import { placeAdded } from './placement.ts'
import type { Scene } from './scene.ts'

export interface Step {
  readonly scene: Scene
  readonly display: Display
  readonly layout: Layout
  /** Changes when everything was laid out afresh, and the camera may move. */
  readonly laidOut: number
}

export interface Layouter {
  readonly lanes: boolean
  readonly always: readonly Lane[]
  readonly full: (display: Display, always: readonly Lane[]) => Promise<Layout>
  readonly added: ((display: Display, before: Layout, origin: ReadonlyMap<string, string>) => Promise<Layout>) | undefined
}

/** Lays out the last of the steps; `known` remembers the steps before it by the edits that led there. */
export async function layOut(
  scenes: readonly Scene[],
  edits: readonly Edit[],
  layouter: Layouter,
  known: Map<string, Promise<Step>>,
): Promise<Step> {
  const scene = scenes.at(-1)
  if (!scene) throw new Error('a picture has a scene at least')
  const count = scenes.length - 1
  const name = formatEdits(edits.slice(0, count))
  const found = known.get(name)
  if (found) return found
  const step = layOutStep(scene, edits[count - 1], count, () => layOut(scenes.slice(0, -1), edits, layouter, known), layouter)
  known.set(name, step)
  step.catch(() => known.delete(name))
  return step
}

async function layOutStep(
  scene: Scene,
  edit: Edit | undefined,
  count: number,
  previous: () => Promise<Step>,
  layouter: Layouter,
): Promise<Step> {
  const shown = display(scene)
  if (!edit || edit.kind === 'tidy') return { scene, display: shown, layout: await layouter.full(shown, layouter.always), laidOut: count }
  const before = await previous()
  const origin = originOf(scene, shown, before.display)
  const same = shown.nodes.every((node) => before.layout.positions.has(node.id))
  const layout =
    layouter.added && !same
      ? await layouter.added(shown, before.layout, origin)
      : layouter.lanes
        ? placeAdded(before.layout, shown, origin)
        : before.layout
  return {
    scene,
    display: shown,
    layout: edit.kind === 'move' ? moved(layout, shown, edit, layouter.lanes) : layout,
    laidOut: before.laidOut,
  }
}

/** Members of an opened group come from where the group stood, and a group from where its first member stood. */
function originOf(scene: Scene, now: Display, before: Display): ReadonlyMap<string, string> {
  const origin = new Map(scene.origin)
  for (const node of before.nodes) if (node.kind === 'group') for (const member of node.group.members) origin.set(member, node.id)
  for (const node of now.nodes) {
    const first = node.kind === 'group' ? node.group.members[0] : undefined
    if (first !== undefined) origin.set(node.id, origin.get(first) ?? first)
  }
  return origin
}

function moved(layout: Layout, shown: Display, edit: Extract<Edit, { kind: 'move' }>, lanes: boolean): Layout {
  const node = shown.nodes.find((one) => keyOf(one.id) === edit.key)
  if (!node) return layout
  const touched = new Set(shown.edges.filter((edge) => edge.from === node.id || edge.to === node.id).map((edge) => edge.id))
  const next = {
    ...layout,
    positions: new Map([...layout.positions, [node.id, { x: edit.x, y: edit.y }]]),
    routes: new Map([...layout.routes].filter(([id]) => !touched.has(id))),
  }
  return lanes ? routeRest(next, shown) : next
}
