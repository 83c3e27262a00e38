import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../database.ts'
import type { IndexAdvice } from '../index-advice/advice.ts'
import { findCandidates } from '../index-advice.ts'
import { loadParser } from '../parser.ts'
import type { DatabaseSchema } from '../schema.ts'
import { linkStatement } from '../statements/link.ts'
import { migrationsOf, type TestFolder, testCacheFolder } from '../test-database.ts'
import { advise } from './advise.ts'
import { assumeData, readDataUse } from './assumptions.ts'
import { openLaboratory } from './laboratory.ts'
import { withPartitions } from './partitions.ts'
import { planNodes, usedIndexes } from './plan.ts'
import { isRepeatable, type Patience, type Proof, type ProofInput, prove } from './prove.ts'

const MIGRATIONS = {
  'm/0001_shop.up.sql': `
CREATE TABLE countries (code text PRIMARY KEY, name text NOT NULL);
INSERT INTO countries VALUES ('de', 'Germany'), ('fr', 'France');
CREATE TABLE members (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, country text REFERENCES countries (code), staff boolean NOT NULL DEFAULT false,
  deleted_at timestamptz);
CREATE TABLE orders (id bigserial PRIMARY KEY, member_id bigint NOT NULL REFERENCES members (id), kind varchar(10) NOT NULL, label text, remark text,
  status varchar(12) NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paid', 'sent')), placed_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX orders_status_member ON orders (status, member_id);
CREATE TABLE scans (id bigserial PRIMARY KEY, member_id bigint NOT NULL, ${Array.from({ length: 9 }, (_, i) => `part${i} jsonb NOT NULL`).join(', ')});
CREATE TABLE papers (id bigserial PRIMARY KEY, title text NOT NULL, summary text NOT NULL, ${Array.from({ length: 4 }, (_, i) => `part${i} jsonb NOT NULL`).join(', ')});
CREATE TABLE tickets (id bigserial PRIMARY KEY, state int NOT NULL DEFAULT 1, object_type text NOT NULL, shelf int NOT NULL, hidden int NOT NULL DEFAULT 0);
CREATE TABLE seats (hall_id bigint NOT NULL, number int NOT NULL, held_by text, UNIQUE (hall_id, number));
CREATE TABLE events (id bigint NOT NULL, at timestamptz NOT NULL, topic text NOT NULL, member_id bigint REFERENCES members (id), PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2024-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE logs (id bigint NOT NULL, at timestamptz NOT NULL, topic text NOT NULL, line text NOT NULL) PARTITION BY RANGE (at);
CREATE INDEX logs_topic ON logs (topic);
CREATE TABLE marks (id bigint PRIMARY KEY, topic text NOT NULL) PARTITION BY HASH (id);`,
}

let folder: TestFolder
beforeAll(async () => {
  folder = await testCacheFolder()
  await loadParser()
})
afterAll(() => folder.remove())

interface Proven {
  readonly proof: Proof
  readonly advised: readonly IndexAdvice[]
  readonly advice: readonly string[]
}

async function proven(
  texts: Readonly<Record<string, string>>,
  {
    version = 16,
    constants = {},
    patience,
  }: { readonly version?: number; readonly constants?: Readonly<Record<number, string>>; readonly patience?: Patience } = {},
): Promise<Proven> {
  const database = openDatabase(migrationsOf(MIGRATIONS), { cacheFolder: folder.path })
  const { schema: migrated, seeded } = await database.schema()
  const schema = withPartitions(migrated)
  const laboratory = await openLaboratory(() => database.twin())
  if (!laboratory) throw new Error('no Postgres')
  try {
    const input = questionOf(schema, seeded ?? [], texts, version, constants)
    const proof = await prove(laboratory, { ...input, ...(patience && { patience }) })
    const advised = advise(schema, proof, input.data)
    return { proof, advised, advice: advised.map((a) => `${a.confidence} ${a.statement} for ${a.servesStatements.join(' ')}`) }
  } finally {
    await laboratory.close()
    await database.close()
  }
}

