// The reading stages: Go files, the TypeScript program, the database schema. Each reports progress and uses what is cached.

import { type FactsCache, openFactsCache } from './cache.ts'
import type { Configuration } from './configuration.ts'
import type { Discovery } from './discover.ts'
import { buildExclusion } from './discover-build.ts'
import { analyseGo, type GoAnalysis } from './go/analyse.ts'
import { makesTables, modelTables } from './go/data/models.ts'
import { textsOfCode } from './go/data/named-files/read.ts'
import { goFactsVersion, parseGoFiles } from './go/parse-files.ts'
import { type GoStatements, gormContext, renderStatements } from './go/statements.ts'
import type { GoFile } from './go/syntax.ts'
import { openapiDocuments } from './openapi-documents.ts'
import { madeBy, nameIn } from './refusals/names.ts'
import type { UnreadText } from './refusals/refusal.ts'
import type { IndexOptions, IndexStage } from './result.ts'
import { type DatabaseOptions, databaseKey, openDatabase, type SchemaDatabase } from './sql/database.ts'
import { type DiscoveredMigrations, discoverMigrations } from './sql/discover-migrations.ts'
import { driversOf } from './sql/drivers.ts'
import type { Dialect, MigrationSet } from './sql/migrations.ts'
import { foreignModels, type ModelTable, migrationsFromModels, placeModels } from './sql/models.ts'
import { EMPTY_SCHEMA, type MigrationOutcome, type SchemaResult, type SqlDiagnostic } from './sql/schema.ts'
import type { TsFileFacts } from './typescript/facts.ts'
import { TYPESCRIPT_FACTS_VERSION, type TypeScriptInput } from './typescript/index-typescript.ts'
import { runTypeScript, warmTypeScript } from './typescript/run.ts'
import type { TypeScriptFacts } from './typescript/typescript-facts.ts'

export interface GoFiles {
  /** Those that a build of the program holds. */
  readonly built: readonly GoFile[]
  /** Excluded, by reason. */
  readonly excluded: Readonly<Record<string, number>>
}

const progressOf =
  ({ onProgress }: IndexOptions, stage: IndexStage, unit: string) =>
  (done: number, total: number) =>
    onProgress?.({ stage, done, total, unit })

function factsOf<Facts>({ cacheFolder, memory }: IndexOptions, kind: string, version: string): FactsCache<Facts> {
  const open = () => openFactsCache<Facts>(cacheFolder, kind, version)
  return memory ? memory.facts(kind, open) : open()
}

function databaseOf(set: MigrationSet, { cacheFolder, memory }: IndexOptions, onStep?: DatabaseOptions['onStep']): SchemaDatabase {
  const open = () => openDatabase(set, { cacheFolder, ...(onStep ? { onStep } : {}), ...(memory ? { spare: memory.spare } : {}) })
  return memory ? memory.database(databaseKey(set), open) : open()
}

export async function readGo(found: Discovery, options: IndexOptions): Promise<GoFiles> {
  const excluded: Record<string, number> = {}
  const wanted = found.go.filter((f) => {
    if (f.role === 'source' || f.role === 'generated' || f.role === 'tool') return true
    excluded[f.role] = (excluded[f.role] ?? 0) + 1
    return false
  })
  const cache = factsOf<GoFile>(options, 'go', goFactsVersion)
  const files = await parseGoFiles(wanted, { cache, onProgress: progressOf(options, 'go', 'files') })
  cache.save()
  const built = files.filter((f) => {
    if (!buildExclusion(f.path, f.build)) return true
    excluded['build constraint'] = (excluded['build constraint'] ?? 0) + 1
    return false
  })
  return { built, excluded }
}

export interface ResolvedGo {
  readonly go: GoAnalysis
  readonly sent: GoStatements
}

