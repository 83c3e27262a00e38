import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../database.ts'
import { type ModelColumn, type ModelTable, migrationsFromModels } from '../models.ts'
import { migrationsOf, type TestFolder, testCacheFolder } from '../test-database.ts'
import { schemaDrifts } from './compare.ts'
import type { KnownStatement } from './drift.ts'

const PLACE = { file: 'model.go', line: 3, endLine: 9 }

let folder: TestFolder
beforeAll(async () => {
  folder = await testCacheFolder()
})
afterAll(() => folder.remove())

const column = (name: string, type: string, more: Partial<ModelColumn> = {}): ModelColumn => ({
  name,
  type,
  nullable: true,
  place: PLACE,
  ...more,
})

function model(columns: readonly ModelColumn[], more: Partial<ModelTable> = {}): ModelTable {
  const id = column('id', 'bigserial', { nullable: false, stated: ['nullable'] })
  return { name: 't', place: PLACE, columns: [id, ...columns], primaryKey: ['id'], indexes: [], foreignKeys: [], checks: [], ...more }
}

function statement(sql: string, more: Partial<KnownStatement> = {}): KnownStatement {
  return { id: sql, source: 'gorm', sql, tables: ['t'], place: PLACE, served: true, ...more }
}
const SEEN = statement('SELECT * FROM t')

async function schemaOf(set: Parameters<typeof openDatabase>[0]) {
  const database = openDatabase(set, { cacheFolder: folder.path })
  try {
    return (await database.schema()).schema
  } finally {
    await database.close()
  }
}

interface Given {
  readonly models?: readonly ModelTable[]
  readonly statements?: readonly KnownStatement[]
  readonly automatic?: boolean
  readonly unsure?: readonly string[]
}

async function drifts(
  sql: string,
  { models = [], statements = [SEEN], automatic = false, unsure = [] }: Given,
): Promise<readonly string[]> {
  const migrations = await schemaOf(migrationsOf({ 'm/1_a.up.sql': `CREATE TABLE u (id bigint PRIMARY KEY);\n${sql}` }))
  const others = models.some((m) => m.foreignKeys.length > 0) ? [model([], { name: 'u' })] : []
  const believed = models.length > 0 ? await schemaOf(migrationsFromModels({ tables: [...others, ...models] })) : undefined
  return schemaDrifts({ migrations, believed, models, statements, unsure: new Set(unsure), automatic }).map(
    (d) => `${d.confidence} ${d.kind} ${d.what}: ${d.migrations} | ${d.models}`,
  )
}

