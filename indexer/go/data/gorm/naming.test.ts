import { beforeAll, describe, expect, test } from 'vitest'
import { loadParser } from '#indexer/sql/parser.ts'
import { DEFAULT_NAMING, indexName, tableName, toDbName } from './naming.ts'
import { sqlOf } from './test-support.ts'

beforeAll(loadParser)

// What schema.NamingStrategy of GORM v1.31 says.

test.each([
  ['User', 'users'],
  ['UserProfile', 'user_profiles'],
  ['Status', 'statuses'],
  ['Category', 'categories'],
  ['Boy', 'boys'],
  ['Box', 'boxes'],
  ['Bus', 'buses'],
  ['Quiz', 'quizzes'],
  ['Wife', 'wives'],
  ['Half', 'halves'],
  ['Person', 'people'],
  ['Grandchild', 'grandchildren'],
  ['Woman', 'women'],
  ['Mouse', 'mice'],
  ['Datum', 'data'],
  ['Media', 'media'],
  ['Matrix', 'matrices'],
  ['Analysis', 'analyses'],
  ['Leaf', 'leafs'],
  ['Software', 'softwares'],
  ['Equipment', 'equipment'],
  ['UserStatus', 'user_statuses'],
  ['APIKey', 'api_keys'],
])('table of %s', (name, table) => {
  expect(tableName(name, DEFAULT_NAMING)).toBe(table)
})

test.each([
  ['UserID', 'user_id'],
  ['UserIDs', 'user_ids'],
  ['HTTPSServer', 'http_s_server'],
  ['OAuth2Token', 'o_auth2_token'],
  ['ImageURL', 'image_url'],
  ['IPv4', 'ipv4'],
  ['UTF8Name', 'utf8_name'],
  ['AWSS3Bucket', 'awss3_bucket'],
  ['S3Key', 's3_key'],
  ['A1B2', 'a1_b2'],
  ['XMLHTTPRequest', 'xml_http_request'],
  ['Item_Name', 'item_name'],
  ['FooIDBar', 'foo_id_bar'],
  ['ASCIIName', 'ascii_name'],
  ['ID', 'id'],
])('column of %s', (name, column) => {
  expect(toDbName(name)).toBe(column)
})

test('a name that is too long ends in a digest', () => {
  expect(indexName('some_quite_long_table_name_for_testing', 'UserAndSomeMoreToMakeItLong', DEFAULT_NAMING)).toBe(
    'idx_some_quite_long_table_name_for_testing_user_and_somddee14a4',
  )
})

describe('models', () => {
  const columns = async (models: string, name = 'Thing') => {
    const [sql] = await sqlOf(`db.Create(&${name}{})`, '', models)
    return sql
  }

  test('tags, embedded structs and generic bases make the columns', async () => {
    const models = `
type Address struct {
	Street string
	City   string \`gorm:"column:town"\`
}
type Base[T any] struct {
	Key T \`gorm:"primaryKey"\`
}
type Stamps struct {
	CreatedAt time.Time
	UpdatedAt int64 \`gorm:"autoUpdateTime:milli"\`
}
type Thing struct {
	Base[string]
	Stamps
	HTMLBody string
	Home     Address  \`gorm:"embedded;embeddedPrefix:home_"\`
	Work     *Address \`gorm:"embedded;embeddedPrefix:work_"\`
	Views    int      \`gorm:"default:0"\`
	Slug     string   \`gorm:"default:md5(random()::text)"\`
	ReadOnly string   \`gorm:"->"\`
	Skipped  string   \`gorm:"-"\`
	Nick     sql.NullString
	inner    string
}`
    expect(await columns(models)).toBe(
      'INSERT INTO "things" ("key","created_at","updated_at","html_body","home_street","home_town","work_street","work_town","views","nick") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) RETURNING "slug"',
    )
  })

  test('TableName says the table, by value, by pointer, by constant, promoted or with a schema', async () => {
    const models = `
const prefix = "app_"
type A struct { ID uint }
func (A) TableName() string { return "some.as" }
type Thing struct { ID uint }
func (t *Thing) TableName() string { return prefix + "things" }
type C struct { Thing }
`
    expect(await sqlOf('var a A; db.Take(&a); var b Thing; db.Take(&b); var c C; db.Take(&c)', '', models)).toEqual([
      'SELECT * FROM "some"."as" LIMIT $1',
      'SELECT * FROM "app_things" LIMIT $1',
      'SELECT * FROM "app_things" LIMIT $1',
    ])
  })

  test('a TableName with alternatives gives each; one that is computed gives none', async () => {
    const models = `
type A struct { ID uint; Old bool }
func (a A) TableName() string { if a.Old { return "old_as" }; return "as" }
type B struct { ID uint; Year int }
func (b B) TableName() string { return fmt.Sprintf("b_%d", b.Year) }
`
    expect(await sqlOf('var a []A; db.Find(&a); var b []B; db.Find(&b)', '', models)).toEqual([
      'SELECT * FROM "old_as"',
      'SELECT * FROM "as"',
      'failed: the table of B is not known: TableName() computes it',
    ])
  })

  test('a type that writes itself is a column; a struct is a relation', async () => {
    const models = `
type Prefs map[string]any
func (p Prefs) Value() (driver.Value, error) { return nil, nil }
func (p *Prefs) Scan(v any) error { return nil }
type Level int
type Owner struct { ID uint }
type Thing struct {
	ID      uint
	Prefs   Prefs \`gorm:"type:jsonb"\`
	Level   Level
	Data    []byte
	Labels  []string \`gorm:"serializer:json"\`
	OwnerID uint
	Owner   Owner
}`
    expect(await columns(models)).toBe(
      'INSERT INTO "things" ("prefs","level","data","labels","owner_id") VALUES ($1,$2,$3,$4,$5) RETURNING "id"',
    )
  })

  test('several keys, and a key that is no number', async () => {
    const models = `
type Thing struct {
	PostID uint \`gorm:"primaryKey;autoIncrement:false"\`
	TagID  uint \`gorm:"primaryKey;autoIncrement:false"\`
	At     time.Time \`gorm:"autoCreateTime"\`
}
type Doc struct {
	ID    string \`gorm:"type:uuid;default:gen_random_uuid()"\`
	Title string
}`
    expect(
      await sqlOf('db.Save(&Thing{PostID: 1, TagID: 2}); db.Delete(&Thing{PostID: 1, TagID: 2}); db.Create(&Doc{Title: name})', '', models),
    ).toEqual([
      'UPDATE "things" SET "at"=$1 WHERE "post_id" = $2 AND "tag_id" = $3',
      'DELETE FROM "things" WHERE ("things"."post_id","things"."tag_id") IN (($1,$2))',
      'INSERT INTO "docs" ("title") VALUES ($1) RETURNING "id"',
    ])
  })

  test('what gorm.Open was given names the tables', async () => {
    const open = `
func open() (*gorm.DB, error) {
	return gorm.Open(nil, &gorm.Config{QueryFields: true, NamingStrategy: schema.NamingStrategy{TablePrefix: "t_", SingularTable: true}})
}`
    expect(await sqlOf('var c []Company; db.Find(&c)', open)).toEqual(['SELECT "t_company"."id","t_company"."name" FROM "t_company"'])
  })
})
