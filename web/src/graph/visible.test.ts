import { expect, test } from 'vitest'
import type { PictureData } from '../api/picture.ts'
import { type Edit, keyOf } from './edits.ts'
import { samplePicture } from './sample-picture.ts'
import { neighbourhoodName, type Scene, scenes } from './scene.ts'
import { visible } from './visible.ts'

const route = samplePicture(
  `page:client -> route:route
   route -> guard:middleware
   route -> handler:handler
   handler -> posts:service
   handler -> users:service
   posts -> postRepo:repository
   postRepo -> select:statement
   select -> table:table
   users -> userRepo:repository
   userRepo -> selectUser:statement
   selectUser -> table`,
  ['route'],
)

function after(picture: PictureData, edits: readonly Edit[], found = new Map<string, PictureData>()): Scene {
  const scene = scenes(picture, edits, found).steps.at(-1)
  if (!scene) throw new Error('no scene')
  return scene
}
const shown = (scene: Scene) => [...visible(scene).ids].sort()
const on = (kind: 'collapse' | 'unfold' | 'hide', id: string): Edit => ({ kind, key: keyOf(id) })

test('a collapsed node folds away what only it leads to, and says how many', () => {
  const scene = after(route, [on('collapse', 'posts')])
  expect(shown(scene)).toEqual(['guard', 'handler', 'page', 'posts', 'route', 'selectUser', 'table', 'userRepo', 'users'])
  expect(visible(scene).folded.get('posts')).toBe(2)
})

test('what two collapsed nodes share is gone only when both are collapsed', () => {
  const scene = after(route, [on('collapse', 'posts'), on('collapse', 'users')])
  expect(shown(scene)).toEqual(['guard', 'handler', 'page', 'posts', 'route', 'users'])
  expect(visible(scene).folded.get('posts')).toBe(3)
})

test('unfolding brings it back', () => {
  expect(shown(after(route, [on('collapse', 'handler'), on('unfold', 'handler')]))).toEqual(shown(after(route, [])))
})

test('a hidden node takes nothing with it, and comes back by revealing', () => {
  expect(shown(after(route, [on('hide', 'posts')]))).toHaveLength(10)
  expect(shown(after(route, [on('hide', 'posts'), { kind: 'reveal' }]))).toHaveLength(11)
})

test('to the left of a table things fold leftwards', () => {
  const use = samplePicture('route:route -> handler:handler\nhandler -> select:statement\nselect -> table:table', ['table'])
  expect(shown(after(use, [on('collapse', 'handler')]))).toEqual(['handler', 'select', 'table'])
})

test('an expansion waits for its neighbourhood, then adds it and hangs it on its node', () => {
  const expand = { kind: 'expand', key: keyOf('posts') } as const
  const waiting = scenes(route, [expand, on('hide', 'guard')], new Map())
  expect(waiting.wanted?.id).toBe('posts')
  expect(waiting.steps).toHaveLength(1)
  const around = samplePicture('cron:other -> posts:service\nposts -> cache:statement', ['posts'])
  const found = new Map([[neighbourhoodName('posts', expand), around]])
  const scene = after(route, [expand, on('hide', 'guard')], found)
  expect(shown(scene)).toContain('cron')
  expect(scene.origin.get('cache')).toBe('posts')
  expect(shown(after(route, [expand, on('collapse', 'posts')], found))).not.toContain('cron')
})

test('without roots a collapsed node folds only what hangs on it alone', () => {
  const rows = samplePicture('a:route -> t:table\nb:route -> t\nb -> u:table')
  expect(shown(after(rows, [on('collapse', 'b')]))).toEqual(['a', 'b', 't'])
})
