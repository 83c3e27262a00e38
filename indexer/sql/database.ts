// A set of migrations in, the schema that they make out, and a database to ask further. Both are cached by what the migrations say: a
// second run reads the schema from a file and starts no Postgres.

import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { InsertStmt } from 'libpg-query'
import { contentHash, pruneFiles, readJson, writeJson } from './cache-files.ts'
import { emptyImage, engineVersion } from './database-image.ts'
import { type PlacedTree, type WantedExtensions, wantedExtensions } from './extensions.ts'
import { followMigrations, printChanges } from './migration-changes.ts'
import { failures, outcome } from './migration-outcome.ts'
import type { MigrationSet } from './migrations.ts'
import { parsedSchema } from './parsed-schema.ts'
import { loadParser } from './parser.ts'
import { placeSchema } from './place-schema.ts'
import { DEFAULT_LIMITS, type Limits, type PostgresChild, PostgresEnded, startPostgres } from './postgres-child.ts'
import { prepareIn } from './prepare.ts'
import { readCatalog } from './read-catalog.ts'
import { type DownOutcome, keptDowns, rehearseDowns } from './rehearse-downs.ts'
import { type BegunMigrations, type PlannedStep, planMigrations, runMigrations } from './run-migrations.ts'
import { type MigrationOutcome, type PreparedStatement, type SchemaResult, type SqlDiagnostic, tableName } from './schema.ts'
import type { SpareDatabase } from './spare-database.ts'
import { openSqlite } from './sqlite.ts'
import { sourcesOf } from './statement-sources.ts'
import { assumedDiagnostics, preparations, type Surroundings, surroundings } from './surroundings.ts'

/** Changes when what is written in a cached schema changes. */
const RESULT_VERSION = 7
/** Images are some ten megabytes each, the rest is small. */
const KEPT: readonly (readonly [RegExp, number])[] = [
  [/^database-.*\.image$/, 4],
  [/^(?:schema|prepared|downs)-.*\.json$/, 40],
]

export interface DatabaseOptions {
  readonly cacheFolder: string
  readonly limits?: Partial<Limits>
  readonly onStep?: (done: number, total: number) => void
  /** Where migrations may change while the process lives. */
  readonly spare?: SpareDatabase
}

export interface SchemaDatabase {
  schema(): Promise<SchemaResult>
  /** What Postgres says of each statement, without running it; undefined where there is no Postgres to ask. */
  prepare(statements: readonly string[]): Promise<readonly PreparedStatement[] | undefined>
  /** Each step taken back and run once more, in a Postgres of its own, unless it is to `stop`; then it throws. */
  downs(stop?: AbortSignal): Promise<readonly DownOutcome[]>
  /** What `downs` gave before; undefined where nothing is kept. */
  knownDowns(): Promise<readonly DownOutcome[] | undefined>
  /** Another Postgres with the same schema, for questions that change what the planner sees; undefined where there is none. The caller closes it. */
  twin(): Promise<PostgresChild | undefined>
  /** Starts Postgres before it is asked. */
  warm(): Promise<void>
  /** Highest memory of the child process that was seen, in bytes; 0 if none was needed. */
  memory(): number
  close(): Promise<void>
}

interface Engine {
  readonly modules: readonly string[]
  readonly stubs: readonly (readonly [string, string])[]
}
interface Planned {
  readonly plan: readonly PlannedStep[]
  readonly wanted: WantedExtensions
  readonly around: Surroundings
}
interface CachedSchema {
  readonly result: SchemaResult
  readonly engine: Engine
}

/** The same for sets that make the same schema from the same files. */
export function databaseKey(set: MigrationSet): string {
  return contentHash([
    RESULT_VERSION,
    engineVersion(),
    set.tool,
    set.dialect,
    ...set.steps.flatMap((s) => [s.file, s.version, s.transaction, s.up]),
  ])
}

/** Its schema is kept: to be read, no database is started. */
export const isMade = (set: MigrationSet, cacheFolder: string): boolean => existsSync(schemaFileOf(set, cacheFolder))

const schemaFileOf = (set: MigrationSet, cacheFolder: string): string => join(cacheFolder, `schema-${databaseKey(set)}.json`)

export function openDatabase(set: MigrationSet, options: DatabaseOptions): SchemaDatabase {
  return set.dialect === 'sqlite' ? openSqlite(set, options) : openPostgres(set, options)
}

