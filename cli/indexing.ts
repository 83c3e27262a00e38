// Indexing in a thread of its own, so that the page is answered and progress shown meanwhile, or here when run from the sources.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { createMemory, type IndexMemory } from '#indexer/memory.ts'
import type { IndexProgress, ProofWish } from '#indexer/result.ts'
import { bringUpToDate, type Current, type CurrentOptions, factsFolder, type Run } from './current.ts'
import { UsageError } from './errors.ts'

export interface Reports {
  readonly onIndex: (progress: IndexProgress) => void
  readonly onStage: (text: string) => void
  readonly onFound: () => void
}

export interface Indexing {
  /** One run after the other; a run after the first does again only what has changed, or what the one before has left for later. */
  run(): Promise<Current>
  /** A run that is at what was left for later leaves it once more, and gives what there was before it. */
  interrupt(): void
  close(): Promise<void>
}

export interface IndexingOptions extends Pick<CurrentOptions, 'root' | 'cacheFolder' | 'store' | 'pg'> {
  /** Further runs will follow the first: what they can use is kept. */
  readonly again: boolean
  readonly proof: ProofWish
}

export type Answer =
  | { readonly kind: 'found' }
  | { readonly kind: 'index'; readonly progress: IndexProgress }
  | { readonly kind: 'stage'; readonly text: string }
  | { readonly kind: 'done'; readonly current: Current }
  /** `mine`: the line that the operator reads; otherwise a bug, with its stack. */
  | { readonly kind: 'failed'; readonly message: string; readonly mine: boolean }

export function startIndexing(options: IndexingOptions, reports: Reports): Indexing {
  const url = new URL('./index-worker.js', import.meta.url)
  return existsSync(fileURLToPath(url)) ? inWorker(url, options, reports) : here(options, reports)
}

export function here({ again, ...options }: IndexingOptions, reports: Reports): Indexing {
  const memory = again ? createMemory() : undefined
  let before: Run | undefined
  let warming: Promise<unknown> = Promise.resolve()
  let stop: AbortController | undefined
  return {
    async run() {
      stop = new AbortController()
      const { signal } = stop
      await warming
      before = await bringUpToDate({ ...options, ...reports, ...(memory ? { memory } : {}), stop: signal }, before)
      // The run after this one finds everything at hand, also where this one had nothing to do.
      if (memory && before.current.whole) warming = warmUp(options, memory, before).catch(() => {})
      return before.current
    },
    interrupt: () => stop?.abort(),
    close: async () => memory?.close(),
  }
}

async function warmUp(
  { root, cacheFolder }: Pick<IndexingOptions, 'root' | 'cacheFolder'>,
  memory: IndexMemory,
  { current: { graph }, live }: Run,
): Promise<void> {
  if (graph === undefined) {
    const { indexRepository } = await import('#indexer/index-repository.ts')
    await indexRepository(root, { cacheFolder: factsFolder(cacheFolder), memory, live })
  }
  await memory.warm()
}

/** Most of what a run makes stays until its end: with little room for the young it would be moved again and again. */
const YOUNG_MB = 192

function inWorker(url: URL, options: IndexingOptions, { onFound, onIndex, onStage }: Reports): Indexing {
  const worker = new Worker(url, { workerData: options, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
  let settle: { readonly resolve: (current: Current) => void; readonly reject: (error: Error) => void } | undefined
  let ended: Error | undefined
  const end = (error: Error) => {
    ended ??= error
    settle?.reject(error)
  }
  worker.on('message', (answer: Answer) => {
    if (answer.kind === 'found') onFound()
    else if (answer.kind === 'index') onIndex(answer.progress)
    else if (answer.kind === 'stage') onStage(answer.text)
    else if (answer.kind === 'done') {
      settle?.resolve(answer.current)
      if (!options.again && (answer.current.whole || options.proof === 'skip')) worker.postMessage('close')
    } else settle?.reject(answer.mine ? new UsageError(answer.message) : bug(answer.message))
  })
  worker.on('error', end)
  worker.on('exit', (code) => end(new Error(`the indexing thread ended with ${code}`)))
  return {
    run: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        if (ended) reject(ended)
        else worker.postMessage('run')
      }),
    interrupt: () => worker.postMessage('interrupt'),
    async close() {
      await worker.terminate()
    },
  }
}

function bug(stack: string): Error {
  const error = new Error(stack.split('\n')[0])
  error.stack = stack
  return error
}
