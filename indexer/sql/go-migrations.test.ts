import { expect, it } from 'vitest'
import { discoverMigrations } from './discover-migrations.ts'
import { goSchemaText } from './go-migrations.ts'
import { orderRisks } from './migration-risks/order.ts'
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

it('what goes down stands under a name that says so, or in the second function that a runner is handed', () => {
  const named = goSchemaText(`package m
func init() {
	up := []string{\`CREATE TABLE a (id int)\`}
	down := []string{
		\`DROP TABLE b\`,
		\`DROP TABLE a\`,
	}
	const undo = "DROP TABLE c"
}
`)
  expect(named?.up.replace(/\s+/g, ' ').trim()).toBe('CREATE TABLE a (id int);')
  const handed = goSchemaText(`package m
func init() {
	Migrations.MustRegister(func(ctx context.Context, db *bun.DB) error {
		_, err := db.Exec("CREATE TABLE a (id int)")
		return err
	}, func(ctx context.Context, db *bun.DB) error {
		if _, err := db.Exec("DROP TABLE a"); err != nil {
			return err
		}
		return nil
	})
}
`)
  expect(handed?.up.replace(/\s+/g, ' ').trim()).toBe('CREATE TABLE a (id int);')
})

it('an element of a list that names another database is left out', () => {
  const source = `package m
var migrations = []migration{
	{
		stmts: []string{"create table a (id int);"},
	},
	// What has to be said of this one takes a line of its own, and so has the one database that it is for
	{
		stmts: []string{"alter table a modify column b varchar(10);"},
		flavor: &flavorMySQL,
	},
	{
		stmts: []string{"alter table a add column b text;"},
		flavor: &flavorPostgres,
	},
}
`
  const flat = (likely?: 'mysql') => goSchemaText(source, likely)?.up.replace(/\s+/g, ' ').trim()
  expect(flat()).toBe('create table a (id int);; alter table a add column b text;;')
  expect(flat('mysql')).toBe('create table a (id int);; alter table a modify column b varchar(10);;')
})

it('a way back that is written in Go is a way back, and no step', () => {
  const { set, diagnostics } = discoverMigrations(
    filesOf({
      'm/1_a.up.sql': 'CREATE TABLE a (id serial);',
      'm/2_b.up.sql': 'CREATE TABLE b (id int);',
      'm/2_b.down.sql': 'DROP TABLE b;',
    }),
    filesOf({ 'm/1_a.down.go': 'package m\nfunc (r *runner) Back() { r.Exec("ALTER TABLE a ADD COLUMN b int") }\n' }),
  )
  expect(set?.steps.map((s) => [s.file, s.downInCode ?? false])).toEqual([
    ['m/1_a.up.sql', true],
    ['m/2_b.up.sql', false],
  ])
  expect(diagnostics).toEqual([])
})

it('what tests share is no schema of the program', () => {
  const { set } = discoverMigrations([], filesOf({ 'db/testutils.go': 'package db\nconst schema = `CREATE TABLE a (id serial)`\n' }))
  expect(set).toBeUndefined()
})

it('a file of Go and the text beside it with its version are one step to whoever counts', () => {
  const { set, diagnostics } = discoverMigrations(
    filesOf({
      'm/1_a.init.sql': 'CREATE TABLE a (id serial);',
      'm/2_b.up.sql': 'CREATE TABLE b (id int);',
      'm/2_b.down.sql': 'DROP TABLE b;',
    }),
    filesOf({ 'm/1_a.go': 'package m\nfunc up() { db.Exec(text + "; CREATE INDEX i ON a (id)"); db.Exec("CREATE TABLE c (id int)") }\n' }),
  )
  expect(set?.steps.map((s) => s.file)).toEqual(['m/1_a.go', 'm/1_a.init.sql', 'm/2_b.up.sql'])
  expect(diagnostics.filter((d) => d.reason === 'migration-duplicate-version')).toEqual([])
  expect(set && orderRisks(set).map((r) => r.rule)).toEqual([])
})
