// The thread of `indexing.ts`.

import module from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { operatorMessage } from './errors.ts'
import { type Answer, here, type IndexingOptions } from './indexing.ts'

// Of Node 22 and later.
;(module as { readonly enableCompileCache?: () => void }).enableCompileCache?.()
const tell = (answer: Answer) => parentPort?.postMessage(answer)
const indexing = here(workerData as IndexingOptions, {
  onFound: () => tell({ kind: 'found' }),
  onIndex: (progress) => tell({ kind: 'index', progress }),
  onStage: (text) => tell({ kind: 'stage', text }),
})

parentPort?.on('message', async (what: 'run' | 'interrupt' | 'close') => {
  if (what === 'interrupt') return indexing.interrupt()
  if (what === 'close') {
    await indexing.close()
    parentPort?.close()
    return
  }
  try {
    tell({ kind: 'done', current: await indexing.run() })
  } catch (error) {
    const message = operatorMessage(error)
    tell({
      kind: 'failed',
      message: message ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)),
      mine: message !== undefined,
    })
  }
})
