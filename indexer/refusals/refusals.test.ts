// From a program and its migrations to what the database refuses, and the line that wrote it.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { indexRepository } from '../index-repository.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'refusals-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const SCHEMA = `CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL, age int NOT NULL DEFAULT 0, org_id bigint NOT NULL DEFAULT 1);
CREATE TABLE orgs (id bigserial PRIMARY KEY, title text);`

let programs = 0

async function indexed(code: string, files: Readonly<Record<string, string>> = {}) {
  const folder = path.join(root, String(++programs))
  const all = {
    'go.mod': 'module example.org/app\n\ngo 1.22\n',
    'store.go': `package store\n${code}`,
    'migrations/1_all.up.sql': SCHEMA,
    ...files,
  }
  for (const [name, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
  const { graph } = await indexRepository(folder, { cacheFolder: path.join(root, 'cache') })
  return (label: string) => graph.nodes.flatMap((n) => (n.labels.includes(label) ? [n.properties] : []))
}

/** `state file:line doubt` of each statement that is refused. */
async function refusedIn(code: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const of = await indexed(code, files)
  return of('Query')
    .filter((p) => p.error !== undefined)
    .map((p) => `${p.sqlstate} ${p.errorFile}:${p.errorLine} ${p.errorDoubt ?? 'refused'}`)
    .sort()
}

test('the line of the literal that wrote the part, through variables, formats and helpers', async () => {
  const code = `import ("database/sql"; "fmt"; "strings")
const columns = "id, name, nick"
func filter(where string) string {
	if where == "" { return "" }
	return " WHERE " + where
}
func a(db *sql.DB) { db.Query("SELECT " + columns + " FROM users" + filter("age > 3")) }
func b(db *sql.DB) {
	q := fmt.Sprintf(\`SELECT %s
FROM users
WHERE agee > $1\`, "id")
	db.Query(q, 1)
}
func c(db *sql.DB) {
	var parts []string
	parts = append(parts, "name = $1")
	parts = append(parts, "agee = $2")
	db.Query("SELECT id FROM users WHERE " + strings.Join(parts, " AND "), "a", 1)
}
func d(db *sql.DB) {
	var q strings.Builder
	q.WriteString("SELECT id FROM users")
	q.WriteString(" WHERE nick = $1")
	db.Query(q.String(), "a")
}`
  expect(await refusedIn(code)).toEqual([
    '42703 store.go:12 refused',
    '42703 store.go:18 refused',
    '42703 store.go:24 refused',
    '42703 store.go:3 refused',
  ])
})

test('a chain that goes through helpers, a field of a model, a file with names', async () => {
  const code = `import ("gorm.io/gorm"; "database/sql"; "github.com/qustavo/dotsql")
type User struct {
	ID uint
	Name string
	Nick string
}
func byAge(db *gorm.DB) *gorm.DB {
	return db.
		Where("agee > ?", 3)
}
func a(db *gorm.DB) { var all []User; byAge(db.Where("name = ?", "x")).Find(&all) }
func b(db *gorm.DB) { db.Create(&User{Name: "x"}) }
func c(db *sql.DB, dot *dotsql.DotSql) { dot.Query(db, "by-nick", "x") }`
  expect(await refusedIn(code, { 'queries.sql': '-- name: by-nick\nSELECT id\nFROM users\nWHERE nick = $1\n' })).toEqual([
    '42703 queries.sql:4 refused',
    '42703 store.go:10 refused',
    '42703 store.go:6 refused',
  ])
})

test('what sqlc copied from an annotated file, at the line there', async () => {
  const code = `import ("context"; "database/sql")
const byNick = \`-- name: ByNick :one
SELECT id, name
FROM users
WHERE id = $1
  AND nick = $2
\`
const all = \`-- name: All :many
SELECT id, name, age, org_id FROM users WHERE agee > 3
\`
const twice = \`-- name: Twice :exec
UPDATE users SET nick = 'x'
\`
type Queries struct { db *sql.DB }
func (q *Queries) ByNick(ctx context.Context, id int, nick string) { q.db.QueryRowContext(ctx, byNick, id, nick) }
func (q *Queries) All(ctx context.Context) { q.db.QueryContext(ctx, all) }
func (q *Queries) Twice(ctx context.Context) { q.db.ExecContext(ctx, twice) }`
  const files = {
    'db/users.sql': `-- Users.

-- name: All :many
SELECT *
FROM users WHERE agee > 3;

-- name: ByNick :one
-- The newest one.
SELECT id, name
FROM users
WHERE id = sqlc.arg(id)
  -- however it is written
  AND nick = sqlc.arg(nick);

-- name: Twice :exec
UPDATE users SET nick = 'x';
`,
    'other/users.sql': `-- name: Twice :exec\nUPDATE users SET nick = 'y';\n`,
  }
  // Two files have a statement of the third name.
  expect(await refusedIn(code, files)).toEqual([
    '42703 db/users.sql:13 refused',
    '42703 db/users.sql:5 refused',
    '42703 store.go:13 refused',
  ])
})

