import { beforeAll, describe, expect, test } from 'vitest'
import { discoverMigrations } from '../discover-migrations.ts'
import { loadParser } from '../parser.ts'
import { filesOf, migrationsOf } from '../test-database.ts'
import { type CodeUse, NO_USE } from './code-use.ts'
import { findRisks } from './find-risks.ts'
import type { MigrationRisk } from './risk.ts'

beforeAll(loadParser)

const USERS = `CREATE TABLE users (
  id BIGSERIAL PRIMARY KEY, email VARCHAR(50) NOT NULL, name TEXT, age INT NOT NULL, made TIMESTAMPTZ NOT NULL DEFAULT now(),
  team_id BIGINT
);
CREATE TABLE teams (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE INDEX users_email ON users (email);`

/** Steps of golang-migrate, of which only the last is looked at; three lie between the first and the last. */
function steps(...later: readonly string[]): Readonly<Record<string, string>> {
  const texts = [USERS, ...later]
  return Object.fromEntries(
    texts.map((text, i) => [`db/migrations/${i === 0 ? '0001' : String(i + 5).padStart(4, '0')}_step.up.sql`, text]),
  )
}

function risks(texts: Readonly<Record<string, string>>, use: CodeUse = NO_USE): readonly MigrationRisk[] {
  const set = migrationsOf(texts)
  return findRisks(set, use).filter((r) => r.rule !== 'irreversible-migration' && r.rule !== 'version-gap')
}

const rules = (sql: string, use?: CodeUse) => risks(steps(sql), use).map((r) => r.rule)