/** Of the whole program at once: kept as long as no file of it, and no text that it holds, is another. */
export function resolveGo(files: GoFiles, found: Discovery, options: IndexOptions): Promise<ResolvedGo> {
  const sql = textsOfCode(files.built, found.sql)
  const documents = openapiDocuments(found, files.built)
  const resolve = async () => {
    const go = analyseGo(files.built, found.modules, sql, progressOf(options, 'resolve', 'functions'), documents)
    return { go, sent: renderStatements(go) }
  }
  const { memory } = options
  if (!memory) return resolve()
  const texts = [...found.go, ...sql].map((f) => [f.path, f.role, f.hash])
  return memory.last('go', JSON.stringify([texts, found.modules, documents]), resolve)
}

export interface SchemaStage {
  readonly result: SchemaResult
  readonly database: SchemaDatabase | undefined
  /** Databases for which the repository has the same schema as well. */
  readonly otherDialects: readonly Dialect[]
  /** Those that the program can talk to. */
  readonly drivers: readonly Dialect[]
  /** Read from texts in the code. */
  readonly fromTexts: boolean
  /** Whatever the schema is read from in the end. */
  readonly migrations: MigrationSet | undefined
  /** Tables as the models of the code describe them. */
  readonly models: readonly ModelTable[]
  /** Texts of which the schema has nothing, or not all. */
  readonly unread: readonly UnreadText[]
}

export function readMigrations(found: Discovery): DiscoveredMigrations & { readonly drivers: readonly Dialect[] } {
  const texts = (files: readonly { readonly path: string; readonly text: string }[]) =>
    files.map((f) => ({ path: f.path, read: () => f.text }))
  const code = found.go.filter((f) => f.role === 'source')
  const drivers = driversOf(texts(code))
  // Whose name alone tells the runner.
  const marks = found.others.filter((p) => p.endsWith('/atlas.sum')).map((p) => ({ path: p, read: () => '' }))
  return { ...discoverMigrations([...texts(found.sql), ...marks], texts(code), drivers), drivers }
}

export async function readSchema(found: Discovery, options: IndexOptions): Promise<SchemaStage> {
  const { set, otherDialects, beside, diagnostics, drivers } = readMigrations(found)
  if (!set) {
    const [dialect = 'postgres', ...others] = drivers
    return {
      result: { schema: { ...EMPTY_SCHEMA, dialect }, migrations: [], diagnostics },
      database: undefined,
      otherDialects: others,
      drivers,
      fromTexts: false,
      migrations: undefined,
      models: [],
      unread: [],
    }
  }
  const database = databaseOf(set, options, progressOf(options, 'schema', 'migrations'))
  const result = await database.schema()
  return {
    result: { ...result, diagnostics: [...diagnostics, ...result.diagnostics, ...madeElsewhere(result.migrations, beside)] },
    database,
    otherDialects,
    drivers,
    fromTexts: set.tool === 'code',
    migrations: set,
    models: [],
    unread: [
      ...result.migrations.flatMap((m, i) =>
        m.applied ? [] : [{ what: `the migration ${m.name || m.file}, which fails`, sql: set.steps[i]?.up ?? '', failed: true }],
      ),
      ...beside.map((other) => ({
        what: `migrations that are left aside: ${other.folder}`,
        sql: other.steps.map((s) => s.up).join('\n'),
        failed: false,
      })),
    ],
  }
}

/** Steps that lack what a set beside theirs makes: its runner may go first. */
function madeElsewhere(migrations: readonly MigrationOutcome[], beside: readonly MigrationSet[]): readonly SqlDiagnostic[] {
  const made = beside.flatMap(({ folder, steps }) => steps.flatMap((s) => madeBy(s.up).map((name) => ({ name, folder }))))
  return migrations.flatMap(({ file, errors: [first] }): readonly SqlDiagnostic[] => {
    const lacks = first && nameIn(first.message)?.name.split('.').at(-1)?.toLowerCase()
    const by = lacks === undefined ? undefined : made.find((m) => m.name === lacks)
    if (!by) return []
    const message = `what the step lacks is made by the migrations in ${by.folder}, which may run before`
    return [{ stage: 'schema', reason: 'made-elsewhere', message, severity: 'info', file }]
  })
}

