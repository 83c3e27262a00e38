import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'
import { gormModels } from './models.ts'
import { gormSettings } from './settings.ts'

const HEAD = `package app
import "time"
import "gorm.io/gorm"
import "gorm.io/datatypes"
`

async function modelsOf(source: string) {
  const go = await analyseTexts({ 'models.go': HEAD + source })
  const roots = go.summary.collected.get('gorm.autoMigrate') as never[] | undefined
  const settings = gormSettings((go.summary.collected.get('gorm.open') as never[] | undefined) ?? [], go.sources)
  return gormModels({ types: go.types, program: go.program, sources: go.sources, settings }, roots)
}

test('columns have the types that the Postgres driver gives them', async () => {
  const [table] = await modelsOf(`
type Level int8
type Widget struct {
	ID      uint32
	Big     uint64
	Small   int16
	Level   Level
	Name    string \`gorm:"size:40;not null"\`
	State   string \`gorm:"type:varchar(12);not null;default:'new'"\`
	Price   float64 \`gorm:"precision:10;scale:2"\`
	Rate    float32
	On      bool \`gorm:"default:false"\`
	At      time.Time \`gorm:"precision:3;default:now()"\`
	Gone    gorm.DeletedAt
	Data    []byte
	Doc     datatypes.JSON
	Key     string \`gorm:"type:uuid;default:gen_random_uuid()"\`
	Skip    string \`gorm:"-:migration"\`
}
func migrate(db *gorm.DB) { db.AutoMigrate(&Widget{}) }
`)
  expect(table?.name).toBe('widgets')
  expect(table?.primaryKey).toEqual(['id'])
  expect(table?.columns.map((c) => [c.name, c.type, c.nullable, c.default])).toEqual([
    ['id', 'bigserial', false, undefined],
    ['big', 'bigint', true, undefined],
    ['small', 'smallint', true, undefined],
    ['level', 'smallint', true, undefined],
    ['name', 'varchar(40)', false, undefined],
    ['state', 'varchar(12)', false, "'new'"],
    ['price', 'numeric(10, 2)', true, undefined],
    ['rate', 'decimal', true, undefined],
    ['on', 'boolean', true, 'false'],
    ['at', 'timestamptz(3)', true, 'now()'],
    ['gone', 'timestamptz', true, undefined],
    ['data', 'bytea', true, undefined],
    ['doc', 'JSONB', true, undefined],
    ['key', 'uuid', true, 'gen_random_uuid()'],
  ])
  expect(table?.columns[0]?.place).toEqual({ file: 'models.go', line: 8, endLine: 8 })
})

test('indexes: named, shared in order, partial, of expressions; unique columns and checks', async () => {
  const [table] = await modelsOf(`
type Widget struct {
	ID     uint
	Tenant string \`gorm:"uniqueIndex:idx_tenant_code,priority:2"\`
	Code   string \`gorm:"uniqueIndex:idx_tenant_code,priority:1;check:code <> ''"\`
	State  string \`gorm:"index:,where:state = 'new'"\`
	Name   string \`gorm:"index:idx_lower,expression:lower(name),type:btree"\`
	Rank   int    \`gorm:"index:idx_rank,sort:desc"\`
	Serial string \`gorm:"unique"\`
}
func migrate(db *gorm.DB) { db.AutoMigrate(&Widget{}) }
`)
  expect(table?.indexes).toEqual([
    { name: 'uni_widgets_serial', keys: ['serial'], unique: true },
    { name: 'idx_tenant_code', keys: ['code', 'tenant'], unique: true },
    { name: 'idx_widgets_state', keys: ['state'], unique: false, where: "state = 'new'" },
    { name: 'idx_lower', keys: ['lower(name)'], unique: false, method: 'btree' },
    { name: 'idx_rank', keys: ['rank desc'], unique: false },
  ])
  expect(table?.checks).toEqual([{ name: 'chk_widgets_code', expression: "code <> ''" }])
})

const BLOG = `
type Author struct {
	Code  string \`gorm:"primaryKey;size:10"\`
	Posts []Post \`gorm:"foreignKey:AuthorCode;constraint:OnDelete:CASCADE"\`
}
type Post struct {
	ID         uint
	AuthorCode string
	Author     Author \`gorm:"foreignKey:AuthorCode;references:Code"\`
	ParentID   *uint
	Parent     *Post
	Tags       []Tag \`gorm:"many2many:post_tags"\`
}
type Tag struct { ID uint64 }
`

test('keys between tables: one a pair, of the type of what they point to; join tables come along', async () => {
  const tables = await modelsOf(`${BLOG}\nfunc migrate(db *gorm.DB) { db.AutoMigrate(&Author{}, &Post{}) }\n`)
  expect(tables.map((t) => t.name).toSorted()).toEqual(['authors', 'post_tags', 'posts', 'tags'])
  const keys = tables.flatMap((t) =>
    t.foreignKeys.map((k) =>
      `${t.name}.${k.columns} -> ${k.references.table}.${k.references.columns} ${k.name} ${k.onDelete ?? ''}`.trim(),
    ),
  )
  expect(keys.toSorted()).toEqual([
    'post_tags.post_id -> posts.id fk_post_tags_post',
    'post_tags.tag_id -> tags.id fk_post_tags_tag',
    'posts.author_code -> authors.code fk_authors_posts CASCADE',
    'posts.parent_id -> posts.id fk_posts_parent',
  ])
  const column = (table: string, name: string) => tables.find((t) => t.name === table)?.columns.find((c) => c.name === name)?.type
  expect([column('posts', 'author_code'), column('posts', 'parent_id'), column('post_tags', 'tag_id')]).toEqual([
    'varchar(10)',
    'bigint',
    'bigint',
  ])
})

test('without AutoMigrate every struct with GORM marks counts; a handle that makes no keys leaves them out', async () => {
  const tables = await modelsOf(`${BLOG}
type Plain struct { ID uint }
func open() (*gorm.DB, error) { return gorm.Open(nil, &gorm.Config{DisableForeignKeyConstraintWhenMigrating: true}) }
`)
  expect(tables.map((t) => t.name).toSorted()).toEqual(['authors', 'post_tags', 'posts', 'tags'])
  expect(tables.flatMap((t) => t.foreignKeys)).toEqual([])
})

test('models that a function lists', async () => {
  const tables = await modelsOf(`
type Plain struct { ID uint }
type Other struct { ID uint }
func all() []any { return []any{&Plain{}, &Other{}} }
func migrate(db *gorm.DB) { db.AutoMigrate(all()...) }
`)
  expect(tables.map((t) => t.name).toSorted()).toEqual(['others', 'plains'])
})
