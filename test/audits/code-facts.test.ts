// Audits of single facts: what is severe, what is justified, what is silent.
import { expect, test } from 'vitest'
import { brief, createScene, findingsOf } from './scene.ts'

test('dropped-error: a dropped database error is grave, a justified or deferred one silent', async () => {
  const s = createScene()
  const save = s.fn('save')
  s.handled(s.route('POST', '/api/orders'), save)
  const drop = (line: number, properties: object) => {
    s.graph.node('ErrorDrop', `drop ${line}`, {
      file: 'shop.go',
      line,
      callee: 'db.Create',
      kind: 'blank',
      effect: 'database',
      ...properties,
    })
    s.graph.edge('DROPS_ERROR', save, `drop ${line}`)
  }
  drop(1, {})
  drop(2, { kind: 'ignored', effect: 'cache', callee: 'cache.Delete' })
  drop(3, { kind: 'overwritten', effect: 'io' })
  drop(4, { justified: true })
  drop(5, { deferred: true, callee: 'rows.Close' })
  const found = await findingsOf('dropped-error', s)
  expect(brief(found)).toEqual(['high high shop.go:1', 'medium medium shop.go:3', 'low high shop.go:2'])
  expect(found[0]?.path.map((p) => p.name)).toEqual(['POST /api/orders', 'save', 'db.Create'])
})

test('goroutine-risk: a panic without recover, a loop without end, a start per element without bound', async () => {
  const s = createScene()
  const [handler, worker] = [s.fn('handler'), s.fn('worker', { reachedByRoute: false })]
  s.handled(s.route('POST', '/api/orders'), handler)
  const go = (from: string, line: number, properties: object, site: object = {}) => {
    s.graph.node('Goroutine', `goroutine ${line}`, { file: 'shop.go', line, recovers: true, ends: 'returns', bounded: true, ...properties })
    s.graph.edge('STARTS', from, `goroutine ${line}`, { line, loopDepth: 0, ...site })
  }
  const loop = { loopDepth: 1, loopBound: 'data' }
  go(handler, 1, { recovers: false, panics: 'nil map' })
  go(handler, 2, { ends: 'never' })
  go(handler, 3, { perElement: true, bounded: false }, loop)
  go(handler, 4, { recovers: false })
  go(handler, 5, { ends: 'context' })
  go(handler, 6, { perElement: true, bounded: false }, { ...loop, loopBound: 'constant' })
  go(worker, 7, { ends: 'never' })
  const found = await findingsOf('goroutine-risk', s)
  expect(found.map((f) => `${f.line} ${f.severity} ${f.title}`)).toEqual([
    '1 high Goroutine whose panic ends the process',
    '2 high Goroutine that never ends',
    '3 medium Goroutines without a bound',
  ])
})

test('sql-from-strings: text of a request is grave, what leads from one less, of unknown origin least, of constants silent', async () => {
  const s = createScene()
  const search = s.fn('search')
  s.handled(s.route('GET', '/api/search'), search)
  s.query(search, 'SELECT * FROM posts ORDER BY …', { dynamic: true, injection: 'request' }, { line: 1 })
  s.query(search, 'SELECT * FROM posts WHERE …', { dynamic: true, injection: 'parameter' }, { line: 2 })
  s.query(search, 'SELECT * FROM posts WHERE title = $1', { injection: 'none' }, { line: 3 })
  s.query(search, 'SELECT * FROM posts LIMIT …', { dynamic: true, injection: 'unknown' }, { line: 4 })
  const found = await findingsOf('sql-from-strings', s)
  expect(brief(found)).toEqual(['critical high shop.go:1', 'medium medium shop.go:2', 'low low shop.go:4'])
  expect(found[0]?.routes).toEqual(['GET /api/search'])
})

test('secret-in-code: each is found, weighed by how sure it is, and never shown', async () => {
  const s = createScene()
  s.fn('main')
  s.graph.node('Secret', 'secret 1', {
    file: 'a.go',
    line: 1,
    kind: 'token',
    name: 'apiKey',
    redacted: '[redacted], 32 characters',
    confidence: 'high',
  })
  s.graph.node('Secret', 'secret 2', { file: 'a.go', line: 2, kind: 'password', name: 'devPassword', confidence: 'low' })
  expect(brief(await findingsOf('secret-in-code', s))).toEqual(['critical high a.go:1', 'medium low a.go:2'])
})

test('missing-rate-limit: credentials first, then state; a limiter of the whole application is better than none', async () => {
  const s = createScene()
  s.route('POST', '/login', { rateLimit: 'none', credential: true, line: 1 })
  const token = s.route('GET', '/token', { rateLimit: 'global', credential: true, line: 2 })
  s.guard(token, 'limiter', 1, { kind: 'rateLimit', enforces: true, condition: 'env != "test"' })
  s.route('PUT', '/profile', { rateLimit: 'none', line: 3 })
  s.route('POST', '/posts', { rateLimit: 'global', line: 4 })
  s.route('POST', '/reports', { rateLimit: 'route', line: 5 })
  s.route('POST', '/drafts', { rateLimit: 'unknown', line: 6 })
  s.route('GET', '/posts', { rateLimit: 'none', line: 7 })
  const found = await findingsOf('missing-rate-limit', s)
  expect(found.map((f) => `${f.severity} ${f.routes}`)).toEqual([
    'high POST /login',
    'medium GET /token',
    'medium PUT /profile',
    'low POST /posts',
  ])
  expect(found[1]?.message).toContain('active only when `env != "test"`')
  expect(await findingsOf('missing-rate-limit', s, { globalIsEnough: true })).toHaveLength(2)
})

test('call-without-route: a call that nothing answers is found, and the method that would be is named', async () => {
  const s = createScene()
  const route = s.route('PUT', '/api/orders/:id')
  const client = s.fn('client', { reachedByRoute: false })
  const call = (line: number, method: string, path: string, resolution = 'exact', request?: string) => {
    const id = `call ${method} ${path}`
    s.graph.node('ApiCall', id, { method, path, request, resolution, transport: 'fetch', file: 'client.ts', line })
    s.graph.edge('MAKES', client, id, { line })
    return id
  }
  s.graph.edge('REQUESTS', call(1, 'PUT', '/api/orders/:orderId'), route, { match: 'variable' })
  call(3, 'PATCH', '/api/orders/:orderId')
  call(2, 'GET', '/api/gone')
  call(4, 'GET', '*', 'unknown')
  call(5, 'GET', 'https://maps.example/v1', 'external')
  // Of one request that goes either way, one way that is answered is enough; of two that are not, one is said.
  s.graph.edge('REQUESTS', call(6, 'PUT', '/api/orders/:known', 'exact', 'either'), route, { match: 'variable' })
  call(6, 'POST', '/api/orders', 'exact', 'either')
  call(7, 'GET', '/api/old', 'exact', 'neither')
  call(7, 'POST', '/api/older', 'exact', 'neither')
  const found = await findingsOf('call-without-route', s)
  expect(found.map((f) => f.message)).toEqual([
    'The client calls `GET /api/gone`, and no route of the application answers it.',
    'The client calls `PATCH /api/orders/:orderId`, and no route of the application answers it; that path answers PUT only.',
    'The client calls `GET /api/old` or `POST /api/older`, and no route of the application answers it.',
  ])
  expect(found[1]?.fix).toContain('Call it with PUT')
})
