// bun queries as Go writes them, and the texts that bun v1.2 would send.

import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { sqlOf, statementsOf } from './test-support.ts'

beforeAll(() => loadParser())

const USER = '"u"."id", "u"."name", "u"."email_address", "u"."company_id", "u"."created_at"'
const ORDER = '"order"."id", "order"."user_id", "order"."total", "order"."deleted_at"'

describe('select', () => {
  it.each([
    [
      'a model, conditions, order and page',
      'var us []User\ndb.NewSelect().Model(&us).Where("u.name = ?", name).Order("created_at DESC").Limit(10).Offset(20).Scan(ctx)',
      [`SELECT ${USER} FROM "users" AS "u" WHERE (u.name = $1) ORDER BY "created_at" DESC LIMIT 10 OFFSET 20`],
    ],
    [
      'plural table and soft delete of a model without tags',
      'var os []Order\ndb.NewSelect().Model(&os).Scan(ctx)',
      [`SELECT ${ORDER} FROM "orders" AS "order" WHERE "order"."deleted_at" IS NULL`],
    ],
    [
      'columns, expressions and the alias by name',
      'db.NewSelect().Model((*User)(nil)).Column("id").ColumnExpr("lower(?TableAlias.name) AS n").Where("?TableAlias.id IN (?)", bun.In(ids)).Scan(ctx, &name)',
      ['SELECT "u"."id", lower("u".name) AS n FROM "users" AS "u" WHERE ("u".id IN ($1))'],
    ],
    [
      'or, and groups',
      'db.NewSelect().Model((*User)(nil)).Column("id").Where("id = ?", id).WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return q.WhereOr("name = ?", name).WhereOr("name IS NULL") }).Scan(ctx)',
      ['SELECT "u"."id" FROM "users" AS "u" WHERE (id = $1) AND ((name = $2) OR (name IS NULL))'],
    ],
    [
      'the key of a model',
      'u := &User{ID: id}\ndb.NewSelect().Model(u).WherePK().Scan(ctx)',
      [`SELECT ${USER} FROM "users" AS "u" WHERE ("u"."id" = $1)`],
    ],
    [
      'a count',
      'db.NewSelect().Model((*User)(nil)).Where("id > ?", id).Count(ctx)',
      ['SELECT count(*) FROM "users" AS "u" WHERE (id > $1)'],
    ],
    [
      'whether there is one',
      'db.NewSelect().Model((*Company)(nil)).Where("name = ?", name).Exists(ctx)',
      ['SELECT EXISTS (SELECT "company"."id", "company"."name" FROM "companies" AS "company" WHERE (name = $1))'],
    ],
    [
      'tables by name, and a join',
      'db.NewSelect().TableExpr("users AS u").Join("JOIN orders AS o").JoinOn("o.user_id = u.id").ColumnExpr("sum(o.total)").GroupExpr("u.id").Having("sum(o.total) > ?", 3).Scan(ctx, &name)',
      ['SELECT sum(o.total) FROM users AS u JOIN orders AS o ON (o.user_id = u.id) GROUP BY u.id HAVING (sum(o.total) > $1)'],
    ],
    [
      'queries in queries',
      'sub := db.NewSelect().Model((*Company)(nil)).Column("id").Where("name = ?", name)\ndb.NewSelect().With("c", sub).Table("c").Scan(ctx, &name)\ndb.NewDelete().Model((*User)(nil)).Where("company_id IN (?)", sub).Exec(ctx)',
      [
        'WITH "c" AS (SELECT "company"."id" FROM "companies" AS "company" WHERE (name = $1)) SELECT * FROM "c"',
        'DELETE FROM "users" AS "u" WHERE (company_id IN (SELECT "company"."id" FROM "companies" AS "company" WHERE (name = $1)))',
      ],
    ],
  ])('%s', async (_, body, expected) => expect(await sqlOf(body)).toEqual(expected))

  it('keeps what is called on the query itself, on each branch', async () => {
    const body =
      'q := db.NewSelect().Model((*Company)(nil)).Column("id")\nif fast {\n\tq.Where("name = ?", name)\n}\nq = q.Order("id")\nq.Scan(ctx)'
    expect((await sqlOf(body)).toSorted()).toEqual([
      'SELECT "company"."id" FROM "companies" AS "company" ORDER BY "id"',
      'SELECT "company"."id" FROM "companies" AS "company" WHERE (name = $1) ORDER BY "id"',
    ])
  })

  it('follows a query through helpers and Apply', async () => {
    const more =
      'func live(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("active") }\nfunc narrow(q *bun.SelectQuery, name string) { q.Where("name = ?", name) }\n'
    const body = 'q := db.NewSelect().Model((*Company)(nil)).Column("id").Apply(live)\nnarrow(q, name)\nq.Scan(ctx)'
    expect(await sqlOf(body, more)).toEqual(['SELECT "company"."id" FROM "companies" AS "company" WHERE (active) AND (name = $1)'])
  })

  it('says that a text comes from outside, and not that a bound value does', async () => {
    const [open, safe] = await statementsOf(
      'db.NewSelect().Model((*Company)(nil)).Where("name = \'" + name + "\'").Scan(ctx)\ndb.NewSelect().Model((*Company)(nil)).Where("? = ?", bun.Ident("name"), name).Scan(ctx)',
    )
    expect(open).toMatchObject({ dynamic: true, injection: 'parameter' })
    expect(safe).toMatchObject({ dynamic: false, injection: 'none' })
  })
})

