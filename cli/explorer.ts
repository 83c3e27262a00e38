// Serves the explorer. It listens before anything is indexed, so that the page is there at once and tells how far the run is;
// what needs the graph waits for it. While it watches, each change is indexed beside what is served, and takes its place when it is whole.

import { hostname } from 'node:os'
import type { FastifyInstance } from 'fastify'
import type { RunStatus } from '#api/options.ts'
import type { AuditResult } from '#audit/finding.ts'
import { loadLibrary } from '#audit/load.ts'
import { UsageError } from './errors.ts'
import { startIndexing } from './indexing.ts'
import { AUDITS, cacheFolderOf, EXPLORER, repositoryAt } from './places.ts'
import { createServed, type Served } from './served.ts'
import type { Session, SessionOptions } from './session.ts'
import { keepCurrent, type Watching } from './watch.ts'

export interface ExplorerOptions extends Omit<SessionOptions, 'onIndex' | 'onFound' | 'proof'> {
  readonly host: string
  readonly port: number
  readonly watch: boolean
  readonly onIndex: NonNullable<SessionOptions['onIndex']>
  readonly onStage: NonNullable<SessionOptions['onStage']>
  readonly onBug: (error: unknown) => void
  /** Watching: what a change has come to, in a line. */
  readonly onNews: (text: string) => void
}

export interface Explorer {
  readonly url: string
  /** When it is sure that there is something to explore. */
  readonly found: Promise<void>
  /** When the graph and the audits are there; rejects when they cannot be. */
  readonly ready: Promise<{ readonly session: Session; readonly result: AuditResult }>
  close(): Promise<void>
}

export async function startExplorer(options: ExplorerOptions): Promise<Explorer> {
  const { host, port, watch: watching, store, pg } = options
  const root = repositoryAt(options.path)
  const cacheFolder = cacheFolderOf(root, options.cache)
  let status: RunStatus = { state: 'indexing' }
  let find: (() => void) | undefined
  const found = new Promise<void>((resolve) => {
    find = resolve
  })
  const indexing = startIndexing(
    { root, cacheFolder, store, pg, again: watching, proof: 'later' },
    {
      onFound: () => find?.(),
      onIndex(progress) {
        if (served.now()) return
        status = { state: 'indexing', ...progress }
        options.onIndex(progress)
      },
      onStage: (text) => served.now() || options.onStage(text),
    },
  )
  const served = createServed({
    root,
    cacheFolder,
    store,
    again: watching,
    onStage: (text) => served.now()?.revision === 1 && options.onStage(text),
  })
  // The indexing works while this thread loads the server.
  const first = indexing.run().then(async (current) => {
    const made = await served.serve(current)
    status = { state: 'auditing' }
    return { made, current }
  })
  let watch: Watching | undefined
  const ready = first.then(async ({ made: { session, audit } }) => {
    const result = await audit
    status = { state: 'ready' }
    return { session, result }
  })
  let whole = false
  let closed = false
  // The planner takes whole processors, that the audits of the first graph need.
  const audited = first.then(async ({ made, current }) => {
    await made.audit.catch(() => {})
    return current
  })
  // While it watches, the first look for changes brings the rest.
  if (!watching)
    audited
      .then(
        async (current) => {
          if (!current.whole) await (await served.serve(await indexing.run())).audit
        },
        // What fails at first is told by `ready`.
        () => {},
      )
      .catch((error) => {
        if (!closed) options.onBug(error)
      })
      .finally(() => {
        whole = true
      })
  ready.catch((error) => {
    status = { state: 'failed', message: error instanceof Error ? error.message : String(error) }
  })
  if (watching)
    audited
      .then((current) => {
        if (closed) return
        watch = keepCurrent({ root, indexing, served, current, onNews: options.onNews, onBug: options.onBug })
      })
      .catch(() => {})

  const now = async (): Promise<Served> => served.now() ?? (await first).made
  const { buildApp } = await import('#api/app.ts')
  const app = await buildApp({
    reader: async () => (await now()).session.reader,
    result: async () => (await now()).audit,
    library: await loadLibrary(AUDITS),
    status: () => ({ ...status, coming: !whole, ...watch?.status(), watching, revision: served.now()?.revision ?? 0 }),
    indexedAt: async () => new Date((await now()).session.indexed.indexedAt),
    repositoryRoot: root,
    webFolder: EXPLORER,
    development: process.env.NODE_ENV === 'development',
    hosts: [host, hostname()],
    onBug: options.onBug,
  })
  const url = await listen(app, host, port)
  return {
    url,
    found: Promise.race([found, ready.then(() => undefined)]),
    ready,
    async close() {
      closed = true
      watch?.close()
      await app.close()
      await indexing.close()
      await served.close()
    },
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE')
      throw new UsageError(`port ${port} is in use; stop what holds it, or choose another with --port ${port + 1}`, { cause: error })
    if (code === 'EACCES') throw new UsageError(`port ${port} may not be used by you; choose one above 1023 with --port`, { cause: error })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new UsageError(`${host} is not an address of this machine; choose another with --host`, { cause: error })
    throw error
  }
  const address = app.server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${actual}`
}
