import { describe, expect, it } from 'vitest'
import { discoverMigrations } from './discover-migrations.ts'
import { filesOf, migrationsOf } from './test-database.ts'

const TABLE = 'CREATE TABLE members (id bigserial PRIMARY KEY);\n'

describe('each tool is known by its marks', () => {
  it('golang-migrate: pairs of files', () => {
    const set = migrationsOf({
      'db/2_more.up.sql': 'ALTER TABLE members ADD COLUMN name text;',
      'db/2_more.down.sql': 'ALTER TABLE members DROP COLUMN name;',
      'db/10_last.up.sql': 'SELECT 1;',
      'db/1_init.up.sql': TABLE,
      'db/1_init.down.sql': 'DROP TABLE members;',
    })
    expect(set.tool).toBe('golang-migrate')
    expect(set.steps.map((s) => [s.position, s.version, s.name, s.down])).toEqual([
      [1, '1', 'init', 'DROP TABLE members;'],
      [2, '2', 'more', 'ALTER TABLE members DROP COLUMN name;'],
      [3, '10', 'last', undefined],
    ])
  })

  it('a runner of its own: pairs, and single files from some day on; not two ways to say one version', () => {
    const first = { 'db/1_init.up.sql': TABLE, 'db/1_init.down.sql': 'DROP TABLE members;' }
    expect(migrationsOf({ ...first, 'db/2_more.sql': 'ALTER TABLE members ADD COLUMN name text;' }).steps.map((s) => s.file)).toEqual([
      'db/1_init.up.sql',
      'db/2_more.sql',
    ])
    expect(migrationsOf({ ...first, 'db/1_init.sql': TABLE }).steps).toHaveLength(1)
  })

  it('numbered folders beside each other are one set', () => {
    const set = migrationsOf({
      'm/10/01_c.up.sql': 'ALTER TABLE members ADD COLUMN c int;',
      'm/2/02_b.up.sql': 'ALTER TABLE members ADD COLUMN b int;',
      'm/2/01_a.up.sql': TABLE,
    })
    expect(set.steps.map((s) => [s.file, s.version])).toEqual([
      ['m/2/01_a.up.sql', '2.01'],
      ['m/2/02_b.up.sql', '2.02'],
      ['m/10/01_c.up.sql', '10.01'],
    ])
    expect(migrationsOf({ 'm/2/01_a.up.sql': TABLE }).folder).toBe('m/2')
  })

  it('goose: sections, with lines and offsets as in the file', () => {
    const set = migrationsOf({
      'm/00001_a.sql': `-- +goose Up\n-- +goose StatementBegin\n${TABLE}-- +goose StatementEnd\n-- +goose Down\nDROP TABLE members;\n`,
      'm/00002_b.sql': '-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY i ON members (id);\n',
    })
    expect(set.tool).toBe('goose')
    expect(set.steps[0]?.up.split('\n').map((line) => line.trim())).toEqual([
      '-- +goose Up',
      '-- +goose StatementBegin',
      TABLE.trim(),
      '-- +goose StatementEnd',
      '',
      '',
      '',
    ])
    expect(set.steps[0]?.down?.trim()).toBe('-- +goose Down\nDROP TABLE members;')
    expect(set.steps.map((s) => s.transaction)).toEqual([true, false])
  })

  it.each([
    ['sql-migrate', { 'm/1-a.sql': `-- +migrate Up\n${TABLE}-- +migrate Down\nDROP TABLE members;` }],
    ['dbmate', { 'm/20240101_a.sql': `-- migrate:up\n${TABLE}-- migrate:down\nDROP TABLE members;` }],
    ['tern', { 'm/001_a.sql': `${TABLE}---- create above / drop below ----\nDROP TABLE members;` }],
    ['atlas', { 'm/20240101000000_a.sql': TABLE, 'm/atlas.sum': '' }],
    ['flyway', { 'm/V1_2__a.sql': TABLE, 'm/V1_10__b.sql': 'SELECT 1;', 'm/U1_2__a.sql': 'DROP TABLE members;' }],
    ['drizzle', { 'm/0000_a.sql': `${TABLE}--> statement-breakpoint\nSELECT 1;` }],
    ['folders', { 'm/20240101_a/migration.sql': TABLE }],
    ['numbered', { 'm/001_a.sql': TABLE, 'm/001_a_down.sql': 'DROP TABLE members;' }],
    ['plain', { 'db/schema.sql': TABLE }],
  ])('%s', (tool, files) => {
    const set = migrationsOf(files)
    expect(set.tool).toBe(tool)
    expect(set.steps[0]?.up).not.toContain('DROP TABLE')
    expect(set.tables).toBe(1)
  })

  it('atlas: a file may stand outside of a transaction', () => {
    const none = `-- atlas:txmode none\n\n${TABLE}`
    const set = migrationsOf({ 'm/20240101000000_a.sql': none, 'm/20240102000000_b.sql': 'SELECT 1;', 'm/atlas.sum': '' })
    expect(set.steps.map((s) => s.transaction)).toEqual([false, true])
  })

  it('a way back belongs to the step of its name where a version is used twice', () => {
    const set = migrationsOf({
      'm/1_a.up.sql': TABLE,
      'm/1_b.up.sql': 'CREATE TABLE b (id int);',
      'm/1_b.down.sql': 'DROP TABLE b;',
      'm/2_c.up.sql': 'SELECT 1;',
      'm/2_other.down.sql': 'SELECT 2;',
    })
    expect(set.steps.map((s) => s.downFile)).toEqual([undefined, 'm/1_b.down.sql', 'm/2_other.down.sql'])
  })

  it('flyway: dotted versions by value, and what has no version last', () => {
    const set = migrationsOf({ 'm/R__views.sql': 'SELECT 1;', 'm/V1_10__b.sql': 'SELECT 1;', 'm/V1_9__a.sql': TABLE })
    expect(set.steps.map((s) => s.file)).toEqual(['m/V1_9__a.sql', 'm/V1_10__b.sql', 'm/R__views.sql'])
  })

  it('tern: what is included, and what settings qualify or prefix', () => {
    const set = migrationsOf({
      'm/001_a.sql': `{{ template "shared/members.sql" . }}\nCREATE TABLE {{.schema}}.{{.prefix}}groups (id int);\n---- create above / drop below ----\nDROP TABLE members;`,
      'm/shared/members.sql': `-- all of them\n${TABLE}`,
    })
    expect([set.tool, set.tables]).toEqual(['tern', 2])
    expect(set.steps[0]?.up.split('\n').map((l) => l.trim())).toEqual([TABLE.trim(), 'CREATE TABLE groups (id int);', '', ''])
  })

  it('a template: a setting that qualifies names is their schema, quoted or as a text', () => {
    const ns = '{{ index .Options "Namespace" }}'
    const set = migrationsOf({
      'm/001_a.up.sql': `${TABLE}ALTER TABLE ${ns}.members ADD a int; DROP TABLE "${ns}"."b"; SELECT '${ns}', "{{ .word }}";`,
    })
    expect(set.steps[0]?.up).toBe(`${TABLE}ALTER TABLE members ADD a int; DROP TABLE "b"; SELECT 'public', "word";`)
  })

  it('braces in values alone are no template', () => {
    const text = `${TABLE}-- {{ this }}\nINSERT INTO members VALUES ('It''s {{.Name}}');`
    expect(migrationsOf({ 'm/001_a.up.sql': text }).steps[0]?.up).toBe(text)
  })

  it('a dump: what only psql understands is blanked, lines stay', () => {
    const set = migrationsOf({
      'db/structure.sql': `\\restrict x\n${TABLE}COPY members (id) FROM stdin;\n1\n2\n\\.\nSELECT 1;\n`,
    })
    expect(set.steps[0]?.up.split('\n').map((l) => l.trim())).toEqual(['', TABLE.trim(), '', '', '', '', 'SELECT 1;', ''])
  })
})

