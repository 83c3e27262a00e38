// What statements put into text columns, as far as the values can be followed: texts of requests that nothing limits, and closed sets that
// the code keeps and the schema does not know.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import { type FieldOrigin, type FollowedValues, fieldOf, tagOf } from './followed-values.ts'
import { columnNames, sameName } from './go/data/column-names.ts'
import { tagValue, validation } from './go/data/struct-fields.ts'
import { type ClosedSet, keysOf } from './go/evaluate/value-tests.ts'
import { lineOf } from './go/syntax.ts'
import { constantText, originKey, type Value } from './go/values.ts'
import { readType } from './sql/drift/types.ts'
import type { Column, DatabaseSchema, Table } from './sql/schema.ts'
import type { Assigned } from './sql/statements/links.ts'
import type { LinkedStatement } from './statements.ts'

/** A value that a statement gives to a column. */
export interface WrittenValue {
  readonly query: string
  readonly table: string
  readonly column: string
  /** What of a request it is: a field of what the request is read into, or what reads it. */
  readonly input: string | undefined
  /** Something on its way limits its length, or may. */
  readonly bounded: boolean
}

/** All that a column ever holds, as the code says it. */
export interface KeptSet {
  readonly table: string
  readonly column: string
  readonly choices: readonly string[]
  /** Where the rest is refused; absent where nothing but these constants is written. */
  readonly refused: (Pick<ClosedSet, 'file' | 'line'> & { readonly by: 'rule' | 'test' }) | undefined
  /** Every statement that writes it was followed. */
  readonly whole: boolean
}

export interface WrittenValues {
  readonly values: readonly WrittenValue[]
  readonly sets: readonly KeptSet[]
}

export function findWrittenValues(
  statements: readonly LinkedStatement[],
  { provenance, tests, decoded }: FollowedValues,
  schema: DatabaseSchema,
  seeded: ReadonlySet<string>,
): WrittenValues {
  const byColumn = new Map<string, { readonly statement: LinkedStatement; readonly set: Assigned }[]>()
  for (const statement of statements)
    for (const set of statement.links.sets) {
      const key = `${set.table}.${set.column}`
      byColumn.set(key, [...(byColumn.get(key) ?? []), { statement, set }])
    }
  const values: WrittenValue[] = []
  const sets: KeptSet[] = []
  for (const table of schema.tables)
    for (const column of table.columns) {
      const writers = byColumn.get(`${table.name}.${column.name}`) ?? []
      if (readType(column.type).family !== 'text' || writers.length === 0) continue
      for (const { statement, set } of writers) {
        const bound = set.parameter === undefined ? undefined : statement.rendered.binds?.get(set.parameter)
        if (bound) values.push({ query: statement.id, table: table.name, column: column.name, ...origin(bound) })
      }
      const kept = keptSet(table, column, writers)
      if (kept) sets.push(kept)
    }
  return { values, sets }

  function origin(bound: Value): Pick<WrittenValue, 'input' | 'bounded'> {
    const { values: ways } = provenance(bound)
    let input: string | undefined
    let bounded = false
    for (const way of ways) {
      if (keysOf(way).some((key) => tests.bounded.has(key) || tests.closed.has(key))) bounded = true
      if (way.kind !== 'symbolic') continue
      if (way.origin.kind === 'library' && way.origin.package === 'request') input ??= way.origin.name
      if (way.origin.kind !== 'field') continue
      const { owner, name } = way.origin
      const tag = tagOf(way.origin)
      if (isLimiting(tag)) bounded = true
      if (decoded.has(owner) && !/\bjson:"-"/.test(tag ?? '')) input ??= `${owner.name}.${name}`
    }
    return { input, bounded }
  }

  function keptSet(
    table: Table,
    column: Column,
    writers: readonly { readonly statement: LinkedStatement; readonly set: Assigned }[],
  ): KeptSet | undefined {
    const choices = new Set<string>()
    let refused: KeptSet['refused']
    let whole = !seeded.has(table.name)
    const initial = column.default === undefined ? undefined : /^'((?:[^']|'')*)'(?:::[\w ]+)?$/.exec(column.default)?.[1]
    if (initial !== undefined) choices.add(initial.replaceAll("''", "'"))
    for (const { statement, set } of writers) {
      if (set.value === 'constant') {
        if (set.constantValue !== undefined) choices.add(set.constantValue)
        continue
      }
      const bound = set.parameter === undefined ? undefined : statement.rendered.binds?.get(set.parameter)
      const found = bound && closedSet(bound, column.name, new Set())
      if (!found || statement.rendered.dynamic) {
        whole = false
        continue
      }
      for (const choice of found.choices) choices.add(choice)
      refused ??= found.refused
    }
    if (choices.size < 2 || (!refused && !whole)) return undefined
    return { table: table.name, column: column.name, choices: [...choices].sort(), refused, whole }
  }

  /** Undefined where it can be anything else too. What was seen on another way counts there: once open, the whole is. */
  function closedSet(
    value: Value,
    column: string,
    seen: Set<string>,
  ): { readonly choices: readonly string[]; readonly refused: KeptSet['refused'] } | undefined {
    if (value.kind === 'nil') return NOTHING
    const text = constantText(value)
    if (text !== undefined) return { choices: text === '' ? [] : [text], refused: undefined }
    // What is tested of a row's field is the state of the row, not what may be written.
    const ofRow = value.kind === 'symbolic' && value.origin.kind === 'field' && !decoded.has(value.origin.owner)
    const [tested] = ofRow ? [] : keysOf(value).flatMap((key) => tests.closed.get(key) ?? [])
    if (tested && value.kind !== 'choice') return { choices: tested.choices, refused: { file: tested.file, line: tested.line, by: 'test' } }
    if (value.kind === 'choice') return all(value.options, column, seen)
    if (value.kind !== 'symbolic') return undefined
    const { origin: from } = value
    if (from.kind === 'field') {
      const { choices } = validation(tagOf(from))
      if (choices) return { choices, refused: placeOf(from) }
    }
    // What the outside says there is in no source.
    if (from.kind === 'field' && decoded.has(from.owner)) return undefined
    const key = originKey(from)
    if (key === '' || seen.has(key)) return key === '' ? undefined : NOTHING
    const sources = provenance.sourcesOf(from)
    // What is only read from the column itself is in the set already.
    if (sources.length === 0) return from.kind === 'field' && isColumnOf(from, column) && isOfRow(from) ? NOTHING : undefined
    return all(sources, column, seen.add(key))
  }

  function all(given: readonly Value[], column: string, seen: Set<string>): ReturnType<typeof closedSet> {
    const choices: string[] = []
    let refused: KeptSet['refused']
    for (const value of given) {
      const found = closedSet(value, column, seen)
      if (!found) return undefined
      choices.push(...found.choices)
      refused ??= found.refused
    }
    return { choices, refused }
  }
}

