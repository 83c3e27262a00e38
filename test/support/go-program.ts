// Small Go programs for tests: texts in, the Go analysis out. Paths are those of the repository.

import { analyseGo, type GoAnalysis } from '#indexer/go/analyse.ts'
import { createGoParser, type GoParser } from '#indexer/go/parse.ts'

let parser: Promise<GoParser> | undefined

/** `module` is the module path of a go.mod at the root; `sql` are `.sql` files beside the code, `documents` those of OpenAPI. */
export async function analyseTexts(
  texts: Readonly<Record<string, string>>,
  module = 'example.org/app',
  sql: Readonly<Record<string, string>> = {},
  documents: readonly string[] = [],
): Promise<GoAnalysis> {
  parser ??= createGoParser()
  const { parse } = await parser
  const files = Object.entries(texts).map(([path, text]) => parse(path, text))
  const errors = files.flatMap((f) => f.errors.map((e) => `${f.path}:${e.line} ${e.message}`))
  if (errors.length > 0) throw new Error(`the test's own program does not parse: ${errors.join('; ')}`)
  const scripts = Object.entries(sql).map(([path, text]) => ({ path, text }))
  return analyseGo(files, [{ folder: '', path: module }], scripts, undefined, documents)
}

/** One line a route: `GET /path -> handler [middleware, …] auth roles rateLimit`. */
export function printRoutes(go: GoAnalysis): string[] {
  return go.routes.map((r) => {
    const { route } = r
    const middleware = route.middleware.map((m) => m.handler.label).join(', ')
    const roles = r.roles.length > 0 ? ` ${r.roles.join(',')}` : ''
    return `${route.method} ${route.path} -> ${route.handler.label} [${middleware}] ${r.auth}${roles} ${r.rateLimit}`
  })
}

/** One line a call edge between functions of the program. */
export function printCalls(go: GoAnalysis): string[] {
  const lines = go.calls.edges.map(({ caller, callee, site, resolution, via }) => {
    const flags = [
      resolution,
      site.loopDepth > 0 ? `loop ${site.loopBound}${site.perElement ? ' per element' : ''}` : '',
      site.inTransaction ? 'transaction' : '',
      site.inGoroutine ? 'goroutine' : '',
      site.deferred ? 'deferred' : '',
      site.retried ? 'retried' : '',
      via ? `via ${via.name}` : '',
    ]
    return `${caller.name} -> ${callee.name} (${flags.filter(Boolean).join(', ')})`
  })
  return lines.sort()
}