describe('tables in use', () => {
  test.each([
    ['CREATE INDEX i ON users (name);', 'require-concurrent-index-creation'],
    ['DROP INDEX users_email;', 'require-concurrent-index-deletion'],
    ['REINDEX TABLE users;', 'require-concurrent-reindex'],
    ['ALTER TABLE users ADD COLUMN a uuid DEFAULT gen_random_uuid();', 'adding-field-with-default'],
    ['ALTER TABLE users ADD COLUMN a int GENERATED ALWAYS AS (age + 1) STORED;', 'adding-field-with-default'],
    ['ALTER TABLE users ADD COLUMN a text NOT NULL;', 'adding-required-field'],
    ['ALTER TABLE users ADD COLUMN a bigserial;', 'adding-serial-primary-key-field'],
    ['ALTER TABLE users ADD COLUMN a json;', 'adding-json-column'],
    ['ALTER TABLE users ADD COLUMN a text UNIQUE;', 'disallowed-unique-constraint'],
    ['ALTER TABLE users ADD COLUMN a bigint DEFAULT 1 REFERENCES teams (id);', 'adding-foreign-key-constraint'],
    ['ALTER TABLE users ALTER COLUMN name SET NOT NULL;', 'adding-not-nullable-field'],
    ['ALTER TABLE users ALTER COLUMN email DROP NOT NULL;', 'ban-drop-not-null'],
    ['ALTER TABLE users ALTER COLUMN age TYPE bigint;', 'changing-column-type'],
    ['ALTER TABLE users ALTER COLUMN email TYPE varchar(20);', 'changing-column-type'],
    ['ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (team_id) REFERENCES teams (id);', 'adding-foreign-key-constraint'],
    ['ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0);', 'constraint-missing-not-valid'],
    ['ALTER TABLE users ADD CONSTRAINT u UNIQUE (email);', 'disallowed-unique-constraint'],
    ['ALTER TABLE users RENAME COLUMN name TO title;', 'renaming-column'],
    ['ALTER TABLE users RENAME TO people;', 'renaming-table'],
    ['ALTER TABLE users RENAME TO people; CREATE TABLE users (id uuid PRIMARY KEY, name text);', 'renaming-table'],
    ['ALTER TABLE users DROP COLUMN name;', 'ban-drop-column'],
    ['DROP TABLE users;', 'ban-drop-table'],
    ['TRUNCATE users CASCADE;', 'ban-truncate-cascade'],
    ['UPDATE users SET name = email;', 'backfilling-data'],
    ["DELETE FROM users WHERE name = '';", 'backfilling-data'],
    ['ALTER TABLE users SET UNLOGGED;', 'rewriting-table'],
    ['DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN CREATE INDEX i ON users (name); END IF; END $$;', 'require-concurrent-index-creation'],
  ])('%s', (sql, rule) => {
    expect(rules(sql)).toEqual([rule])
  })

  test.each([
    'CREATE INDEX CONCURRENTLY i ON users (name);',
    'CREATE INDEX IF NOT EXISTS users_email ON users (email);',
    'DROP INDEX CONCURRENTLY users_email;',
    'DROP INDEX IF EXISTS users_mail;',
    "ALTER TABLE users ADD COLUMN a text NOT NULL DEFAULT '';",
    'ALTER TABLE users ADD COLUMN a timestamptz NOT NULL DEFAULT now();',
    // Without a default all of it is null, and Postgres proves nothing.
    'ALTER TABLE users ADD COLUMN a bigint REFERENCES teams (id);',
    'ALTER TABLE users ADD COLUMN IF NOT EXISTS name text NOT NULL;',
    'ALTER TABLE users ALTER COLUMN email TYPE varchar(80), ALTER COLUMN name TYPE varchar;',
    'ALTER TABLE users ALTER COLUMN email TYPE text USING email::text;',
    'ALTER TABLE users ALTER COLUMN email SET NOT NULL;',
    'ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (team_id) REFERENCES teams (id) NOT VALID;',
    'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID;',
    'ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX users_email;',
    'ALTER TABLE users DROP COLUMN IF EXISTS title;',
    'DROP TABLE IF EXISTS people;',
    'UPDATE users SET name = email WHERE id = 5;',
    'UPDATE users SET name = email WHERE id IN (SELECT id FROM users WHERE name IS NULL LIMIT 1000);',
    'CREATE TABLE pets (id bigint PRIMARY KEY, owner bigint REFERENCES users (id)); CREATE INDEX ON pets (owner); ALTER TABLE pets ADD CHECK (id > 0);',
    'CREATE TEMP TABLE t (a int); UPDATE t SET a = 1; DROP TABLE t;',
    // The old name is still there, with all that the earlier release knows of it.
    'ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people;',
    'ALTER TABLE teams RENAME TO teams_old; CREATE TABLE teams (id BIGINT PRIMARY KEY, title text); INSERT INTO teams SELECT id FROM teams_old;',
    'ALTER TABLE users RENAME TO people; CREATE TABLE users (LIKE people INCLUDING ALL) PARTITION BY HASH (id);',
  ])('nothing is said of: %s', (sql) => {
    expect(rules(sql)).toEqual([])
  })
})

test('of a partitioned table ONLY builds nothing, and what code does to its partitions before is not seen', () => {
  const table = 'CREATE TABLE logs (id bigint, at timestamptz NOT NULL) PARTITION BY RANGE (at);'
  expect(risks(steps(table, 'SELECT 1;', 'SELECT 1;', 'CREATE INDEX i ON ONLY logs (id);'))).toEqual([])
  expect(risks(steps(table, 'SELECT 1;', 'SELECT 1;', 'CREATE INDEX i ON logs (id);')).map((r) => r.confidence)).toEqual(['high'])
  const go =
    'package m\nfunc init() { goose.AddMigrationContext(up, down) }\nfunc up() { tx.Exec("CREATE INDEX IF NOT EXISTS i ON logs (id)") }\n'
  const { set } = discoverMigrations(
    filesOf({ 'm/20240101000000_a.sql': `-- +goose Up\n${table}` }),
    filesOf({ 'm/20240301000000_b.go': go }),
  )
  const inCode = set ? findRisks(set).filter((r) => r.rule !== 'irreversible-migration') : []
  expect(inCode.map((r) => [r.rule, r.confidence])).toEqual([['require-concurrent-index-creation', 'low']])
})

