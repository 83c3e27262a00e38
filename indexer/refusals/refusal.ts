// What Postgres says against a statement, where that part of it is written, and whether it may be wrong: a refusal counts only where the
// statement runs as it stands, against the schema as it is read.

import type { NamedQueries } from '../go/data/named-files/read.ts'
import type { GoStatement } from '../go/statements.ts'
import { lineOf } from '../go/syntax.ts'
import { MAPPERS } from '../sql/drift/drift.ts'
import type { DatabaseSchema } from '../sql/schema.ts'
import type { Said } from './commands.ts'
import { explain } from './explain.ts'
import { annotatedPlace } from './generated-from.ts'
import { absentFrom, folderOf, nameIn, type RefusedName } from './names.ts'
import { standsWhole, type WrittenAt, writtenAt } from './written-at.ts'

export interface Refusal extends WrittenAt {
  /** Absent where no database answered: a limit ended it. */
  readonly sqlstate?: string
  readonly error: string
  /** Character of the statement, from 1. */
  readonly position?: number
  readonly hint?: string
  readonly fix?: string
  /** Why it may not be refused where it runs; absent: it is. */
  readonly doubt?: string
}

/** `failed`: of a migration that is part of the schema. */
export interface UnreadText {
  readonly what: string
  readonly sql: string
  readonly failed: boolean
}

/** What the judge knows beside the statement. */
export interface Circumstances {
  readonly schema: DatabaseSchema
  /** Texts of which the schema has nothing: migrations that failed, and those of other schemas. */
  readonly unread: readonly UnreadText[]
  /** Extensions that are only stood in for. */
  readonly standIns: boolean
  readonly otherDatabases: boolean
  /** What the program makes itself, in lower case. */
  readonly made: ReadonlySet<string>
  /** Tables that the program gives unique indexes itself, likewise. */
  readonly madeUnique: ReadonlySet<string>
  /** Folders whose statements speak of tables of the schema. */
  readonly speaking: ReadonlySet<string>
  /** Files whose code changes tables: what is sent there meets an older schema. */
  readonly migrating: ReadonlySet<string>
  /** Statements in `.sql` files, by their names. */
  readonly named: NamedQueries
  /** Where an object mapper has a table or a column from. */
  readonly modelPlace: (table: string | undefined, column: string | undefined) => WrittenAt | undefined
  /** Some model for the table has the column. */
  readonly modelHas: (table: string | undefined, column: string) => boolean
}

/** Tables in which runners of migrations keep what has run: they make them themselves. */
const OF_RUNNERS = new Set(
  'schema_migrations goose_db_version gorp_migrations schema_version atlas_schema_revisions flyway_schema_history schema_lock bun_migrations bun_migration_locks gopg_migrations schema_migration'.split(
    ' ',
  ),
)

/** `tables`: what it reads and writes. `others`: the other ways to write it that can be read. */
export function judge(
  s: GoStatement,
  said: Said,
  known: Circumstances,
  tables: readonly string[],
  others: readonly string[],
): Refusal | undefined {
  const name = nameIn(said.message)
  if (name?.kind === 'table' && (known.made.has(last(name.name)) || OF_RUNNERS.has(last(name.name)))) return undefined
  const doubt = doubtOf(s, said, known, tables, others)
  const { sqlstate, position } = said
  return {
    error: said.message,
    ...placeOf(s, said, known),
    ...(sqlstate !== undefined && { sqlstate }),
    ...(position !== undefined && { position }),
    ...explain(s.rendered.sql, said),
    ...(doubt !== undefined && { doubt }),
  }
}

function placeOf(s: GoStatement, { message, position }: Said, known: Circumstances): WrittenAt {
  const { rendered, fn, site } = s
  const annotated = s.source === 'sqlc' ? annotatedPlace(rendered.sql, position, fn.file.syntax.path, known.named) : undefined
  if (annotated) return annotated
  const literal = position === undefined ? undefined : writtenAt(rendered.sql, position, rendered.literals ?? [])
  if (literal) return literal
  const name = nameIn(message)
  const model =
    name?.kind === 'column'
      ? known.modelPlace(name.of ?? rendered.table, name.name)
      : name?.kind === 'table'
        ? known.modelPlace(name.name, undefined)
        : undefined
  return model ? { file: model.file, line: model.line } : { file: fn.file.syntax.path, line: lineOf(site.at) }
}