describe('several sets', () => {
  it('takes the one with most tables that is no test, and says what it left aside', () => {
    const two = `${TABLE}CREATE TABLE groups (id int);`
    const { set, diagnostics } = discoverMigrations(
      filesOf({ 'app/migrations/1_a.up.sql': TABLE, 'test/migrations/1_a.up.sql': two, 'node_modules/x/1_a.up.sql': two }),
    )
    expect(set?.folder).toBe('app/migrations')
    expect(diagnostics.map((d) => [d.reason, d.file])).toEqual([['migrations-not-chosen', 'test/migrations/1_a.up.sql']])
  })

  it('takes migrations before a snapshot of what they make', () => {
    const { set } = discoverMigrations(
      filesOf({ 'db/schema.sql': `${TABLE}CREATE TABLE groups (id int);`, 'db/migrations/1_a.up.sql': TABLE }),
    )
    expect(set?.folder).toBe('db/migrations')
  })

  it('takes Postgres where there are several databases', () => {
    const { set } = discoverMigrations(
      filesOf({
        'm/mysql/1_a.up.sql': 'CREATE TABLE `a` (id INT AUTO_INCREMENT); CREATE TABLE `b` (id INT);',
        'm/postgres/1_a.up.sql': TABLE,
        'm/sqlite3/1_a.up.sql': TABLE,
      }),
    )
    expect([set?.folder, set?.dialect]).toEqual(['m/postgres', 'postgres'])
  })

  it('takes the files that their names give to Postgres, and what is for all', () => {
    const { set, otherDialects, diagnostics } = discoverMigrations(
      filesOf({
        'm/1_a.cockroach.up.sql': TABLE,
        'm/1_a.cockroach.down.sql': 'DROP TABLE members;',
        'm/1_a.mysql.up.sql': 'CREATE TABLE `members` (id INT AUTO_INCREMENT);',
        'm/1_a.postgres.up.sql': TABLE,
        'm/1_a.postgres.down.sql': 'DROP TABLE members;',
        'm/2_b.up.sql': 'ALTER TABLE members ADD COLUMN b int;',
        'm/2_b.mysql.up.sql': 'ALTER TABLE members ADD COLUMN `b` int;',
        'm/3_c.autocommit.up.sql': 'CREATE INDEX CONCURRENTLY c ON members (b);',
      }),
    )
    expect(set?.steps.map((s) => [s.file, s.name, s.downFile, s.transaction])).toEqual([
      ['m/1_a.postgres.up.sql', 'a', 'm/1_a.postgres.down.sql', true],
      ['m/2_b.up.sql', 'b', undefined, true],
      ['m/3_c.autocommit.up.sql', 'c', undefined, false],
    ])
    expect([set?.dialect, otherDialects]).toEqual(['postgres', ['mysql']])
    expect(diagnostics.map((d) => d.reason)).toEqual(['migrations-not-chosen'])
  })

  it('knows ClickHouse by its types', () => {
    const events =
      'CREATE TABLE ?DB.events (\n  id UInt32,\n  type LowCardinality(String),\n  text text\n)\nENGINE = ?(REPLICATED)MergeTree()'
    expect(migrationsOf({ 'm/1_a.up.sql': `${events};SELECT x::text` }).dialect).toBe('other')
  })

  it('knows SQLite by its blobs, where another database would be given other words for them', () => {
    const dialect = (text: string) => migrationsOf({ 'm/1_a.up.sql': text }).dialect
    expect(dialect('CREATE TABLE a (\n  id INTEGER PRIMARY KEY,\n  hash BLOB NOT NULL\n);')).toBe('sqlite')
    expect(dialect('CREATE TABLE a (\n  id INTEGER PRIMARY KEY,\n  blob TEXT NOT NULL\n);CREATE TABLE blobs (id bigserial);')).toBe(
      'postgres',
    )
  })

  it('finds nothing where nothing makes a table', () => {
    expect(discoverMigrations(filesOf({ 'sql/queries.sql': '-- name: List\nSELECT 1;', 'README.md': TABLE }))).toMatchObject({
      diagnostics: [],
    })
  })
})