test('the fix is what to run instead, for the runner in use', () => {
  const fixes = (sql: string) => risks(steps(sql)).map((r) => r.fix)
  expect(fixes('CREATE UNIQUE INDEX IF NOT EXISTS i\n  ON users (name);')).toEqual([
    'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON users (name); as the only statement of its file.',
  ])
  expect(
    fixes(
      'ALTER TABLE users\n  ADD CONSTRAINT f FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE, -- all\n  ADD COLUMN b int;',
    ),
  ).toEqual([
    'ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE NOT VALID; then, in a later step, ALTER TABLE users VALIDATE CONSTRAINT f;',
  ])
  expect(fixes('ALTER TABLE users ADD COLUMN a uuid NOT NULL DEFAULT gen_random_uuid();')[0]).toContain(
    'ADD COLUMN a uuid; ALTER TABLE users ALTER COLUMN a SET DEFAULT gen_random_uuid();',
  )
})

describe('deployments', () => {
  const index = 'CREATE INDEX i ON a (b);'
  const at = (first: string, second: string) =>
    risks({ [`m/${first}_a.sql`]: '-- +goose Up\nCREATE TABLE a (b text);', [`m/${second}_b.sql`]: `-- +goose Up\n${index}` }).map(
      (r) => r.confidence,
    )
  test('steps of one day are one deployment', () => expect(at('20240101120000', '20240101130000')).toEqual([]))
  test('of one week perhaps', () => expect(at('20240101120000', '20240104120000')).toEqual(['medium']))
  test('the next step perhaps', () => expect(at('0001', '0002')).toEqual(['medium']))
  test('much later surely not', () => expect(at('20240101120000', '20240201120000')).toEqual(['high']))
  test('seconds since 1970 are a day too', () => expect(at('1704100000', '1704100300')).toEqual([]))
  test('files without versions are one', () =>
    expect(risks({ 'schema.sql': 'CREATE TABLE a (b text);', 'indexes.sql': `CREATE TABLE c (d text); ${index}` })).toEqual([]))
})

test('a table that holds only what migrations wrote stays small', () => {
  const seeded = 'INSERT INTO teams SELECT generate_series(1, 3);'
  const use = { ...NO_USE, inserts: new Set(['users']) }
  expect(risks(steps(seeded, 'CREATE INDEX i ON teams (id);'), use)).toEqual([])
  expect(risks(steps(seeded, 'CREATE INDEX i ON teams (id);'), { ...NO_USE, inserts: new Set(['teams']) })).toHaveLength(1)
  // Nothing is known of what the code writes.
  expect(risks(steps(seeded, 'CREATE INDEX i ON teams (id);'))).toHaveLength(1)
})

test('a checked column is proven already; in one transaction the proof keeps the lock', () => {
  const add = 'ALTER TABLE users ADD CONSTRAINT n CHECK (name IS NOT NULL) NOT VALID;'
  const prove = 'ALTER TABLE users VALIDATE CONSTRAINT n;'
  const set = 'ALTER TABLE users ALTER COLUMN name SET NOT NULL;'
  expect(risks(steps(add, prove, set))).toEqual([])
  expect(rules(add + prove)).toEqual(['constraint-missing-not-valid'])
  expect(risks(steps(add, set)).map((r) => r.rule)).toEqual(['adding-not-nullable-field'])
})

test('rows are changed under a lock that an earlier statement took', () => {
  const [risk] = risks(steps('ALTER TABLE users ADD COLUMN a text; UPDATE users SET a = name;'))
  expect(risk).toMatchObject({ rule: 'backfilling-data', lock: 'ACCESS EXCLUSIVE', severity: 'high' })
})

