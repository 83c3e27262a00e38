import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import type { IndexAdvice } from './index-advice/advice.ts'
import { quote } from './index-advice/print.ts'
import { adviseIndexes } from './index-advice.ts'
import type { DatabaseSchema } from './schema.ts'
import { linkStatements } from './statements/link.ts'
import { migrationsOf, type TestFolder, testCacheFolder } from './test-database.ts'

const TABLES = `
CREATE EXTENSION pg_trgm;
CREATE TABLE members (id bigserial PRIMARY KEY, email text UNIQUE, handle text, is_staff boolean NOT NULL DEFAULT false, deleted_at timestamptz);
CREATE INDEX idx_members_deleted_at ON members (deleted_at);
CREATE INDEX idx_members_lower ON members (lower(handle));
CREATE TABLE rooms (id bigserial PRIMARY KEY, owner_id bigint REFERENCES members, topic text, state text NOT NULL DEFAULT 'open', opened_at timestamptz);
CREATE UNIQUE INDEX rooms_owner ON rooms (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX idx_rooms_topic ON rooms USING gin (topic gin_trgm_ops);
CREATE TABLE visits (room_id bigint REFERENCES rooms ON DELETE CASCADE, member_id bigint REFERENCES members, at timestamptz, PRIMARY KEY (room_id, member_id));
CREATE TABLE notes (
  id bigserial PRIMARY KEY, room_id bigint NOT NULL REFERENCES rooms, author_id bigint REFERENCES members ON DELETE SET NULL,
  body text, kind text CHECK (kind IN ('plain', 'pinned')), weight int, written_at timestamptz NOT NULL, deleted_at timestamptz
);
CREATE INDEX idx_notes_room ON notes (room_id, kind);
`
let folder: TestFolder
let schema: DatabaseSchema
let database: ReturnType<typeof openDatabase>
beforeAll(async () => {
  folder = await testCacheFolder()
  database = openDatabase(migrationsOf({ 'm/1_a.up.sql': TABLES }), { cacheFolder: folder.path })
  schema = (await database.schema()).schema
})
afterAll(async () => {
  await database.close()
  await folder.remove()
})

function advise(...statements: readonly string[]): readonly IndexAdvice[] {
  const links = linkStatements(statements, schema)
  return adviseIndexes(
    schema,
    links.flatMap((l, i) => (l.ok ? [{ id: `s${i + 1}`, links: l }] : [])),
  )
}
/** Without what the foreign keys alone would have. */
function wanted(...statements: readonly string[]): readonly string[] {
  return advise(...statements)
    .filter((a) => a.servesStatements.length > 0)
    .map((a) => `${a.confidence} ${a.kind} ${a.statement.replace(/^CREATE INDEX CONCURRENTLY \S+ ON /, '')}`)
}

describe('foreign keys', () => {
  it('without an index that leads with them; a partial one over what is not null serves', () => {
    expect(advise().map((a) => `${a.confidence} ${a.kind} ${a.table} ${a.columns}`)).toEqual([
      'medium foreignKey notes author_id',
      'medium foreignKey visits member_id',
    ])
  })

  it('are surer where a statement deletes parents or looks through them', () => {
    expect(wanted('DELETE FROM members WHERE id = $1')).toEqual([
      'high foreignKey notes (author_id);',
      'high foreignKey visits (member_id);',
    ])
    expect(wanted('SELECT * FROM visits WHERE member_id = $1')).toEqual(['high foreignKey visits (member_id);'])
    expect(wanted('SELECT m.email FROM members m JOIN visits v ON v.member_id = m.id WHERE m.email = $1')).toEqual([
      'high foreignKey visits (member_id);',
    ])
    expect(wanted('SELECT m.email, (SELECT count(*) FROM notes n WHERE n.author_id = m.id) FROM members m')).toEqual([
      'high foreignKey notes (author_id);',
    ])
  })
})

