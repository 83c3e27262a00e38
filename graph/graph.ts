// The graph as plain data: what the indexer hands to a store, and what golden files print.

import { NODE_LABELS, type NodeLabel, RELATIONSHIPS, type RelationshipType } from './schema.ts'

export type PropertyValue = string | number | boolean | readonly string[]
export type Properties = Readonly<Record<string, PropertyValue>>

export interface GraphNode {
  /** Stable and unique in the graph; see symbol.ts. */
  readonly id: string
  /** The primary label first, role labels after it, sorted. */
  readonly labels: readonly [NodeLabel, ...string[]]
  readonly properties: Properties
}

export interface GraphEdge {
  readonly from: string
  readonly to: string
  readonly type: RelationshipType
  readonly properties: Properties
}

/** Nodes sorted by id; edges by from, type, to and properties. Every edge's ends exist. */
export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

type LooseProperties = Readonly<Record<string, PropertyValue | null | undefined>>

export interface GraphBuilder {
  /** Adds a node, or adds roles and properties to the one that has the id. Null and undefined properties are left out. */
  node(label: NodeLabel, id: string, properties: LooseProperties, roles?: readonly string[]): void
  /** Adds an edge; an identical one is added once. Ends may be added later. */
  edge(type: RelationshipType, from: string, to: string, properties?: LooseProperties): void
  has(id: string): boolean
  /** What was added so far, in no order. */
  edges(): Iterable<GraphEdge>
  /** The finished graph. Throws if an edge has no end, or a name is not in the schema: both are bugs of the indexer. */
  build(): Graph
}

export function createGraphBuilder(): GraphBuilder {
  const nodes = new Map<string, { labels: [NodeLabel, ...string[]]; properties: Record<string, PropertyValue> }>()
  const edges: GraphEdge[] = []
  /** By the numbers of both ends: the only edge, or texts of all. Texts of every edge of a large program would take much room. */
  const between = new Map<string, GraphEdge | Set<string>>()
  const numbers = new Map<string, number>()
  const numberOf = (id: string): number => {
    const known = numbers.get(id)
    if (known !== undefined) return known
    numbers.set(id, numbers.size)
    return numbers.size - 1
  }
  return {
    node(label, id, properties, roles = []) {
      const existing = nodes.get(id)
      const entry = existing ?? { labels: [label] as [NodeLabel, ...string[]], properties: {} }
      if (entry.labels[0] !== label) throw new Error(`node ${id} is both ${entry.labels[0]} and ${label}`)
      const allowed: Readonly<Record<string, unknown>> = NODE_LABELS[label].properties
      for (const [key, value] of Object.entries(properties)) {
        if (!(key in allowed)) throw new Error(`property ${label}.${key} is not in the schema`)
        if (value !== null && value !== undefined) entry.properties[key] = value
      }
      const [primary, ...before] = entry.labels
      entry.labels = [primary, ...[...new Set([...before, ...roles])].sort()]
      if (!existing) nodes.set(id, entry)
    },
    edge(type, from, to, properties = {}) {
      const allowed: Readonly<Record<string, unknown>> = RELATIONSHIPS[type].properties
      const kept: Record<string, PropertyValue> = {}
      for (const key of Object.keys(properties).sort()) {
        const value = properties[key]
        if (!(key in allowed)) throw new Error(`property ${type}.${key} is not in the schema`)
        if (value !== null && value !== undefined) kept[key] = value
      }
      const key = `${numberOf(from)} ${numberOf(to)}`
      const edge = { from, to, type, properties: kept }
      const known = between.get(key)
      if (known === undefined) between.set(key, edge)
      else {
        const texts = known instanceof Set ? known : new Set([textOf(known)])
        const text = textOf(edge)
        if (texts.has(text)) return
        between.set(key, texts.add(text))
      }
      edges.push(edge)
    },
    has: (id) => nodes.has(id),
    edges: () => edges,
    build() {
      for (const edge of edges) {
        const ends = RELATIONSHIPS[edge.type]
        const from = nodes.get(edge.from)
        const to = nodes.get(edge.to)
        if (!from || !to) throw new Error(`edge ${edge.type} without an end: ${from ? edge.to : edge.from}`)
        if (!(ends.from as readonly string[]).includes(from.labels[0]) || !(ends.to as readonly string[]).includes(to.labels[0]))
          throw new Error(`edge ${edge.type} cannot go from ${from.labels[0]} to ${to.labels[0]}`)
      }
      const sorted = [...nodes].map(([id, n]) => ({ id, ...n })).sort((a, b) => compare(a.id, b.id))
      const rank = new Map(sorted.map(({ id }, i) => [id, i]))
      const rankOf = (id: string): number => rank.get(id) ?? 0
      return {
        nodes: sorted,
        edges: edges.toSorted(
          (a, b) =>
            rankOf(a.from) - rankOf(b.from) ||
            compare(a.type, b.type) ||
            rankOf(a.to) - rankOf(b.to) ||
            compare(JSON.stringify(a.properties), JSON.stringify(b.properties)),
        ),
      }
    },
  }
}

/** Both come from a builder, so that the same content stands in the same order. */
export function sameGraph(a: Graph, b: Graph): boolean {
  return (
    a.nodes.length === b.nodes.length &&
    a.edges.length === b.edges.length &&
    a.nodes.every((node, i) => {
      const other = b.nodes[i]
      return (
        other !== undefined &&
        node.id === other.id &&
        sameList(node.labels, other.labels) &&
        sameProperties(node.properties, other.properties)
      )
    }) &&
    a.edges.every((edge, i) => {
      const other = b.edges[i]
      return (
        other !== undefined &&
        edge.from === other.from &&
        edge.to === other.to &&
        edge.type === other.type &&
        sameProperties(edge.properties, other.properties)
      )
    })
  )
}

function textOf({ type, properties }: GraphEdge): string {
  return `${type} ${JSON.stringify(properties)}`
}

function sameProperties(a: Properties, b: Properties): boolean {
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => {
      const [x, y] = [a[key], b[key]]
      return x === y || (typeof x === 'object' && typeof y === 'object' && sameList(x, y))
    })
  )
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i])
}

/** Plain code-unit order: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** One sorted line a node and an edge, for golden files. */
export function printGraph(graph: Graph): string {
  const show = (p: Properties) =>
    Object.keys(p)
      .sort()
      .map((k) => ` ${k}=${JSON.stringify(p[k])}`)
      .join('')
  return [
    ...graph.nodes.map((n) => `(${n.labels.join(':')}) ${n.id}${show(n.properties)}`),
    ...graph.edges.map((e) => `${e.from} -[${e.type}]-> ${e.to}${show(e.properties)}`),
    '',
  ].join('\n')
}
