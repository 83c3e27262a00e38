import { expect, test } from 'vitest'
import { QueryError } from '../store/store.ts'
import { readOnly } from './guard.ts'

test.each([
  'MATCH (n) RETURN n',
  'match (n) where n.set = 1 return n.create AS `set`',
  'MATCH (n:Create)-[:DELETE|SET]->(m {remove: 1, set: 2}) RETURN {merge: n.load, drop: 1} AS m',
  'RETURN \'CREATE (n)\' AS a, "DELETE" AS b, `SET` AS c',
  'OPTIONAL MATCH (n) RETURN EXISTS { MATCH (n)-->(m) } AS x',
  'CALL { MATCH (n) RETURN n } RETURN n',
  'MATCH (n) CALL (n) { MATCH (n)-->(m) RETURN m } RETURN m',
  'CALL db.labels()',
  'CALL `db`.`labels`() YIELD label RETURN label',
  'WITH date.truncate("day", date()) AS d RETURN d',
  'UNWIND [1, 2] AS x RETURN x UNION ALL UNWIND [3] AS x RETURN x',
])('%s is read', (cypher) => {
  expect(readOnly(cypher)).toBe(cypher)
})

test('comments are blanked, the last semicolon goes, and every place stays', () => {
  expect(readOnly('MATCH (n) // all\n/* of\nthem */ RETURN n ; ')).toBe('MATCH (n)       \n     \n        RETURN n ')
  expect(readOnly('RETURN \'//\' AS a, "/*" AS b, `//` AS c')).toBe('RETURN \'//\' AS a, "/*" AS b, `//` AS c')
})

test.each([
  ["RETURN 'a\\' SET n.x = 1 //' AS x", undefined],
  ["RETURN 'a\\\\' SET n.x = 1 //' AS x", 'SET'],
  ["RETURN 'it''s' SET '' AS x", 'SET'],
  ['RETURN `a`` SET n.x = 1 //` AS x', undefined],
  ['RETURN 1/**/SET n.x = 1', 'SET'],
  ['MATCH (n) SET\u00a0n.x = 1', 'SET'],
  ['MATCH (n) sEt n.x = 1', 'SET'],
  ['MATCH (n) RETURN [x IN [1] | x] LOAD CSV FROM "x" AS y', 'LOAD'],
])('%s hides nothing', (cypher, word) => {
  if (word === undefined) expect(() => readOnly(cypher)).not.toThrow()
  else expect(() => readOnly(cypher)).toThrow(new RegExp(`${word}.* is refused`))
})

test('characters that belong to no query are named', () => {
  expect(() => readOnly('MATCH (n) RETURN n \u200b')).toThrow(QueryError)
  expect(() => readOnly('MATCH (n)\n RETURN n # 1')).toThrow('line 2, column 11: unexpected character "#"')
})

test('a parameter without a value is named before any engine sees the query', () => {
  expect(readOnly('RETURN $a AS a, $`b c` AS b', { a: 1, 'b c': null })).toBe('RETURN $a AS a, $`b c` AS b')
  expect(() => readOnly('RETURN $a AS a, $toString AS b', { a: 1 })).toThrow(
    'line 1, column 17: no value is given for the parameter $toString',
  )
})
