// What migrations take for granted around themselves: extensions, roles, schemas and where tables are looked for, the runner's own tables.

import type { RangeVar } from 'libpg-query'
import type { PlacedTree, WantedExtensions } from './extensions.ts'
import type { MigrationSet } from './migrations.ts'
import type { Node } from './parser.ts'
import type { SqlDiagnostic } from './schema.ts'

export interface Surroundings {
  readonly roles: readonly string[]
  readonly schemas: readonly string[]
  /** Schemas on the search path, after the usual one. */
  readonly path: readonly string[]
  /** What creates the tables of the runner. */
  readonly runners: readonly string[]
}

export function surroundings(trees: readonly PlacedTree[], texts: readonly string[]): Surroundings {
  return {
    roles: assumedRoles(trees),
    schemas: assumedSchemas(trees, texts),
    path: assumedPath(trees, texts),
    runners: runnersTables(trees),
  }
}

/** What an empty database needs before the first migration runs. */
export function preparations({ assumed }: WantedExtensions, { roles, schemas, path, runners }: Surroundings): readonly string[] {
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
  const searched = `SET search_path = ${['public', ...path].map(quoted).join(', ')}`
  // A name that Postgres keeps for itself is refused here, and again where a migration uses it.
  return [
    ...assumed.map((name) => `CREATE EXTENSION IF NOT EXISTS "${name}"`),
    ...roles.map((name) => `CREATE ROLE ${quoted(name)}`),
    ...schemas.map((name) => `CREATE SCHEMA ${quoted(name)}`),
    ...(path.length > 0 ? [`ALTER ROLE CURRENT_USER ${searched}`, searched] : []),
    ...runners,
  ]
}

export function assumedDiagnostics(
  { assumed }: WantedExtensions,
  { roles, schemas, path }: Surroundings,
  set: MigrationSet,
): readonly SqlDiagnostic[] {
  const say = (reason: string, message: string): SqlDiagnostic => ({
    stage: 'schema',
    reason,
    message,
    severity: 'info',
    file: set.steps[0]?.file ?? set.folder,
  })
  const named = (what: string) => (name: string) =>
    say(`${what}-assumed`, `the ${what} ${name} is named by the migrations and not created by them: it is taken to exist`)
  return [
    ...assumed.map((name) =>
      say('extension-assumed', `the extension ${name} is used by the migrations and not created by them: it is taken to exist`),
    ),
    ...roles.map(named('role')),
    ...schemas.map(named('schema')),
    ...path.map((name) =>
      say(
        'search-path-assumed',
        `the migrations make tables in the schema ${name} and mean them without it: the connection is taken to have it on its search path`,
      ),
    ),
  ]
}

/** Roles that migrations name but never create: they exist on the real server, so they are made beforehand. */
function assumedRoles(trees: readonly PlacedTree[]): readonly string[] {
  const named = new Set<string>()
  const created = new Set<string>()
  for (const { tree } of trees) {
    if ('CreateRoleStmt' in tree && tree.CreateRoleStmt.role) created.add(tree.CreateRoleStmt.role)
    collectRoles(tree, named)
  }
  return [...named].filter((role) => !created.has(role) && role !== 'postgres' && !role.startsWith('pg_')).sort()
}

/** Schemas in which migrations make things and that they never create: the same. */
function assumedSchemas(trees: readonly PlacedTree[], texts: readonly string[]): readonly string[] {
  const named = new Set<string>()
  for (const { tree } of trees) {
    const relation = 'CreateStmt' in tree ? tree.CreateStmt.relation : undefined
    if (relation?.schemaname) named.add(relation.schemaname)
    const made =
      'CreateFunctionStmt' in tree ? tree.CreateFunctionStmt.funcname : 'CreateEnumStmt' in tree ? tree.CreateEnumStmt.typeName : []
    const [first, second] = made ?? []
    if (second && first && 'String' in first && first.String.sval) named.add(first.String.sval)
  }
  // In the body of a DO block too.
  const created = new Set(['public', 'information_schema'])
  for (const text of texts)
    for (const [, name = ''] of text.matchAll(/\bCREATE\s+SCHEMA\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"?(\w+))/gi)) created.add(name)
  return [...named].filter((name) => !created.has(name) && !name.startsWith('pg_')).sort()
}

/**
 * Schemas that the connection must have on its search path: tables are made in them by their whole name, are meant elsewhere by the
 * bare one, and no migration says why that should be found.
 */
function assumedPath(trees: readonly PlacedTree[], texts: readonly string[]): readonly string[] {
  if (texts.some((text) => /\bsearch_path\b/i.test(text))) return []
  const made = new Map<string, Set<string>>()
  const bare = new Set<string>()
  for (const { tree } of trees) {
    const relation = createdRelation(tree)
    if (relation?.relname) made.set(relation.relname, (made.get(relation.relname) ?? new Set()).add(relation.schemaname ?? 'public'))
    forEachRelation(tree, ({ relname, schemaname }) => {
      if (schemaname === undefined) bare.add(relname)
    })
  }
  const found = [...bare].flatMap((name) => {
    const [schema, ...others] = made.get(name) ?? []
    return schema === undefined || others.length > 0 || schema === 'public' ? [] : [schema]
  })
  return [...new Set(found)].sort()
}

/** Where runners note what has run: there before the first migration. */
const RUNNERS_OWN: Readonly<Record<string, string>> = {
  migrations: 'version text NOT NULL',
  schema_migrations: 'version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL',
  goose_db_version: 'id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT now()',
  gorp_migrations: 'id text NOT NULL PRIMARY KEY, applied_at timestamptz',
  schema_version: 'version integer NOT NULL',
}

/** Those of them that migrations speak of and never create, as what creates them. */
function runnersTables(trees: readonly PlacedTree[]): readonly string[] {
  const created = new Set(trees.map(({ tree }) => createdRelation(tree)?.relname))
  const named = new Set<string>()
  for (const { tree } of trees)
    forEachRelation(tree, ({ relname, schemaname }) => {
      if (schemaname === undefined && Object.hasOwn(RUNNERS_OWN, relname) && !created.has(relname)) named.add(relname)
    })
  return [...named].sort().map((name) => `CREATE TABLE ${name} (${RUNNERS_OWN[name]})`)
}

function createdRelation(tree: Node): RangeVar | undefined {
  if ('CreateStmt' in tree) return tree.CreateStmt.relation
  if ('ViewStmt' in tree) return tree.ViewStmt.view
  return 'CreateTableAsStmt' in tree ? tree.CreateTableAsStmt.into?.rel : undefined
}

function forEachRelation(value: unknown, visit: (relation: { readonly relname: string; readonly schemaname?: string }) => void): void {
  if (Array.isArray(value)) for (const item of value) forEachRelation(item, visit)
  else if (typeof value === 'object' && value !== null) {
    if ('relname' in value && typeof value.relname === 'string') visit(value as { relname: string; schemaname?: string })
    for (const item of Object.values(value)) forEachRelation(item, visit)
  }
}

function collectRoles(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectRoles(item, into)
  else if (typeof value === 'object' && value !== null) {
    if ('roletype' in value && value.roletype === 'ROLESPEC_CSTRING' && 'rolename' in value) into.add(String(value.rolename))
    for (const item of Object.values(value)) collectRoles(item, into)
  }
}
