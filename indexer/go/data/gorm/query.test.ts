import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { sqlOf } from './test-support.ts'

beforeAll(loadParser)

// Every text here is what GORM v1.31 sends for the same program.

test.each([
  ['var u User; db.First(&u)', ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $1']],
  ['var u User; db.Last(&u)', ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL ORDER BY "users"."id" DESC LIMIT $1']],
  ['var u User; db.Take(&u)', ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL LIMIT $1']],
  [
    'var u User; db.Order("age").First(&u)',
    ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL ORDER BY age,"users"."id" LIMIT $1'],
  ],
])('one row: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  ['var u []User; db.Select("name", "age").Find(&u)', ['SELECT "name","age" FROM "users" WHERE "users"."deleted_at" IS NULL']],
  ['var u []User; db.Select([]string{"Name", "age"}).Find(&u)', ['SELECT "name","age" FROM "users" WHERE "users"."deleted_at" IS NULL']],
  [
    'var u []User; db.Model(&User{}).Select("COALESCE(age,?)", 42).Find(&u)',
    ['SELECT COALESCE(age,$1) FROM "users" WHERE "users"."deleted_at" IS NULL'],
  ],
  ['var c []Company; db.Omit("name").Find(&c)', ['SELECT "companies"."id" FROM "companies"']],
  [
    'var v []struct{ ID uint; Name string }; db.Model(&User{}).Find(&v)',
    ['SELECT "users"."id","users"."name" FROM "users" WHERE "users"."deleted_at" IS NULL'],
  ],
  [
    'var v []Company; db.Model(&User{}).Select("id", "name").Scan(&v)',
    ['SELECT "id","name" FROM "users" WHERE "users"."deleted_at" IS NULL'],
  ],
  ['var v []Company; db.Table("users").Scan(&v)', ['SELECT * FROM "users"']],
  [
    'var u []User; db.Distinct("name", "age").Order("name, age desc").Find(&u)',
    ['SELECT DISTINCT "name","age" FROM "users" WHERE "users"."deleted_at" IS NULL ORDER BY name, age desc'],
  ],
])('columns: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u []User; db.Order("age desc").Order("name").Find(&u)',
    ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL ORDER BY age desc,name'],
  ],
  [
    'var u []User; db.Order(clause.OrderByColumn{Column: clause.Column{Name: "age"}, Desc: true}).Find(&u)',
    ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL ORDER BY "age" DESC'],
  ],
  ['var u []User; db.Order(gorm.Expr("random()")).Find(&u)', ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL']],
  ['var u []User; db.Limit(10).Offset(5).Find(&u)', ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL LIMIT $1 OFFSET $2']],
  ['var u []User; db.Limit(-1).Offset(-1).Find(&u)', ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL']],
  [
    'var v []Company; db.Model(&User{}).Select("name, sum(age) as total").Group("name").Having("sum(age) > ?", 10).Find(&v)',
    ['SELECT name, sum(age) as total FROM "users" WHERE "users"."deleted_at" IS NULL GROUP BY "name" HAVING sum(age) > $1'],
  ],
  [
    'var v []Company; db.Table("orders").Select("date(created_at) as d").Group("date(created_at)").Group("orders.state").Scan(&v)',
    ['SELECT date(created_at) as d FROM "orders" GROUP BY date(created_at),"orders"."state"'],
  ],
])('order, groups and bounds: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var n int64; db.Model(&User{}).Where("name = ?", name).Order("id").Count(&n)',
    ['SELECT count(*) FROM "users" WHERE name = $1 AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var n int64; db.Model(&User{}).Distinct("name").Count(&n)',
    ['SELECT COUNT(DISTINCT("name")) FROM "users" WHERE "users"."deleted_at" IS NULL'],
  ],
  ['var n int64; db.Table("users").Select("count(distinct(name))").Count(&n)', ['SELECT count(distinct(name)) FROM "users"']],
  ['var n int64; db.Model(&User{}).Select("name, age").Count(&n)', ['SELECT count(*) FROM "users" WHERE "users"."deleted_at" IS NULL']],
  [
    'var n int64; db.Model(&User{}).Group("name").Order("name").Count(&n)',
    ['SELECT count(*) FROM "users" WHERE "users"."deleted_at" IS NULL GROUP BY "name" ORDER BY name'],
  ],
  ['var a []int64; db.Model(&User{}).Pluck("age", &a)', ['SELECT "age" FROM "users" WHERE "users"."deleted_at" IS NULL']],
  [
    'var a []string; db.Model(&User{}).Distinct().Pluck("Name", &a)',
    ['SELECT DISTINCT "name" FROM "users" WHERE "users"."deleted_at" IS NULL'],
  ],
  [
    'var a []int64; db.Model(&User{}).Pluck("COALESCE(MAX(age), 0)", &a)',
    ['SELECT COALESCE(MAX(age), 0) FROM "users" WHERE "users"."deleted_at" IS NULL'],
  ],
])('counts and single columns: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u []User; db.Table("users AS u").Where("u.name = ?", "x").Find(&u)',
    ['SELECT * FROM users AS u WHERE u.name = $1 AND "u"."deleted_at" IS NULL'],
  ],
  [
    'var u []User; db.Table("old_users").Where("a = 1").Find(&u)',
    ['SELECT * FROM "old_users" WHERE a = 1 AND "old_users"."deleted_at" IS NULL'],
  ],
  [
    'var u User; db.Table("arch.users").First(&u, 1)',
    ['SELECT * FROM "arch"."users" WHERE "users"."id" = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2'],
  ],
  ['v := map[string]interface{}{}; db.Table("users").Take(&v)', ['SELECT * FROM "users" LIMIT $1']],
])('tables: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u User; db.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).First(&u, id)',
    [
      'SELECT * FROM "users" WHERE "users"."id" = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2 FOR UPDATE SKIP LOCKED',
    ],
  ],
  [
    'var u []User; db.Clauses(clause.Locking{Strength: clause.LockingStrengthShare, Table: clause.Table{Name: clause.CurrentTable}}).Find(&u)',
    ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL FOR SHARE OF "users"'],
  ],
  [
    'var c []Company; db.Where("a = 1").FindInBatches(&c, 100, func(tx *gorm.DB, batch int) error { return nil })',
    [
      'SELECT * FROM "companies" WHERE a = 1 ORDER BY "companies"."id" LIMIT $1',
      'SELECT * FROM "companies" WHERE a = 1 AND "companies"."id" > $1 ORDER BY "companies"."id" LIMIT $2',
    ],
  ],
])('locks and batches: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u []User; db.Joins("JOIN companies c ON c.id = users.company_id AND c.name = ?", name).Where("c.id > 3").Find(&u)',
    [
      'SELECT "users"."id","users"."created_at","users"."updated_at","users"."deleted_at","users"."name","users"."email","users"."age","users"."active","users"."company_id","users"."manager_id" FROM "users" JOIN companies c ON c.id = users.company_id AND c.name = $1 WHERE c.id > 3 AND "users"."deleted_at" IS NULL',
    ],
  ],
  [
    'var o []Order; db.Joins("User").Find(&o)',
    [
      'SELECT "orders"."id","orders"."user_id","orders"."total","orders"."state","orders"."updated_at","User"."id" AS "User__id","User"."created_at" AS "User__created_at","User"."updated_at" AS "User__updated_at","User"."deleted_at" AS "User__deleted_at","User"."name" AS "User__name","User"."email" AS "User__email","User"."age" AS "User__age","User"."active" AS "User__active","User"."company_id" AS "User__company_id","User"."manager_id" AS "User__manager_id" FROM "orders" LEFT JOIN "users" "User" ON "orders"."user_id" = "User"."id" AND "User"."deleted_at" IS NULL',
    ],
  ],
  [
    'var o []Order; db.InnerJoins("User").Where("total > 1").Find(&o)',
    [
      'SELECT "orders"."id","orders"."user_id","orders"."total","orders"."state","orders"."updated_at","User"."id" AS "User__id","User"."created_at" AS "User__created_at","User"."updated_at" AS "User__updated_at","User"."deleted_at" AS "User__deleted_at","User"."name" AS "User__name","User"."email" AS "User__email","User"."age" AS "User__age","User"."active" AS "User__active","User"."company_id" AS "User__company_id","User"."manager_id" AS "User__manager_id" FROM "orders" INNER JOIN "users" "User" ON "orders"."user_id" = "User"."id" AND "User"."deleted_at" IS NULL WHERE total > 1',
    ],
  ],
  [
    'var o []Order; db.Joins("User", db.Select("name").Where("age > ?", 1)).Find(&o)',
    [
      'SELECT "orders"."id","orders"."user_id","orders"."total","orders"."state","orders"."updated_at","User"."name" AS "User__name" FROM "orders" LEFT JOIN "users" "User" ON "orders"."user_id" = "User"."id" AND ("User"."deleted_at" IS NULL AND age > $1)',
    ],
  ],
  [
    'var o []Order; db.Select("orders.id").Joins("User.Company").Find(&o)',
    [
      'SELECT orders.id,"User"."id" AS "User__id","User"."created_at" AS "User__created_at","User"."updated_at" AS "User__updated_at","User"."deleted_at" AS "User__deleted_at","User"."name" AS "User__name","User"."email" AS "User__email","User"."age" AS "User__age","User"."active" AS "User__active","User"."company_id" AS "User__company_id","User"."manager_id" AS "User__manager_id","User__Company"."id" AS "User__Company__id","User__Company"."name" AS "User__Company__name" FROM "orders" LEFT JOIN "users" "User" ON "orders"."user_id" = "User"."id" AND "User"."deleted_at" IS NULL LEFT JOIN "companies" "User__Company" ON "User"."company_id" = "User__Company"."id"',
    ],
  ],
  [
    'var o []Order; db.Unscoped().Select("orders.id").Joins("User").Find(&o)',
    [
      'SELECT orders.id,"User"."id" AS "User__id","User"."created_at" AS "User__created_at","User"."updated_at" AS "User__updated_at","User"."deleted_at" AS "User__deleted_at","User"."name" AS "User__name","User"."email" AS "User__email","User"."age" AS "User__age","User"."active" AS "User__active","User"."company_id" AS "User__company_id","User"."manager_id" AS "User__manager_id" FROM "orders" LEFT JOIN "users" "User" ON "orders"."user_id" = "User"."id"',
    ],
  ],
  [
    'var n int64; db.Model(&User{}).Joins("Company").Where("1 = 1").Count(&n)',
    [
      'SELECT count(*) FROM "users" LEFT JOIN "companies" "Company" ON "users"."company_id" = "Company"."id" WHERE 1 = 1 AND "users"."deleted_at" IS NULL',
    ],
  ],
  [
    'var u []User; db.Joins("JOIN (?) o ON o.user_id = users.id", db.Model(&Order{}).Select("user_id").Where("total > ?", 1)).Find(&u)',
    [
      'SELECT "users"."id","users"."created_at","users"."updated_at","users"."deleted_at","users"."name","users"."email","users"."age","users"."active","users"."company_id","users"."manager_id" FROM "users" JOIN (SELECT "user_id" FROM "orders" WHERE total > $1) o ON o.user_id = users.id WHERE "users"."deleted_at" IS NULL',
    ],
  ],
])('joins: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test('a variable that is emptied keeps its model', async () => {
  expect(await sqlOf('var tmp []*Company; db.Find(&tmp); tmp = nil; db.Where("id > ?", id).Find(&tmp)')).toEqual([
    'SELECT * FROM "companies"',
    'SELECT * FROM "companies" WHERE id > $1',
  ])
})

test('a list of several models, one branch longer than the other', async () => {
  const body = `all := []any{&Company{ID: id}}
  if name != "" { all = append(all, &Account{ID: id}) }
  for _, v := range all { db.Delete(v) }`
  expect(new Set(await sqlOf(body))).toEqual(
    new Set(['DELETE FROM "companies" WHERE "companies"."id" = $1', 'DELETE FROM "accounts" WHERE "accounts"."id" = $1']),
  )
})
