// ent's clients, with and without their generated code, and the texts that ent v0.14 would send.

import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser, parseSql } from '#indexer/sql/parser.ts'
import { analyseTexts, printCalls } from '#test/support/go-program.ts'
import { renderStatement } from '../index.ts'
import type { RenderedStatement } from '../statement.ts'
import { entModels } from './models.ts'
import { entSchemas } from './schema.ts'

beforeAll(() => loadParser())

const SCHEMA = `package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"entgo.io/ent/schema/mixin"
)

type User struct{ ent.Schema }

func (User) Mixin() []ent.Mixin { return []ent.Mixin{mixin.Time{}} }

func (User) Fields() []ent.Field {
	return []ent.Field{
		field.String("email").Unique(),
		field.Int("age").Optional(),
		field.Time("seen_at").Default(time.Now),
	}
}

func (User) Edges() []ent.Edge {
	return []ent.Edge{edge.To("posts", Post.Type), edge.From("groups", Group.Type).Ref("users")}
}

type Post struct{ ent.Schema }

func (Post) Fields() []ent.Field { return []ent.Field{field.Text("title"), field.Bool("draft").Default(true)} }

func (Post) Edges() []ent.Edge {
	return []ent.Edge{edge.From("author", User.Type).Ref("posts").Unique().Required()}
}

func (Post) Indexes() []ent.Index { return []ent.Index{index.Fields("title").Edges("author").Unique()} }

type Group struct{ ent.Schema }

func (Group) Annotations() []schema.Annotation { return []schema.Annotation{entsql.Annotation{Table: "teams"}} }

func (Group) Fields() []ent.Field { return []ent.Field{field.String("name")} }

func (Group) Edges() []ent.Edge { return []ent.Edge{edge.To("users", User.Type)} }
`

const HEAD = `package app

import (
	"context"

	"example.org/app/ent"
	"example.org/app/ent/group"
	"example.org/app/ent/post"
	"example.org/app/ent/user"
	"example.org/app/ent/predicate"
)
`

interface Sent extends RenderedStatement {
  readonly inTransaction: boolean
}

async function statementsOf(body: string, more: Readonly<Record<string, string>> = {}): Promise<readonly Sent[]> {
  const go = await analyseTexts({
    'ent/schema/schema.go': SCHEMA,
    'app.go': `${HEAD}\nfunc f(ctx context.Context, client *ent.Client, id int, email string, ids []int, old bool) {\n${body}\n}\n`,
    ...more,
  })
  const sent = go.effects.flatMap((e) =>
    e.effect.kind === 'statement' ? renderStatement(e.effect, go).map((s) => ({ ...s, inTransaction: e.site.inTransaction })) : [],
  )
  for (const { sql } of sent) {
    const parsed = parseSql(sql)
    if (!parsed.ok) throw new Error(`${parsed.error.message}: ${sql}`)
  }
  return sent
}

const sqlOf = async (body: string, more = {}) => (await statementsOf(body, more)).map((s) => s.sql || `failed: ${s.failed}`)

const USER = '"users"."id", "users"."create_time", "users"."update_time", "users"."email", "users"."age", "users"."seen_at"'
const POST = '"posts"."id", "posts"."title", "posts"."draft"'

