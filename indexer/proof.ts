// What Postgres' planner says of the statements: their plans, the indexes that serve them, and those that are missing. Asked in a process
// of its own, after the first graph where somebody waits for it, and kept by what was asked.

import { join } from 'node:path'
import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { DeployedPostgres } from './deployed-postgres.ts'
import { driftOf } from './drift.ts'
import type { GoAnalysis } from './go/analyse.ts'
import { reachOf } from './go/reached.ts'
import { liveData, liveIndexes, withLiveIndexes } from './live/planner.ts'
import type { IndexOptions, Ledger } from './result.ts'
import { contentHash, pruneFiles, readJson, writeJson } from './sql/cache-files.ts'
import type { SchemaDrift } from './sql/drift/drift.ts'
import { addSchemaDrift } from './sql/drift/to-graph.ts'
import type { IndexAdvice } from './sql/index-advice/advice.ts'
import { adviseIndexes, findCandidates } from './sql/index-advice.ts'
import { runsOnce } from './sql/migration-code.ts'
import { downRisks } from './sql/migration-risks/downs.ts'
import { addMigrationRisks } from './sql/migration-risks/to-graph.ts'
import { advise } from './sql/planner/advise.ts'
import { assumeData, readDataUse } from './sql/planner/assumptions.ts'
import { openLaboratory } from './sql/planner/laboratory.ts'
import { withPartitions } from './sql/planner/partitions.ts'
import { usedIndexes } from './sql/planner/plan.ts'
import { isRepeatable, type Proof, type ProofInput, prove } from './sql/planner/prove.ts'
import type { DownOutcome } from './sql/rehearse-downs.ts'
import { addIndexAdvice, addPlan } from './sql/to-graph.ts'
import type { SchemaStage } from './stages.ts'
import type { LinkedStatement } from './statements.ts'

export interface StatementProof {
  /** False where the planner can be asked and has not been. */
  readonly complete: boolean
  /** What was planned; absent where nobody was asked. */
  readonly plans?: Ledger['plans']
  addTo(builder: GraphBuilder): void
}

/** Changes when what is asked or assumed for a proof changes, or what is written of it. */
const PROOF_VERSION = 10
const KEPT = 20

export interface ProofQuestion {
  /** What is known without asking anybody: a kept proof, or as far as the texts show. */
  known(): Promise<StatementProof>
  /** Asks the planner, unless it is to `stop`; then it throws. */
  ask(stop?: AbortSignal): Promise<StatementProof>
}

/** The plans, and beside them where the code believes in another schema and what a rehearsal says of the way back from each migration. */
export function proofOf(
  linked: readonly LinkedStatement[],
  go: GoAnalysis,
  stage: SchemaStage,
  deployed: Pick<DeployedPostgres, 'version'>,
  options: IndexOptions,
): ProofQuestion {
  const plans = plansOf(linked, go, stage, deployed, options)
  const drift = driftOf(linked, go, stage, options)
  const { database } = stage
  type Drifts = readonly SchemaDrift[] | undefined
  type Downs = readonly DownOutcome[] | undefined
  const all = (planned: StatementProof, drifts: Drifts, downs: Downs): StatementProof => ({
    complete: planned.complete && drifts !== undefined && downs !== undefined,
    ...(planned.plans && { plans: planned.plans }),
    addTo(builder) {
      planned.addTo(builder)
      addSchemaDrift(builder, drifts ?? [])
      addMigrationRisks(builder, downRisks(downs ?? []))
    },
  })
  return {
    known: async () => all(await plans.known(), await drift.known(), database ? await database.knownDowns() : []),
    async ask(stop) {
      // Each has a Postgres of its own; two at a time are what memory and processors are for.
      const beside = async () => {
        const drifts = await drift.ask()
        stop?.throwIfAborted()
        return [drifts, database ? await database.downs(stop) : []] as const
      }
      const known = await plans.known()
      const [planned, [drifts, downs]] = await settled(known.complete ? known : plans.ask(stop), beside())
      return all(planned, drifts, downs)
    },
  }
}

/** Both, and nothing is under way any more when one of them has failed. */
async function settled<A, B>(a: A | Promise<A>, b: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([a, b])
  return Promise.all([a, b])
}

