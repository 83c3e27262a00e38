import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { downRisks } from './migration-risks/downs.ts'
import { migrationsOf, type TestFolder, testCacheFolder } from './test-database.ts'

let folder: TestFolder
beforeAll(async () => {
  folder = await testCacheFolder()
})
afterAll(() => folder.remove())

async function downs(steps: readonly (readonly [up: string, down: string])[], limits?: { statement: number }) {
  const texts = steps.flatMap(([up, down], i) => [[`m/${i + 1}_a.up.sql`, up] as const, [`m/${i + 1}_a.down.sql`, down] as const])
  const set = migrationsOf(Object.fromEntries(texts))
  const database = openDatabase(set, { cacheFolder: folder.path, ...(limits && { limits }) })
  try {
    return await database.downs()
  } finally {
    await database.close()
  }
}

const messages = async (...args: Parameters<typeof downs>) =>
  downRisks(await downs(...args)).map((r) => `${r.place.file}:${r.place.line} ${r.rule} ${r.severity} ${r.message}`)

const A = ['CREATE TABLE a (id bigint PRIMARY KEY, b text);', 'DROP TABLE a;'] as const

test('a way back that holds: columns in another order, what is made alone, enums, rows, transactions, functions, temporary tables', async () => {
  const steps = [
    A,
    ['ALTER TABLE a DROP COLUMN b;', 'ALTER TABLE a ADD COLUMN b text;'],
    ['CREATE INDEX CONCURRENTLY i ON a (id);', 'DROP INDEX CONCURRENTLY i;'],
    ["CREATE TYPE t AS ENUM ('x'); ALTER TABLE a ADD c t;", 'ALTER TABLE a DROP c; DROP TYPE t;'],
    ['INSERT INTO a VALUES (1);', 'DELETE FROM a WHERE id = 1;'],
    ['BEGIN; ALTER TABLE a ADD d int; COMMIT;', 'BEGIN; ALTER TABLE a DROP d; COMMIT;'],
    ["CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';", 'DROP FUNCTION f();'],
    ['CREATE TEMP TABLE p AS SELECT 1; CREATE TABLE q (a int);', 'DROP TABLE q;'],
    ['ALTER TABLE a ADD e int, ADD CONSTRAINT k CHECK ((e > 0 AND e < 9) AND e <> 5);', 'ALTER TABLE a DROP e;'],
    ['ALTER TABLE a DROP CONSTRAINT k;', 'ALTER TABLE a ADD CONSTRAINT k CHECK (e > 0 AND (e < 9 AND e <> 5));'],
    ["CREATE TYPE u AS ENUM ('x', 'z');", 'DROP TYPE u;'],
    ["ALTER TABLE a ADD f int; ALTER TYPE u ADD VALUE IF NOT EXISTS 'y' BEFORE 'z';", 'ALTER TABLE a DROP f;'],
    ['CREATE EXTENSION IF NOT EXISTS pg_trgm;', '-- It may be in use elsewhere.\nSELECT 2;'],
  ] as const
  expect(await messages(steps)).toEqual([])
})

test('a procedure that commits cannot run where all is rolled back: nothing is said of it', async () => {
  const up = '-- +goose Up\n-- +goose NO TRANSACTION\nALTER TABLE a ADD c int;\nCALL fill();\n-- +goose Down\nALTER TABLE a DROP c;\n'
  const made = `CREATE TABLE a (id int);
-- +goose StatementBegin
CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
-- +goose StatementEnd`
  const set = migrationsOf({
    'm/1_a.sql': `-- +goose Up\n${made}\n-- +goose Down\nDROP PROCEDURE fill();\nDROP TABLE a;\n`,
    'm/2_b.sql': up,
  })
  const database = openDatabase(set, { cacheFolder: folder.path })
  try {
    expect(downRisks(await database.downs())).toEqual([])
  } finally {
    await database.close()
  }
})

test('names are told the same way whatever search path a step or the role has', async () => {
  const steps = [
    ["CREATE SCHEMA shop; DO $$ BEGIN EXECUTE 'ALTER ROLE postgres SET search_path = shop, public'; END $$;", 'SELECT 2;'],
    [
      "SET search_path = shop, public; CREATE TYPE t AS ENUM ('x'); CREATE TABLE a (id int PRIMARY KEY, c t);",
      'DROP TABLE a; DROP TYPE t;',
    ],
    ['CREATE VIEW v AS SELECT c FROM a;', 'DROP VIEW v;'],
    ['ALTER TABLE a ADD d int;', 'ALTER TABLE a DROP d;'],
  ] as const
  expect((await messages(steps)).filter((m) => !m.startsWith('m/1_'))).toEqual([])
})

