// The line through a node: everything that leads to it and everything that it leads to.

import type { DisplayEdge } from './display.ts'

export interface Through {
  readonly nodes: ReadonlySet<string>
  readonly edges: ReadonlySet<string>
}

export function through(id: string, edges: readonly DisplayEdge[]): Through {
  const nodes = new Set([id])
  const found = new Set<string>()
  walk(id, edges, (edge) => [edge.from, edge.to], nodes, found)
  walk(id, edges, (edge) => [edge.to, edge.from], nodes, found)
  return { nodes, edges: found }
}

function walk(
  start: string,
  edges: readonly DisplayEdge[],
  ends: (edge: DisplayEdge) => readonly [string, string],
  nodes: Set<string>,
  found: Set<string>,
): void {
  const next = new Map<string, DisplayEdge[]>()
  for (const edge of edges) {
    const [from] = ends(edge)
    const known = next.get(from)
    if (known) known.push(edge)
    else next.set(from, [edge])
  }
  const seen = new Set([start])
  const queue = [start]
  for (let id = queue.pop(); id !== undefined; id = queue.pop())
    for (const edge of next.get(id) ?? []) {
      const [, to] = ends(edge)
      found.add(edge.id)
      nodes.add(to)
      if (seen.has(to)) continue
      seen.add(to)
      queue.push(to)
    }
}
