import type { NodeValue } from '#graph/store/store.ts'
import type { ApiContext } from '../context.ts'
import type { Neighbour } from '../read/neighbours.ts'
import { type Listing, type PageArgs, readPage } from '../read/page.ts'
import { text } from '../read/rows.ts'
import type { Resolvers } from './node-fields.ts'

interface RouteFilter {
  readonly app?: string | null
  readonly method?: readonly string[] | null
  readonly auth?: readonly string[] | null
  readonly rateLimit?: readonly string[] | null
  readonly protocol?: readonly string[] | null
  readonly text?: string | null
  readonly table?: string | null
  readonly access?: string | null
  readonly hasFindings?: boolean | null
}

const HANDLER = { from: 'Route', type: 'HANDLED_BY', direction: 'out', to: 'Function' } as const
const MIDDLEWARE = { from: 'Route', type: 'GUARDED_BY', direction: 'out', to: 'Middleware' } as const
const TABLES = { from: 'Route', type: 'TOUCHES', direction: 'out', to: 'Table' } as const
const ASKED_BY = { from: 'Route', type: 'REQUESTS', direction: 'in', to: 'ApiCall' } as const
const ANSWERED_BY = { ...ASKED_BY, from: 'ApiCall', direction: 'out', to: 'Route' } as const
const MADE_BY = { from: 'ApiCall', type: 'MAKES', direction: 'in', to: 'Function' } as const

export const routeResolvers = {
  Query: {
    routes: async (_: unknown, { filter, ...page }: PageArgs & { filter?: RouteFilter | null }, context: ApiContext) =>
      readPage(await context.reader(), await routeListing(filter ?? {}, context), page),
    route: (_: unknown, { id }: { id: string }, context: ApiContext) => nodeOf(context, id, 'Route'),
  },
  Route: {
    auth: (route: NodeValue) => route.properties.auth ?? 'unknown',
    rateLimit: (route: NodeValue) => route.properties.rateLimit ?? 'unknown',
    protocol: (route: NodeValue) => route.properties.protocol ?? 'http',
    handlerName: (route: NodeValue) => route.properties.handler,
    handler: async (route: NodeValue, _: unknown, context: ApiContext) => first(await context.related(HANDLER)(route.id)),
    middleware: async (route: NodeValue, _: unknown, context: ApiContext) =>
      (await context.related(MIDDLEWARE)(route.id)).map(({ node, relationship }, i) => ({
        order: relationship.properties.order ?? i + 1,
        middleware: node,
      })),
    tables: async (route: NodeValue, _: unknown, context: ApiContext) =>
      (await context.related(TABLES)(route.id))
        .map(({ node, relationship: { properties } }) => ({
          name: String(node.properties.name),
          access: properties.mode,
          depth: properties.depth,
          table: node,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : String(a.access) < String(b.access) ? -1 : 1)),
    apiCalls: async (route: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(ASKED_BY)(route.id)),
    findings: (route: NodeValue, _: unknown, context: ApiContext) => context.findings(route.id),
  },
  ApiCall: {
    method: (call: NodeValue) => call.properties.method ?? '*',
    path: (call: NodeValue) => call.properties.path ?? '*',
    function: async (call: NodeValue, _: unknown, context: ApiContext) => first(await context.related(MADE_BY)(call.id)),
    routes: async (call: NodeValue, _: unknown, context: ApiContext) => nodes(await context.related(ANSWERED_BY)(call.id)),
  },
  Middleware: {
    kind: (middleware: NodeValue) => middleware.properties.kind ?? 'unknown',
  },
} satisfies Resolvers

async function routeListing(filter: RouteFilter, context: ApiContext): Promise<Listing> {
  const where: string[] = []
  const parameters: Record<string, string | readonly string[]> = {}
  for (const name of ['app', 'method', 'auth', 'rateLimit', 'protocol'] as const) {
    const wanted = filter[name]
    if (wanted === undefined || wanted === null) continue
    where.push(`n.${name} IN $${name}`)
    parameters[name] = typeof wanted === 'string' ? [wanted] : wanted
  }
  if (filter.text) {
    where.push("(toLower(n.path) CONTAINS $text OR toLower(coalesce(n.handler, '')) CONTAINS $text)")
    parameters.text = filter.text.toLowerCase()
  }
  if (filter.table) {
    where.push(`EXISTS { MATCH (n)-[:TOUCHES${filter.access ? ' {mode: $access}' : ''}]->(:Table {name: $table}) }`)
    parameters.table = filter.table
    if (filter.access) parameters.access = filter.access
  }
  if (filter.hasFindings !== undefined && filter.hasFindings !== null) {
    const ids = (await context.review()).findings.flatMap((f) => [...f.routeIds, ...f.path.map((step) => step.id)])
    where.push(filter.hasFindings ? 'n.id IN $found' : 'NOT n.id IN $found')
    parameters.found = [...new Set(ids)]
  }
  return { match: '(n:Route)', where, order: 'n.app, n.path, n.method, n.id', parameters }
}

/** A node by id, if it has the label. */
export async function nodeOf(context: ApiContext, id: string, label: string): Promise<NodeValue | undefined> {
  const found = await context.node(id)
  return found?.labels[0] === label ? found : undefined
}

export function nodes(neighbours: readonly Neighbour[]): readonly NodeValue[] {
  const unique = new Map(neighbours.map(({ node }) => [node.id, node]))
  return [...unique.values()]
}

export function first(neighbours: readonly Neighbour[]): NodeValue | undefined {
  return neighbours[0]?.node
}

export function names(neighbours: readonly Neighbour[]): readonly string[] {
  return [...new Set(neighbours.map(({ node }) => text(node.properties.name) ?? node.id))].sort()
}