describe('reads', () => {
  it.each([
    [
      'predicates, order and page',
      'client.User.Query().Where(user.EmailEQ(email), user.Or(user.AgeGT(3), user.AgeIsNil())).Order(ent.Desc(user.FieldSeenAt)).Limit(5).All(ctx)',
      [
        `SELECT ${USER} FROM "users" WHERE "users"."email" = $1 AND ("users"."age" > $2 OR "users"."age" IS NULL) ORDER BY "users"."seen_at" DESC LIMIT 5`,
      ],
    ],
    ['one', 'client.User.Query().Where(user.Email(email)).Only(ctx)', [`SELECT ${USER} FROM "users" WHERE "users"."email" = $1 LIMIT 2`]],
    ['one by its key', 'client.User.Get(ctx, id)', [`SELECT ${USER} FROM "users" WHERE "users"."id" = $1 LIMIT 2`]],
    [
      'a count',
      'client.Group.Query().Where(group.NameContains(email)).CountX(ctx)',
      ['SELECT COUNT(*) FROM "teams" WHERE "teams"."name" LIKE $1'],
    ],
    [
      'whether there is one',
      'client.Post.Query().Where(post.IDIn(ids...)).Exist(ctx)',
      ['SELECT "posts"."id" FROM "posts" WHERE "posts"."id" IN ($1) LIMIT 1'],
    ],
    [
      'rows with others at the end of an edge',
      'client.User.Query().Where(user.HasPostsWith(post.Draft(true)), user.HasGroups()).IDs(ctx)',
      [
        'SELECT "users"."id" FROM "users" WHERE EXISTS (SELECT "posts"."user_posts" FROM "posts" WHERE "users"."id" = "posts"."user_posts" AND "posts"."draft" = $1) AND "users"."id" IN (SELECT "group_users"."user_id" FROM "group_users")',
      ],
    ],
    [
      'edges that are loaded too',
      'client.User.Query().WithPosts(func(q *ent.PostQuery) { q.Where(post.Draft(false)) }).WithGroups().All(ctx)',
      [
        `SELECT ${USER} FROM "users"`,
        `SELECT ${POST} FROM "posts" WHERE "posts"."user_posts" IN ($1) AND "posts"."draft" = $2`,
        'SELECT "teams"."id", "teams"."name" FROM "teams" JOIN (SELECT "group_users"."group_id" FROM "group_users" WHERE "group_users"."user_id" IN ($1)) AS "t1" ON "teams"."id" = "t1"."group_id"',
      ],
    ],
    [
      'a way along an edge',
      'u, _ := client.User.Get(ctx, id)\nu.QueryPosts().Where(post.Draft(true)).Count(ctx)',
      [
        `SELECT ${USER} FROM "users" WHERE "users"."id" = $1 LIMIT 2`,
        'SELECT COUNT(DISTINCT "posts"."id") FROM "posts" JOIN (SELECT "users"."id" FROM "users" WHERE "users"."id" = $1) AS "t1" ON "posts"."user_posts" = "t1"."id" WHERE "posts"."draft" = $2',
      ],
    ],
  ])('%s', async (_, body, expected) => expect(await sqlOf(body)).toEqual(expected))

  it('takes each branch of what is called on the query itself', async () => {
    const body = 'q := client.Group.Query()\nif old {\n\tq.Where(group.Name(email))\n}\nq.Count(ctx)'
    expect((await sqlOf(body)).toSorted()).toEqual([
      'SELECT COUNT(*) FROM "teams"',
      'SELECT COUNT(*) FROM "teams" WHERE "teams"."name" = $1',
    ])
  })

  it('says what it does not follow', async () => {
    const [sent] = await statementsOf('client.Group.Query().Where(func(s *sql.Selector) { s.Limit(1) }).All(ctx)')
    expect(sent).toMatchObject({ dynamic: true, table: 'teams' })
  })
})

describe('writes', () => {
  it.each([
    [
      'a row, with its defaults and the key of an edge',
      'client.Post.Create().SetTitle(email).SetAuthorID(id).Save(ctx)',
      ['INSERT INTO "posts" ("title", "draft", "user_posts") VALUES ($1, $2, $3) RETURNING "id"'],
    ],
    [
      'edges that other tables hold',
      'client.User.Create().SetEmail(email).AddPostIDs(ids...).AddGroupIDs(ids...).SaveX(ctx)',
      [
        'INSERT INTO "users" ("create_time", "update_time", "email", "seen_at") VALUES ($1, $2, $3, $4) RETURNING "id"',
        'UPDATE "posts" SET "user_posts" = $1 WHERE "id" IN ($2) AND "user_posts" IS NULL',
        'INSERT INTO "group_users" ("user_id", "group_id") VALUES ($1, $2) ON CONFLICT DO NOTHING',
      ],
    ],
    [
      'rows at once',
      'client.Group.CreateBulk(client.Group.Create().SetName("a"), client.Group.Create().SetName("b")).OnConflictColumns("name").UpdateNewValues().Exec(ctx)',
      ['INSERT INTO "teams" ("name") VALUES ($1), ($2) ON CONFLICT ("name") DO UPDATE SET "name" = "excluded"."name" RETURNING "id"'],
    ],
    [
      'an update of many',
      'client.User.Update().Where(user.AgeLT(3)).AddAge(1).Exec(ctx)',
      ['UPDATE "users" SET "age" = COALESCE("users"."age", 0) + $1, "update_time" = $2 WHERE "users"."age" < $3'],
    ],
    [
      'an update of one reads it back',
      'client.Group.UpdateOneID(id).SetName(email).Save(ctx)',
      [
        'UPDATE "teams" SET "name" = $1 WHERE "teams"."id" = $2',
        'SELECT "teams"."id", "teams"."name" FROM "teams" WHERE "teams"."id" = $1',
      ],
    ],
    [
      'deletes',
      'client.Post.Delete().Where(post.Draft(true)).Exec(ctx)\nclient.Post.DeleteOneID(id).Exec(ctx)',
      ['DELETE FROM "posts" WHERE "posts"."draft" = $1', 'DELETE FROM "posts" WHERE "posts"."id" = $1'],
    ],
  ])('%s', async (_, body, expected) => expect(await sqlOf(body)).toEqual(expected))

  it('knows what is in a transaction', async () => {
    const sent = await statementsOf(
      'tx, _ := client.Tx(ctx)\ntx.Group.DeleteOneID(id).Exec(ctx)\ntx.Client().Group.DeleteOneID(id).Exec(ctx)\nclient.Group.DeleteOneID(id).Exec(ctx)',
    )
    expect(sent.map((s) => s.inTransaction)).toEqual([true, true, false])
  })
})

