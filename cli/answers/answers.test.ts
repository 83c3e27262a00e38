import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { createEmbeddedStore } from '#graph/store/embedded/embedded-store.ts'
import type { GraphReader, GraphStore } from '#graph/store/store.ts'
import { sampleGraph, sampleStamp } from '#test/support/sample-graph.ts'
import { UsageError } from '../errors.ts'
import { palette, type Terminal } from '../terminal.ts'
import { pathsText } from '../text/paths.ts'
import { routesText } from '../text/routes.ts'
import { rowsText } from '../text/rows.ts'
import { tablesText } from '../text/tables.ts'
import { readPaths, toAnswer } from './paths.ts'
import { readRoutes } from './routes.ts'
import { readTables } from './tables.ts'

let folder: string
let store: GraphStore
let reader: GraphReader
const terminal: Terminal = { width: 100, paint: palette(false) }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-answers-'))
  store = createEmbeddedStore({ folder })
  await store.replace(sampleGraph(), { ...sampleStamp, version: GRAPH_VERSION })
  reader = await store.open()
})

afterAll(async () => {
  await store?.close()
  await rm(folder, { recursive: true, force: true })
})

test('routes keep the promised shape', async () => {
  const routes = await readRoutes(reader)
  expect(routes.map((r) => `${r.method} ${r.path}`)).toHaveLength(8)
  expect(routes.find((r) => r.path === '/api/members/:id/rentals')).toEqual({
    app: 'cmd/server',
    method: 'GET',
    path: '/api/members/:id/rentals',
    protocol: 'http',
    framework: 'fiber',
    handler: 'Server.UserRentals',
    file: 'internal/server/server.go',
    line: 72,
    auth: 'required',
    roles: ['staff'],
    rateLimit: 'global',
    middleware: [
      { name: 'recover.New', kind: 'recover', file: 'internal/server/server.go', line: 40 },
      { name: 'limiter.New', kind: 'rateLimit', file: 'internal/server/server.go', line: 44 },
      { name: 'Server.AuthRequired', kind: 'authn', file: 'internal/server/server.go', line: 58 },
    ],
    tables: [
      { name: 'bikes', access: 'read' },
      { name: 'rentals', access: 'read' },
    ],
    reasons: {},
  })
  expect(routes.find((r) => r.protocol === 'ws')?.reasons).toEqual({ auth: 'a guard stands under the condition cfg.PrivateStations' })
})

test('tables keep the promised shape', async () => {
  const tables = await readTables(reader)
  expect(tables.map((t) => t.name)).toEqual(['bikes', 'members', 'rentals', 'stations'])
  expect(tables[0]).toEqual({
    name: 'bikes',
    columns: [
      { name: 'id', type: 'bigint', nullable: false, default: "nextval('bikes_id_seq'::regclass)" },
      { name: 'station_id', type: 'bigint', nullable: true, default: null },
      { name: 'taken', type: 'boolean', nullable: false, default: null },
    ],
    primaryKey: ['id'],
    foreignKeys: [
      {
        name: 'bikes_station_id_fkey',
        columns: ['station_id'],
        referencedTable: 'stations',
        referencedColumns: ['id'],
        onDelete: 'cascade',
      },
    ],
    indexes: [{ name: 'bikes_pkey', columns: ['id'], unique: true, where: null, method: 'btree' }],
    readBy: ['GET /api/bikes/:id', 'GET /api/members/:id/rentals', 'GET /api/rentals'],
    writtenBy: ['POST /api/rentals'],
  })
})

test('paths run from the client call, or from the route where no client calls it', async () => {
  const [path] = (await readPaths(reader, 'get /api/bikes/{id}', undefined)).map(toAnswer)
  expect(path?.map((step) => `${step.label} ${step.name}`)).toEqual([
    'ApiCall GET /api/bikes/:id',
    'Route GET /api/bikes/:id',
    'Function Server.ShowBike',
    'Function BikeService.Get',
    'Function func1',
    'Function bikeRepository.Get',
    'Query SELECT bikes',
    'Table bikes',
  ])
  expect(path?.[0]).toEqual({ label: 'ApiCall', name: 'GET /api/bikes/:id', file: 'web/src/api/client.ts', line: 46 })
  const [unreached] = await readPaths(reader, 'POST /api/login', 'members')
  expect(unreached?.[0]?.node.labels[0]).toBe('Route')
})

test('what there is not is said with what there is', async () => {
  await expect(readPaths(reader, 'GET /api/bike/:id', undefined)).rejects.toThrow(
    /no route GET \/api\/bike\/:id; did you mean "GET \/api\/bikes\/:id"/,
  )
  await expect(readPaths(reader, 'GET /api/rentals', 'rental')).rejects.toThrow(/no table rental; did you mean "rentals"/)
  await expect(readPaths(reader, 'bikes', undefined)).rejects.toBeInstanceOf(UsageError)
})

test('text for a person fits the terminal', async () => {
  const texts = [
    routesText(await readRoutes(reader), terminal, 90),
    tablesText(await readTables(reader), terminal, 90),
    pathsText(await readPaths(reader, 'GET /api/rentals', undefined), 'GET /api/rentals', terminal),
    rowsText(await reader.query('MATCH p = (r:Route)-[:HANDLED_BY]->(:Function) RETURN p, r.auth AS auth ORDER BY r.id'), terminal, 90),
  ]
  for (const text of texts) expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  expect(texts[0]).toContain('8 routes; authentication: 3 required, 1 optional, 3 none, 1 unknown.')
  expect(texts[1]).toContain('4 tables, 13 columns, 3 foreign keys, 7 indexes')
  expect(texts[2]).toMatch(/^repository {10}bikeRepository\.Get {2}in a loop/m)
  expect(texts[3]).toContain('GET /health → Server.Health')
})