test('what the code still names weighs more', () => {
  const use: CodeUse = {
    missingTables: new Map([['teams', ['q1']]]),
    missingColumns: [{ column: 'name', tables: ['users'], id: 'q2' }],
    missingInModels: new Set(['users.age']),
    inserts: new Set(),
  }
  expect(
    risks(steps('ALTER TABLE users DROP COLUMN name, DROP COLUMN age, DROP COLUMN email; DROP TABLE teams;'), use).map(
      (r) => `${r.severity} ${r.breaks} ${r.message}`,
    ),
  ).toEqual([
    'high q2 The column `users.name` is dropped, and a statement of the code still names it.',
    'high  The column `users.age` is dropped, and a model of the code still has it.',
    'medium  The column `users.email` is dropped with what it holds.',
    'high q1 The table `teams` is dropped, and a statement of the code still names it.',
  ])
})

describe('transactions', () => {
  const concurrent = 'CREATE INDEX CONCURRENTLY i ON a (b);'
  const goose = (text: string) =>
    risks({ 'm/1_a.sql': `-- +goose Up\nCREATE TABLE a (b text);`, 'm/2_b.sql': text }).map((r) => `${r.rule} ${r.confidence}`)
  test('the runner opens one', () =>
    expect(goose(`-- +goose Up\n${concurrent}`)).toEqual(['ban-concurrent-index-creation-in-transaction high']))
  test('unless it is told not to', () => expect(goose(`-- +goose NO TRANSACTION\n-- +goose Up\n${concurrent}`)).toEqual([]))
  test('or the file ends it before and opens another in its place', () => {
    const text = (statements: string) => `-- +migrate Up\nSELECT 1; COMMIT; ${statements}`
    const found = (statements: string) =>
      risks({ 'm/1_a.sql': '-- +migrate Up\nCREATE TABLE a (b text);', 'm/2_b.sql': text(statements) }).map((r) => r.rule)
    expect(found(`${concurrent} BEGIN;`)).toEqual([])
    expect(found(`BEGIN; ${concurrent}`)).toEqual(['ban-concurrent-index-creation-in-transaction'])
  })
  test('two statements sent as one text are one', () => {
    expect(rules(`${concurrent.replace('a (b)', 'users (name)')} SELECT 1;`)).toEqual(['ban-concurrent-index-creation-in-transaction'])
    expect(rules(concurrent.replace('a (b)', 'users (name)'))).toEqual([])
  })
  test('the file opens another', () =>
    expect(goose('-- +goose Up\nBEGIN; ALTER TABLE a ADD c int; COMMIT;')).toEqual(['transaction-nesting high']))
  test('and never commits it', () => expect(rules('BEGIN; ALTER TABLE users ADD c int;')).toEqual(['ban-uncommitted-transaction']))
})

test('types are judged as they are at the end', () => {
  const types = (...texts: string[]) =>
    risks(steps(...texts))
      .filter((r) => /^(?:prefer|ban-char)/.test(r.rule))
      .map((r) => `${r.place.line} ${r.message}`)
  const pets =
    'CREATE TABLE pets (\n id serial PRIMARY KEY,\n born timestamp,\n seen timestamptz,\n tag char(12), vet_id char(26), photo_hash char(64),\n owner int REFERENCES users (id)\n);'
  expect(types(pets)).toEqual([
    '2 `pets.id` counts rows as integer and ends at 2,147,483,647.',
    '3 `born` of `pets` hold a time without a zone, beside others that have one.',
    '5 `tag` of `pets` are padded with blanks to their length.',
    '6 `pets.owner` is narrower than `users.id`, to which it refers, and ends at 2,147,483,647.',
  ])
  expect(
    types(pets, 'ALTER TABLE pets ALTER COLUMN id TYPE bigint, ALTER COLUMN owner TYPE bigint, DROP COLUMN tag, DROP COLUMN born;'),
  ).toEqual([])
})