describe('relations', () => {
  it('joins what a model belongs to', async () => {
    expect(await sqlOf('var u User\ndb.NewSelect().Model(&u).Column("u.id").Relation("Company").Where("u.id = ?", id).Scan(ctx)')).toEqual([
      'SELECT "u"."id", "company"."id" AS "company__id", "company"."name" AS "company__name" FROM "users" AS "u" LEFT JOIN "companies" AS "company" ON ("company"."id" = "u"."company_id") WHERE (u.id = $1)',
    ])
  })

  it('asks for what a model has, and for what is on the other side of a table between, after it', async () => {
    const sent = await statementsOf('var us []User\ndb.NewSelect().Model(&us).Relation("Orders").Relation("Tags").Scan(ctx)')
    expect(sent.map((s) => `${s.role} ${s.sql}`)).toEqual([
      `main SELECT ${USER} FROM "users" AS "u"`,
      `preload SELECT ${ORDER} FROM "orders" AS "order" WHERE ("order"."user_id" IN ($1)) AND "order"."deleted_at" IS NULL`,
      'preload SELECT "user_tag"."user_id", "tag"."id", "tag"."word" FROM "tags" AS "tag" JOIN "user_tags" AS "user_tag" ON "user_tag"."user_id" IN ($1) WHERE ("tag"."id" = "user_tag"."tag_id")',
    ])
  })
})

describe('writes', () => {
  it.each([
    [
      'an insert gives back what the database fills in',
      'db.NewInsert().Model(&User{Name: name, Email: name}).Exec(ctx)',
      [
        'INSERT INTO "users" ("id", "name", "email_address", "company_id", "created_at") VALUES (DEFAULT, $1, $2, $3, DEFAULT) RETURNING "id", "created_at"',
      ],
    ],
    [
      'on conflict',
      'db.NewInsert().Model(&Company{ID: id, Name: name}).On("CONFLICT (id) DO UPDATE").Set("name = EXCLUDED.name").Exec(ctx)',
      ['INSERT INTO "companies" AS "company" ("id", "name") VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name'],
    ],
    [
      'an update of columns that are named',
      'db.NewUpdate().Model(&Company{ID: id, Name: name}).Column("name").WherePK().Returning("*").Exec(ctx)',
      ['UPDATE "companies" AS "company" SET "name" = $1 WHERE ("company"."id" = $2) RETURNING *'],
    ],
    [
      'an update that is set',
      'db.NewUpdate().Model((*User)(nil)).Set("name = ?", name).Set("email_address = NULL").Where("id = ?", id).Exec(ctx)',
      ['UPDATE "users" AS "u" SET name = $1, email_address = NULL WHERE (id = $2)'],
    ],
    [
      'a soft delete',
      'db.NewDelete().Model((*Order)(nil)).Where("id = ?", id).Exec(ctx)',
      ['UPDATE "orders" AS "order" SET "deleted_at" = $1 WHERE (id = $2) AND "order"."deleted_at" IS NULL'],
    ],
    [
      'a delete in force',
      'db.NewDelete().Model((*Order)(nil)).Where("id = ?", id).ForceDelete().Exec(ctx)',
      ['DELETE FROM "orders" AS "order" WHERE (id = $1)'],
    ],
    [
      'a text',
      'db.NewRaw("SELECT ?, ?1 FROM b WHERE id IN (?0)", id, bun.Ident("a.b")).Scan(ctx)',
      ['SELECT $1, "a"."b" FROM b WHERE id IN ($2)'],
    ],
    [
      'a text on the handle',
      'db.ExecContext(ctx, "UPDATE companies SET name = ? WHERE id = ?", name, id)',
      ['UPDATE companies SET name = $1 WHERE id = $2'],
    ],
    ['all rows at once', 'db.NewDelete().Model((*Company)(nil)).Exec(ctx)', ['failed: bun refuses an update or a delete without Where']],
  ])('%s', async (_, body, expected) => expect(await sqlOf(body)).toEqual(expected))

  it('knows what is in a transaction', async () => {
    const sent = await statementsOf(`
	db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewDelete().Model((*Company)(nil)).Where("id = ?", id).Exec(ctx)
		return err
	})
	tx, _ := db.BeginTx(ctx, nil)
	tx.NewDelete().Model((*Company)(nil)).Where("id = ?", id).Exec(ctx)
	db.NewDelete().Model((*Company)(nil)).Where("id = ?", id).Exec(ctx)
	db.NewDelete().Conn(tx).Model((*Company)(nil)).Where("id = ?", id).Exec(ctx)`)
    expect(sent.map((s) => s.inTransaction)).toEqual([true, true, false, true])
  })
})
