// Requests of the client joined to the routes of the backend; what does not join is said so.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { IndexDiagnostic } from './diagnostics.ts'
import { lineOf } from './go/syntax.ts'
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
    /** Routes that no call of the client reaches. */
    readonly uncalledRoutes: number
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
  addHttpLinks(builder, joined.links)
  for (const { callId, reason, methods } of joined.unmatched) {
    const words = WORDS[reason]
    if (words) builder.node('ApiCall', callId, { reason: methods.length > 0 ? `${words}: ${methods.join(', ')}` : words })
  }
  // Without a client in the repository, that nobody calls says nothing.
  const uncalled = typescript.apiCalls.length > 0 ? joined.uncalledRoutes : []
  const byId = new Map(routes.map((r, i) => [targets[i]?.id, r]))
  const diagnostics = uncalled.flatMap((id): IndexDiagnostic[] => {
    const route = byId.get(id)?.route
    if (!route) return []
    return [
      {
        stage: 'client',
        reason: 'route-not-called',
        message: `no call of the client reaches ${route.method} ${route.path}`,
        severity: 'info',
        file: route.registration.file.syntax.path,
        line: lineOf(route.registration.at),
      },
    ]
  })
  return { counts: { ...joined.counts, uncalledRoutes: uncalled.length }, diagnostics }
}

const WORDS: Readonly<Record<string, string | undefined>> = {
  'no-route': 'no route answers this path',
  'method-mismatch': 'the path is answered with other methods',
  'unknown-method': 'the method is not known, and several answer',
}
