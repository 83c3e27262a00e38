// `path --format json`: every way from a route, and from the client calls that it answers, to its tables. The shape is a contract.

import { findPaths } from '#api/picture/paths.ts'
import { readNeighbours } from '#api/read/neighbours.ts'
import { integer, node, readRows, text } from '#api/read/rows.ts'
import { titleOf } from '#api/read/titles.ts'
import { directoryOf } from '#api/search/directory.ts'
import type { GraphReader, NodeValue, RelationshipValue } from '#graph/store/store.ts'
import { UsageError } from '../errors.ts'

export interface StepAnswer {
  readonly label: string
  readonly name: string
  readonly file: string | null
  readonly line: number | null
}

export interface FoundStep {
  readonly node: NodeValue
  /** How it is reached from the step before. */
  readonly edge: RelationshipValue | undefined
}

const LIMITS = { limit: 2000, maxDepth: 60 } as const

export async function readPaths(
  reader: GraphReader,
  route: string,
  toTable: string | undefined,
): Promise<readonly (readonly FoundStep[])[]> {
  const routes = await routesNamed(reader, route)
  if (toTable !== undefined) await requireTable(reader, toTable)
  const all: (readonly FoundStep[])[] = []
  for (const found of routes) {
    const { paths } = await findPaths(reader, found, { toTable, ...LIMITS })
    const calls = await readNeighbours(reader, { from: 'Route', type: 'REQUESTS', direction: 'in', to: 'ApiCall' }, [found.id])
    const starts = calls.get(found.id) ?? []
    if (starts.length === 0) all.push(...paths)
    for (const call of starts)
      for (const [first, ...rest] of paths)
        if (first) all.push([{ node: call.node, edge: undefined }, { node: first.node, edge: call.relationship }, ...rest])
  }
  return all
}

export function toAnswer(path: readonly FoundStep[]): readonly StepAnswer[] {
  return path.map(({ node: n }) => ({
    label: n.labels[0] ?? '',
    name: titleOf(n),
    file: text(n.properties.file) ?? null,
    line: integer(n.properties.line) ?? null,
  }))
}

/** Of every application that has it. `{id}` is as good as `:id`, the method's case does not matter. */
async function routesNamed(reader: GraphReader, name: string): Promise<readonly NodeValue[]> {
  const [, method = '', path = ''] = /^\s*(\S+)\s+(\/\S*|\*)\s*$/.exec(name) ?? []
  if (path === '')
    throw new UsageError(`"${name}" is not a route; it reads like "GET /api/posts/:id"${await suggest(reader, name, 'Route')}`)
  const plain = path.replace(/\{(\w+)[^}]*\}/g, ':$1').replace(/(?<=.)\/$/, '')
  const cypher = 'MATCH (n:Route) WHERE n.method = $method AND n.path IN $paths RETURN n ORDER BY n.app, n.id'
  const rows = await readRows(reader, cypher, { method: method.toUpperCase(), paths: [path, plain] })
  if (rows.length === 0) throw new UsageError(`there is no route ${name.trim()}${await suggest(reader, name, 'Route')}`)
  return rows.map((row) => node(row, 'n'))
}

async function requireTable(reader: GraphReader, name: string): Promise<void> {
  const rows = await readRows(reader, 'MATCH (n:Table {name: $name}) RETURN n', { name })
  if (rows.length === 0) throw new UsageError(`there is no table ${name}${await suggest(reader, name, 'Table')}`)
}

async function suggest(reader: GraphReader, typed: string, label: string): Promise<string> {
  const directory = await directoryOf(reader)
  const words = typed
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !/^(get|post|put|patch|delete|head|options|api)$/i.test(word))
  // All words, else the longest of them alone.
  for (const text of [typed, ...words.sort((a, b) => b.length - a.length)]) {
    const hits = directory.find(text, { labels: [label], first: 3 })
    if (hits.length > 0) return `; did you mean ${hits.map((hit) => `"${directory.title(hit.id)}"`).join(' or ')}?`
  }
  return ''
}
