// Graph patterns: how they are written, and all their matches by brute force, no relationship twice within one MATCH.

import type { GraphEdge, GraphNode } from '#graph/graph.ts'
import { isEdge, isNode, type Path, propertyOf, type Row, type Value, type World } from './world.ts'

export interface NodePart {
  readonly variable?: string
  readonly labels: readonly string[]
  readonly equals?: readonly [property: string, value: string | number | boolean]
}

export interface EdgePart {
  readonly variable?: string
  readonly types: readonly string[]
  readonly direction: 'right' | 'left' | 'any'
  readonly length?: readonly [min: number, max: number]
  readonly equals?: readonly [property: string, value: string | number | boolean]
}

export interface PathPattern {
  readonly variable?: string
  readonly nodes: readonly NodePart[]
  readonly edges: readonly EdgePart[]
  /** Only the shortest of the matches between the ends. */
  readonly shortest?: boolean
}

export function printPattern({ variable, nodes, edges, shortest }: PathPattern): string {
  const chain = nodes.map((node, i) => `${i > 0 ? printEdge(edges[i - 1]) : ''}${printNode(node)}`).join('')
  return `${variable ? `${variable} = ` : ''}${shortest ? `allShortestPaths(${chain})` : chain}`
}

function printNode({ variable = '', labels, equals }: NodePart): string {
  return `(${variable}${labels.map((l) => `:${l}`).join('')}${printEquals(equals)})`
}

function printEdge(edge: EdgePart | undefined): string {
  if (!edge) return ''
  const { variable = '', types, direction, length, equals } = edge
  const star = length ? `*${length[0]}..${length[1]}` : ''
  const inner = `${variable}${types.length > 0 ? `:${types.join('|')}` : ''}${star}${printEquals(equals)}`
  return `${direction === 'left' ? '<' : ''}-${inner ? `[${inner}]` : ''}-${direction === 'right' ? '>' : ''}`
}

function printEquals(equals: NodePart['equals']): string {
  return equals ? ` {${equals[0]}: ${typeof equals[1] === 'string' ? `'${equals[1]}'` : equals[1]}}` : ''
}

/** Brute force has its limits: a query with more matches is left out. */
export class TooManyMatches extends Error {}
const MOST = 2_000

/** Every way to extend `row` by all the patterns. */
export function match(world: World, patterns: readonly PathPattern[], row: Row): Row[] {
  let found: { row: Row; used: ReadonlySet<GraphEdge> }[] = [{ row, used: new Set() }]
  for (const pattern of patterns) {
    found = found.flatMap((f) => matchPath(world, pattern, f.row, f.used))
    if (found.length > MOST) throw new TooManyMatches()
  }
  return found.map((f) => f.row)
}

interface Partial {
  readonly row: Row
  readonly used: ReadonlySet<GraphEdge>
  readonly path: Path
}

function matchPath(world: World, pattern: PathPattern, row: Row, used: ReadonlySet<GraphEdge>): Partial[] {
  let partial: Partial[] = [...world.nodes.values()].flatMap((node) => {
    const bound = bindNode(pattern.nodes[0], node, row)
    return bound ? [{ row: bound, used, path: { nodes: [node], edges: [] } }] : []
  })
  pattern.edges.forEach((edge, i) => {
    partial = partial.flatMap((p) => walk(world, edge, pattern.nodes[i + 1], p))
  })
  if (pattern.shortest) {
    const least = Math.min(...partial.map((p) => p.path.edges.length))
    partial = partial.filter((p) => p.path.edges.length === least)
  }
  const { variable } = pattern
  return variable ? partial.map((p) => ({ ...p, row: { ...p.row, [variable]: p.path } })) : partial
}

function walk(world: World, edge: EdgePart, target: NodePart | undefined, start: Partial): Partial[] {
  const [min, max] = edge.length ?? [1, 1]
  const found: Partial[] = []
  const step = (at: Partial, taken: readonly GraphEdge[]) => {
    const node = at.path.nodes.at(-1)
    if (!node) return
    if (taken.length >= min) {
      const bound = bindNode(target, node, at.row)
      const value: Value = edge.length ? taken : (taken[0] ?? null)
      const row = bound && edge.variable ? bindEdge(edge.variable, value, bound) : bound
      if (row) found.push({ ...at, row })
    }
    if (taken.length === max) return
    for (const [next, over] of neighbours(world, edge, node)) {
      if (at.used.has(over)) continue
      const path = { nodes: [...at.path.nodes, next], edges: [...at.path.edges, over] }
      step({ row: at.row, used: new Set([...at.used, over]), path }, [...taken, over])
    }
  }
  step(start, [])
  return found
}

function neighbours(world: World, { types, direction, equals }: EdgePart, node: GraphNode): readonly (readonly [GraphNode, GraphEdge])[] {
  const fits = (edge: GraphEdge) =>
    (types.length === 0 || types.includes(edge.type)) && (!equals || propertyOf(edge, equals[0]) === equals[1])
  const out = direction === 'left' ? [] : (world.outgoing.get(node.id) ?? []).map((e) => [e.to, e] as const)
  const back = direction === 'right' ? [] : (world.incoming.get(node.id) ?? []).map((e) => [e.from, e] as const)
  // A relationship from a node to itself is one way, not two, when no direction is asked.
  const ways = direction === 'any' ? [...out, ...back.filter(([, e]) => e.from !== e.to)] : [...out, ...back]
  return ways.flatMap(([id, edge]) => {
    const next = world.nodes.get(id)
    return next && fits(edge) ? [[next, edge] as const] : []
  })
}

function bindNode(part: NodePart | undefined, node: GraphNode, row: Row): Row | undefined {
  if (!part) return undefined
  if (!part.labels.every((label) => node.labels.includes(label))) return undefined
  if (part.equals && propertyOf(node, part.equals[0]) !== part.equals[1]) return undefined
  if (!part.variable) return row
  const before = row[part.variable]
  if (before === undefined) return { ...row, [part.variable]: node }
  return isNode(before) && before.id === node.id ? row : undefined
}

function bindEdge(variable: string, value: Value, row: Row): Row | undefined {
  const before = row[variable]
  if (before === undefined) return { ...row, [variable]: value }
  return isEdge(before) && before === value ? row : undefined
}
