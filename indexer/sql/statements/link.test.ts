import { beforeAll, describe, expect, it } from 'vitest'
import { parsedSchema } from '../parsed-schema.ts'
import { loadParser } from '../parser.ts'
import type { DatabaseSchema } from '../schema.ts'
import { migrationsOf } from '../test-database.ts'
import { linkStatement, linkStatements } from './link.ts'
import type { StatementLinks } from './links.ts'

const TABLES = `
CREATE TABLE users (id bigint PRIMARY KEY, email text UNIQUE, name text, is_admin boolean, deleted_at timestamptz);
CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id), title text, score int, created_at timestamptz, deleted_at timestamptz);
CREATE TABLE likes (user_id bigint, post_id bigint, PRIMARY KEY (user_id, post_id));
CREATE TABLE audit.log (id bigint PRIMARY KEY, post_id bigint, at timestamptz);
`
let schema: DatabaseSchema
beforeAll(async () => {
  await loadParser()
  schema = (await parsedSchema(migrationsOf({ 'm/1_a.up.sql': TABLES }))).schema
})

function link(sql: string): StatementLinks {
  const links = linkStatement(sql, schema)
  if (!links.ok) throw new Error(links.error)
  return links
}
const filters = ({ filtersOn }: StatementLinks) =>
  filtersOn.map((f) => `${f.table}.${f.column} ${f.op} ${f.value}${f.constantValue === undefined ? '' : ` ${f.constantValue}`} (${f.in})`)
const joins = ({ joinsOn }: StatementLinks) => joinsOn.map((j) => `${j.table}.${j.column}`)

describe('what a statement reads and writes', () => {
  it.each([
    ['SELECT * FROM posts', 'select', ['posts'], []],
    ['SELECT 1', 'select', [], []],
    ['INSERT INTO posts (id) VALUES ($1)', 'insert', [], ['posts']],
    ['INSERT INTO posts (id) SELECT id FROM users', 'insert', ['users'], ['posts']],
    ['INSERT INTO likes VALUES ($1, $2) ON CONFLICT (user_id, post_id) DO NOTHING', 'insert', [], ['likes']],
    [
      'INSERT INTO users (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id',
      'upsert',
      [],
      ['users'],
    ],
    ['UPDATE posts p SET title = u.name FROM users u WHERE u.id = p.user_id', 'update', ['users'], ['posts']],
    ['DELETE FROM posts USING users WHERE users.id = posts.user_id', 'delete', ['users'], ['posts']],
    ['TRUNCATE likes', 'delete', [], ['likes']],
    [
      'WITH gone AS (DELETE FROM likes RETURNING post_id) SELECT * FROM posts WHERE id IN (SELECT post_id FROM gone)',
      'delete',
      ['posts'],
      ['likes'],
    ],
    ['WITH posts AS (SELECT 1 AS id) SELECT * FROM posts', 'select', [], []],
    ['SELECT * FROM audit.log', 'select', ['audit.log'], []],
    ['SELECT * FROM log', 'select', ['audit.log'], []],
    ['SELECT relname FROM pg_class', 'select', [], []],
    ['MERGE INTO posts p USING users u ON u.id = p.user_id WHEN MATCHED THEN DO NOTHING', 'upsert', ['users'], ['posts']],
    ['CREATE TABLE copy AS SELECT * FROM posts', 'ddl', ['posts'], []],
    ['ALTER TABLE posts ADD COLUMN x int', 'ddl', [], []],
    ['SET search_path TO audit', 'other', [], []],
    ['SELECT id FROM posts UNION ALL SELECT post_id FROM likes ORDER BY id', 'select', ['likes', 'posts'], []],
  ])('%s', (sql, operation, reads, writes) => {
    const links = link(sql)
    expect([links.operation, links.reads, links.writes, links.unresolved]).toEqual([operation, reads, writes, []])
  })
})