function doubtOf(
  s: GoStatement,
  said: Said,
  known: Circumstances,
  tables: readonly string[],
  others: readonly string[],
): string | undefined {
  const { rendered, fn } = s
  const { sqlstate = '' } = said
  if (!/^(?:42(?!501)|22|08P01|23502)/.test(sqlstate)) return 'the embedded Postgres could not look at it'
  if (rendered.dynamic) return `part of the text is known only at run time: ${rendered.dynamicReason}`
  if (known.otherDatabases) return 'the program talks to other databases as well: the statement may be for one of them'
  if (known.migrating.has(fn.file.syntax.path)) return 'its code changes tables: it runs against an older schema'
  if (sqlstate === '08P01' && others.some((text) => placeholders(text) === rendered.values?.given))
    return 'another way to write the text takes so many values: both may hang on one condition'
  if (WRITES_VALUES.has(s.source) && (/^42P(?:08|18)$/.test(sqlstate) || /near "\$\d+"/.test(said.message)))
    return 'the values are written into the text'
  if (/^22/.test(sqlstate) && /: ""$/.test(said.message) && !standsWhole(rendered.sql, rendered.literals ?? []))
    return 'the text is put together from parts, and the one that is empty may never be'
  if (sqlstate === '42601') {
    if (/^\w+$/.test(rendered.sql)) return 'the text is the name of a statement that was prepared before'
    if (said.unparsed && others.length > 0) return 'other ways to write the text can be read: this one may never be taken'
    return standsWhole(rendered.sql, rendered.literals ?? []) ? undefined : 'the text is put together from parts'
  }
  // Numbers are most often counted while the text grows: each part has another number in another company.
  if (/^42P(?:08|18)$/.test(sqlstate) && others.length > 0) return 'other ways to write the text number the values otherwise'
  if (sqlstate === '42P10' && tables.some((t) => known.madeUnique.has(last(t))))
    return 'the program makes a unique index of that table itself'
  const absent = absentFrom(said.message)
  if (absent !== undefined && others.some((text) => joins(text, absent))) return BROUGHT
  const name = nameIn(said.message)
  if (name && known.made.has(last(name.kind === 'column' ? (name.of ?? '') : name.name))) return 'the program makes it itself'
  for (const { what, sql, failed } of known.unread) {
    const found = [...(name ? [name.name] : []), ...(failed ? tables : [])].find((n) =>
      new RegExp(`\\b${quoted(last(n))}\\b`, 'i').test(sql),
    )
    if (found) return `\`${found}\` stands in ${what}`
  }
  if (!name) return undefined
  if (name.kind === 'column' && known.schema.source === 'models' && known.modelHas(name.of ?? rendered.table ?? tables[0], name.name))
    return 'a model of the code has it, and no migrations say what the table has'
  if (others.some((text) => bringsIt(text, name, said.message)) || (name.kind === 'column' && bringsAlias(rendered.sql, others, name.name)))
    return BROUGHT
  if (name.kind === 'column' && tables.length > 0 && others.some((text) => isOfTableWith(text, name.name, tables, known.schema)))
    return 'another way to write the text is about a table that has it: this one may never be taken'
  if (name.kind === 'function') {
    if (known.standIns) return 'an extension that the schema asks for is not there'
    // Postgres brings no procedures of its own, and an extension may be made by hand.
    return /^\s*(?:--[^\n]*\n\s*)*call\b/i.test(rendered.sql)
      ? 'an extension that the schema does not ask for may bring the procedure'
      : undefined
  }
  if (name.kind !== 'table') return undefined
  // The mapper's name for a struct that rows are read into: the table is named on another way through the same helpers.
  if (
    MAPPERS.has(s.source) &&
    !(rendered.literals ?? []).some((l) => l.value.includes(last(name.name))) &&
    others.some((text) => readsKnown(text, known.schema))
  )
    return 'another way to write the text is about a table that is there: this one may never be taken'
  if (known.schema.source === 'models') return 'no migrations say which tables there are'
  if (!known.speaking.has(folderOf(fn.file.syntax.path))) return 'no statement of its package is about a table of this schema'
  const other = known.schema.tables.find((t) => t.schema !== 'public' && last(t.name) === last(name.name))
  return other && `a table of that name stands in the schema \`${other.schema}\``
}

/** Layers that put the values into the text before they send it. */
const WRITES_VALUES: ReadonlySet<string> = new Set(['bun', 'go-pg'])

const placeholders = (text: string): number => Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map((m) => Number(m[1])))

const BROUGHT = 'another way to write the text brings it: this one may never be taken'

/** A condition on a table that is joined under another condition of the code. */
function joins(text: string, name: string): boolean {
  const before = String.raw`\b(?:FROM|JOIN)\s+(?:"?\w+"?\.)?(?:"?\w+"?(?:\."?\w+"?)?\s+)?(?:AS\s+)?|\bAS\s+`
  return new RegExp(`(?:${before})"?${quoted(name)}\\b`, 'i').test(text)
}

/** The text speaks of a table that has the column, and that the refused one does not speak of. */
function isOfTableWith(text: string, column: string, tables: readonly string[], { tables: all }: DatabaseSchema): boolean {
  const spoken = [...text.matchAll(/\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(?:\w+"?\."?)?(\w+)/gi)].map(([, name = '']) => name.toLowerCase())
  const own = new Set(tables.map(last))
  return all.some((t) => spoken.includes(last(t.name)) && !own.has(last(t.name)) && t.columns.some((c) => c.name === column))
}

function readsKnown(text: string, { tables }: DatabaseSchema): boolean {
  const name = /\bFROM\s+"?(?:\w+"?\."?)?(\w+)/i.exec(text)?.[1]?.toLowerCase()
  return tables.some((t) => last(t.name) === name)
}

/** A table under WITH; arguments, where they are gathered in a loop, of a function that has none here. */
function bringsIt(text: string, { kind, name }: RefusedName, message: string): boolean {
  const word = quoted(last(name))
  if (kind === 'table') return new RegExp(`\\b${word}"?\\s*(?:\\([^)]*\\)\\s*)?AS\\s+(?:(?:NOT\\s+)?MATERIALIZED\\s+)?\\(`, 'i').test(text)
  return kind === 'function' && message.includes(`${name}()`) && new RegExp(`\\b${word}\\s*\\(\\s*[^)\\s]`, 'i').test(text)
}

/** Another way to write a text brings a column under a name of its own, which this one lacks. */
export function bringsAlias(sql: string, others: readonly string[], name: string): boolean {
  const alias = new RegExp(`\\bAS\\s+"?${quoted(name)}\\b`, 'i')
  return !alias.test(sql) && others.some((text) => alias.test(text))
}

const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase()
const quoted = (text: string): string => text.replace(/[^\w]/g, '\\$&')
