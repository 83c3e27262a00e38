// What a stored graph says of itself. Both engines keep it in the graph as one node, so that a query without a label sees the
// same nodes on both.

import { GRAPH_VERSION } from '../schema.ts'
import { type GraphStamp, StoreError } from './store.ts'

export const STAMP_LABEL = 'ThroughlineGraph'
export const STAMP_ID = 'graph'

/** A stamp out of untyped data, or undefined if it is none. */
export function toStamp(value: unknown): GraphStamp | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { version, fingerprint, repository } = value as Record<string, unknown>
  if (typeof version !== 'number' || typeof fingerprint !== 'string' || typeof repository !== 'string') return undefined
  return { version, fingerprint, repository }
}

export function requireVersion(stamp: GraphStamp): GraphStamp {
  if (stamp.version !== GRAPH_VERSION)
    throw new StoreError(
      'version',
      `the stored graph of ${stamp.repository} has version ${stamp.version}, this program reads version ${GRAPH_VERSION}: index it again`,
    )
  return stamp
}