describe('conditions', () => {
  it.each([
    [
      'SELECT * FROM posts p WHERE p.user_id = $1 AND deleted_at IS NULL',
      ['posts.user_id = parameter (top-level)', 'posts.deleted_at is null nothing (top-level)'],
    ],
    [
      "SELECT * FROM users WHERE name LIKE 'a%' OR email ILIKE $1",
      ['users.name like constant a% (top-level)', 'users.email ilike parameter (top-level)'],
    ],
    [
      'SELECT * FROM users WHERE is_admin AND NOT (id = ANY($1))',
      ['users.is_admin = constant true (top-level)', 'users.id expression nothing (top-level)'],
    ],
    ['SELECT * FROM users WHERE NOT is_admin', ['users.is_admin = constant false (top-level)']],
    [
      'SELECT * FROM posts WHERE id IN ($1, $2) AND score BETWEEN 1 AND $3',
      ['posts.id in list (top-level)', 'posts.score between list (top-level)'],
    ],
    ["SELECT * FROM posts WHERE created_at > now() - interval '1 day'", ['posts.created_at > expression (top-level)']],
    ['SELECT * FROM posts WHERE $1 < score', ['posts.score > parameter (top-level)']],
    ['SELECT * FROM users WHERE lower(email) = $1', ['users.email expression nothing (top-level)']],
    [
      'SELECT * FROM posts WHERE (created_at, id) < ($1, $2)',
      ['posts.created_at < parameter (top-level)', 'posts.id < parameter (top-level)'],
    ],
    [
      'SELECT * FROM posts WHERE user_id IN (SELECT id FROM users WHERE is_admin)',
      ['users.is_admin = constant true (subquery)', 'posts.user_id in subquery (top-level)'],
    ],
    ['SELECT * FROM (SELECT user_id AS who FROM posts) q WHERE q.who = $1', ['posts.user_id = parameter (top-level)']],
    ['WITH q(who) AS (SELECT user_id FROM posts) SELECT * FROM q WHERE who = 7', ['posts.user_id = constant 7 (top-level)']],
  ])('%s', (sql, expected) => {
    const links = link(sql)
    expect([filters(links), links.unresolved]).toEqual([expected, []])
  })

  it('joins are apart from filters, by ON, USING, WHERE and from inside', () => {
    expect(joins(link('SELECT * FROM posts p JOIN users u ON u.id = p.user_id'))).toEqual(['users.id', 'posts.user_id'])
    expect(joins(link('SELECT * FROM posts p, users u WHERE u.id = p.user_id'))).toEqual(['users.id', 'posts.user_id'])
    expect(joins(link('SELECT * FROM likes JOIN posts USING (user_id)'))).toEqual(['likes.user_id', 'posts.user_id'])
    expect(joins(link('SELECT (SELECT count(*) FROM likes WHERE post_id = posts.id) FROM posts'))).toEqual(['posts.id', 'likes.post_id'])
  })

  it('what an outer join keeps is not held to its ON', () => {
    const [block] = link('SELECT * FROM users u LEFT JOIN posts p ON p.user_id = u.id AND u.is_admin AND p.score > 1').blocks
    expect(block?.predicates.map((p) => [p.column, p.conjunct])).toEqual([
      ['user_id', true],
      ['id', false],
      ['is_admin', false],
      ['score', true],
    ])
  })
})

describe('order and limit', () => {
  const order = (sql: string) =>
    link(sql).ordersBy.map((o) => `${o.table === undefined ? o.expression : `${o.table}.${o.column}`} ${o.direction} ${o.nulls}`)
  it.each([
    ['SELECT * FROM posts ORDER BY created_at DESC, id', ['posts.created_at desc first', 'posts.id asc last']],
    ['SELECT id, title AS t FROM posts ORDER BY 2, t DESC NULLS LAST', ['posts.title asc last', 'posts.title desc last']],
    ['SELECT *, score * 2 AS heat FROM posts ORDER BY heat DESC, lower(title)', ['(score * 2) desc first', 'lower(title) asc last']],
  ])('%s', (sql, expected) => {
    expect(order(sql)).toEqual(expected)
  })

  it.each([
    ['SELECT * FROM posts', { kind: 'none' }],
    ['SELECT * FROM posts LIMIT 20 OFFSET $1', { kind: 'constant', value: 20 }],
    ['SELECT * FROM posts LIMIT $1', { kind: 'parameter' }],
    ['SELECT * FROM posts LIMIT ALL', { kind: 'none' }],
    ['SELECT * FROM posts LIMIT $1 + 1', { kind: 'expression' }],
  ])('%s', (sql, limit) => {
    expect(link(sql).limit).toEqual(limit)
  })
})

