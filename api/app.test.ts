import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { createEmbeddedStore } from '#graph/store/embedded/embedded-store.ts'
import { type GraphReader, type GraphStore, StoreError } from '#graph/store/store.ts'
import { sampleGraph, sampleIds, sampleStamp } from '#test/support/sample-graph.ts'
import { sampleLibrary, sampleResult } from '#test/support/sample-review.ts'
import { buildApp } from './app.ts'
import type { AppOptions, RunStatus } from './options.ts'

let folder: string
let store: GraphStore
let reader: GraphReader
let reads = 0
let app: FastifyInstance
let options: AppOptions
const bugs: unknown[] = []
const status: RunStatus = { state: 'ready' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-api-'))
  const root = join(folder, 'pedal')
  await mkdir(join(root, 'internal/payment'), { recursive: true })
  await writeFile(
    join(root, 'internal/payment/client.go'),
    `package payment\n${'\n'.repeat(10)}const apiKey = "sk_live_4242424242424242"\n`,
  )
  await writeFile(join(root, '.env'), 'DATABASE_URL=postgres://pedal:hunter22@db/pedal\n# note\n')
  await writeFile(join(root, 'key.txt'), 'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb\n')
  await writeFile(join(folder, 'outside.go'), 'package outside\n')
  await symlink(join(folder, 'outside.go'), join(root, 'link.go'))
  const web = join(folder, 'web')
  await mkdir(join(web, 'assets'), { recursive: true })
  await writeFile(join(web, 'index.html'), '<!doctype html><title>Explorer</title>')
  await writeFile(join(web, 'assets/main-abc123.js'), 'export {}')

  store = createEmbeddedStore({ folder: join(folder, 'graph') })
  await store.replace(sampleGraph(), { ...sampleStamp, version: GRAPH_VERSION })
  reader = await store.open()
  const counting: GraphReader = {
    ...reader,
    query(cypher, options) {
      reads++
      return reader.query(cypher, options)
    },
  }
  options = {
    reader: async () => counting,
    result: async () => sampleResult(),
    library: sampleLibrary,
    status: () => status,
    indexedAt: async () => new Date('2026-01-02T03:04:05Z'),
    repositoryRoot: root,
    webFolder: web,
    onBug: (error) => bugs.push(error),
  }
  app = await buildApp(options)
})

afterAll(async () => {
  await app?.close()
  await store?.close()
  await rm(folder, { recursive: true, force: true })
  expect(bugs).toEqual([])
})

async function ask(query: string, variables: Readonly<Record<string, unknown>> = {}) {
  const response = await app.inject({ method: 'POST', url: '/graphql', payload: { query, variables }, headers: { host: '127.0.0.1:4400' } })
  return response.json()
}

async function get(url: string, headers: Readonly<Record<string, string>> = {}) {
  return app.inject({ method: 'GET', url, headers: { host: '127.0.0.1:4400', ...headers } })
}

test('the application at a glance', async () => {
  const { data, errors } = await ask(`{ overview {
    repository { name indexedAt fingerprint engine }
    apps { name framework routes auth { name count } }
    routes { total auth { name count } rateLimit { name count } protocol { name count } unreached }
    tables { total columns indexes foreignKeys unused }
    findings { total severity { name count } rules { rule severity count } recommendation risk }
    coverage { calls { exact unresolved { name count } } statements { total parsed } }
    nodes { name count }
  } }`)
  expect(errors).toBeUndefined()
  expect(data.overview).toMatchObject({
    repository: { name: 'pedal', indexedAt: '2026-01-02T03:04:05.000Z', fingerprint: 'sample-1', engine: 'embedded' },
    apps: [{ name: 'cmd/server', framework: 'fiber', routes: 8 }],
    routes: {
      total: 8,
      auth: [
        { name: 'required', count: 3 },
        { name: 'optional', count: 1 },
        { name: 'none', count: 3 },
        { name: 'unknown', count: 1 },
      ],
      unreached: 5,
    },
    tables: { total: 4, columns: 13, indexes: 6, foreignKeys: 3, unused: 0 },
    findings: { total: 2, recommendation: 'INCOMPLETE' },
    coverage: { calls: { exact: 12, unresolved: [{ name: 'dynamic', count: 1 }] } },
  })
})

