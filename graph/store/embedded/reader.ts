// One open graph: guards a query, hands it to the host, and makes the host's answer the port's.

import { readOnly } from '../../cypher/guard.ts'
import type { GraphReader, GraphStamp } from '../store.ts'
import { DEFAULT_MAX_ROWS, DEFAULT_TIMEOUT_MS } from '../store.ts'
import type { Host } from './host.ts'

export function createEmbeddedReader(host: Host, stamp: GraphStamp, onClose: () => Promise<void>): GraphReader {
  return {
    engine: 'embedded',
    stamp,
    async query(cypher, { parameters = {}, maxRows = DEFAULT_MAX_ROWS, timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      return await host.run({ cypher: readOnly(cypher, parameters), parameters, maxRows, timeoutMs })
    },
    async close() {
      await host.close()
      await onClose()
    },
  }
}
