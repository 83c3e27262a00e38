// A handler that calls very many functions in many packages, each of which sends a statement.

import { createGraphBuilder, type Graph } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'

export const manyCallsRoute = symbol.route('cmd/server', 'GET', '/everything')

const PACKAGES = 30

export function manyCalls(count: number): Graph {
  const g = createGraphBuilder()
  const handler = symbol.goFunction('internal/server', 'Server', 'Everything')
  const file = 'internal/server/server.go'
  g.node('Route', manyCallsRoute, {
    app: 'cmd/server',
    method: 'GET',
    path: '/everything',
    protocol: 'http',
    auth: 'none',
    rateLimit: 'none',
    file,
    line: 3,
  })
  g.node('Function', handler, { name: 'Everything', receiver: 'Server', package: 'internal/server', language: 'go', file, line: 5 }, [
    'Handler',
  ])
  g.edge('HANDLED_BY', manyCallsRoute, handler)
  g.node('Table', symbol.table('things'), { name: 'things', primaryKey: ['id'] })
  for (let i = 0; i < count; i++) {
    const pkg = `internal/part${i % PACKAGES}`
    const at = { file: `${pkg}/part.go`, line: i + 1 }
    const call = symbol.goFunction(pkg, undefined, `Do${i}`)
    const sql = `SELECT ${i} FROM things`
    const query = symbol.query(call, sql, 0)
    g.node('Function', call, { name: `Do${i}`, package: pkg, language: 'go', ...at }, ['Service'])
    g.edge('CALLS', handler, call, { line: i, resolution: 'exact', fanout: 1 })
    g.node('Query', query, { operation: 'select', sql, bounded: true, dynamic: false, parsed: true, ...at })
    g.edge('EXECUTES', call, query, { line: i })
    g.edge('READS', query, symbol.table('things'))
  }
  return g.build()
}
