// One open graph: guards a query, hands it to the host, and makes the host's answer the port's.

import { readOnly } from '../../cypher/guard.ts'
import { DEFAULT_MAX_ROWS, DEFAULT_TIMEOUT_MS, type GraphReader, type GraphStamp, QueryError } from '../store.ts'
import { unchained } from './detour.ts'
import type { Host } from './host.ts'

export function createEmbeddedReader(host: Host, stamp: GraphStamp, onClose: () => Promise<void>): GraphReader {
  return {
    engine: 'embedded',
    stamp,
    async query(cypher, { parameters = {}, maxRows = DEFAULT_MAX_ROWS, timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      const text = readOnly(cypher, parameters)
      const query = { cypher: unchained(text), parameters, maxRows, timeoutMs }
      return await host.run(query).catch(async (error: unknown) => {
        // Only the query as it was written has the places that its author knows.
        if (error instanceof QueryError && error.reason === 'syntax') await host.run({ ...query, cypher: text })
        throw error
      })
    },
    async close() {
      await host.close()
      await onClose()
    },
  }
}
