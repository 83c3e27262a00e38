// Requests of the client joined to the routes of the backend; what does not join is said so.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { IndexDiagnostic } from './diagnostics.ts'
import type { JudgedRoute } from './go/verdicts.ts'
import { linkApiCalls } from './resolve/http-links.ts'
import { addHttpLinks } from './typescript/to-graph.ts'
import type { TypeScriptFacts } from './typescript/typescript-facts.ts'

export interface HttpResult {
  readonly counts: {
    readonly total: number
    readonly matched: number
    readonly unmatched: number
    readonly unknown: number
    readonly external: number
  }
  readonly diagnostics: readonly IndexDiagnostic[]
}

export function linkHttp(builder: GraphBuilder, typescript: TypeScriptFacts, routes: readonly JudgedRoute[]): HttpResult {
  const targets = routes.map(({ route }) => ({
    id: symbol.route(route.app, route.method, route.path),
    method: route.method,
    path: route.path,
    protocol: route.protocol,
  }))
  const joined = linkApiCalls(typescript.apiCalls, targets, { proxies: typescript.proxies })
  addHttpLinks(builder, joined)
  const { apiCalls } = typescript
  const matched = new Set(joined.links.map((l) => l.callId)).size
  const unknown = apiCalls.filter((c) => c.resolution === 'unknown').length
  const external = apiCalls.filter((c) => c.resolution === 'external').length
  return {
    counts: { total: apiCalls.length, matched, unknown, external, unmatched: apiCalls.length - matched - unknown - external },
    diagnostics: [],
  }
}
