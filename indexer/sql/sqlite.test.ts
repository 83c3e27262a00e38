// SQLite's migrations, run in SQLite.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { migrationsOf } from './test-database.ts'

it('makes the schema, names what fails in its own words, and judges statements', async () => {
  const set = migrationsOf({
    'db/1_a.up.sql': 'CREATE TABLE "User" (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE);',
    'db/2_b.up.sql':
      'CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES User(id) ON DELETE CASCADE);\nCREATE INDEX by_user ON posts(user_id);\nALTER TABLE gone ADD COLUMN x TEXT;',
    'db/3_c.up.sql': 'CREATE VIRTUAL TABLE search USING fts5(title, body);',
  })
  const cacheFolder = await mkdtemp(join(tmpdir(), 'throughline-sqlite-'))
  const database = openDatabase(set, { cacheFolder })
  try {
    const { schema, diagnostics, migrations } = await database.schema()
    expect(schema.dialect).toBe('sqlite')
    expect(schema.tables.map((t) => [t.name, t.columns.map((c) => c.name).join(), t.place?.file])).toEqual([
      ['User', 'id,email', 'db/1_a.up.sql'],
      ['posts', 'id,user_id', 'db/2_b.up.sql'],
      ['search', 'title,body', 'db/3_c.up.sql'],
    ])
    const posts = schema.tables[1]
    expect(posts?.indexes.map((i) => [i.name, i.primary, i.place?.line])).toEqual([
      ['by_user', false, 2],
      ['posts_rowid', true, undefined],
    ])
    expect(posts?.constraints.find((c) => c.kind === 'foreignKey')).toMatchObject({ references: { table: 'User' }, onDelete: 'cascade' })
    expect(migrations.map((m) => m.applied)).toEqual([true, false, true])
    expect(diagnostics.map((d) => [d.reason, d.line, d.message])).toEqual([['migration-failed', 3, 'no such table: gone']])
    const answers = await database.prepare([
      'SELECT id FROM user WHERE email IS $1',
      'SELECT absent FROM posts',
      'SELECT ours(id) FROM posts',
    ])
    expect(answers?.map((a) => a.ok || a.message)).toEqual([true, 'no such column: absent', true])
  } finally {
    await database.close()
    await rm(cacheFolder, { recursive: true })
  }
})
