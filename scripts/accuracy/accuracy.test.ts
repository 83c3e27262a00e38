import { expect, test } from 'vitest'
import { compareCalls, type Oracle, reachable } from './calls.ts'
import { reportCalls, reportRoutes, reportUnknown } from './report.ts'
import { compareRoutes, type FoundRoute, routeKey } from './routes.ts'
import { readOpenApi, readTruth } from './truth.ts'

const found = (method: string, path: string, auth: FoundRoute['auth'], reason?: string): FoundRoute => ({
  method,
  path,
  auth,
  file: 'routes.go',
  line: 7,
  reasons: reason === undefined ? {} : { auth: reason },
})

test('parameters are compared by place, not by name; slashes at the end do not count', () => {
  expect(routeKey('get', '/tools/{id:[0-9]{2}}/')).toBe(routeKey('GET', '/tools/:tool'))
  expect(routeKey('GET', '/files/{path...}')).toBe(routeKey('GET', '/files/*path'))
  expect(routeKey('GET', '/a/:id')).not.toBe(routeKey('GET', '/:id/a'))
  expect(routeKey('GET', '/tools/:id.json')).not.toBe(routeKey('GET', '/tools/:id'))
})

test('misses, extras, disagreements and what is unknown are told apart', () => {
  const truth = readTruth(`{"routes": [
    {"method": "GET", "path": "/tools/:id", "auth": "required"}, {"method": "POST", "path": "/tools", "auth": "required"},
    {"method": "GET", "path": "/health", "auth": "none"}, {"method": "PUT", "path": "/any", "auth": "none"}, {"method": "DELETE", "path": "/gone"}]}`)
  const compared = compareRoutes(truth, [
    found('GET', '/tools/{tool}', 'required'),
    found('POST', '/tools/', 'none'),
    found('GET', '/health', 'unknown', 'a guard under a condition'),
    found('*', '/any', 'none'),
    found('GET', '/debug', 'none'),
  ])
  expect(reportRoutes(compared, [{ file: 'extra.go', line: 3, reason: 'unresolved-route-path' }])).toBe(
    `routes          recall 80.0 % (4 of 5), precision 80.0 % (4 of 5)
authentication  agreement 66.7 % (2 of 3) of decided routes, unknown 20.0 % (1 of 5)
  unknown: 1 × a guard under a condition
  missed: DELETE /gone
  not in the truth: GET /debug (routes.go:7)
  authentication of POST /tools: none, should be required (routes.go:7)
  not understood: 1 × unresolved-route-path extra.go:3
`,
  )
  expect(reportUnknown([found('GET', '/x', 'unknown')])).toContain('unknown 100.0 % (1 of 1)')
})

test('OpenAPI 2 and 3, in JSON and YAML: prefix, and security for all and for one', () => {
  const three = readOpenApi(`openapi: 3.0.0
servers: [{ url: "https://example.org/{version}/", variables: { version: { default: v1 } } }]
security: [{ bearer: [] }]
paths:
  /tools:
    parameters: []
    get: { security: [] }
    post: {}
  /tools/{id}:
    get: { security: [{}, { bearer: [] }] }
`)
  expect(three).toEqual([
    { method: 'GET', path: '/v1/tools', auth: 'none' },
    { method: 'POST', path: '/v1/tools', auth: 'required' },
    { method: 'GET', path: '/v1/tools/{id}', auth: 'optional' },
  ])
  const two = readOpenApi('{"swagger": "2.0", "basePath": "/api/", "paths": {"/a": {"get": {}}}}')
  expect(two).toEqual([{ method: 'GET', path: '/api/a', auth: undefined }])
})

const oracle: Oracle = {
  functions: ['go s/Show().', 'go s/Each().', 'go s/Show().func1.', 'go s/Disk#Load().'].map((symbol) => ({ symbol, at: 's/a.go:1:1' })),
  edges: [
    { caller: 'go s/Show().', callee: 'go s/Each().', site: 's/a.go:3:2', kind: 'static', algorithms: ['vta'] },
    { caller: 'go s/Each().', callee: 'go s/Show().func1.', site: 's/a.go:9:2', kind: 'funcvalue', algorithms: ['vta'] },
    { caller: 'go s/Show().func1.', callee: 'go s/Disk#Load().', site: 's/a.go:4:9', kind: 'interface', algorithms: ['cha', 'vta'] },
    { caller: 'go s/Show().func1.', callee: 'go s/Memory#Load().', site: 's/a.go:4:9', kind: 'interface', algorithms: ['cha'] },
    { caller: 'go s/Tool().', callee: 'go s/Each().', site: 's/b.go:3:2', kind: 'static', algorithms: ['vta'] },
  ],
  callbacks: [{ callee: 'go s/Show().', by: ['net/http'] }],
  troubles: [],
}

test('a closure that a helper runs is in the story of who wrote it; an implementer that never gets there is a false edge', () => {
  const own = [
    { caller: 'go s/Show().', callee: 'go s/Each().', file: 's/a.go', line: 3, resolution: 'exact' },
    { caller: 'go s/Show().', callee: 'go s/Show().func1.', file: 's/a.go', line: 3, via: 'go s/Each().', resolution: 'exact' },
    { caller: 'go s/Show().func1.', callee: 'go s/Memory#Load().', file: 's/a.go', line: 4, resolution: 'interface' },
  ] as const
  const scope = reachable(oracle, ['go s/Show().'])
  expect([...scope].sort()).toEqual(['go s/Disk#Load().', 'go s/Each().', 'go s/Show().', 'go s/Show().func1.'])
  expect(reportCalls('request paths', compareCalls(oracle, own, scope), [{ file: 's/a.go', line: 4, reason: 'interface' }], true)).toBe(
    `request paths   recall 66.7 % (2 of 3), precision 66.7 % (2 of 3), interface edges false 100.0 % (1 of 1)
  missed: interface s/a.go:4:9 s/Show().func1. -> s/Disk#Load(). (interface)
  false: interface s/a.go:4 s/Show().func1. -> s/Memory#Load().
`,
  )
})
