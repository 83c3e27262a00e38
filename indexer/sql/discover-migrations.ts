// Repository files in, the set of migrations that makes the application's schema out. It reads only .sql files, cannot see
// migrations written in code (it says so where they stand among the others), and chooses one set when there are several.

import { compare } from '#graph/graph.ts'
import { codeFolder, codeMigrations } from './code-sets.ts'
import { dialectOfWord, recogniseDialect } from './dialect.ts'
import { classifyFile, type MigrationFile } from './migration-files.ts'
import { countTables, type Dialect, type MigrationSet, type MigrationStep } from './migrations.ts'
import type { SqlDiagnostic } from './schema.ts'
import { expandTemplate } from './templates.ts'

export interface RepositoryFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string
  read(): string
}

export interface DiscoveredMigrations {
  readonly set?: MigrationSet
  /** Databases for which the repository has the same schema as well. */
  readonly otherDialects: readonly Dialect[]
  /** Other sets for the same database. */
  readonly beside: readonly MigrationSet[]
  readonly diagnostics: readonly SqlDiagnostic[]
}

const SIDE_FOLDER = /^(?:tests?|testdata|__tests__|e2e|fixtures?|examples?|samples?|demos?|seeds?|seeders?|mocks?|bench(?:marks?)?|docs?)$/i
const SKIPPED_FOLDER = /^(?:node_modules|vendor|third_party|\.git)$/

/** `code` are Go files of the program, without its tests; `drivers` the databases that it can talk to. */
export function discoverMigrations(
  files: readonly RepositoryFile[],
  code: readonly RepositoryFile[] = [],
  drivers: readonly Dialect[] = [],
): DiscoveredMigrations {
  const makeSet = setMaker(drivers)
  const sets = collectSets(files, code, drivers[0], makeSet)
  if (sets.every(isAside)) {
    const folder = codeFolder(code, drivers[0])
    const made = folder === undefined ? undefined : codeMigrations(code, folder, 'code', drivers[0])
    const [set] = made ? makeSet(made.files) : []
    if (set && made) return { set, otherDialects: [], beside: [], diagnostics: [...made.diagnostics, ...checkSet(set, files)] }
  }
  const ranked = [...sets].sort(
    (a, b) => rank(b, sets) - rank(a, sets) || b.tables - a.tables || a.folder.length - b.folder.length || compare(a.folder, b.folder),
  )
  const [set, ...others] = ranked
  if (!set) return { otherDialects: [], beside: [], diagnostics: [] }
  const diagnostics: SqlDiagnostic[] = others.map((other) => ({
    stage: 'discover',
    reason: 'migrations-not-chosen',
    message: `${describe(other)} is left aside: the schema is read from ${describe(set)}`,
    severity: 'info',
    file: other.steps[0]?.file ?? other.folder,
  }))
  const absent = versioned(code).flatMap(({ path }) => {
    const version = path.startsWith(`${set.folder}/`) ? /^(\d+)_[^/]*$/.exec(path.slice(set.folder.length + 1))?.[1] : undefined
    return version === undefined || set.steps.some((s) => s.file === path) ? [] : [version]
  })
  const otherDialects = [...new Set(others.filter((o) => !isAside(o)).map((o) => o.dialect))].filter((d) => d !== set.dialect)
  return {
    set: absent.length > 0 ? { ...set, absent } : set,
    otherDialects,
    beside: others.filter((o) => !isAside(o) && o.dialect === set.dialect),
    diagnostics: [
      ...diagnostics,
      ...codeMigrations(versioned(code), set.folder, set.tool, drivers[0]).diagnostics,
      ...checkSet(set, files),
    ],
  }
}

const versioned = (code: readonly RepositoryFile[]) => code.filter((f) => /\/\d+_[^/]*$/.test(`/${f.path}`))

function collectSets(
  files: readonly RepositoryFile[],
  code: readonly RepositoryFile[],
  likely: Dialect | undefined,
  makeSet: SetMaker,
): readonly MigrationSet[] {
  const atlasFolders = new Set(files.filter((f) => f.path.endsWith('/atlas.sum')).map((f) => f.path.slice(0, -'/atlas.sum'.length)))
  const groups = new Map<string, MigrationFile[]>()
  for (const file of files) {
    if (!/\.sql$/i.test(file.path) || file.path.split('/').some((segment) => SKIPPED_FOLDER.test(segment))) continue
    const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1)
    const text = expandTemplate(file.read(), (path) => files.find((f) => f.path === `${folder}${path}`)?.read())
    const found = classifyFile(file.path, text, atlasFolders)
    if (!found) continue
    const group = groups.get(`${found.folder}\n${found.family}`) ?? []
    group.push(found)
    groups.set(`${found.folder}\n${found.family}`, group)
  }
  return joinNamings(joinNumbered(groups))
    .flatMap(byDatabase)
    .map((group) => withCode(group, code, likely))
    .flatMap(makeSet)
    .filter((set) => set.tables > 0)
}

