// Routes: the list and one in full.

import { operation } from './client.ts'
import type { FindingRow } from './finding.ts'
import type { Page } from './page.ts'
import type { Auth, FindingMark, RateLimit } from './words.ts'

export interface TableAccess {
  readonly name: string
  readonly access: 'read' | 'write'
}

export interface RouteRow {
  readonly id: string
  readonly app: string
  readonly method: string
  readonly path: string
  readonly protocol: string
  readonly auth: Auth
  readonly authReason: string | null
  readonly rateLimit: RateLimit
  readonly rateLimitReason: string | null
  readonly handlerName: string | null
  readonly tables: readonly TableAccess[]
  readonly findings: readonly FindingMark[]
}

export interface RouteMiddleware {
  readonly order: number
  readonly middleware: {
    readonly id: string
    readonly name: string
    readonly kind: string
    readonly enforces: boolean | null
    readonly condition: string | null
    readonly evidence: string | null
  }
}

export interface RouteDetail extends Omit<RouteRow, 'findings'> {
  readonly framework: string | null
  readonly roles: readonly string[]
  readonly credential: boolean
  readonly proof: string | null
  readonly condition: string | null
  readonly handlerReason: string | null
  readonly file: string | null
  readonly line: number | null
  readonly middleware: readonly RouteMiddleware[]
  readonly apiCalls: readonly { readonly id: string; readonly method: string; readonly path: string; readonly name: string | null }[]
  readonly findings: readonly FindingRow[]
}

export interface RouteFilter {
  readonly method?: readonly string[]
  readonly auth?: readonly string[]
  readonly rateLimit?: readonly string[]
  readonly text?: string
  readonly hasFindings?: boolean
}

const ROW = 'id app method path protocol auth authReason rateLimit rateLimitReason handlerName tables { name access }'

export const ROUTES = operation<
  { readonly routes: Page<RouteRow> },
  { readonly filter: RouteFilter; readonly first: number; readonly after: string | null }
>(
  `query Routes($filter: RouteFilter, $first: Int!, $after: String) {
    routes(filter: $filter, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { ${ROW} findings { fingerprint rule severity title } }
    }
  }`,
)

export const ROUTE = operation<{ readonly route: RouteDetail | null }, { readonly id: string }>(
  `query Route($id: ID!) {
    route(id: $id) {
      ${ROW} framework roles credential proof condition handlerReason file line
      middleware { order middleware { id name kind enforces condition evidence } }
      apiCalls { id method path name }
      findings { fingerprint rule severity confidence title message file line }
    }
  }`,
)
