// What a data library answers when nothing is found: an error, an empty list, or false beside no error. A guard that only looks at
// the error of a list lets everybody in.

import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

/** What ent generates from it is not in the repository. */
const ENT_SCHEMA = `package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

type User struct{ ent.Schema }

func (User) Fields() []ent.Field { return []ent.Field{field.String("token")} }
`

/** Verdict of a route behind a guard that finds `who` by an unchecked header `token`, with these lines. */
async function verdict(imports: string, code: string, lines: string): Promise<string> {
  const go = await analyseTexts({
    'ent/schema/user.go': ENT_SCHEMA,
    'main.go': `package main

import (
	"context"

	"github.com/gin-gonic/gin"
${imports
  .split(' ')
  .map((path) => `	"${path}"`)
  .join('\n')}
)

type User struct {
	ID    int64
	Token string
}

${code}

func guard(c *gin.Context) {
	ctx := context.Background()
	token := c.GetHeader("X-Token")
	_ = ctx
	${lines.replaceAll('REFUSE', 'c.AbortWithStatus(401)\n\t\treturn')}
	c.Next()
}

func main() {
	r := gin.New()
	r.GET("/", guard, func(c *gin.Context) { c.JSON(200, gin.H{}) })
	r.Run()
}
`,
  })
  const [line = ''] = printRoutes(go)
  return /\] (\w+)/.exec(line)?.[1] ?? line
}

