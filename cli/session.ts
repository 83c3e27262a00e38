// From a path to a graph that is current and an audit of it. What is stale is indexed first; what is not is taken from the cache.

import { join } from 'node:path'
import type { AuditResult } from '#audit/finding.ts'
import type { AuditLibrary } from '#audit/library.ts'
import { connectStore } from '#graph/store/connect.ts'
import type { GraphReader } from '#graph/store/store.ts'
import type { IndexProgress, ProofWish } from '#indexer/result.ts'
import { programBuild } from './content-key.ts'
import { type Current, type Indexed, storeChoice } from './current.ts'
import { startIndexing } from './indexing.ts'
import { keep } from './keep.ts'
import { AUDITS, cacheFolderOf, repositoryAt } from './places.ts'
import { readSaved } from './saved.ts'

export interface SessionOptions {
  readonly path: string
  readonly cache?: string | undefined
  readonly store?: string | undefined
  /** Address of a live database to read. */
  readonly pg?: string | undefined
  /** Default `wait`. */
  readonly proof?: Exclude<ProofWish, 'later'>
  readonly onIndex?: (progress: IndexProgress) => void
  readonly onStage?: (text: string) => void
  /** There is something to index. */
  readonly onFound?: () => void
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

interface SavedAudit {
  readonly key: string
  readonly result: AuditResult
}

export async function openSession({ path, cache, store, pg, proof = 'wait', ...reports }: SessionOptions): Promise<Session> {
  const root = repositoryAt(path)
  const cacheFolder = cacheFolderOf(root, cache)
  const { onIndex = () => {}, onStage = () => {}, onFound = () => {} } = reports
  const indexing = startIndexing({ root, cacheFolder, store, pg, again: false, proof }, { onIndex, onStage, onFound })
  try {
    return await sessionOf(await indexing.run(), { root, cacheFolder, store, onStage })
  } finally {
    await indexing.close()
  }
}

export interface SessionPlace {
  readonly root: string
  readonly cacheFolder: string
  readonly store: string | undefined
  /** Other graphs will follow. */
  readonly again?: boolean
  readonly onStage: ((text: string) => void) | undefined
}

/** Opens the graph that is current, or goes on with that of a session with the same content. */
export async function sessionOf(current: Current, place: SessionPlace, same?: Session): Promise<Session> {
  if (same) return sessionOver(current, place, same.reader, same.close, same.library)
  const store = await connectStore({ ...storeChoice(place.cacheFolder, place.store), ...(place.again && { again: true }) })
  try {
    const library = once(async () => (await import('#audit/load.ts')).loadLibrary(AUDITS))
    return sessionOver(current, place, await store.open(), () => store.close(), library)
  } catch (error) {
    await store.close()
    throw error
  }
}

function sessionOver(
  { indexed, fresh, key }: Current,
  { root, cacheFolder, onStage }: SessionPlace,
  reader: GraphReader,
  close: Session['close'],
  library: Session['library'],
): Session {
  return {
    root,
    reader,
    indexed,
    fresh,
    library,
    audit: async (only) => audit(reader, await library(), { root, cacheFolder, key, indexed, only, onStage }),
    close,
  }
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

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