describe('order and way back', () => {
  const all = (texts: Readonly<Record<string, string>>) =>
    findRisks(migrationsOf(texts)).map((r) => `${r.place.file} ${r.rule} ${r.message}`)
  const up = (n: string) => ({ [`m/${n}_a.up.sql`]: `CREATE TABLE t${n} (a text);`, [`m/${n}_a.down.sql`]: `DROP TABLE t${n};` })
  test('gaps and duplicates', () => {
    expect(all({ ...up('001'), ...up('002'), ...up('003'), ...up('005') })).toEqual([
      'm/005_a.up.sql version-gap Before `005_a.up.sql` the version 4 is missing.',
    ])
    expect(all({ ...up('10'), ...up('20'), ...up('30') })).toEqual([])
    expect(all({ ...up('001'), ...up('1') })).toEqual([
      'm/1_a.up.sql duplicate-version The version 1 is used twice: by `m/001_a.up.sql` and by `m/1_a.up.sql`.',
    ])
    // A runner that knows its steps by their names.
    expect(all({ ...up('1_x'), ...up('1_y'), ...up('2_x'), ...up('2_y'), ...up('3_x') })).toEqual([])
  })
  test('a step that cannot be taken back', () => {
    const texts = {
      ...up('1'),
      ...up('2'),
      ...up('6'),
      'm/3_b.up.sql': 'CREATE TABLE b (a text);',
      'm/4_c.up.sql': 'CREATE TABLE c (a text);',
      'm/4_c.down.sql': 'SELECT 1;',
      'm/5_d.up.sql': 'CREATE TABLE d (a text);',
      'm/5_d.down.sql': '-- irreversible: the rows are gone',
      // Rows that were changed leave nothing of the schema to take back.
      'm/7_e.up.sql': "-- Create what is missing.\nINSERT INTO b VALUES ('x');",
      'm/7_e.down.sql': '',
      'm/8_f.up.sql': "INSERT INTO b VALUES ('y');",
      'm/9_g.up.sql': "DO $$ BEGIN EXECUTE 'ALTER TABLE a ADD c int'; END $$;",
      'm/9_g.down.sql': '',
      // Nobody can drop a value of an enum, and what may be there already does no harm.
      'm/10_h.up.sql': "ALTER TYPE kind ADD VALUE IF NOT EXISTS 'x';\nALTER TYPE kind\n  ADD VALUE IF NOT EXISTS 'y' AFTER 'x';",
      'm/10_h.down.sql': '',
      'm/11_i.up.sql': "ALTER TYPE kind ADD VALUE 'z';",
      'm/11_i.down.sql': '',
      ...up('12'),
      ...up('13'),
      ...up('14'),
      ...up('15'),
      ...up('16'),
    }
    expect(all(texts)).toEqual([
      'm/3_b.up.sql irreversible-migration `3_b.up.sql` cannot be taken back: it has no down migration.',
      'm/4_c.up.sql irreversible-migration `4_c.up.sql` cannot be taken back: its down migration does nothing.',
      'm/8_f.up.sql irreversible-migration `8_f.up.sql` cannot be taken back: it has no down migration.',
      'm/9_g.up.sql irreversible-migration `9_g.up.sql` cannot be taken back: its down migration does nothing.',
      'm/11_i.up.sql irreversible-migration `11_i.up.sql` cannot be taken back: its down migration does nothing.',
    ])
  })
  test('who never goes back is told once, where the runner could', () => {
    const [, ...none] = Object.keys(up('1'))
    expect(none).toHaveLength(1)
    expect(all({ 'm/1_a.up.sql': 'CREATE TABLE a (b text);', 'm/2_a.up.sql': 'CREATE TABLE c (b text);' })).toHaveLength(1)
    expect(all({ 'm/V1__a.sql': 'CREATE TABLE a (b text);', 'm/V2__a.sql': 'CREATE TABLE c (b text);' })).toEqual([])
  })
})
