// Which computations are told to go back into the column that they come from, layer by layer, and what is held to protect them.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { indexRepository } from './index-repository.ts'

const SCHEMA =
  'CREATE TABLE nodes (id bigserial PRIMARY KEY, parent_id bigint, depth int NOT NULL DEFAULT 0, hits int NOT NULL DEFAULT 0);\n'

let root: string
let count = 0
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'lost-updates-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function told(code: string, schema = SCHEMA): Promise<readonly string[]> {
  const repository = path.join(root, `repository${++count}`)
  await mkdir(path.join(repository, 'migrations'), { recursive: true })
  await writeFile(path.join(repository, 'go.mod'), 'module example.org/app\n\ngo 1.22\n')
  await writeFile(path.join(repository, 'migrations', '1_nodes.up.sql'), schema)
  await writeFile(path.join(repository, 'app.go'), `package app\n${code}`)
  const { graph } = await indexRepository(repository, { cacheFolder: path.join(root, 'cache'), proof: 'skip' })
  return graph.nodes
    .filter((n) => n.labels.includes('ReadModifyWrite'))
    .map(
      ({ properties: { line, table, column, protection, sameRow } }) =>
        `${line} ${table}.${column} ${protection}${sameRow === true ? '' : ' of another row'}`,
    )
}

it('through the parameters that sqlc makes, and the rows that it scans', async () => {
  const code = `import ("context"; "database/sql")
type Queries struct { db *sql.DB }
type Node struct { ID int64; Hits int32 }
const getNode = "-- name: GetNode :one\\nSELECT id, hits FROM nodes WHERE id = $1"
func (q *Queries) GetNode(ctx context.Context, id int64) (Node, error) {
  row := q.db.QueryRowContext(ctx, getNode, id)
  var i Node
  err := row.Scan(&i.ID, &i.Hits)
  return i, err
}
type SetHitsParams struct { ID int64; Hits int32 }
const setHits = "-- name: SetHits :exec\\nUPDATE nodes SET hits = $2 WHERE id = $1"
func (q *Queries) SetHits(ctx context.Context, arg SetHitsParams) error {
  _, err := q.db.ExecContext(ctx, setHits, arg.ID, arg.Hits)
  return err
}
func hit(ctx context.Context, q *Queries, id int64) error {
  n, err := q.GetNode(ctx, id)
  if err != nil { return err }
  return q.SetHits(ctx, SetHitsParams{ID: n.ID, Hits: n.Hits + 1})
}`
  expect(await told(code)).toEqual(['21 nodes.hits none'])
})

it('a number that went through two functions, and came by the same key', async () => {
  const code = `import "database/sql"
func hits(db *sql.DB, id int) int {
  var n int
  db.QueryRow("SELECT hits FROM nodes WHERE id = $1", id).Scan(&n)
  return n
}
func set(db *sql.DB, id, n int) { db.Exec("UPDATE nodes SET hits = $1 WHERE id = $2", n, id) }
func hit(db *sql.DB, id int) {
  n := hits(db, id)
  set(db, id, n + 1)
}`
  expect(await told(code)).toEqual(['11 nodes.hits none'])
})

it('what is computed of another row is told apart', async () => {
  const code = `import "github.com/jmoiron/sqlx"
type Node struct { ID int \`db:"id"\`; Depth int \`db:"depth"\` }
func move(db *sqlx.DB, id, under int) {
  var parent Node
  db.Get(&parent, "SELECT id, depth FROM nodes WHERE id = $1", under)
  db.Exec("UPDATE nodes SET depth = $1, parent_id = $2 WHERE id = $3", parent.Depth + 1, under, id)
}`
  expect(await told(code)).toEqual(['7 nodes.depth none of another row'])
})

it('what a function reads for itself has nothing of what others compute in a struct of the type', async () => {
  const code = `import ("gorm.io/gorm"; "gorm.io/gorm/clause")
type Node struct { ID uint; Hits int }
func adjust(db *gorm.DB, id uint, by int) error {
  var node Node
  if err := db.Clauses(clause.Locking{Strength: "UPDATE"}).First(&node, id).Error; err != nil { return err }
  node.Hits += by
  return db.Save(&node).Error
}
func note(db *gorm.DB, id uint) {
  var node Node
  db.First(&node, id)
  node.Hits += 1
  adjust(db, id, 1)
}
func move(db *gorm.DB, parent, id, other uint) {
  var node Node
  db.Where("id = ? AND parent_id = ?", other, parent).First(&node)
  db.Model(&Node{}).Where("id = ? AND parent_id = ?", id, parent).Update("hits", node.Hits + 1)
}
func versioned(db *gorm.DB, node *Node) {
  db.First(node, 1)
  old := node.Hits
  node.Hits++
  db.Model(&Node{}).Where("id = ? AND hits = ?", node.ID, old).Updates(map[string]any{"hits": node.Hits})
  db.Save(node)
}`
  expect(await told(code)).toEqual([
    '7 nodes.hits lock',
    '19 nodes.hits none of another row',
    '24 nodes.hits version',
    '24 nodes.hits version',
  ])
})