it('a delete is of the table that loses the rows, not of all that are written', () => {
  expect(
    wanted(
      'WITH gone AS (DELETE FROM notes WHERE id = $1 RETURNING author_id) UPDATE members SET handle = NULL WHERE id IN (SELECT author_id FROM gone)',
    ),
  ).toEqual([])
})

it('a join with a list is looked up by the index of the joined column', () => {
  expect(wanted('SELECT n.* FROM notes n JOIN unnest($1::bigint[]) AS given(id) ON n.room_id = given.id WHERE n.weight = $2')).toEqual([])
})

describe('filters', () => {
  it.each([
    ['SELECT * FROM notes WHERE weight = $1', ['medium filter notes (weight);']],
    [
      'SELECT * FROM notes WHERE author_id = $1 AND deleted_at IS NULL ORDER BY written_at DESC LIMIT $2',
      ['high foreignKey notes (author_id, written_at DESC);'],
    ],
    ['SELECT * FROM members WHERE is_staff = true AND deleted_at IS NULL', ['medium filter members (is_staff) WHERE is_staff;']],
    ['SELECT * FROM members WHERE is_staff = $1', ['medium filter members (is_staff) WHERE is_staff;']],
    ['SELECT * FROM members WHERE NOT is_staff', ['low filter members (is_staff) WHERE NOT is_staff;']],
    ['SELECT * FROM rooms WHERE state = $1', ['low filter rooms (state);']],
    ['DELETE FROM visits WHERE at < $1', ['medium filter visits (at);']],
    ['SELECT * FROM rooms WHERE state = $1 AND opened_at < $2', ['medium filter rooms (state, opened_at);']],
    ['SELECT * FROM members WHERE upper(handle) = $1', ['medium filter members (upper(handle));']],
    ['SELECT * FROM notes WHERE weight = $1 OR author_id = $2', ['medium filter notes (weight);', 'high foreignKey notes (author_id);']],
    ['SELECT * FROM notes WHERE body ILIKE $1', ['medium filter notes USING gin (body gin_trgm_ops);']],
    // What may be longer than a B-tree takes.
    ['SELECT * FROM notes WHERE body = $1', ['low filter notes USING hash (body);']],
    ['SELECT * FROM notes WHERE body = $1 AND weight = $2', ['medium filter notes (weight);']],
    ['SELECT * FROM notes WHERE body > $1', []],
    ['SELECT * FROM notes WHERE body = $1 OR weight = $2', ['low filter notes USING hash (body);', 'medium filter notes (weight);']],
  ])('%s', (sql, expected) => {
    expect([...wanted(sql)].sort()).toEqual([...expected].sort())
  })
})

describe('orders', () => {
  it.each([
    ['SELECT * FROM notes WHERE deleted_at IS NULL ORDER BY written_at DESC LIMIT $1', ['high order notes (written_at DESC);']],
    ['SELECT * FROM notes ORDER BY written_at DESC, id DESC LIMIT 20', ['high order notes (written_at DESC, id DESC);']],
    ['SELECT * FROM notes ORDER BY body LIMIT 20', []],
    ['SELECT * FROM notes ORDER BY written_at NULLS FIRST LIMIT 20', ['high order notes (written_at NULLS FIRST);']],
    ['SELECT * FROM rooms WHERE state = $1 ORDER BY opened_at LIMIT 10', ['medium filterAndOrder rooms (state, opened_at);']],
    ['SELECT * FROM notes WHERE room_id = $1 ORDER BY written_at DESC LIMIT 50', ['low filterAndOrder notes (room_id, written_at DESC);']],
  ])('%s', (sql, expected) => {
    expect(wanted(sql)).toEqual(expected)
  })
})

