// Above a limit a picture groups rather than tangles: nodes of one lane and one package, folder or kind stand as one, with
// their count. The finest grouping that stays under the limit is taken; a group that was opened shows its members, and
// where these are many, smaller groups of them.

import type { GraphNode } from '../api/picture.ts'
import type { Lane } from '../api/words.ts'
import { keyOf } from './edits.ts'

export interface Group {
  readonly id: string
  readonly lane: Lane
  readonly name: string
  readonly members: readonly string[]
}

export interface Grouped {
  /** Nodes that stand for themselves. */
  readonly single: readonly string[]
  readonly groups: readonly Group[]
}

export const GROUP_ABOVE = 500
const OPENED_AT_MOST = 60

/** From fine to coarse. */
const LEVELS: readonly ((node: GraphNode) => string)[] = [fileOf, packageOf, areaOf, (node) => node.label]

/** How coarse the groups are; undefined where every node stands for itself. Opening a group does not change it. */
export function levelFor(nodes: readonly GraphNode[], keep: ReadonlySet<string>, limit = GROUP_ABOVE): number | undefined {
  if (nodes.length <= limit) return undefined
  const fits = LEVELS.findIndex((_, level) => {
    const { single, groups } = groupAt(nodes, keep, new Set(), level)
    return single.length + groups.length <= limit
  })
  return fits === -1 ? LEVELS.length - 1 : fits
}

export function group(
  nodes: readonly GraphNode[],
  keep: ReadonlySet<string>,
  opened: ReadonlySet<string>,
  level: number | undefined,
): Grouped {
  return groupAt(nodes, keep, opened, level ?? -1)
}

function groupAt(nodes: readonly GraphNode[], keep: ReadonlySet<string>, opened: ReadonlySet<string>, level: number): Grouped {
  const nameOf = LEVELS[level]
  if (!nameOf) return { single: nodes.map((node) => node.id), groups: [] }
  const single: string[] = []
  const groups: Group[] = []
  const buckets = new Map<string, GraphNode[]>()
  for (const node of nodes) {
    if (keep.has(node.id)) {
      single.push(node.id)
      continue
    }
    const id = `group ${node.lane} ${level} ${nameOf(node)}`
    const bucket = buckets.get(id)
    if (bucket) bucket.push(node)
    else buckets.set(id, [node])
  }
  for (const [id, members] of buckets) {
    const [first, second] = members
    if (!first) continue
    if (!second) single.push(first.id)
    else if (opened.has(keyOf(id))) {
      const inside = members.length > OPENED_AT_MOST ? groupAt(members, keep, opened, level - 1) : groupAt(members, keep, opened, -1)
      single.push(...inside.single)
      groups.push(...inside.groups)
    } else groups.push({ id, lane: first.lane, name: nameOf(first), members: members.map((node) => node.id) })
  }
  return { single, groups }
}

function fileOf(node: GraphNode): string {
  return node.file ?? packageOf(node)
}

function packageOf(node: GraphNode): string {
  if (node.label === 'Route') return firstSegments(String(node.properties.path ?? node.title), 2)
  const named = node.properties.package
  if (typeof named === 'string' && named) return named
  if (node.label === 'Column' || node.label === 'Index' || node.label === 'Constraint') return String(node.properties.table ?? node.label)
  return node.file?.includes('/') ? node.file.slice(0, node.file.lastIndexOf('/')) : node.label
}

function areaOf(node: GraphNode): string {
  const name = packageOf(node)
  return node.label === 'Route' ? firstSegments(name, 1) : name.split('/').slice(0, 2).join('/')
}

const firstSegments = (path: string, count: number) => `/${path.split('/').filter(Boolean).slice(0, count).join('/')}`
