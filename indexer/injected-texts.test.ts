// Whence the text comes that is written into a statement.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { indexRepository } from './index-repository.ts'

let root: string
let count = 0
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'injected-texts-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const IMPORTS = `import (
  "database/sql"
  "encoding/json"
  "fmt"
  "net/http"
  "os"
  "reflect"
  "regexp"
  "strconv"
  "strings"
  "time"
  "github.com/go-chi/chi/v5"
  "github.com/gorilla/mux"
  "github.com/jackc/pgx/v5"
)
var _ = []any{chi.NewRouter, mux.NewRouter, strings.ToLower, sql.ErrNoRows, json.Marshal, fmt.Sprint, http.MethodGet, os.Args, reflect.TypeOf, strconv.Itoa, time.Now, pgx.ErrNoRows}
`

async function injected(code: string): Promise<readonly string[]> {
  const repository = path.join(root, `repository${++count}`)
  await mkdir(path.join(repository, 'migrations'), { recursive: true })
  await writeFile(path.join(repository, 'go.mod'), 'module example.org/app\n\ngo 1.22\n')
  await writeFile(path.join(repository, 'migrations', '1_keys.up.sql'), 'CREATE TABLE keys (id bigserial PRIMARY KEY, name text);\n')
  await writeFile(path.join(repository, 'app.go'), `package app\n${IMPORTS}${code}`)
  const { graph } = await indexRepository(repository, { cacheFolder: path.join(root, 'cache'), proof: 'skip' })
  return graph.nodes.flatMap(({ labels, properties: p }) =>
    labels.includes('Query') ? [[p.injection, p.injected].filter((x) => x !== undefined).join(' ')] : [],
  )
}

it('what a body brings is followed through a field to where another package writes it', async () => {
  const code = `type Filter struct { Sort string \`json:"sort"\` }
type Store struct { db *sql.DB }
func (s *Store) List(f Filter) { s.db.Query("SELECT id FROM keys ORDER BY " + f.Sort) }
func (s *Store) handle(w http.ResponseWriter, r *http.Request) {
  var f Filter
  json.NewDecoder(r.Body).Decode(&f)
  s.List(f)
}`
  expect(await injected(code)).toEqual(['parameter Filter.Sort'])
})

it('what is judged on its way is of unknown origin: the judgement is not judged', async () => {
  const code = `var word = regexp.MustCompile("^[a-z]+$")
type Filter struct { Sort string \`json:"sort"\` }
func (f Filter) check() error {
  if !word.MatchString(f.Sort) { return fmt.Errorf("no") }
  return nil
}
type Store struct { db *sql.DB }
func (s *Store) List(f Filter) { s.db.Query("SELECT id FROM keys ORDER BY " + f.Sort) }
func (s *Store) handle(w http.ResponseWriter, r *http.Request) {
  var f Filter
  json.NewDecoder(r.Body).Decode(&f)
  if f.check() != nil { return }
  s.List(f)
}`
  expect(await injected(code)).toEqual(['unknown'])
})

it('what is refused by an error of the own type unless it is one of a set is of unknown origin', async () => {
  const code = `type Problem struct { Code int }
type ErrorAnswer struct { Code int }
func direction(r *http.Request) (string, *ErrorAnswer) {
  dir := r.FormValue("dir")
  if dir != "asc" && dir != "desc" { return "", &ErrorAnswer{Code: 422} }
  return dir, nil
}
type Page struct { Dir string }
type Store struct { db *sql.DB }
func (s *Store) List(p Page) { s.db.Query("SELECT id FROM keys ORDER BY id " + strings.ToUpper(p.Dir)) }
func (s *Store) handle(w http.ResponseWriter, r *http.Request) {
  dir, problem := direction(r)
  if problem != nil { return }
  s.List(Page{Dir: dir})
}`
  expect(await injected(code)).toEqual(['unknown'])
})

