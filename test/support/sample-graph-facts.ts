// Other effects and facts of the sample graph: cache, messages, goroutine, dropped error, environment, secret, test, diagnostic.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { SampleFunctions } from './sample-graph-functions.ts'

const serverFile = 'internal/server/server.go'

export function sampleFacts(g: GraphBuilder, functions: SampleFunctions): void {
  const { main, startRental, payClient, notify, cacheGet } = functions
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
    redacted: '[redacted], 32 characters',
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
}
