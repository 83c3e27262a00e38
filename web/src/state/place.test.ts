import { expect, test } from 'vitest'
import { formatPlace, type Place, parsePlace } from './place.ts'

const places: readonly Place[] = [
  { screen: 'overview' },
  { screen: 'routes', filter: {} },
  { screen: 'routes', filter: { text: 'a b&c', method: ['GET', '*'], auth: ['none', 'unknown'], rateLimit: ['global'], findings: true } },
  { screen: 'route', id: 'route cmd/server GET /api/posts/:id', view: {} },
  {
    screen: 'route',
    id: 'route cmd/server GET /api/über/*',
    pane: 'about',
    view: { node: 'go internal/x/Y#Z().func1.', edits: 'xk1.mk2~10~-4', layout: 'free' },
  },
  { screen: 'tables' },
  { screen: 'tables', text: 'user', used: false },
  { screen: 'schema', keys: false },
  { screen: 'schema', text: 'user', keys: true },
  { screen: 'table', name: 'posts', view: { node: 'table posts' } },
  { screen: 'findings', filter: { severity: ['high'], rule: ['n-plus-one'], text: '100%' }, open: 'abc123', view: {} },
  { screen: 'audits', run: false, parameters: {}, view: {} },
  { screen: 'audits', id: 'missing-index', run: true, parameters: { minDepth: '2' }, view: { tab: 'picture' } },
  { screen: 'cypher', text: "MATCH (n)\nWHERE n.a = '#?&+' RETURN n", run: true, parameters: { p: '"x"' }, view: { tab: 'rows' } },
  { screen: 'node', id: 'go a/b().', table: '*', view: {} },
  { screen: 'node', id: 'query go a/b(). 1', plan: true, view: {} },
  { screen: 'nowhere', path: '/elsewhere?x=1' },
]

test.each(places.map((place) => [formatPlace(place), place] as const))('%s', (address, place) => {
  expect(parsePlace(new URL(address, 'http://here'))).toEqual(place)
})

test('ids stay readable in the address', () => {
  expect(formatPlace({ screen: 'route', id: 'route cmd/server GET /api/posts/:id', view: {} })).toBe(
    '/route?id=route+cmd/server+GET+/api/posts/:id',
  )
})

test('words that are none of ours are left out', () => {
  expect(parsePlace(new URL('http://here/route?id=r&layout=spiral'))).toEqual({ screen: 'route', id: 'r', view: {} })
  expect(parsePlace(new URL('http://here/routes/'))).toEqual({ screen: 'routes', filter: {} })
})