test('a package that speaks of no table of the schema may be for another database', async () => {
  const code = `import "database/sql"
func a(db *sql.DB) { db.Exec("DELETE FROM userz"); db.Exec("DELETE FROM users") }`
  const tool =
    'package main\nimport "database/sql"\nfunc clean(db *sql.DB) { db.Exec("DELETE FROM layers"); db.Exec("DELETE FROM blobs") }\nfunc main() {}\n'
  const doubt = 'no statement of its package is about a table of this schema'
  expect(await refusedIn(code, { 'cmd/tool/main.go': tool })).toEqual([
    `42P01 cmd/tool/main.go:3 ${doubt}`,
    `42P01 cmd/tool/main.go:3 ${doubt}`,
    '42P01 store.go:3 refused',
  ])
})

test('of several ways to write a text one may never be taken: without the WITH of the others, or with no turn of a loop', async () => {
  const code = `import ("database/sql"; "fmt"; "strings")
type Direction string
func with(d Direction) string {
	switch d {
	case "up": return "WITH found AS (SELECT id FROM users) "
	case "down": return "WITH RECURSIVE found (id) AS (SELECT id FROM orgs) "
	default: return ""
	}
}
func a(db *sql.DB, d Direction) { db.Query(with(d) + "SELECT id FROM found") }
func marks(ids []int) string {
	s := make([]string, 0, len(ids))
	for i := range ids { s = append(s, fmt.Sprintf("$%d", i+1)) }
	return strings.Join(s, ",")
}
func b(db *sql.DB, ids []int, args ...any) { db.Query("SELECT pg_try_advisory_lock(" + marks(ids) + ")", args...) }
func c(db *sql.DB, all bool) {
	q := "SELECT id FROM users"
	if !all { q += " WHERE agee > 3" }
	db.Query(q)
}`
  expect((await refusedIn(code)).filter((r) => r.endsWith(' refused'))).toEqual(['42703 store.go:20 refused'])
})

test('a procedure that no migration makes is not judged', async () => {
  const code = `import "database/sql"
func a(db *sql.DB) { db.Exec("CALL run_maintenance()"); db.Exec("SELECT maintain()") }`
  expect(await refusedIn(code)).toEqual([
    '42883 store.go:3 an extension that the schema does not ask for may bring the procedure',
    '42883 store.go:3 refused',
  ])
})

test('what is noticed only when it runs: conflicts, left out columns, values', async () => {
  const code = `import ("database/sql"; "context"; "github.com/jackc/pgx/v5"; "github.com/jackc/pgx/v5/pgxpool")
func a(db *sql.DB) { db.Exec("INSERT INTO users (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", "a") }
func b(db *sql.DB) { db.Exec("INSERT INTO users (age) VALUES ($1)", 1) }
func c(db *sql.DB) { db.Exec("UPDATE users SET name = $1 WHERE id = $2", 1) }
func d(db *sql.DB, args ...any) { db.Exec("UPDATE users SET name = $1 WHERE id = $2", args...) }
func e(ctx context.Context, p *pgxpool.Pool) {
	p.Exec(ctx, "UPDATE users SET age = CASE WHEN @n > 3 THEN @n ELSE coalesce(age, @n) END", pgx.NamedArgs{"n": 1})
	p.Exec(ctx, "UPDATE users SET age = $1", pgx.QueryExecModeExec, 1)
	p.Exec(ctx, "INSERT INTO users (id) SELECT id FROM orgs")
}`
  expect(await refusedIn(code)).toEqual([
    '08P01 store.go:5 refused',
    '23502 store.go:10 refused',
    '23502 store.go:4 refused',
    '42P10 store.go:3 refused',
  ])
})