it('what went through a field of another name is not told of the column', async () => {
  const code = `import "github.com/jmoiron/sqlx"
type Node struct { ID int \`db:"id"\`; Depth int \`db:"depth"\`; Hits int \`db:"hits"\` }
type Plan struct { Total int }
func a(db *sqlx.DB, p *Plan, id int) {
  var n Node
  db.Get(&n, "SELECT id, hits FROM nodes WHERE id = $1", id)
  p.Total = n.Hits + 1
  db.Exec("UPDATE nodes SET hits = $1 WHERE id = $2", p.Total, id)
}`
  expect(await told(code)).toEqual([])
})

it('what the function put there itself before was not read', async () => {
  const code = `import "gorm.io/gorm"
type Node struct { ID uint; Hits int }
func (n *Node) reset(hits, more int) {
  n.Hits = hits
  if more > 0 { n.Hits += more }
}
func again(db *gorm.DB, id uint, hits int) {
  node := new(Node)
  db.First(node, id)
  node.reset(hits, 2)
  db.Save(node)
}
func sum(db *gorm.DB, ids []uint) {
  node := new(Node)
  for _, id := range ids {
    other := new(Node)
    db.First(other, id)
    node.Hits += 2
  }
  db.Save(node)
}
func read(db *gorm.DB, id uint, given int) {
  node := &Node{ID: id}
  if err := db.First(node).Error; err != nil { return }
  node.Hits += given
  db.Save(node)
}
func perhaps(db *gorm.DB, node *Node, given int) {
  db.First(node)
  if given > 0 { node.Hits = given }
  node.Hits += 1
  db.Save(node)
}`
  expect((await told(code)).toSorted()).toEqual(['26 nodes.hits none', '32 nodes.hits none'])
})

it('no computation, no read, or one after the write is nothing', async () => {
  const code = `import "database/sql"
type Node struct { ID, Hits int }
func keep(db *sql.DB, id int) {
  var n int
  db.QueryRow("SELECT hits FROM nodes WHERE id = $1", id).Scan(&n)
  db.Exec("UPDATE nodes SET hits = $1 WHERE id = $2", n, id)
}
func given(db *sql.DB, n Node) { db.Exec("UPDATE nodes SET hits = $1 WHERE id = $2", n.Hits+1, n.ID) }
func inside(db *sql.DB, id, n int) { db.Exec("UPDATE nodes SET hits = hits + $1 WHERE id = $2", n, id) }
func other(db *sql.DB, id int) {
  var depth int
  db.QueryRow("SELECT depth FROM nodes WHERE id = $1", id).Scan(&depth)
  db.Exec("UPDATE nodes SET hits = $1 WHERE id = $2", depth+1, id)
}`
  expect(await told(code)).toEqual([])
})

it('a lock, a condition on the old value, a stricter isolation, a mutex', async () => {
  const body = (read: string, write: string) => `
  var n int
  db.QueryRow("SELECT hits FROM nodes WHERE id = $1${read}", id).Scan(&n)
  db.Exec("UPDATE nodes SET hits = $1 WHERE id = $2${write}", n+1, id${write && ', n'})`
  const code = `import ("context"; "database/sql"; "sync")
var mu sync.Mutex
func a(db *sql.Tx, id int) {${body(' FOR UPDATE', '')} }
func b(db *sql.DB, id int) {${body('', ' AND hits = $3')} }
func c(pool *sql.DB, id int) {
  db, _ := pool.BeginTx(context.Background(), &sql.TxOptions{Isolation: sql.LevelSerializable})
  ${body('', '')}
}
func d(db *sql.DB, id int) {
  mu.Lock()
  defer mu.Unlock()${body('', '')} }`
  expect((await told(code)).map((t) => t.replace(/^\d+ /, ''))).toEqual([
    'nodes.hits lock',
    'nodes.hits version',
    'nodes.hits isolation',
    'nodes.hits mutex',
  ])
})

