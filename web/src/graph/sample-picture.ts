// Pictures for the tests, written as lines: `a:handler -> b:service line=4 loopDepth=1`.

import type { GraphEdge, GraphNode, PictureData } from '../api/picture.ts'
import type { Lane } from '../api/words.ts'

export function samplePicture(text: string, roots: readonly string[] = []): PictureData {
  const nodes = new Map<string, GraphNode>()
  const edges: GraphEdge[] = []
  for (const line of text.trim().split('\n')) {
    const [from, to] = line.trim().split(/\s*->\s*/)
    const start = nodeOf(from ?? '', nodes)
    if (to === undefined) continue
    const [target = '', ...facts] = to.split(/\s+/)
    edges.push(sampleEdge(start, nodeOf(target, nodes), String(edges.length), facts))
  }
  return { roots, nodes: [...nodes.values()], edges, truncated: false, totalNodes: nodes.size }
}

function nodeOf(text: string, nodes: Map<string, GraphNode>): string {
  const [id = '', lane = 'other'] = text.split(':')
  if (!nodes.has(id)) nodes.set(id, sampleNode(id, lane as Lane))
  return id
}

export function sampleNode(id: string, lane: Lane, more: Partial<GraphNode> = {}): GraphNode {
  return {
    id,
    label: 'Function',
    roles: [],
    title: id,
    lane,
    depth: null,
    file: null,
    line: null,
    endLine: null,
    properties: {},
    findings: [],
    degree: [],
    ...more,
  }
}

function sampleEdge(from: string, to: string, id: string, facts: readonly string[]): GraphEdge {
  const given = Object.fromEntries(
    facts.map((fact) => {
      const [key = '', value = 'true'] = fact.split('=')
      return [key, value === 'true' ? true : Number.isNaN(Number(value)) ? value : Number(value)]
    }),
  )
  const nothing = { line: null, order: null, loopDepth: null, loopBound: null, perElement: null, inTransaction: null, inGoroutine: null }
  return { ...nothing, id, type: 'CALLS', from, to, deferred: null, retried: null, cached: null, resolution: null, fanout: null, ...given }
}