test('several commands: with values refused, without them each by itself', async () => {
  const code = `import "database/sql"
func a(db *sql.DB) { db.Exec("DELETE FROM users; DELETE FROM orgs;") }
func b(db *sql.DB) { db.Exec("DELETE FROM users; DELETE FROM orgz;") }
func c(db *sql.DB) { db.Exec("DELETE FROM users WHERE id = $1; DELETE FROM orgs;", 1) }`
  expect(await refusedIn(code)).toEqual(['42601 store.go:5 refused', '42P01 store.go:4 refused'])
})

test('no defect: tables that the program or its runner makes; unknown: what meets another schema, or stands in one that failed', async () => {
  const code = `import "database/sql"
func a(db *sql.DB) { db.Exec("CREATE TABLE IF NOT EXISTS runs (at timestamptz)"); db.Exec("INSERT INTO runs VALUES (now())") }
func b(db *sql.DB) { db.Query("SELECT version FROM schema_migrations") }
func c(db *sql.DB) { db.Query("SELECT id FROM broken") }
func d(db *sql.DB, extra string) { db.Query("SELECT nick FROM users WHERE " + extra) }`
  const files = {
    'upgrade.go': `package store
import "database/sql"
func e(db *sql.DB) { db.Query("SELECT old FROM users"); db.Exec("ALTER TABLE users DROP COLUMN IF EXISTS old") }`,
    'migrations/2_broken.up.sql': 'CREATE TABLE broken (id bigint REFERENCES nothing (id));',
  }
  expect(await refusedIn(code, files)).toEqual([
    '42703 upgrade.go:3 its code changes tables: it runs against an older schema',
    '42P01 store.go:5 `broken` stands in the migration broken, which fails',
  ])
})

test('a text that is put together wrongly is refused only where one literal wrote it', async () => {
  const code = `import "database/sql"
func a(db *sql.DB) { db.Query("SELECT id FORM users") }
func b(db *sql.DB, set string) {
	q := "UPDATE users SET "
	if set == "a" { q += "age = 1 " }
	db.Exec(q + "WHERE id = $1", 1)
}`
  expect(await refusedIn(code)).toEqual([
    '42601 store.go:3 refused',
    '42601 store.go:7 other ways to write the text can be read: this one may never be taken',
  ])
})

test('a number in the text is no value that is given; a name made with one is not known; the search path that a database keeps', async () => {
  const code = `import ("database/sql"; "fmt")
func a(db *sql.DB, limit int) { db.Query(fmt.Sprintf("SELECT id FROM users WHERE id > $1 LIMIT %d", limit), 1) }
func b(db *sql.DB, n int) { db.Query(fmt.Sprintf("SELECT id FROM users_%d", n)) }
func c(db *sql.DB, n int) { db.Query(fmt.Sprintf("SELECT id FROM users WHERE id > '%d'", n)) }
func d(db *sql.DB, role string) { if role != "" { db.Exec("SET ROLE " + role) } }
func e(db *sql.DB) { d(db, "") }
func f(db *sql.DB) { db.Query("SELECT nothing FROM inner_things") }`
  const files = {
    'migrations/2_schema.up.sql': `CREATE SCHEMA own; DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || quote_ident(current_database()) || ' SET search_path TO own, public'; END $$;`,
    'migrations/3_things.up.sql': 'CREATE TABLE inner_things (id int);',
  }
  expect((await refusedIn(code, files)).filter((r) => r.endsWith(' refused'))).toEqual(['42703 store.go:8 refused'])
})

test('numbered migrations with and without a direction in one folder are one set', async () => {
  const code = `import "database/sql"
func a(db *sql.DB) { db.Query("SELECT nick FROM users"); db.Query("SELECT nick FROM orgs") }`
  expect(await refusedIn(code, { 'migrations/2_nick.sql': 'ALTER TABLE users ADD nick text; CREATE TABLE more (id int);' })).toEqual([
    '42703 store.go:3 refused',
  ])
})

test('each way to write a statement is asked about, and it is said when not all are followed', async () => {
  const filters = ['age', 'agee', 'name', 'id', 'org_id', 'nick'].map((c) => `if f["${c}"] { q = q.Where("${c} > ?", 1) }`).join('\n')
  const code = `import "gorm.io/gorm"
type User struct { ID uint }
func a(db *gorm.DB, f map[string]bool) {
	var all []User
	q := db.Model(&User{})
	${filters}
	q.Find(&all)
}`
  const of = await indexed(code)
  const refused = of('Query').filter((p) => p.error !== undefined)
  expect(refused.length).toBeGreaterThan(1)
  expect(new Set(refused.map((p) => `${p.sqlstate} ${p.errorLine}`))).toEqual(new Set(['42703 8', '42703 12']))
  expect(of('Diagnostic').filter((d) => d.reason === 'variants-bounded')).toMatchObject([
    { line: 13, message: `of the ways to write this statement ${of('Query').length} are kept, at least 1 more are not followed` },
  ])
})