it('a condition that holds after the write as before it keeps nobody out', async () => {
  const code = (more: string) => `import "github.com/jmoiron/sqlx"
type Node struct { ID int \`db:"id"\`; Depth int \`db:"depth"\`; Hits int \`db:"hits"\` }
func save(db *sqlx.DB, n *Node) {
  db.Exec("UPDATE nodes SET hits = $1, depth = $2 WHERE id = $3 AND depth = 0", n.Hits, n.Depth, n.ID)
}
func hit(db *sqlx.DB, id int) {
  var n Node
  db.Get(&n, "SELECT id, depth, hits FROM nodes WHERE id = $1 AND depth = 0", id)
  n.Hits = n.Hits + 1
  save(db, &n)
}
${more}`
  expect(await told(code(''))).toEqual(['10 nodes.hits none'])
  expect(await told(code('func sink(n *Node) { n.Depth = 1 }'))).toEqual(['10 nodes.hits version'])
})

it('a lock of a table that has nothing to do with the row', async () => {
  const code = (locked: string) => `import "database/sql"
func hit(db *sql.Tx, id int) {
  var n, m int
  db.QueryRow("SELECT id FROM ${locked} WHERE id = $1 FOR UPDATE", id).Scan(&m)
  db.QueryRow("SELECT hits FROM nodes WHERE id = $1", id).Scan(&n)
  db.Exec("UPDATE nodes SET hits = $1 WHERE id = $2", n + 1, id)
}`
  const schema = `${SCHEMA}CREATE TABLE trees (id bigint PRIMARY KEY); ALTER TABLE nodes ADD FOREIGN KEY (parent_id) REFERENCES trees (id); CREATE TABLE logs (id bigint PRIMARY KEY);`
  const protections = async (locked: string) => (await told(code(locked), schema)).map((t) => t.replace(/^\d+ nodes.hits /, ''))
  expect(await protections('trees')).toEqual(['lock'])
  expect(await protections('logs')).toEqual(['otherLock'])
})

const NODE = 'type Node struct { ID int `db:"id"`; Hits int `db:"hits"` }'

it.each([
  [
    'squirrel, run by itself',
    `import ("database/sql"; sq "github.com/Masterminds/squirrel")
func hit(db *sql.DB, id int) {
  var n int
  sq.Select("hits").From("nodes").Where(sq.Eq{"id": id}).RunWith(db).QueryRow().Scan(&n)
  sq.Update("nodes").Set("hits", n + 1).Where(sq.Eq{"id": id}).RunWith(db).Exec()
}`,
    6,
  ],
  [
    'squirrel, made a text, with conditions in words',
    `import (sq "github.com/Masterminds/squirrel"; "github.com/jmoiron/sqlx")
${NODE}
func hit(db *sqlx.DB, id int) {
  var n Node
  q, args, _ := sq.Select("id", "hits").From("nodes").Where("id = ?", id).ToSql()
  db.Get(&n, q, args...)
  q, args, _ = sq.Update("nodes").Set("hits", n.Hits + 1).Where("id = ? AND depth < ?", id, 3).ToSql()
  db.Exec(q, args...)
}`,
    8,
  ],
  [
    'goqu',
    `import ("github.com/doug-martin/goqu/v9"; "github.com/jmoiron/sqlx")
${NODE}
func hit(db *sqlx.DB, id int) {
  var n Node
  q, args, _ := goqu.From("nodes").Select("id", "hits").Where(goqu.Ex{"id": id}).ToSQL()
  db.Get(&n, q, args...)
  q, args, _ = goqu.Update("nodes").Set(goqu.Record{"hits": n.Hits + 1}).Where(goqu.C("id").Eq(id)).ToSQL()
  db.Exec(q, args...)
}`,
    8,
  ],
  [
    'go-sqlbuilder',
    `import ("github.com/huandu/go-sqlbuilder"; "github.com/jmoiron/sqlx")
${NODE}
func hit(db *sqlx.DB, id int) {
  var n Node
  sb := sqlbuilder.NewSelectBuilder()
  sb.Select("id", "hits").From("nodes").Where(sb.Equal("id", id))
  q, args := sb.Build()
  db.Get(&n, q, args...)
  ub := sqlbuilder.NewUpdateBuilder()
  ub.Update("nodes").Set(ub.Assign("hits", n.Hits + 1)).Where(ub.Equal("id", id))
  q, args = ub.Build()
  db.Exec(q, args...)
}`,
    11,
  ],
])('statements that a builder writes: %s', async (_, code, line) => {
  expect(await told(code)).toEqual([`${line} nodes.hits none`])
})
