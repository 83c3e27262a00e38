// The API over the sample graph in a real embedded store, with a small repository and a built explorer of one page behind it.

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { buildApp } from '#api/app.ts'
import type { AppOptions } from '#api/options.ts'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { createEmbeddedStore } from '#graph/store/embedded/embedded-store.ts'
import type { GraphReader } from '#graph/store/store.ts'
import { sampleGraph, sampleStamp } from './sample-graph.ts'
import { sampleLibrary, sampleResult } from './sample-review.ts'

export interface SampleApp {
  readonly app: FastifyInstance
  readonly options: AppOptions
  /** Queries that the graph has answered so far. */
  reads(): number
  /** Errors that the API holds for bugs. */
  readonly bugs: readonly unknown[]
  // biome-ignore lint/suspicious/noExplicitAny: an answer has the shape of its question
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<any>
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>
  close(): Promise<void>
}

const HOST = { host: '127.0.0.1:4400' }

export async function openSampleApp(): Promise<SampleApp> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-api-'))
  const root = await writeRepository(folder)
  const webFolder = await writeExplorer(folder)
  const store = createEmbeddedStore({ folder: join(folder, 'graph') })
  await store.replace(sampleGraph(), { ...sampleStamp, version: GRAPH_VERSION })
  const reader = await store.open()
  const result = sampleResult()
  const bugs: unknown[] = []
  let reads = 0
  const counting: GraphReader = {
    ...reader,
    query(cypher, limits) {
      reads++
      return reader.query(cypher, limits)
    },
  }
  const options: AppOptions = {
    reader: async () => counting,
    result: async () => result,
    library: sampleLibrary,
    status: () => ({ state: 'ready' }),
    indexedAt: async () => new Date('2026-01-02T03:04:05Z'),
    repositoryRoot: root,
    webFolder,
    onBug: (error) => bugs.push(error),
  }
  const app = await buildApp(options)
  return {
    app,
    options,
    reads: () => reads,
    bugs,
    ask: async (query, variables = {}) =>
      (await app.inject({ method: 'POST', url: '/graphql', payload: { query, variables }, headers: HOST })).json(),
    get: (url, headers = {}) => app.inject({ method: 'GET', url, headers: { ...HOST, ...headers } }),
    async close() {
      await app.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function writeRepository(folder: string): Promise<string> {
  const root = join(folder, 'pedal')
  await mkdir(join(root, 'internal/payment'), { recursive: true })
  const secret = `package payment\n${'\n'.repeat(10)}const apiKey = "sk_live_4242424242424242"\n`
  await writeFile(join(root, 'internal/payment/client.go'), secret)
  await writeFile(join(root, '.env'), 'DATABASE_URL=postgres://pedal:hunter22@db/pedal\n# note\n')
  await writeFile(join(root, 'key.txt'), 'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb\n')
  await writeFile(join(folder, 'outside.go'), 'package outside\n')
  await symlink(join(folder, 'outside.go'), join(root, 'link.go'))
  return root
}

async function writeExplorer(folder: string): Promise<string> {
  const web = join(folder, 'web')
  await mkdir(join(web, 'assets'), { recursive: true })
  await writeFile(join(web, 'index.html'), '<!doctype html><title>Explorer</title>')
  await writeFile(join(web, 'assets/main-abc123.js'), 'export {}')
  return web
}
