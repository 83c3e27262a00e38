// Which columns are told to hold a closed set, and which may hold anything.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { indexRepository } from './index-repository.ts'

let root: string
let count = 0
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'written-values-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function sets(code: string): Promise<readonly string[]> {
  const repository = path.join(root, `repository${++count}`)
  await mkdir(path.join(repository, 'migrations'), { recursive: true })
  await writeFile(path.join(repository, 'go.mod'), 'module example.org/app\n\ngo 1.22\n')
  await writeFile(path.join(repository, 'migrations', '1_keys.up.sql'), 'CREATE TABLE keys (id bigserial PRIMARY KEY, name text);\n')
  await writeFile(path.join(repository, 'app.go'), `package app\n${code}`)
  const { graph } = await indexRepository(repository, { cacheFolder: path.join(root, 'cache'), proof: 'skip' })
  return graph.nodes.flatMap(({ properties: p }) => (Array.isArray(p.choices) ? [`${p.table}.${p.name} ${p.choices.join(' ')}`] : []))
}

it('what a body that nobody in view fills may say is open; a row that was read has what is there already', async () => {
  const code = (read: string) => `import ("encoding/json"; "net/http"; "github.com/jmoiron/sqlx")
func parse[T any](r *http.Request) (body T, err error) {
  err = json.NewDecoder(r.Body).Decode(&body)
  return body, err
}
type NewKey struct { Name string \`json:"name"\` }
type Key struct { ID int \`db:"id"\`; Name string \`db:"name"\` }
func store(db *sqlx.DB, name string) { db.Exec("INSERT INTO keys (name) VALUES ($1)", name) }
func seed(db *sqlx.DB) { store(db, "seed"); store(db, "local") }
${read}`
  const body = 'func handle(db *sqlx.DB, r *http.Request) { body, _ := parse[NewKey](r); store(db, body.Name) }'
  const row = 'func copy(db *sqlx.DB) { var k Key; db.Get(&k, "SELECT id, name FROM keys LIMIT 1"); store(db, k.Name) }'
  expect(await sets(code(body))).toEqual([])
  expect(await sets(code(row))).toEqual(['keys.name local seed'])
})

it('what a part of a body may say is open, whatever the code puts there besides', async () => {
  const code = `import ("encoding/json"; "net/http"; "database/sql")
type Part struct { Name string }
type Body struct { Parts []Part }
func store(db *sql.DB, p Part) { db.Exec("INSERT INTO keys (name) VALUES ($1)", p.Name) }
func handle(db *sql.DB, r *http.Request) {
  var body Body
  json.NewDecoder(r.Body).Decode(&body)
  for _, p := range body.Parts { store(db, p) }
}
func seed(db *sql.DB) { store(db, Part{Name: "seed"}); store(db, Part{Name: "local"}) }`
  expect(await sets(code)).toEqual([])
})

it('one of several yes and no is no refusal', async () => {
  const code = (results: string, no: string, yes: string) => `import "database/sql"
func choose(source string) ${results} {
  switch source {
  case "last": return ${yes}
  case "both": return ${yes}
  default: return ${no}
  }
}
func store(db *sql.DB, source string) {
  choose(source)
  db.Exec("INSERT INTO keys (name) VALUES ($1)", source)
}`
  expect(await sets(code('(first, last bool)', 'true, false', 'true, true'))).toEqual([])
  expect(await sets(code('bool', 'false', 'true'))).toEqual(['keys.name both last'])
})
