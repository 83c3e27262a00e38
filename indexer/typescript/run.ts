// Runs the TypeScript stage beside the others: in the worker that the build made, or here when run from sources.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { TypeScriptInput, TypeScriptOutput } from './index-typescript.ts'

/** `here`: not in another thread. */
export async function runTypeScript(input: TypeScriptInput, here = false): Promise<TypeScriptOutput> {
  const worker = new URL('./typescript-worker.js', import.meta.url)
  // Where there is nothing to read, a thread has nothing to do.
  if (!here && input.sources.length > 0 && existsSync(fileURLToPath(worker))) return inWorker(worker, input)
  const { indexTypeScript } = await import('./analyse.ts')
  return indexTypeScript(input)
}

function inWorker(url: URL, input: TypeScriptInput): Promise<TypeScriptOutput> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { workerData: input })
    worker.once('message', (output: TypeScriptOutput) => resolve(output))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the TypeScript worker ended with ${code} and no answer`)))
  })
}
