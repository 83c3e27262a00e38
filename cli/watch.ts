// Keeps what is served current while one edits: a change in a folder of the repository begins a run, and what it gives is served next.
// A run that fails leaves what is served; the next change tries again.

import type { RunStatus } from '#api/options.ts'
import type { Current } from './current.ts'
import { operatorMessage } from './errors.ts'
import type { Indexing } from './indexing.ts'
import type { Serving } from './served.ts'
import { watchFolders } from './watch-folders.ts'

export interface WatchOptions {
  readonly root: string
  readonly indexing: Indexing
  readonly served: Serving
  /** What is served already. */
  readonly current: Current
  readonly onNews: (text: string) => void
  readonly onBug: (error: unknown) => void
}

export interface Watching {
  /** What is to be said of the latest change. */
  status(): Pick<RunStatus, 'message' | 'coming'>
  close(): void
}

/** After a failure: the root may be away for a moment, as while branches are changed. */
const RETRY_MS = 2000

export function keepCurrent({ root, indexing, served, current, onNews, onBug }: WatchOptions): Watching {
  let message: string | undefined
  let running = false
  let changed = false
  let closed = false
  let retry: NodeJS.Timeout | undefined
  let shown = current

  const update = async () => {
    const start = performance.now()
    const next = await indexing.run()
    if (next.key !== shown.key || next.whole !== shown.whole) {
      const { session } = await served.serve(next)
      const { routes, statements } = session.indexed.ledger
      const seconds = ((performance.now() - start) / 1000).toFixed(2)
      if (next.key !== shown.key) onNews(`${routes.total} routes, ${statements.total} statements; current again after ${seconds} s`)
      shown = next
    }
    message = undefined
    // What was left for later is made unless another change comes first.
    if (folders.follow(next.folders) || !next.whole) changed = true
  }
  const onChange = async () => {
    changed = true
    if (running) {
      indexing.interrupt()
      return
    }
    running = true
    clearTimeout(retry)
    while (changed && !closed) {
      changed = false
      try {
        await update()
      } catch (error) {
        if (closed) break
        const known = operatorMessage(error)
        const said = message
        message = `The latest change is not shown: ${known ?? (error instanceof Error ? error.message : error)}`
        if (message !== said) {
          onNews(message)
          if (known === undefined) onBug(error)
        }
        // A folder that comes back under its name is another one.
        folders.follow([])
        retry = setTimeout(onChange, RETRY_MS).unref()
      }
    }
    running = false
  }
  const folders = watchFolders(root, onChange)
  folders.follow(current.folders)
  // Something may have changed since the folders were walked.
  void onChange()
  return {
    status: () => ({ coming: !shown.whole, ...(message !== undefined && { message }) }),
    close() {
      closed = true
      clearTimeout(retry)
      folders.close()
    },
  }
}
