import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleApp, type SampleApp } from '#test/support/sample-app.ts'
import { sampleIds } from '#test/support/sample-graph.ts'

let sample: SampleApp
beforeAll(async () => {
  sample = await openSampleApp()
})
afterAll(async () => {
  expect(sample?.bugs).toEqual([])
  await sample?.close()
})

const PICTURE =
  '{ roots truncated totalNodes nodes { id title lane depth findings { rule } } edges { id type from to loopDepth inTransaction order } }'

test('the line of a route runs from the click to the tables, and holds nothing else', async () => {
  const { data, errors } = await sample.ask(`query ($id: ID!) { line(routeId: $id) ${PICTURE} }`, { id: sampleIds.createRental })
  expect(errors).toBeUndefined()
  const lanes: Record<string, string[]> = {}
  for (const { lane, title } of data.line.nodes) lanes[lane] = [...(lanes[lane] ?? []), title]
  expect(lanes).toEqual({
    client: ['RentalsPage', 'api.createRental', 'POST /api/rentals'],
    route: ['POST /api/rentals'],
    middleware: ['limiter.New', 'recover.New', 'Server.AuthRequired', 'Server.RateLimit'],
    handler: ['Server.CreateRental'],
    service: ['RentalService.Start', 'PublishRental', 'Client.Authorise', 'func1'],
    repository: ['bikeRepository.MarkTaken', 'rentalRepository.Create'],
    statement: ['POST https://pay.example/authorisations', 'publish rentals', 'UPDATE bikes', 'INSERT rentals'],
    table: ['bikes', 'rentals'],
  })
  const ids = new Set(data.line.nodes.map((n: { id: string }) => n.id))
  for (const edge of data.line.edges) expect(ids.has(edge.from) && ids.has(edge.to)).toBe(true)
  expect(
    data.line.edges
      .filter((e: { type: string }) => e.type === 'GUARDED_BY')
      .map((e: { order: number }) => e.order)
      .sort(),
  ).toEqual([1, 2, 3, 4])
  expect(new Set(data.line.edges.map((e: { id: string }) => e.id)).size).toBe(data.line.edges.length)
  expect(data.line.nodes.find((n: { title: string }) => n.title === 'RentalsPage').depth).toBe(-3)
  expect((await sample.ask('{ line(routeId: "route none") { totalNodes } }')).data.line).toBeNull()
})

test('loops are on the edges of a line, findings on its nodes', async () => {
  const { data } = await sample.ask(`query ($id: ID!) { line(routeId: $id) ${PICTURE} }`, { id: sampleIds.listRentals })
  const looped = data.line.edges.find((e: { loopDepth: number }) => e.loopDepth === 1)
  expect(data.line.nodes.find((n: { id: string }) => n.id === looped.to).title).toBe('bikeRepository.Get')
  expect(data.line.nodes.find((n: { title: string }) => n.title === 'RentalService.decorate').findings).toEqual([{ rule: 'n-plus-one' }])
})

test('the use of a table leads back to every route and client', async () => {
  const { data, errors } = await sample.ask(`{ tableUse(name: "bikes") ${PICTURE} }`)
  expect(errors).toBeUndefined()
  const titles = (lane: string) =>
    data.tableUse.nodes
      .filter((n: { lane: string }) => n.lane === lane)
      .map((n: { title: string }) => n.title)
      .sort()
  expect(titles('route')).toEqual(['GET /api/bikes/:id', 'GET /api/members/:id/rentals', 'GET /api/rentals', 'POST /api/rentals'])
  expect(titles('statement')).toEqual(['SELECT bikes', 'SELECT bikes', 'UPDATE bikes'])
  expect(titles('client')).toContain('BikeCard')
})

test('paths to a table', async () => {
  const path = async (from: string, toTable: string | null) =>
    (
      await sample.ask(
        'query ($from: ID!, $toTable: String) { paths(from: $from, toTable: $toTable) { truncated paths { length steps { node { title } edge { type } } } } }',
        { from, toTable },
      )
    ).data.paths
  const { paths } = await path(sampleIds.listRentals, 'bikes')
  expect(paths).toHaveLength(1)
  expect(paths[0].steps.map((s: { node: { title: string } }) => s.node.title)).toEqual([
    'GET /api/rentals',
    'Server.ListRentals',
    'RentalService.List',
    'RentalService.decorate',
    'bikeRepository.Get',
    'SELECT bikes',
    'bikes',
  ])
  expect(paths[0].steps[0].edge).toBeNull()
  expect((await path(sampleIds.memberRentals, null)).paths).toHaveLength(2)
  expect((await path('ts web/src/pages/RentalsPage.tsx/RentalsPage().', 'rentals')).paths).toHaveLength(2)
  expect((await path('column rentals.id', null)).paths[0].steps.map((s: { node: { title: string } }) => s.node.title)).toEqual([
    'rentals.id',
    'rentals',
  ])
  const { errors } = await sample.ask('{ paths(from: "nobody") { truncated } }')
  expect(errors[0].extensions.code).toBe('NOT_FOUND')
})

test('the neighbourhood of a node, whole or over some relationships', async () => {
  const around = async (args: string) => (await sample.ask(`{ neighbourhood(${args}) ${PICTURE} }`)).data.neighbourhood
  const one = await around('id: "table bikes", relationships: ["READS", "WRITES"]')
  expect(one.nodes.map((n: { title: string }) => n.title).sort()).toEqual(['SELECT bikes', 'SELECT bikes', 'UPDATE bikes', 'bikes'])
  const cut = await around('id: "table bikes", limit: 3')
  expect(cut.nodes).toHaveLength(3)
  expect(cut.truncated).toBe(true)
  expect((await around('id: "table bikes", depth: 2, direction: out')).nodes.length).toBeGreaterThan(5)
  expect(
    (await sample.ask('{ neighbourhood(id: "table bikes", relationships: ["NO SUCH"]) { totalNodes } }')).errors[0].extensions.code,
  ).toBe('BAD_INPUT')
})