/** Where nobody wrote migrations, or the code brings its tables up to its models, the schema is what these make of an empty database. */
export async function schemaOfModels(stage: SchemaStage, go: GoAnalysis, options: IndexOptions): Promise<SchemaStage> {
  const tables = modelTables(go, gormContext(go))
  if (tables.length === 0) return stage
  if (stage.result.schema.tables.length > 0 && !(stage.fromTexts && makesTables(go))) return { ...stage, models: tables }
  const [dialect = 'postgres', ...otherDialects] = stage.drivers
  const database = databaseOf(migrationsFromModels({ tables }, dialect), options)
  const { schema, migrations, diagnostics } = placeModels(await database.schema(), { tables })
  return {
    result: {
      schema,
      migrations,
      diagnostics: [...stage.result.diagnostics.filter((d) => d.stage === 'discover'), ...foreignModels(dialect, tables), ...diagnostics],
    },
    database,
    otherDialects,
    drivers: stage.drivers,
    fromTexts: false,
    migrations: stage.migrations,
    models: tables,
    unread: [],
  }
}

export async function readTypeScript(found: Discovery, configuration: Configuration, options: IndexOptions): Promise<TypeScriptFacts> {
  const read = (path: string) => {
    const text = configuration.text(path)
    return text === undefined ? [] : [{ path, text }]
  }
  const configs = [
    ...found.packageFiles,
    ...found.tsconfigFiles,
    ...found.viteConfigFiles,
    ...found.others.filter((p) => /(^|\/)(\.env[^/]*|jsconfig[^/]*\.json)$/.test(p)),
  ].flatMap(read)
  const { memory } = options
  if (!memory) return analyseTypeScript(found, configs, options, false)
  const [longest] = found.typescript.filter((f) => f.role === 'source').toSorted((a, b) => b.text.length - a.text.length)
  if (longest) memory.soon('typescript', () => warmTypeScript(longest.path, longest.text))
  const key = JSON.stringify([found.typescript.map((f) => [f.path, f.role, f.hash]), configs, found.others])
  return memory.last('typescript', key, (again) => analyseTypeScript(found, configs, options, again))
}

/** `here`: in this thread, where the compiler stays loaded for the next change. */
async function analyseTypeScript(
  found: Discovery,
  configs: TypeScriptInput['configs'],
  options: IndexOptions,
  here: boolean,
): Promise<TypeScriptFacts> {
  const cache = factsOf<TsFileFacts>(options, 'typescript', TYPESCRIPT_FACTS_VERSION)
  const skipped: Record<string, number> = {}
  const sources = found.typescript.flatMap((f) => {
    // Generated clients make the calls.
    if (f.role !== 'source' && f.role !== 'generated') {
      skipped[f.role] = (skipped[f.role] ?? 0) + 1
      return []
    }
    const facts = cache.get(f.hash)
    return [facts ? { facts: { ...facts, path: f.path } } : { path: f.path, text: f.text, hash: f.hash }]
  })
  const report = progressOf(options, 'typescript', 'files')
  report(0, sources.length)
  const input = {
    sources: sources.map((s) => ('facts' in s ? s : { path: s.path, text: s.text })),
    configs,
    others: [...found.others, ...found.typescript.filter((f) => f.role !== 'source' && f.role !== 'generated').map((f) => f.path)],
    skipped,
  }
  const { facts, extracted } = await runTypeScript(input, here)
  const fresh = sources.filter((s): s is { path: string; text: string; hash: string } => 'hash' in s)
  for (const [i, entry] of extracted.entries()) {
    const hash = fresh[i]?.hash
    if (hash) cache.put(hash, entry)
  }
  cache.save()
  report(sources.length, sources.length)
  return facts
}
