// One hop over a relationship from many nodes at once: the only way in which the API walks the graph.

import type { NodeLabel, RelationshipType } from '#graph/schema.ts'
import type { GraphReader, NodeValue, RelationshipValue } from '#graph/store/store.ts'
import { node, readRows, relationship, text } from './rows.ts'

export interface Hop {
  readonly from: NodeLabel
  readonly type: RelationshipType
  readonly direction: 'out' | 'in'
  readonly to: NodeLabel
}

export interface Neighbour {
  readonly node: NodeValue
  readonly relationship: RelationshipValue
}

/** Ids in one read; more are read in several. */
const BATCH = 1000

/** Neighbours of each id, sorted by line, order and id. The anchored end stands first in the pattern: engines start there. */
export async function readNeighbours(reader: GraphReader, hop: Hop, ids: readonly string[]): Promise<Map<string, Neighbour[]>> {
  const arrow = hop.direction === 'out' ? `-[r:${hop.type}]->` : `<-[r:${hop.type}]-`
  const cypher = `UNWIND $ids AS id MATCH (a:${hop.from} {id: id})${arrow}(b:${hop.to}) RETURN id, r, b`
  const found = new Map<string, Neighbour[]>(ids.map((id) => [id, []]))
  for (let at = 0; at < ids.length; at += BATCH) {
    const rows = await readRows(reader, cypher, { ids: ids.slice(at, at + BATCH) })
    for (const row of rows) found.get(text(row.id) ?? '')?.push({ node: node(row, 'b'), relationship: relationship(row, 'r') })
  }
  for (const neighbours of found.values()) neighbours.sort(compareNeighbours)
  return found
}

function compareNeighbours(a: Neighbour, b: Neighbour): number {
  return place(a) - place(b) || (a.node.id < b.node.id ? -1 : a.node.id > b.node.id ? 1 : 0)
}

function place({ relationship: { properties: p } }: Neighbour): number {
  return Number(p.order ?? p.position ?? p.line ?? 0)
}
