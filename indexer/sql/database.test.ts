import { existsSync } from 'node:fs'
import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import type { MigrationSet } from './migrations.ts'
import { migrationsFromModels, placeModels } from './models.ts'
import type { Limits } from './postgres-child.ts'
import type { SchemaResult } from './schema.ts'
import { fixtureMigrations, migrationsOf, type TestFolder, testCacheFolder } from './test-database.ts'

let folder: TestFolder
beforeAll(async () => {
  folder = await testCacheFolder()
})
afterAll(() => folder.remove())

async function schemaOf(set: MigrationSet, limits: Partial<Limits> = {}): Promise<SchemaResult> {
  const database = openDatabase(set, { cacheFolder: folder.path, limits })
  try {
    return await database.schema()
  } finally {
    await database.close()
  }
}

const tableOf = ({ schema }: SchemaResult, name: string) => schema.tables.find((t) => t.name === name)
const lineOf = (thing: { place?: { file: string; line: number } } | undefined) =>
  `${thing?.place?.file.slice(-18, -7)}:${thing?.place?.line}`

describe('the schema that migrations leave', () => {
  let result: SchemaResult
  beforeAll(async () => {
    result = await schemaOf(await fixtureMigrations('shop'))
  })

  it('is what Postgres says after the last one', () => {
    expect(result.diagnostics).toEqual([])
    expect(result.migrations.map((m) => [m.version, m.applied])).toEqual([
      ['000001', true],
      ['000002', true],
      ['000003', true],
      ['000004', true],
    ])
    expect(result.schema.extensions).toEqual(['pg_trgm'])
    expect(result.schema.tables.map((t) => t.name)).toEqual(['customers', 'goods', 'lines', 'orders'])
    expect(tableOf(result, 'orders')?.columns.map((c) => [c.name, c.type, c.nullable, c.default])).toEqual([
      ['id', 'bigint', false, "nextval('purchases_id_seq'::regclass)"],
      ['customer_id', 'bigint', false, undefined],
      ['state', 'order_state', false, "'open'::order_state"],
      ['coupon', 'text', true, undefined],
      ['created_at', 'timestamp with time zone', false, 'now()'],
      ['shipped_at', 'timestamp with time zone', true, undefined],
    ])
    expect(tableOf(result, 'orders')?.columns[2]?.labels).toEqual(['open', 'paid', 'sent'])
    expect(tableOf(result, 'lines')?.primaryKey).toEqual(['purchase_id', 'good_id'])
  })

  it('has keys, checks and indexes', () => {
    expect(tableOf(result, 'lines')?.constraints.map((c) => [c.name, c.kind, c.references, c.onDelete])).toEqual([
      ['fk_lines_purchase', 'foreignKey', { table: 'orders', columns: ['id'] }, 'cascade'],
      ['lines_good_id_fkey', 'foreignKey', { table: 'goods', columns: ['id'] }, 'no action'],
      ['lines_pkey', 'primaryKey', undefined, undefined],
    ])
    expect(tableOf(result, 'goods')?.constraints.find((c) => c.kind === 'check')?.definition).toBe('CHECK ((price >= (0)::numeric))')
    const indexes = result.schema.tables.flatMap((t) => t.indexes)
    expect(indexes.find((i) => i.name === 'idx_orders_customer')?.keys).toEqual([
      { column: 'customer_id', descending: false, nullsFirst: false, opclass: 'int8_ops' },
      { column: 'created_at', descending: true, nullsFirst: true, opclass: 'timestamptz_ops' },
    ])
    expect(indexes.find((i) => i.name === 'orders_coupon_key')?.where).toBe('coupon IS NOT NULL')
    expect(indexes.find((i) => i.name === 'idx_customers_email_lower')?.keys[0]?.expression).toBe('lower(email)')
    expect(indexes.find((i) => i.name === 'idx_goods_title')).toMatchObject({ method: 'gin', keys: [{ opclass: 'gin_trgm_ops' }] })
  })

  it('knows where each thing was written, through renames, unnamed keys and DO blocks', () => {
    const orders = tableOf(result, 'orders')
    const lines = tableOf(result, 'lines')
    expect(lineOf(orders)).toBe('0002_orders:1')
    expect(lineOf(orders?.columns.find((c) => c.name === 'shipped_at'))).toBe('0003_rename:5')
    expect(lineOf(tableOf(result, 'customers')?.columns.find((c) => c.name === 'full_name'))).toBe('1_catalogue:9')
    expect(lineOf(orders?.constraints.find((c) => c.kind === 'foreignKey'))).toBe('0002_orders:3')
    expect(lineOf(lines?.constraints.find((c) => c.name === 'fk_lines_purchase'))).toBe('0002_orders:20')
    expect(lineOf(lines?.indexes[0])).toBe('0002_orders:13')
    expect(lineOf(orders?.indexes.find((i) => i.name === 'idx_orders_customer'))).toBe('_concurrent:1')
  })

  it('tells what each migration did, by the names at the end', () => {
    const print = (index: number) =>
      result.migrations[index]?.changes.map((c) => `${c.action} ${c.kind} ${c.table}${c.name === undefined ? '' : `.${c.name}`}`)
    expect(print(2)).toEqual([
      'alters table orders',
      'alters column customers.full_name',
      'creates column orders.note',
      'creates column orders.shipped_at',
      'creates index orders.orders_coupon_key',
      'creates index customers.idx_customers_email_lower',
    ])
    expect(print(3)).toEqual(['creates index orders.idx_orders_customer', 'drops column orders.note'])
    expect(print(1)).toContain('creates constraint lines.lines_good_id_fkey')
  })

  it('is read from the cache the second time, without a database', async () => {
    const database = openDatabase(await fixtureMigrations('shop'), { cacheFolder: folder.path })
    expect(await database.schema()).toEqual(result)
    await database.close()
    expect(database.memory()).toBe(0)
    expect((await readdir(folder.path)).filter((name) => name.startsWith('database-'))).toHaveLength(1)
  })
})