function questionOf(
  schema: DatabaseSchema,
  seeded: readonly string[],
  texts: Readonly<Record<string, string>>,
  version: number,
  constants: Readonly<Record<number, string>>,
): ProofInput {
  const statements = Object.entries(texts).map(([id, sql]) => {
    const links = linkStatement(sql, schema)
    if (!links.ok) throw new Error(links.error)
    return { id, sql, links, constants }
  })
  const growing = new Set(schema.tables.map((t) => t.name).filter((name) => !seeded.includes(name)))
  const use = readDataUse(statements, growing)
  return {
    schema,
    statements,
    candidates: findCandidates(schema, statements),
    use,
    data: assumeData(schema, use),
    version,
  }
}

test('a statement that reads a large table for few rows gets the index that the planner takes, with both plans', async () => {
  const { proof, advised, advice } = await proven({ notes: `SELECT * FROM orders WHERE label = $1 ORDER BY placed_at DESC LIMIT $2` })
  expect(advice).toContain('high CREATE INDEX CONCURRENTLY idx_orders_label_placed_at ON orders (label, placed_at DESC); for notes')
  const shown = advised.find((a) => a.servesStatements.includes('notes'))?.proof?.planAfter
  expect(shown && usedIndexes(shown)).toEqual(['idx_orders_label_placed_at'])
  const index = proof.indexes.find((i) => i.serves.includes('notes'))
  const gains = index?.gains.map((g) => [g.scenario, g.before.cost > g.after.cost * 3])
  expect(gains).toEqual([
    ['large and even', true],
    ['few large parents', true],
    ['still small', true],
  ])
  const plan = proof.plans.notes
  const costly = plan && planNodes(plan).find((n) => n.costly)
  expect([plan?.type, costly?.type, costly?.table]).toEqual(['Limit', 'Seq Scan', 'orders'])
})

test('what the time does not suffice for is not called needless; only a cut that a busy machine did not make is kept', async () => {
  const texts = { notes: 'SELECT * FROM orders WHERE label = $1' }
  const spent = await proven(texts, { patience: { work: 0, clock: 240_000 } })
  const busy = await proven(texts, { patience: { work: 60_000, clock: 0 } })
  const whole = await proven(texts)
  expect([spent, busy, whole].map(({ proof }) => [proof.cut, isRepeatable(proof), proof.untried.length > 0, proof.tried > 0])).toEqual([
    ['work', true, true, false],
    ['clock', false, true, false],
    [undefined, true, false, true],
  ])
  for (const { advised } of [spent, busy]) {
    const advice = advised.find((a) => a.statement.endsWith('ON orders (label);'))
    expect([advice?.confidence, advice?.proof, advice?.reason.endsWith('the time was up before the planner was asked')]).toEqual([
      'low',
      undefined,
      true,
    ])
  }
})

test('a key, a unique pair, a table that only migrations fill and the usual value of a column get none', async () => {
  const { advice } = await proven({
    key: 'SELECT * FROM members WHERE email = $1',
    pair: 'SELECT * FROM seats WHERE number = $1 AND hall_id = $2',
    seeded: 'SELECT * FROM countries WHERE name = $1',
    usual: `SELECT * FROM orders WHERE status = 'open'`,
    all: 'SELECT count(*) FROM orders',
  })
  expect(advice.filter((a) => !/ for $/.test(a))).toEqual([])
})

test('a flag that few rows have gets a partial index, when the code binds the rare value and when the value is not known', async () => {
  const texts = { staff: 'SELECT id FROM members WHERE staff = $1 AND deleted_at IS NULL' }
  const partial = expect.stringContaining('ON members (staff) WHERE staff; for staff')
  expect((await proven(texts)).advice).toContainEqual(partial)
  expect((await proven(texts, { constants: { 1: 'true' } })).advice).toContainEqual(partial)
  expect((await proven(texts, { constants: { 1: 'false' } })).advice).not.toContainEqual(partial)
})

