import { expect, test } from 'vitest'
import type { GraphNode, PictureData } from '../api/picture.ts'
import { display } from './display.ts'
import { type Edit, keyOf } from './edits.ts'
import { sampleNode } from './sample-picture.ts'
import { scenes } from './scene.ts'

function many(count: number): readonly GraphNode[] {
  return Array.from({ length: count }, (_, i) => {
    const pkg = `internal/p${i % 40}`
    return sampleNode(`f${i}`, i % 2 ? 'service' : 'repository', { file: `${pkg}/file${i % 400}.go`, properties: { package: pkg } })
  })
}

function picture(nodes: readonly GraphNode[]): PictureData {
  const edges = nodes.slice(1).map((node, i) => ({
    id: String(i),
    type: 'CALLS',
    from: 'f0',
    to: node.id,
    line: i,
    order: null,
    loopDepth: i === 5 ? 1 : null,
    loopBound: null,
    perElement: null,
    inTransaction: null,
    inGoroutine: null,
    deferred: null,
    retried: null,
    cached: null,
    resolution: null,
    fanout: null,
  }))
  return { roots: ['f0'], nodes, edges, truncated: false, totalNodes: nodes.length }
}

const drawn = (data: PictureData, edits: readonly Edit[] = []) => {
  const scene = scenes(data, edits, new Map()).steps.at(-1)
  if (!scene) throw new Error('no scene')
  return display(scene)
}
const groupsOf = (shown: ReturnType<typeof drawn>) => shown.nodes.flatMap((node) => (node.kind === 'group' ? [node.group] : []))

test('up to the limit every node stands for itself', () => {
  const shown = drawn(picture(many(500)))
  expect(shown.grouped).toBe(false)
  expect(shown.nodes).toHaveLength(500)
})

test('above it nodes are grouped by lane and package, none is lost, and the root stands alone', () => {
  const shown = drawn(picture(many(1600)))
  expect(shown.nodes.length).toBeLessThanOrEqual(500)
  const groups = groupsOf(shown)
  const members = groups.flatMap((group) => group.members)
  expect(new Set(members).size + shown.nodes.length - groups.length).toBe(1600)
  expect(shown.nodes.some((node) => node.kind === 'node' && node.id === 'f0')).toBe(true)
  for (const group of groups) expect(group.members.length).toBeGreaterThan(1)
})

test('lines to a group stand as one with their count and facts', () => {
  const shown = drawn(picture(many(1600)))
  const counted = shown.edges.reduce((sum, edge) => sum + edge.count, 0)
  expect(counted).toBe(1599)
  expect(shown.edges.filter((edge) => edge.facts.includes('loop'))).toHaveLength(1)
})

test('an opened group shows its members and leaves the other groups as they are', () => {
  const data = picture(many(1600))
  const before = groupsOf(drawn(data))
  const [first] = before
  if (!first) throw new Error('no group')
  const after = drawn(data, [{ kind: 'open', key: keyOf(first.id) }])
  const ids = new Set(after.nodes.map((node) => node.id))
  for (const member of first.members) expect(ids.has(member)).toBe(true)
  for (const other of before.slice(1)) expect(ids.has(other.id)).toBe(true)
  const closed = drawn(data, [
    { kind: 'open', key: keyOf(first.id) },
    { kind: 'close', key: keyOf(first.id) },
  ])
  expect(closed.nodes.map((node) => node.id)).toEqual(drawn(data).nodes.map((node) => node.id))
})

test('hiding a node does not pull the groups apart', () => {
  const data = picture(many(501))
  expect(drawn(data).grouped).toBe(true)
  expect(drawn(data, [{ kind: 'hide', key: keyOf('f1') }]).grouped).toBe(true)
})
