import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { sqlOf } from './test-support.ts'

beforeAll(loadParser)

// Every text here is what GORM v1.31 sends for the same program.

test.each([
  [
    'db.Create(&Order{Total: 1, Items: []Item{{Qty: 1}, {Qty: 2}}})',
    [
      'INSERT INTO "orders" ("user_id","total","state","updated_at") VALUES ($1,$2,$3,$4) RETURNING "id"',
      'INSERT INTO "items" ("order_id","qty") VALUES ($1,$2),($3,$4) ON CONFLICT ("id") DO UPDATE SET "order_id"="excluded"."order_id" RETURNING "id"',
    ],
  ],
  [
    'db.Create(&Order{Total: 1, User: &User{Name: name}})',
    [
      'INSERT INTO "users" ("created_at","updated_at","deleted_at","name","email","age","active","company_id","manager_id") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT DO NOTHING RETURNING "id"',
      'INSERT INTO "orders" ("user_id","total","state","updated_at") VALUES ($1,$2,$3,$4) RETURNING "id"',
    ],
  ],
  [
    'db.Create(&User{Name: name, Languages: []Language{{Code: "e"}}, Toys: []Toy{{Name: "t"}}})',
    [
      'INSERT INTO "users" ("created_at","updated_at","deleted_at","name","email","age","active","company_id","manager_id") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) RETURNING "id"',
      'INSERT INTO "toys" ("name","owner_id","owner_type") VALUES ($1,$2,$3) ON CONFLICT ("id") DO UPDATE SET "owner_type"="excluded"."owner_type","owner_id"="excluded"."owner_id" RETURNING "id"',
      'INSERT INTO "languages" ("code") VALUES ($1) ON CONFLICT DO NOTHING RETURNING "id"',
      'INSERT INTO "user_speaks" ("user_id","language_id") VALUES ($1,$2) ON CONFLICT DO NOTHING',
    ],
  ],
  [
    'db.Omit(clause.Associations).Create(&Order{Total: 1, Items: []Item{{Qty: 1}}})',
    ['INSERT INTO "orders" ("user_id","total","state","updated_at") VALUES ($1,$2,$3,$4) RETURNING "id"'],
  ],
  [
    'db.Omit("Languages.*").Create(&User{Name: name, Languages: []Language{{ID: 1}}})',
    [
      'INSERT INTO "users" ("created_at","updated_at","deleted_at","name","email","age","active","company_id","manager_id") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) RETURNING "id"',
      'INSERT INTO "user_speaks" ("user_id","language_id") VALUES ($1,$2) ON CONFLICT DO NOTHING',
    ],
  ],
  [
    'db.Save(&Order{ID: 1, Items: []Item{{ID: 2, Qty: 1}}})',
    [
      'UPDATE "orders" SET "user_id"=$1,"total"=$2,"state"=$3,"updated_at"=$4 WHERE "id" = $5',
      'INSERT INTO "items" ("order_id","qty","id") VALUES ($1,$2,$3) ON CONFLICT ("id") DO UPDATE SET "order_id"="excluded"."order_id" RETURNING "id"',
    ],
  ],
])('what a value carries is written with it: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var o []Order; db.Model(&User{Model: gorm.Model{ID: 1}}).Where("total > ?", 3).Association("Orders").Find(&o, "state = ?", "x")',
    ['SELECT * FROM "orders" WHERE total > $1 AND "orders"."user_id" = $2 AND state = $3'],
  ],
  [
    'var l []Language; db.Model(&User{Model: gorm.Model{ID: 1}}).Association("Languages").Find(&l)',
    [
      'SELECT "languages"."id","languages"."code" FROM "languages" JOIN "user_speaks" ON "user_speaks"."language_id" = "languages"."id" AND "user_speaks"."user_id" = $1',
    ],
  ],
  [
    'db.Model(&User{Model: gorm.Model{ID: 1}}).Association("Languages").Count()',
    [
      'SELECT count(*) FROM "languages" JOIN "user_speaks" ON "user_speaks"."language_id" = "languages"."id" AND "user_speaks"."user_id" = $1',
    ],
  ],
])('association mode reads: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'db.Model(&User{Model: gorm.Model{ID: 1}}).Association("Languages").Append(&Language{Code: "x"})',
    [
      'UPDATE "users" SET "updated_at"=$1 WHERE "users"."deleted_at" IS NULL AND "id" = $2',
      'INSERT INTO "languages" ("code") VALUES ($1) ON CONFLICT DO NOTHING RETURNING "id"',
      'INSERT INTO "user_speaks" ("user_id","language_id") VALUES ($1,$2) ON CONFLICT DO NOTHING',
    ],
  ],
  [
    'db.Model(&Order{ID: 1}).Association("Items").Append(&Item{Qty: 1})',
    [
      'UPDATE "orders" SET "updated_at"=$1 WHERE "id" = $2',
      'INSERT INTO "items" ("order_id","qty") VALUES ($1,$2) ON CONFLICT ("id") DO UPDATE SET "order_id"="excluded"."order_id" RETURNING "id"',
    ],
  ],
  [
    'db.Model(&User{Model: gorm.Model{ID: 1}}).Association("Languages").Replace(&Language{ID: 2})',
    [
      'UPDATE "users" SET "updated_at"=$1 WHERE "users"."deleted_at" IS NULL AND "id" = $2',
      'INSERT INTO "languages" ("code","id") VALUES ($1,$2) ON CONFLICT DO NOTHING RETURNING "id"',
      'INSERT INTO "user_speaks" ("user_id","language_id") VALUES ($1,$2) ON CONFLICT DO NOTHING',
      'DELETE FROM "user_speaks" WHERE "user_speaks"."user_id" = $1 AND "user_speaks"."language_id" <> $2',
    ],
  ],
  [
    'db.Model(&Order{ID: 1}).Association("User").Replace(&User{Model: gorm.Model{ID: 3}, Name: name})',
    [
      'INSERT INTO "users" ("created_at","updated_at","deleted_at","name","email","age","active","company_id","manager_id","id") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT DO NOTHING RETURNING "id"',
      'UPDATE "orders" SET "user_id"=$1,"updated_at"=$2 WHERE "id" = $3',
    ],
  ],
  [
    'db.Model(&User{Model: gorm.Model{ID: 1}}).Association("Languages").Delete(&Language{ID: 2})',
    ['DELETE FROM "user_speaks" WHERE "user_speaks"."user_id" = $1 AND "user_speaks"."language_id" = $2'],
  ],
  [
    'db.Model(&Order{ID: 1}).Association("Items").Delete(&Item{ID: 2})',
    ['UPDATE "items" SET "order_id"=$1 WHERE "items"."order_id" = $2 AND "items"."id" = $3'],
  ],
  [
    'db.Model(&User{Model: gorm.Model{ID: 1}}).Association("Toys").Clear()',
    ['UPDATE "toys" SET "owner_id"=$1 WHERE "owner_type" = $2 AND "toys"."owner_id" = $3'],
  ],
  ['db.Model(&Order{ID: 1}).Association("User").Clear()', ['UPDATE "orders" SET "user_id"=$1 WHERE "id" = $2']],
])('association mode writes: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})