test('what is named for a state or a kind has few values', async () => {
  const { advice } = await proven({
    state: 'SELECT * FROM tickets WHERE state = $1',
    kind: 'SELECT * FROM tickets WHERE object_type = $1',
    hidden: 'SELECT * FROM tickets WHERE hidden = $1',
    shelf: 'SELECT * FROM tickets WHERE shelf = $1',
  })
  expect(advice.filter((a) => a.includes('ON tickets') && !a.startsWith('low'))).toEqual([expect.stringContaining('ON tickets (shelf)')])
})

test('a flag that every new row is given is the usual one, whatever its default', async () => {
  const staff = 'SELECT id FROM members WHERE staff AND deleted_at IS NULL'
  const partial = expect.stringContaining('ON members (staff) WHERE staff; for staff')
  const hire = 'INSERT INTO members (email, staff) VALUES ($1, true)'
  expect((await proven({ staff, hire })).advice).not.toContainEqual(partial)
  expect((await proven({ staff, hire, join: 'INSERT INTO members (email) VALUES ($1)' })).advice).toContainEqual(partial)
})

test('a state that a statement takes rows out of is one that few rows are in', async () => {
  const sweep = `UPDATE orders SET label = 'late' WHERE label = 'due' AND placed_at < now() - interval '30 days'`
  const leave = `UPDATE orders SET kind = 'done' WHERE kind = 'new' AND placed_at < $1`
  const { advice } = await proven({ sweep, leave })
  expect(advice).toContainEqual(expect.stringMatching(/^(?:high|medium) .* ON orders \(kind, placed_at\)/))
})

const shownIndexes = ({ proof }: Proven) => (proof.plans.mine ? usedIndexes(proof.plans.mine) : undefined)

test('an index whose leading column is free serves from Postgres 18 on, and not before', async () => {
  const texts = { mine: 'SELECT * FROM orders WHERE member_id = $1' }
  const old = await proven(texts)
  expect(old.advice).toContainEqual(expect.stringMatching(/ON orders \(member_id\); for mine$/))
  expect(shownIndexes(old)).toEqual([])
  const gain = (p: Proven) => p.proof.indexes.find((i) => i.serves.includes('mine'))?.gains[0]?.before.cost ?? 0
  // With few values a newer Postgres skips from one to the next: what is to be gained is less.
  expect(gain(await proven(texts, { version: 18 }))).toBeLessThan(gain(old))
})

test('subqueries in the select list do not hide what the rest of the statement costs', async () => {
  const sql = `SELECT m.*, (SELECT count(*) FROM orders o WHERE o.label = m.email) AS n FROM members m WHERE m.country = $1 ORDER BY m.id DESC`
  const { advice } = await proven({ counted: sql })
  expect(advice).toContainEqual(expect.stringMatching(/ON members \(country\); for counted$/))
})

test('a table of more pages than one file holds is planned too', async () => {
  const { proof, advice } = await proven({ scans: 'SELECT id FROM scans WHERE member_id = $1', wide: 'SELECT * FROM scans WHERE id = $1' })
  expect(proof.unplanned).toEqual({})
  expect(advice).toContainEqual(expect.stringMatching(/ON scans \(member_id\); for scans$/))
})

