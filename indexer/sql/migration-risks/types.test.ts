// What changes of type do to the rows on disk is asked of Postgres itself.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyImage } from '../database-image.ts'
import { loadParser, parseSql } from '../parser.ts'
import { DEFAULT_LIMITS, type PostgresChild, startPostgres } from '../postgres-child.ts'
import { type TestFolder, testCacheFolder } from '../test-database.ts'
import { applyStatement } from './fold.ts'
import { emptyState } from './state.ts'
import { type SqlType, typeChange, typeOf, volatileCall } from './types.ts'

let folder: TestFolder
let postgres: PostgresChild
beforeAll(async () => {
  await loadParser()
  folder = await testCacheFolder()
  postgres = startPostgres(DEFAULT_LIMITS)
  await postgres.ask('open', { image: await emptyImage(folder.path, DEFAULT_LIMITS), extensions: [], stubs: [] })
})
afterAll(async () => {
  await postgres.close()
  await folder.remove()
})

const FROM = [
  'varchar(20)',
  'varchar',
  'text',
  'char(4)',
  'int',
  'bigint',
  'numeric(8,2)',
  'numeric',
  'timestamp',
  'timestamp(3)',
  'timestamptz',
  'cidr',
  'bit(8)',
  'jsonb',
  'time(3)',
]
const TO = [
  'varchar(10)',
  'varchar(40)',
  'varchar',
  'text',
  'bigint',
  'int',
  'numeric(10,2)',
  'numeric(10,4)',
  'numeric',
  'timestamptz',
  'timestamp(6)',
  'timestamp(2)',
  'inet',
  'varbit(10)',
  'varbit(4)',
  'json',
  'date',
  'time',
  'time(6)',
]

function parsedType(text: string): SqlType {
  const parsed = parseSql(`SELECT NULL::${text}`)
  const [tree] = parsed.ok ? parsed.trees : []
  const target = tree && 'SelectStmt' in tree ? tree.SelectStmt.targetList?.[0] : undefined
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined
  const type = value && 'TypeCast' in value ? typeOf(value.TypeCast.typeName) : undefined
  if (!type) throw new Error(`no type: ${text}`)
  return type
}

async function rewrites(create: string, alter: string): Promise<boolean | undefined> {
  const run = (sql: string) =>
    postgres.ask('run', { statements: [{ sql, milliseconds: 5000 }], transaction: false, first: 0, until: Infinity })
  const node = async () => ((await postgres.ask('query', { sql: `SELECT pg_relation_filenode('t')::text AS n` })) as { n: string }[])[0]?.n
  await run('DROP TABLE IF EXISTS t')
  await run(create)
  const before = await node()
  const [error] = (await run(alter)) ?? []
  return error ? undefined : before !== (await node())
}

test('each change of type that Postgres makes is known for what it does', async () => {
  const wrong: string[] = []
  let known = 0
  for (const from of FROM)
    for (const to of TO) {
      const real = await rewrites(`CREATE TABLE t (a ${from})`, `SET TimeZone = 'Europe/Berlin'; ALTER TABLE t ALTER COLUMN a TYPE ${to}`)
      if (real === undefined) continue
      known++
      const said = typeChange(parsedType(from), parsedType(to))
      if ((said === 'rewrite' || said === 'utc') !== real)
        wrong.push(`${from} to ${to}: ${said}, and Postgres ${real ? 'rewrites' : 'does not'}`)
    }
  expect(known).toBeGreaterThan(100)
  expect(wrong).toEqual([])
})

test('in UTC the zone is only a word', async () => {
  expect(await rewrites('CREATE TABLE t (a timestamp)', `SET TimeZone = 'UTC'; ALTER TABLE t ALTER COLUMN a TYPE timestamptz`)).toBe(false)
})

test.each([
  ['sql', 'SELECT now()::text'],
  ['sql', 'SELECT random()::text'],
  ['plpgsql', 'BEGIN RETURN now()::text; END'],
  ['plpgsql STABLE', 'BEGIN RETURN now()::text; END'],
])('a default by a function in %s: %s', async (language, body) => {
  const create = `CREATE OR REPLACE FUNCTION f() RETURNS text LANGUAGE ${language} AS $$ ${body} $$`
  const state = emptyState()
  const [made, used] = [create, 'SELECT f()'].map((sql) => {
    const parsed = parseSql(sql)
    return parsed.ok ? parsed.trees[0] : undefined
  })
  const place = () => ({ file: '', line: 1, endLine: 1 })
  if (made) applyStatement({ tree: made, sql: create, inBlock: false, place, partPlace: place, clause: () => '' }, 0, state)
  const real = await rewrites(`CREATE TABLE t (b int); ${create}`, 'ALTER TABLE t ADD COLUMN a text DEFAULT f()')
  expect(volatileCall(used, state.functions) !== undefined).toBe(real)
})

test.each([
  'now()',
  "'a'",
  'random()',
  'gen_random_uuid()',
  'clock_timestamp()',
  'CURRENT_TIMESTAMP',
  "md5('a')",
  "lower('A') || random()::text",
])('a default of %s', async (expression) => {
  const parsed = parseSql(`SELECT ${expression}`)
  const tree = parsed.ok ? parsed.trees[0] : undefined
  const real = await rewrites('CREATE TABLE t (b int)', `ALTER TABLE t ADD COLUMN a text DEFAULT ${expression}`)
  expect(volatileCall(tree, new Map()) !== undefined).toBe(real)
})
