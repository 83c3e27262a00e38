// Nodes around a node, over all relationships or some; and the relationships between nodes that a query returned.

import { RELATIONSHIPS } from '#graph/schema.ts'
import type { CypherValue, GraphReader, NodeValue, RelationshipValue } from '#graph/store/store.ts'
import { isNode, isRelationship, node, readRows, relationship } from '../read/rows.ts'
import { createPicture, type Picture } from './picture.ts'
import { primaryLabel } from './walk.ts'

export interface Around {
  readonly depth: number
  readonly direction: 'out' | 'in' | 'both'
  readonly relationships: readonly string[]
  readonly limit: number
}

/** Neighbours read for one ring at most: a hub of the graph must not fill the memory. */
const RING = 5000

export async function drawNeighbourhood(reader: GraphReader, root: NodeValue, around: Around): Promise<Picture> {
  const picture = createPicture()
  picture.add(root, 0)
  const known = new Map([[root.id, root]])
  let frontier: readonly NodeValue[] = [root]
  let more = false
  for (let ring = 1; ring <= around.depth && frontier.length > 0 && known.size <= around.limit; ring++) {
    const next: NodeValue[] = []
    for (const [label, ids] of byLabel(frontier))
      for (const arrow of arrows(around)) {
        const cypher = `UNWIND $ids AS id MATCH (a:${label} {id: id})${arrow}(b) RETURN r, b ORDER BY b.id`
        const { columns, rows, truncated } = await reader.query(cypher, { parameters: { ids }, maxRows: RING })
        more ||= truncated
        for (const values of rows) {
          const row = Object.fromEntries(columns.map((column, i) => [column, values[i] ?? null]))
          const neighbour = node(row, 'b')
          picture.connect(relationship(row, 'r'))
          if (known.has(neighbour.id)) continue
          known.set(neighbour.id, neighbour)
          picture.add(neighbour, ring)
          next.push(neighbour)
        }
      }
    frontier = next
  }
  return picture.finish([root.id], around.limit, more)
}

function arrows({ direction, relationships }: Around): readonly string[] {
  const known = relationships.filter((type) => type in RELATIONSHIPS)
  const r = known.length > 0 ? `[r:${known.join('|')}]` : '[r]'
  const out = `-${r}->`
  const into = `<-${r}-`
  return direction === 'both' ? [out, into] : direction === 'out' ? [out] : [into]
}

function byLabel(nodes: readonly NodeValue[]): ReadonlyMap<string, string[]> {
  const ids = new Map<string, string[]>()
  for (const n of nodes) ids.set(primaryLabel(n), [...(ids.get(primaryLabel(n)) ?? []), n.id])
  return ids
}

/** Nodes, relationships and paths anywhere in the values, with the relationships between them. */
export async function drawValues(reader: GraphReader, values: Iterable<CypherValue>, limit: number): Promise<Picture> {
  const picture = createPicture()
  const nodes = new Map<string, NodeValue>()
  const loose: RelationshipValue[] = []
  const visit = (value: CypherValue): void => {
    if (value === null || typeof value !== 'object') return
    if (isNode(value)) nodes.set(value.id, value)
    else if (isRelationship(value)) loose.push(value)
    else for (const inner of Object.values(value) as CypherValue[]) visit(inner)
  }
  for (const value of values) visit(value)
  for (const n of [...nodes.values()].slice(0, limit)) picture.add(n)
  for (const edge of loose) picture.connect(edge)
  for (const edge of await readBetween(reader, [...nodes.values()].slice(0, limit))) picture.connect(edge)
  return picture.finish([], limit, nodes.size > limit)
}

export async function readBetween(reader: GraphReader, nodes: readonly NodeValue[]): Promise<readonly RelationshipValue[]> {
  const all = nodes.map((n) => n.id)
  const found: RelationshipValue[] = []
  for (const [label, ids] of byLabel(nodes)) {
    const cypher = `UNWIND $ids AS id MATCH (a:${label} {id: id})-[r]->(b) WHERE b.id IN $all RETURN r`
    for (const row of await readRows(reader, cypher, { ids, all })) found.push(relationship(row, 'r'))
  }
  return found
}
