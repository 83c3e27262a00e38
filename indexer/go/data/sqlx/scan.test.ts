import { expect, test } from 'vitest'
import { renderStatements } from '#indexer/go/statements.ts'
import { analyseTexts } from '#test/support/go-program.ts'

test('fields that get a column and cannot hold NULL', async () => {
  const go = await analyseTexts(
    {
      'store.go': `package store
import ("database/sql"; "time"; "github.com/google/uuid"; "github.com/jmoiron/sqlx")
type Base struct { ID int64 \`db:"id"\`; CreatedAt time.Time \`db:"created_at"\` }
type Mood string
type Own struct{ s string }
func (o *Own) Scan(v any) error { return nil }
type User struct {
  Base
  Name string \`db:"name"\`
  Bio *string \`db:"bio"\`
  Nick sql.NullString \`db:"nick"\`
  Key uuid.UUID \`db:"key"\`
  Raw []byte \`db:"raw"\`
  Own Own \`db:"own"\`
  Mood Mood \`db:"mood"\`
  Age int
  Skipped string \`db:"-"\`
}
type Repo struct { db *sqlx.DB }
func (r *Repo) a() {
  var us []User
  var n int
  r.db.Select(&us, "SELECT * FROM users")
  r.db.Get(&n, "SELECT count(*) FROM users")
}`,
    },
    'example.org/app',
  )
  const { statements } = renderStatements(go)
  expect(statements.map((s) => (s.rendered.into ?? []).map((f) => `${f.column} ${f.place.line}`))).toEqual([
    ['id 3', 'created_at 3', 'name 9', 'mood 15', 'age 16'],
    [],
  ])
})
