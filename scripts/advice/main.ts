// The process edge of the measurement: asks the indexer for schema and advice, psql for the truth.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { discover } from '../../indexer/discover.ts'
import { columnFacts } from '../../indexer/sql/index-advice/column-facts.ts'
import { loadParser } from '../../indexer/sql/parser.ts'
import type { PostgresChild } from '../../indexer/sql/postgres-child.ts'
import { readCatalog } from '../../indexer/sql/read-catalog.ts'
import { readMigrations } from '../../indexer/stages.ts'
import { insertRows, nameOf, sizesBelow } from './rows.ts'

const USAGE = 'usage: npm run measure:advice -- <repository> [--rows 200000] [--top 40] [--confidence high|medium|low] [--live]\n'
const RANKS = ['low', 'medium', 'high']
/** Taken, and so many times quicker, or so many times fewer pages. */
const CONFIRMED = 1.5

const ADVICE = `MATCH (a:IndexAdvice) OPTIONAL MATCH (q:Query {id: a.witness})
RETURN a.statement AS statement, a.table AS tableName, a.columns AS columns, a.confidence AS confidence, a.kind AS kind, a.costBefore AS costBefore,
  a.costAfter AS costAfter, coalesce(q.sql, a.witness) AS sql ORDER BY a.confidence, a.statement`
const CONSTANTS = `MATCH (q:Query) RETURN q.sql AS sql`

interface Advice {
  readonly statement: string
  readonly tableName: string
  readonly columns: readonly string[]
  readonly confidence: string
  readonly kind: string
  readonly costBefore: number | null
  readonly costAfter: number | null
  readonly sql: string | null
}

interface Measured {
  readonly milliseconds: number
  readonly pages: number
  readonly text: string
}