it('a field that only the program fills with constants is none, one that a tag lets others fill is not known', async () => {
  const code = (tag: string) => `type Options struct { Order string${tag} }
type Store struct { db *sql.DB; options *Options }
func (s *Store) List() { s.db.Query("SELECT id FROM keys ORDER BY " + s.options.Order) }
func byName(db *sql.DB) *Store { return &Store{db: db, options: &Options{Order: "name"}} }
func byID(db *sql.DB) *Store { return &Store{db: db, options: &Options{Order: "id"}} }`
  expect(new Set(await injected(code('')))).toEqual(new Set(['none']))
  expect(new Set(await injected(code(' `json:"order"`')))).not.toContain('parameter')
})

it('numbers, quoted names, the environment and what is no text carry nothing', async () => {
  const code = `type Window struct { Length time.Duration; Table string }
func age(db *sql.DB, w Window) { db.Query(fmt.Sprintf("SELECT id FROM keys WHERE name < now() - interval '%dms'", w.Length.Milliseconds())) }
func count(db *sql.DB, table string) { db.Query("SELECT count(*) FROM " + pgx.Identifier{table}.Sanitize()) }
func path(db *sql.DB) { db.Exec("SET search_path TO " + os.Getenv("SCHEMA")) }
func number(db *sql.DB, n int) { db.Query("SELECT id FROM keys WHERE id > " + strconv.Itoa(n)) }`
  expect(new Set(await injected(code))).toEqual(new Set(['none']))
})

it('a parameter that nobody in view gives is of unknown origin', async () => {
  const code = 'func Count(db *sql.DB, table string) { db.Query("SELECT count(*) FROM " + table) }'
  expect(await injected(code)).toEqual(['unknown'])
})

it('what net/http and its routers read of a request is text of it, in parts, trimmed, split or by the names that it came under', async () => {
  const reads = [
    'r.URL.Query().Get("order")',
    'r.FormValue("order")',
    'r.Header.Get("order")',
    'strings.TrimSpace(r.PathValue("order"))',
    'strings.ReplaceAll(r.FormValue("order"), " ", "")',
    'r.URL.Query()["order"][0]',
    'mux.Vars(r)["order"]',
    'chi.URLParam(r, "order")',
    'fmt.Sprintf("%s", r.FormValue("order"))',
  ]
  const code = reads.map(
    (read, i) => `func a${i}(db *sql.DB, w http.ResponseWriter, r *http.Request) { db.Query("SELECT id FROM keys ORDER BY " + ${read}) }`,
  )
  const loops = `func b1(db *sql.DB, w http.ResponseWriter, r *http.Request) {
  for _, p := range strings.Split(r.FormValue("order"), ",") { db.Query("SELECT id FROM keys ORDER BY " + p) }
}
func b2(db *sql.DB, w http.ResponseWriter, r *http.Request) {
  for k := range r.URL.Query() { db.Query("SELECT id FROM keys ORDER BY " + k) }
}`
  expect(await injected([...code, loops].join('\n'))).toEqual(Array.from({ length: reads.length + 2 }, () => 'request'))
})

it('a request that brings the whole statement is one all the same', async () => {
  const code = `func run(db *sql.DB, w http.ResponseWriter, r *http.Request) { db.Exec(r.FormValue("q")) }
func more(db *sql.DB, w http.ResponseWriter, r *http.Request) { db.Query(r.FormValue("q") + " LIMIT 10") }
func Any(db *sql.DB, text string) { db.Exec(text) }`
  expect(await injected(code)).toEqual(['request', 'request'])
})

it('one caller of several that brings text of a request is enough', async () => {
  const code = `type Store struct { db *sql.DB; order string }
func (s *Store) List() { s.db.Query("SELECT id FROM keys ORDER BY " + s.order) }
func fixed(s *Store) { s.order = "name" }
func handle(s *Store, w http.ResponseWriter, r *http.Request) { s.order = r.URL.Query().Get("order") }`
  expect(await injected(code)).toContainEqual(expect.stringMatching(/^parameter/))
})

