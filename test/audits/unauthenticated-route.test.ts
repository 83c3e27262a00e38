import { expect, test } from 'vitest'
import { createScene, findingsOf } from './scene.ts'

test('a writing route without authentication is found, the graver where others guard the same table', async () => {
  const s = createScene()
  const [orders, notes] = [s.table('orders'), s.table('notes')]
  const open = s.route('POST', '/api/orders', { auth: 'none' })
  s.guard(open, 'logger', 1)
  s.handled(open, s.fn('createOrder'))
  s.touches(open, orders, 'write')
  s.touches(s.route('DELETE', '/api/orders/:id'), orders, 'write')
  s.touches(s.route('POST', '/api/notes', { auth: 'none' }), notes, 'write')
  const [first, second, ...rest] = await findingsOf('unauthenticated-route', s)
  expect(rest).toEqual([])
  expect(first).toMatchObject({ severity: 'critical', confidence: 'high', routes: ['POST /api/orders'] })
  expect(first?.message).toBe(
    '`POST /api/orders` writes orders, and nothing before its handler authenticates the caller (middleware there: 1); other routes that write there require it (1).',
  )
  expect(first?.path.map((p) => p.name)).toEqual(['POST /api/orders', 'logger', 'createOrder', 'orders'])
  expect(second).toMatchObject({ severity: 'high', confidence: 'medium', routes: ['POST /api/notes'] })
})

test('a reading route is found when it is internal, or the odd one out among guarded neighbours', async () => {
  const s = createScene()
  const invoices = s.table('invoices')
  s.touches(s.route('GET', '/api/invoices/export', { auth: 'none' }), invoices, 'read')
  for (const path of ['/api/invoices', '/api/invoices/:id', '/api/invoices/:id/lines']) s.touches(s.route('GET', path), invoices, 'read')
  s.touches(s.route('GET', '/admin/users', { auth: 'none' }), s.table('users'), 'read')
  const found = await findingsOf('unauthenticated-route', s)
  expect(found.map((f) => `${f.severity} ${f.confidence} ${f.routes}`)).toEqual([
    'high medium GET /admin/users',
    'medium low GET /api/invoices/export',
  ])
})

test('silence on guarded, public, credential and proven routes', async () => {
  const s = createScene()
  const posts = s.table('posts')
  s.touches(s.route('POST', '/api/posts'), posts, 'write')
  s.touches(s.route('GET', '/api/posts', { auth: 'none' }), posts, 'read')
  s.touches(s.route('GET', '/api/posts/:id', { auth: 'optional' }), posts, 'read')
  s.touches(s.route('POST', '/api/login', { auth: 'none', credential: true }), s.table('sessions'), 'write')
  s.touches(s.route('POST', '/hooks/payment', { auth: 'none', proof: 'signature' }), posts, 'write')
  s.touches(s.route('POST', '/api/drafts', { auth: 'unknown' }), posts, 'write')
  s.route('GET', '/health', { auth: 'none' })
  s.route('GET', '/assets/*', { auth: 'none', protocol: 'static' })
  expect(await findingsOf('unauthenticated-route', s)).toEqual([])
})

test('a route that only some environments register is said to be so', async () => {
  const s = createScene()
  s.touches(s.route('POST', '/dev/seed', { auth: 'none', condition: 'cfg.Env == "development"' }), s.table('posts'), 'write')
  const [finding] = await findingsOf('unauthenticated-route', s)
  expect(finding).toMatchObject({ severity: 'medium' })
  expect(finding?.message).toContain('registered only when `cfg.Env == "development"`')
})
