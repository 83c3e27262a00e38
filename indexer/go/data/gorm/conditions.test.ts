import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { sqlOf } from './test-support.ts'

beforeAll(loadParser)

// Every text here is what GORM v1.31 sends for the same program, with lists of values cut to one.

test.each([
  [
    'var u []User; db.Where("name = ? AND age >= ?", name, 22).Find(&u)',
    ['SELECT * FROM "users" WHERE (name = $1 AND age >= $2) AND "users"."deleted_at" IS NULL'],
  ],
  ['var u []User; db.Where("name", name).Find(&u)', ['SELECT * FROM "users" WHERE "name" = $1 AND "users"."deleted_at" IS NULL']],
  ['var u []User; db.Where("id IN ?", ids).Find(&u)', ['SELECT * FROM "users" WHERE id IN ($1) AND "users"."deleted_at" IS NULL']],
  ['var u []User; db.Where("id IN (?)", ids).Find(&u)', ['SELECT * FROM "users" WHERE id IN ($1) AND "users"."deleted_at" IS NULL']],
  [
    'var u []User; db.Where("name IN ?", []string{"a", "b"}).Find(&u)',
    ['SELECT * FROM "users" WHERE name IN ($1,$2) AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var u []User; db.Where("(age, name) IN ?", [][]interface{}{{1, "a"}, {2, "b"}}).Find(&u)',
    ['SELECT * FROM "users" WHERE (age, name) IN (($1,$2),($3,$4)) AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var u []User; db.Where("name = @n OR email = @n", sql.Named("n", name)).Find(&u)',
    ['SELECT * FROM "users" WHERE (name = $1 OR email = $2) AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var u []User; db.Where("name = @n AND age > @age", map[string]interface{}{"n": name, "age": 3}).Find(&u)',
    ['SELECT * FROM "users" WHERE (name = $1 AND age > $2) AND "users"."deleted_at" IS NULL'],
  ],
])('text: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u []User; db.Where(&User{Name: name, Age: 0}).Find(&u)',
    ['SELECT * FROM "users" WHERE "users"."name" = $1 AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var u []User; db.Where(&User{Name: name}, "name", "Age").Find(&u)',
    ['SELECT * FROM "users" WHERE ("users"."name" = $1 AND "users"."age" = $2) AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var u []User; db.Where(map[string]interface{}{"name": name, "company_id": nil, "id": ids}).Find(&u)',
    [
      'SELECT * FROM "users" WHERE ("users"."company_id" IS NULL AND "users"."id" IN ($1) AND "users"."name" = $2) AND "users"."deleted_at" IS NULL',
    ],
  ],
  [
    'var u []User; db.Where(User{Model: gorm.Model{ID: 3}}).Find(&u)',
    ['SELECT * FROM "users" WHERE "users"."id" = $1 AND "users"."deleted_at" IS NULL'],
  ],
])('structs and maps: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u User; db.First(&u, 10)',
    ['SELECT * FROM "users" WHERE "users"."id" = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2'],
  ],
  [
    'var u User; db.First(&u, "10")',
    ['SELECT * FROM "users" WHERE "users"."id" = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2'],
  ],
  [
    'var u User; db.First(&u, id)',
    ['SELECT * FROM "users" WHERE "users"."id" = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2'],
  ],
  [
    'var u []User; db.Find(&u, []int{1, 2, 3})',
    ['SELECT * FROM "users" WHERE "users"."id" IN ($1,$2,$3) AND "users"."deleted_at" IS NULL'],
  ],
  ['var u []User; db.Find(&u, ids)', ['SELECT * FROM "users" WHERE "users"."id" IN ($1) AND "users"."deleted_at" IS NULL']],
  [
    'u := User{Model: gorm.Model{ID: 10}}; db.First(&u)',
    ['SELECT * FROM "users" WHERE "users"."deleted_at" IS NULL AND "users"."id" = $1 ORDER BY "users"."id" LIMIT $2'],
  ],
  [
    'var u User; db.First(&u, "email = ?", name)',
    ['SELECT * FROM "users" WHERE email = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2'],
  ],
  ['var u []User; db.Find(&u, User{Age: 20})', ['SELECT * FROM "users" WHERE "users"."age" = $1 AND "users"."deleted_at" IS NULL']],
])('keys: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u User; db.Not("name = ?", name).Take(&u)',
    ['SELECT * FROM "users" WHERE NOT name = $1 AND "users"."deleted_at" IS NULL LIMIT $2'],
  ],
  [
    'var u []User; db.Not(map[string]interface{}{"name": []string{"a", "b"}}).Find(&u)',
    ['SELECT * FROM "users" WHERE "users"."name" NOT IN ($1,$2) AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var u User; db.Not([]int64{1, 2, 3}).First(&u)',
    ['SELECT * FROM "users" WHERE "users"."id" NOT IN ($1,$2,$3) AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $4'],
  ],
  ['var c []Company; db.Where("a = 1").Or("b = 2").Where("c = 3").Find(&c)', ['SELECT * FROM "companies" WHERE a = 1 OR b = 2 AND c = 3']],
  ['var c []Company; db.Where("a = 1 OR b = 2").Where("c = 3").Find(&c)', ['SELECT * FROM "companies" WHERE (a = 1 OR b = 2) AND c = 3']],
  [
    'var u []User; db.Where("a = 1").Or("b = 2 AND c = 3").Find(&u)',
    ['SELECT * FROM "users" WHERE (a = 1 OR (b = 2 AND c = 3)) AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var u []User; db.Where("a = 1").Or(User{Name: "b", Age: 18}).Find(&u)',
    ['SELECT * FROM "users" WHERE (a = 1 OR ("users"."name" = $1 AND "users"."age" = $2)) AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var u []User; db.Where("a = 1").Where(db.Where("b = 2").Or("c = 3")).Find(&u)',
    ['SELECT * FROM "users" WHERE a = 1 AND (b = 2 OR c = 3) AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var u []User; db.Not(db.Where("a = 1").Or("b = 2")).Find(&u)',
    ['SELECT * FROM "users" WHERE NOT (a = 1 OR b = 2) AND "users"."deleted_at" IS NULL'],
  ],
])('not and or: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var o []Order; db.Where("total > (?)", db.Table("orders").Select("AVG(total)")).Find(&o)',
    ['SELECT * FROM "orders" WHERE total > (SELECT AVG(total) FROM "orders")'],
  ],
  [
    'var o []Order; db.Where("user_id IN (?) AND state = ?", db.Model(&User{}).Select("id").Where("age > ?", 3), "x").Find(&o)',
    ['SELECT * FROM "orders" WHERE user_id IN (SELECT "id" FROM "users" WHERE age > $1 AND "users"."deleted_at" IS NULL) AND state = $2'],
  ],
  [
    'var u []User; db.Where("EXISTS (?)", db.Model(&Order{}).Select("1").Where("orders.user_id = users.id")).Find(&u)',
    ['SELECT * FROM "users" WHERE EXISTS (SELECT 1 FROM "orders" WHERE orders.user_id = users.id) AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var v []Company; db.Table("(?) as u", db.Model(&User{}).Select("name", "age")).Where("age = ?", 18).Find(&v)',
    ['SELECT * FROM (SELECT "name","age" FROM "users" WHERE "users"."deleted_at" IS NULL) as u WHERE age = $1'],
  ],
  [
    'var o []Order; db.Where("id IN (?)", db.Raw("SELECT x FROM y WHERE z = ?", 1)).Where("b = ?", 2).Find(&o)',
    ['SELECT * FROM "orders" WHERE id IN (SELECT x FROM y WHERE z = $1) AND b = $2'],
  ],
])('subqueries: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})

test.each([
  [
    'var u []User; db.Clauses(clause.Eq{Column: "age", Value: 1}).Where(clause.Gt{Column: clause.Column{Table: "users", Name: "age"}, Value: 3}).Find(&u)',
    ['SELECT * FROM "users" WHERE "age" = $1 AND "users"."age" > $2 AND "users"."deleted_at" IS NULL'],
  ],
  [
    'var u []User; db.Where(clause.Or(clause.Eq{Column: "a", Value: 1}, clause.Like{Column: "b", Value: "x"})).Find(&u)',
    ['SELECT * FROM "users" WHERE ("a" = $1 OR "b" LIKE $2) AND "users"."deleted_at" IS NULL'],
  ],
  ['var u []User; db.Where(gorm.Expr("age > ?", 1)).Find(&u)', ['SELECT * FROM "users" WHERE age > $1 AND "users"."deleted_at" IS NULL']],
])('clause values: %s', async (body, expected) => {
  expect(await sqlOf(body)).toEqual(expected)
})