export async function run(root: string, argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { rows: { type: 'string' }, top: { type: 'string' }, confidence: { type: 'string' }, live: { type: 'boolean' } },
  })
  const [path] = positionals
  if (!path || positionals.length > 1) {
    process.stderr.write(USAGE)
    return 2
  }
  const repository = resolve(path)
  const rows = Number(values.rows ?? 200_000)
  const least = RANKS.indexOf(values.confidence ?? 'medium')
  const cache = mkdtempSync(join(tmpdir(), 'throughline-advice-'))
  const database = `throughline_advice_${process.pid}`
  const sql = (text: string, on = database) => psql(text, on)
  try {
    await loadParser()
    const found = await discover(repository)
    const { set } = readMigrations(found)
    if (!set) throw new Error('no migrations')
    const advised = (pg: readonly string[] = []) =>
      query<Advice>(root, cache, repository, ADVICE, pg)
        .filter((a) => RANKS.indexOf(a.confidence) >= least)
        .sort(
          (a, b) =>
            RANKS.indexOf(b.confidence) - RANKS.indexOf(a.confidence) ||
            (b.costBefore ?? 0) / (b.costAfter ?? 1) - (a.costBefore ?? 0) / (a.costAfter ?? 1),
        )
        .slice(0, Number(values.top ?? 40))
    const assumed = advised()
    sql(`CREATE DATABASE ${database}`, 'postgres')
    for (const step of set.steps) {
      try {
        // Nobody else is there, and within a transaction the word is refused.
        const up = step.up.replace(/\bCONCURRENTLY\b/gi, '')
        sql(step.transaction ? `BEGIN;\n${up}\n;COMMIT` : up)
      } catch (error) {
        process.stderr.write(`${step.file}: ${String(error).split('\n').slice(0, 3).join(' ')}\n`)
      }
    }
    const schema = await readCatalog(
      catalog((text) => sql(text)),
      'migrations',
    )
    const constants = constantsOf(query<{ readonly sql: string }>(root, cache, repository, CONSTANTS).map((q) => q.sql))
    const wanted = new Set(values.live ? schema.tables.map((t) => t.name) : assumed.map((a) => a.tableName))
    for (const a of assumed)
      for (const m of (a.sql ?? '').matchAll(/\b(?:from|join|into|update)\s+(?:only\s+)?((?:"?\w+"?\.)?"?\w+"?)/gi))
        if (m[1]) wanted.add(m[1].replaceAll('"', ''))
    const unfilled: string[] = []
    const sizes = values.live ? sizesBelow(schema, rows) : () => rows
    for (const table of schema.tables.filter((t) => wanted.has(t.name) && t.kind === 'table')) {
      for (const c of table.constraints.filter((k) => k.kind === 'check'))
        attempt(() => sql(`ALTER TABLE ${nameOf(table)} DROP CONSTRAINT "${c.name}"`))
      // What is deferred cannot decide a conflict.
      for (const c of table.constraints.filter((k) => / DEFERRABLE/.test(k.definition) && (k.kind === 'unique' || k.kind === 'primaryKey')))
        attempt(() =>
          sql(
            `ALTER TABLE ${nameOf(table)} DROP CONSTRAINT "${c.name}", ADD CONSTRAINT "${c.name}" ${c.definition.replace(/ DEFERRABLE.*/, '')}`,
          ),
        )
      const insert = insertRows(table, { schema, rows: sizes, constants, values: (t, column) => columnFacts(t).values(column) })
      attempt(() => sql(`SET session_replication_role = replica; ${insert}`), table.name)
      if (sql(`SELECT EXISTS (SELECT FROM ${nameOf(table)})`).trim() === 'f') unfilled.push(table.name)
    }
    attempt(() => sql('CREATE EXTENSION IF NOT EXISTS pg_trgm'))
    sql('VACUUM ANALYZE')
    const report = (title: string, advices: readonly Advice[]) => {
      const results = advices.map((advice) => {
        const result = measure(advice, unfilled, sql)
        process.stdout.write(
          `| ${advice.confidence} | \`${advice.statement.replace(/CREATE INDEX (?:CONCURRENTLY )?\S+ ON (?:ONLY )?/g, '').replaceAll('\n', ' ')}\` | ${ratio(advice.costBefore, advice.costAfter)} | ${result.text} |\n`,
        )
        return result
      })
      const measured = results.filter((r) => r.confirmed !== undefined)
      process.stdout.write(
        `\n${title}: ${measured.filter((r) => r.confirmed).length} of ${measured.length} that could be measured are confirmed, of ${advices.length}\n\n`,
      )
    }
    if (values.live) {
      const live = advised(['--pg', `postgresql:///${database}?host=${process.env.PGHOST ?? '/var/run/postgresql'}`])
      const among = (list: readonly Advice[]) => (a: Advice) => list.some((other) => other.statement === a.statement)
      report('of both', live.filter(among(assumed)))
      report(
        'only with the live database',
        live.filter((a) => !among(assumed)(a)),
      )
      report(
        'only without it',
        assumed.filter((a) => !among(live)(a)),
      )
    } else report(`${rows} rows a table`, assumed)
    return 0
  } finally {
    attempt(() => psql(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`, 'postgres'))
    rmSync(cache, { recursive: true, force: true })
  }
}

/** `confirmed` is undefined where nothing could be measured. */
function measure(
  advice: Advice,
  unfilled: readonly string[],
  sql: (text: string) => string,
): { readonly confirmed?: boolean; readonly text: string } {
  if (!advice.sql) return { text: '| no statement' }
  const lacks = unfilled.find((name) => new RegExp(`\\b${name}\\b`).test(`${advice.tableName} ${advice.sql}`))
  if (lacks !== undefined) return { text: `| ${lacks} could not be filled` }
  try {
    const bound = bind(advice.sql, advice, sql)
    if (/(?:[=<>]|\bin\s*\(|\bany\s*\(|\blike)\s*NULL\b/i.test(bound)) return { text: '| a value is not known' }
    const before = explain(bound, sql)
    const created = advice.statement.replaceAll(' CONCURRENTLY', '').replaceAll(' ON ONLY ', ' ON ')
    const names = [...created.matchAll(/INDEX (?:IF NOT EXISTS )?(\S+) ON/g)].map((m) => m[1] ?? '')
    sql(created)
    sql(`ANALYZE ${quotedName(advice.tableName)}`)
    const after = explain(bound, sql)
    // An index stands in the schema of its table.
    const schema = advice.tableName.includes('.') ? `${quotedName(advice.tableName).replace(/\."[^"]*"$/, '')}.` : ''
    sql(`DROP INDEX ${names.map((name) => schema + name).join(', ')}`)
    const taken = names.every((name) => after.text.includes(name.replaceAll('"', '')))
    const quicker = before.milliseconds / Math.max(0.001, after.milliseconds)
    const fewer = before.pages / Math.max(1, after.pages)
    const confirmed = taken && (quicker >= CONFIRMED || fewer >= CONFIRMED)
    return {
      confirmed,
      // What was not confirmed is there to be looked at.
      text: `${before.milliseconds.toFixed(2)} → ${after.milliseconds.toFixed(2)} ms (${quicker.toFixed(1)}×), ${before.pages} → ${after.pages} pages | ${confirmed ? 'confirmed' : `${taken ? 'taken, no gain' : 'not taken'}: ${bound.replace(/\s+/g, ' ')}`}`,
    }
  } catch (error) {
    return { text: `| not measured: ${String(error).replace(/\s+/g, ' ').slice(0, 200)}` }
  }
}

/** Placeholders filled with what a row of the table has, or what the planner is asked for where none is compared. */
function bind(text: string, { tableName }: Advice, sql: (text: string) => string): string {
  const limited = text.replace(/\blimit\s+\$\d+/gi, 'LIMIT 20').replace(/\boffset\s+\$\d+/gi, 'OFFSET 0')
  const value = (column: string, cast = '') => {
    const found = sql(
      `SELECT quote_literal("${column}"::text) FROM ${quotedName(tableName)} WHERE "${column}" IS NOT NULL ORDER BY md5(ctid::text) LIMIT 1`,
    ).trim()
    return found === '' ? 'NULL' : found + cast
  }
  const bound = limited.replace(
    /("?)(\w+)\1\s*(=|<>|<=?|>=?|(?:i?like)|in \(|= any\()\s*\$\d+/gi,
    (all, _q, column: string, op: string) => {
      try {
        if (/^(?:is_|has_)/.test(column)) return all.replace(/\$\d+/, 'true')
        if (/like/i.test(op)) return all.replace(/\$\d+/, `'%abc%'`)
        return all.replace(/\$\d+/, value(column))
      } catch {
        return all
      }
    },
  )
  return bound.replace(/\$\d+/g, 'NULL')
}

const quotedName = (table: string): string =>
  table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.')

function explain(text: string, sql: (text: string) => string): Measured {
  const runs = [0, 1, 2].map(() => sql(`BEGIN; EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}; ROLLBACK`))
  const parsed = runs.map((r) => {
    const json = JSON.parse(r.slice(r.indexOf('['), r.lastIndexOf(']') + 1)) as [{ 'Execution Time': number; Plan: Record<string, number> }]
    return {
      milliseconds: json[0]['Execution Time'],
      pages: (json[0].Plan['Shared Hit Blocks'] ?? 0) + (json[0].Plan['Shared Read Blocks'] ?? 0),
      text: r,
    }
  })
  return parsed.reduce((best, each) => (each.milliseconds < best.milliseconds ? each : best))
}

function constantsOf(statements: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const text of statements) {
    const [table] = [...text.matchAll(/\b(?:from|update)\s+"?(\w+)"?/gi)].map((m) => m[1])
    for (const m of text.matchAll(/"?(\w+)"?\s*=\s*'([^']*)'/g)) {
      const key = `${table}.${m[1]}`
      found.set(key, (found.get(key) ?? new Set()).add(m[2] ?? ''))
    }
  }
  return found
}

/** The catalog is read from the server itself, as from the embedded one. */
function catalog(sql: (text: string) => string): Pick<PostgresChild, 'ask'> {
  const ask = (_: string, { sql: text }: { readonly sql: string }) =>
    Promise.resolve(JSON.parse(sql(`SELECT coalesce(json_agg(t), '[]') FROM (${text}) t`)))
  return { ask: ask as PostgresChild['ask'] }
}

const ratio = (before: number | null, after: number | null) => (before && after ? `${(before / after).toFixed(0)}×` : '–')

function attempt(work: () => unknown, what = ''): void {
  try {
    work()
  } catch (error) {
    if (what !== '') process.stderr.write(`${what}: ${String(error).replace(/\s+/g, ' ').slice(0, 300)}\n`)
  }
}

function psql(text: string, database: string): string {
  return execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

function query<Row>(root: string, cache: string, repository: string, text: string, more: readonly string[] = []): readonly Row[] {
  const out = execFileSync(
    'node',
    [join(root, 'bin/throughline.mjs'), 'query', repository, '-', '--format', 'json', '--cache', cache, ...more],
    {
      input: text,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  )
  const { columns, rows } = JSON.parse(out) as { columns: string[]; rows: unknown[][] }
  return rows.map((row) => Object.fromEntries(columns.map((c, i) => [c, row[i]])) as Row)
}