describe('a bounded number of rows', () => {
  it.each([
    ['SELECT * FROM posts WHERE user_id = $1', undefined],
    ['SELECT * FROM posts WHERE id = $1', 'unique key posts_pkey'],
    ['SELECT * FROM users WHERE email = $1 AND deleted_at IS NULL', 'unique key users_email_key'],
    ['SELECT * FROM users WHERE email = $1 OR id = $2', undefined],
    ['SELECT * FROM likes WHERE user_id = $1', undefined],
    ['SELECT * FROM likes WHERE post_id = $1 AND user_id = $2', 'unique key likes_pkey'],
    ['SELECT * FROM users WHERE id IN ($1, $2)', 'list of values of unique key users_pkey'],
    ['SELECT * FROM users WHERE id IN (SELECT user_id FROM posts)', undefined],
    ['SELECT * FROM posts p JOIN users u ON u.id = p.user_id WHERE p.id = $1', 'unique key posts_pkey, unique key users_pkey'],
    ['SELECT * FROM posts p JOIN users u ON u.id = p.user_id WHERE u.id = $1', undefined],
    ['SELECT count(*) FROM posts', 'aggregate'],
    ['SELECT user_id, count(*) FROM posts GROUP BY user_id', undefined],
    ['SELECT count(*) OVER () FROM posts', undefined],
    ['SELECT title FROM posts LIMIT 3', 'limit 3'],
    ['SELECT unnest(ARRAY[1, 2]) FROM posts WHERE id = $1', undefined],
    ['SELECT * FROM generate_series(1, $1)', undefined],
    ['UPDATE posts SET score = 0', 'no rows returned'],
    ['UPDATE posts SET score = 0 RETURNING id', undefined],
    ['SELECT id FROM posts WHERE id = 1 UNION SELECT id FROM posts', undefined],
  ])('%s', (sql, bounded) => {
    expect(link(sql).bounded).toBe(bounded)
  })
})

describe('what cannot be resolved', () => {
  it.each([
    ['SELECT * FROM nowhere WHERE x = $1', [{ name: 'nowhere', reason: 'unknown-table' }]],
    ['SELECT nothing FROM posts', [{ name: 'nothing', reason: 'unknown-column' }]],
    ['SELECT p.nothing FROM posts p', [{ name: 'p.nothing', reason: 'unknown-column' }]],
    ['SELECT id FROM posts, users', [{ name: 'id', reason: 'ambiguous-column' }]],
    ['SELECT score + 1 AS heat FROM posts ORDER BY (heat + 1)', [{ name: 'heat', reason: 'unknown-column' }]],
    ['SELECT ctid, posts FROM posts', []],
    ['SELECT s.a, t.x FROM jsonb_to_recordset($1) AS s(a int), (SELECT (r).* FROM f() r) t', []],
  ])('%s', (sql, unresolved) => {
    expect(link(sql).unresolved).toEqual(unresolved)
  })

  it('a syntax error has its place', () => {
    expect(linkStatement("SELECT 'é' FORM posts", schema)).toMatchObject({ ok: false, sqlstate: '42601', position: 17 })
  })
})

it('counts parameters, and knows a text that comes twice', () => {
  const [first, second] = linkStatements(['SELECT $2::int', 'SELECT $2::int'], schema)
  expect(first).toMatchObject({ parameters: 2 })
  expect(second).toBe(first)
})