/** Folders `1`, `2`, `10` beside each other, with files of one runner, are one set: the number of the folder comes first. */
function joinNumbered(groups: ReadonlyMap<string, readonly MigrationFile[]>): ReadonlyMap<string, readonly MigrationFile[]> {
  const joined = new Map<string, readonly MigrationFile[]>()
  const parentOf = ({ folder, family }: MigrationFile): string | undefined => {
    const parent = /^(.*)\/\d+$/.exec(folder)?.[1]
    return parent === undefined || family.startsWith('plain') ? undefined : `${parent}\n${family}`
  }
  const siblings = new Map<string, number>()
  for (const [first] of groups.values()) {
    const parent = first && parentOf(first)
    if (parent !== undefined) siblings.set(parent, (siblings.get(parent) ?? 0) + 1)
  }
  for (const [key, files] of groups) {
    const parent = files[0] && parentOf(files[0])
    if (parent === undefined || (siblings.get(parent) ?? 0) < 2) {
      joined.set(key, [...(joined.get(key) ?? []), ...files])
      continue
    }
    const moved = files.map((f) => {
      const at = f.folder.lastIndexOf('/')
      return { ...f, folder: f.folder.slice(0, at), version: `${f.folder.slice(at + 1)}.${f.version}` }
    })
    joined.set(parent, [...(joined.get(parent) ?? []), ...moved])
  }
  return joined
}

/** A runner of its own takes `1_a.up.sql` and, from some day on, `2_b.sql`: one set where no version is in both. */
function joinNamings(groups: ReadonlyMap<string, readonly MigrationFile[]>): readonly (readonly MigrationFile[])[] {
  const joined = new Map(groups)
  for (const [key, paired] of groups) {
    const numbered = groups.get(`${paired[0]?.folder}\nnumbered`)
    if (paired[0]?.family !== 'golang-migrate' || !numbered || numbered.some((n) => paired.some((p) => p.version === n.version))) continue
    joined.set(key, [...paired, ...numbered])
    joined.delete(`${paired[0].folder}\nnumbered`)
  }
  return [...joined.values()]
}

/** Where names say the database, each has a set: its own files, and those without a word where it has none of its own. */
function byDatabase(group: readonly MigrationFile[]): readonly (readonly MigrationFile[])[] {
  const named = [...new Set(group.flatMap((f) => f.database ?? []))].sort(compare)
  // What is like Postgres and has files of its own beside it is another database.
  const words = named.some(isPostgres) ? named.filter((word) => isPostgres(word) || dialectOfWord(word) !== 'postgres') : named
  if (words.length === 0) return [group]
  const own = new Set(group.flatMap((f) => (f.database === undefined ? [] : [stepOf(f, f.database)])))
  return words.map((word) =>
    group
      .filter((f) => f.database === word || (f.database === undefined && !own.has(stepOf(f, word))))
      .map((f) => ({ ...f, database: word })),
  )
}

const isPostgres = (word: string): boolean => /^(?:postgres|pg)/.test(word)
const stepOf = (f: MigrationFile, database: string): string => `${f.version} ${f.name} ${f.up !== undefined} ${database}`

/** A runner of versioned files runs those that are written in Go among them. */
function withCode(group: readonly MigrationFile[], code: readonly RepositoryFile[], likely: Dialect | undefined): readonly MigrationFile[] {
  const [first] = group
  if (!first || !/^(?:goose|numbered|golang-migrate)$/.test(first.family)) return group
  return [...group, ...codeMigrations(versioned(code), first.folder, first.family, likely).files]
}

type SetMaker = (files: readonly MigrationFile[]) => readonly MigrationSet[]

/** Texts that any database reads are for the one that the program talks to. */
function setMaker(drivers: readonly Dialect[]): SetMaker {
  const [likely = 'postgres'] = drivers
  return (files) => makeSetOf(files, likely)
}

