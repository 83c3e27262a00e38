import { describe, expect, it } from 'vitest'
import { createGraphBuilder, printGraph } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import { adviseIndexes } from './index-advice.ts'
import { parsedSchema } from './parsed-schema.ts'
import { linkStatement } from './statements/link.ts'
import { migrationsOf } from './test-database.ts'
import { addIndexAdvice, addSchema, addStatementLinks, statementDiagnostics } from './to-graph.ts'

const SET = {
  'm/1_a.up.sql': 'CREATE TABLE users (\n  id bigint PRIMARY KEY\n);\nCREATE TABLE old (id int);\n',
  'm/2_b.up.sql':
    'CREATE TABLE posts (\n  id bigint PRIMARY KEY,\n  user_id bigint REFERENCES users (id) ON DELETE CASCADE,\n  title text\n);\nCREATE INDEX idx_posts_user ON posts (user_id, id);\nDROP TABLE old;\n',
}
const QUERY = symbol.query('go app/list().', 'x', 0)

async function build(sql: string) {
  const result = await parsedSchema(migrationsOf(SET))
  const builder = createGraphBuilder()
  addSchema(builder, result)
  builder.node('Query', QUERY, { sql })
  const links = linkStatement(sql, result.schema)
  if (!links.ok) throw new Error(links.error)
  addStatementLinks(builder, QUERY, links)
  // What was read from text alone is not advised on; here its indexes are known to be all there are.
  addIndexAdvice(builder, adviseIndexes({ ...result.schema, source: 'migrations' }, [{ id: QUERY, links }]))
  return { text: printGraph(builder.build()), diagnostics: statementDiagnostics([{ links, file: 'a.go', line: 3 }]) }
}

describe('the graph of a schema', () => {
  it('has tables, columns, keys, indexes and migrations with their edges', async () => {
    const { text } = await build('SELECT 1')
    expect(text).toContain(
      '(Table) table posts approximate=true endLine=5 file="m/2_b.up.sql" line=1 name="posts" primaryKey=["id"] schema="public" source="parsed"',
    )
    expect(text).toContain(
      '(Column) column posts.user_id endLine=3 file="m/2_b.up.sql" line=3 name="user_id" nullable=true position=2 table="posts" type="bigint"',
    )
    expect(text).toContain('index posts.idx_posts_user -[COVERS]-> column posts.id position=2')
    expect(text).toContain('column posts.user_id -[REFERENCES]-> column users.id constraint="posts_user_id_fkey" onDelete="cascade"')
    expect(text).toContain('(Constraint) constraint posts.posts_user_id_fkey columns=["user_id"]')
    expect(text).toContain('constraint posts.posts_user_id_fkey -[CONSTRAINS]-> column posts.user_id position=1')
    expect(text).toContain('(Migration) migration m/2_b.up.sql applied=false endLine=7 file="m/2_b.up.sql" line=1 name="2_b" position=2')
    expect(text).toContain('migration m/2_b.up.sql -[CREATES]-> index posts.idx_posts_user')
    expect(text).not.toContain('table old')
  })

  it('has what a statement does', async () => {
    const { text } = await build('SELECT p.* FROM posts p JOIN users u ON u.id = p.user_id WHERE p.id > $1 ORDER BY p.user_id DESC LIMIT 3')
    const edges = text.split('\n').filter((line) => line.startsWith(`${QUERY} -`))
    expect(edges.map((line) => line.slice(QUERY.length + 1))).toEqual([
      '-[FILTERS_ON]-> column posts.id op=">"',
      '-[JOINS_ON]-> column posts.user_id',
      '-[JOINS_ON]-> column users.id',
      '-[ORDERS_BY]-> column posts.user_id direction="desc" position=1',
      '-[READS]-> table posts',
      '-[READS]-> table users',
    ])
  })

  it('has a node for a table that the schema lacks, and one diagnostic', async () => {
    const { text, diagnostics } = await build('SELECT x FROM nowhere n JOIN nowhere o ON o.id = n.id WHERE n.x = $1')
    expect(text).toContain('(Table) table nowhere name="nowhere" schema="public" source="statement"')
    expect(text).toContain(`${QUERY} -[READS]-> table nowhere`)
    expect(diagnostics.map((d) => [d.reason, d.message, d.file, d.line])).toEqual([
      ['unknown-table', 'the table nowhere is named by a statement and not made by the migrations', 'a.go', 3],
    ])
  })

  it('has advice, with the statements that it serves', async () => {
    const { text } = await build('SELECT id FROM posts ORDER BY title LIMIT 1')
    expect(text.split('\n').filter((line) => line.includes('advice posts'))).toEqual([
      '(IndexAdvice) advice posts(title) columns=["title"] confidence="high" endLine=5 file="m/2_b.up.sql" kind="order" line=1 proven=false reason="the first rows of posts ordered by title are asked for, and no index gives that order: the whole table is read and sorted" statement="CREATE INDEX CONCURRENTLY idx_posts_title ON posts (title);" table="posts"',
      'advice posts(title) -[ADVISED_FOR]-> table posts',
      `advice posts(title) -[WOULD_SERVE]-> ${QUERY}`,
    ])
  })
})
