// Breadth first over some relationships, many nodes a read. Out come the nodes with their distance, and every edge met.

import type { NodeLabel } from '#graph/schema.ts'
import type { GraphReader, NodeValue, RelationshipValue } from '#graph/store/store.ts'
import { type Hop, readNeighbours } from '../read/neighbours.ts'

export interface Walk {
  /** In the order in which they were reached; the starts are at 0. */
  readonly reached: ReadonlyMap<string, { readonly node: NodeValue; readonly distance: number }>
  readonly edges: readonly RelationshipValue[]
  /** It stopped at `maxNodes` or `maxDepth` with more to come. */
  readonly more: boolean
}

export interface WalkOptions {
  readonly maxDepth: number
  readonly maxNodes: number
  /** Goes no further from a node for which this is false. */
  readonly through?: (node: NodeValue) => boolean
}

export async function walk(
  reader: GraphReader,
  starts: readonly NodeValue[],
  hops: readonly Hop[],
  { maxDepth, maxNodes, through = () => true }: WalkOptions,
): Promise<Walk> {
  const reached = new Map(starts.map((node) => [node.id, { node, distance: 0 }]))
  const edges: RelationshipValue[] = []
  let frontier = starts
  let more = false
  for (let distance = 1; frontier.length > 0; distance++) {
    const going = frontier.filter(through)
    if (distance > maxDepth || reached.size > maxNodes) {
      more = going.length > 0
      break
    }
    const next: NodeValue[] = []
    for (const hop of hops) {
      const ids = going.filter((node) => primaryLabel(node) === hop.from).map((node) => node.id)
      if (ids.length === 0) continue
      for (const neighbours of (await readNeighbours(reader, hop, ids)).values())
        for (const { node, relationship } of neighbours) {
          edges.push(relationship)
          if (reached.has(node.id)) continue
          reached.set(node.id, { node, distance })
          next.push(node)
        }
    }
    frontier = next
  }
  return { reached, edges, more }
}

export function primaryLabel(node: NodeValue): NodeLabel {
  return node.labels[0] as NodeLabel
}

/** Ids from which one of `ends` can be reached over `edges`, the ends among them. */
export function leadingTo(ends: Iterable<string>, edges: readonly RelationshipValue[]): Set<string> {
  const before = new Map<string, string[]>()
  for (const { from, to } of edges) {
    const known = before.get(to)
    if (known) known.push(from)
    else before.set(to, [from])
  }
  const leading = new Set(ends)
  const queue = [...leading]
  for (let id = queue.pop(); id !== undefined; id = queue.pop())
    for (const from of before.get(id) ?? [])
      if (!leading.has(from)) {
        leading.add(from)
        queue.push(from)
      }
  return leading
}
