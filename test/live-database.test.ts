// `--pg` against a real PostgreSQL: what it takes from there, what it tells, and what never leaves it.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openSession } from '#cli/session.ts'
import type { Graph } from '#graph/graph.ts'
import { indexRepository } from '#indexer/index-repository.ts'
import { connectLive } from '#indexer/live/connect.ts'
import { readLive } from '#indexer/live/read-live.ts'
import { postgresBinaries, startServer, type TestServer } from './support/postgres-server.ts'

const READER = 'pass/word of the reader'
const SECRET = 'somebody-they-know'

const MIGRATION = `
CREATE TABLE shops (id bigserial PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id bigserial PRIMARY KEY, shop_id bigint NOT NULL REFERENCES shops (id) ON DELETE CASCADE, email text NOT NULL,
  status varchar(12) NOT NULL DEFAULT 'open', label text, total integer NOT NULL CHECK (total >= 0), placed_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX orders_email_idx ON orders (email);
CREATE INDEX orders_placed_at_idx ON orders (placed_at);
CREATE TABLE words (id bigserial PRIMARY KEY, word text NOT NULL);
CREATE TABLE visits (id bigserial PRIMARY KEY, visitor text NOT NULL, label text);
CREATE TABLE refunds (id bigserial PRIMARY KEY);
`

const STATEMENTS = {
  byShop: 'SELECT id, total FROM orders WHERE shop_id = $1',
  byStatus: 'SELECT id FROM orders WHERE label = $1',
  byWord: 'SELECT id FROM words WHERE word = $1',
  byVisitor: 'SELECT id, label FROM visits WHERE visitor = $1',
}

const PROGRAM = {
  'go.mod': 'module example.com/orders\n\ngo 1.22\n\nrequire github.com/jackc/pgx/v5 v5.6.0\n',
  'migrations/000001_orders.up.sql': MIGRATION,
  'main.go': `package main

import (
	"database/sql"
	"log"
	"net/http"
	"os"

	_ "github.com/jackc/pgx/v5/stdlib"
)

type Server struct{ db *sql.DB }
${Object.entries(STATEMENTS)
  .map(
    ([name, text]) => `
func (s *Server) ${name}(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "${text}", r.PathValue("of"))
	if err != nil {
		http.Error(w, "rows", http.StatusInternalServerError)
		return
	}
	defer rows.Close()
}
`,
  )
  .join('')}
func main() {
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	mux := http.NewServeMux()
${Object.keys(STATEMENTS)
  .map((name) => `\tmux.HandleFunc("GET /${name}/{of}", s.${name})`)
  .join('\n')}
	log.Fatal(http.ListenAndServe(":8080", mux))
}
`,
}

/** What the years have made of the migration. */
const YEARS = `
INSERT INTO shops (name) SELECT 'shop ' || n FROM generate_series(1, 500) n;
INSERT INTO orders (shop_id, email, total, label) SELECT 1 + n % 500, '${SECRET}-' || n % 40 || '@example.com', n, 'label ' || n FROM generate_series(1, 60000) n;
INSERT INTO words (word) VALUES ('one'), ('two');
INSERT INTO visits (visitor) SELECT 'visitor ' || n FROM generate_series(1, 30000) n;
DROP INDEX orders_email_idx;
CREATE INDEX orders_label_by_hand ON orders (label);
ALTER TABLE orders ALTER COLUMN email TYPE varchar(200), ALTER COLUMN total DROP NOT NULL, ADD COLUMN colour text;
ALTER TABLE orders DROP CONSTRAINT orders_shop_id_fkey, ADD CONSTRAINT other_name FOREIGN KEY (shop_id) REFERENCES shops (id);
DROP TABLE refunds;
CREATE TABLE schema_migrations (version bigint);
CREATE TABLE scratch (id int);
ANALYZE shops, orders, words;
`

const binaries = postgresBinaries()
if (!binaries && process.env.CI === 'true') throw new Error('CI needs a PostgreSQL: initdb and pg_ctl are not found')

