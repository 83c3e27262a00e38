import { expect, test } from 'vitest'
import { createScene, findingsOf } from './scene.ts'

test('writing routes behind a guard that never rejects are one finding of that guard', async () => {
  const s = createScene()
  const orders = s.table('orders')
  const lax = { kind: 'authn', enforces: false, args: ['false'], evidence: 'every branch calls the next handler' }
  for (const path of ['/api/orders', '/api/refunds']) {
    const route = s.route('POST', path, { auth: 'optional' })
    s.guard(route, 'auth', 1, lax)
    s.touches(route, orders, 'write')
  }
  const [finding, ...rest] = await findingsOf('auth-never-enforces', s)
  expect(rest).toEqual([])
  expect(finding).toMatchObject({ severity: 'critical', file: 'routes.go', line: 3, routes: ['POST /api/orders', 'POST /api/refunds'] })
  expect(finding?.fix).toContain('its arguments here are false')
  expect(finding?.path.map((p) => p.name)).toEqual(['POST /api/orders', 'auth'])
})

test('a check of rights that never rejects is found wherever it stands', async () => {
  const s = createScene()
  s.guard(s.route('GET', '/admin/users'), 'requireAdmin', 1, { kind: 'authz', enforces: false })
  expect(await findingsOf('auth-never-enforces', s)).toMatchObject([{ routes: ['GET /admin/users'] }])
})

test('silence where the guard rejects, another one does, or the route only reads', async () => {
  const s = createScene()
  const posts = s.table('posts')
  const firm = s.route('POST', '/api/posts')
  s.guard(firm, 'auth', 1, { kind: 'authn', enforces: true })
  s.touches(firm, posts, 'write')
  const second = s.route('PUT', '/api/posts/:id')
  s.guard(second, 'whoami', 1, { kind: 'authn', enforces: false })
  s.guard(second, 'auth', 2, { kind: 'authn', enforces: true })
  s.touches(second, posts, 'write')
  const reading = s.route('GET', '/api/posts', { auth: 'optional' })
  s.guard(reading, 'whoami', 1, { kind: 'authn', enforces: false })
  s.touches(reading, posts, 'read')
  expect(await findingsOf('auth-never-enforces', s)).toEqual([])
})
