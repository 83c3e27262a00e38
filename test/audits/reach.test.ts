import { expect, test } from 'vitest'
import { loadReach } from '#audit/reach.ts'
import { createScene, type Scene, withReader } from './scene.ts'

function reachOf(s: Scene, fn: string) {
  return withReader(s.graph.build(), async (reader) => (await loadReach(reader)).to(fn))
}

test('every route that reaches a function, and the shortest way, also through recursion and ties', async () => {
  const s = createScene()
  const [a, b, c, d] = [s.fn('a'), s.fn('b'), s.fn('c'), s.fn('d')]
  const [far, near] = [s.route('GET', '/far'), s.route('GET', '/near')]
  s.handled(far, a)
  s.handled(near, b)
  for (const [from, to] of [
    [a, b],
    [a, c],
    [b, d],
    [c, d],
    [d, a],
  ] as const)
    s.calls(from, to)
  expect(await reachOf(s, d)).toEqual({ routes: [far, near], way: [near, b] })
  expect(await reachOf(s, a)).toEqual({ routes: [far, near], way: [far] })
})

test('the way leads through middleware and goroutines where it has to', async () => {
  const s = createScene()
  const [check, worker] = [s.fn('check'), s.fn('worker')]
  const route = s.route('GET', '/')
  const guard = s.guard(route, 'auth', 1)
  s.graph.edge('RUNS', guard, check)
  s.graph.node('Goroutine', 'goroutine 1', {})
  s.graph.edge('STARTS', check, 'goroutine 1')
  s.graph.edge('SPAWNS', 'goroutine 1', worker)
  expect(await reachOf(s, worker)).toEqual({ routes: [route], way: [route, guard, check, 'goroutine 1'] })
})

test('what no route reaches has no way', async () => {
  const s = createScene()
  const [main, seed] = [s.fn('main'), s.fn('seed')]
  s.calls(main, seed)
  expect(await reachOf(s, seed)).toEqual({ routes: [], way: [] })
})
