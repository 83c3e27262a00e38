// From a path to a graph that is current and an audit of it. What is stale is indexed first; what is not is taken from the cache.

import { join } from 'node:path'
import type { AuditResult } from '#audit/finding.ts'
import type { AuditLibrary } from '#audit/library.ts'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { chooseStore, connectStore } from '#graph/store/connect.ts'
import type { GraphReader, GraphStore } from '#graph/store/store.ts'
import type { IndexProgress, IndexResult, Ledger } from '#indexer/result.ts'
import { contentKey, programBuild } from './content-key.ts'
import { UsageError } from './errors.ts'
import { AUDITS, cacheFolderOf, repositoryAt } from './places.ts'
import { readSaved, writeSaved } from './saved.ts'

export interface SessionOptions {
  readonly path: string
  readonly cache?: string | undefined
  readonly store?: string | undefined
  readonly onIndex?: (progress: IndexProgress) => void
  readonly onStage?: (text: string) => void
  /** There is something to index. */
  readonly onFound?: () => void
}

export interface Indexed {
  readonly fingerprint: string
  readonly ledger: Ledger
  readonly timings: IndexResult['timings']
  readonly indexedAt: string
}

export interface Session {
  readonly root: string
  readonly reader: GraphReader
  readonly indexed: Indexed
  /** False when the stored graph was current. */
  readonly fresh: boolean
  library(): Promise<AuditLibrary>
  /** All audits, or those of the ids. */
  audit(only?: readonly string[]): Promise<AuditResult>
  close(): Promise<void>
}

interface SavedSession extends Indexed {
  readonly build: string
  readonly key: string
  readonly store: string
}

interface SavedAudit {
  readonly key: string
  readonly result: AuditResult
}

export async function openSession(options: SessionOptions): Promise<Session> {
  const root = repositoryAt(options.path)
  const cacheFolder = cacheFolderOf(root, options.cache)
  const choice = { folder: join(cacheFolder, 'graph'), uri: options.store, env: process.env }
  const target = chooseStore(choice)
  const key = await contentKey(root)
  options.onFound?.()
  const store = await connectStore(choice)
  try {
    const { indexed, fresh } = await ensureIndexed(store, {
      root,
      cacheFolder,
      key,
      address: target.engine === 'neo4j' ? target.uri : 'embedded',
      options,
    })
    const reader = await store.open()
    const library = once(async () => (await import('#audit/load.ts')).loadLibrary(AUDITS))
    return {
      root,
      reader,
      indexed,
      fresh,
      library,
      audit: async (only) => audit(reader, await library(), { root, cacheFolder, key, indexed, only, onStage: options.onStage }),
      close: () => store.close(),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

interface IndexContext {
  readonly root: string
  readonly cacheFolder: string
  readonly key: string
  readonly address: string
  readonly options: SessionOptions
}

async function ensureIndexed(store: GraphStore, context: IndexContext): Promise<{ readonly indexed: Indexed; readonly fresh: boolean }> {
  const { root, cacheFolder, key, address, options } = context
  const file = join(cacheFolder, 'session.json')
  const build = programBuild()
  const [saved, stamp] = await Promise.all([readSaved<SavedSession>(file), store.stamp()])
  const current = saved.build === build && saved.key === key && saved.store === address
  if (current && isIndexed(saved) && stamp?.fingerprint === saved.fingerprint && stamp.repository === root)
    return { indexed: saved, fresh: false }

  const { indexRepository } = await import('#indexer/index-repository.ts')
  const onProgress = options.onIndex
  const { graph, fingerprint, ledger, timings } = await indexRepository(root, {
    cacheFolder: join(cacheFolder, 'facts'),
    ...(onProgress ? { onProgress } : {}),
  })
  options.onStage?.(`storing ${graph.nodes.length} nodes and ${graph.edges.length} relationships`)
  await store.replace(graph, { version: GRAPH_VERSION, fingerprint, repository: root })
  const indexed: Indexed = { fingerprint, ledger, timings, indexedAt: new Date().toISOString() }
  await keep(file, { ...indexed, build, key, store: address } satisfies SavedSession)
  return { indexed, fresh: true }
}

function isIndexed(saved: Partial<SavedSession>): saved is SavedSession {
  return typeof saved.fingerprint === 'string' && typeof saved.ledger === 'object' && typeof saved.indexedAt === 'string'
}

interface AuditContext {
  readonly root: string
  readonly cacheFolder: string
  readonly key: string
  readonly indexed: Indexed
  readonly only: readonly string[] | undefined
  readonly onStage: ((text: string) => void) | undefined
}

async function audit(reader: GraphReader, library: AuditLibrary, context: AuditContext): Promise<AuditResult> {
  const { runAudits } = await import('#audit/run.ts')
  const { createSourceReader } = await import('#audit/source.ts')
  const { root, cacheFolder, indexed, only, onStage } = context
  const file = join(cacheFolder, 'audit.json')
  const today = new Date().toISOString().slice(0, 10)
  const key = JSON.stringify([programBuild(), context.key, indexed.fingerprint, today, library])
  const saved = only ? {} : await readSaved<SavedAudit>(file)
  if (saved.key === key && saved.result) return saved.result
  const result = await runAudits(reader, library, {
    source: createSourceReader(root),
    ledger: { ...indexed.ledger },
    today,
    onProgress: (done, total) => onStage?.(`audit ${done} of ${total}`),
    ...(only ? { only } : {}),
  })
  if (!only) await keep(file, { key, result } satisfies SavedAudit)
  return result
}

/** The cache is a convenience, save that the embedded graph lies in it too. */
async function keep(file: string, data: object): Promise<void> {
  try {
    await writeSaved(file, data)
  } catch (error) {
    throw new UsageError(
      `the cache cannot be written: ${error instanceof Error ? error.message : error}; choose another folder with --cache`,
      { cause: error },
    )
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
