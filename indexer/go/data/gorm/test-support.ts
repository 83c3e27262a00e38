// For the tests here: the body of a Go function in, the statements that GORM would send out. Models of a small shop stand ready.

import { parseSql } from '#indexer/sql/parser.ts'
import { analyseTexts } from '#test/support/go-program.ts'
import type { RenderedStatement } from '../statement.ts'
import { renderGorm } from './render.ts'
import { gormSettings } from './settings.ts'

const HEAD = `package shop

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)
`

export const SHOP = `
type User struct {
	gorm.Model
	Name      string
	Email     string \`gorm:"uniqueIndex"\`
	Age       int
	Active    bool \`gorm:"default:true"\`
	CompanyID *uint
	Company   Company
	ManagerID *uint
	Manager   *User
	Account   Account
	Orders    []Order
	Languages []Language \`gorm:"many2many:user_speaks;"\`
	Toys      []Toy      \`gorm:"polymorphic:Owner"\`
	Notes     string     \`gorm:"-"\`
}

type Company struct {
	ID   uint
	Name string
}

type Account struct {
	ID     uint
	UserID uint
	Number string
}

type Order struct {
	ID        uint
	UserID    uint
	User      *User
	Total     float64
	State     string
	Items     []Item
	UpdatedAt time.Time
}

type Item struct {
	ID      uint
	OrderID uint
	Qty     int
}

type Language struct {
	ID   uint
	Code string
}

type Toy struct {
	ID        uint
	Name      string
	OwnerID   uint
	OwnerType string
}
`

/** All that the function `f` of a program sends. */
export async function statementsOf(body: string, more = '', models = SHOP): Promise<readonly RenderedStatement[]> {
  const go = await analyseTexts({
    'shop.go': `${HEAD}${models}${more}\nfunc f(db *gorm.DB, c *fiber.Ctx, id uint, name string, ids []uint) {\n${body}\n}\n`,
  })
  const settings = gormSettings((go.summary.collected.get('gorm.open') as never[] | undefined) ?? [], go.sources)
  const sent = go.effects
    .filter((e) => e.fn.name === 'f' || e.fn.name.startsWith('f.'))
    .flatMap((e) => (e.effect.kind === 'statement' ? [{ at: e.site.at, effect: e.effect }] : []))
    .toSorted((a, b) => a.at - b.at)
    .flatMap(({ effect }) => renderGorm(effect, { types: go.types, program: go.program, sources: go.sources, settings }))
  for (const { sql } of sent) {
    const parsed = parseSql(sql)
    if (!parsed.ok) throw new Error(`${parsed.error.message}: ${sql}`)
  }
  return sent
}

export async function sqlOf(body: string, more = '', models = SHOP): Promise<string[]> {
  return (await statementsOf(body, more, models)).map((s) => s.sql || `failed: ${s.failed}`)
}
