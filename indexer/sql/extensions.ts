// The extensions that migrations need. Those that come with the embedded Postgres are
// loaded, others are stood in for by their types alone.

import type { Node } from './parser.ts'
import type { SqlDiagnostic } from './schema.ts'

/** Names of Postgres' contrib modules that the embedded Postgres brings; its module is called so too, with `_` for `-`. */
const BUNDLED = new Set(
  (
    'amcheck auto_explain bloom btree_gin btree_gist citext cube dict_int dict_xsyn earthdistance fuzzystrmatch hstore intarray isn lo ltree ' +
    'moddatetime pageinspect pg_buffercache pg_freespacemap pg_stat_statements pg_surgery pg_trgm pg_visibility pg_walinspect pgcrypto seg ' +
    'tablefunc tcn tsm_system_rows tsm_system_time unaccent uuid-ossp'
  ).split(' '),
)
const REQUIRES: Readonly<Record<string, readonly string[]>> = { earthdistance: ['cube'] }

/** What stands in for an extension that is not here. */
const STAND_INS: Readonly<Record<string, string>> = {
  vector: ['vector', 'halfvec', 'sparsevec'].map((name) => standInType(name)).join('\n'),
  postgis: ['geometry', 'geography', 'box2d', 'box3d'].map((name) => standInType(name)).join('\n'),
  pg_uuidv7: `CREATE FUNCTION uuid_generate_v7() RETURNS uuid LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.uuidv7()';`,
}

export interface WantedExtensions {
  /** Modules of the embedded Postgres. */
  readonly modules: readonly string[]
  /** Used and not created by the migrations: somebody else creates them on the real server. */
  readonly assumed: readonly string[]
  /** Files of stand-ins, by name. */
  readonly stubs: readonly (readonly [string, string])[]
  readonly diagnostics: readonly SqlDiagnostic[]
}

export interface PlacedTree {
  readonly tree: Node
  readonly file: string
  readonly line: number
}

export function wantedExtensions(trees: readonly PlacedTree[], texts: readonly string[]): WantedExtensions {
  const assumed: string[] = []
  const modules = new Set<string>()
  const stubs = new Map<string, string>()
  const diagnostics: SqlDiagnostic[] = []
  for (const { tree, file, line } of trees) {
    if (!('CreateExtensionStmt' in tree)) continue
    const { extname = '', options = [] } = tree.CreateExtensionStmt
    if (extname === 'plpgsql') continue
    if (BUNDLED.has(extname)) for (const name of [extname, ...(REQUIRES[extname] ?? [])]) modules.add(name.replaceAll('-', '_'))
    else {
      if (!stubs.has(`${extname}.control`))
        diagnostics.push({
          stage: 'schema',
          reason: 'extension-not-available',
          message: `the extension ${extname} is not part of the embedded Postgres: ${STAND_INS[extname] ? 'its types are stood in for, its functions, operators and index methods are missing' : 'what it adds is missing'}`,
          severity: 'warning',
          file,
          line,
        })
      stubs.set(`${extname}.control`, `comment = 'stand-in'\ndefault_version = '1.0'\nrelocatable = true\n`)
      for (const version of ['1.0', ...options.flatMap(requestedVersion)]) stubs.set(`${extname}--${version}.sql`, STAND_INS[extname] ?? '')
    }
  }
  for (const name of usedExtensions(texts))
    if (
      !modules.has(name.replaceAll('-', '_')) &&
      !trees.some(({ tree }) => 'CreateExtensionStmt' in tree && tree.CreateExtensionStmt.extname === name)
    ) {
      modules.add(name.replaceAll('-', '_'))
      assumed.push(name)
    }
  return { modules: [...modules].sort(), assumed, stubs: [...stubs], diagnostics }
}

/** What only one extension has. */
const MARKS: readonly (readonly [string, RegExp])[] = [
  ['uuid-ossp', /\buuid_generate_v[1345]\w*\s*\(/i],
  ['pgcrypto', /\b(?:gen_salt|gen_random_bytes|pgp_sym_encrypt|crypt)\s*\(|\bdigest\s*\(/i],
  ['pg_trgm', /\b(?:gin|gist)_trgm_ops\b|\b(?:word_)?similarity\s*\(/i],
  ['citext', /\bcitext\b/i],
  ['hstore', /\bhstore\b/i],
  ['ltree', /\bltree\b/i],
  ['unaccent', /\bunaccent\s*\(/i],
]

function usedExtensions(texts: readonly string[]): readonly string[] {
  return MARKS.filter(([, mark]) => texts.some((text) => mark.test(text))).map(([name]) => name)
}

function requestedVersion(option: Node): readonly string[] {
  if (!('DefElem' in option) || option.DefElem.defname !== 'new_version') return []
  const value = option.DefElem.arg
  return value && 'String' in value && value.String.sval ? [value.String.sval] : []
}

/** Keeps any text, and forgets its modifier: `vector(3)`, `geometry(Point, 4326)`. */
function standInType(name: string): string {
  return `CREATE TYPE ${name};
CREATE FUNCTION ${name}_in(cstring) RETURNS ${name} LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION ${name}_out(${name}) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION ${name}_modifier(cstring[]) RETURNS integer LANGUAGE plpgsql IMMUTABLE STRICT AS 'BEGIN RETURN -1; END';
CREATE TYPE ${name} (INPUT = ${name}_in, OUTPUT = ${name}_out, TYPMOD_IN = ${name}_modifier, LIKE = text);`
}
