import { expect, test } from 'vitest'
import { sentBy } from '../text/test-support.ts'

const HEAD = `import ("context"; "github.com/jackc/pgx/v5"; "github.com/jackc/pgx/v5/pgconn"; "github.com/jackc/pgx/v5/pgxpool")
type Repo struct { pool *pgxpool.Pool }
`

test('texts, named arguments, COPY', async () => {
  const code = `${HEAD}
func (r *Repo) a(ctx context.Context) {
  rows, _ := r.pool.Query(ctx, "SELECT id FROM a WHERE x = @x", pgx.NamedArgs{"x": 1})
  pgx.CollectRows(rows, pgx.RowToStructByName[int])
  r.pool.QueryRow(ctx, "SELECT 1 FROM b WHERE doc @> $1 AND doc ? 'k'", 1).Scan()
  r.pool.CopyFrom(ctx, pgx.Identifier{"public", "items"}, []string{"a", "b"}, nil)
}`
  expect(await sentBy(code)).toEqual([
    'Repo.a pgx: SELECT id FROM a WHERE x = $1',
    "Repo.a pgx [bounded]: SELECT 1 FROM b WHERE doc @> $1 AND doc ? 'k'",
    'Repo.a pgx: INSERT INTO public.items ("a", "b") VALUES ($1, $2)',
  ])
})

test('transactions of every kind', async () => {
  const code = `${HEAD}
func (r *Repo) b(ctx context.Context) {
  pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error { tx.Exec(ctx, "DELETE FROM b"); return nil })
  r.pool.BeginTxFunc(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error { tx.Exec(ctx, "DELETE FROM c"); return nil })
  tx, _ := r.pool.Begin(ctx)
  defer tx.Rollback(ctx)
  tx.Exec(ctx, "DELETE FROM d")
  conn, _ := r.pool.Acquire(ctx)
  conn.Exec(ctx, "DELETE FROM e")
}`
  expect((await sentBy(code)).toSorted()).toEqual([
    'Repo.b pgx [transaction]: DELETE FROM d',
    'Repo.b pgx: DELETE FROM e',
    'Repo.b.func1 pgx [transaction]: DELETE FROM b',
    'Repo.b.func2 pgx [transaction]: DELETE FROM c',
  ])
})

test('a batch is one round trip, unless each turn of a loop has its own', async () => {
  const code = `${HEAD}
func (r *Repo) c(ctx context.Context, ids []int) {
  b := &pgx.Batch{}
  for _, id := range ids { b.Queue("UPDATE c SET a = 1 WHERE id = $1", id) }
  r.pool.SendBatch(ctx, b)
  for _, id := range ids {
    own := &pgx.Batch{}
    own.Queue("UPDATE d SET a = 1 WHERE id = $1", id)
    r.pool.SendBatch(ctx, own)
  }
}`
  expect(await sentBy(code)).toEqual([
    'Repo.c pgx: UPDATE c SET a = 1 WHERE id = $1',
    'Repo.c pgx [loop data per element]: UPDATE d SET a = 1 WHERE id = $1',
  ])
})

const SQLC = `import ("context"; "github.com/jackc/pgx/v5"; "github.com/jackc/pgx/v5/pgconn")
type DBTX interface {
  Exec(context.Context, string, ...interface{}) (pgconn.CommandTag, error)
  Query(context.Context, string, ...interface{}) (pgx.Rows, error)
  QueryRow(context.Context, string, ...interface{}) pgx.Row
  CopyFrom(ctx context.Context, tableName pgx.Identifier, columnNames []string, rowSrc pgx.CopyFromSource) (int64, error)
  SendBatch(context.Context, *pgx.Batch) pgx.BatchResults
}
func New(db DBTX) *Queries { return &Queries{db: db} }
type Queries struct { db DBTX }
func (q *Queries) WithTx(tx pgx.Tx) *Queries { return &Queries{db: tx} }
const getAuthor = \`-- name: GetAuthor :one
SELECT id FROM authors WHERE id = $1
\`
func (q *Queries) GetAuthor(ctx context.Context, id int64) (int64, error) {
  row := q.db.QueryRow(ctx, getAuthor, id)
  var i int64
  err := row.Scan(&i)
  return i, err
}
const touch = \`-- name: Touch :batchexec
UPDATE authors SET seen = now() WHERE id = $1
\`
func (q *Queries) Touch(ctx context.Context, ids []int64) {
  batch := &pgx.Batch{}
  for _, a := range ids {
    vals := []interface{}{a}
    batch.Queue(touch, vals...)
  }
  q.db.SendBatch(ctx, batch)
}
func (q *Queries) Add(ctx context.Context, names []string) (int64, error) {
  return q.db.CopyFrom(ctx, []string{"authors"}, []string{"name"}, nil)
}
`

test('what sqlc generates', async () => {
  const code = `${SQLC}
func inside(ctx context.Context, q *Queries, tx pgx.Tx) { q.WithTx(tx).GetAuthor(ctx, 1) }`
  expect(await sentBy(code)).toEqual([
    'Queries.GetAuthor sqlc [bounded]: -- name: GetAuthor :one SELECT id FROM authors WHERE id = $1',
    'Queries.Touch sqlc: -- name: Touch :batchexec UPDATE authors SET seen = now() WHERE id = $1',
    'Queries.Add pgx: INSERT INTO authors ("name") VALUES ($1)',
  ])
})

test('the call of a generated function inside a transaction says so', async () => {
  const { analyseTexts, printCalls } = await import('#test/support/go-program.ts')
  const go = await analyseTexts({
    'store.go': `package store\n${SQLC}\nfunc inside(ctx context.Context, q *Queries, tx pgx.Tx) { q.WithTx(tx).GetAuthor(ctx, 1) }`,
  })
  expect(printCalls(go)).toContain('inside -> Queries.GetAuthor (exact, transaction)')
  expect(go.calls.unresolved).toEqual([])
})

test('conditions that are put together under a look at how many there are', async () => {
  const code = `${HEAD.replace('"context"; ', '"context"; "strings"; ')}
func (r *Repo) d(ctx context.Context, owner *int, open bool) {
  conditions := []string{}
  if owner != nil { conditions = append(conditions, "owner = $1") }
  if open { conditions = append(conditions, "open") }
  where := ""
  if len(conditions) > 0 { where = " WHERE " + strings.Join(conditions, " AND ") }
  r.pool.Query(ctx, "SELECT id FROM d"+where)
}`
  expect((await sentBy(code)).toSorted()).toEqual([
    'Repo.d pgx: SELECT id FROM d',
    'Repo.d pgx: SELECT id FROM d WHERE open',
    'Repo.d pgx: SELECT id FROM d WHERE owner = $1',
    'Repo.d pgx: SELECT id FROM d WHERE owner = $1 AND open',
  ])
})