describe('columns', () => {
  it('differ where the model states it or something breaks', async () => {
    const found = await drifts(
      `CREATE TABLE t (id bigint PRIMARY KEY, name varchar(50), code varchar(10), at timestamp, size integer, flag boolean NOT NULL, kind text DEFAULT 'a', rate int);`,
      {
        models: [
          model(
            [
              column('name', 'varchar(80)', { stated: ['type'] }),
              column('code', 'text', { longest: 20 }),
              column('at', 'timestamptz', { stated: ['type'] }),
              column('size', 'boolean'),
              column('flag', 'boolean', { writesNull: true }),
              column('kind', 'text', { nullable: false, default: `'b'`, stated: ['nullable', 'default'] }),
              column('rate', 'integer'),
              column('extra', 'text'),
            ],
            { checks: [{ expression: 'rate > 0' }] },
          ),
        ],
      },
    )
    expect(found).toEqual([
      'high check rate:  | CHECK ((rate > 0))',
      'low column extra:  | text',
      `medium default kind: 'a'::text | 'b'::text`,
      'high length code: character varying(10) | up to 20 characters',
      'high length name: character varying(50) | character varying(80)',
      'medium nullability flag: not null | null',
      'medium nullability kind: null | not null',
      'medium type at: timestamp without time zone | timestamp with time zone',
      'medium type size: integer | boolean',
    ])
  })

  it('do not differ by what nobody states and nothing breaks by', async () => {
    const found = await drifts(
      `CREATE TABLE t (id bigserial PRIMARY KEY, name varchar(50) NOT NULL, count integer DEFAULT 0, at timestamp DEFAULT CURRENT_TIMESTAMP, key uuid DEFAULT gen_random_uuid(), data json, own text NOT NULL DEFAULT '');`,
      {
        models: [
          model([
            column('name', 'text'),
            column('count', 'bigint', { default: '0', stated: ['default'] }),
            column('at', 'timestamptz', { default: 'now()', stated: ['default'] }),
            column('key', 'uuid', { default: 'uuid_generate_v4()', stated: ['default'] }),
            column('data', 'jsonb', { stated: ['type'] }),
            column('likes', 'bigint', { readOnly: true }),
          ]),
        ],
      },
    )
    expect(found).toEqual([])
  })

  it('that only the model has are sure where Postgres refuses a statement by them', async () => {
    const refused = statement('INSERT INTO t (extra) VALUES ($1)', {
      sqlstate: '42703',
      error: 'column "extra" of relation "t" does not exist',
    })
    const given = { models: [model([column('extra', 'text')])], statements: [SEEN, refused] }
    expect(await drifts('CREATE TABLE t (id bigserial PRIMARY KEY);', given)).toEqual(['high column extra:  | text'])
    expect(await drifts('CREATE TABLE t (id bigserial PRIMARY KEY);', { ...given, automatic: true })).toEqual([
      'medium column extra:  | text',
    ])
    expect(await drifts('CREATE TABLE t (id bigserial PRIMARY KEY);', { ...given, unsure: ['t'] })).toEqual([])
    expect(await drifts('CREATE TABLE t (id bigserial PRIMARY KEY);', { ...given, statements: [{ ...SEEN, source: 'pgx' }] })).toEqual([])
  })
})

describe('keys', () => {
  it('that only the model asks for, and deletes that differ', async () => {
    const found = await drifts(
      'CREATE TABLE t (id bigserial PRIMARY KEY, a int, b int, c int, d int, u_id bigint REFERENCES u (id) ON DELETE SET NULL, v_id bigint); CREATE INDEX ON t (c, d);',
      {
        models: [
          model([...['a', 'b', 'c', 'd'].map((n) => column(n, 'integer')), column('u_id', 'bigint'), column('v_id', 'bigint')], {
            indexes: [
              { keys: ['a'], unique: true },
              { keys: ['b'], unique: false },
              { keys: ['c'], unique: false },
              { keys: ['d'], unique: false, implied: true },
            ],
            foreignKeys: [
              { columns: ['u_id'], references: { table: 'u', columns: ['id'] }, onDelete: 'CASCADE' },
              { columns: ['v_id'], references: { table: 'u', columns: ['id'] }, implied: true },
            ],
          }),
        ],
      },
    )
    expect(found).toEqual([
      'medium foreignKey v_id:  | references u (id)',
      'medium index b:  | index (b)',
      'low index d:  | index (d)',
      'high onDelete u_id: set null | cascade',
      'high unique a:  | unique (a)',
    ])
  })

  it('are kept by stricter ones, among the living, and by other names', async () => {
    const found = await drifts(
      `CREATE TABLE t (id bigserial PRIMARY KEY, a text, b int, deleted_at timestamptz, u_id bigint REFERENCES u (id) ON DELETE CASCADE);
       CREATE UNIQUE INDEX x1 ON t (a) WHERE deleted_at IS NULL; CREATE UNIQUE INDEX x2 ON t (b);`,
      {
        models: [
          model([column('a', 'text'), column('b', 'integer'), column('u_id', 'bigint')], {
            indexes: [
              { name: 'y1', keys: ['a'], unique: true },
              { name: 'y2', keys: ['b', 'a'], unique: true },
            ],
            foreignKeys: [{ columns: ['u_id'], references: { table: 'u', columns: ['id'] } }],
          }),
        ],
      },
    )
    expect(found).toEqual([])
  })
})

