import { describe, expect, it } from 'vitest'
import { type LinkCall, linkApiCalls } from './http-links.ts'
import type { PathProxy } from './link-prefixes.ts'
import type { LinkRoute } from './route-trie.ts'

function routes(...written: string[]): LinkRoute[] {
  return written.map((text) => {
    const [method = '', path = '', protocol = 'http'] = text.split(' ')
    return { id: `${method} ${path}`, method, path, protocol }
  })
}

function call(text: string, more: Partial<LinkCall> = {}): LinkCall {
  const [method = '', path = ''] = text.split(' ')
  return { id: text, method, path, transport: 'fetch', base: 'own', resolution: 'exact', ...more }
}

function linked(calls: LinkCall[], to: LinkRoute[], proxies: PathProxy[] = []): string[] {
  const { links, unmatched } = linkApiCalls(calls, to, { proxies })
  return [
    ...links.map(({ callId, routeId, match }) => `${callId} -> ${routeId} ${match}`),
    ...unmatched.map(({ callId, reason, methods }) => [callId, reason, ...methods].join(' ')),
  ]
}

describe('method and path', () => {
  const to = routes('GET /users/me', 'GET /users/:id', 'PUT /users/:id', 'GET /files/*', 'GET /files/public/*', '* /any', 'GET /any')

  it.each([
    ['a literal goes before a variable', 'GET /users/me', 'GET /users/me -> GET /users/me exact'],
    ['a variable meets a variable', 'GET /users/:userId', 'GET /users/:userId -> GET /users/:id exact'],
    ['a literal may stand for a variable', 'PUT /users/7', 'PUT /users/7 -> PUT /users/:id variable'],
    ['the deepest wildcard wins', 'GET /files/public/a/b', 'GET /files/public/a/b -> GET /files/public/* wildcard'],
    ['HEAD is answered by GET', 'HEAD /users/me', 'HEAD /users/me -> GET /users/me exact'],
    ['case and a last slash do not count', 'GET /Users/Me/', 'GET /Users/Me/ -> GET /users/me exact'],
    ['the very method goes before any method', 'GET /any', 'GET /any -> GET /any exact'],
    ['a route for any method answers', 'DELETE /any', 'DELETE /any -> * /any exact'],
    ['another method is a mismatch', 'PATCH /users/7', 'PATCH /users/7 method-mismatch GET PUT'],
    ['no route', 'GET /groups', 'GET /groups no-route'],
  ])('%s', (_, asked, answer) => {
    expect(linked([call(asked)], to)).toEqual([answer])
  })

  it('a wildcard for all paths answers nothing in earnest', () => {
    expect(linked([call('GET /api/gone')], routes('GET /*', 'GET /api/here'))).toEqual(['GET /api/gone no-route'])
  })

  it('a part of a route that is not known is empty or one segment, and goes behind what is known', () => {
    const to = routes(
      'GET /{base}/setup/language',
      'POST /{base}/setup/:step',
      'GET /{base}/:id',
      'GET /setup/known',
      'GET /{base}/setup/known',
    )
    expect(linked([call('GET /setup/language'), call('POST /v1/setup/db'), call('GET /setup/known'), call('GET /gone')], to)).toEqual([
      'GET /setup/language -> GET /{base}/setup/language variable',
      'POST /v1/setup/db -> POST /{base}/setup/:step variable',
      'GET /setup/known -> GET /setup/known exact',
      'GET /gone no-route',
    ])
  })

  it('a variable of the call means every literal of its place, unless the route has a variable too', () => {
    const reports = routes('GET /reports/busiest', 'GET /reports/longest')
    expect(linked([call('GET /reports/:name')], reports)).toEqual([
      'GET /reports/:name -> GET /reports/busiest variable',
      'GET /reports/:name -> GET /reports/longest variable',
    ])
    expect(linked([call('GET /reports/:name')], [...reports, ...routes('GET /reports/:any')])).toEqual([
      'GET /reports/:name -> GET /reports/:any exact',
    ])
  })

  it('a method that is not known needs a path with one method', () => {
    const partial = { resolution: 'partial' }
    expect(
      linked([call('* /users/me', partial), call('* /users/:id', partial)], routes('GET /users/me', 'GET /users/:id', 'PUT /users/:id')),
    ).toEqual(['* /users/me -> GET /users/me exact', '* /users/:id unknown-method GET PUT'])
  })

  it('what is glued to a word is taken for a query', () => {
    const partial = { resolution: 'partial' }
    expect(linked([call('GET /users*', partial), call('GET /nothing*', partial)], routes('GET /users'))).toEqual([
      'GET /users* -> GET /users wildcard',
      'GET /nothing* unknown-url',
    ])
  })
})