test('a partitioned table is as large as its partitions, those of the migrations or one that stands in', async () => {
  const { proof, advice } = await proven({
    several: 'SELECT * FROM events WHERE topic = $1',
    none: 'SELECT * FROM logs WHERE line = $1',
    hash: 'SELECT * FROM marks WHERE topic = $1',
    served: 'SELECT * FROM logs WHERE topic = $1 ORDER BY at DESC',
  })
  const way = (name: string, key: string) =>
    `-- then for each partition: CREATE INDEX CONCURRENTLY … ON … (${key}); ALTER INDEX ${name} ATTACH PARTITION …;`
  expect(advice.filter((a) => a.includes('ON ONLY'))).toEqual([
    `high CREATE INDEX idx_events_topic ON ONLY events (topic); ${way('idx_events_topic', 'topic')} for several`,
    `high CREATE INDEX idx_logs_line ON ONLY logs (line); ${way('idx_logs_line', 'line')} for none`,
    `high CREATE INDEX idx_marks_topic ON ONLY marks (topic); ${way('idx_marks_topic', 'topic')} for hash`,
    `medium CREATE INDEX idx_events_member_id ON ONLY events (member_id); ${way('idx_events_member_id', 'member_id')} for `,
  ])
  // Plans are told by the names that statements use.
  const plan = proof.plans.several
  expect(plan && [plan.type, ...planNodes(plan).flatMap((n) => n.table ?? [])]).toEqual(['Append', 'events', 'events'])
  expect(proof.plans.served && usedIndexes(proof.plans.served)).toEqual(['logs_topic'])
  const after = proof.indexes.find((i) => i.serves.includes('several'))?.gains[0]?.after
  expect(after && usedIndexes(after)).toEqual(['throughline_candidate'])
})

test('the sides of an OR get their indexes together, when the planner takes all of them', async () => {
  const { advised, advice } = await proven({
    search: `SELECT id FROM papers WHERE title ILIKE $1 OR summary ILIKE $1`,
    either: `SELECT hall_id FROM seats WHERE held_by = $1 OR number = $2`,
  })
  const search = advised.find((a) => a.servesStatements.includes('search'))
  expect(search?.statement.split('\n')).toEqual([
    'CREATE EXTENSION IF NOT EXISTS pg_trgm;',
    'CREATE INDEX CONCURRENTLY idx_papers_title_gin ON papers USING gin (title gin_trgm_ops);',
    'CREATE INDEX CONCURRENTLY idx_papers_summary_gin ON papers USING gin (summary gin_trgm_ops);',
  ])
  expect(search?.each).toEqual(['title', 'summary'])
  expect(search?.confidence).toBe('medium')
  const shown = search?.proof?.planAfter
  expect(shown && usedIndexes(shown)).toEqual(['idx_papers_summary_gin', 'idx_papers_title_gin'])
  expect(shown && planNodes(shown).map((n) => n.type)).toContain('BitmapOr')
  const either = advice.filter((a) => a.endsWith('for either'))
  expect(either).toEqual([expect.stringMatching(/ON seats \(held_by\);\n.* ON seats \(number\);/)])
})

test('of the indexes for an OR those that are advised by themselves are not advised twice, and none where one side cannot be served', async () => {
  const { advice } = await proven({
    either: 'SELECT id FROM orders WHERE label = $1 OR member_id = $2',
    member: 'SELECT id FROM orders WHERE member_id = $1',
    open: `SELECT hall_id FROM seats WHERE held_by ILIKE $1 OR number > $2`,
  })
  expect(advice.filter((a) => /ON orders/.test(a)).sort()).toEqual([
    expect.stringMatching(/ON orders \(label\); for either$/),
    expect.stringMatching(/ON orders \(member_id\); for member$/),
  ])
  expect(advice.filter((a) => /ON seats/.test(a))).toEqual([])
})

test('what cannot be planned says why, and the rest goes on', async () => {
  const { proof } = await proven({ wrong: 'SELECT nothing FROM orders', right: 'SELECT id FROM orders', several: 'SELECT 1; SELECT 2' })
  expect(proof.unplanned).toEqual({ wrong: '42703 column "nothing" does not exist', several: 'not one statement that is planned' })
  expect(Object.keys(proof.plans)).toEqual(['right'])
})

test('a hash index for a text that may be too long for a B-tree is taken too', async () => {
  const { advice } = await proven({ s1: 'SELECT id FROM orders WHERE remark = $1' })
  expect(advice).toContain('low CREATE INDEX CONCURRENTLY idx_orders_remark_hash ON orders USING hash (remark); for s1')
})
