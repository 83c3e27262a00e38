import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { sqlOf } from './test-support.ts'

beforeAll(loadParser)

// Every text here is what GORM v1.31 sends for the same program.

test.each([
  [
    'ctx := context.Background(); u, err := gorm.G[User](db).Where("name = ?", name).First(ctx); fmt.Println(u, err)',
    ['SELECT * FROM "users" WHERE name = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2'],
  ],
  [
    'ctx := context.Background(); gorm.G[User](db).Where("age > ?", 3).Order("age").Limit(10).Find(ctx)',
    ['SELECT * FROM "users" WHERE age > $1 AND "users"."deleted_at" IS NULL ORDER BY age LIMIT $2'],
  ],
  [
    'ctx := context.Background(); gorm.G[Order](db).Preload("Items", nil).Find(ctx)',
    ['SELECT * FROM "orders"', 'SELECT * FROM "items" WHERE "items"."order_id" IN ($1)'],
  ],
  [
    'ctx := context.Background(); gorm.G[User](db).Where("age > ?", 3).Count(ctx, "*")',
    ['SELECT count(*) FROM "users" WHERE age > $1 AND "users"."deleted_at" IS NULL'],
  ],
  [
    'ctx := context.Background(); gorm.G[Company](db).Create(ctx, &Company{Name: name})',
    ['INSERT INTO "companies" ("name") VALUES ($1) RETURNING "id"'],
  ],
  [
    'ctx := context.Background(); gorm.G[User](db).Where("id = ?", id).Update(ctx, "age", 18)',
    ['UPDATE "users" SET "age"=$1,"updated_at"=$2 WHERE id = $3 AND "users"."deleted_at" IS NULL'],
  ],
  [
    'ctx := context.Background(); gorm.G[User](db).Where("id = ?", id).Updates(ctx, User{Name: name, Age: 18})',
    ['UPDATE "users" SET "updated_at"=$1,"name"=$2,"age"=$3 WHERE id = $4 AND "users"."deleted_at" IS NULL'],
  ],
  [
    'ctx := context.Background(); gorm.G[User](db).Where("id = ?", id).Delete(ctx)',
    ['UPDATE "users" SET "deleted_at"=$1 WHERE id = $2 AND "users"."deleted_at" IS NULL'],
  ],
  [
    'ctx := context.Background(); gorm.G[User](db).Raw("SELECT name FROM users WHERE id = ?", id).Find(ctx)',
    ['SELECT name FROM users WHERE id = $1'],
  ],
  ['ctx := context.Background(); gorm.G[User](db).Exec(ctx, "UPDATE users SET a = ?", id)', ['UPDATE users SET a = $1']],
  [
    'ctx := context.Background(); gorm.G[Order](db).Joins(clause.Has("User"), nil).Select("orders.id").Find(ctx)',
    [
      'SELECT orders.id,"User"."id" AS "User__id","User"."created_at" AS "User__created_at","User"."updated_at" AS "User__updated_at","User"."deleted_at" AS "User__deleted_at","User"."name" AS "User__name","User"."email" AS "User__email","User"."age" AS "User__age","User"."active" AS "User__active","User"."company_id" AS "User__company_id","User"."manager_id" AS "User__manager_id" FROM "orders" INNER JOIN "users" "User" ON "orders"."user_id" = "User"."id" AND "User"."deleted_at" IS NULL',
    ],
  ],
  [
    'ctx := context.Background(); gorm.G[Order](db, clause.OnConflict{DoNothing: true}).Create(ctx, &Order{Total: 1})',
    ['INSERT INTO "orders" ("user_id","total","state","updated_at") VALUES ($1,$2,$3,$4) ON CONFLICT DO NOTHING RETURNING "id"'],
  ],
])('the generic way: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})
