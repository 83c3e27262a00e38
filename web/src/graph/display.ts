// What is drawn of a scene: nodes, groups and merged edges with their facts. Plain data, no library.

import type { GraphEdge, GraphNode } from '../api/picture.ts'
import { type Lane, type Severity, worst } from '../api/words.ts'
import { type Group, group, levelFor } from './grouping.ts'
import type { Scene } from './scene.ts'
import { visible } from './visible.ts'

export type DisplayNode =
  | {
      readonly kind: 'node'
      readonly id: string
      readonly lane: Lane
      readonly node: GraphNode
      readonly folded: number | undefined
      readonly root: boolean
    }
  | {
      readonly kind: 'group'
      readonly id: string
      readonly lane: Lane
      readonly group: Group
      readonly severity: Severity | undefined
      readonly findings: number
    }

export const FACTS = ['loop', 'transaction', 'cached', 'retried', 'goroutine', 'deferred', 'candidate'] as const
export type Fact = (typeof FACTS)[number]

export interface DisplayEdge {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly type: string
  /** Edges of the graph that it stands for. */
  readonly count: number
  readonly facts: readonly Fact[]
  /** Where it stands among the edges of its start: the order of middleware, or the line of the call. */
  readonly rank: number
  /** Signs of the facts and the count, on the line. */
  readonly label: string
}

export interface Display {
  readonly nodes: readonly DisplayNode[]
  readonly edges: readonly DisplayEdge[]
  readonly grouped: boolean
}

export function display(scene: Scene, limit?: number): Display {
  const shown = visible(scene)
  const nodes = [...scene.nodes.values()].filter((node) => shown.ids.has(node.id))
  const keep = new Set([...scene.roots, ...scene.collapsed])
  // Counted over all nodes: hiding some must not pull the groups apart.
  const level = levelFor([...scene.nodes.values()], keep, limit)
  const { single, groups } = group(nodes, keep, scene.opened, level)
  const ends = new Map(single.map((id) => [id, id]))
  for (const { id, members } of groups) for (const member of members) ends.set(member, id)
  const singles = new Set(single)
  return {
    nodes: [
      ...nodes.flatMap((node): DisplayNode[] =>
        singles.has(node.id)
          ? [{ kind: 'node', id: node.id, lane: node.lane, node, folded: shown.folded.get(node.id), root: scene.roots.has(node.id) }]
          : [],
      ),
      ...groups.map((one): DisplayNode => {
        const findings = one.members.flatMap((id) => scene.nodes.get(id)?.findings ?? [])
        const distinct = new Set(findings.map((finding) => finding.fingerprint))
        return { kind: 'group', id: one.id, lane: one.lane, group: one, severity: worst(findings), findings: distinct.size }
      }),
    ],
    edges: mergeEdges([...scene.edges.values()], ends),
    grouped: groups.length > 0,
  }
}

function mergeEdges(edges: readonly GraphEdge[], ends: ReadonlyMap<string, string>): readonly DisplayEdge[] {
  const merged = new Map<string, GraphEdge[]>()
  for (const edge of edges) {
    const from = ends.get(edge.from)
    const to = ends.get(edge.to)
    if (from === undefined || to === undefined || (from === to && edge.from !== edge.to)) continue
    const id = `${from}\n${edge.type}\n${to}`
    const same = merged.get(id)
    if (same) same.push(edge)
    else merged.set(id, [edge])
  }
  return [...merged].map(([id, same]) => {
    const [from = '', type = '', to = ''] = id.split('\n')
    const rank = Math.min(...same.map((edge) => edge.order ?? edge.line ?? 0))
    const facts = FACTS.filter((fact) => same.some((edge) => has(edge, fact)))
    // Lines to a group stand for many by their nature; its own count says so.
    const counted = same[0]?.from === from && same[0]?.to === to ? same.length : 1
    return { id, from, to, type, count: same.length, rank, facts, label: labelOf(facts, counted) }
  })
}

export const edgeFacts = (edge: GraphEdge): readonly Fact[] => FACTS.filter((fact) => has(edge, fact))

function has(edge: GraphEdge, fact: Fact): boolean {
  switch (fact) {
    case 'loop':
      return (edge.loopDepth ?? 0) > 0
    case 'transaction':
      return edge.inTransaction === true
    case 'cached':
      return edge.cached === true
    case 'retried':
      return edge.retried === true
    case 'goroutine':
      return edge.inGoroutine === true
    case 'deferred':
      return edge.deferred === true
    case 'candidate':
      return (edge.fanout ?? 1) > 1 || edge.resolution === 'inferred'
  }
}

/** Also in the legend. */
export const SIGNS: Readonly<Record<Fact, string>> = {
  loop: 'loop',
  transaction: 'tx',
  cached: 'cache',
  retried: 'retry',
  goroutine: 'go',
  deferred: 'defer',
  candidate: '≈',
}

function labelOf(facts: readonly Fact[], count: number): string {
  const signs = facts.map((fact) => SIGNS[fact])
  return [...signs, ...(count > 1 ? [`×${count}`] : [])].join(' ')
}
