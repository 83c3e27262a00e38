import { expect, test } from 'vitest'
import { sentBy } from '../text/test-support.ts'

const HEAD = `import ("context"; "github.com/go-pg/pg/v10"; "github.com/go-pg/pg/v10/orm")
type Base struct {
  ID int
  DeletedAt pg.NullTime \`pg:",soft_delete"\`
}
type Role struct { ID int; Name string }
type User struct {
  tableName struct{} \`pg:"people,alias:u"\`
  Base
  Name string
  RoleID int
  Role *Role
  Posts []*Post
}
type Post struct { ID int; Title string \`pg:"heading"\`; UserID int }
`

test('queries whose finisher says what they are', async () => {
  const code = `${HEAD}
func read(ctx context.Context, db orm.DB, ids []int, name string) {
  var users []User
  q := db.Model(&users).Relation("Role").Where("u.name = ?", name).Order("u.id DESC").Limit(10)
  if len(ids) > 0 { q = q.WhereIn("u.id IN (?)", ids) }
  q.Select()
  post := &Post{ID: 1}
  db.Model(post).WherePK().Select()
  db.ModelContext(ctx, (*Post)(nil)).Where("heading = ?", name).Count()
}
func write(db *pg.DB, post *Post) {
  db.RunInTransaction(context.Background(), func(tx *pg.Tx) error {
    _, err := tx.Model(post).OnConflict("(id) DO NOTHING").Insert()
    return err
  })
  db.Model(post).Set("heading = ?", "x").Where("user_id = ?", 1).Update()
  db.Model(post).WherePK().Delete()
  db.Exec("UPDATE posts SET heading = ? WHERE id = ?", "x", 1)
  var n int
  db.QueryOne(pg.Scan(&n), "SELECT count(*) FROM posts")
}`
  expect(await sentBy(code)).toMatchInlineSnapshot(`
    [
      "read go-pg [bounded]: SELECT "u"."id", "u"."deleted_at", "u"."name", "u"."role_id", "role"."id" AS "role__id", "role"."name" AS "role__name" FROM "people" AS "u" LEFT JOIN "roles" AS "role" ON ("role"."id" = "u"."role_id") WHERE (u.name = $1) AND (u.id IN ($2)) AND "u"."deleted_at" IS NULL ORDER BY "u"."id" DESC LIMIT 10",
      "read go-pg [bounded]: SELECT "u"."id", "u"."deleted_at", "u"."name", "u"."role_id", "role"."id" AS "role__id", "role"."name" AS "role__name" FROM "people" AS "u" LEFT JOIN "roles" AS "role" ON ("role"."id" = "u"."role_id") WHERE (u.name = $1) AND "u"."deleted_at" IS NULL ORDER BY "u"."id" DESC LIMIT 10",
      "read go-pg: SELECT "post"."id", "post"."heading", "post"."user_id" FROM "posts" AS "post" WHERE ("post"."id" = $1)",
      "read go-pg: SELECT count(*) FROM "posts" AS "post" WHERE (heading = $1)",
      "write.func1 go-pg [transaction]: INSERT INTO "posts" AS "post" ("id", "heading", "user_id") VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
      "write go-pg: UPDATE "posts" AS "post" SET heading = $1 WHERE (user_id = $2)",
      "write go-pg: DELETE FROM "posts" AS "post" WHERE ("post"."id" = $1)",
      "write go-pg: UPDATE posts SET heading = $1 WHERE id = $2",
      "write go-pg: SELECT count(*) FROM posts",
    ]
  `)
})