it('what is put in the place of all that is not in a set is of unknown origin', async () => {
  const code = `type Page struct { Dir, Order string }
var known = map[string]bool{"id": true, "name": true}
func clause(p Page) string {
  dir := p.Dir
  if dir != "asc" && dir != "desc" { dir = "desc" }
  order := p.Order
  if !known[order] { order = "id" }
  return " ORDER BY " + order + " " + dir
}
type Store struct { db *sql.DB }
func (s *Store) List(p Page) { s.db.Query("SELECT id FROM keys" + clause(p)) }
func (s *Store) handle(w http.ResponseWriter, r *http.Request) {
  s.List(Page{Dir: r.FormValue("dir"), Order: r.FormValue("order")})
}`
  expect(new Set(await injected(code))).toEqual(new Set(['unknown', 'none']))
  expect(await injected(code.replace('dir != "asc" && dir != "desc"', 'dir == ""'))).toContainEqual(expect.stringMatching(/^parameter/))
})

it('doubled quotes, and a field that rows of the database fill as well, are of unknown origin', async () => {
  const quoted = (from: string) => `type Context struct { Schema string }
type Store struct { db *sql.DB }
func (s *Store) Use(c Context) {
  safe := strings.ReplaceAll(c.Schema, ${from})
  s.db.Exec(fmt.Sprintf("SET search_path TO \\"%s\\"", safe))
}
func (s *Store) handle(w http.ResponseWriter, r *http.Request) { s.Use(Context{Schema: r.FormValue("schema")}) }`
  expect(await injected(quoted('`"`, `""`'))).toEqual(['unknown'])
  expect(await injected(quoted('" ", "_"'))).toContainEqual(expect.stringMatching(/^parameter/))
  const rows = (scan: string) => `type View struct { Name string \`json:"name"\` }
type Store struct { db *sql.DB }
func (s *Store) column(v View) { s.db.Query("SELECT " + v.Name + " FROM keys") }
func (s *Store) all() {
  rows, _ := s.db.Query("SELECT name FROM keys")
  for rows.Next() {
    var v View
    ${scan}
    s.column(v)
  }
}
func (s *Store) handle(w http.ResponseWriter, r *http.Request) {
  var v View
  json.NewDecoder(r.Body).Decode(&v)
  s.db.Exec("INSERT INTO keys (name) VALUES ($1)", v.Name)
}`
  expect(new Set(await injected(rows('rows.Scan(&v.Name)')))).toEqual(new Set(['unknown', 'none']))
  expect(new Set(await injected(rows('_ = rows')))).toContain('parameter View.Name')
})

it('a place that many ways lead to is looked at once', async () => {
  const layers = Array.from({ length: 30 }, (_, i) => i)
  const code = `type Parts struct { ${layers.map((i) => `A${i}, B${i} string`).join('; ')} }
func put(p *Parts, r *http.Request) { p.A0 = r.FormValue("a"); p.B0 = "b" }
${layers
  .slice(1)
  .map((i) => `func put${i}(p *Parts) { p.A${i} = p.A${i - 1} + p.B${i - 1}; p.B${i} = p.B${i - 1} + "," + p.B${i - 1} }`)
  .join('\n')}
func sorted(db *sql.DB, p *Parts) { db.Query("SELECT id FROM keys ORDER BY " + p.B29) }
func send(db *sql.DB, p *Parts) { db.Query("SELECT id FROM keys ORDER BY " + p.A29) }`
  expect(await injected(code)).toEqual(['unknown', 'none'])
})

it('a row type that a request was read into here brings what the request brought; elsewhere it may be a row', async () => {
  const code = (body: string) => `type User struct { Name string \`json:"name" db:"name"\` }
type Store struct { db *sql.DB }
func (s *Store) save(u *User) { s.db.Exec("UPDATE keys SET name = '" + u.Name + "'") }
func (s *Store) handle(w http.ResponseWriter, r *http.Request) {
  var u User
  ${body}
}
func (s *Store) create(w http.ResponseWriter, r *http.Request) {
  var created User
  json.NewDecoder(r.Body).Decode(&created)
}`
  const here = 'json.NewDecoder(r.Body).Decode(&u)\n  s.db.Exec("UPDATE keys SET name = \'" + u.Name + "\'")'
  expect(await injected(code(here))).toEqual(['request User.Name', 'unknown'])
  expect(await injected(code('json.NewDecoder(r.Body).Decode(&u)\n  s.save(&u)'))).toEqual(['parameter User.Name'])
  expect(await injected(code('u = load()\n  s.save(&u)'))).toEqual(['unknown'])
})
