// The process edge of the accuracy bench: asks the command line for routes and calls, the oracle for the truth about calls.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { compareCalls, type Oracle, type OwnEdge, reachable } from './calls.ts'
import { type Reason, reportCalls, reportRoutes, reportUnknown } from './report.ts'
import { compareRoutes, type FoundRoute } from './routes.ts'
import { readOpenApi, readTruth } from './truth.ts'

const USAGE =
  'usage: npm run bench:accuracy -- <repository> [--truth file | --openapi file] [--calls [--oracle file]]\n' +
  '       --calls needs a Go toolchain and the modules of the repository; --oracle takes what test/oracle wrote before\n'

const CALLS = `MATCH (a:Function)-[c:CALLS]->(b:Function) WHERE a.language = 'go'
RETURN a.id AS caller, b.id AS callee, a.file AS file, c.line AS line, c.via AS via, c.resolution AS resolution`
const HANDLERS = 'MATCH (r:Route)-[:HANDLED_BY]->(f:Function) RETURN DISTINCT f.id AS id'
const GUARDS = 'MATCH (m:Middleware)-[:RUNS]->(f:Function) RETURN DISTINCT f.id AS id'
const REASONS = 'MATCH (d:Diagnostic) RETURN d.file AS file, d.line AS line, d.reason AS reason'

export function run(root: string, argv: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { truth: { type: 'string' }, openapi: { type: 'string' }, calls: { type: 'boolean' }, oracle: { type: 'string' } },
  })
  const [path] = positionals
  if (!path || positionals.length > 1 || (values.truth && values.openapi)) {
    process.stderr.write(USAGE)
    return 2
  }
  const repository = resolve(path)
  const cache = mkdtempSync(join(tmpdir(), 'throughline-accuracy-'))
  try {
    const ask = (...args: string[]) => throughline(root, cache, args)
    const query = <Row>(text: string) => rowsOf(ask('query', repository, '-', '--format', 'json', text)) as Row[]
    const found = ask('routes', repository, '--format', 'json') as FoundRoute[]
    const reasons = query<Reason>(REASONS)
    const truth = values.truth
      ? readTruth(readFileSync(values.truth, 'utf8'))
      : values.openapi
        ? readOpenApi(readFileSync(values.openapi, 'utf8'))
        : undefined
    process.stdout.write(truth ? reportRoutes(compareRoutes(truth, found), reasons) : reportUnknown(found))
    if (values.calls || values.oracle) {
      const oracle = values.oracle ? (JSON.parse(readFileSync(values.oracle, 'utf8')) as Oracle) : runOracle(root, repository)
      for (const trouble of oracle.troubles) process.stderr.write(`the oracle could not check ${trouble}\n`)
      const own = query<OwnEdge>(CALLS)
      const handlers = [HANDLERS, GUARDS].flatMap((text) => query<{ readonly id: string }>(text)).map((row) => row.id)
      // Where no route is known, whatever a library calls is an entry.
      const entries = handlers.length > 0 ? handlers : oracle.callbacks.map((c) => c.callee)
      process.stdout.write(reportCalls('calls, all', compareCalls(oracle, own), [], false))
      process.stdout.write(reportCalls('request paths', compareCalls(oracle, own, reachable(oracle, entries)), reasons, true))
    }
    return 0
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
}

/** One run of the command line; the last argument of `query … -` is what it reads. */
function throughline(root: string, cache: string, args: readonly string[]): unknown {
  const input = args[0] === 'query' ? args.at(-1) : undefined
  const given = input === undefined ? args : args.slice(0, -1)
  const text = execFileSync(process.execPath, [join(root, 'bin/throughline.mjs'), ...given, '--cache', cache], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, CI: 'true' },
    ...(input === undefined ? {} : { input }),
  })
  return JSON.parse(text)
}

function rowsOf(answer: unknown): unknown[] {
  const { columns, rows } = answer as { columns: string[]; rows: unknown[][] }
  return rows.map((row) => Object.fromEntries(columns.flatMap((name, i) => (row[i] === null ? [] : [[name, row[i]]]))))
}

function runOracle(root: string, repository: string): Oracle {
  const text = execFileSync('go', ['run', '.', repository], {
    cwd: join(root, 'test/oracle'),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(text) as Oracle
}
