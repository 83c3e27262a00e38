import { expect, test } from 'vitest'
import { createGoParser } from '../../parse.ts'
import { textsOfCode } from './read.ts'

test('the code holds what it embeds one by one and what has named parts, not what it embeds as a folder', async () => {
  const { parse } = await createGoParser()
  const go = parse(
    'store/store.go',
    'package store\n\nimport "embed"\n\n//go:embed top.sql\nvar top string\n\n//go:embed migrations/*.sql\nvar steps embed.FS\n',
  )
  const sql = [
    { path: 'store/top.sql', text: 'SELECT 1' },
    { path: 'store/queries.sql', text: '-- name: get-user\nSELECT * FROM users WHERE id = $1' },
    { path: 'store/migrations/1_first.sql', text: 'CREATE TABLE users (id bigint)' },
    { path: 'top.sql', text: 'SELECT 2' },
  ]
  expect(textsOfCode([go], sql).map((f) => f.path)).toEqual(['store/top.sql', 'store/queries.sql'])
})
