// Facts of the TypeScript stage → nodes and edges. Diagnostics are added with those of the other stages.

import type { GraphBuilder } from '#graph/graph.ts'
import type { TypeScriptFacts } from './typescript-facts.ts'

export function addTypeScript(builder: GraphBuilder, facts: TypeScriptFacts): void {
  for (const { id, name, container, file, line, endLine, role, exported } of facts.functions) {
    const properties = { name, receiver: container, package: file, language: 'typescript', exported, file, line, endLine }
    builder.node('Function', id, properties, role ? [role] : [])
  }
  for (const { from, to, line, resolution, fanout } of facts.calls) builder.edge('CALLS', from, to, { line, resolution, fanout })
  for (const { from, to, line } of facts.renders) builder.edge('RENDERS', from, to, { line })
  for (const { id, fn, name, file, line, method, path, request, transport, resolution, reason } of facts.apiCalls) {
    builder.node('ApiCall', id, { name, file, line, endLine: line, method, path, request, transport, resolution, reason })
    builder.edge('MAKES', fn, id, { line })
  }
}

/** What http-links.ts found: the route that answers each call. */
export function addHttpLinks(
  builder: GraphBuilder,
  links: readonly { readonly callId: string; readonly routeId: string; readonly match: string }[],
): void {
  for (const { callId, routeId, match } of links) builder.edge('REQUESTS', callId, routeId, { match })
}