describe('nothing is missing', () => {
  it.each([
    'SELECT * FROM members WHERE id = $1',
    'SELECT * FROM members WHERE email = $1 AND is_staff AND handle = $2',
    'SELECT * FROM members WHERE deleted_at IS NULL',
    'SELECT * FROM members WHERE deleted_at IS NULL ORDER BY id LIMIT $1',
    'SELECT * FROM members ORDER BY handle',
    'SELECT * FROM members WHERE lower(handle) = $1',
    'SELECT * FROM members WHERE lower(members.handle::text) = $1::text',
    'SELECT * FROM rooms WHERE owner_id = $1',
    'SELECT * FROM rooms WHERE owner_id = $1 ORDER BY opened_at LIMIT 1',
    'SELECT * FROM rooms WHERE topic ILIKE $1 ORDER BY opened_at LIMIT 10',
    'SELECT * FROM notes WHERE kind = $1 AND room_id = $2',
    'SELECT * FROM notes WHERE room_id = $1 AND weight = $2',
    'SELECT * FROM visits WHERE member_id = $1 AND room_id = $2',
    'SELECT n.* FROM notes n JOIN rooms r ON r.id = n.room_id WHERE r.id = $1',
    'SELECT count(*) FROM notes',
    'SELECT * FROM notes n JOIN rooms r ON r.id = n.room_id',
    'INSERT INTO notes (room_id, written_at) VALUES ($1, now())',
    'SELECT * FROM rooms WHERE owner_id = $1 OR id = $2',
    'SELECT * FROM nowhere WHERE x = $1 ORDER BY y LIMIT 1',
  ])('%s', (sql) => {
    expect(wanted(sql)).toEqual([])
  })
})

it('one index that serves several statements is one advice', () => {
  const [advice, ...others] = advise(
    'SELECT * FROM notes WHERE author_id = $1',
    'SELECT * FROM notes WHERE author_id = $1 ORDER BY written_at DESC LIMIT 5',
    'SELECT count(*) FROM notes WHERE author_id = $1 AND deleted_at IS NULL',
  ).filter((a) => a.table === 'notes')
  expect(others).toEqual([])
  expect(advice).toMatchObject({
    kind: 'foreignKey',
    columns: ['author_id', 'written_at'],
    statement: 'CREATE INDEX CONCURRENTLY idx_notes_author_id_written_at ON notes (author_id, written_at DESC);',
    confidence: 'high',
    servesStatements: ['s1', 's2', 's3'],
    place: { file: 'm/1_a.up.sql', line: 11 },
  })
  expect(advice?.reason).toContain('each delete from members scans notes')
})

it('an index of trigrams brings the extension where no migration does', () => {
  const search = 'SELECT * FROM notes WHERE body ILIKE $1'
  expect(wanted(search)).toEqual(['medium filter notes USING gin (body gin_trgm_ops);'])
  const links = linkStatements([search], schema)
  const bare = { ...schema, extensions: schema.extensions.filter((name) => name !== 'pg_trgm') }
  const [advice] = adviseIndexes(
    bare,
    links.flatMap((l) => (l.ok ? [{ id: 's', links: l }] : [])),
  ).filter((a) => a.columns.includes('body'))
  expect(advice?.statement).toBe(
    'CREATE EXTENSION IF NOT EXISTS pg_trgm;\nCREATE INDEX CONCURRENTLY idx_notes_body_gin ON notes USING gin (body gin_trgm_ops);',
  )
})

it('every advised statement is one that Postgres takes', async () => {
  const advices = advise(
    'SELECT * FROM notes WHERE weight = $1',
    'SELECT * FROM notes WHERE body ILIKE $1',
    'SELECT * FROM members WHERE upper(handle) = $1',
    'SELECT * FROM members WHERE is_staff = $1',
    'SELECT * FROM notes ORDER BY written_at DESC NULLS LAST LIMIT 3',
  )
  const created = openDatabase(migrationsOf({ 'm/1_a.up.sql': TABLES, 'm/2_b.up.sql': advices.map((a) => a.statement).join('\n') }), {
    cacheFolder: folder.path,
  })
  const { migrations } = await created.schema()
  await created.close()
  expect(advices).toHaveLength(7)
  expect(migrations.map((m) => m.errors)).toEqual([[], []])
})

it('names that Postgres keeps for itself are quoted', () => {
  expect(['right', 'user', 'name', 'Name', 'natural'].map(quote)).toEqual(['"right"', '"user"', 'name', '"Name"', '"natural"'])
})
