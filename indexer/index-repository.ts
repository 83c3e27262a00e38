// A repository in, its graph and ledger out. READ FIRST: each stage is one call, and stages that do not need each other run
// side by side (Go here, TypeScript in a worker, Postgres in a child process).

import { createGraphBuilder } from '#graph/graph.ts'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { openConfiguration } from './configuration.ts'
import { fingerprintOf } from './content.ts'
import { deployedPostgres } from './deployed-postgres.ts'
import { addDiagnostics, type IndexDiagnostic } from './diagnostics.ts'
import { discover } from './discover.ts'
import { goDiagnostics } from './go/diagnostics.ts'
import { addGo } from './go/to-graph.ts'
import { linkHttp } from './http.ts'
import { ledgerOf } from './ledger.ts'
import { compareLive } from './live/to-graph.ts'
import { proofOf, type StatementProof } from './proof.ts'
import { addTouches } from './reach.ts'
import type { IndexOptions, IndexResult, IndexStage } from './result.ts'
import { addDependencies, addSecrets } from './small-facts.ts'
import { readGo, readSchema, readTypeScript, resolveGo, schemaOfModels } from './stages.ts'
import { linkStatements } from './statements.ts'
import { addTypeScript } from './typescript/to-graph.ts'

export async function indexRepository(root: string, options: IndexOptions): Promise<IndexResult> {
  const timings: Partial<Record<IndexStage, number>> = {}
  const timed = async <T>(stage: IndexStage, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now()
    const result = await work()
    timings[stage] = Math.round(performance.now() - start)
    return result
  }
  const found = await timed('discover', () => options.found ?? discover(root, options.memory?.texts))
  const configuration = openConfiguration(found.root)
  // The child and the worker start first; this thread reads Go meanwhile.
  const schemaComing = timed('schema', () => readSchema(found, options))
  const typescriptComing = timed('typescript', () => readTypeScript(found, configuration, options))
  const files = await timed('go', () => readGo(found, options))
  const { go, sent } = await timed('resolve', () => resolveGo(files, found, options))
  const database = await schemaOfModels(await schemaComing, go, options)
  const statements = await timed('statements', () => linkStatements(sent, go, database, options))
  const typescript = await typescriptComing
  const live = options.live && compareLive(options.live, database.result, statements.linked)
  const deployed = options.live ?? deployedPostgres(found, configuration)
  const question = proofOf(statements.linked, go, database, deployed, options)

  const assemble = (proof: StatementProof): IndexResult => {
    options.onProgress?.({ stage: 'graph', done: 0, total: undefined, unit: 'nodes' })
    const builder = createGraphBuilder()
    addGo(
      builder,
      go,
      sent.statements.map(({ id, fn }) => ({ queryId: id, fn })),
    )
    statements.addTo(builder, proof)
    live?.addTo(builder)
    addTypeScript(builder, typescript)
    const http = linkHttp(builder, typescript, go.routes)
    addSecrets(builder, found, configuration)
    addDependencies(builder, found, configuration)
    const diagnostics: IndexDiagnostic[] = [
      ...found.diagnostics,
      ...configuration.diagnostics(),
      ...goDiagnostics(files, go),
      ...statements.diagnostics,
      ...(live?.diagnostics ?? []),
      ...typescript.diagnostics,
      ...http.diagnostics,
    ]
    addDiagnostics(builder, diagnostics)
    addTouches(builder)
    const graph = builder.build()
    return {
      graph,
      ledger: ledgerOf({ found, files, go, statements, typescript, http, diagnostics, proof }),
      // What the planner has not been asked yet is another graph of the same content.
      fingerprint: `${fingerprintOf(found, GRAPH_VERSION)}${proof.complete ? '' : '-first'}`,
      timings,
      whole: proof.complete,
    }
  }
  const ask = async (stop?: AbortSignal) => {
    const proof = await timed('proof', () => question.ask(stop))
    if (!options.memory) await database.database?.close()
    return timed('graph', () => assemble(proof))
  }
  const known = await question.known()
  const { proof = 'wait' } = options
  if (!known.complete && proof === 'wait') return ask()
  const first = await timed('graph', () => assemble(known))
  if (!known.complete && proof === 'later') return { ...first, later: ask }
  if (!options.memory) await database.database?.close()
  return first
}