it('a socket prefers a socket route, and takes a GET', () => {
  const to = routes('GET /feed', 'GET /feed ws', 'GET /plain')
  const socket = { transport: 'websocket' }
  const { links } = linkApiCalls(
    [call('GET /feed', socket), call('GET /plain', socket)],
    [...to.slice(0, 1), { ...to[1], id: 'socket' } as LinkRoute, ...to.slice(2)],
  )
  expect(links.map(({ routeId }) => routeId)).toEqual(['socket', 'GET /plain'])
})

it('a static folder answers what is below it', () => {
  expect(linked([call('GET /media/a.png')], routes('GET /media static'))).toEqual(['GET /media/a.png -> GET /media wildcard'])
})

describe('what stands before the path', () => {
  const to = routes('GET /v1/users', 'GET /v1/users/:id', 'POST /v1/login', 'GET /health')

  it('a proxy rewrites', () => {
    const proxy = { prefix: '/backend', strip: '/backend', add: '/v1' }
    expect(linked([call('GET /backend/users')], to, [proxy])).toEqual(['GET /backend/users -> GET /v1/users exact'])
  })

  it('an unknown base ends in the beginning that suits the calls', () => {
    const behind = { base: 'unknown', resolution: 'partial' } as const
    const calls = ['GET /users', 'GET /users/:id', 'POST /login', 'GET /gone'].map((text) => call(text, behind))
    expect(linked(calls, to)).toEqual([
      'GET /users -> GET /v1/users variable',
      'GET /users/:id -> GET /v1/users/:id variable',
      'POST /login -> POST /v1/login variable',
      'GET /gone unknown-url',
    ])
  })

  it('alone, it counts only where one beginning leads to a route', () => {
    const behind = { base: 'unknown', resolution: 'partial' } as const
    expect(linked([call('GET /users', behind)], to)).toEqual(['GET /users -> GET /v1/users variable'])
    expect(linked([call('GET /users', behind)], [...to, ...routes('GET /v2/users')])).toEqual(['GET /users unknown-url'])
  })

  it('a gateway that nobody shows is inferred from several calls, never from one', () => {
    const all = ['GET /api/users', 'GET /api/users/:id', 'POST /api/login', 'GET /api/gone'].map((text) => call(text))
    expect(linked(all, to)).toEqual([
      'GET /api/users -> GET /v1/users variable',
      'GET /api/users/:id -> GET /v1/users/:id variable',
      'POST /api/login -> POST /v1/login variable',
      'GET /api/gone no-route',
    ])
    expect(linked(all.slice(0, 1), to)).toEqual(['GET /api/users no-route'])
  })

  it('calls of a version that is not there are wrong, where the others arrive', () => {
    const right = ['GET /v1/users', 'GET /v1/users/:id', 'POST /v1/login', 'GET /health'].map((text) => call(text))
    const wrong = ['GET /v2/users', 'GET /v2/users/:id', 'POST /v2/login'].map((text) => call(text))
    expect(linked([...right, ...wrong], to).slice(4)).toEqual(wrong.map(({ id }) => `${id} no-route`))
  })
})

it('counts every call once and names the routes that nothing calls', () => {
  const calls = [
    call('GET /a'),
    call('GET /b'),
    call('GET *', { resolution: 'unknown', base: 'unknown' }),
    call('GET /c', { resolution: 'external', base: 'external' }),
  ]
  const { counts, uncalledRoutes } = linkApiCalls(calls, routes('GET /a', 'GET /z'))
  expect(counts).toEqual({ total: 4, matched: 1, unmatched: 1, unknown: 1, external: 1 })
  expect(uncalledRoutes).toEqual(['GET /z'])
})
