import { expect, test } from 'vitest'
import { formatSql } from './format-sql.ts'

test('clauses stand on lines of their own, placeholders and casts as they were', () => {
  expect(formatSql('SELECT a, b::text FROM "t" WHERE id = $1 AND tags @> $2::jsonb LIMIT 5').split('\n')).toEqual([
    'SELECT',
    '  a,',
    '  b::text',
    'FROM',
    '  "t"',
    'WHERE',
    '  id = $1',
    '  AND tags @> $2::jsonb',
    'LIMIT',
    '  5',
  ])
})

test('a text with a part that is not known stays as it is', () => {
  expect(formatSql('SELECT * FROM stations WHERE … ORDER BY (')).toBe('SELECT * FROM stations WHERE … ORDER BY (')
})
