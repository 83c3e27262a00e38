import { expect, it } from 'vitest'
import { discoverMigrations } from './discover-migrations.ts'
import { goSchemaText } from './go-migrations.ts'
import { filesOf } from './test-database.ts'

const GO = `package m
func init() { goose.AddMigrationContext(upA, revertA) }
func upA(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.Exec("CREATE TABLE a (id int)")
	tx.Exec(fmt.Sprintf("CREATE TABLE %s (id int)", name))
	return err
}
func revertA(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.Exec("DROP TABLE a")
	return err
}
`

it('reads what goes up, at its own line, and says what has holes', () => {
  const text = goSchemaText(GO)
  expect(
    text?.up
      .split('\n')
      .map((l) => l.trim())
      .filter(Boolean),
  ).toEqual(['CREATE TABLE a (id int);'])
  expect(text?.up.split('\n')[3]?.trim()).toBe('CREATE TABLE a (id int);')
  expect(text?.unread).toEqual([{ line: 5 }])
})

it('runs Go among the files of its runner, and alone where nothing else is', () => {
  const sql = filesOf({ 'm/2_b.sql': '-- +goose Up\nCREATE TABLE b (id int);' })
  const both = discoverMigrations(sql, filesOf({ 'm/1_a.go': GO }))
  expect(both.set?.steps.map((s) => s.file)).toEqual(['m/1_a.go', 'm/2_b.sql'])
  expect(both.diagnostics.map((d) => [d.reason, d.line])).toEqual([['migration-in-code', 5]])
  const alone = discoverMigrations([], filesOf({ 'db/schema.go': 'package db\nconst schema = `CREATE TABLE a (id serial)`\n' }))
  expect([alone.set?.tool, alone.set?.tables]).toEqual(['code', 1])
})

it('what the code says of a failure is no statement', () => {
  const text = goSchemaText(`package m
func up(db *sql.DB) error {
	if _, err := db.Exec("CREATE TABLE a (id int)"); err != nil {
		return fmt.Errorf("create table a: %w", err)
	}
	log.Println("create index on a")
	return errors.Wrap(err, "alter table a failed")
}
`)
  expect(text?.up.replace(/\s+/g, ' ').trim()).toBe('CREATE TABLE a (id int);')
  expect(text?.unread).toEqual([])
})