test('a down that fails is told with the words of Postgres and its line', async () => {
  expect(
    await messages([A, ['ALTER TABLE a ADD c int;', 'ALTER TABLE a\n  DROP COLUMN d;'], ['CREATE INDEX i ON a (b);', 'DROP INDEX i;']]),
  ).toEqual([
    'm/2_a.down.sql:1 down-fails medium The down migration of `2_a.up.sql` fails right after its step has run: column "d" of relation "a" does not exist (SQLSTATE 42703).',
  ])
})

test('a down that leaves another schema tells in what', async () => {
  const steps = [
    [`${A[0]} CREATE INDEX i ON a (b); CREATE TYPE t AS ENUM ('x');`, 'DROP TABLE a; DROP TYPE t;'],
    ['DROP INDEX i; ALTER TABLE a ALTER b SET NOT NULL;', 'ALTER TABLE a ALTER b DROP NOT NULL;'],
    ["ALTER TYPE t ADD VALUE 'y';", 'SELECT 2;'],
    ["CREATE TYPE u AS ENUM ('x'); ALTER TABLE a ADD c u;", 'ALTER TABLE a DROP c;'],
    ["INSERT INTO a VALUES (1, 'x');", 'SELECT 2;'],
  ] as const
  expect(await messages(steps)).toEqual([
    'm/2_a.down.sql:1 down-does-not-restore medium The down migration of `2_a.up.sql` leaves another schema than the one before its step: the index `a.i` is gone; the step cannot run once more: index "i" does not exist (SQLSTATE 42704).',
    'm/3_a.down.sql:1 down-does-not-restore medium The down migration of `3_a.up.sql` leaves another schema than the one before its step: the type `t` was `x` and is `x,y`; the step cannot run once more: enum label "y" already exists (SQLSTATE 42710).',
    'm/4_a.down.sql:1 down-does-not-restore medium The down migration of `4_a.up.sql` leaves another schema than the one before its step: the type `u` is left; the step cannot run once more: type "u" already exists (SQLSTATE 42710).',
    'm/5_a.down.sql:1 down-does-not-restore medium The down migration of `5_a.up.sql` leaves another schema than the one before its step: the step cannot run once more: duplicate key value violates unique constraint "a_pkey" (SQLSTATE 23505).',
  ])
})

test('a down that runs for ever is cut off, and the others are looked at all the same', async () => {
  const loop = 'DO $$ BEGIN LOOP END LOOP; END $$;'
  const found = await messages([A, ['ALTER TABLE a ADD c int;', loop], ['ALTER TABLE a ADD d int;', 'SELECT 2;']], { statement: 500 })
  expect(found).toHaveLength(2)
  expect(found[0]).toMatch(/^m\/2_a\.down\.sql:1 down-fails .* it ran longer than the limit/)
  expect(found[1]).toMatch(/^m\/3_a\.down\.sql:1 down-does-not-restore .* the column `a\.d` is left/)
})

test('what was rehearsed is kept', async () => {
  const steps = [A, ['ALTER TABLE a ADD kept int;', 'ALTER TABLE a DROP kept;']] as const
  const first = await downs(steps)
  const start = performance.now()
  expect(await downs(steps)).toEqual(first)
  expect(performance.now() - start).toBeLessThan(200)
})

test('spaces around signs make no other function, and a default for rows that are there is little', async () => {
  const body = (text: string) => `CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT id FROM a WHERE (id > 1)${text}';`
  const steps = [
    A,
    [body(';'), 'DROP FUNCTION f();'],
    [body(' AND true;'), body('\n  ;')],
    ['ALTER TABLE a ADD c int NOT NULL;', 'ALTER TABLE a DROP c;'],
    ['ALTER TABLE a DROP c;', 'ALTER TABLE a ADD c int NOT NULL DEFAULT 0;'],
    ['ALTER TABLE a ADD d int NOT NULL;', 'ALTER TABLE a DROP d;'],
    ['ALTER TABLE a DROP d;', 'ALTER TABLE a ADD d bigint NOT NULL DEFAULT 0;'],
  ] as const
  expect((await messages(steps)).map((m) => m.slice(0, 50))).toEqual([
    'm/5_a.down.sql:1 down-does-not-restore low The dow',
    'm/7_a.down.sql:1 down-does-not-restore medium The ',
  ])
})

test('what only the newest Postgres has a name for is dropped as on the older ones', async () => {
  const steps = [
    ["CREATE FUNCTION uuidv7() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';", 'DROP FUNCTION IF EXISTS uuidv7();'],
    ['CREATE TABLE b (id int NOT NULL);', 'DROP TABLE b;'],
    ['ALTER TABLE b ADD CONSTRAINT b_id_not_null CHECK (id IS NOT NULL);', 'ALTER TABLE b DROP CONSTRAINT b_id_not_null;'],
  ] as const
  expect(await messages(steps)).toEqual([])
})
