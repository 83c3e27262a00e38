// The main job: index, audit, serve the explorer until Ctrl-C.

import { write } from '../answer.ts'
import type { GraphOptions, ListenOptions } from '../options.ts'

export interface ExploreOptions extends GraphOptions, ListenOptions {
  /** Opens the browser, where a person sits before a terminal. */
  readonly open: boolean
  /** Keeps graph and page current while one edits. */
  readonly watch?: boolean
  /** What the first line calls it. */
  readonly name: string
}

export async function explore(path: string, { open, name, watch = false, ...options }: ExploreOptions): Promise<void> {
  const { startExplorer } = await import('../explorer.ts')
  const { createProgress } = await import('../progress.ts')
  const progress = createProgress(process.stderr)
  const started = performance.now()
  const explorer = await startExplorer({
    path,
    ...options,
    watch,
    onNews: (text) => process.stderr.write(`${text}\n`),
    onIndex: progress.index,
    onStage: progress.say,
    onBug: (error) => process.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
  })
  const stopped = untilStopped()
  try {
    await explorer.found
    progress.end()
    await write(`Throughline explores ${name} at ${explorer.url} (Ctrl-C stops it)\n`)
    if (open && process.stdout.isTTY && !process.env.CI) (await import('../open-browser.ts')).openBrowser(explorer.url)
    await Promise.race([stopped, explorer.ready.then((found) => summarize(found, progress.end, started))])
    await stopped
  } finally {
    progress.end()
    await explorer.close()
  }
  // Whatever is still being indexed is of no use to anybody.
  process.exit(0)

  async function summarize({ session, result }: Awaited<typeof explorer.ready>, wipe: () => void, since: number): Promise<void> {
    wipe()
    const { ledger } = session.indexed
    const { counts, recommendation } = result.summary
    const findings = `${counts.critical} critical, ${counts.high} high, ${counts.medium} medium, ${counts.low} low`
    const seconds = ((performance.now() - since) / 1000).toFixed(1)
    await write(
      `${ledger.routes.total} routes, ${ledger.statements.total} statements; findings: ${findings}; ${recommendation}. Ready in ${seconds} s.\n`,
    )
  }
}

/** The first Ctrl-C ends in order, another one at once. npm hands the first one on, so that it comes twice. */
function untilStopped(): Promise<void> {
  let first: number | undefined
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        first ??= performance.now()
        if (performance.now() - first > 1000) process.exit(130)
        resolve()
      })
  })
}