describe('what it cannot follow is said', () => {
  it('another database', () => {
    const { set, diagnostics } = discoverMigrations(filesOf({ 'm/1_a.up.sql': 'CREATE TABLE `a` (id INT AUTO_INCREMENT) ENGINE=InnoDB;' }))
    expect(set?.dialect).toBe('mysql')
    expect(diagnostics.map((d) => d.reason)).toEqual(['dialect-not-supported'])
  })

  it('a migration in Go, and a version used twice', () => {
    const { diagnostics } = discoverMigrations(
      filesOf({
        'm/1_a.sql': `-- +goose Up\n${TABLE}`,
        'm/01_b.sql': '-- +goose Up\nSELECT 1;',
        'm/1_c.sql': '-- +goose Up\nSELECT 1;',
        'm/2_d.go': '',
      }),
    )
    const twice = { 'm/1_a.up.sql': TABLE, 'm/1_b.up.sql': 'SELECT 1;', 'm/2_a.up.sql': 'SELECT 1;', 'm/2_b.up.sql': 'SELECT 1;' }
    expect(discoverMigrations(filesOf(twice)).diagnostics).toEqual([])
    expect(
      discoverMigrations(filesOf({ 'm/2023-01-a.sql': `-- +migrate Up\n${TABLE}`, 'm/2023-02-b.sql': '-- +migrate Up\nSELECT 1;' }))
        .diagnostics,
    ).toEqual([])
    expect(diagnostics.map((d) => [d.reason, d.file])).toEqual([
      ['migration-duplicate-version', 'm/1_c.sql'],
      ['migration-in-code', 'm/2_d.go'],
    ])
  })
})
