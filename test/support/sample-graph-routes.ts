// Middleware and routes of the sample graph.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { SampleFunctions } from './sample-graph-functions.ts'

const APP = 'cmd/server'
const serverFile = 'internal/server/server.go'

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

export function sampleRoutes(g: GraphBuilder, functions: SampleFunctions): void {
  const { listRentals, createRental, userRentals, showBike, login, live, health, requireAuth } = functions
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
}
