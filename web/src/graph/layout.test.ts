import { expect, test } from 'vitest'
import { display } from './display.ts'
import { edgeTags } from './edge-tags.ts'
import { segments } from './elements.ts'
import { INDENT, type Layout, NODE } from './geometry.ts'
import { laneOrder } from './lane-order.ts'
import { laneSpans } from './lane-spans.ts'
import { fromElk, toElk } from './layout.ts'
import { navigate } from './navigate.ts'
import { placeAdded } from './placement.ts'
import { samplePicture } from './sample-picture.ts'
import { firstScene } from './scene.ts'
import { through } from './through.ts'

const picture = samplePicture(
  `route:route -> second:middleware order=2
   route -> first:middleware order=1
   route -> handler:handler
   handler -> list:service line=10
   list -> decorate:service line=30 inTransaction
   list -> check:service line=20
   list -> listRepo:repository
   decorate -> getRepo:repository loopDepth=1 perElement
   getRepo -> select:statement
   select -> table:table`,
  ['route'],
)
const shown = display(firstScene(picture))

/** Stands in for elk: columns by lane, rows by order. */
function laidOut(): Layout {
  const plan = toElk(shown, ['client'])
  const rows = new Map<string, number>()
  const children = plan.graph.children?.map((child) => {
    const lane = child.layoutOptions?.['elk.partitioning.partition'] ?? '0'
    const row = rows.get(lane) ?? 0
    rows.set(lane, row + 1)
    return { ...child, x: Number(lane) * 300, y: row * 60 }
  })
  return fromElk({ ...plan.graph, children: children ?? [], edges: [] }, plan, shown)
}

test('middleware stands in the order in which it runs, callees below their caller in the order of the calls', () => {
  const order = laneOrder(shown)
  expect(order.get('middleware')?.map(({ id }) => id)).toEqual(['first', 'second'])
  expect(order.get('service')).toEqual([
    { id: 'list', indent: 0 },
    { id: 'check', indent: 1 },
    { id: 'decorate', indent: 1 },
  ])
})

test('a cycle within a lane is laid out all the same', () => {
  const cycle = display(firstScene(samplePicture('a:service -> b:service\nb -> a\nb -> c:service')))
  expect(
    laneOrder(cycle)
      .get('service')
      ?.map(({ id }) => id),
  ).toEqual(['a', 'b', 'c'])
})

test('lanes are partitions in their order, and a lane that is asked for has a column though it is empty', () => {
  const { graph } = toElk(shown, ['client'])
  const partition = new Map(graph.children?.map((child) => [child.id, Number(child.layoutOptions?.['elk.partitioning.partition'])]))
  expect(partition.get('empty client')).toBe(0)
  expect(partition.get('route')).toBeLessThan(partition.get('first') ?? 0)
  expect(partition.get('select')).toBeLessThan(partition.get('table') ?? 0)
  expect(graph.edges?.map(({ id }) => id).some((id) => id.startsWith('list\nCALLS\ndecorate'))).toBe(false)
})

test('an indented callee hangs on its caller by a line down its left side', () => {
  const layout = laidOut()
  const list = layout.positions.get('list')
  const check = layout.positions.get('check')
  expect((check?.x ?? 0) - (list?.x ?? 0)).toBe(INDENT)
  const route = layout.routes.get('list\nCALLS\ncheck') ?? []
  expect(route).toHaveLength(3)
  expect(route.at(-1)).toEqual({ x: (check?.x ?? 0) - NODE.width / 2, y: check?.y })
})

test('spans of lanes touch, and count what is shown of what is there', () => {
  const spans = laneSpans(shown, laidOut(), [...picture.nodes, { lane: 'client' }])
  expect(spans.map((span) => span.lane)).toEqual([
    'client',
    'route',
    'middleware',
    'handler',
    'service',
    'repository',
    'statement',
    'table',
  ])
  for (const [i, span] of spans.slice(1).entries()) expect(span.from).toBe(spans[i]?.to)
  expect(spans[0]).toMatchObject({ shown: 0, total: 1 })
})

test('what is added finds a free place in its lane, and nothing else moves', () => {
  const before = laidOut()
  const more = samplePicture('decorate:service -> users:repository\nother:service -> users')
  const nodes = [...picture.nodes, ...more.nodes.filter((node) => node.id === 'users' || node.id === 'other')]
  const grown = display(firstScene({ ...picture, nodes, edges: [...picture.edges, ...more.edges] }))
  const after = placeAdded(before, grown, new Map([['users', 'decorate']]))
  for (const [id, at] of before.positions) expect(after.positions.get(id)).toEqual(at)
  const users = after.positions.get('users')
  expect(users?.x).toBe(before.positions.get('getRepo')?.x)
  for (const [id, at] of after.positions)
    if (id !== 'users' && Math.abs(at.x - (users?.x ?? 0)) < NODE.width)
      expect(Math.abs(at.y - (users?.y ?? 0))).toBeGreaterThanOrEqual(NODE.height)
  expect(after.routes.has('decorate\nCALLS\nusers')).toBe(true)
})

test('corners become weights and distances along the line from end to end', () => {
  const corners = [
    { x: 0, y: 0 },
    { x: 50, y: 0 },
    { x: 50, y: 100 },
    { x: 100, y: 100 },
  ]
  const { weights, distances } = segments(corners)
  const length = Math.hypot(100, 100)
  const back = weights.map((weight, i) => ({
    x: Math.round(100 * weight + (-100 / length) * (distances[i] ?? 0)),
    y: Math.round(100 * weight + (100 / length) * (distances[i] ?? 0)),
  }))
  expect(back).toEqual(corners.slice(1, 3))
})

test('arrows go along the lines and within the column', () => {
  const { positions } = laidOut()
  expect(navigate('route', 'right', positions, shown.edges)).toBe('first')
  expect(navigate('first', 'down', positions, shown.edges)).toBe('second')
  expect(navigate('handler', 'left', positions, shown.edges)).toBe('route')
  expect(navigate('table', 'right', positions, shown.edges)).toBeUndefined()
})

test('the line through a node is what leads to it and what it leads to', () => {
  const line = through('decorate', shown.edges)
  expect([...line.nodes].sort()).toEqual(['decorate', 'getRepo', 'handler', 'list', 'route', 'select', 'table'])
})

test('facts of a call stand on its line as a sign', () => {
  const tags = edgeTags(shown, laidOut())
  expect(tags.map(({ edge }) => [edge.to, edge.label])).toEqual([
    ['decorate', 'tx'],
    ['getRepo', 'loop'],
  ])
})
