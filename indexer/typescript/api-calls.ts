// Requests → facts for the graph: one for each method and path pattern, with how well it is known.

import { compare } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import { nameOf } from './program.ts'
import type { Request } from './requests/collect.ts'
import { isTelling, printPath, type UrlPattern } from './requests/url-pattern.ts'
import type { ApiCallFact, ApiCallResolution } from './typescript-facts.ts'

export function apiCallFacts(requests: readonly Request[], idOf: (request: Request) => string): ApiCallFact[] {
  const ordinals = new Map<string, number>()
  const sorted = [...requests].sort(byPlace)
  return sorted.flatMap((request) => {
    const { methods, patterns } = request.known
    const fn = idOf(request)
    const { name, container } = nameOf(request.owner)
    const found: readonly (UrlPattern | undefined)[] = patterns.length > 0 ? patterns : [undefined]
    const ways = found.flatMap((pattern) => (methods.length > 0 ? methods : ['*']).map((method) => ({ pattern, method })))
    let shared: string | undefined
    return ways.map(({ pattern, method }): ApiCallFact => {
      const path = pattern ? printPath(pattern) : '*'
      const key = `${fn}\0${method}\0${path}`
      const ordinal = ordinals.get(key) ?? 0
      ordinals.set(key, ordinal + 1)
      const id = symbol.apiCall(fn, method, path, ordinal)
      if (ways.length > 1) shared ??= id
      return {
        id,
        fn,
        name: container ? `${container}.${name}` : name,
        file: request.owner.module.path,
        line: request.line,
        method,
        path,
        request: shared,
        transport: request.transport,
        base: pattern?.base.kind ?? 'external',
        ...resolutionOf(pattern, method, request),
      }
    })
  })
}

function byPlace(a: Request, b: Request): number {
  return (
    compare(a.owner.module.path, b.owner.module.path) ||
    a.line - b.line ||
    a.owner.index - b.owner.index ||
    compare(a.transport, b.transport)
  )
}

/** Ends of paths that a page is more often served from than an API. */
const FILE =
  /\.(json|geojson|svg|png|jpe?g|gif|webp|ico|wasm|md|mdx|txt|csv|xml|css|js|mjs|html?|mp3|wav|mp4|webm|woff2?|ttf|pdf|glb|gltf|webmanifest)$/i

function resolutionOf(
  pattern: UrlPattern | undefined,
  method: string,
  { uncalled, partly }: Request,
): { resolution: ApiCallResolution; reason: string | undefined } {
  if (!pattern) return { resolution: 'external', reason: 'not an address of a server' }
  const { base, segments } = pattern
  if (base.kind === 'external') return { resolution: 'external', reason: `host ${base.host}` }
  const literal = segments.some((s) => s.kind === 'literal')
  const told = segments.some(isTelling)
  const tail = segments.some((s) => s.kind === 'tail')
  const unknown = base.kind === 'unknown' ? base.hole : segments.find((s) => s.kind !== 'literal')?.hole
  if (uncalled && (base.kind === 'unknown' || tail))
    return { resolution: 'unknown', reason: 'a wrapper that nothing in the repository calls' }
  if (!told && (base.kind === 'unknown' || tail)) {
    return { resolution: 'unknown', reason: `the URL comes from ${unknown?.name ? `\`${unknown.name}\`` : 'a value'} that is not known` }
  }
  if (base.kind === 'unknown') {
    const { hole } = base
    if (hole.env !== undefined) return { resolution: 'partial', reason: `base from the environment variable ${hole.env}` }
    return { resolution: 'partial', reason: `base from ${hole.name ? `\`${hole.name}\`` : 'a value'} that is not known` }
  }
  if (tail)
    return { resolution: 'partial', reason: `the path ends in ${unknown?.name ? `\`${unknown.name}\`` : 'a value'} that is not known` }
  if (method === '*') return { resolution: 'partial', reason: 'the method is not known' }
  const last = segments.at(-1)
  if (method === 'GET' && last?.kind === 'literal' && FILE.test(last.text))
    return { resolution: 'partial', reason: 'it may be a file of the page itself' }
  if (!literal && segments.length > 0) return { resolution: 'partial', reason: 'no segment of the path is known' }
  if (partly) return { resolution: 'partial', reason: 'the same call may go elsewhere, and where is not known' }
  return { resolution: 'exact', reason: undefined }
}