function plansOf(
  linked: readonly LinkedStatement[],
  go: GoAnalysis,
  stage: SchemaStage,
  deployed: Pick<DeployedPostgres, 'version'>,
  options: IndexOptions,
): ProofQuestion {
  const { live } = options
  const schema = withPartitions(live ? withLiveIndexes(stage.result.schema, live) : stage.result.schema)
  // What runs once is no reason for an index.
  const statements = linked.flatMap(({ id, links, fn }) => (runsOnce(fn.file.syntax.path, stage.migrations) ? [] : [{ id, links }]))
  const asked = linked.flatMap(({ id, asked: sql, links, rendered: { constants } }) =>
    sql === undefined ? [] : [{ id, sql, links, ...(constants && { constants }) }],
  )
  const growing = live ? new Set(schema.tables.map((t) => t.name)) : growingTables(linked, go, stage)
  const use = readDataUse(asked, growing)
  const input: ProofInput = {
    schema,
    statements: asked,
    candidates: findCandidates(schema, statements),
    use,
    data: live ? [liveData(schema, use, live)] : assumeData(schema, use),
    version: deployed.version,
  }
  const unproven = (complete: boolean) => write(complete, adviseIndexes(schema, statements), stage)
  const database = stage.database
  if (!database || schema.source === 'parsed' || (schema.dialect ?? 'postgres') !== 'postgres' || asked.length === 0) {
    const proof = Promise.resolve(unproven(true))
    return { known: () => proof, ask: () => proof }
  }
  const file = join(options.cacheFolder, `proof-${keyOf(input)}.json`)
  const proven = (proof: Proof) => write(true, advise(schema, proof, input.data), stage, proof, live !== undefined)
  return {
    async known() {
      const kept = await readJson<Proof>(file)
      return kept ? proven(kept) : unproven(false)
    },
    async ask(stop) {
      options.onProgress?.({ stage: 'proof', done: 0, total: asked.length, unit: 'statements' })
      const laboratory = await openLaboratory(async () => {
        const twin = await database.twin()
        // One that needs what the embedded Postgres lacks stays away.
        for (const sql of live ? liveIndexes(stage.result.schema, live) : []) await twin?.ask('query', { sql }).catch(() => {})
        return twin
      }, stop)
      if (!laboratory) return unproven(true)
      try {
        const proof = await prove(laboratory, input)
        if (isRepeatable(proof)) await writeJson(file, proof)
        await pruneFiles(options.cacheFolder, /^proof-.*\.json$/, KEPT)
        return proven(proof)
      } finally {
        await laboratory.close()
      }
    },
  }
}

function keyOf({ schema, statements, candidates, use, data, version }: ProofInput): string {
  return contentHash([
    PROOF_VERSION,
    version,
    JSON.stringify(schema),
    JSON.stringify(candidates),
    JSON.stringify(statements.map((s) => [s.id, s.sql, s.constants])),
    JSON.stringify([...use.growing].sort()),
    ...(data[0].measured ? [JSON.stringify(data)] : []),
  ])
}

/**
 * Tables that get rows while the application runs: a statement of a server adds some, or nothing in view adds any, so that another
 * program must. What the migrations fill and no server adds to stays small.
 */
function growingTables(linked: readonly LinkedStatement[], go: GoAnalysis, { result }: SchemaStage): ReadonlySet<string> {
  const { server } = reachOf(go)
  const adding = linked.filter((s) => s.links.operation === 'insert' || s.links.operation === 'upsert')
  const added = new Set(adding.filter((s) => server.has(s.fn)).flatMap((s) => s.links.writes))
  const seeded = new Set(result.seeded ?? [])
  return new Set(result.schema.tables.filter((t) => added.has(t.name) || !seeded.has(t.name)).map((t) => t.name))
}

function write(
  complete: boolean,
  advices: readonly IndexAdvice[],
  { result }: SchemaStage,
  proof?: Proof,
  measured = false,
): StatementProof {
  return {
    complete,
    ...(proof && {
      plans: {
        planned: Object.keys(proof.plans).length,
        unplanned: Object.keys(proof.unplanned).length,
        candidates: proof.tried,
        untried: proof.untried.length,
        milliseconds: proof.time,
        megabytes: Math.round(proof.memory / 1024 / 1024),
      },
    }),
    addTo(builder) {
      if (proof) {
        const owners = new Map(result.schema.tables.flatMap((t) => t.indexes.map((i) => [i.name, symbol.index(t.name, i.name)] as const)))
        for (const [id, plan] of Object.entries(proof.plans)) {
          addPlan(builder, id, plan, measured)
          for (const name of usedIndexes(plan)) {
            const index = owners.get(name)
            if (index !== undefined && builder.has(index)) builder.edge('SERVES', index, id)
          }
        }
      }
      addIndexAdvice(builder, advices)
    },
  }
}