const NOTHING = { choices: [], refused: undefined }

const isColumnOf = (of: FieldOrigin, column: string): boolean => columnNames(of.owner, of.name).some((name) => sameName(name, column))

/** A field that only says how it is called outside is filled from there, in view or not. */
function isOfRow(of: FieldOrigin): boolean {
  const tag = tagOf(of) ?? ''
  return /\b(?:db|gorm|bun|xorm|pg|sql|boil|goqu):/.test(tag) || !/\b(?:json|form|query|uri|xml|yaml|param|header):/.test(tag)
}

function placeOf(of: FieldOrigin): KeptSet['refused'] {
  return { by: 'rule', file: of.owner.file.syntax.path, line: lineOf(fieldOf(of)?.at ?? of.owner.syntax.at) }
}

/** Rules of validators that let only short texts through. */
const SHORT =
  /^(?:max|lte|lt|len|eq|oneof|uuid\w*|email|e164|datetime|ipv?\w*|hostname\w*|fqdn|hexcolor|iso\w*|bcp47\w*|url|uri|numeric|number|boolean|ulid|mongodb|semver|timezone|country_code|cron|eqfield)\b/

const isLimiting = (tag: string | undefined): boolean =>
  ['validate', 'binding', 'valid', 'v'].some((key) =>
    tagValue(tag, key)
      .split(/[,|]/)
      .some((rule) => SHORT.test(rule)),
  ) || /\b(?:maxLength|maxlength|enum|pattern|format):"/.test(tag ?? '')

export function addWrittenValues(builder: GraphBuilder, { values, sets }: WrittenValues): void {
  for (const { query, table, column, input, bounded } of values) {
    const target = symbol.column(table, column)
    if (builder.has(target)) builder.edge('SETS', query, target, { input, bounded })
  }
  for (const { table, column, choices, refused, whole } of sets) {
    const id = symbol.column(table, column)
    if (!builder.has(id)) continue
    const list = choices.map((c) => `'${c.replaceAll("'", "''")}'`).join(', ')
    builder.node('Column', id, {
      choices,
      choicesSql: list,
      choicesWhole: whole,
      ...(refused && { choicesBy: refused.by, choicesFile: refused.file, choicesLine: refused.line }),
    })
  }
}
