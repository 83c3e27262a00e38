import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coveredIndexes } from './covered-indexes.ts'
import { openDatabase } from './database.ts'
import { migrationsOf, type TestFolder, testCacheFolder } from './test-database.ts'

let folder: TestFolder
beforeAll(async () => {
  folder = await testCacheFolder()
})
afterAll(() => folder.remove())

async function covered(sql: string): Promise<readonly string[]> {
  const set = migrationsOf({
    'm/1_a.up.sql': `CREATE TABLE t (id bigint PRIMARY KEY, a int, b int, c text, d timestamptz NOT NULL DEFAULT now());\n${sql}`,
  })
  const database = openDatabase(set, { cacheFolder: folder.path })
  const { schema } = await database.schema()
  await database.close()
  return schema.tables.flatMap(coveredIndexes).map((c) => `${c.index} < ${c.by}`)
}

describe('an index that another one covers', () => {
  it('leads it, in the same order or read backwards', async () => {
    expect(
      await covered(
        `CREATE INDEX a_only ON t (a); CREATE INDEX a_b ON t (a, b); CREATE INDEX d_down ON t (d DESC); CREATE INDEX d_up ON t (d, b); CREATE INDEX mixed ON t (a, b DESC);`,
      ),
    ).toEqual(['a_only < a_b', 'a_only < mixed', 'd_down < d_up'])
  })

  it('is the same: one of the two is left, the one that a constraint needs', async () => {
    expect(
      await covered(
        'CREATE INDEX x2 ON t (a); CREATE INDEX x1 ON t (a); ALTER TABLE t ADD CONSTRAINT zz UNIQUE (b); CREATE INDEX b_too ON t (b); CREATE UNIQUE INDEX b_again ON t (b); CREATE INDEX id_too ON t (id);',
      ),
    ).toEqual(['b_again < zz', 'b_too < zz', 'b_too < b_again', 'id_too < t_pkey', 'x2 < x1'])
  })

  it('holds the same and more beside it', async () => {
    expect(await covered('CREATE INDEX a_b ON t (a, b); CREATE INDEX with_c ON t (a, b) INCLUDE (c);')).toEqual(['a_b < with_c'])
  })

  it('is not one with another condition, method, class, collation, uniqueness or content', async () => {
    expect(
      await covered(
        `CREATE INDEX part ON t (a) WHERE b > 0; CREATE INDEX whole ON t (a, b); CREATE UNIQUE INDEX strict ON t (a);
         CREATE INDEX c_pattern ON t (c text_pattern_ops); CREATE INDEX c_plain ON t (c, a); CREATE INDEX c_c ON t (c COLLATE "C"); CREATE INDEX c_hash ON t USING hash (c);
         CREATE INDEX with_content ON t (b) INCLUDE (c); CREATE INDEX b_a ON t (b, a); CREATE UNIQUE INDEX loose ON t (d); CREATE UNIQUE INDEX tight ON t (d) NULLS NOT DISTINCT;`,
      ),
    ).toEqual([])
  })
})
