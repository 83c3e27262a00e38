// One page of a long list, after Relay's connections. A cursor is a place in the sorted list of a graph that does not change
// while it is read.

import type { GraphReader, NodeValue } from '#graph/store/store.ts'
import { BadInput } from '../errors.ts'
import { integer, node, type Parameters, readRows } from './rows.ts'

export const MAX_PAGE = 500

export interface PageArgs {
  readonly first: number
  readonly after?: string | null
}

export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[]
  readonly nodes: readonly T[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
  readonly totalCount: number
}

export function pageOf<T>(all: readonly T[], args: PageArgs): Connection<T> {
  const skip = offsetOf(args)
  return connect(all.slice(skip, skip + args.first), skip, all.length)
}

export interface Listing {
  /** A pattern that binds `n`. */
  readonly match: string
  readonly where: readonly string[]
  readonly order: string
  readonly parameters: Parameters
}

export async function readPage(reader: GraphReader, listing: Listing, args: PageArgs): Promise<Connection<NodeValue>> {
  const skip = offsetOf(args)
  const { match, where, order, parameters } = listing
  const from = `MATCH ${match}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`
  const [counted] = await readRows(reader, `${from} RETURN count(n) AS many`, parameters)
  const page = await readRows(reader, `${from} RETURN n ORDER BY ${order} SKIP $skip LIMIT $first`, {
    ...parameters,
    skip,
    first: args.first,
  })
  return connect(
    page.map((row) => node(row, 'n')),
    skip,
    integer(counted?.many) ?? 0,
  )
}

function connect<T>(nodes: readonly T[], skip: number, totalCount: number): Connection<T> {
  const edges = nodes.map((n, i) => ({ cursor: toCursor(skip + i), node: n }))
  return {
    edges,
    nodes,
    totalCount,
    pageInfo: {
      hasNextPage: skip + nodes.length < totalCount,
      hasPreviousPage: skip > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** How many elements stand before the page. */
function offsetOf({ first, after }: PageArgs): number {
  if (first < 1 || first > MAX_PAGE) throw new BadInput(`first must be between 1 and ${MAX_PAGE}`)
  if (after === undefined || after === null || after === '') return 0
  const place = /^at:(\d{1,9})$/.exec(Buffer.from(after, 'base64url').toString())?.[1]
  if (place === undefined) throw new BadInput(`${after} is not a cursor of this list`)
  return Number(place) + 1
}

function toCursor(place: number): string {
  return Buffer.from(`at:${place}`).toString('base64url')
}
