// The browser's side of the sample graph.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import { sampleCall } from './sample-graph-functions.ts'
import { sampleIds } from './sample-graph-routes.ts'

export function sampleClient(g: GraphBuilder): void {
  const ids = sampleIds
  const call = sampleCall(g)
  const ts = (file: string, container: string | undefined, name: string, line: number, roles: readonly string[] = []) => {
    const id = symbol.tsFunction(file, container, name)
    g.node('Function', id, { file, line, endLine: line + 20, name, receiver: container, package: file, language: 'typescript' }, roles)
    return id
  }

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
}
