// For the tests here: the body of a Go function in, the statements that bun would send out. Models of a small shop stand ready.

import { parseSql } from '#indexer/sql/parser.ts'
import { analyseTexts } from '#test/support/go-program.ts'
import { renderStatement } from '../index.ts'
import type { RenderedStatement } from '../statement.ts'

const HEAD = `package shop

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

type User struct {
	bun.BaseModel \`bun:"table:users,alias:u"\`
	ID        int64      \`bun:"id,pk,autoincrement"\`
	Name      string
	Email     string     \`bun:"email_address,notnull,unique"\`
	CompanyID int64
	Company   *Company   \`bun:"rel:belongs-to,join:company_id=id"\`
	Orders    []*Order   \`bun:"rel:has-many,join:id=user_id"\`
	Tags      []Tag      \`bun:"m2m:user_tags,join:User=Tag"\`
	CreatedAt time.Time  \`bun:",nullzero,notnull,default:current_timestamp"\`
	Cached    string     \`bun:"-"\`
}

type Company struct {
	ID   int64 \`bun:",pk"\`
	Name string
}

type Order struct {
	ID        int64     \`bun:",pk"\`
	UserID    int64
	User      *User     \`bun:"rel:belongs-to"\`
	Total     float64
	DeletedAt time.Time \`bun:",soft_delete,nullzero"\`
}

type Tag struct {
	ID   int64 \`bun:",pk"\`
	Word string
}

type UserTag struct {
	bun.BaseModel \`bun:"table:user_tags"\`
	UserID int64 \`bun:",pk"\`
	User   *User \`bun:"rel:belongs-to,join:user_id=id"\`
	TagID  int64 \`bun:",pk"\`
	Tag    *Tag  \`bun:"rel:belongs-to,join:tag_id=id"\`
}
`

export interface Sent extends RenderedStatement {
  readonly inTransaction: boolean
}

/** All that the function `f` of a program sends. */
export async function statementsOf(body: string, more = ''): Promise<readonly Sent[]> {
  const go = await analyseTexts({
    'shop.go': `${HEAD}${more}\nfunc f(ctx context.Context, db *bun.DB, id int64, name string, ids []int64, fast bool) {\n${body}\n}\n`,
  })
  const sent = go.effects
    .filter((e) => e.fn.name === 'f' || e.fn.name.startsWith('f.') || e.inlined)
    .flatMap((e) => (e.effect.kind === 'statement' ? [{ site: e.site, effect: e.effect }] : []))
    .flatMap(({ effect, site }) => renderStatement(effect, go).map((s) => ({ ...s, inTransaction: site.inTransaction })))
  for (const { sql } of sent) {
    const parsed = parseSql(sql)
    if (!parsed.ok) throw new Error(`${parsed.error.message}: ${sql}`)
  }
  return sent
}

export async function sqlOf(body: string, more = ''): Promise<string[]> {
  return (await statementsOf(body, more)).map((s) => s.sql || `failed: ${s.failed}`)
}
