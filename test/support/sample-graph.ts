// A small, believable graph with every label and relationship of the schema: a bike rental with four routes worth looking at.
// For tests of the API and of the explorer; no source files stand behind it.

import { createGraphBuilder, type Graph } from '#graph/graph.ts'
import type { GraphStamp } from '#graph/store/store.ts'
import { symbol } from '#graph/symbol.ts'
import { sampleSchema } from './sample-graph-schema.ts'

export const sampleStamp: Omit<GraphStamp, 'version'> = { fingerprint: 'sample-1', repository: '/srv/pedal' }

const APP = 'cmd/server'

export const sampleIds = {
  listRentals: symbol.route(APP, 'GET', '/api/rentals'),
  createRental: symbol.route(APP, 'POST', '/api/rentals'),
  showBike: symbol.route(APP, 'GET', '/api/bikes/:id'),
  memberRentals: symbol.route(APP, 'GET', '/api/members/:id/rentals'),
  login: symbol.route(APP, 'POST', '/api/login'),
  live: symbol.route(APP, 'GET', '/ws/stations'),
  assets: symbol.route(APP, 'GET', '/assets/*'),
  health: symbol.route(APP, 'GET', '/health'),
} as const

export function sampleGraph(): Graph {
  const g = createGraphBuilder()
  const go = (pkg: string, receiver: string | undefined, name: string, file: string, line: number, roles: readonly string[] = []) => {
    const id = symbol.goFunction(pkg, receiver, name)
    const exported = /^[A-Z]/.test(name)
    g.node(
      'Function',
      id,
      { file, line, endLine: line + 14, name, receiver, package: pkg, language: 'go', exported, reachable: true },
      roles,
    )
    return id
  }
  const ts = (file: string, container: string | undefined, name: string, line: number, roles: readonly string[] = []) => {
    const id = symbol.tsFunction(file, container, name)
    g.node('Function', id, { file, line, endLine: line + 20, name, receiver: container, package: file, language: 'typescript' }, roles)
    return id
  }

  sampleSchema(g)

  // The server.
  const serverFile = 'internal/server/server.go'
  const main = go('cmd/server', undefined, 'main', 'cmd/server/main.go', 12, ['Main'])
  const listRentals = go('internal/server', 'Server', 'ListRentals', 'internal/server/rentals.go', 18, ['Handler'])
  const createRental = go('internal/server', 'Server', 'CreateRental', 'internal/server/rentals.go', 41, ['Handler'])
  const userRentals = go('internal/server', 'Server', 'UserRentals', 'internal/server/rentals.go', 88, ['Handler'])
  const showBike = go('internal/server', 'Server', 'ShowBike', 'internal/server/bikes.go', 14, ['Handler'])
  const login = go('internal/server', 'Server', 'Login', 'internal/server/auth.go', 22, ['Handler'])
  const live = go('internal/server', 'Server', 'LiveStations', 'internal/server/live.go', 16, ['Handler'])
  const health = go('internal/server', 'Server', 'Health', 'internal/server/health.go', 9, ['Handler'])
  const rentalService = go('internal/service', 'RentalService', 'List', 'internal/service/rental.go', 20, ['Service'])
  const startRental = go('internal/service', 'RentalService', 'Start', 'internal/service/rental.go', 52, ['Service'])
  const decorate = go('internal/service', 'RentalService', 'decorate', 'internal/service/rental.go', 96, ['Service'])
  const bikeService = go('internal/service', 'BikeService', 'Get', 'internal/service/bike.go', 18, ['Service'])
  const rentalList = go('internal/repository', 'rentalRepository', 'List', 'internal/repository/rental.go', 15, ['Repository'])
  const rentalByMember = go('internal/repository', 'rentalRepository', 'ByMember', 'internal/repository/rental.go', 33, ['Repository'])
  const rentalCreate = go('internal/repository', 'rentalRepository', 'Create', 'internal/repository/rental.go', 51, ['Repository'])
  const bikeGet = go('internal/repository', 'bikeRepository', 'Get', 'internal/repository/bike.go', 14, ['Repository'])
  const bikeTake = go('internal/repository', 'bikeRepository', 'MarkTaken', 'internal/repository/bike.go', 29, ['Repository'])
  const memberByEmail = go('internal/repository', 'memberRepository', 'ByEmail', 'internal/repository/member.go', 12, ['Repository'])
  const payClient = go('internal/payment', 'Client', 'Authorise', 'internal/payment/client.go', 27)
  const notify = go('internal/events', undefined, 'PublishRental', 'internal/events/publish.go', 11)
  const cacheGet = go('internal/cache', undefined, 'Aside', 'internal/cache/aside.go', 19)
  const requireAuth = go('internal/server', 'Server', 'AuthRequired', 'internal/server/auth.go', 60)
  const txClosure = symbol.closure(startRental, 1)
  g.node(
    'Function',
    txClosure,
    { file: 'internal/service/rental.go', line: 61, endLine: 74, name: 'func1', package: 'internal/service', language: 'go' },
    ['Closure'],
  )
  const bikeLoader = symbol.closure(bikeService, 1)
  g.node(
    'Function',
    bikeLoader,
    { file: 'internal/service/bike.go', line: 21, endLine: 26, name: 'func1', package: 'internal/service', language: 'go' },
    ['Closure'],
  )

  const call = (from: string, to: string, line: number, more: Readonly<Record<string, string | number | boolean>> = {}) =>
    g.edge('CALLS', from, to, { line, loopDepth: 0, resolution: 'exact', fanout: 1, ...more })
  call(listRentals, rentalService, 24)
  call(userRentals, rentalByMember, 95, { resolution: 'interface' })
  call(rentalService, rentalList, 23, { resolution: 'interface', fanout: 1 })
  call(rentalService, decorate, 27)
  call(decorate, bikeGet, 101, { loopDepth: 1, loopBound: 'data', perElement: true, resolution: 'interface' })
  call(createRental, startRental, 55)
  call(startRental, payClient, 57)
  call(startRental, txClosure, 60, { inTransaction: true, via: 'Transaction' })
  call(txClosure, bikeTake, 64, { inTransaction: true })
  call(txClosure, rentalCreate, 69, { inTransaction: true })
  call(startRental, notify, 77, { inGoroutine: true })
  call(showBike, bikeService, 19)
  call(bikeService, cacheGet, 20)
  call(bikeService, bikeLoader, 20, { cached: true, via: 'Aside' })
  call(bikeLoader, bikeGet, 22, { cached: true, resolution: 'interface', fanout: 2 })
  call(login, memberByEmail, 31, { resolution: 'inferred' })

  // Statements.
  const statement = (
    fn: string,
    name: string,
    sql: string,
    at: readonly [file: string, line: number],
    properties: Readonly<Record<string, string | boolean>>,
    site: Readonly<Record<string, string | number | boolean>> = {},
  ) => {
    const id = symbol.query(fn, sql, 0)
    const [file, line] = at
    const defaults = { source: 'gorm', role: 'main', dynamic: false, injection: 'none', parsed: true, bounded: true }
    g.node('Query', id, { file, line, endLine: line, name, sql, ...defaults, ...properties })
    g.edge('EXECUTES', fn, id, { line, loopDepth: 0, ...site })
    return id
  }
  const rentalFile = 'internal/repository/rental.go'
  const qList = statement(
    rentalList,
    'SELECT rentals',
    'SELECT * FROM "rentals" WHERE "rentals"."deleted_at" IS NULL ORDER BY "rentals"."started_at" DESC',
    [rentalFile, 18],
    { operation: 'select', bounded: false },
  )
  const qByMember = statement(
    rentalByMember,
    'SELECT rentals',
    'SELECT * FROM "rentals" WHERE "rentals"."member_id" = $1 AND "rentals"."deleted_at" IS NULL LIMIT 50',
    [rentalFile, 36],
    { operation: 'select', boundedBy: 'limit' },
  )
  const qPreload = statement(rentalByMember, 'SELECT bikes', 'SELECT * FROM "bikes" WHERE "bikes"."id" = ANY($1)', [rentalFile, 36], {
    operation: 'select',
    role: 'preload',
    boundedBy: 'parent',
  })
  const qCreate = statement(
    rentalCreate,
    'INSERT rentals',
    'INSERT INTO "rentals" ("member_id", "bike_id", "started_at") VALUES ($1, $2, $3) RETURNING "id"',
    [rentalFile, 54],
    { operation: 'insert', inTransaction: true },
    { inTransaction: true },
  )
  const qBike = statement(
    bikeGet,
    'SELECT bikes',
    'SELECT * FROM "bikes" WHERE "bikes"."id" = $1 ORDER BY "bikes"."id" LIMIT 1',
    ['internal/repository/bike.go', 17],
    { operation: 'select', boundedBy: 'key' },
  )
  const qTake = statement(
    bikeTake,
    'UPDATE bikes',
    'UPDATE "bikes" SET "taken" = true WHERE "id" = $1 AND "taken" = false',
    ['internal/repository/bike.go', 31],
    { operation: 'update', inTransaction: true },
    { inTransaction: true },
  )
  const qMember = statement(
    memberByEmail,
    'SELECT members',
    'SELECT * FROM "members" WHERE "email" = $1 LIMIT 1',
    ['internal/repository/member.go', 15],
    { operation: 'select', source: 'database/sql', boundedBy: 'key' },
  )
  const qLive = statement(live, 'SELECT stations', 'SELECT * FROM "stations" WHERE … ORDER BY "name"', ['internal/server/live.go', 22], {
    operation: 'select',
    bounded: false,
    dynamic: true,
    dynamicReason: 'condition from the request',
    injection: 'request',
    parsed: false,
  })
  const reads = (q: string, ...tables: readonly string[]) => {
    for (const t of tables) g.edge('READS', q, symbol.table(t))
  }
  const writes = (q: string, ...tables: readonly string[]) => {
    for (const t of tables) g.edge('WRITES', q, symbol.table(t))
  }
  reads(qList, 'rentals')
  reads(qByMember, 'rentals')
  reads(qPreload, 'bikes')
  reads(qBike, 'bikes')
  reads(qMember, 'members')
  reads(qLive, 'stations')
  writes(qCreate, 'rentals')
  writes(qTake, 'bikes')
  g.edge('FILTERS_ON', qByMember, symbol.column('rentals', 'member_id'), { op: '=' })
  g.edge('FILTERS_ON', qList, symbol.column('rentals', 'deleted_at'), { op: 'is null' })
  g.edge('FILTERS_ON', qBike, symbol.column('bikes', 'id'), { op: '=' })
  g.edge('FILTERS_ON', qMember, symbol.column('members', 'email'), { op: '=' })
  g.edge('JOINS_ON', qPreload, symbol.column('bikes', 'id'))
  g.edge('ORDERS_BY', qList, symbol.column('rentals', 'started_at'), { position: 1, direction: 'desc' })
  const advice = symbol.indexAdvice('rentals', ['member_id'])
  g.node('IndexAdvice', advice, {
    file: rentalFile,
    line: 36,
    table: 'rentals',
    columns: ['member_id'],
    kind: 'foreignKey',
    statement: 'CREATE INDEX CONCURRENTLY "idx_rentals_member_id" ON "rentals" ("member_id")',
    reason: 'a foreign key without an index: every delete of a member scans rentals',
    confidence: 'high',
  })
  g.edge('ADVISED_FOR', advice, symbol.table('rentals'))
  g.edge('WOULD_SERVE', advice, qByMember)

  // Other effects and facts.
  const cache = symbol.fact('cache', cacheGet, 'GET bike:*', 0)
  g.node('CacheOp', cache, {
    file: 'internal/cache/aside.go',
    line: 22,
    store: 'redis',
    operation: 'GET',
    keyPattern: 'bike:*',
    ttl: '5m',
    access: 'read',
  })
  g.edge('USES', cacheGet, cache, { line: 22 })
  const pay = symbol.fact('http', payClient, 'POST /authorisations', 0)
  g.node('HttpCall', pay, { file: 'internal/payment/client.go', line: 33, method: 'POST', url: 'https://pay.example/authorisations' })
  g.edge('USES', payClient, pay, { line: 33 })
  const publish = symbol.fact('publish', notify, 'rentals', 0)
  g.node('Publish', publish, { file: 'internal/events/publish.go', line: 14, store: 'redis', channel: 'rentals' })
  g.edge('USES', notify, publish, { line: 14 })
  const goroutine = symbol.fact('goroutine', startRental, 'PublishRental', 0)
  g.node('Goroutine', goroutine, {
    file: 'internal/service/rental.go',
    line: 77,
    callee: 'events.PublishRental',
    recovers: false,
    panics: 'type assertion without ok',
    ends: 'returns',
    bounded: false,
  })
  g.edge('STARTS', startRental, goroutine, { line: 77 })
  g.edge('SPAWNS', goroutine, notify)
  const drop = symbol.fact('errorDrop', notify, 'Publish', 0)
  g.node('ErrorDrop', drop, {
    file: 'internal/events/publish.go',
    line: 14,
    callee: 'redis.Publish',
    kind: 'blank',
    deferred: false,
    justified: false,
    effect: 'cache',
  })
  g.edge('DROPS_ERROR', notify, drop)
  g.node('EnvVar', 'env DATABASE_URL', { name: 'DATABASE_URL', file: 'cmd/server/main.go', line: 19 })
  g.edge('READS_ENV', main, 'env DATABASE_URL', { line: 19 })
  g.node('Secret', 'secret internal/payment/client.go apiKey', {
    file: 'internal/payment/client.go',
    line: 12,
    kind: 'apiKey',
    name: 'apiKey',
    redacted: 'sk_l…',
    confidence: 'high',
  })
  g.node('Dependency', 'dependency go github.com/gofiber/fiber/v2', {
    name: 'github.com/gofiber/fiber/v2',
    version: 'v2.52.5',
    ecosystem: 'go',
    file: 'go.mod',
    line: 6,
  })
  g.node('Container', 'container postgres', { name: 'postgres', image: 'postgres:16-alpine', file: 'docker-compose.yml', line: 3 })
  const test = 'test internal/service/rental_test.go TestStart'
  g.node('TestCase', test, { name: 'TestStart', file: 'internal/service/rental_test.go', line: 10, language: 'go' })
  g.edge('EXERCISES', test, startRental)
  g.node('Diagnostic', symbol.diagnostic('resolve', serverFile, 'unresolved-call', 'plugin.Lookup', 0), {
    file: serverFile,
    line: 120,
    stage: 'resolve',
    reason: 'unresolved-call',
    message: 'plugin.Lookup: the function is only known at run time',
    severity: 'warning',
  })

  // Middleware, in order of registration.
  const middleware = (
    name: string,
    prefix: string,
    ordinal: number,
    line: number,
    kind: string,
    enforces: boolean,
    args: string[] = [],
  ) => {
    const id = symbol.middleware(APP, prefix, name, ordinal)
    g.node('Middleware', id, { file: serverFile, line, app: APP, name, kind, enforces, prefix, args })
    return id
  }
  const recover = middleware('recover.New', '', 1, 40, 'recover', false)
  const limit = middleware('limiter.New', '', 1, 44, 'rateLimit', true, ['100', '1m'])
  const auth = middleware('Server.AuthRequired', '/api', 1, 58, 'authn', true)
  const rentalLimit = middleware('Server.RateLimit', '/api/rentals', 1, 66, 'rateLimit', true, ['10', '1m'])
  g.edge('RUNS', auth, requireAuth)

  // Routes.
  const route = (
    id: string,
    handler: string | undefined,
    line: number,
    chain: readonly string[],
    properties: Readonly<Record<string, string | boolean | readonly string[]>>,
  ) => {
    const [, app = APP, method = '', path = ''] = id.split(' ')
    const defaults = { protocol: 'http', framework: 'fiber', auth: 'required', rateLimit: 'global', roles: [] }
    g.node('Route', id, { file: serverFile, line, endLine: line, app, method, path, ...defaults, ...properties })
    if (handler) g.edge('HANDLED_BY', id, handler)
    for (const [i, m] of chain.entries()) g.edge('GUARDED_BY', id, m, { order: i + 1 })
  }
  const ids = sampleIds
  route(ids.health, health, 50, [recover, limit], { handler: 'Server.Health', auth: 'none' })
  route(ids.login, login, 54, [recover, limit], { handler: 'Server.Login', auth: 'none', credential: true })
  route(ids.listRentals, listRentals, 68, [recover, limit, auth, rentalLimit], { handler: 'Server.ListRentals', rateLimit: 'route' })
  route(ids.createRental, createRental, 69, [recover, limit, auth, rentalLimit], { handler: 'Server.CreateRental', rateLimit: 'route' })
  route(ids.memberRentals, userRentals, 72, [recover, limit, auth], { handler: 'Server.UserRentals', roles: ['staff'] })
  route(ids.showBike, showBike, 74, [recover, limit], { handler: 'Server.ShowBike', auth: 'optional' })
  route(ids.live, live, 80, [recover, limit], {
    handler: 'Server.LiveStations',
    protocol: 'ws',
    auth: 'unknown',
    authReason: 'a guard stands under the condition cfg.PrivateStations',
  })
  route(ids.assets, undefined, 84, [recover], {
    handler: 'app.Static',
    protocol: 'static',
    auth: 'none',
    rateLimit: 'none',
    handlerReason: "the library's own handler",
  })
  const touches: readonly (readonly [route: string, table: string, mode: string, depth: number])[] = [
    [ids.listRentals, 'rentals', 'read', 3],
    [ids.listRentals, 'bikes', 'read', 4],
    [ids.createRental, 'rentals', 'write', 4],
    [ids.createRental, 'bikes', 'write', 4],
    [ids.memberRentals, 'rentals', 'read', 2],
    [ids.memberRentals, 'bikes', 'read', 2],
    [ids.showBike, 'bikes', 'read', 4],
    [ids.login, 'members', 'read', 2],
    [ids.live, 'stations', 'read', 1],
  ]
  for (const [from, table, mode, depth] of touches) g.edge('TOUCHES', from, symbol.table(table), { mode, depth })

  // The client.
  const page = ts('web/src/pages/RentalsPage.tsx', undefined, 'RentalsPage', 14, ['Component'])
  const list = ts('web/src/components/RentalList.tsx', undefined, 'RentalList', 8, ['Component'])
  const bikeCard = ts('web/src/components/BikeCard.tsx', undefined, 'BikeCard', 6, ['Component'])
  const useRentals = ts('web/src/hooks/useRentals.ts', undefined, 'useRentals', 5, ['Hook'])
  const apiList = ts('web/src/api/client.ts', 'api', 'listRentals', 31)
  const apiCreate = ts('web/src/api/client.ts', 'api', 'createRental', 38)
  const apiBike = ts('web/src/api/client.ts', 'api', 'bike', 45)
  const apiLost = ts('web/src/api/client.ts', 'api', 'cancelRental', 52)
  g.edge('RENDERS', page, list, { line: 30 })
  g.edge('RENDERS', list, bikeCard, { line: 22 })
  call(page, useRentals, 16)
  call(useRentals, apiList, 9)
  call(page, apiCreate, 24, { resolution: 'inferred' })
  call(bikeCard, apiBike, 10, { loopDepth: 1, loopBound: 'data' })
  const apiCall = (fn: string, name: string, method: string, path: string, line: number, target: string | undefined) => {
    const id = symbol.apiCall(fn, method, path, 0)
    const resolution = 'exact'
    g.node('ApiCall', id, { file: 'web/src/api/client.ts', line, name, method, path, transport: 'fetch', resolution })
    g.edge('MAKES', fn, id, { line })
    if (target) g.edge('REQUESTS', id, target, { match: path.includes(':') ? 'variable' : 'exact' })
  }
  apiCall(apiList, 'api.listRentals', 'GET', '/api/rentals', 32, ids.listRentals)
  apiCall(apiCreate, 'api.createRental', 'POST', '/api/rentals', 39, ids.createRental)
  apiCall(apiBike, 'api.bike', 'GET', '/api/bikes/:id', 46, ids.showBike)
  apiCall(apiLost, 'api.cancelRental', 'DELETE', '/api/rentals/:id', 53, undefined)
  return g.build()
}