describe.skipIf(!binaries)(`a live database${binaries ? '' : ' (skipped: initdb and pg_ctl of a PostgreSQL are not found)'}`, () => {
  let server: TestServer
  let folder: string
  let root: string
  let live: string

  beforeAll(async () => {
    server = await startServer(binaries ?? '')
    folder = mkdtempSync(join(tmpdir(), 'throughline-live-'))
    root = join(folder, 'orders')
    for (const [path, text] of Object.entries(PROGRAM)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    await server.run(
      `CREATE ROLE throughline_reader LOGIN PASSWORD '${READER}' IN ROLE pg_read_all_stats; CREATE ROLE stranger LOGIN PASSWORD '${READER}' IN ROLE pg_read_all_stats`,
    )
    await server.run('CREATE DATABASE shop')
    await server.run('CREATE EXTENSION pg_stat_statements; REVOKE CREATE ON SCHEMA public FROM PUBLIC', 'shop')
    await server.run(MIGRATION, 'shop')
    await server.run(YEARS, 'shop')
    await server.run('GRANT SELECT ON ALL TABLES IN SCHEMA public TO throughline_reader', 'shop')
    live = server.address('throughline_reader', READER, 'shop')
  })
  afterAll(() => {
    server?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  const nodes = (graph: Graph, label: string) => graph.nodes.filter((n) => n.labels.includes(label)).map((n) => n.properties)
  const index = async (address?: string) => {
    const read = address === undefined ? undefined : await readLive(address)
    return (await indexRepository(root, { cacheFolder: join(folder, 'facts'), live: read })).graph
  }
  const advice = (graph: Graph) =>
    nodes(graph, 'IndexAdvice')
      .map((a) => `${a.confidence} ${a.table}(${(a.columns as string[]).join(', ')})${a.measured ? ' measured' : ''}`)
      .sort()

  test('takes the place of assumptions', async () => {
    expect(advice(await index())).toEqual(['high orders(label)', 'high orders(shop_id)', 'high visits(visitor)', 'high words(word)'])
    const graph = await index(live)
    // Two words are no table to be searched; the label has an index that somebody made there; visits were never analysed.
    expect(advice(graph)).toEqual(['high orders(shop_id) measured', 'medium visits(visitor) measured'])
    const [orders] = nodes(graph, 'IndexAdvice').filter((a) => a.table === 'orders')
    expect(orders?.assumptions).toEqual([expect.stringMatching(/^the live database: 60,000 rows of orders: [\d,]+ → \d+/)])
    const diagnostics = nodes(graph, 'Diagnostic').filter((d) => String(d.reason).startsWith('live-'))
    expect(diagnostics.map((d) => `${d.severity} ${d.reason}`).sort()).toEqual(['info live-database', 'warning live-never-analysed'])
    expect(diagnostics.find((d) => d.severity === 'warning')?.message).toMatch(/: visits$/)
  })

  test('that has counted nothing, as after an upgrade of the server, is as large as its files', async () => {
    await server.run('CREATE DATABASE upgraded')
    await server.run(MIGRATION, 'upgraded')
    await server.run(
      `INSERT INTO visits (visitor) SELECT 'visitor ' || n FROM generate_series(1, 30000) n; INSERT INTO words (word) VALUES ('one')`,
      'upgraded',
    )
    await server.run('SELECT pg_stat_reset()', 'upgraded')
    await server.run(`INSERT INTO visits (visitor) VALUES ('the first one afterwards')`, 'upgraded')
    const graph = await index(server.address('owner', 'of the owner', 'upgraded'))
    const rows = Number(nodes(graph, 'Table').find((t) => t.name === 'visits')?.rows)
    expect(rows > 10_000 && rows < 90_000).toBe(true)
    expect(advice(graph)).toEqual(['medium visits(visitor) measured'])
    const warning = nodes(graph, 'Diagnostic').find((d) => d.reason === 'live-never-analysed')
    expect(warning?.message).toMatch(/visits/)
  })

  test('sizes and use are on the nodes', async () => {
    await server.run(
      `${STATEMENTS.byShop.replace('$1', '7')}; ${STATEMENTS.byShop.replace('$1', '8')}; SELECT 1 FROM orders WHERE id = 1`,
      'shop',
    )
    // Before PostgreSQL 15 counts arrive a little later.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const graph = await index(live)
    const table = nodes(graph, 'Table').find((t) => t.name === 'orders')
    expect(table).toMatchObject({ rows: 60_000 })
    expect(Number(table?.bytes)).toBeGreaterThan(1_000_000)
    const indexes = new Map(nodes(graph, 'Index').map((i) => [i.name, i]))
    expect(indexes.get('orders_placed_at_idx')).toMatchObject({ scans: 0 })
    expect(Number(indexes.get('orders_placed_at_idx')?.bytes)).toBeGreaterThan(8192)
    expect(Number(indexes.get('shops_pkey')?.scans)).toBeGreaterThan(0)
    const calls = nodes(graph, 'Query').map((q) => [q.sql, q.calls])
    expect(calls).toContainEqual([STATEMENTS.byShop, 2])
    expect(calls).toContainEqual([STATEMENTS.byWord, undefined])
  })

  test('what differs there is told', async () => {
    const graph = await index(live)
    const drifts = nodes(graph, 'SchemaDrift').filter((d) => d.live !== undefined)
    expect(
      drifts.map((d) => `${d.severity} ${d.kind} ${d.table}${d.column ? `.${d.column}` : ''}: ${d.migrations} | ${d.live}`).sort(),
    ).toEqual([
      'high table refunds: 1 columns | ',
      'low column orders.colour:  | text',
      'low index orders:  | index (label)',
      'low table scratch:  | 1 columns',
      'medium index orders: index (email) | ',
      'medium nullability orders.total: NOT NULL | nullable',
      'medium onDelete orders: cascade | no action',
      'medium type orders.email: text | character varying(200)',
    ])
  })

  test('is read by a role that may read no row, which then says what it cannot see', async () => {
    const graph = await index(server.address('stranger', READER, 'shop'))
    expect(advice(graph)).toEqual(['medium orders(shop_id) measured', 'medium visits(visitor) measured'])
    const hidden = nodes(graph, 'Diagnostic').find((d) => d.reason === 'live-statistics-hidden')
    expect(hidden?.message).toMatch(/statistics of the columns of orders, shops, visits, words/)
  })

  test('cannot be changed, and gives up soon', async () => {
    const connection = await connectLive(
      `${server.address('owner', 'of the owner', 'shop')}?options=-c%20default_transaction_read_only%3Doff`,
    )
    try {
      await expect(connection.query('DELETE FROM scratch')).rejects.toThrow(/read-only transaction/)
      const [settings] = await connection.query(
        `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock, current_setting('application_name') AS name`,
      )
      expect(settings).toEqual({ statement: '5s', lock: '1s', name: 'throughline' })
    } finally {
      await connection.close()
    }
  })

  test('is another content: read again each time, and without a trace of its values', async () => {
    const cache = join(folder, 'cache')
    const run = async (pg?: string) => {
      const session = await openSession({ path: root, cache, pg })
      const result = await session.audit()
      await session.close()
      return { fresh: session.fresh, result }
    }
    expect((await run()).fresh).toBe(true)
    expect((await run()).fresh).toBe(false)
    const { fresh, result } = await run(live)
    expect(fresh).toBe(true)
    expect((await run(live)).fresh).toBe(false)
    await server.run(`${STATEMENTS.byVisitor.replace('$1', `'nobody'`)}`, 'shop')
    expect((await run(live)).fresh).toBe(true)
    expect((await run()).fresh).toBe(true)
    const advised = result.findings.filter((f) => f.rule === 'missing-index')
    expect(advised[0]?.message).toMatch(/By the live database: 60,000 rows of orders/)
    const kept = `${readAll(cache)}${JSON.stringify(result)}`
    expect(kept).toContain('orders')
    for (const secret of [SECRET, 'pass/word', encodeURIComponent(READER), 'throughline_reader']) expect(kept.includes(secret)).toBe(false)
  })

  test('what goes wrong is a line that says what to do, without the password', async () => {
    const failure = async (address: string) => {
      const error = await openSession({ path: root, cache: join(folder, 'errors'), pg: address }).then(
        () => undefined,
        (e: Error) => e,
      )
      return error?.message
    }
    const at = `127.0.0.1:${server.port}`
    const wrong = server.address('throughline_reader', 'wrong secret', 'shop')
    expect(await failure(wrong)).toBe(`PostgreSQL at ${at} does not take the password of throughline_reader`)
    expect(await failure(live.replace(/shop$/, 'shoop'))).toBe(`there is no database shoop on PostgreSQL at ${at}`)
    expect(await failure(live.replace(`${server.port}`, '1'))).toBe('cannot connect to PostgreSQL at 127.0.0.1:1: nothing listens there')
    expect(await failure(`${live}?sslmode=require`)).toBe(
      `PostgreSQL at ${at} does not speak TLS; ask without sslmode, or with sslmode=disable`,
    )
    expect(await failure(live.replace(/:[^:]*@/, '@'))).toMatch(/asks for a password of throughline_reader/)
    // As psql does, also where nothing but the system says who runs it.
    vi.stubEnv('USER', undefined)
    vi.stubEnv('PGUSER', undefined)
    expect(await failure(`postgresql://${at}/shop`)).toContain(`of ${userInfo().username}`)
    vi.unstubAllEnvs()
    expect(await failure(live.replace(/shop$/, 'postgres'))).toMatch(/^the database postgres has none of the 5 tables of this repository/)
    expect(await failure('mysql://a:b@c/d')).toMatch(/^--pg takes the address of a database/)
    expect(await failure('postgresql://me:pass/word@host:x/d')).toMatch(/^the address of --pg cannot be read/)
  })
})

function readAll(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}
