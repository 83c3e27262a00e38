// Serves the explorer. It listens before anything is indexed, so that the page is there at once and tells how far the run is;
// what needs the graph waits for it.

import { hostname } from 'node:os'
import type { FastifyInstance } from 'fastify'
import type { RunStatus } from '#api/options.ts'
import type { AuditResult } from '#audit/finding.ts'
import { loadLibrary } from '#audit/load.ts'
import { UsageError } from './errors.ts'
import { AUDITS, EXPLORER, repositoryAt } from './places.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'

export interface ExplorerOptions extends Omit<SessionOptions, 'onIndex'> {
  readonly host: string
  readonly port: number
  readonly onIndex: NonNullable<SessionOptions['onIndex']>
  readonly onStage: NonNullable<SessionOptions['onStage']>
  readonly onBug: (error: unknown) => void
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
  const { host, port } = options
  const root = repositoryAt(options.path)
  const library = await loadLibrary(AUDITS)
  let status: RunStatus = { state: 'indexing' }
  let opened: Session | undefined
  const fail = (error: unknown) => {
    status = { state: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
  let find: (() => void) | undefined
  const found = new Promise<void>((resolve) => {
    find = resolve
  })
  const run = once(async () => {
    const session = await openSession({
      ...options,
      onFound: () => find?.(),
      onIndex(progress) {
        status = { state: 'indexing', ...progress }
        options.onIndex(progress)
      },
    })
    opened = session
    status = { state: 'auditing' }
    // Not awaited here: whoever asks for the graph need not wait for the audits.
    return { session, audit: session.audit() }
  })

  // The other processes of the run work while this one loads the server.
  run().catch(fail)
  const { buildApp } = await import('#api/app.ts')
  const app = await buildApp({
    reader: async () => (await run()).session.reader,
    result: async () => (await run()).audit,
    library,
    status: () => status,
    indexedAt: async () => new Date((await run()).session.indexed.indexedAt),
    repositoryRoot: root,
    webFolder: EXPLORER,
    development: process.env.NODE_ENV === 'development',
    hosts: [host, hostname()],
    onBug: options.onBug,
  })
  const url = await listen(app, host, port)

  const ready = run().then(async ({ session, audit }) => {
    const result = await audit
    status = { state: 'ready' }
    return { session, result }
  })
  ready.catch(fail)
  return {
    url,
    found: Promise.race([found, ready.then(() => undefined)]),
    ready,
    async close() {
      await app.close()
      await opened?.close()
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

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
