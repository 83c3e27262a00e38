// Paths as one picture: their nodes and edges together, each once.

import type { GraphEdge, GraphNode, PathsData, PictureData } from '../api/picture.ts'

export function pictureOfPaths(from: string, { paths, truncated }: PathsData): PictureData {
  const nodes = new Map<string, GraphNode>()
  const edges = new Map<string, GraphEdge>()
  for (const { steps } of paths)
    for (const { node, edge } of steps) {
      nodes.set(node.id, node)
      if (edge) edges.set(`${edge.from} ${edge.type} ${edge.to} ${edge.line ?? ''}`, edge)
    }
  return { roots: nodes.has(from) ? [from] : [], nodes: [...nodes.values()], edges: [...edges.values()], truncated, totalNodes: nodes.size }
}