it('a relation that shares its column with one to another table wants no key; alone it does', async () => {
  const to = (table: string) => ({ columns: ['u_id'], references: { table, columns: ['id'] }, implied: true })
  const told = (...tables: readonly string[]) =>
    drifts('CREATE TABLE t (id bigserial PRIMARY KEY, u_id bigint REFERENCES t (id));', {
      models: [model([column('u_id', 'bigint')], { foreignKeys: tables.map(to) })],
    })
  expect(await told('u', 't')).toEqual([])
  expect(await told('u')).toHaveLength(1)
})

describe('statements', () => {
  const TABLE = 'CREATE TABLE t (id bigserial PRIMARY KEY, a text NOT NULL, b int NOT NULL DEFAULT 0);'
  const lacking = statement('INSERT INTO t (b) VALUES ($1)')

  it('of a layer that give no value where there must be one', async () => {
    expect(await drifts(TABLE, { statements: [lacking] })).toEqual(['high nullability a not given: text not null | '])
    const others = [statement('INSERT INTO t (b, a) VALUES ($1, $2)'), { ...lacking, source: 'pgx' }, { ...lacking, source: 'ent' }]
    expect(await drifts(TABLE, { statements: others })).toEqual([])
    const preset = model([column('a', 'text', { default: 'NULL', stated: ['default'] })])
    expect((await drifts(TABLE, { models: [preset], statements: [lacking] })).filter((d) => d.includes('not given'))).toEqual([])
    const filled = `${TABLE} CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := 'x'; RETURN NEW; END $$; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();`
    expect(await drifts(filled, { statements: [lacking] })).toEqual([])
  })

  it('that read a column that may be NULL into a field that cannot hold it', async () => {
    const table = `CREATE TABLE t (id bigserial PRIMARY KEY, a text, b text, c text NOT NULL, d text DEFAULT 'x', e text);`
    const into = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ column: name, place: PLACE }))
    const read = (sql: string) => statement(sql, { source: 'sqlx', into })
    const write = statement('INSERT INTO t (c, b) VALUES ($1, $2)', { source: 'sqlx' })
    expect(await drifts(table, { statements: [read('SELECT * FROM t WHERE e IS NOT NULL'), write] })).toEqual([
      'high nullability a read: null | not null',
      'low nullability b read: null | not null',
      'low nullability d read: null | not null',
    ])
    const others = [
      `SELECT COALESCE(a, '') AS a FROM t`,
      'SELECT x.a FROM u LEFT JOIN t x ON x.id = u.id',
      'SELECT c AS a FROM t',
      'WITH t AS (SELECT 1 AS a) SELECT a FROM t',
    ].map(read)
    expect(await drifts(table, { statements: [...others, write] })).toEqual([])
  })

  it('that read rows of one kind only meet what is written of that kind', async () => {
    const table = 'CREATE TABLE t (id bigserial PRIMARY KEY, kind text NOT NULL, a text);'
    const read = (sql: string) => statement(sql, { source: 'sqlx', into: [{ column: 'a', place: PLACE }] })
    const write = (sql: string) => statement(sql, { source: 'sqlx' })
    const other = write(`INSERT INTO t (kind) VALUES ('shop')`)
    const own = read(`SELECT id, a FROM t WHERE kind = 'person' AND id = $1`)
    expect(await drifts(table, { statements: [own, other] })).toEqual(['low nullability a read: null | not null'])
    const unsure = [
      'INSERT INTO t (kind) VALUES ($1)',
      `INSERT INTO t (kind) VALUES ('person')`,
      `INSERT INTO t (kind) VALUES ('shop'), ('person')`,
    ]
    for (const sql of unsure)
      expect(await drifts(table, { statements: [own, write(sql)] })).toEqual(['high nullability a read: null | not null'])
  })
})
