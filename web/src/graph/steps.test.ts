import { expect, test } from 'vitest'
import { type Edit, keyOf } from './edits.ts'
import type { Layout } from './geometry.ts'
import { samplePicture } from './sample-picture.ts'
import { neighbourhoodName, scenes } from './scene.ts'
import { type Layouter, layOut, type Step } from './steps.ts'

const picture = samplePicture('route:route -> handler:handler\nhandler -> a:service\na -> b:repository', ['route'])
const around = samplePicture('handler:handler -> c:service\nhandler -> d:service')
const expand = { kind: 'expand', key: keyOf('handler') } as const
const found = new Map([[neighbourhoodName('handler', expand), around]])

let layouts = 0
const layouter: Layouter = {
  lanes: true,
  always: [],
  full: async (display): Promise<Layout> => {
    layouts++
    return {
      positions: new Map(display.nodes.map((node, i) => [node.id, { x: i * 300, y: layouts * 10 }])),
      routes: new Map(),
      columns: new Map(),
    }
  },
  added: undefined,
}

const at = (edits: readonly Edit[], known: Map<string, Promise<Step>>) =>
  layOut(scenes(picture, edits, found).steps, edits, layouter, known)

test('an edit keeps what is there in its place, and undoing it gives the very same layout', async () => {
  const known = new Map<string, Promise<Step>>()
  const first = await at([], known)
  const second = await at([expand], known)
  for (const [id, place] of first.layout.positions) expect(second.layout.positions.get(id)).toEqual(place)
  expect(second.layout.positions.has('d')).toBe(true)
  expect(second.laidOut).toBe(first.laidOut)
  expect(await at([], known)).toBe(first)
  expect(layouts).toBe(1)
})

test('the same edits from a link give the same places', async () => {
  const edits = [expand, { kind: 'move', key: keyOf('a'), x: 5, y: 6 }, { kind: 'hide', key: keyOf('b') }] as const
  layouts = 0
  const one = await at(edits, new Map())
  layouts = 0
  const other = await at(edits, new Map())
  expect([...one.layout.positions]).toEqual([...other.layout.positions])
  expect(one.layout.positions.get('a')).toEqual({ x: 5, y: 6 })
})

test('tidying lays everything out afresh, and the camera may move', async () => {
  const known = new Map<string, Promise<Step>>()
  await at([expand], known)
  const before = layouts
  const tidy = await at([expand, { kind: 'tidy' }], known)
  expect(layouts).toBe(before + 1)
  expect(tidy.laidOut).toBe(2)
})

test('a layout that failed is tried again', async () => {
  const known = new Map<string, Promise<Step>>()
  const broken: Layouter = { ...layouter, full: () => Promise.reject(new Error('away')) }
  await expect(layOut(scenes(picture, [], found).steps, [], broken, known)).rejects.toThrow('away')
  expect((await at([], known)).display.nodes).toHaveLength(4)
})
