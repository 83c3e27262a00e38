// `routes --format json`: its shape is a contract. Add to it, do not rename.

import { readNeighbours } from '#api/read/neighbours.ts'
import { integer, node, readRows, text, texts } from '#api/read/rows.ts'
import type { GraphReader, NodeValue } from '#graph/store/store.ts'

export interface RouteAnswer {
  readonly app: string
  readonly method: string
  readonly path: string
  readonly protocol: string
  readonly framework: string | null
  readonly handler: string | null
  readonly file: string | null
  readonly line: number | null
  readonly auth: string
  readonly roles: readonly string[]
  readonly rateLimit: string
  readonly middleware: readonly MiddlewareAnswer[]
  readonly tables: readonly { readonly name: string; readonly access: string }[]
  readonly reasons: { readonly auth?: string; readonly rateLimit?: string; readonly handler?: string }
  /** Registered only when this holds. */
  readonly condition?: string
}

interface MiddlewareAnswer {
  readonly name: string
  readonly kind: string
  readonly file: string | null
  readonly line: number | null
  readonly condition?: string
}

export async function readRoutes(reader: GraphReader): Promise<readonly RouteAnswer[]> {
  const rows = await readRows(reader, 'MATCH (n:Route) RETURN n ORDER BY n.app, n.path, n.method, n.id')
  const routes = rows.map((row) => node(row, 'n'))
  const ids = routes.map((route) => route.id)
  const chains = await readNeighbours(reader, { from: 'Route', type: 'GUARDED_BY', direction: 'out', to: 'Middleware' }, ids)
  const touches = await readNeighbours(reader, { from: 'Route', type: 'TOUCHES', direction: 'out', to: 'Table' }, ids)
  return routes.map((route) => ({
    ...describe(route),
    middleware: (chains.get(route.id) ?? []).map(({ node: { properties: p } }) => ({
      name: text(p.name) ?? 'unknown',
      kind: text(p.kind) ?? 'unknown',
      file: text(p.file) ?? null,
      line: integer(p.line) ?? null,
      ...(text(p.condition) === undefined ? {} : { condition: text(p.condition) ?? '' }),
    })),
    tables: (touches.get(route.id) ?? [])
      .map(({ node: table, relationship }) => ({
        name: text(table.properties.name) ?? table.id,
        access: text(relationship.properties.mode) ?? 'read',
      }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.access < b.access ? -1 : 1)),
  }))
}

function describe({ properties: p }: NodeValue): Omit<RouteAnswer, 'middleware' | 'tables'> {
  const reasons = { auth: text(p.authReason), rateLimit: text(p.rateLimitReason), handler: text(p.handlerReason) }
  const condition = text(p.condition)
  return {
    app: text(p.app) ?? '',
    method: text(p.method) ?? '*',
    path: text(p.path) ?? '',
    protocol: text(p.protocol) ?? 'http',
    framework: text(p.framework) ?? null,
    handler: text(p.handler) ?? null,
    file: text(p.file) ?? null,
    line: integer(p.line) ?? null,
    auth: text(p.auth) ?? 'unknown',
    roles: texts(p.roles),
    rateLimit: text(p.rateLimit) ?? 'unknown',
    reasons: Object.fromEntries(Object.entries(reasons).filter(([, reason]) => reason !== undefined)),
    ...(condition === undefined ? {} : { condition }),
  }
}