test('a part that only stands where another one does is told as doubtful, and not for what another function sends by the same helper', async () => {
  const code = `import ("database/sql"; "strconv"; "strings"; "gorm.io/gorm"; "gorm.io/gorm/clause")
type User struct { ID uint; Name string }
type Org struct { ID uint; Title string }
func a(db *gorm.DB, org, team int) {
	var all []User
	q := db.Model(&User{})
	if org > 0 || team > 0 { q = q.Joins("JOIN orgs ON orgs.id = users.org_id") }
	if org > 0 { q = q.Where("orgs.id = ?", org) }
	q.Find(&all)
}
func b(db *sql.DB, name string, age int) {
	params := []any{1}
	var sets []string
	if name != "" { params = append(params, name); sets = append(sets, "name = $"+strconv.Itoa(len(params))) }
	if age > 0 { params = append(params, age); sets = append(sets, "age = $"+strconv.Itoa(len(params))) }
	db.Exec("UPDATE users SET "+strings.Join(sets, ", ")+" WHERE id = $1", params...)
}
func list(db *gorm.DB, model any) *gorm.DB { return db.Model(model) }
func c(db *gorm.DB, mine bool) { var n []int; q := list(db, &Org{}); if mine { q = list(db, &User{}) }; q.Select("length(title)").Scan(&n) }
type OrgRow struct { Title string }
func g(db *gorm.DB, named bool) { var row OrgRow; q := db.Where("title = ?", "x"); if named { q = q.Table("orgs") }; q.Take(&row) }
func setup(db *gorm.DB) { db.Exec("CREATE UNIQUE INDEX IF NOT EXISTS orgs_title ON orgs (title)") }
func d(db *gorm.DB) { db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "title"}}, DoNothing: true}).Create(&Org{Title: "x"}) }
func send(db *sql.DB, text string) { db.Exec(text, 1) }
func e(db *sql.DB) { send(db, "DELETE FROM users WHERE title = $1") }
func f(db *sql.DB) { send(db, "DELETE FROM orgs WHERE title = 'a' AND id = $1") }`
  const found = await refusedIn(code)
  expect(found.filter((r) => r.endsWith(' refused'))).toEqual(['42703 store.go:26 refused'])
  expect(found.map((r) => r.slice(0, 5))).toEqual(expect.arrayContaining(['42P01', '42P18', '42P10']))
})

test('a list of parts under a type of its own is still that list', async () => {
  const code = `import "gorm.io/gorm"
type part func(*gorm.DB) *gorm.DB
type parts []part
func (ps parts) apply(tx *gorm.DB) *gorm.DB {
	for _, p := range ps { tx = p(tx) }
	return tx
}
func named(db *gorm.DB, name string, more ...part) *gorm.DB {
	return (parts)(more).apply(db.Table("users u").Where("u.name = ?", name))
}
func withOrg(tx *gorm.DB) *gorm.DB { return tx.Joins("JOIN orgs org ON org.id = u.org_id") }
func List(db *gorm.DB) {
	var out []struct{ ID int64 }
	named(db, "x", withOrg).Select("u.id").Order("org.title").Find(&out)
	named(db, "y", withOrg).Select("u.id").Order("nobody.title").Find(&out)
}`
  expect(await refusedIn(code)).toEqual(['42P01 store.go:16 refused'])
})

test('a part that another way joins under an alias is doubtful where it is missing', async () => {
  const code = `import "gorm.io/gorm"
func List(db *gorm.DB, withOrg bool) {
	var out []struct{ ID int64 }
	tx := db.Table("users u").Select("u.id")
	if withOrg { tx = tx.Joins("JOIN orgs org ON org.id = u.org_id") }
	tx.Where("org.title = ?", "x").Find(&out)
}`
  expect((await refusedIn(code)).map((r) => r.replace(/another way.*/, 'doubt'))).toEqual(['42P01 store.go:7 doubt'])
})

