// One .sql file in, what it is in a set of migrations out, by its markers first and its name second.

import { dialectOfWord, recogniseDialect } from './dialect.ts'
import { blankPsql, countTables, cutAtMarkers, cutBelow, type MigrationTool } from './migrations.ts'

export interface MigrationFile {
  readonly file: string
  /** Where the set stands. */
  readonly folder: string
  /** Files of one folder and family make one set. */
  readonly family: string
  readonly tool: MigrationTool
  readonly version: string
  readonly name: string
  /** The database that its name is for, as it is written: `1_a.postgres.up.sql`. */
  readonly database?: string
  /** Absent in a file that only goes down. */
  readonly up?: string
  readonly down?: string
  /** It is Go, and goes down. */
  readonly downInCode?: true
  readonly transaction: boolean
}

const DOWN_NAME = /(?:^|[._-])(?:down|rollback|undo|revert|drop|teardown)$/i
const SEED_NAME = /(?:^|[._-])(?:seeds?|dev-?data|test-?data|fixtures?|queries|query)(?:[._-]|$)/i
const TERN_MARKER = /^-{4} create above \/ drop below -{4}[^\n]*$/m

interface Named {
  readonly file: string
  readonly folder: string
  /** Without `.sql`. */
  readonly base: string
  readonly text: string
}

export function classifyFile(path: string, source: string, atlasFolders: ReadonlySet<string>): MigrationFile | undefined {
  const slash = path.lastIndexOf('/')
  const written = path.slice(slash + 1, -4)
  const named: Named = {
    file: path,
    folder: slash < 0 ? '' : path.slice(0, slash),
    base: written,
    text: blankPsql(source),
  }
  const [database, base] = cutDatabase(written)
  const found = byMarker({ ...named, base }) ?? byName({ ...named, base }, atlasFolders)
  return found ? { ...found, ...(database !== undefined && { database }) } : plain(named)
}

/** The word between dots that names a database, and the name without it. */
function cutDatabase(base: string): readonly [string | undefined, string] {
  const [first = '', ...words] = base.split('.')
  const at = words.findIndex((word) => dialectOfWord(word) !== undefined)
  return at < 0 ? [undefined, base] : [words[at]?.toLowerCase(), [first, ...words.filter((_, i) => i !== at)].join('.')]
}

function byMarker({ file, folder, base, text }: Named): MigrationFile | undefined {
  const { version, name } = numbered(base) ?? { version: base, name: base }
  const common = { file, folder, version, name }
  if (/^\s*--\s*\+goose\s+up\b/im.test(text))
    return {
      ...common,
      family: 'goose',
      tool: 'goose',
      ...cutAtMarkers(text, /^\s*--\s*\+goose\s+up\b/i, /^\s*--\s*\+goose\s+down\b/i),
      transaction: !/^\s*--\s*\+goose\s+no\s+transaction\b/im.test(text),
    }
  if (/^\s*--\s*\+migrate\s+up\b/im.test(text))
    return {
      ...common,
      family: 'sql-migrate',
      tool: 'sql-migrate',
      ...cutAtMarkers(text, /^\s*--\s*\+migrate\s+up\b/i, /^\s*--\s*\+migrate\s+down\b/i),
      transaction: !/^\s*--\s*\+migrate\s+up\b.*\bnotransaction\b/im.test(text),
    }
  if (/^\s*--\s*migrate:up\b/im.test(text))
    return {
      ...common,
      family: 'dbmate',
      tool: 'dbmate',
      ...cutAtMarkers(text, /^\s*--\s*migrate:up\b/i, /^\s*--\s*migrate:down\b/i),
      transaction: !/^\s*--\s*migrate:up\b.*\btransaction:\s*false\b/im.test(text),
    }
  return undefined
}

function byName({ file, folder, base, text }: Named, atlasFolders: ReadonlySet<string>): MigrationFile | undefined {
  const pair = /^(\d+)(?:[_-](.*?))?(?:\.tx)?(\.autocommit)?\.(up|down)(?:\.tx)?$/i.exec(base)
  if (pair) {
    const [, version = '', name = '', alone, direction = ''] = pair
    const transaction = alone === undefined
    const common = { file, folder, family: 'golang-migrate', tool: 'golang-migrate', version, name, transaction } as const
    return direction.toLowerCase() === 'up' ? { ...common, up: text } : { ...common, down: text }
  }
  const flyway = /^([VBRU])([\d._]*)__(.+)$/.exec(base)
  if (flyway) {
    const [, kind = '', version = '', name = ''] = flyway
    const common = { file, folder, family: 'flyway', tool: 'flyway', version, name, transaction: true } as const
    return kind === 'U' ? { ...common, down: text } : { ...common, up: text }
  }
  const own = /^(?:(.*)\/)?(\d+)[_-]([^/]+)$/.exec(folder)
  if (own && /^(?:up|down|migration)$/i.test(base)) {
    const [, parent = '', version = '', name = ''] = own
    const common = { file, folder: parent, family: 'folders', tool: 'folders', version, name, transaction: true } as const
    return /^down$/i.test(base) ? { ...common, down: text } : { ...common, up: text }
  }
  const number = numbered(base)
  if (!number) return undefined
  const common = { file, folder, family: 'numbered', ...number, transaction: true } as const
  if (DOWN_NAME.test(base) || DOWN_NAME.test(folder.split('/').at(-1) ?? '')) return { ...common, tool: 'numbered', down: text }
  if (TERN_MARKER.test(text)) return { ...common, tool: 'tern', ...cutBelow(text, TERN_MARKER) }
  if (atlasFolders.has(folder)) return { ...common, tool: 'atlas', up: text, transaction: !/^--\s*atlas:txmode\s+none\b/m.test(text) }
  return { ...common, tool: text.includes('--> statement-breakpoint') ? 'drizzle' : 'numbered', up: text }
}

/** A schema file: what makes tables and has no version. */
function plain({ file, folder, base, text }: Named): MigrationFile | undefined {
  if (DOWN_NAME.test(base) || SEED_NAME.test(base) || countTables(text) === 0) return undefined
  return {
    file,
    folder,
    family: `plain ${recogniseDialect(file, text)}`,
    tool: 'plain',
    version: base,
    name: base,
    up: text,
    transaction: false,
  }
}

function numbered(base: string): { version: string; name: string } | undefined {
  const [, version, name] = /^v?(\d+)(?:[_.-]+(.*))?$/i.exec(base) ?? []
  return version === undefined ? undefined : { version, name: name ?? '' }
}
