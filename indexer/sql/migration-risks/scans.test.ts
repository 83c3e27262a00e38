// Which changes read or write a whole table is asked of Postgres itself: its counters of the transaction, and the file of the table.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyImage } from '../database-image.ts'
import { loadParser } from '../parser.ts'
import { DEFAULT_LIMITS, type PostgresChild, startPostgres } from '../postgres-child.ts'
import { migrationsOf, type TestFolder, testCacheFolder } from '../test-database.ts'
import { findRisks } from './find-risks.ts'

let folder: TestFolder
let postgres: PostgresChild
beforeAll(async () => {
  await loadParser()
  folder = await testCacheFolder()
  postgres = startPostgres(DEFAULT_LIMITS)
  await postgres.ask('open', { image: await emptyImage(folder.path, DEFAULT_LIMITS), extensions: [], stubs: [] })
  await postgres.ask('query', {
    sql: `${SCHEMA}; INSERT INTO p SELECT generate_series(1, 50); INSERT INTO t SELECT i, i, i FROM generate_series(1, 50) i`,
  })
})
afterAll(async () => {
  await postgres.close()
  await folder.remove()
})

const SCHEMA = `CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id bigint PRIMARY KEY, a int, b int);
CREATE INDEX t_a ON t (a); CREATE UNIQUE INDEX t_b ON t (b);
ALTER TABLE t ADD CONSTRAINT proven CHECK (a IS NOT NULL); ALTER TABLE t ADD CONSTRAINT unproven CHECK (b IS NOT NULL) NOT VALID`

async function asked(sql: string): Promise<string> {
  const ask = async (text: string) => (await postgres.ask('query', { sql: text })) as { scans: string; node: string }[]
  const look = `SELECT coalesce(seq_scan, 0)::text AS scans, pg_relation_filenode('t')::text AS node FROM pg_stat_xact_user_tables WHERE relname = 't'`
  const [before] = await ask(`BEGIN; ${look}`)
  const [after] = await ask(`${sql} ${look}`)
  await ask('ROLLBACK; SELECT 1')
  if (before?.node !== after?.node) return 'rewrites'
  return before?.scans === after?.scans ? 'neither' : 'scans'
}

function said(sql: string): string {
  const texts = [SCHEMA, 'SELECT 1;', 'SELECT 1;', 'SELECT 1;', sql]
  const found = findRisks(migrationsOf(Object.fromEntries(texts.map((text, i) => [`m/${i + 1}_a.up.sql`, text]))))
  const risks = found.filter((r) => r.place.file === 'm/5_a.up.sql' && r.rule !== 'irreversible-migration')
  return risks.some((r) => r.rewrites) ? 'rewrites' : risks.some((r) => r.scans) ? 'scans' : 'neither'
}

test.each([
  'ALTER TABLE t ALTER a SET NOT NULL;',
  'ALTER TABLE t ALTER b SET NOT NULL;',
  'ALTER TABLE t ALTER a DROP NOT NULL;',
  'ALTER TABLE t ADD CHECK (a > 0);',
  'ALTER TABLE t ADD CHECK (a > 0) NOT VALID;',
  'ALTER TABLE t ADD c int CHECK (c > 0);',
  'ALTER TABLE t ADD c int;',
  'ALTER TABLE t ADD c int NOT NULL DEFAULT 5;',
  'ALTER TABLE t ADD c int NOT NULL DEFAULT 5 CHECK (c > 0);',
  'ALTER TABLE t ADD c int REFERENCES p (id);',
  'ALTER TABLE t ADD c int DEFAULT 5 REFERENCES p (id);',
  'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (id);',
  'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (id) NOT VALID;',
  'ALTER TABLE t ADD c int UNIQUE;',
  'ALTER TABLE t ADD c bigserial;',
  'ALTER TABLE t ADD c int GENERATED ALWAYS AS IDENTITY;',
  'ALTER TABLE t ADD c int GENERATED ALWAYS AS (a + 1) STORED;',
  'ALTER TABLE t ADD c int GENERATED ALWAYS AS (a + 1) VIRTUAL;',
  'ALTER TABLE t ADD c float DEFAULT random();',
  'ALTER TABLE t ADD CONSTRAINT u UNIQUE (a);',
  'ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX t_b;',
  'ALTER TABLE t DROP COLUMN a;',
  'ALTER TABLE t ALTER a TYPE bigint;',
  'CREATE INDEX i ON t (a);',
  'DROP INDEX t_a;',
  'ALTER TABLE t SET UNLOGGED;',
  'ALTER TABLE t VALIDATE CONSTRAINT proven;',
])('%s', async (sql) => {
  expect(said(sql)).toBe(await asked(sql))
})
