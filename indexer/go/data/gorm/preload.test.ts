import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { sqlOf } from './test-support.ts'

beforeAll(loadParser)

// Every text here is what GORM v1.31 sends for the same program, with lists of keys cut to one.

test.each([
  [
    'var u User; db.Preload("Company").First(&u, 1)',
    [
      'SELECT * FROM "users" WHERE "users"."id" = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2',
      'SELECT * FROM "companies" WHERE "companies"."id" = $1',
    ],
  ],
  [
    'var u User; db.Preload("Account").Preload("Orders").First(&u, 1)',
    [
      'SELECT * FROM "users" WHERE "users"."id" = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2',
      'SELECT * FROM "accounts" WHERE "accounts"."user_id" = $1',
      'SELECT * FROM "orders" WHERE "orders"."user_id" = $1',
    ],
  ],
  [
    'var u []User; db.Preload("Orders").Find(&u)',
    ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL', 'SELECT * FROM "orders" WHERE "orders"."user_id" IN ($1)'],
  ],
  [
    'var u []User; db.Preload("Languages").Find(&u)',
    [
      'SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL',
      'SELECT * FROM "user_speaks" WHERE "user_speaks"."user_id" IN ($1)',
      'SELECT * FROM "languages" WHERE "languages"."id" IN ($1)',
    ],
  ],
  [
    'var u User; db.Preload("Languages", "code = ?", "x").First(&u)',
    [
      'SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $1',
      'SELECT * FROM "user_speaks" WHERE "user_speaks"."user_id" = $1',
      'SELECT * FROM "languages" WHERE "languages"."id" IN ($1) AND code = $2',
    ],
  ],
  [
    'var u []User; db.Preload("Toys").Find(&u)',
    [
      'SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL',
      'SELECT * FROM "toys" WHERE "owner_type" = $1 AND "toys"."owner_id" IN ($2)',
    ],
  ],
  [
    'var u []User; db.Preload("Manager").Find(&u)',
    [
      'SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL',
      'SELECT * FROM "users" WHERE "users"."id" IN ($1) AND "users"."deleted_at" IS NULL',
    ],
  ],
])('each a statement of its own: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u []User; db.Preload("Orders.Items").Find(&u)',
    [
      'SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL',
      'SELECT * FROM "orders" WHERE "orders"."user_id" IN ($1)',
      'SELECT * FROM "items" WHERE "items"."order_id" IN ($1)',
    ],
  ],
  [
    'var u []User; db.Preload("Orders.User.Company").Find(&u)',
    [
      'SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL',
      'SELECT * FROM "orders" WHERE "orders"."user_id" IN ($1)',
      'SELECT * FROM "users" WHERE "users"."id" IN ($1) AND "users"."deleted_at" IS NULL',
      'SELECT * FROM "companies" WHERE "companies"."id" IN ($1)',
    ],
  ],
  [
    'var o []Order; db.Preload(clause.Associations).Find(&o)',
    [
      'SELECT * FROM "orders"',
      'SELECT * FROM "items" WHERE "items"."order_id" IN ($1)',
      'SELECT * FROM "users" WHERE "users"."id" IN ($1) AND "users"."deleted_at" IS NULL',
    ],
  ],
  [
    'var o []Order; db.Joins("User").Select("orders.id").Preload("User.Company").Find(&o)',
    [
      'SELECT orders.id,"User"."id" AS "User__id","User"."created_at" AS "User__created_at","User"."updated_at" AS "User__updated_at","User"."deleted_at" AS "User__deleted_at","User"."name" AS "User__name","User"."email" AS "User__email","User"."age" AS "User__age","User"."active" AS "User__active","User"."company_id" AS "User__company_id","User"."manager_id" AS "User__manager_id" FROM "orders" LEFT JOIN "users" "User" ON "orders"."user_id" = "User"."id" AND "User"."deleted_at" IS NULL',
      'SELECT * FROM "companies" WHERE "companies"."id" IN ($1)',
    ],
  ],
])('nested: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u []User; db.Preload("Orders", "state NOT IN (?)", "x").Find(&u)',
    [
      'SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL',
      'SELECT * FROM "orders" WHERE "orders"."user_id" IN ($1) AND state NOT IN ($2)',
    ],
  ],
  [
    'var u []User; db.Preload("Orders", func(db *gorm.DB) *gorm.DB { return db.Order("total DESC").Limit(5) }).Find(&u)',
    [
      'SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL',
      'SELECT * FROM "orders" WHERE "orders"."user_id" IN ($1) ORDER BY total DESC LIMIT $2',
    ],
  ],
  [
    'var u []User; db.Preload("Orders", func(db *gorm.DB) *gorm.DB { return db.Select("id", "user_id").Preload("Items") }).Find(&u)',
    [
      'SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL',
      'SELECT "id","user_id" FROM "orders" WHERE "orders"."user_id" IN ($1)',
      'SELECT * FROM "items" WHERE "items"."order_id" IN ($1)',
    ],
  ],
  [
    'var o []Order; db.Preload("User", func(db *gorm.DB) *gorm.DB { return db.Unscoped() }).Find(&o)',
    ['SELECT * FROM "orders"', 'SELECT * FROM "users" WHERE "users"."id" IN ($1)'],
  ],
  ['var o []Order; db.Unscoped().Preload("User").Find(&o)', ['SELECT * FROM "orders"', 'SELECT * FROM "users" WHERE "users"."id" IN ($1)']],
  [
    'var o []Order; db.Raw("SELECT * FROM orders").Preload("Items").Find(&o)',
    ['SELECT * FROM orders', 'SELECT * FROM "items" WHERE "items"."order_id" IN ($1)'],
  ],
])('conditions: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u []User; db.Preload("Nobody").Find(&u)',
    ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL', 'failed: preload: Nobody is no relation that GORM would know'],
  ],
])('unknown relations: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})