test('a column that a model of the code has, where only models say what the table is, is doubtful; one that none has is not', async () => {
  const code = `import "gorm.io/gorm"
type Order struct { ID uint; Total int; Note string }
func migrate(db *gorm.DB) {
	type Order struct { ID uint; Total int }
	db.AutoMigrate(&Order{})
}
func later(db *gorm.DB) {
	type Order struct { ID uint; Note string }
	db.Migrator().AddColumn(&Order{}, "note")
}
func List(db *gorm.DB) {
	var out []Order
	db.Where("note = ?", "x").Find(&out)
	db.Where("nobody = ?", "x").Find(&out)
}`
  expect(await refusedIn(code, { 'migrations/1_all.up.sql': '' })).toEqual([
    '42703 store.go:14 a model of the code has it, and no migrations say what the table has',
    '42703 store.go:15 refused',
  ])
})

test('a column that is gone is not named by a way to write a statement that another way brings under that name', async () => {
  const code = (from: string) => `import "database/sql"
func List(db *sql.DB, each bool) {
	from := "users"
	if each { from = ${from} }
	db.Query("SELECT count(*) FROM " + from + " GROUP BY nick")
}`
  const drop = (file: string) => file.endsWith('5_drop.up.sql')
  const steps = { 'migrations/2_a.up.sql': 'ALTER TABLE users ADD nick text;', 'migrations/5_drop.up.sql': 'ALTER TABLE users DROP nick;' }
  const told = async (from: string) =>
    (await indexed(code(from), steps))('MigrationRisk')
      .filter((r) => drop(String(r.file)) && r.rule === 'ban-drop-column')
      .map((r) => String(r.message).replace(/^.*dropped/, ''))
  expect(await told('"users, LATERAL unnest(string_to_array(name, \' \')) AS nick"')).toEqual([' with what it holds.'])
  expect(await told('"users u"')).toEqual([', and 2 statements of the code still name it.'])
})

test('conditions that bring a text and its values at once; an empty text beside an error; values that a layer writes itself', async () => {
  const code = `import ("database/sql"; "context"; "errors"; "fmt"; "github.com/go-pg/pg/v10")
var ErrUnit = errors.New("unit")
func byAge(db *sql.DB, ages []int) {
	text := "SELECT id FROM users WHERE name = $1"
	if len(ages) > 0 {
		text += " AND age = ANY($2)"
	}
	if len(ages) > 0 {
		db.Query(text, "a", ages)
	} else {
		db.Query(text, "a")
	}
}
func always(db *sql.DB, ages []int) {
	text := "SELECT id FROM users WHERE name = $1"
	if len(ages) > 0 {
		text += " AND age = ANY($2)"
	}
	db.Query(text, "a", ages, 3)
}
func interval(duration string) (string, error) {
	var unit string
	switch duration[len(duration)-1] {
	case 's':
		unit = "second"
	case 'm':
		unit = "minute"
	default:
		return "", ErrUnit
	}
	return fmt.Sprintf("1 %s", unit), nil
}
func clean(db *sql.DB, duration string) error {
	since, err := interval(duration)
	if err != nil {
		return err
	}
	_, err = db.Exec(fmt.Sprintf("DELETE FROM users WHERE now() - interval '%s' > now()", since))
	return err
}
func wake(ctx context.Context, db *pg.DB, id string) {
	db.ExecContext(ctx, \`NOTIFY "users", ?\`, id)
}`
  const takes = 'another way to write the text takes so many values: both may hang on one condition'
  expect(await refusedIn(code)).toEqual([
    `08P01 store.go:10 ${takes}`,
    `08P01 store.go:12 ${takes}`,
    '08P01 store.go:20 refused',
    '08P01 store.go:20 refused',
    '42601 store.go:43 the values are written into the text',
  ])
})

test('a value that a loop writes between quotes may never be empty; one that is written empty is', async () => {
  const code = `import ("database/sql"; "fmt"; "strings"; "time")
func at(db *sql.DB, times []time.Time) {
	var texts []string
	for _, t := range times {
		texts = append(texts, t.Format(time.RFC3339))
	}
	db.Query(fmt.Sprintf("SELECT id FROM users WHERE now() IN ('%s')", strings.Join(texts, "','")))
}
func never(db *sql.DB) { db.Query("SELECT id FROM users WHERE now() = ''") }`
  const found = await refusedIn(code)
  expect(found.filter((f) => f.endsWith('refused'))).toEqual(['22007 store.go:10 refused'])
})