function openPostgres(set: MigrationSet, options: DatabaseOptions): SchemaDatabase {
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits }
  const key = databaseKey(set)
  const schemaFile = schemaFileOf(set, options.cacheFolder)
  const imageFile = join(options.cacheFolder, `database-${key}.image`)
  const preparedFile = join(options.cacheFolder, `prepared-${key}.json`)
  const downs = keptDowns(set, key, options.cacheFolder)
  let child: PostgresChild | undefined
  let save: (() => Promise<unknown>) | undefined
  let saved: Promise<unknown> = Promise.resolve()
  let memory = 0
  let building: Promise<CachedSchema | undefined> | undefined
  let failure: PostgresEnded | undefined
  let planning: Promise<Planned> | undefined

  async function open(image: string, engine: Engine): Promise<PostgresChild> {
    const postgres = startPostgres(limits)
    try {
      await postgres.ask('open', { image, extensions: engine.modules, stubs: engine.stubs })
      return postgres
    } catch (error) {
      await postgres.close()
      throw error
    }
  }

  function begin(image: string, { wanted, around }: Planned): BegunMigrations {
    const postgres = startPostgres(limits)
    const opened = postgres.ask('open', { image, extensions: wanted.modules, stubs: wanted.stubs })
    for (const sql of preparations(wanted, around)) postgres.ask('query', { sql }).catch(() => {})
    opened.catch(() => {})
    return { postgres, steps: [], opened }
  }

  function planned(): Promise<Planned> {
    planning ??= (async () => {
      await loadParser()
      const plan = planMigrations(set.steps, set.dialect)
      const trees = plan.flatMap(placedTrees)
      const texts = set.steps.map((s) => s.up)
      return { plan, wanted: wantedExtensions(trees, texts), around: surroundings(trees, texts) }
    })()
    return planning
  }

  const catalogOf = (postgres: PostgresChild) => readCatalog(postgres, set.tool === 'models' ? 'models' : 'migrations')

  async function keepSpare(spare: SpareDatabase): Promise<void> {
    const image = await emptyImage(options.cacheFolder, limits)
    const made = await planned()
    spare.keep(spareKey(image, made), stepKeys(set), async (count) => {
      const begun = await runMigrations(made.plan.slice(0, count), () => begin(image, made), limits)
      // Asked once, the engine has compiled what it is asked with.
      await catalogOf(begun.postgres)
      return begun
    })
  }

  async function build(): Promise<CachedSchema | undefined> {
    await mkdir(options.cacheFolder, { recursive: true })
    // The child is at work on the image while this thread parses.
    const image = emptyImage(options.cacheFolder, limits)
    image.catch(() => {})
    const made = await planned()
    // Where no statement is to blame, the image may be spoiled or something outside ended the child: once more with a new one.
    for (const open of [() => image, () => emptyImage(options.cacheFolder, limits, 'anew')]) {
      try {
        return await buildFrom(await open(), made)
      } catch (error) {
        if (!(error instanceof PostgresEnded)) throw error
        failure = error
        if (error.step >= 0) break
      }
    }
    return undefined
  }

  async function buildFrom(image: string, made: Planned): Promise<CachedSchema> {
    const { plan, wanted, around } = made
    const ready = async () => (await options.spare?.take(spareKey(image, made), stepKeys(set))) ?? begin(image, made)
    const run = await runMigrations(plan, ready, limits, (done) => options.onStep?.(done, plan.length))
    child = run.postgres
    const catalog = await catalogOf(child)
    const history = followMigrations(run.steps.map(sourcesOf))
    const { schema, nameOf } = placeSchema(catalog, history)
    const migrations = run.steps.map(
      (step, index): MigrationOutcome => ({ ...outcome(step), changes: printChanges(history.changes[index] ?? [], nameOf) }),
    )
    const result = {
      schema,
      migrations,
      diagnostics: [...wanted.diagnostics, ...assumedDiagnostics(wanted, around, set), ...failures(migrations)],
      seeded: seededTables(plan),
    }
    const cached = { result, engine: { modules: wanted.modules, stubs: wanted.stubs } }
    await writeJson(schemaFile, cached)
    const { postgres } = run
    save = () =>
      postgres
        .ask('save', { file: imageFile })
        .then(() => Promise.all(KEPT.map(([pattern, keep]) => pruneFiles(options.cacheFolder, pattern, keep))))
        .catch(() => {})
    // While one edits, the statements are asked first: the child does one thing at a time.
    if (!options.spare) startSave()
    return cached
  }

  function startSave(): void {
    if (save) saved = save()
    save = undefined
  }

  function built(): Promise<CachedSchema | undefined> {
    building ??= (async () => (await readJson<CachedSchema>(schemaFile)) ?? (await build()))()
    return building
  }

  async function connect(): Promise<PostgresChild | undefined> {
    const cached = await built()
    if (child?.alive() || !cached) return child
    child = existsSync(imageFile) ? await open(imageFile, cached.engine).catch(() => undefined) : undefined
    if (!child) await build()
    return child
  }

  return {
    async schema() {
      if (set.dialect !== 'postgres') return parsedSchema(set)
      const cached = await built()
      if (cached) return cached.result
      const parsed = await parsedSchema(set)
      return { ...parsed, diagnostics: [...parsed.diagnostics, unavailable(failure, set)] }
    },
    async prepare(statements) {
      if (set.dialect !== 'postgres') return undefined
      const known = new Map(Object.entries((await readJson<Record<string, PreparedStatement>>(preparedFile)) ?? {}))
      const missing = [...new Set(statements)].filter((sql) => !known.has(contentHash([sql])))
      if (missing.length > 0) {
        const results = await prepareIn(connect, missing)
        if (!results) return undefined
        for (const [index, sql] of missing.entries()) {
          const result = results[index]
          if (result) known.set(contentHash([sql]), result)
        }
        const current = statements.flatMap((sql) => {
          const hash = contentHash([sql])
          const result = known.get(hash)
          return result ? [[hash, result] as const] : []
        })
        await writeJson(preparedFile, Object.fromEntries(current))
      }
      return statements.flatMap((sql) => known.get(contentHash([sql])) ?? [])
    },
    async downs(stop) {
      const known = await downs.known()
      if (known) return known
      const made = await planned()
      return downs.keep(
        await rehearseDowns(made.plan, async () => begin(await emptyImage(options.cacheFolder, limits), made), limits, stop),
      )
    },
    knownDowns: downs.known,
    async twin() {
      if (set.dialect !== 'postgres') return undefined
      const cached = await built()
      if (!cached) return undefined
      if (!existsSync(imageFile)) await connect()
      startSave()
      await saved
      if (!existsSync(imageFile)) return undefined
      // Trigrams may be advised where the migrations do not use them.
      const modules = [...new Set([...cached.engine.modules, 'pg_trgm'])]
      const twin = await open(imageFile, { ...cached.engine, modules }).catch(() => undefined)
      await twin?.ask('query', { sql: 'CREATE EXTENSION IF NOT EXISTS pg_trgm' }).catch(() => {})
      return twin
    },
    async warm() {
      if (set.dialect !== 'postgres') return
      await connect()
      startSave()
      if (options.spare) await keepSpare(options.spare)
    },
    memory: () => Math.max(memory, child?.memory() ?? 0),
    async close() {
      await building?.catch(() => {})
      startSave()
      await saved
      memory = Math.max(memory, child?.memory() ?? 0)
      await child?.close()
      child = undefined
    },
  }
}