test('routes with everything that hangs on them', async () => {
  const { data, errors } = await ask(
    `query ($id: ID!) { route(id: $id) {
      method path auth handlerName handler { title roles file line }
      middleware { order middleware { name kind enforces args } }
      tables { name access depth table { name } }
      apiCalls { name method path function { title } }
      findings { rule }
    } }`,
    { id: sampleIds.listRentals },
  )
  expect(errors).toBeUndefined()
  expect(data.route).toEqual({
    method: 'GET',
    path: '/api/rentals',
    auth: 'required',
    handlerName: 'Server.ListRentals',
    handler: { title: 'Server.ListRentals', roles: ['Handler'], file: 'internal/server/rentals.go', line: 18 },
    middleware: [
      { order: 1, middleware: { name: 'recover.New', kind: 'recover', enforces: false, args: [] } },
      { order: 2, middleware: { name: 'limiter.New', kind: 'rateLimit', enforces: true, args: ['100', '1m'] } },
      { order: 3, middleware: { name: 'Server.AuthRequired', kind: 'authn', enforces: true, args: [] } },
      { order: 4, middleware: { name: 'Server.RateLimit', kind: 'rateLimit', enforces: true, args: ['10', '1m'] } },
    ],
    tables: [
      { name: 'bikes', access: 'read', depth: 4, table: { name: 'bikes' } },
      { name: 'rentals', access: 'read', depth: 3, table: { name: 'rentals' } },
    ],
    apiCalls: [{ name: 'api.listRentals', method: 'GET', path: '/api/rentals', function: { title: 'api.listRentals' } }],
    findings: [{ rule: 'n-plus-one' }],
  })
})

test('routes are filtered and paged', async () => {
  const page = async (args: string) =>
    (await ask(`{ routes(${args}) { totalCount nodes { path method } pageInfo { hasNextPage endCursor } } }`)).data.routes
  const one = await page('first: 3')
  expect(one.totalCount).toBe(8)
  expect(one.pageInfo.hasNextPage).toBe(true)
  const two = await page(`first: 3, after: "${one.pageInfo.endCursor}"`)
  const three = await page(`first: 3, after: "${two.pageInfo.endCursor}"`)
  expect([...one.nodes, ...two.nodes, ...three.nodes].map((r: { path: string }) => r.path)).toEqual([
    '/api/bikes/:id',
    '/api/login',
    '/api/members/:id/rentals',
    '/api/rentals',
    '/api/rentals',
    '/assets/*',
    '/health',
    '/ws/stations',
  ])
  expect(three.pageInfo.hasNextPage).toBe(false)
  const paths = async (filter: string) =>
    (await page(`filter: {${filter}}`)).nodes.map((r: { method: string; path: string }) => `${r.method} ${r.path}`)
  expect(await paths('auth: [optional, unknown]')).toEqual(['GET /api/bikes/:id', 'GET /ws/stations'])
  expect(await paths('table: "rentals", access: write')).toEqual(['POST /api/rentals'])
  expect(await paths('text: "MEMBERS"')).toEqual(['GET /api/members/:id/rentals'])
  expect(await paths('hasFindings: true')).toEqual(['POST /api/login', 'GET /api/rentals'])
  expect((await ask('{ routes(first: 0) { totalCount } }')).errors[0].extensions.code).toBe('BAD_INPUT')
  expect((await ask('{ routes(after: "nonsense") { totalCount } }')).errors[0].extensions.code).toBe('BAD_INPUT')
})

test('many routes are read in as few questions as one', async () => {
  const query = (first: number) =>
    `{ routes(first: ${first}) { nodes { handler { title callees { function { title } } } middleware { order } tables { name } findings { rule } } } }`
  const cost = async (first: number) => {
    reads = 0
    await ask(query(first))
    return reads
  }
  expect(await cost(8)).toBe(await cost(1))
})

