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

test('the application at a glance', async () => {
  const { data, errors } = await sample.ask(`{ overview {
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
    tables: { total: 4, columns: 13, indexes: 7, foreignKeys: 3, unused: 0 },
    findings: { total: 2, recommendation: 'INCOMPLETE' },
    coverage: { calls: { exact: 12, unresolved: [{ name: 'dynamic', count: 1 }] } },
  })
})

test('routes with everything that hangs on them', async () => {
  const { data, errors } = await sample.ask(
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
    (await sample.ask(`{ routes(${args}) { totalCount nodes { path method } pageInfo { hasNextPage endCursor } } }`)).data.routes
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
  expect((await sample.ask('{ routes(first: 0) { totalCount } }')).errors[0].extensions.code).toBe('BAD_INPUT')
  expect((await sample.ask('{ routes(after: "nonsense") { totalCount } }')).errors[0].extensions.code).toBe('BAD_INPUT')
})

test('many routes are read in as few questions as one', async () => {
  const query = (first: number) =>
    `{ routes(first: ${first}) { nodes { handler { title callees { function { title } } } middleware { order } tables { name } findings { rule } } } }`
  const cost = async (first: number) => {
    const before = sample.reads()
    await sample.ask(query(first))
    return sample.reads() - before
  }
  expect(await cost(8)).toBe(await cost(1))
})

test('a table with keys, indexes and who uses it', async () => {
  const { data, errors } = await sample.ask(`{ table(name: "rentals") {
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

test('a statement with its plan, the indexes that serve it and those that are missing', async () => {
  const { data, errors } = await sample.ask(`{
    missing: queries(filter: {text: "member_id\\" = $1"}) { nodes { cost plan { depth type table index rows filter costly }
      advice { table proven statement costBefore costAfter assumptions lookup witness { title } serves { title }
        planBefore { type } planAfter { depth type index condition } } } }
    served: queries(filter: {table: "members"}) { nodes { plan { type index condition } servedBy { name } advice { id } } }
    unasked: queries(filter: {table: "stations"}) { nodes { cost measured plan { type } } }
  }`)
  expect(errors).toBeUndefined()
  expect(data.missing.nodes).toEqual([
    {
      cost: 25_980,
      plan: [
        { depth: 0, type: 'Limit', table: null, index: null, rows: 20, filter: null, costly: false },
        {
          depth: 1,
          type: 'Seq Scan',
          table: 'rentals',
          index: null,
          rows: 20,
          filter: '((deleted_at IS NULL) AND (member_id = $1))',
          costly: true,
        },
      ],
      advice: [
        {
          table: 'rentals',
          proven: true,
          statement: 'CREATE INDEX CONCURRENTLY "idx_rentals_member_id" ON "rentals" ("member_id")',
          costBefore: 25_980,
          costAfter: 84.4,
          assumptions: ['large and even: 1,000,000 rows a table, 20 a parent: 308 times cheaper'],
          lookup: null,
          witness: { title: 'SELECT rentals' },
          serves: [{ title: 'SELECT rentals' }],
          planBefore: [{ type: 'Limit' }, { type: 'Seq Scan' }],
          planAfter: [
            { depth: 0, type: 'Limit', index: null, condition: null },
            { depth: 1, type: 'Index Scan', index: 'idx_rentals_member_id', condition: '(member_id = $1)' },
          ],
        },
      ],
    },
  ])
  expect(data.served.nodes).toEqual([
    {
      plan: [{ type: 'Index Scan', index: 'members_email_key', condition: '(email = $1)' }],
      servedBy: [{ name: 'members_email_key' }],
      advice: [],
    },
  ])
  expect(data.unasked.nodes).toEqual([{ cost: null, measured: false, plan: [] }])
})

test('what stands about a table: which index serves whom, drift and risks', async () => {
  const { data, errors } = await sample.ask(`{
    rentals: table(name: "rentals") { indexes { name serves { title } coveredBy { name } } drift { kind } risks { rule lock scans rewrites severity } }
    bikes: table(name: "bikes") { drift { kind column migrations models message severity } risks { rule } }
    members: table(name: "members") { indexes { name serves { title } } }
  }`)
  expect(errors).toBeUndefined()
  expect(data.rentals.indexes).toContainEqual({
    name: 'idx_rentals_bike_id',
    serves: [],
    coveredBy: [{ name: 'idx_rentals_bike_id_started_at' }],
  })
  expect(data.rentals.drift).toEqual([])
  expect(data.rentals.risks).toEqual([
    { rule: 'require-concurrent-index-creation', lock: 'SHARE', scans: true, rewrites: false, severity: 'medium' },
  ])
  expect(data.bikes).toEqual({
    drift: [
      {
        kind: 'nullability',
        column: 'station_id',
        migrations: 'null',
        models: 'not null',
        message: 'the model says that bikes.station_id is never null',
        severity: 'low',
      },
    ],
    risks: [],
  })
  expect(data.members.indexes).toContainEqual({ name: 'members_email_key', serves: [{ title: 'SELECT members' }] })
})

test('functions and statements', async () => {
  const { data, errors } = await sample.ask(`{
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

test('search finds a route by its words', async () => {
  const { data } = await sample.ask(
    '{ search(text: "members id rentals", first: 3) { node { id title lane degree { relationship direction count } } score highlights } }',
  )
  expect(data.search[0].node).toMatchObject({ id: sampleIds.memberRentals, title: 'GET /api/members/:id/rentals', lane: 'route' })
  expect(data.search[0].node.degree).toContainEqual({ relationship: 'GUARDED_BY', direction: 'out', count: 3 })
})

test('findings, audits and running them', async () => {
  const { data, errors } = await sample.ask(`{
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
  expect((await sample.ask('{ runAudit(id: "nothing") { truncated } }')).errors[0].extensions.code).toBe('NOT_FOUND')
  expect((await sample.ask('{ runAudit(id: "n-plus-one", parameters: {other: 1}) { truncated } }')).errors[0].extensions.code).toBe(
    'BAD_INPUT',
  )
})

test('Cypher reads, with limits, and does nothing else', async () => {
  const run = (text: string, more = '') =>
    sample.ask(
      `query ($text: String!) { cypher(text: $text ${more}) { columns rows truncated picture { nodes { id } edges { type } } } }`,
      {
        text,
      },
    )
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
