// The explorer as it is shipped: built by Vite, served by our own server over the sample graph with source behind it.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { buildApp } from '#api/app.ts'
import type { Graph } from '#graph/graph.ts'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { createEmbeddedStore } from '#graph/store/embedded/embedded-store.ts'
import { sampleStamp } from '#test/support/sample-graph.ts'
import { sampleLibrary, sampleResult } from '#test/support/sample-review.ts'

export interface Served {
  readonly url: string
  close(): Promise<void>
}

const ROOT = join(import.meta.dirname, '../..')

export async function buildExplorer(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-web-'))
  const { NODE_ENV } = process.env
  try {
    // The test runner's own mode would build React for development.
    process.env.NODE_ENV = 'production'
    await build({ configFile: join(ROOT, 'web/vite.config.ts'), logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
  } finally {
    process.env.NODE_ENV = NODE_ENV
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

export async function serve(graph: Graph, webFolder: string): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-explorer-'))
  const repositoryRoot = join(folder, 'pedal')
  await writeSources(repositoryRoot, graph)
  const store = createEmbeddedStore({ folder: join(folder, 'graph') })
  await store.replace(graph, { ...sampleStamp, version: GRAPH_VERSION })
  const reader = await store.open()
  const app = await buildApp({
    reader: async () => reader,
    result: async () => sampleResult(),
    library: sampleLibrary,
    status: () => ({ state: 'ready' }),
    indexedAt: async () => new Date('2026-01-02T03:04:05Z'),
    repositoryRoot,
    webFolder,
    onBug: (error) => process.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    async close() {
      await app.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Every file that the graph names, each line saying which it is. */
async function writeSources(root: string, graph: Graph): Promise<void> {
  const lengths = new Map<string, number>()
  for (const { properties } of graph.nodes) {
    if (typeof properties.file !== 'string') continue
    lengths.set(properties.file, Math.max(lengths.get(properties.file) ?? 0, Number(properties.endLine ?? properties.line ?? 1) + 20))
  }
  for (const [file, length] of lengths) {
    const path = join(root, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, Array.from({ length }, (_, i) => `// ${file} has a line ${i + 1}`).join('\n'))
  }
}