test('a table with keys, indexes and who uses it', async () => {
  const { data, errors } = await ask(`{ table(name: "rentals") {
    primaryKey columns { name type nullable default } foreignKeys { columns referencedTable referencedColumns onDelete }
    indexes { name columns unique } advice { statement confidence }
    readBy { path } writtenBy { path } readStatements { title functions { title } } writeStatements { operation }
  } bikes: table(name: "bikes") { referencedBy { table columns } } }`)
  expect(errors).toBeUndefined()
  expect(data.table.columns.map((c: { name: string }) => c.name)).toEqual(['id', 'member_id', 'bike_id', 'started_at', 'deleted_at'])
  expect(data.table.foreignKeys).toEqual([
    { columns: ['bike_id'], referencedTable: 'bikes', referencedColumns: ['id'], onDelete: 'cascade' },
    { columns: ['member_id'], referencedTable: 'members', referencedColumns: ['id'], onDelete: 'cascade' },
  ])
  expect(data.table.readBy.map((r: { path: string }) => r.path)).toEqual(['/api/members/:id/rentals', '/api/rentals'])
  expect(data.table.writtenBy.map((r: { path: string }) => r.path)).toEqual(['/api/rentals'])
  expect(data.table.advice[0].statement).toContain('CREATE INDEX')
  expect(data.bikes.referencedBy).toEqual([{ table: 'rentals', columns: ['bike_id'] }])
})

test('functions and statements', async () => {
  const { data, errors } = await ask(`{
    functions(filter: {role: ["Repository"], text: "rental"}) { nodes { title callers { function { title } resolution } statements { title bounded } } }
    queries(filter: {bounded: false}) { nodes { title dynamic reads } }
  }`)
  expect(errors).toBeUndefined()
  expect(data.functions.nodes.map((f: { title: string }) => f.title)).toEqual([
    'rentalRepository.List',
    'rentalRepository.ByMember',
    'rentalRepository.Create',
  ])
  expect(data.functions.nodes[0].callers).toEqual([{ function: { title: 'RentalService.List' }, resolution: 'interface' }])
  expect(data.queries.nodes).toEqual([
    { title: 'SELECT rentals', dynamic: false, reads: ['rentals'] },
    { title: 'SELECT stations', dynamic: true, reads: ['stations'] },
  ])
})

const PICTURE =
  '{ roots truncated totalNodes nodes { id title lane depth findings { rule } } edges { id type from to loopDepth inTransaction order } }'

test('the line of a route runs from the click to the tables, and holds nothing else', async () => {
  const { data, errors } = await ask(`query ($id: ID!) { line(routeId: $id) ${PICTURE} }`, { id: sampleIds.createRental })
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
  expect((await ask('{ line(routeId: "route none") { totalNodes } }')).data.line).toBeNull()
})

test('loops are on the edges of a line, findings on its nodes', async () => {
  const { data } = await ask(`query ($id: ID!) { line(routeId: $id) ${PICTURE} }`, { id: sampleIds.listRentals })
  const looped = data.line.edges.find((e: { loopDepth: number }) => e.loopDepth === 1)
  expect(data.line.nodes.find((n: { id: string }) => n.id === looped.to).title).toBe('bikeRepository.Get')
  expect(data.line.nodes.find((n: { title: string }) => n.title === 'RentalService.decorate').findings).toEqual([{ rule: 'n-plus-one' }])
})

