import { afterAll, beforeAll, expect, test } from 'vitest'
import { StoreError } from '#graph/store/store.ts'
import { openSampleApp, type SampleApp } from '#test/support/sample-app.ts'
import { buildApp } from './app.ts'

let sample: SampleApp
beforeAll(async () => {
  sample = await openSampleApp()
})
afterAll(async () => {
  expect(sample?.bugs).toEqual([])
  await sample?.close()
})

test('source comes from inside the repository, without its secrets', async () => {
  const read = (file: string, more = '') =>
    sample.ask(`query ($file: String!) { source(file: $file ${more}) { text from to totalLines redactedLines language truncated } }`, {
      file,
    })
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
  expect((await sample.ask(deep)).errors[0]).toMatchObject({ extensions: { code: 'LIMIT' } })
  const dear = '{ functions(first: 500) { nodes { callers { function { callers { function { callers { function { id } } } } } } } } }'
  expect((await sample.ask(dear)).errors[0]).toMatchObject({ extensions: { code: 'LIMIT' } })
  expect((await sample.ask('{ nothing }')).errors[0].extensions.code).toBe('BAD_INPUT')
  expect((await sample.ask('{ routes')).errors[0].extensions.code).toBe('BAD_INPUT')
})

test('only this machine under its own names is answered', async () => {
  const status = async (headers: Readonly<Record<string, string>>) => (await sample.get('/', headers)).statusCode
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
  const page = await sample.get('/routes/anything', { accept: 'text/html' })
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain('Explorer')
  expect(page.headers['cache-control']).toBe('no-cache')
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(page.headers['access-control-allow-origin']).toBeUndefined()
  const asset = await sample.get('/assets/main-abc123.js')
  expect(asset.headers['cache-control']).toContain('immutable')
  expect((await sample.get('/assets/missing.js')).statusCode).toBe(404)
  expect((await sample.get('/graphiql')).body).not.toContain('graphiql')
})

test('GraphiQL is there in development only', async () => {
  const development = await buildApp({ ...sample.options, development: true })
  const page = await development.inject({ method: 'GET', url: '/graphiql', headers: { host: 'localhost' } })
  expect(page.body).toContain('GraphiQL')
  await development.close()
})

test('without a built explorer the page says so, and the API answers all the same', async () => {
  const { webFolder: _, ...rest } = sample.options
  const bare = await buildApp(rest)
  const page = await bare.inject({ method: 'GET', url: '/', headers: { host: 'localhost' } })
  expect(page.body).toContain('/graphql')
  await bare.close()
})

test('while there is no graph yet, status answers; when there can be none, the reason is given', async () => {
  const failing = await buildApp({
    ...sample.options,
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
