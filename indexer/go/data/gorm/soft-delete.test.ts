import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { sqlOf } from './test-support.ts'

beforeAll(loadParser)

// A model with gorm.DeletedAt.

test.each([
  [
    'var u []User; db.Where("a = 1").Or("b = 2").Find(&u)',
    ['SELECT * FROM "users" WHERE (a = 1 OR b = 2) AND "users"."deleted_at" IS NULL'],
  ],
  ['var u []User; db.Unscoped().Where("age = 20").Find(&u)', ['SELECT * FROM "users" WHERE age = 20']],
  ['var n int64; db.Model(&User{}).Count(&n)', ['SELECT count(*) FROM "users" WHERE "users"."deleted_at" IS NULL']],
])('reads: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  ['db.Delete(&User{}, 10)', ['UPDATE "users" SET "deleted_at"=$1 WHERE "users"."id" = $2 AND "users"."deleted_at" IS NULL']],
  [
    'u := User{Model: gorm.Model{ID: 4}}; db.Where("age = 1").Delete(&u)',
    ['UPDATE "users" SET "deleted_at"=$1 WHERE age = 1 AND "users"."id" = $2 AND "users"."deleted_at" IS NULL'],
  ],
  [
    'db.Where("a = 1").Or("b = 2").Delete(&User{})',
    ['UPDATE "users" SET "deleted_at"=$1 WHERE (a = 1 OR b = 2) AND "users"."deleted_at" IS NULL'],
  ],
  ['db.Unscoped().Where("age = 1").Delete(&User{})', ['DELETE FROM "users" WHERE age = 1']],
  [
    'db.Model(&User{}).Where("a = 1").Or("b = 2").Update("age", 2)',
    ['UPDATE "users" SET "age"=$1,"updated_at"=$2 WHERE (a = 1 OR b = 2) AND "users"."deleted_at" IS NULL'],
  ],
  [
    'db.Unscoped().Model(&User{}).Where("id = ?", id).Update("deleted_at", nil)',
    ['UPDATE "users" SET "deleted_at"=$1,"updated_at"=$2 WHERE id = $3'],
  ],
])('writes: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})
