// Brings the stored graph of a repository up to date: what has changed is indexed, and what has not is left as it is.

import { hash } from 'node:crypto'
import { join } from 'node:path'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { chooseStore, connectStore } from '#graph/store/connect.ts'
import type { GraphStore } from '#graph/store/store.ts'
import { discover } from '#indexer/discover.ts'
import type { LiveDatabase } from '#indexer/live/read-live.ts'
import type { IndexMemory } from '#indexer/memory.ts'
import type { IndexProgress, IndexResult, Ledger, ProofWish } from '#indexer/result.ts'
import { contentKey, programBuild } from './content-key.ts'
import { keep } from './keep.ts'
import { readSaved } from './saved.ts'

export interface CurrentOptions {
  readonly root: string
  readonly cacheFolder: string
  readonly store: string | undefined
  /** Address of a live database to read; never stored. */
  readonly pg?: string | undefined
  readonly onIndex?: ((progress: IndexProgress) => void) | undefined
  readonly onStage?: ((text: string) => void) | undefined
  /** There is something to index. */
  readonly onFound?: (() => void) | undefined
  readonly memory?: IndexMemory
  /** Default `wait`; with `later` the next run gives what is left. */
  readonly proof?: ProofWish
  /** What a run has left for later is left once more. */
  readonly stop?: AbortSignal
}

export interface Indexed {
  readonly fingerprint: string
  readonly ledger: Ledger
  /** Milliseconds by stage; `graphMade` from the start until the graph is whole, `store` for what loads it into the store. */
  readonly timings: IndexResult['timings'] & { readonly graphMade?: number; readonly store?: number }
  readonly indexedAt: string
}

export interface Current {
  readonly indexed: Indexed
  /** Of everything in the repository that an answer can depend on. */
  readonly key: string
  /** False when the stored graph was current. */
  readonly fresh: boolean
  /** Another number stands for another graph, where further runs may give the same. */
  readonly graph: number | undefined
  /** Folders that were walked. */
  readonly folders: readonly string[]
  /** Everything that is asked of the repository is in it; otherwise the next run gives the rest. */
  readonly whole: boolean
}

export interface Run {
  readonly current: Current
  /** Of a run that is not whole. */
  readonly later?: IndexResult['later']
  /** As the first run of the process has read it. */
  readonly live?: LiveDatabase | undefined
}

interface SavedSession extends Indexed {
  readonly whole: boolean
  readonly build: string
  readonly key: string
  readonly store: string
}

export const storeChoice = (cacheFolder: string, uri: string | undefined) => ({ folder: join(cacheFolder, 'graph'), uri, env: process.env })

export const factsFolder = (cacheFolder: string): string => join(cacheFolder, 'facts')

/** `before` is what the last run of this process gave. */
export async function bringUpToDate(options: CurrentOptions, before?: Run): Promise<Run> {
  const { root, cacheFolder, memory, onIndex, stop } = options
  const start = performance.now()
  const [found, live] = await Promise.all([discover(root, memory?.texts), before ? before.live : readDatabase(options.pg)])
  const key = live ? hash('sha1', `${contentKey(found)} ${live.key}`) : contentKey(found)
  const discovered = Math.round(performance.now() - start)
  options.onFound?.()
  const { folders } = found
  const unchanged: Run | undefined =
    before?.current.key === key ? { ...before, current: { ...before.current, folders, fresh: false } } : undefined
  if (unchanged?.current.whole) return unchanged
  const later = unchanged?.later
  const rest = await later?.(stop).catch((error) => {
    if (!stop?.aborted) throw error
  })
  if (unchanged && later && !rest) return unchanged
  const choice = storeChoice(cacheFolder, options.store)
  const target = chooseStore(choice)
  const address = target.engine === 'neo4j' ? target.uri : 'embedded'
  const store = await connectStore(choice)
  try {
    const file = join(cacheFolder, 'session.json')
    const build = programBuild()
    const { proof = 'wait' } = options
    const saved = before ? undefined : await savedSession(file, store, { root, key, build, store: address, whole: proof !== 'skip' })
    if (saved) return { current: { indexed: saved, key, folders, fresh: false, graph: undefined, whole: saved.whole }, live }

    const { graph, fingerprint, ledger, timings, whole, later: left } = rest ?? (await index(proof))
    const graphMade = Math.round(performance.now() - start)
    const number = memory?.graphNumber(graph)
    options.onStage?.(`storing ${graph.nodes.length} nodes and ${graph.edges.length} relationships`)
    // A change of a comment gives the same graph.
    if (number === undefined || before?.current.graph !== number)
      await store.replace(graph, { version: GRAPH_VERSION, fingerprint, repository: root })
    const indexed: Indexed = {
      fingerprint,
      ledger,
      timings: { ...timings, discover: discovered, graphMade, store: Math.round(performance.now() - start) - graphMade },
      indexedAt: new Date().toISOString(),
    }
    await keep(file, { ...indexed, build, key, store: address, whole } satisfies SavedSession)
    const current = { indexed, key, folders, fresh: true, graph: number, whole }
    return { current, live, ...(left && { later: left }) }
  } finally {
    await store.close()
  }

  async function index(proof: ProofWish): Promise<IndexResult> {
    const { indexRepository } = await import('#indexer/index-repository.ts')
    return indexRepository(root, {
      cacheFolder: factsFolder(cacheFolder),
      found,
      proof,
      live,
      ...(onIndex ? { onProgress: onIndex } : {}),
      ...(memory ? { memory } : {}),
    })
  }
}

async function readDatabase(address: string | undefined): Promise<LiveDatabase | undefined> {
  if (!address) return undefined
  const { readLive } = await import('#indexer/live/read-live.ts')
  return readLive(address)
}

interface Wanted {
  /** Nothing less will do. */
  readonly whole: boolean
  readonly root: string
  readonly key: string
  readonly build: string
  readonly store: string
}

async function savedSession(file: string, store: GraphStore, wanted: Wanted): Promise<SavedSession | undefined> {
  const [saved, stamp] = await Promise.all([readSaved<SavedSession>(file), store.stamp()])
  if (saved.build !== wanted.build || saved.key !== wanted.key || saved.store !== wanted.store || !isIndexed(saved)) return undefined
  if (wanted.whole && !saved.whole) return undefined
  return stamp?.fingerprint === saved.fingerprint && stamp.repository === wanted.root ? saved : undefined
}

function isIndexed(saved: Partial<SavedSession>): saved is SavedSession {
  return typeof saved.fingerprint === 'string' && typeof saved.ledger === 'object' && typeof saved.indexedAt === 'string'
}
