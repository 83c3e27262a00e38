// A program's driver says for which database its models and texts are written.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { indexRepository } from './index-repository.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'dialects-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const GORM = (driver: string) => `package app
import (
	"gorm.io/driver/${driver}"
	"gorm.io/gorm"
)
type Team struct { ID uint; Name string \`gorm:"type:varchar(30) ${driver === 'mysql' ? 'COLLATE utf8mb4_bin' : ''};uniqueIndex"\` }
type Member struct { ID uint; TeamID uint; Team *Team; Age int \`gorm:"type:int unsigned"\` }
func open() *gorm.DB { db, _ := gorm.Open(${driver}.Open("dsn"), &gorm.Config{}); db.AutoMigrate(&Team{}, &Member{}); return db }
func all(db *gorm.DB) []Member {
	var m []Member
	db.Joins("USE INDEX (\`by_team\`) JOIN teams ON teams.id = members.team_id").Where("age > ?", 3).Find(&m)
	return m
}
`

async function indexed(name: string, text: string) {
  const repository = path.join(root, name)
  await mkdir(repository)
  await writeFile(path.join(repository, 'go.mod'), 'module example.org/app\n\ngo 1.22\n')
  await writeFile(path.join(repository, 'app.go'), text)
  const { graph } = await indexRepository(repository, { cacheFolder: path.join(root, 'cache'), proof: 'skip' })
  const of = (label: string) => graph.nodes.filter((n) => n.labels.includes(label)).map((n) => n.properties)
  return {
    tables: of('Table').map((t) => [t.name, t.dialect, t.source, t.approximate]),
    indexes: of('Index').map((t) => t.name),
    keys: of('Constraint').flatMap((c) => (c.kind === 'foreign' || c.kind === 'foreignKey' ? [c.name] : [])),
    queries: of('Query').map((q) => [q.operation, q.parsed, q.sqlstate]),
    reads: graph.edges.filter((e) => e.type === 'READS').map((e) => e.to),
    diagnostics: of('Diagnostic').flatMap((d) => (d.severity === 'info' ? [] : [d.reason])),
  }
}

it('a mapper that is opened with MySQL: approximate, and nothing refused by Postgres', async () => {
  const found = await indexed('gorm-mysql', GORM('mysql'))
  expect(found.tables).toEqual([
    ['members', 'mysql', 'parsed', true],
    ['teams', 'mysql', 'parsed', true],
  ])
  expect(found.indexes).toContain('idx_teams_name')
  expect(found.queries).toEqual([['select', true, undefined]])
  expect(found.reads).toHaveLength(2)
  expect(found.diagnostics).toEqual(['dialect-not-supported'])
})

it('one that is opened with SQLite is asked of SQLite', async () => {
  const found = await indexed('gorm-sqlite', GORM('sqlite').replace('USE INDEX (`by_team`) ', ''))
  expect(found.tables).toEqual([
    ['members', 'sqlite', 'models', undefined],
    ['teams', 'sqlite', 'models', undefined],
  ])
  expect(found.queries).toEqual([['select', true, undefined]])
  expect(found.diagnostics).toEqual(['dialect-not-supported'])
})

it('texts without a schema are those of the driver', async () => {
  const found = await indexed(
    'texts',
    'package app\nimport ("database/sql"; _ "github.com/go-sql-driver/mysql")\nfunc f(db *sql.DB) { db.Query("SELECT `id` FROM `user` WHERE a <=> ? LIMIT 5, 10", 1) }\n',
  )
  expect(found.queries).toEqual([['select', true, undefined]])
})

it('of several drivers Postgres is the one that is judged', async () => {
  const found = await indexed(
    'several',
    GORM('postgres')
      .replace('"gorm.io/gorm"', '"gorm.io/driver/sqlite"\n\t"gorm.io/gorm"')
      .replace('USE INDEX (`by_team`) ', '')
      .replace('int unsigned', 'int'),
  )
  expect(found.tables.map((t) => t[1])).toEqual([undefined, undefined])
})

it('models say more than the few texts of DDL that stand in the code', async () => {
  const text = 'const step = `CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT)`\n'
  const found = await indexed('part', `${GORM('postgres').replace('USE INDEX (`by_team`) ', '').replace('int unsigned', 'int')}${text}`)
  expect(found.tables.map((t) => [t[0], t[2]])).toEqual([
    ['members', 'models'],
    ['teams', 'models'],
  ])
})
