// The CREATE INDEX of a candidate, ready to be run.

import { createHash } from 'node:crypto'
import type { CandidateIndex, CandidateKey } from './advice.ts'

const LONGEST_NAME = 63

export function createIndexStatement(candidate: CandidateIndex, taken: ReadonlySet<string>, partitioned: boolean): string {
  const name = quote(indexName(candidate, taken))
  const definition = indexDefinition(candidate)
  if (!partitioned) return `CREATE INDEX CONCURRENTLY ${name} ON ${definition};`
  // CONCURRENTLY is refused on a partitioned table: its partitions get theirs one by one, and the whole is valid with the last.
  const rest = definition.slice(tableText(candidate.table).length + 1)
  return `CREATE INDEX ${name} ON ONLY ${definition}; -- then for each partition: CREATE INDEX CONCURRENTLY … ON … ${rest}; ALTER INDEX ${name} ATTACH PARTITION …;`
}

/** Table, method, keys and condition: the same for indexes that are the same but for their names. */
export function indexDefinition({ table, equal, tail, method, where, opclass }: CandidateIndex): string {
  const keys = [...equal.map((k) => keyText(k, opclass)), ...tail.map((k) => keyText(k, undefined))]
  const using = method === 'btree' ? '' : ` USING ${method}`
  return `${tableText(table)}${using} (${keys.join(', ')})${where === undefined ? '' : ` WHERE ${where}`}`
}

function tableText(table: string): string {
  return table.split('.').map(quote).join('.')
}

function keyText({ name, expression, direction, nulls }: CandidateKey, opclass: string | undefined): string {
  const key = expression ? (/^\w+\(.*\)$/s.test(name) ? name : `(${name})`) : quote(name)
  const sort = direction === 'desc' ? ' DESC' : ''
  const place = direction === undefined || nulls === (direction === 'desc' ? 'first' : 'last') ? '' : ` NULLS ${nulls?.toUpperCase()}`
  return `${key}${opclass === undefined ? '' : ` ${opclass}`}${sort}${place}`
}

function indexName({ table, equal, tail, method, where }: CandidateIndex, taken: ReadonlySet<string>): string {
  const words = [...equal, ...tail].map((k) =>
    k.name
      .replace(/\W+/g, '_')
      .replace(/^_+|_+$/g, '')
      .toLowerCase(),
  )
  const full = [
    'idx',
    table.split('.').at(-1) ?? table,
    ...words,
    ...(method === 'btree' ? [] : [method]),
    ...(where === undefined ? [] : ['partial']),
  ].join('_')
  const short =
    full.length <= LONGEST_NAME ? full : `${full.slice(0, LONGEST_NAME - 9)}_${createHash('sha256').update(full).digest('hex').slice(0, 8)}`
  let name = short
  for (let n = 2; taken.has(name); n++) name = `${short.slice(0, LONGEST_NAME - 3)}_${n}`
  return name
}

const RESERVED = new Set(
  (
    'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_date current_time ' +
    'current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign from grant group having in ' +
    'initially intersect into lateral leading limit localtime localtimestamp not null offset on only or order placing primary references ' +
    'returning select session_user some symmetric system_user table then to trailing true union unique user using variadic when where window with ' +
    'authorization binary collation concurrently cross current_catalog current_role current_schema freeze full ilike inner is isnull join left ' +
    'like natural notnull outer overlaps right similar tablesample verbose'
  ).split(' '),
)

export function quote(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`
}