function spareKey(image: string, { wanted, around }: Planned): string {
  return JSON.stringify([image, wanted.modules, wanted.stubs, wanted.assumed, around])
}

function stepKeys(set: MigrationSet): readonly string[] {
  return set.steps.map((step) => JSON.stringify([step.file, step.version, step.transaction, step.up]))
}

function placedTrees({ step, statements, lineAt }: PlannedStep): readonly PlacedTree[] {
  return statements.flatMap(({ tree, offset }) => (tree ? [{ tree, file: step.file, line: lineAt(offset) }] : []))
}

/** Tables that get constant rows. */
function seededTables(plan: readonly PlannedStep[]): readonly string[] {
  const filled = plan.flatMap(({ statements }) =>
    statements.flatMap(({ tree }) => (tree && 'InsertStmt' in tree && hasConstantRows(tree.InsertStmt) ? [tree.InsertStmt.relation] : [])),
  )
  return [...new Set(filled.flatMap((r) => (r?.relname === undefined ? [] : [tableName(r.schemaname, r.relname)])))].sort()
}

function hasConstantRows({ selectStmt }: InsertStmt): boolean {
  return selectStmt !== undefined && 'SelectStmt' in selectStmt && (selectStmt.SelectStmt.valuesLists?.length ?? 0) > 0
}

function unavailable(failure: PostgresEnded | undefined, set: MigrationSet): SqlDiagnostic {
  return {
    stage: 'schema',
    reason: 'database-not-available',
    message: `the migrations could not be run, so that the schema is only read from their text: ${failure?.message ?? 'no reason given'}`,
    severity: 'error',
    file: set.steps[0]?.file ?? set.folder,
  }
}