const CASES: Readonly<Record<string, readonly [imports: string, code: string, cases: Readonly<Record<string, string>>]>> = {
  gorm: [
    'gorm.io/gorm',
    'var db *gorm.DB',
    {
      'required: First fails': 'var u User; if err := db.Where("token = ?", token).First(&u).Error; err != nil { REFUSE }',
      'required: Take fails': 'var u User; if db.Where("token = ?", token).Take(&u).Error != nil { REFUSE }',
      'optional: Find does not fail': 'var u User; if err := db.Where("token = ?", token).Find(&u).Error; err != nil { REFUSE }',
      'optional: Find with its condition': 'var us []User; if err := db.Find(&us, "token = ?", token).Error; err != nil { REFUSE }',
      'required: Find and its number of rows': 'var u User; if db.Where("token = ?", token).Find(&u).RowsAffected == 0 { REFUSE }',
      'required: what it fills stays empty': 'var u User; db.Where("token = ?", token).Find(&u); if u.ID == 0 { REFUSE }',
      'required: Count is zero': 'var n int64; db.Model(&User{}).Where("token = ?", token).Count(&n); if n == 0 { REFUSE }',
      'optional: Count does not fail':
        'var n int64; if err := db.Model(&User{}).Where("token = ?", token).Count(&n).Error; err != nil { REFUSE }',
    },
  ],
  'database/sql': [
    'database/sql',
    'var db *sql.DB',
    {
      'required: a row is scanned':
        'var id int64; if err := db.QueryRowContext(ctx, "SELECT id FROM users WHERE token = $1", token).Scan(&id); err != nil { REFUSE }',
      'required: by a name for the row':
        'row := db.QueryRow("SELECT id FROM users WHERE token = $1", token); var id int64; problem := row.Scan(&id); if problem != nil { REFUSE }',
      'required: no row comes':
        'rows, err := db.Query("SELECT id FROM users WHERE token = $1", token); if err != nil { REFUSE }; if !rows.Next() { REFUSE }',
      'optional: rows that nobody looks at':
        'rows, err := db.Query("SELECT id FROM users WHERE token = $1", token); if err != nil { REFUSE }; rows.Close()',
    },
  ],
  sqlx: [
    'github.com/jmoiron/sqlx',
    'var db *sqlx.DB',
    {
      'required: a row is scanned into a struct':
        'var u User; if err := db.QueryRowx("SELECT * FROM users WHERE token = $1", token).StructScan(&u); err != nil { REFUSE }',
      'required: a named row':
        'row := db.QueryRowxContext(ctx, "SELECT * FROM users WHERE token = $1", token); var u User; problem := row.StructScan(&u); if problem != nil { REFUSE }',
      'required: Get fails': 'var u User; if err := db.Get(&u, "SELECT * FROM users WHERE token = $1", token); err != nil { REFUSE }',
      'optional: Select does not fail':
        'var us []User; if err := db.Select(&us, "SELECT * FROM users WHERE token = $1", token); err != nil { REFUSE }',
      'required: the list is empty':
        'var us []User; if err := db.SelectContext(ctx, &us, "SELECT * FROM users WHERE token = $1", token); err != nil || len(us) == 0 { REFUSE }',
    },
  ],
  pgx: [
    'github.com/jackc/pgx/v5 github.com/jackc/pgx/v5/pgxpool',
    'var db *pgxpool.Pool',
    {
      'required: a row is scanned':
        'var id int64; problem := db.QueryRow(ctx, "SELECT id FROM users WHERE token = $1", token).Scan(&id); if problem != nil { REFUSE }',
      'required: CollectOneRow fails':
        'rows, _ := db.Query(ctx, "SELECT * FROM users WHERE token = $1", token); u, err := pgx.CollectOneRow(rows, pgx.RowToStructByName[User]); if err != nil { REFUSE }; _ = u',
      'optional: CollectRows does not fail':
        'rows, _ := db.Query(ctx, "SELECT * FROM users WHERE token = $1", token); us, err := pgx.CollectRows(rows, pgx.RowToStructByName[User]); if err != nil { REFUSE }; _ = us',
      'required: the list is empty':
        'rows, _ := db.Query(ctx, "SELECT * FROM users WHERE token = $1", token); us, err := pgx.CollectRows(rows, pgx.RowToStructByName[User]); if err != nil || len(us) != 1 { REFUSE }',
    },
  ],
  xorm: [
    'xorm.io/xorm',
    'var db *xorm.Engine',
    {
      'required: a query that is ended by another name':
        'u := new(User); has, problem := db.Where("token = ?", token).Limit(1).Get(u); if problem != nil || !has { REFUSE }',
      'optional: Get does not fail': 'u := new(User); if _, err := db.Where("token = ?", token).Get(u); err != nil { REFUSE }',
      'required: Get says that there is none':
        'u := new(User); has, err := db.Where("token = ?", token).Get(u); if err != nil || !has { REFUSE }',
      'optional: Find does not fail': 'var us []User; if err := db.Where("token = ?", token).Find(&us); err != nil { REFUSE }',
    },
  ],
  bun: [
    'github.com/uptrace/bun',
    'var db *bun.DB',
    {
      'required: one row': 'u := new(User); if err := db.NewSelect().Model(u).Where("token = ?", token).Scan(ctx); err != nil { REFUSE }',
      'optional: a list': 'var us []User; if err := db.NewSelect().Model(&us).Where("token = ?", token).Scan(ctx); err != nil { REFUSE }',
      'optional: Exists does not fail':
        'if _, err := db.NewSelect().Model((*User)(nil)).Where("token = ?", token).Exists(ctx); err != nil { REFUSE }',
      'required: it does not exist':
        'ok, err := db.NewSelect().Model((*User)(nil)).Where("token = ?", token).Exists(ctx); if err != nil || !ok { REFUSE }',
    },
  ],
  'go-pg': [
    'github.com/go-pg/pg/v10',
    'var db *pg.DB',
    {
      'required: one row': 'u := new(User); if err := db.Model(u).Where("token = ?", token).Select(); err != nil { REFUSE }',
      'optional: a list': 'var us []User; if err := db.Model(&us).Where("token = ?", token).Select(); err != nil { REFUSE }',
      'optional: Exists does not fail': 'if _, err := db.Model((*User)(nil)).Where("token = ?", token).Exists(); err != nil { REFUSE }',
      'required: none is counted': 'n, err := db.Model((*User)(nil)).Where("token = ?", token).Count(); if err != nil || n == 0 { REFUSE }',
    },
  ],
  goqu: [
    'github.com/doug-martin/goqu/v9',
    'var db *goqu.Database',
    {
      'required: ScanStruct says that there is none':
        'var u User; found, err := db.From("users").Where(goqu.C("token").Eq(token)).ScanStruct(&u); if err != nil || !found { REFUSE }',
      'optional: ScanStruct does not fail':
        'var u User; if _, err := db.From("users").Where(goqu.C("token").Eq(token)).ScanStruct(&u); err != nil { REFUSE }',
      'optional: ScanStructs does not fail':
        'var us []User; if err := db.From("users").Where(goqu.C("token").Eq(token)).ScanStructs(&us); err != nil { REFUSE }',
    },
  ],
  ent: [
    'example.org/app/ent example.org/app/ent/user',
    'var db *ent.Client',
    {
      'required: First fails': 'if _, err := db.User.Query().Where(user.Token(token)).First(ctx); err != nil { REFUSE }',
      'optional: All does not fail': 'if _, err := db.User.Query().Where(user.Token(token)).All(ctx); err != nil { REFUSE }',
      'required: it does not exist': 'ok, err := db.User.Query().Where(user.Token(token)).Exist(ctx); if err != nil || !ok { REFUSE }',
      'optional: Exist does not fail': 'if _, err := db.User.Query().Where(user.Token(token)).Exist(ctx); err != nil { REFUSE }',
    },
  ],
  redis: [
    'github.com/redis/go-redis/v9',
    'var rdb *redis.Client',
    {
      'required: Get fails': 'if _, err := rdb.Get(ctx, token).Result(); err != nil { REFUSE }',
      'optional: HGetAll gives an empty map': 'if _, err := rdb.HGetAll(ctx, token).Result(); err != nil { REFUSE }',
      'required: the map is empty': 'm, err := rdb.HGetAll(ctx, token).Result(); if err != nil || len(m) == 0 { REFUSE }',
      'required: Exists is zero': 'n, err := rdb.Exists(ctx, token).Result(); if err != nil || n == 0 { REFUSE }',
      'optional: Exists does not fail': 'if _, err := rdb.Exists(ctx, token).Result(); err != nil { REFUSE }',
    },
  ],
}

for (const [library, [imports, code, cases]] of Object.entries(CASES))
  test(library, async () => {
    const wrong: string[] = []
    for (const [name, lines] of Object.entries(cases)) {
      const given = await verdict(imports, code, lines.replaceAll('; ', '\n\t').replaceAll(/\n\terr != nil/g, '; err != nil'))
      if (given !== name.split(':')[0]) wrong.push(`${name}, not ${given}`)
    }
    expect(wrong).toEqual([])
  })