function makeSetOf(files: readonly MigrationFile[], likely: Dialect): readonly MigrationSet[] {
  const [first] = files
  if (!first) return []
  const downs = files.filter((f) => f.up === undefined && !f.downInCode)
  const ups = files.filter((f) => f.up !== undefined).sort((a, b) => compareVersions(a.version, b.version) || compare(a.file, b.file))
  const steps = ups.map((f, index): MigrationStep => {
    const back = f.down === undefined ? downOf(f, ups, downs) : f
    const down = back?.down
    return {
      file: f.file,
      name: f.name,
      version: f.version,
      position: index + 1,
      up: f.up ?? '',
      ...(down !== undefined && { down }),
      ...(back !== undefined && back !== f && { downFile: back.file }),
      ...(files.some((d) => d.downInCode && d.version === f.version) && { downInCode: true }),
      ...(f.tool === 'code' && { code: true }),
      transaction: f.transaction,
    }
  })
  const sql = steps.map((s) => s.up).join('\n')
  const tool = files.find((f) => f.tool !== 'numbered' && f.tool !== 'code')?.tool ?? first.tool
  return [
    {
      tool,
      folder: first.folder,
      dialect: recogniseDialect(first.database ?? `${first.folder}/${first.file.split('/').at(-1)}`, sql, likely),
      tables: countTables(sql),
      steps,
    },
  ]
}

/** The one of its version, and of its name too where several steps have that version. */
function downOf(up: MigrationFile, ups: readonly MigrationFile[], downs: readonly MigrationFile[]): MigrationFile | undefined {
  const own = downs.filter((d) => d.version === up.version)
  return own.find((d) => d.name === up.name) ?? (ups.filter((u) => u.version === up.version).length > 1 ? undefined : own.at(-1))
}

/** Tests, examples and seeds come last; then other databases; then snapshots of a schema that versioned migrations make as well. */
function rank(set: MigrationSet, sets: readonly MigrationSet[]): number {
  const most = Math.max(...sets.filter((s) => !isAside(s)).map((s) => s.tables), 1)
  const side = isAside(set) ? 0 : 8
  const dialect = set.dialect === 'postgres' && (set.tables * 3 >= most || isAside(set)) ? 4 : 0
  const versioned = set.tool !== 'plain' && set.tables * 3 >= most ? 2 : 0
  return side + dialect + versioned
}

function isAside(set: MigrationSet): boolean {
  return set.folder.split('/').some((segment) => SIDE_FOLDER.test(segment))
}

/** Numbers by value, dotted versions part by part, anything else as text; what runs always (no version) comes last. */
function compareVersions(a: string, b: string): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1
  const left = a.split(/[._]/)
  const right = b.split(/[._]/)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const x = left[i] ?? '0'
    const y = right[i] ?? '0'
    if (!/^\d+$/.test(x) || !/^\d+$/.test(y)) {
      if (x !== y) return compare(x, y)
    } else if (BigInt(x) !== BigInt(y)) return BigInt(x) < BigInt(y) ? -1 : 1
  }
  return 0
}

function duplicateVersions(set: MigrationSet): readonly SqlDiagnostic[] {
  const versions = new Map<string, MigrationStep>()
  const found = set.steps.flatMap((step): readonly SqlDiagnostic[] => {
    const before = versions.get(step.version)
    versions.set(step.version, step)
    // A file of Go sends the text beside it that has its version.
    if (!before || before.code !== step.code || set.tool === 'plain' || step.version === '') return []
    const message = `version ${step.version} is used twice: ${before.file} and ${step.file}`
    return [{ stage: 'discover', reason: 'migration-duplicate-version', message, severity: 'warning', file: step.file }]
  })
  // Where it is done more than once the runner knows its steps by their whole names; sql-migrate always does.
  return found.length === 1 && set.tool !== 'sql-migrate' ? found : []
}

function checkSet(set: MigrationSet, files: readonly RepositoryFile[]): readonly SqlDiagnostic[] {
  const diagnostics: SqlDiagnostic[] = [...duplicateVersions(set)]
  for (const { path } of files)
    if (
      set.tool !== 'plain' &&
      !set.steps.some((s) => s.file === path) &&
      path.startsWith(`${set.folder}/`) &&
      /^\d+_[^/]*(?<!_test|[._]down)\.go$/.test(path.slice(set.folder.length + 1))
    )
      diagnostics.push({
        stage: 'discover',
        reason: 'migration-in-code',
        message: 'a migration written in Go is not run: the schema may differ by what it does',
        severity: 'warning',
        file: path,
      })
  if (set.dialect === 'mysql' || set.dialect === 'other')
    diagnostics.push({
      stage: 'discover',
      reason: 'dialect-not-supported',
      message: `the migrations in ${set.folder || '.'} are written for ${set.dialect === 'other' ? 'another database' : set.dialect}: tables are read from the text by a parser, approximately, and nothing is checked against the database`,
      severity: 'warning',
      file: set.steps[0]?.file ?? set.folder,
    })
  return diagnostics
}

function describe(set: MigrationSet): string {
  const where = set.tool === 'plain' && set.steps.length === 1 ? set.steps[0]?.file : set.folder || '.'
  return `${where} (${set.tool}, ${set.dialect}, ${set.tables} ${set.tables === 1 ? 'table' : 'tables'})`
}
