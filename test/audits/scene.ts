// Small graphs built by hand for the audits' tests: each helper adds one node with the edges that always come with it.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Finding } from '#audit/finding.ts'
import type { AuditParameters } from '#audit/library.ts'
import { loadLibrary } from '#audit/load.ts'
import { runAudit } from '#audit/run.ts'
import { createGraphBuilder, type Graph, type GraphBuilder } from '#graph/graph.ts'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { createEmbeddedStore } from '#graph/store/embedded/embedded-store.ts'
import type { GraphReader } from '#graph/store/store.ts'
import { symbol } from '#graph/symbol.ts'

export const QUERIES = path.join(import.meta.dirname, '../../queries')

type Loose = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>

export interface Scene {
  readonly graph: GraphBuilder
  /** A guarded GET by default. Returns its id. */
  route(method: string, path: string, properties?: Loose): string
  /** Answered by this function. */
  handled(route: string, fn: string): void
  /** A function that a route reaches, by default. */
  fn(name: string, properties?: Loose): string
  calls(from: string, to: string, site?: Loose): void
  /** A statement that `fn` sends at `site.line`. */
  query(fn: string, sql: string, properties?: Loose, site?: Loose): string
  table(name: string): string
  touches(route: string, table: string, mode: 'read' | 'write'): void
  guard(route: string, name: string, order: number, properties?: Loose): string
}

export function createScene(): Scene {
  const graph = createGraphBuilder()
  let line = 10
  const table = (name: string) => {
    const id = symbol.table(name)
    graph.node('Table', id, { name, file: 'migrations/1.sql', line: 1 })
    return id
  }
  return {
    graph,
    route(method, at, properties = {}) {
      const id = symbol.route('app', method, at)
      line += 1
      const place = { file: 'routes.go', line }
      graph.node('Route', id, {
        app: 'app',
        method,
        path: at,
        protocol: 'http',
        auth: 'required',
        rateLimit: 'route',
        ...place,
        ...properties,
      })
      return id
    },
    handled: (route, fn) => graph.edge('HANDLED_BY', route, fn),
    fn(name, properties = {}) {
      const id = symbol.goFunction('shop', undefined, name)
      line += 10
      graph.node('Function', id, {
        name,
        package: 'shop',
        language: 'go',
        file: 'shop.go',
        line,
        reachable: true,
        reachedByRoute: true,
        ...properties,
      })
      return id
    },
    calls: (from, to, site = {}) => graph.edge('CALLS', from, to, { loopDepth: 0, resolution: 'exact', fanout: 1, ...site }),
    query(fn, sql, properties = {}, site = {}) {
      const id = symbol.query(fn, sql, 0)
      const operation = sql.split(' ')[0]?.toLowerCase()
      graph.node('Query', id, {
        sql,
        operation,
        role: 'main',
        bounded: true,
        parsed: true,
        dynamic: false,
        file: 'shop.go',
        line: site.line ?? 5,
        ...properties,
      })
      graph.edge('EXECUTES', fn, id, { line: 5, loopDepth: 0, ...site })
      const verb = operation === 'select' ? 'READS' : 'WRITES'
      const name = /(?:from|into|update)\s+(\w+)/i.exec(sql)?.[1]
      if (name) graph.edge(verb, id, table(name))
      return id
    },
    table,
    touches: (route, to, mode) => graph.edge('TOUCHES', route, to, { mode, depth: 2 }),
    guard(route, name, order, properties = {}) {
      const id = symbol.middleware('app', '/', name, 0)
      graph.node('Middleware', id, { app: 'app', name, kind: 'other', enforces: false, file: 'routes.go', line: 3, ...properties })
      graph.edge('GUARDED_BY', route, id, { order })
      return id
    },
  }
}

/** Runs with the graph stored by the embedded engine in a folder of its own. */
export async function withReader<T>(graph: Graph, run: (reader: GraphReader) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'audit-'))
  const store = createEmbeddedStore({ folder })
  try {
    await store.replace(graph, { version: GRAPH_VERSION, fingerprint: 'scene', repository: 'scene' })
    return await run(await store.open())
  } finally {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What one audit finds in the scene; fails when the audit could not run. */
export async function findingsOf(id: string, scene: Scene, parameters: AuditParameters = {}): Promise<readonly Finding[]> {
  const { audits } = await loadLibrary(QUERIES)
  const audit = audits.find((a) => a.id === id)
  if (!audit) throw new Error(`no audit ${id}`)
  const { outcome, findings } = await withReader(scene.graph.build(), (reader) => runAudit(reader, audit, parameters))
  if (outcome.status !== 'ran') throw new Error(`${id}: ${outcome.status}, ${outcome.reason}`)
  return findings
}

/** `severity confidence file:line` of each finding, for short expectations. */
export function brief(findings: readonly Finding[]): readonly string[] {
  return findings.map((f) => `${f.severity} ${f.confidence} ${f.file}:${f.line}`)
}
