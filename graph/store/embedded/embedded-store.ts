// The embedded engine of the store port: one folder, one graph, no server. See files.ts for what lies in the folder, host.ts
// for the child process that answers queries.

import { rm } from 'node:fs/promises'
import type { Graph } from '../../graph.ts'
import { GRAPH_VERSION } from '../../schema.ts'
import { requireVersion } from '../stamp.ts'
import { type GraphReader, type GraphStamp, type GraphStore, StoreError } from '../store.ts'
import { loadEngine } from './engine.ts'
import { holdCurrent, publish, readCurrent } from './files.ts'
import { createHost } from './host.ts'
import { createEmbeddedReader } from './reader.ts'
import { writeGraph } from './write-graph.ts'

export interface EmbeddedStoreOptions {
  /** Holds this one graph and nothing else; created when it is missing. */
  readonly folder: string
  /** A query's process may grow by this much beyond the opened graph. Default 1,024. */
  readonly memoryLimitMb?: number
  /** Graphs follow each other in this process: the next one is opened the sooner. */
  readonly again?: boolean
}

export function createEmbeddedStore({ folder, memoryLimitMb = 1024, again = false }: EmbeddedStoreOptions): GraphStore {
  const readers = new Set<GraphReader>()
  return {
    engine: 'embedded',
    async stamp() {
      const current = await readCurrent(folder).catch(wrap(folder))
      return current?.stamp.version === GRAPH_VERSION ? current.stamp : undefined
    },
    async replace(graph: Graph, stamp: GraphStamp) {
      const engine = await loadEngine()
      await publish(folder, stamp, (path) => writeGraph(engine, path, graph, stamp)).catch(wrap(folder))
    },
    async open() {
      const current = await holdCurrent(folder).catch(wrap(folder))
      if (!current) throw new StoreError('empty', `there is no graph in ${folder} yet: index the repository first`)
      const drop = () => rm(current.path, { force: true }).catch(() => undefined)
      try {
        const stamp = requireVersion(current.stamp)
        const host = createHost({ file: current.path, growthLimit: memoryLimitMb * 1024 * 1024, again })
        const reader = createEmbeddedReader(host, stamp, async () => {
          readers.delete(reader)
          await drop()
        })
        readers.add(reader)
        await host.ready().catch(async (error) => {
          await reader.close()
          throw error
        })
        return reader
      } catch (error) {
        await drop()
        throw error
      }
    },
    async close() {
      await Promise.all([...readers].map((reader) => reader.close()))
    },
  }
}

/** Trouble with the folder is the operator's; a bug stays a bug. */
function wrap(folder: string): (error: unknown) => never {
  return (error) => {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error
    throw new StoreError('failed', `the graph in ${folder} cannot be used: ${message}`, { cause: error })
  }
}
