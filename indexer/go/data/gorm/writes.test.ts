import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { sqlOf } from './test-support.ts'

beforeAll(loadParser)

// Every text here is what GORM v1.31 sends for the same program.

test.each([
  ['db.Create(&Company{Name: name})', ['INSERT INTO "companies" ("name") VALUES ($1) RETURNING "id"']],
  ['db.Create(&Company{ID: 3, Name: name})', ['INSERT INTO "companies" ("name","id") VALUES ($1,$2) RETURNING "id"']],
  [
    'u := User{Name: name}; db.Create(&u)',
    [
      'INSERT INTO "users" ("created_at","updated_at","deleted_at","name","email","age","active","company_id","manager_id") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) RETURNING "id"',
    ],
  ],
  [
    'db.Create(&[]Company{{Name: "a"}, {ID: 4, Name: "b"}})',
    ['INSERT INTO "companies" ("name","id") VALUES ($1,DEFAULT),($2,$3) RETURNING "id"'],
  ],
  ['db.CreateInBatches([]Company{{Name: "a"}, {Name: "b"}}, 100)', ['INSERT INTO "companies" ("name") VALUES ($1),($2) RETURNING "id"']],
  [
    'db.Select("Name", "Age").Create(&User{Name: name, Age: 3})',
    ['INSERT INTO "users" ("created_at","updated_at","name","age") VALUES ($1,$2,$3,$4) RETURNING "id"'],
  ],
  [
    'db.Omit("Name", "Age").Create(&User{Name: name, Age: 3})',
    [
      'INSERT INTO "users" ("created_at","updated_at","deleted_at","email","active","company_id","manager_id") VALUES ($1,$2,$3,$4,$5,$6,$7) RETURNING "id"',
    ],
  ],
  [
    'db.Model(&User{}).Create(map[string]interface{}{"Name": name, "age": 18})',
    ['INSERT INTO "users" ("name","age") VALUES ($1,$2) RETURNING "id"'],
  ],
  ['db.Table("logs").Create(map[string]interface{}{"b": 1, "a": gorm.Expr("now()")})', ['INSERT INTO "logs" ("a","b") VALUES (now(),$1)']],
])('create: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'db.Clauses(clause.OnConflict{DoNothing: true}).Create(&Company{Name: name})',
    ['INSERT INTO "companies" ("name") VALUES ($1) ON CONFLICT DO NOTHING RETURNING "id"'],
  ],
  [
    'db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"name"})}).Create(&Company{Name: name})',
    ['INSERT INTO "companies" ("name") VALUES ($1) ON CONFLICT ("id") DO UPDATE SET "name"="excluded"."name" RETURNING "id"'],
  ],
  [
    'db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.Assignments(map[string]interface{}{"n": gorm.Expr("companies.n + 1")})}).Create(&Company{Name: name})',
    ['INSERT INTO "companies" ("name") VALUES ($1) ON CONFLICT ("id") DO UPDATE SET "n"=companies.n + 1 RETURNING "id"'],
  ],
  [
    'db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.Set{{Column: clause.Column{Name: "name"}, Value: name}}}).Create(&Company{Name: name})',
    ['INSERT INTO "companies" ("name") VALUES ($1) ON CONFLICT ("id") DO UPDATE SET "name"=$2 RETURNING "id"'],
  ],
  [
    'db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&Order{Total: 1})',
    [
      'INSERT INTO "orders" ("user_id","total","state","updated_at") VALUES ($1,$2,$3,$4) ON CONFLICT ("id") DO UPDATE SET "updated_at"=$5,"user_id"="excluded"."user_id","total"="excluded"."total","state"="excluded"."state" RETURNING "id"',
    ],
  ],
  [
    'db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"name"}), Where: clause.Where{Exprs: []clause.Expression{clause.Lt{Column: "companies.v", Value: 3}}}}).Create(&Company{Name: name})',
    [
      'INSERT INTO "companies" ("name") VALUES ($1) ON CONFLICT ("name") DO UPDATE SET "name"="excluded"."name" WHERE "companies"."v" < $2 RETURNING "id"',
    ],
  ],
  ['db.Clauses(clause.Returning{}).Create(&Company{Name: name})', ['INSERT INTO "companies" ("name") VALUES ($1) RETURNING *']],
])('conflicts: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  ['db.Save(&Order{ID: 3, Total: 1})', ['UPDATE "orders" SET "user_id"=$1,"total"=$2,"state"=$3,"updated_at"=$4 WHERE "id" = $5']],
  ['db.Save(&Order{Total: 1})', ['INSERT INTO "orders" ("user_id","total","state","updated_at") VALUES ($1,$2,$3,$4) RETURNING "id"']],
  [
    'o := []Order{{ID: 1}, {ID: 2}}; db.Save(&o)',
    [
      'INSERT INTO "orders" ("user_id","total","state","updated_at","id") VALUES ($1,$2,$3,$4,$5),($6,$7,$8,$9,$10) ON CONFLICT ("id") DO UPDATE SET "updated_at"=$11,"user_id"="excluded"."user_id","total"="excluded"."total","state"="excluded"."state" RETURNING "id"',
    ],
  ],
  [
    'o := Order{}; db.First(&o, id); o.Total = 3; db.Save(&o)',
    [
      'SELECT * FROM "orders" WHERE "orders"."id" = $1 ORDER BY "orders"."id" LIMIT $2',
      'UPDATE "orders" SET "user_id"=$1,"total"=$2,"state"=$3,"updated_at"=$4 WHERE "id" = $5',
    ],
  ],
  ['db.Omit("Total").Save(&Order{ID: 3, Total: 1})', ['UPDATE "orders" SET "user_id"=$1,"state"=$2,"updated_at"=$3 WHERE "id" = $4']],
])('save: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'db.Model(&User{}).Where("active = ?", true).Update("name", name)',
    ['UPDATE "users" SET "name"=$1,"updated_at"=$2 WHERE active = $3 AND "users"."deleted_at" IS NULL'],
  ],
  [
    'db.Model(&User{Model: gorm.Model{ID: 3}}).Update("name", name)',
    ['UPDATE "users" SET "name"=$1,"updated_at"=$2 WHERE "users"."deleted_at" IS NULL AND "id" = $3'],
  ],
  [
    'u := User{}; db.First(&u, 1); db.Model(&u).Where("active = ?", true).Update("Name", name)',
    [
      'SELECT * FROM "users" WHERE "users"."id" = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2',
      'UPDATE "users" SET "name"=$1,"updated_at"=$2 WHERE active = $3 AND "users"."deleted_at" IS NULL AND "id" = $4',
    ],
  ],
  [
    'db.Model(&Order{ID: 1}).Update("total", gorm.Expr("total * ? + ?", 2, 100))',
    ['UPDATE "orders" SET "total"=total * $1 + $2,"updated_at"=$3 WHERE "id" = $4'],
  ],
  [
    'db.Model(&User{Model: gorm.Model{ID: 3}}).Updates(User{Name: name, Age: 18, Active: false})',
    ['UPDATE "users" SET "updated_at"=$1,"name"=$2,"age"=$3 WHERE "users"."deleted_at" IS NULL AND "id" = $4'],
  ],
  [
    'db.Model(&User{Model: gorm.Model{ID: 3}}).Updates(map[string]interface{}{"name": name, "Age": 18, "company_id": nil})',
    ['UPDATE "users" SET "age"=$1,"company_id"=$2,"name"=$3,"updated_at"=$4 WHERE "users"."deleted_at" IS NULL AND "id" = $5'],
  ],
  [
    'db.Model(&User{Model: gorm.Model{ID: 3}}).Select("name").Updates(map[string]interface{}{"name": name, "age": 18})',
    ['UPDATE "users" SET "name"=$1,"updated_at"=$2 WHERE "users"."deleted_at" IS NULL AND "id" = $3'],
  ],
  [
    'db.Model(&User{Model: gorm.Model{ID: 3}}).Select("Name", "Age").Updates(User{Name: name, Age: 0})',
    ['UPDATE "users" SET "updated_at"=$1,"name"=$2,"age"=$3 WHERE "users"."deleted_at" IS NULL AND "id" = $4'],
  ],
  [
    'db.Model(&Order{ID: 3}).Select("*").Omit("State").Updates(Order{Total: 1})',
    ['UPDATE "orders" SET "id"=$1,"user_id"=$2,"total"=$3,"updated_at"=$4 WHERE "id" = $5'],
  ],
  ['db.Updates(&Order{ID: 2, Total: 3})', ['UPDATE "orders" SET "total"=$1,"updated_at"=$2 WHERE "id" = $3']],
  ['o := Order{ID: 2, Total: 3}; db.Model(&o).Updates(&o)', ['UPDATE "orders" SET "total"=$1,"updated_at"=$2 WHERE "id" = $3']],
  [
    'db.Model(&User{}).Where("id = ?", 1).UpdateColumn("age", gorm.Expr("age + 1"))',
    ['UPDATE "users" SET "age"=age + 1 WHERE id = $1 AND "users"."deleted_at" IS NULL'],
  ],
  [
    'db.Model(&User{}).Where("1 = 1").Update("name", db.Model(&Company{}).Select("name").Where("companies.id = users.company_id"))',
    [
      'UPDATE "users" SET "name"=(SELECT "name" FROM "companies" WHERE companies.id = users.company_id),"updated_at"=$1 WHERE 1 = 1 AND "users"."deleted_at" IS NULL',
    ],
  ],
  [
    'db.Table("users").Where("id IN ?", ids).Updates(map[string]interface{}{"name": name})',
    ['UPDATE "users" SET "name"=$1 WHERE id IN ($2)'],
  ],
  [
    'var u []User; db.Model(&u).Clauses(clause.Returning{Columns: []clause.Column{{Name: "name"}}}).Where("a = 1").Update("age", 2)',
    ['UPDATE "users" SET "age"=$1,"updated_at"=$2 WHERE a = 1 AND "users"."deleted_at" IS NULL RETURNING "name"'],
  ],
])('update: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  ['db.Delete(&Company{ID: 10})', ['DELETE FROM "companies" WHERE "companies"."id" = $1']],
  ['db.Delete(&Company{}, id)', ['DELETE FROM "companies" WHERE "companies"."id" = $1']],
  ['db.Delete(&Company{}, ids)', ['DELETE FROM "companies" WHERE "companies"."id" IN ($1)']],
  ['db.Delete(&Company{}, "name LIKE ?", "%x%")', ['DELETE FROM "companies" WHERE name LIKE $1']],
  ['db.Where("name = ?", name).Delete(&Company{ID: 10})', ['DELETE FROM "companies" WHERE name = $1 AND "companies"."id" = $2']],
  ['db.Model(&Company{ID: 3}).Delete(&Company{})', ['DELETE FROM "companies" WHERE "companies"."id" = $1']],
  ['c := []Company{{ID: 1}, {ID: 2}}; db.Delete(&c)', ['DELETE FROM "companies" WHERE "companies"."id" IN ($1)']],
  [
    'db.Select("Items").Delete(&Order{ID: 1})',
    ['DELETE FROM "items" WHERE "items"."order_id" = $1', 'DELETE FROM "orders" WHERE "orders"."id" = $1'],
  ],
])('delete: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var c Company; db.Where(Company{Name: name}).FirstOrCreate(&c)',
    [
      'SELECT * FROM "companies" WHERE "companies"."name" = $1 ORDER BY "companies"."id" LIMIT $2',
      'INSERT INTO "companies" ("name") VALUES ($1) RETURNING "id"',
    ],
  ],
  [
    'var c Company; db.FirstOrCreate(&c, Company{Name: name})',
    [
      'SELECT * FROM "companies" WHERE "companies"."name" = $1 ORDER BY "companies"."id" LIMIT $2',
      'INSERT INTO "companies" ("name") VALUES ($1) RETURNING "id"',
    ],
  ],
  [
    'var c Company; db.Where("name = ?", name).Attrs(Company{Name: "y"}).FirstOrInit(&c)',
    ['SELECT * FROM "companies" WHERE name = $1 ORDER BY "companies"."id" LIMIT $2'],
  ],
])('find or create: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})
