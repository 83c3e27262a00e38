// Large programs are parsed in as many threads as the machine has processors; small ones are not worth the threads' start.

import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

export interface ParseBatch {
  /** Place of the batch's first file. */
  readonly first: number
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

export interface ParsedBatch {
  readonly first: number
  /** One GoFile after the other; nothing for one that has to be parsed alone. */
  readonly json: Uint8Array<ArrayBuffer>
  /** Where each ends. */
  readonly ends: Uint32Array<ArrayBuffer>
}

/** Characters of source from which threads pay. */
const large = 5_000_000
const batchSize = 400_000
const mostWorkers = 8
/** Batches that a worker has before it, the one at work included. */
const ahead = 2

/** False where this is not worth it or cannot be done; what `take` was not given is then still to be parsed. */
export async function parseInWorkers(
  files: readonly { readonly path: string; readonly text: string }[],
  take: (index: number, json: Uint8Array) => void,
  url = new URL('./go-worker.js', import.meta.url),
): Promise<boolean> {
  const size = files.reduce((sum, file) => sum + file.text.length, 0)
  if (size < large || availableParallelism() < 2 || !existsSync(fileURLToPath(url))) return false
  const batches = batchesOf(files)
  const count = Math.min(availableParallelism(), mostWorkers, batches.length)
  const workers = Array.from({ length: count }, () => new Worker(url))
  try {
    await Promise.all(workers.map((worker) => feed(worker, batches, take)))
    return true
  } catch {
    return false
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function batchesOf(files: readonly { readonly path: string; readonly text: string }[]): ParseBatch[] {
  const batches: { first: number; files: { path: string; text: string }[] }[] = []
  let room = 0
  for (const [index, { path, text }] of files.entries()) {
    let last = batches.at(-1)
    if (!last || room <= 0) {
      last = { first: index, files: [] }
      batches.push(last)
      room = batchSize
    }
    last.files.push({ path, text })
    room -= text.length
  }
  // Taken from the end, in their order.
  return batches.reverse()
}

function feed(worker: Worker, batches: ParseBatch[], take: (index: number, json: Uint8Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let waiting = 0
    const send = () => {
      for (let batch = waiting < ahead ? batches.pop() : undefined; batch; batch = waiting < ahead ? batches.pop() : undefined) {
        waiting++
        worker.postMessage(batch)
      }
      if (waiting === 0) resolve()
    }
    worker.on('message', ({ first, json, ends }: ParsedBatch) => {
      waiting--
      try {
        let from = 0
        for (const [i, end] of ends.entries()) {
          if (end > from) take(first + i, json.subarray(from, end))
          from = end
        }
        send()
      } catch (error) {
        reject(error)
      }
    })
    worker.on('error', reject)
    worker.on('exit', (code) => reject(new Error(`a parsing thread ended with ${code}`)))
    send()
  })
}
