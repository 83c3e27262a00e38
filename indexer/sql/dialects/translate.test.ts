// What MySQL and SQLite write, as Postgres' parser reads it.

import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser, parseSql } from '../parser.ts'
import { splitForeign, toPostgres } from './translate.ts'

beforeAll(loadParser)

const NAMES = new Map(['id', 'end', 'name'].map((n) => [n, n]))

describe('statements of MySQL', () => {
  it.each([
    ['SELECT `id` FROM `user` WHERE a <=> $1 LIMIT 5, 10', 'SELECT "id" FROM "user" WHERE a IS NOT DISTINCT FROM $1 LIMIT 10 OFFSET 5'],
    ['INSERT IGNORE INTO t (a) VALUES ($1)', 'INSERT INTO t ( a ) VALUES ( $1 ) ON CONFLICT DO NOTHING'],
    ['REPLACE INTO t (a) VALUES ($1)', 'INSERT INTO t ( a ) VALUES ( $1 ) ON CONFLICT DO UPDATE SET a = excluded. a'],
    [
      'INSERT INTO t (a) VALUES ($1) ON DUPLICATE KEY UPDATE a = VALUES(a)',
      'INSERT INTO t ( a ) VALUES ( $1 ) ON CONFLICT DO UPDATE SET a = excluded. a',
    ],
    ['UPDATE a JOIN b ON a.id = b.id SET a.x = 1 WHERE b.y = 2', 'UPDATE a SET x = 1 FROM b WHERE ( a . id = b . id ) AND ( b . y = 2 )'],
    ['DELETE t FROM t JOIN u ON t.id = u.id', 'DELETE FROM t USING u WHERE ( t . id = u . id )'],
    ['SELECT a FROM t WHERE b > NOW() - INTERVAL $1 DAY', "SELECT a FROM t WHERE b > NOW ( ) - ( $1 * interval '1 day')"],
    [
      'SELECT id FROM t WHERE MATCH(name, body) AGAINST ($1 IN BOOLEAN MODE) AND "" <> body',
      "SELECT id FROM t WHERE concat( name , body ) = ( $1 ) AND '' <> body",
    ],
    ['SELECT "it\'s" FROM t FORCE INDEX (x)', "SELECT 'it''s' FROM t"],
  ])('%s', (from, to) => {
    expect(toPostgres(from, 'mysql', NAMES)).toBe(to)
    expect(parseSql(to).ok).toBe(true)
  })
})

describe('statements of SQLite', () => {
  it.each([
    ['SELECT [id] FROM user WHERE a IS NOT $1 AND b = "active"', 'SELECT "id" FROM "user" WHERE a IS DISTINCT FROM $1 AND b = \'active\''],
    ['INSERT OR IGNORE INTO t VALUES (1) RETURNING id', 'INSERT INTO t VALUES ( 1 ) ON CONFLICT DO NOTHING RETURNING id'],
    ['UPDATE OR IGNORE t SET end = 1 WHERE a == 2 LIMIT 1', 'UPDATE t SET "end" = 1 WHERE a = 2'],
    ["SELECT id FROM t INDEXED BY x WHERE name GLOB 'a*'", "SELECT id FROM t WHERE name LIKE 'a*'"],
  ])('%s', (from, to) => {
    expect(toPostgres(from, 'sqlite', NAMES)).toBe(to)
    expect(parseSql(to).ok).toBe(true)
  })
})

describe('migrations', () => {
  it('of MySQL give an index that stands in its table a statement, at its own place', () => {
    const text =
      'CREATE TABLE `a` (\n  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`id`),\n  KEY `by_id` (`id`)\n) ENGINE=InnoDB;'
    const parts = splitForeign(text, 'mysql', new Map())
    expect(parts.map((p) => [Object.keys(p.tree ?? {})[0], p.offset])).toEqual([
      ['CreateStmt', 0],
      ['IndexStmt', text.indexOf('KEY `by_id`')],
    ])
  })

  it('of SQLite keep a trigger in one piece', () => {
    const text = 'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET x = 1; DELETE FROM b; END;\nCREATE TABLE c (id, name TEXT);'
    expect(splitForeign(text, 'sqlite', new Map()).map((p) => [p.tree !== undefined, p.error, p.sql.slice(0, 14)])).toEqual([
      [false, undefined, 'CREATE TRIGGER'],
      [true, undefined, 'CREATE TABLE c'],
    ])
  })
})