describe('no generated code in the repository', () => {
  it('is no less known where something else stands in the package', async () => {
    expect(await sqlOf('client.Group.Query().Count(ctx)', { 'ent/generate.go': 'package ent\n' })).toEqual(['SELECT COUNT(*) FROM "teams"'])
  })
})

describe('generated code in the repository', () => {
  const CLIENT = `// Code generated by ent, DO NOT EDIT.

package ent

import "context"

type Client struct {
	Group *GroupClient
	User *UserClient
	Post *PostClient
}
type Tx struct {
	Group *GroupClient
}
type GroupClient struct{}
type UserClient struct{}
type PostClient struct{}
type Group struct{ ID int }
type GroupQuery struct{}

func (c *Client) Tx(ctx context.Context) (*Tx, error) { return nil, nil }
func (c *GroupClient) Query() *GroupQuery { return &GroupQuery{} }
func (c *GroupClient) Get(ctx context.Context, id int) (*Group, error) { return c.Query().Only(ctx) }
func (q *GroupQuery) Only(ctx context.Context) (*Group, error) { return q.one(ctx) }
func (q *GroupQuery) one(ctx context.Context) (*Group, error) { return nil, nil }
type UserQuery struct{}
type User struct{ ID int }
type UserUpdateOne struct{}
func (u *User) Update() *UserUpdateOne { return nil }
func (u *UserUpdateOne) SetAge(n int) *UserUpdateOne { return u }
func (u *UserUpdateOne) SaveX(ctx context.Context) *User { return nil }
func (q *UserQuery) First(ctx context.Context) (*User, error) { return nil, nil }
func (g *Group) QueryUsers() *UserQuery { return &UserQuery{} }
`

  it('is read by what it means, and its own calls send nothing twice', async () => {
    const body = 'client.Group.Query().Only(ctx)\nclient.Group.Get(ctx, id)\ntx, _ := client.Tx(ctx)\ntx.Group.Get(ctx, id)'
    const sent = await statementsOf(body, { 'ent/client.go': CLIENT })
    expect(sent.map((s) => `${s.inTransaction} ${s.sql}`)).toEqual([
      'false SELECT "teams"."id", "teams"."name" FROM "teams" LIMIT 2',
      'false SELECT "teams"."id", "teams"."name" FROM "teams" WHERE "teams"."id" = $1 LIMIT 2',
      'true SELECT "teams"."id", "teams"."name" FROM "teams" WHERE "teams"."id" = $1 LIMIT 2',
    ])
  })

  it('says whose rows stand at the end of an edge', async () => {
    const body = 'g, _ := client.Group.Get(ctx, id)\nu, _ := g.QueryUsers().First(ctx)\nu.Update().SetAge(3).SaveX(ctx)'
    const [, , update] = await sqlOf(body, { 'ent/client.go': CLIENT })
    expect(update).toContain('UPDATE "users" SET')
  })

  it('has methods beside it that somebody wrote', async () => {
    const own = `package ent
import ("database/sql"; entsql "entgo.io/ent/dialect/sql")
func (c *Client) Sql() *sql.DB { return c.driver.(*entsql.Driver).DB() }
`
    expect(
      await sqlOf('client.Sql().QueryContext(ctx, "SELECT 1 FROM teams")', { 'ent/client.go': CLIENT, 'ent/external.go': own }),
    ).toEqual(['SELECT 1 FROM teams'])
  })
})