describe('trouble in migrations', () => {
  it('a step that fails is named, and the rest goes on', async () => {
    const result = await schemaOf(
      migrationsOf({
        'm/1_a.up.sql': 'CREATE TABLE a (id int);\nCREATE TABLE b (id int REFERENCES nowhere (id));\nCREATE TABLE c (id int);\n',
        'm/2_b.up.sql':
          "-- é\nALTER TABLE a\n  ADD COLUMN x integre;\nINSERT INTO a VALUES ('x');\nCREATE TABEL d ();\nCREATE TABLE e (id int);\n",
      }),
    )
    expect(result.schema.tables.map((t) => t.name)).toEqual(['a', 'c', 'e'])
    expect(result.migrations.map((m) => m.errors)).toEqual([
      [{ message: 'relation "nowhere" does not exist', sqlstate: '42P01', line: 2 }],
      [
        { message: 'type "integre" does not exist', sqlstate: '42704', line: 3, column: 16 },
        { message: 'invalid input syntax for type integer: "x"', sqlstate: '22P02', line: 4, column: 23 },
        { message: 'syntax error at or near "TABEL"', sqlstate: '42601', line: 5, column: 8 },
      ],
    ])
    expect(result.diagnostics.map((d) => [d.reason, d.severity, d.file, d.line])).toEqual([
      ['migration-failed', 'error', 'm/1_a.up.sql', 2],
      ['migration-failed', 'error', 'm/2_b.up.sql', 3],
      ['migration-failed', 'error', 'm/2_b.up.sql', 4],
      ['migration-failed', 'error', 'm/2_b.up.sql', 5],
    ])
  })

  it('transactions of their own, dumps and settings do not get in the way', async () => {
    const result = await schemaOf(
      migrationsOf({
        'm/1_a.up.sql': "BEGIN;\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.a (id int);\nCOMMIT;\n",
        'm/2_b.up.sql':
          "CREATE TYPE mood AS ENUM ('ok');\nALTER TYPE mood ADD VALUE 'bad';\nCREATE TABLE b (m mood DEFAULT 'bad');\nVACUUM a;\n",
        'm/3_c.up.sql':
          'GRANT SELECT ON a TO reader;\nALTER TABLE b OWNER TO keeper;\nCREATE SCHEMA audit;\nCREATE TABLE audit.log (id int);\n',
      }),
    )
    expect(result.migrations.map((m) => m.errors)).toEqual([[], [], []])
    expect(result.schema.tables.map((t) => [t.name, t.schema])).toEqual([
      ['audit.log', 'audit'],
      ['a', 'public'],
      ['b', 'public'],
    ])
    expect(result.diagnostics.map((d) => d.reason)).toEqual(['role-assumed', 'role-assumed'])
  })

  it('the path that one migration sets is there for the next, but for the empty one of a dump', async () => {
    const result = await schemaOf(
      migrationsOf({
        'm/1_a.up.sql': 'CREATE SCHEMA shop; SET search_path = shop, public; CREATE TABLE goods (id int);',
        'm/2_b.up.sql': 'ALTER TABLE goods ADD COLUMN name text;',
        'm/3_c.up.sql': "SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.a (id int);",
        'm/4_d.up.sql': 'ALTER TABLE a ADD COLUMN name text;',
      }),
    )
    expect(result.migrations.flatMap((m) => m.errors)).toEqual([])
    expect(tableOf(result, 'shop.goods')?.columns).toHaveLength(2)
    expect(tableOf(result, 'a')?.columns).toHaveLength(2)
  })

  it('a schema that tables are made in by their whole name, and meant by the bare one, is on the path of the connection', async () => {
    const texts = {
      'm/1_a.up.sql': 'CREATE SCHEMA shop; CREATE TABLE shop.goods (id int PRIMARY KEY);',
      'm/2_b.up.sql': 'CREATE TABLE shop.sales (good int REFERENCES goods (id));',
    }
    const result = await schemaOf(migrationsOf(texts))
    expect(result.migrations.flatMap((m) => m.errors)).toEqual([])
    expect(result.diagnostics.map((d) => d.reason)).toEqual(['search-path-assumed'])
    const said = await schemaOf(migrationsOf({ ...texts, 'm/3_c.up.sql': 'SET search_path = public; SELECT 1;' }))
    expect(said.migrations.flatMap((m) => m.errors)).toHaveLength(1)
  })

  it('the table in which the runner notes what has run is there before the first step', async () => {
    const result = await schemaOf(
      migrationsOf({ 'm/1_a.up.sql': 'ALTER TABLE migrations ADD PRIMARY KEY (version); CREATE TABLE a (id int);' }),
    )
    expect(result.migrations.flatMap((m) => m.errors)).toEqual([])
  })

  it('an extension that is not here is stood in for', async () => {
    const result = await schemaOf(
      migrationsOf({
        'm/1_a.up.sql':
          'CREATE EXTENSION vector;\nCREATE EXTENSION IF NOT EXISTS "uuid-ossp";\nCREATE TABLE a (id uuid DEFAULT uuid_generate_v4(), v vector(3));\nCREATE INDEX ON a USING hnsw (v);\n',
      }),
    )
    expect(tableOf(result, 'a')?.columns.map((c) => c.type)).toEqual(['uuid', 'vector'])
    expect(result.diagnostics.map((d) => [d.reason, d.line])).toEqual([
      ['extension-not-available', 1],
      ['migration-failed', 4],
    ])
  })

  it('an extension that is used and not created is taken to exist, and said', async () => {
    const result = await schemaOf(
      migrationsOf({
        'm/1_a.up.sql': 'CREATE TABLE a (id uuid DEFAULT uuid_generate_v4(), name citext);\n',
        'm/2_b.up.sql': 'CREATE EXTENSION IF NOT EXISTS pg_trgm;\nCREATE INDEX ON a USING gin ((name::text) gin_trgm_ops);\n',
      }),
    )
    expect(tableOf(result, 'a')?.columns.map((c) => c.type)).toEqual(['uuid', 'citext'])
    expect(result.migrations.map((m) => m.errors)).toEqual([[], []])
    expect(result.diagnostics.map((d) => [d.reason, d.severity])).toEqual([
      ['extension-assumed', 'info'],
      ['extension-assumed', 'info'],
    ])
  })

  it('a statement that runs for ever, or takes all memory, is cut off and left out', async () => {
    const result = await schemaOf(
      migrationsOf({
        'm/1_a.up.sql': 'CREATE TABLE a (id int);\nDO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$;\nCREATE TABLE b (id int);\n',
        'm/2_b.up.sql':
          "INSERT INTO a SELECT length(string_agg(repeat('x', 1000), '')) FROM generate_series(1, 900000);\nCREATE TABLE c (id int);\n",
      }),
      { statement: 1500, memory: 420 * 1024 * 1024 },
    )
    expect(result.schema.tables.map((t) => t.name)).toEqual(['a', 'b', 'c'])
    expect(result.migrations.map((m) => m.errors.map((e) => [e.line, e.sqlstate, e.message.replace(/\(.*/, '')]))).toEqual([
      [[2, undefined, 'it ran longer than the limit ']],
      [[1, undefined, expect.stringMatching(/^it (?:took more memory|ran longer) than the limit $/)]],
    ])
  })

  it('nothing reaches the files, the processes or the network of the machine', async () => {
    const target = join(folder.path, 'reached')
    const attempts = [
      `COPY (SELECT 1) TO PROGRAM 'touch ${target}';`,
      `COPY (SELECT 1) TO '${target}';`,
      `SELECT lo_from_bytea(70000, '\\x0061736d01000000'::bytea);`,
      `SELECT lo_export(70000, '/tmp/own.so');`,
      `LOAD '/tmp/own.so';`,
      `CREATE FUNCTION own() RETURNS int LANGUAGE c AS '/tmp/own.so', 'own';`,
      `SELECT pg_read_file('${import.meta.filename}');`,
      `CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=9' PUBLICATION p;`,
    ]
    const result = await schemaOf(
      migrationsOf({ 'm/1_a.up.sql': `CREATE TABLE a (id int);\n${attempts.join('\n')}\nCREATE TABLE z (id int);\n` }),
    )
    const failed = new Map(result.migrations[0]?.errors.map((e) => [e.line, e.message]))
    expect(existsSync(target)).toBe(false)
    expect(failed.get(2)).toContain('could not execute command')
    expect(failed.get(6)).toContain('could not load')
    expect(failed.has(7)).toBe(true)
    expect(failed.get(8)).toContain('No such file or directory')
    expect(failed.has(9)).toBe(true)
    expect(result.schema.tables.map((t) => t.name)).toEqual(['a', 'z'])
  })
})

describe('statements are judged without being run', () => {
  const statements = [
    'SELECT id, full_name FROM customers WHERE email = $1 AND id > $2',
    'SELECT price + 1 AS total FROM goods ORDER BY (total * 2)',
    'SELECT nothing FROM goods',
    'DELETE FROM goods WHERE id = $1',
    'SELEC 1',
    'SELECT id FROM customers, orders',
  ]

  it('with types, or with the refusal of Postgres', async () => {
    const database = openDatabase(await fixtureMigrations('shop'), { cacheFolder: folder.path })
    const results = await database.prepare(statements)
    await database.close()
    expect(results).toEqual([
      {
        ok: true,
        parameters: ['text', 'bigint'],
        columns: [
          { name: 'id', type: 'bigint' },
          { name: 'full_name', type: 'text' },
        ],
      },
      { ok: false, sqlstate: '42703', message: 'column "total" does not exist', position: 48 },
      { ok: false, sqlstate: '42703', message: 'column "nothing" does not exist', position: 8 },
      { ok: true, parameters: ['bigint'], columns: [] },
      { ok: false, sqlstate: '42601', message: 'syntax error at or near "SELEC"', position: 1 },
      { ok: false, sqlstate: '42702', message: 'column reference "id" is ambiguous', position: 8 },
    ])
    const again = openDatabase(await fixtureMigrations('shop'), { cacheFolder: folder.path })
    expect(await again.prepare(statements)).toEqual(results)
    await again.close()
    expect(again.memory()).toBe(0)
  })
})

it('images that were spoiled are made again', async () => {
  const set = await fixtureMigrations('shop')
  const first = openDatabase(set, { cacheFolder: folder.path })
  await first.prepare(['SELECT id FROM goods'])
  await first.close()
  for (const name of await readdir(folder.path)) if (name.endsWith('.image')) await truncate(join(folder.path, name), 2000)
  const second = openDatabase(set, { cacheFolder: folder.path })
  expect(await second.prepare(['SELECT title FROM goods'])).toMatchObject([{ ok: true }])
  await second.close()
})

describe('without migrations that Postgres can run', () => {
  it('another database is read from its text', async () => {
    const set = migrationsOf({
      'm/1_a.up.sql':
        "CREATE TABLE `users` (\n  `id` INT UNSIGNED NOT NULL AUTO_INCREMENT,\n  `name` VARCHAR(50) NOT NULL COMMENT 'shown',\n  PRIMARY KEY (`id`),\n  UNIQUE KEY `uq` (`name`),\n  KEY `k` (`name`)\n) ENGINE=InnoDB;\n",
    })
    const database = openDatabase(set, { cacheFolder: folder.path })
    const { schema } = await database.schema()
    expect(schema.source).toBe('parsed')
    expect(schema.tables.map((t) => [t.name, t.primaryKey, t.columns.map((c) => `${c.name} ${c.type}`)])).toEqual([
      ['users', ['id'], ['id integer', 'name character varying(50)']],
    ])
    expect(await database.prepare(['SELECT 1'])).toBeUndefined()
    await database.close()
  })

  it('models of the code make the schema', async () => {
    const place = { file: 'models/user.go', line: 7, endLine: 12 }
    const models = {
      tables: [
        {
          name: 'posts',
          place,
          columns: [
            { name: 'id', type: 'bigserial', nullable: false },
            { name: 'user', type: 'bigint', nullable: true, place: { ...place, line: 9, endLine: 9 } },
            { name: 'state', type: 'post_state', nullable: false, default: "'new'" },
          ],
          primaryKey: ['id'],
          indexes: [{ name: 'idx_posts_user', keys: ['user', 'state DESC'], unique: false }],
          foreignKeys: [{ columns: ['user'], references: { table: 'users', columns: ['id'] }, onDelete: 'CASCADE' }],
          checks: [],
        },
        {
          name: 'users',
          place,
          columns: [{ name: 'id', type: 'bigserial', nullable: false }],
          primaryKey: ['id'],
          indexes: [],
          foreignKeys: [],
          checks: [],
        },
      ],
    }
    const result = placeModels(await schemaOf(migrationsFromModels(models)), models)
    expect(result.schema.source).toBe('models')
    expect(result.diagnostics).toEqual([])
    expect(tableOf(result, 'posts')?.constraints.find((c) => c.kind === 'foreignKey')).toMatchObject({
      onDelete: 'cascade',
      place: { line: 9 },
    })
    expect(tableOf(result, 'posts')?.indexes.map((i) => i.name)).toEqual(['idx_posts_user', 'posts_pkey'])
  })
})

it('names of NOT NULL, which servers before 18 keep none of, stand in the way of none', async () => {
  const { migrations, schema } = await schemaOf(
    migrationsOf({
      'm/1_a.up.sql': 'CREATE TABLE a (id int CONSTRAINT x NOT NULL CONSTRAINT x UNIQUE, b int CONSTRAINT x NOT NULL);',
      'm/2_b.up.sql': 'CREATE TABLE b (id int NOT NULL, CONSTRAINT b_pk PRIMARY KEY (id));',
      'm/3_c.up.sql': 'ALTER TABLE b ADD CONSTRAINT b_id_not_null CHECK (id > 0);',
      'm/4_d.up.sql': 'CREATE UNLOGGED TABLE c (id int) PARTITION BY RANGE (id);',
      'm/5_e.up.sql': 'ALTER TABLE b ADD CONSTRAINT b_pk CHECK (id > 0);',
    }),
  )
  expect(migrations.map((m) => m.errors.map((e) => e.sqlstate))).toEqual([[], [], [], [], ['42710']])
  expect(schema.tables.map((t) => [t.name, t.constraints.map((c) => c.name)])).toEqual([
    ['a', ['x']],
    ['b', ['b_id_not_null', 'b_pk']],
    ['c', []],
  ])
  expect(schema.tables[0]?.columns.map((c) => c.nullable)).toEqual([false, false])
})
