// A picture after edits: which nodes and edges are there, which are hidden or folded away, and where they came from.
// In: the picture as the API drew it, edits, and the neighbourhoods that expansions fetched. Out: one scene per step.

import type { GraphEdge, GraphNode, PictureData } from '../api/picture.ts'
import { type Edit, formatEdit, keyOf } from './edits.ts'

export interface Scene {
  readonly nodes: ReadonlyMap<string, GraphNode>
  readonly edges: ReadonlyMap<string, GraphEdge>
  readonly roots: ReadonlySet<string>
  /** The node, or group, beside which a node was added. */
  readonly origin: ReadonlyMap<string, string>
  readonly hidden: ReadonlySet<string>
  readonly collapsed: ReadonlySet<string>
  /** Keys of groups whose members are shown. */
  readonly opened: ReadonlySet<string>
}

/** An expansion whose neighbourhood is not here yet. */
export interface Wanted {
  readonly id: string
  readonly edit: Extract<Edit, { kind: 'expand' }>
  readonly name: string
}

/** Names the neighbourhood that an expansion needs. */
export const neighbourhoodName = (id: string, edit: Extract<Edit, { kind: 'expand' }>) => `${id}\n${formatEdit(edit)}`

export function firstScene(picture: PictureData): Scene {
  // Where every node is a root, as in a result of Cypher, none is.
  const roots = picture.roots.length < picture.nodes.length ? picture.roots : []
  return {
    nodes: new Map(picture.nodes.map((node) => [node.id, node])),
    edges: new Map(picture.edges.map((edge) => [edgeKey(edge), edge])),
    roots: new Set(roots),
    origin: new Map(),
    hidden: new Set(),
    collapsed: new Set(),
    opened: new Set(),
  }
}

/** Scenes after no edit, the first, the first two … as far as the neighbourhoods that are here allow. */
export function scenes(
  picture: PictureData,
  edits: readonly Edit[],
  neighbourhoods: ReadonlyMap<string, PictureData>,
): { readonly steps: readonly Scene[]; readonly wanted: Wanted | undefined } {
  let scene = firstScene(picture)
  const steps = [scene]
  for (const edit of edits) {
    if (edit.kind === 'expand') {
      const id = idOf(scene, edit.key)
      if (id !== undefined) {
        const name = neighbourhoodName(id, edit)
        const found = neighbourhoods.get(name)
        if (!found) return { steps, wanted: { id, edit, name } }
        scene = expand(scene, id, found)
      }
    } else scene = change(scene, edit)
    steps.push(scene)
  }
  return { steps, wanted: undefined }
}

function change(scene: Scene, edit: Exclude<Edit, { kind: 'expand' }>): Scene {
  if (edit.kind === 'reveal') return { ...scene, hidden: new Set() }
  if (edit.kind === 'tidy' || edit.kind === 'move') return scene
  if (edit.kind === 'open') return { ...scene, opened: new Set([...scene.opened, edit.key]) }
  if (edit.kind === 'close') return { ...scene, opened: without(scene.opened, edit.key) }
  const id = idOf(scene, edit.key)
  if (id === undefined) return scene
  switch (edit.kind) {
    case 'hide':
      return { ...scene, hidden: new Set([...scene.hidden, id]) }
    case 'collapse':
      return { ...scene, collapsed: new Set([...scene.collapsed, id]) }
    case 'unfold':
      return { ...scene, collapsed: without(scene.collapsed, id) }
  }
}

function expand(scene: Scene, id: string, found: PictureData): Scene {
  const nodes = new Map(scene.nodes)
  const edges = new Map(scene.edges)
  const origin = new Map(scene.origin)
  const hidden = new Set(scene.hidden)
  for (const node of found.nodes) {
    hidden.delete(node.id)
    if (nodes.has(node.id)) continue
    nodes.set(node.id, node)
    origin.set(node.id, id)
  }
  for (const edge of found.edges) edges.set(edgeKey(edge), edge)
  return { ...scene, nodes, edges, origin, hidden, collapsed: without(scene.collapsed, id) }
}

function idOf(scene: Scene, key: string): string | undefined {
  for (const id of scene.nodes.keys()) if (keyOf(id) === key) return id
  return undefined
}

/** An edge's own id is unique in one picture only; this holds across pictures. */
const edgeKey = (edge: GraphEdge) => `${edge.from}\n${edge.type}\n${edge.to}\n${edge.line ?? ''}\n${edge.order ?? ''}`

function without(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  return new Set([...set].filter((other) => other !== item))
}
