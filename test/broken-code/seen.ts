// What an index of a program shows, in the words in which a program and its mutant are compared.

import type { Graph, GraphNode } from '#graph/graph.ts'
import type { IndexResult } from '#indexer/result.ts'

export interface SeenRoute {
  /** Method, path and the file that registers it. */
  readonly name: string
  /** Files that it stands in, or through which its registration is reached: a break in one of them may cost it. */
  readonly through: ReadonlySet<string>
}

export interface Seen {
  /** `file name` of declared functions, methods and components: closures come and go with what runs them. */
  readonly functions: ReadonlySet<string>
  readonly routes: readonly SeenRoute[]
  /** Those that a migration makes, with its file. */
  readonly tables: ReadonlyMap<string, string>
  /** Files of which something was not read, with the reasons. */
  readonly said: ReadonlyMap<string, ReadonlySet<string>>
}

const text = (node: GraphNode | undefined, key: string): string => String(node?.properties[key] ?? '')

export function see({ graph }: IndexResult): Seen {
  const of = (label: string) => graph.nodes.filter((node) => node.labels[0] === label)
  const said = new Map<string, Set<string>>()
  for (const d of of('Diagnostic')) {
    if (
      !/^(discover|parse|schema)$/.test(text(d, 'stage')) &&
      !/^(declared-twice|evaluation-cut|typescript-not-read)$/.test(text(d, 'reason'))
    )
      continue
    const reasons = said.get(text(d, 'file')) ?? new Set()
    said.set(text(d, 'file'), reasons.add(text(d, 'reason')))
  }
  return {
    functions: new Set(
      of('Function')
        .filter((fn) => !fn.labels.includes('Closure'))
        .map((fn) => `${text(fn, 'file')} ${text(fn, 'name')}`),
    ),
    routes: routesOf(graph),
    tables: new Map(
      of('Table')
        .filter((table) => text(table, 'file').endsWith('.sql'))
        .map((table) => [text(table, 'name'), text(table, 'file')]),
    ),
    said,
  }
}

function routesOf(graph: Graph): readonly SeenRoute[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const callers = new Map<string, string[]>()
  const callees = new Map<string, string[]>()
  const handlers = new Map<string, string[]>()
  const add = (to: Map<string, string[]>, key: string, value: string) => to.set(key, [...(to.get(key) ?? []), value])
  for (const { type, from, to } of graph.edges) {
    if (type === 'CALLS') {
      add(callers, to, from)
      add(callees, from, to)
    } else if (type === 'HANDLED_BY') add(handlers, from, to)
  }
  const fileOf = (id: string) => text(nodes.get(id), 'file')
  const registering = graph.nodes.filter((node) => node.labels[0] === 'Function')
  return graph.nodes
    .filter((node) => node.labels[0] === 'Route')
    .map((route) => {
      const [file, line] = [text(route, 'file'), Number(route.properties.line)]
      const above = new Set(registering.filter((fn) => text(fn, 'file') === file && holds(fn, line)).map((fn) => fn.id))
      for (const id of above) for (const caller of callers.get(id) ?? []) above.add(caller)
      const beside = [...above].flatMap((id) => callees.get(id) ?? [])
      return {
        name: `${text(route, 'method')} ${text(route, 'path')} ${file}`,
        through: new Set([file, ...[...above, ...beside, ...(handlers.get(route.id) ?? [])].map(fileOf)]),
      }
    })
}

const holds = (fn: GraphNode, line: number): boolean => Number(fn.properties.line) <= line && line <= Number(fn.properties.endLine)