describe('the schema', () => {
  it('has edges that a closure makes, and those of a mixin with settings', async () => {
    const schema = `package schema
import ("entgo.io/ent"; "entgo.io/ent/schema/edge"; "entgo.io/ent/schema/mixin")
type Owned struct { mixin.Schema; ref, field string }
func (o Owned) Edges() []ent.Edge {
	e := edge.From("team", Team.Type).Ref(o.ref).Unique()
	if o.field != "" { e = e.Field(o.field) }
	return []ent.Edge{e}
}
type Team struct{ ent.Schema }
func (Team) Edges() []ent.Edge {
	owned := func(s string, t any) ent.Edge { return edge.To(s, t) }
	return []ent.Edge{owned("things", Thing.Type)}
}
type Thing struct{ ent.Schema }
func (Thing) Mixin() []ent.Mixin { return []ent.Mixin{Owned{ref: "things"}} }
`
    const go = await analyseTexts({ 'ent/schema/schema.go': schema })
    const tables = entModels(entSchemas(go.program, go.types))
    expect(tables.map((t) => `${t.name}(${t.columns.map((c) => c.name).join(', ')})`)).toEqual(['teams(id)', 'things(id, team_things)'])
  })

  it('has a field that an edge holds: the edge alone says whether it is unique', async () => {
    const schema = `package schema
import ("entgo.io/ent"; "entgo.io/ent/schema/edge"; "entgo.io/ent/schema/field")
type Team struct{ ent.Schema }
func (Team) Edges() []ent.Edge { return []ent.Edge{edge.From("seats", Seat.Type).Ref("team")} }
type Seat struct{ ent.Schema }
func (Seat) Fields() []ent.Field { return []ent.Field{field.Int("team_id").Unique(), field.Int("number").Unique()} }
func (Seat) Edges() []ent.Edge { return []ent.Edge{edge.To("team", Team.Type).Required().Unique().Field("team_id")} }
`
    const go = await analyseTexts({ 'ent/schema/schema.go': schema })
    const seats = entModels(entSchemas(go.program, go.types)).find((t) => t.name === 'seats')
    expect(seats?.indexes).toEqual([{ keys: ['number'], unique: true }])
  })

  it('has tables, keys and tables between', async () => {
    const go = await analyseTexts({ 'ent/schema/schema.go': SCHEMA })
    const tables = entModels(entSchemas(go.program, go.types))
    expect(tables.map((t) => `${t.name}(${t.columns.map((c) => `${c.name} ${c.type}${c.nullable ? '?' : ''}`).join(', ')})`)).toEqual([
      'users(id bigserial, create_time timestamptz, update_time timestamptz, email varchar, age bigint?, seen_at timestamptz)',
      'posts(id bigserial, title text, draft boolean, user_posts bigint)',
      'teams(id bigserial, name varchar)',
      'group_users(group_id bigint, user_id bigint)',
    ])
    expect(tables[1]?.indexes).toEqual([{ keys: ['title', 'user_posts'], unique: true }])
    expect(tables[1]?.foreignKeys).toEqual([{ columns: ['user_posts'], references: { table: 'users', columns: ['id'] }, implied: true }])
  })
})

it('knows the errors that generated code makes', async () => {
  const go = await analyseTexts({
    'ent/schema/schema.go': SCHEMA,
    'ent/ent.go': `// Code generated by ent, DO NOT EDIT.

package ent

import "context"

type Client struct{ User *UserClient }
type UserClient struct{}
type User struct{ ID int }
type UserCreate struct{ email *string }
type ValidationError struct{ Name string }

func (e *ValidationError) Error() string { return e.Name }

func (c *UserClient) Create() *UserCreate { return &UserCreate{} }

func (c *UserCreate) SetEmail(email string) *UserCreate {
	c.email = &email
	return c
}

func (c *UserCreate) Save(ctx context.Context) (*User, error) {
	if c.email == nil {
		return nil, &ValidationError{Name: "email"}
	}
	return &User{}, nil
}
`,
    'app.go': `${HEAD}
func f(ctx context.Context, client *ent.Client) string {
	_, err := client.User.Create().SetEmail("a").Save(ctx)
	return err.Error()
}
`,
  })
  expect(printCalls(go).filter((line) => line.startsWith('f '))).toContain('f -> ValidationError.Error (interface)')
})