test('the use of a table leads back to every route and client', async () => {
  const { data, errors } = await ask(`{ tableUse(name: "bikes") ${PICTURE} }`)
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
      await ask(
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
  const { errors } = await ask('{ paths(from: "nobody") { truncated } }')
  expect(errors[0].extensions.code).toBe('NOT_FOUND')
})

test('the neighbourhood of a node, whole or over some relationships', async () => {
  const around = async (args: string) => (await ask(`{ neighbourhood(${args}) ${PICTURE} }`)).data.neighbourhood
  const one = await around('id: "table bikes", relationships: ["READS", "WRITES"]')
  expect(one.nodes.map((n: { title: string }) => n.title).sort()).toEqual(['SELECT bikes', 'SELECT bikes', 'UPDATE bikes', 'bikes'])
  const cut = await around('id: "table bikes", limit: 3')
  expect(cut.nodes).toHaveLength(3)
  expect(cut.truncated).toBe(true)
  expect((await around('id: "table bikes", depth: 2, direction: out')).nodes.length).toBeGreaterThan(5)
  expect((await ask('{ neighbourhood(id: "table bikes", relationships: ["NO SUCH"]) { totalNodes } }')).errors[0].extensions.code).toBe(
    'BAD_INPUT',
  )
})

test('search finds a route by its words', async () => {
  const { data } = await ask(
    '{ search(text: "members id rentals", first: 3) { node { id title lane degree { relationship direction count } } score highlights } }',
  )
  expect(data.search[0].node).toMatchObject({ id: sampleIds.memberRentals, title: 'GET /api/members/:id/rentals', lane: 'route' })
  expect(data.search[0].node.degree).toContainEqual({ relationship: 'GUARDED_BY', direction: 'out', count: 3 })
})

test('findings, audits and running them', async () => {
  const { data, errors } = await ask(`{
    findings(filter: {severity: [high]}) { totalCount nodes { fingerprint rule routes { path } path { title } picture { nodes { title } edges { type } } audit { id } } }
    audits { id requires status findingCount looked { name count } parameters { name default } }
    runAudit(id: "n-plus-one", parameters: {minDepth: 1}) { columns rows truncated picture { nodes { title } } }
    checklist { id verdict }
  }`)
  expect(errors).toBeUndefined()
  expect(data.findings.nodes).toHaveLength(1)
  expect(data.findings.nodes[0]).toMatchObject({ rule: 'n-plus-one', routes: [{ path: '/api/rentals' }], audit: { id: 'n-plus-one' } })
  expect(data.findings.nodes[0].path.map((n: { title: string }) => n.title)).toEqual([
    'RentalService.decorate',
    'bikeRepository.Get',
    'SELECT bikes',
  ])
  expect(data.findings.nodes[0].picture.edges.map((e: { type: string }) => e.type).sort()).toEqual(['CALLS', 'EXECUTES'])
  expect(data.audits[0]).toMatchObject({ id: 'n-plus-one', requires: ['Query|CacheOp'], status: 'ran', findingCount: 1 })
  expect(data.runAudit.columns).toEqual(['anchors', 'file', 'line', 'message', 'fix', 'path'])
  expect(data.runAudit.picture.nodes.map((n: { title: string }) => n.title)).toEqual([
    'RentalService.decorate',
    'bikeRepository.Get',
    'SELECT bikes',
  ])
  expect((await ask('{ runAudit(id: "nothing") { truncated } }')).errors[0].extensions.code).toBe('NOT_FOUND')
  expect((await ask('{ runAudit(id: "n-plus-one", parameters: {other: 1}) { truncated } }')).errors[0].extensions.code).toBe('BAD_INPUT')
})

test('Cypher reads, with limits, and does nothing else', async () => {
  const run = (text: string, more = '') =>
    ask(`query ($text: String!) { cypher(text: $text ${more}) { columns rows truncated picture { nodes { id } edges { type } } } }`, {
      text,
    })
  const { data } = await run('MATCH p = (r:Route)-[:HANDLED_BY]->(f) RETURN p ORDER BY r.id', ', maxRows: 2')
  expect(data.cypher).toMatchObject({ columns: ['p'], truncated: true })
  expect(data.cypher.rows).toHaveLength(2)
  expect(data.cypher.picture.nodes).toHaveLength(4)
  expect(data.cypher.picture.edges).toEqual([{ type: 'HANDLED_BY' }, { type: 'HANDLED_BY' }])
  const code = async (text: string) => (await run(text)).errors[0].extensions.code
  expect(await code('MATCH (n RETURN n')).toBe('SYNTAX')
  expect(await code('CREATE (n:Route {id: "x"})')).toBe('REFUSED')
  expect(await code('LOAD CSV FROM "file:///etc/passwd" AS line RETURN line')).toBe('REFUSED')
  expect(await code('CALL dbms.components()')).toBe('REFUSED')
})

test('source comes from inside the repository, without its secrets', async () => {
  const read = (file: string, more = '') =>
    ask(`query ($file: String!) { source(file: $file ${more}) { text from to totalLines redactedLines language truncated } }`, { file })
  expect((await read('internal/payment/client.go', ', from: 11, to: 12')).data.source).toMatchObject({
    text: '\nconst apiKey = "[redacted]"',
    from: 11,
    to: 12,
    totalLines: 12,
    redactedLines: [12],
    language: 'go',
  })
  expect((await read('.env')).data.source.text).toBe('DATABASE_URL=[redacted]\n# note')
  expect((await read('key.txt')).data.source.text).toBe('a\n[redacted]\n[redacted]\n[redacted]\nb')
  for (const file of ['link.go', '../outside.go', '/etc/passwd', 'internal', '', 'no/such.go'])
    expect((await read(file)).errors[0].extensions.code).toBe('NOT_FOUND')
})

test('a request that is too deep or too dear is refused before anything is read', async () => {
  const deep = `{ tables { nodes { readBy { ${'tables { table { readBy { '.repeat(4)} path ${'} } }'.repeat(4)} } } } }`
  expect((await ask(deep)).errors[0]).toMatchObject({ extensions: { code: 'LIMIT' } })
  const dear = '{ functions(first: 500) { nodes { callers { function { callers { function { callers { function { id } } } } } } } } }'
  expect((await ask(dear)).errors[0]).toMatchObject({ extensions: { code: 'LIMIT' } })
  expect((await ask('{ nothing }')).errors[0].extensions.code).toBe('BAD_INPUT')
  expect((await ask('{ routes')).errors[0].extensions.code).toBe('BAD_INPUT')
})

test('only this machine under its own names is answered', async () => {
  const status = async (headers: Readonly<Record<string, string>>) => (await get('/', headers)).statusCode
  expect(await status({})).toBe(200)
  expect(await status({ host: 'localhost:4400' })).toBe(200)
  expect(await status({ host: '[::1]:4400' })).toBe(200)
  expect(await status({ host: '192.168.1.5:4400' })).toBe(200)
  expect(await status({ host: 'rebound.example:4400' })).toBe(403)
  expect(await status({ origin: 'https://evil.example' })).toBe(403)
  expect(await status({ origin: 'http://127.0.0.1:4400' })).toBe(200)
  expect(await status({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403)
})

test('the explorer, its assets and deep links', async () => {
  const page = await get('/routes/anything', { accept: 'text/html' })
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain('Explorer')
  expect(page.headers['cache-control']).toBe('no-cache')
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(page.headers['access-control-allow-origin']).toBeUndefined()
  const asset = await get('/assets/main-abc123.js')
  expect(asset.headers['cache-control']).toContain('immutable')
  expect((await get('/assets/missing.js')).statusCode).toBe(404)
  expect((await get('/graphiql')).body).not.toContain('graphiql')
})

test('GraphiQL is there in development only', async () => {
  const development = await buildApp({ ...options, development: true })
  const page = await development.inject({ method: 'GET', url: '/graphiql', headers: { host: 'localhost' } })
  expect(page.body).toContain('GraphiQL')
  await development.close()
})

test('without a built explorer the page says so, and the API answers all the same', async () => {
  const { webFolder: _, ...rest } = options
  const bare = await buildApp(rest)
  const page = await bare.inject({ method: 'GET', url: '/', headers: { host: 'localhost' } })
  expect(page.body).toContain('/graphql')
  await bare.close()
})

test('while there is no graph yet, status answers; when there can be none, the reason is given', async () => {
  const failing = await buildApp({
    ...options,
    reader: async () => {
      throw new StoreError('away', 'Neo4j does not answer')
    },
    status: () => ({ state: 'failed', message: 'Neo4j does not answer' }),
  })
  const body = await failing.inject({
    method: 'POST',
    url: '/graphql',
    headers: { host: 'localhost' },
    payload: { query: '{ status { state message } tables { totalCount } }' },
  })
  expect(body.json()).toMatchObject({ data: null, errors: [{ message: 'Neo4j does not answer', extensions: { code: 'STORE' } }] })
  await failing.close()
})
