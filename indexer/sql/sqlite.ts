// A set of migrations for SQLite in, the schema that they make in a real SQLite out, and a database to ask further. Cached by what the
// migrations say, like that of Postgres; the database itself is made anew when it is needed, which takes no time worth an image.

import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { contentHash, readJson, writeJson } from './cache-files.ts'
import type { DatabaseOptions, SchemaDatabase } from './database.ts'
import { toPostgres } from './dialects/translate.ts'
import { followMigrations, printChanges } from './migration-changes.ts'
import { failures, outcome } from './migration-outcome.ts'
import type { MigrationSet } from './migrations.ts'
import { parsedSchema } from './parsed-schema.ts'
import { loadParser } from './parser.ts'
import { placeSchema } from './place-schema.ts'
import { DEFAULT_LIMITS, type Limits, type PostgresChild, PostgresEnded, startDatabase } from './postgres-child.ts'
import { prepareIn } from './prepare.ts'
import { planMigrations, runMigrations } from './run-migrations.ts'
import type { MigrationOutcome, PreparedStatement, SchemaResult, SqlDiagnostic } from './schema.ts'
import { readSqliteCatalog } from './sqlite-catalog.ts'
import { sourcesOf } from './statement-sources.ts'

/** Changes when what is written in a cached schema changes. */
const RESULT_VERSION = 1
const VIRTUAL = /^create\s+virtual\s+table\b/i

export function openSqlite(set: MigrationSet, options: DatabaseOptions): SchemaDatabase {
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits }
  const key = contentHash(['sqlite', RESULT_VERSION, engineVersion(), ...set.steps.flatMap((s) => [s.file, s.version, s.up])])
  const schemaFile = join(options.cacheFolder, `schema-${key}.json`)
  let child: PostgresChild | undefined
  let memory = 0
  let building: Promise<SchemaResult> | undefined

  async function build(): Promise<SchemaResult> {
    await mkdir(options.cacheFolder, { recursive: true })
    await loadParser()
    const plan = planMigrations(set.steps, 'sqlite')
    const open = async () => {
      const sqlite = startDatabase('sqlite', limits)
      await sqlite.ask('open', { image: '', extensions: [], stubs: [] })
      return { postgres: sqlite, steps: [] }
    }
    const standIn = (sql: string) => (VIRTUAL.test(sql) ? toPostgres(sql, 'sqlite', new Map()) : undefined)
    const run = await runMigrations(plan, open, limits, (done) => options.onStep?.(done, plan.length), standIn)
    child = run.postgres
    const catalog = await readSqliteCatalog(child)
    const history = followMigrations(run.steps.map(sourcesOf))
    const { schema, nameOf } = placeSchema(catalog, history)
    const migrations = run.steps.map(
      (step, index): MigrationOutcome => ({ ...outcome(step), changes: printChanges(history.changes[index] ?? [], nameOf) }),
    )
    const result = { schema, migrations, diagnostics: failures(migrations) }
    await writeJson(schemaFile, result)
    return result
  }

  async function schema(): Promise<SchemaResult> {
    building ??= (async () => {
      const cached = await readJson<SchemaResult>(schemaFile)
      return cached ?? (await build())
    })()
    try {
      return await building
    } catch (error) {
      if (!(error instanceof PostgresEnded)) throw error
      const parsed = await parsedSchema(set)
      return { ...parsed, diagnostics: [...parsed.diagnostics, unavailable(error, set)] }
    }
  }

  async function connect(): Promise<PostgresChild | undefined> {
    await schema()
    if (child?.alive()) return child
    await build()
    return child
  }

  return {
    schema,
    async prepare(statements): Promise<readonly PreparedStatement[] | undefined> {
      const results = statements.length > 0 ? await prepareIn(connect, statements, 'sqlite').catch(() => undefined) : []
      // Functions are added by the application's driver, full-text modules by its build of SQLite.
      return results?.map((r) => (!r.ok && /no such (?:function|module|collation)|unable to use function/.test(r.message) ? NOT_KNOWN : r))
    },
    downs: () => Promise.resolve([]),
    knownDowns: () => Promise.resolve([]),
    twin: () => Promise.resolve(undefined),
    async warm() {
      await connect()
    },
    memory: () => Math.max(memory, child?.memory() ?? 0),
    async close() {
      await building?.catch(() => {})
      memory = Math.max(memory, child?.memory() ?? 0)
      await child?.close()
      child = undefined
    },
  }
}

const NOT_KNOWN: PreparedStatement = { ok: true, parameters: [], columns: [] }

function engineVersion(): string {
  const entry = createRequire(import.meta.url).resolve('sql.js')
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8')) as { version: string }
  return version
}

function unavailable(failure: PostgresEnded, set: MigrationSet): SqlDiagnostic {
  return {
    stage: 'schema',
    reason: 'database-not-available',
    message: `the migrations could not be run in SQLite, so that the schema is only read from their text: ${failure.message}`,
    severity: 'error',
    file: set.steps[0]?.file ?? set.folder,
  }
}
