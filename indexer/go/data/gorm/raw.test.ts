import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { sqlOf } from './test-support.ts'

beforeAll(loadParser)

// Texts that the program writes itself.

test.each([
  [
    'var v []Company; db.Raw("SELECT id, name FROM users WHERE id = ? AND x IN ?", 3, []int{1, 2}).Scan(&v)',
    ['SELECT id, name FROM users WHERE id = $1 AND x IN ($2,$3)'],
  ],
  [
    'var v []Company; db.Raw("SELECT * FROM users WHERE name = @name OR a = @name", sql.Named("name", name)).Find(&v)',
    ['SELECT * FROM users WHERE name = $1 OR a = $2'],
  ],
  [
    'db.Exec("UPDATE users SET a = ? WHERE id IN ?", gorm.Expr("a * ? + ?", 1, 2), []int64{1, 2})',
    ['UPDATE users SET a = a * $1 + $2 WHERE id IN ($3,$4)'],
  ],
  [`db.Exec("INSERT INTO t (a, b) VALUES (?, 'x@y.z')", nil)`, [`INSERT INTO t (a, b) VALUES ($1, 'x@y.z')`]],
  ['db.Exec("UPDATE `users` SET `a` = \'`\' WHERE id = ?", id)', ['UPDATE "users" SET "a" = \'`\' WHERE id = $1']],
  ['db.Exec("UPDATE users SET a = $1 WHERE id = $2", name, id)', ['UPDATE users SET a = $1 WHERE id = $2']],
  ['db.Raw("SELECT count(*) FROM users").Row()', ['SELECT count(*) FROM users']],
  ['var n int; db.Raw("SELECT sum(x) FROM t WHERE a BETWEEN ? AND ?", 1, 2).Scan(&n)', ['SELECT sum(x) FROM t WHERE a BETWEEN $1 AND $2']],
])('texts as they are, values bound: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

// A list that is spread out is as many values as it has on that way.
test.each([
  [
    `where, args := "a = ?", []any{1}
	if name != "" { args = append(args, name); where += " AND name = ?" }
	var v []Company; db.Raw("SELECT id FROM users WHERE "+where, args...).Scan(&v)`,
    ['SELECT id FROM users WHERE a = $1', 'SELECT id FROM users WHERE a = $1 AND name = $2'],
  ],
  [
    `query, args := "age = ?", []any{1}
	if name != "" { query += " OR name = ?"; args = append(args, name) }
	var v []User; db.Unscoped().Where(query, args...).Find(&v)`,
    ['SELECT * FROM "users" WHERE age = $1', 'SELECT * FROM "users" WHERE age = $1 OR name = $2'],
  ],
])('lists in the place of values: %s', async (body, expected) => {
  expect([...new Set(await sqlOf(body))].sort()).toEqual(expected)
})
