import { beforeAll, describe, expect, it } from 'vitest'
import { lineCounter, loadParser, parseSql, plpgsqlStatements, splitStatements } from './parser.ts'

beforeAll(loadParser)

describe('statements of a text', () => {
  it('are cut where Postgres cuts them, with offsets in characters', () => {
    const text = "-- grün\nSELECT 'ä;ö'; /* c */\n  CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;\n"
    const statements = splitStatements(text)
    expect(statements.map((s) => s.sql)).toEqual(["SELECT 'ä;ö'", 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$'])
    expect(statements.map((s) => text.slice(s.offset, s.offset + s.sql.length))).toEqual(statements.map((s) => s.sql))
    const line = lineCounter(text)
    expect(statements.map((s) => line(s.offset))).toEqual([2, 3])
  })

  it('a bad one does not hide the others', () => {
    const text = "SELECT 'é';\nCREATE TABEL x (id int);\nSELECT 2;"
    const statements = splitStatements(text)
    expect(statements.map((s) => [s.sql, s.tree !== undefined])).toEqual([
      ["SELECT 'é'", true],
      ['CREATE TABEL x (id int)', false],
      ['SELECT 2', true],
    ])
    expect(text.slice(statements[1]?.error?.offset).startsWith('TABEL')).toBe(true)
  })

  it('an unfinished quote leaves one statement with its error', () => {
    const [only, ...more] = splitStatements("SELECT 1;\nSELECT 'open;\n")
    expect(more).toEqual([])
    expect(only?.error?.message).toContain('unterminated quoted string')
  })

  it('inside a DO block are found with their lines', () => {
    const body =
      "\nBEGIN\n  IF true THEN\n    ALTER TABLE a ADD COLUMN b int;\n  END IF;\n  EXECUTE 'CREATE INDEX i ON a (b)';\n  EXECUTE 'x' || y;\nEND"
    expect(plpgsqlStatements(body).map((s) => [Object.keys(s.tree)[0], s.line])).toEqual([
      ['AlterTableStmt', 4],
      ['IndexStmt', 6],
    ])
  })
})

it('a comment that is opened half a million times is an error, soon', () => {
  const start = process.cpuUsage()
  const text = `SELECT 1;\n${'/*'.repeat(500_000)}`
  expect(parseSql(text)).toEqual({ ok: false, error: { message: 'too entangled to be parsed', offset: 10 } })
  expect(splitStatements(text).map((s) => [s.offset, s.error?.message])).toEqual([
    [0, undefined],
    [10, 'too entangled to be parsed'],
  ])
  expect(process.cpuUsage(start).user).toBeLessThan(2_000_000)
})
