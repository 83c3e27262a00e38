// Runs the TypeScript stage beside the others: in the worker that the build made, or here when run from sources. Whatever becomes of it,
// the rest of the repository is still indexed.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { TypeScriptInput, TypeScriptOutput } from './index-typescript.ts'

/** `here`: not in another thread; `url`: the built thread, where it does not stand beside this module. */
export async function runTypeScript(
  input: TypeScriptInput,
  here = false,
  url = new URL('./typescript-worker.js', import.meta.url),
): Promise<TypeScriptOutput> {
  try {
    // Where there is nothing to read, a thread has nothing to do.
    if (!here && input.sources.length > 0 && existsSync(fileURLToPath(url))) return await inWorker(url, input)
    const { indexTypeScript } = await import('./analyse.ts')
    return await indexTypeScript(input)
  } catch (error) {
    return nothing(input, error)
  }
}

/** Loads the compiler into this thread and lets it read a text, as it will read the next. */
export async function warmTypeScript(path: string, text: string): Promise<void> {
  const { extractFile } = await import('./extract-file.ts')
  extractFile(path, text)
}

function inWorker(url: URL, input: TypeScriptInput): Promise<TypeScriptOutput> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { workerData: input })
    worker.once('message', (output: TypeScriptOutput) => resolve(output))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the TypeScript worker ended with ${code} and no answer`)))
  })
}

function nothing({ sources, skipped }: TypeScriptInput, error: unknown): TypeScriptOutput {
  const why = error instanceof Error ? error.message : String(error)
  return {
    extracted: [],
    facts: {
      functions: [],
      calls: [],
      renders: [],
      apiCalls: [],
      proxies: [],
      diagnostics: [
        {
          stage: 'resolve',
          reason: 'typescript-not-read',
          message: `the ${sources.length} files of TypeScript and JavaScript are missing from the graph: ${why}`,
          file: '',
          line: 1,
          severity: 'error',
        },
      ],
      counts: { files: 0, skipped, calls: { exact: 0, inferred: 0, external: 0, unresolved: 0 }, unresolvedImports: 0 },
    },
  }
}
