// The server's functions of the sample graph, and who calls whom.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'

export type SampleFunctions = ReturnType<typeof sampleFunctions>

export function sampleCall(g: GraphBuilder) {
  return (from: string, to: string, line: number, more: Readonly<Record<string, string | number | boolean>> = {}) =>
    g.edge('CALLS', from, to, { line, loopDepth: 0, resolution: 'exact', fanout: 1, ...more })
}

export function sampleFunctions(g: GraphBuilder) {
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

  const call = sampleCall(g)
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
  return {
    main,
    listRentals,
    createRental,
    userRentals,
    showBike,
    login,
    live,
    health,
    rentalService,
    startRental,
    decorate,
    bikeService,
    rentalList,
    rentalByMember,
    rentalCreate,
    bikeGet,
    bikeTake,
    memberByEmail,
    payClient,
    notify,
    cacheGet,
    requireAuth,
    txClosure,
    bikeLoader,
  }
}
