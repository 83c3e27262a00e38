// One graph in which every audit finds something, with ties and lists that a careless query would order at random.

import type { Graph } from '#graph/graph.ts'
import { createScene, type Scene } from './scene.ts'

const LOOP = { loopDepth: 1, loopBound: 'data', perElement: true }

export function everything(): Graph {
  const s = createScene()
  for (const name of ['orders', 'lines', 'visits', 'zones']) s.table(name)
  routes(s)
  loops(s)
  writes(s)
  schema(s)
  facts(s)
  client(s)
  rewrites(s)
  migrations(s)
  return s.graph.build()
}

function routes(s: Scene) {
  for (const path of ['/b', '/a', '/c']) {
    const open = s.route('POST', path, { auth: 'none', rateLimit: 'none', line: 3 })
    s.guard(open, 'logger', 1)
    s.guard(open, 'compress', 2)
    for (const table of ['visits', 'orders']) s.touches(open, `table ${table}`, 'write')
  }
  s.touches(s.route('PUT', '/guarded'), 'table orders', 'write')
  for (const path of ['/lax/2', '/lax/1']) {
    const lax = s.route('POST', path, { auth: 'optional' })
    s.guard(lax, 'whoami', 1, { kind: 'authn', enforces: false, args: ['false'] })
    s.touches(lax, 'table zones', 'write')
  }
  s.guard(s.route('GET', '/admin'), 'admins', 1, { kind: 'authz', enforces: false })
  s.guard(s.route('POST', '/session', { credential: true, rateLimit: 'global' }), 'limiter', 1, { kind: 'rateLimit', condition: 'prod' })
  s.route('POST', '/maybe', { auth: 'unknown', authReason: 'a condition', rateLimit: 'unknown', rateLimitReason: 'a condition' })
}

function loops(s: Scene) {
  const list = s.fn('list', { receiver: 'Service' })
  s.handled(s.route('GET', '/list', { auth: 'optional' }), list)
  for (const name of ['second', 'first']) {
    const implementer = s.fn(name)
    const [left, right] = [s.fn(`${name} left`), s.fn(`${name} right`)]
    s.calls(list, implementer, { ...LOOP, line: 4, resolution: 'interface', fanout: 2 })
    s.calls(implementer, left)
    s.calls(implementer, right)
    const last = s.fn(`${name} last`)
    s.calls(left, last)
    s.calls(right, last)
    s.query(last, `SELECT * FROM orders WHERE ${name} = $1`, { bounded: false }, { line: 7 })
  }
  s.calls(list, list, { ...LOOP, line: 9, cached: true })
  s.query(list, 'SELECT * FROM zones', { bounded: false }, { line: 2 })
  s.query(list, 'SELECT * FROM visits …', { bounded: undefined, dynamic: true, dynamicReason: 'a value of the request' }, { line: 3 })
  s.query(
    list,
    'SELECT gone FROM zones',
    { sqlstate: '42703', error: 'column "gone" does not exist', errorFile: 'shop.go', errorLine: 8 },
    { line: 8 },
  )
  s.graph.node('CacheOp', 'cache 1', { store: 'redis', operation: 'GET', keyPattern: 'zone:*', file: 'shop.go', line: 11 })
  s.graph.edge('USES', list, 'cache 1', { ...LOOP, line: 11 })
}

function writes(s: Scene) {
  for (const name of ['zeta', 'alpha']) {
    const fn = s.fn(name)
    s.handled(s.route('PATCH', `/${name}`), fn)
    s.query(fn, 'INSERT INTO orders VALUES ($1)', {}, { line: 31, arms: ['b1/then'] })
    s.query(fn, 'INSERT INTO lines VALUES ($1)', {}, { line: 32, arms: [] })
    s.query(fn, 'INSERT INTO visits VALUES ($1)', { injection: 'request', dynamic: true, dynamicReason: 'concatenation' }, { line: 33 })
    s.query(fn, 'DELETE FROM zones WHERE id = $1', { operation: 'delete', injection: 'parameter', dynamic: true }, { line: 33 })
  }
}

function schema(s: Scene) {
  for (const [table, column] of [
    ['orders', 'id'],
    ['lines', 'order_id'],
  ] as const) {
    s.graph.node('Column', `column ${table}.${column}`, { name: column, table })
    s.graph.edge('HAS_COLUMN', `table ${table}`, `column ${table}.${column}`)
  }
  s.graph.edge('REFERENCES', 'column lines.order_id', 'column orders.id', { constraint: 'k' })
  for (const [table, references] of [
    ['visits', 'zones'],
    ['lines', 'orders'],
  ] as const) {
    const columns = ['b_id', 'a_id']
    s.graph.node('Constraint', `key ${table}`, { name: 'k', table, kind: 'foreignKey', columns, references, file: 'm.sql', line: 2 })
    s.graph.edge('HAS_CONSTRAINT', `table ${table}`, `key ${table}`)
  }
  s.graph.node('Index', 'index 1', { name: 'i', table: 'lines', columns: ['a_id'], where: '(a_id IS NOT NULL)' })
  s.graph.edge('HAS_INDEX', 'table lines', 'index 1')
  keys(s)
  for (const kind of ['order', 'filter']) {
    const advice = `advice ${kind}`
    const statement = `CREATE INDEX ON orders (${kind}ed_at);`
    s.graph.node('IndexAdvice', advice, {
      table: 'orders',
      columns: [`${kind}ed_at`],
      kind,
      statement,
      reason: 'it scans',
      confidence: 'high',
    })
    s.graph.edge('ADVISED_FOR', advice, 'table orders')
    for (const sql of ['SELECT 2', 'SELECT 1']) s.graph.edge('WOULD_SERVE', advice, s.query(s.fn(`${kind} ${sql}`), sql, {}, { line: 6 }))
  }
}

function migrations(s: Scene) {
  const step = (name: string, position: number, properties: Record<string, string | boolean> = {}) =>
    s.graph.node('Migration', `migration ${name}`, { name, position, file: `${name}.sql`, line: 1, applied: true, ...properties })
  step('0001', 1)
  step('0002', 2, { applied: false, error: 'relation "a" does not exist', sqlstate: '42P01' })
  step('0003', 3, { applied: false, error: 'column "b" does not exist', sqlstate: '42703' })
  const texts = { message: 'It does that.', impact: 'It waits.', fix: 'Do this.', severity: 'medium', confidence: 'high' }
  for (const [i, rule] of [
    'down-fails',
    'irreversible-migration',
    'version-gap',
    'duplicate-version',
    'require-concurrent-index-creation',
    'ban-drop-column',
  ].entries()) {
    const id = `risk 0002 ${rule}`
    s.graph.node('MigrationRisk', id, { ...texts, rule, table: 'orders', file: '0002.sql', line: i % 2, scans: i > 3, lock: 'SHARE' })
    s.graph.edge('HAS_RISK', 'migration 0002', id)
    s.graph.edge('ENDANGERS', id, 'table orders')
    for (const name of ['second', 'first']) s.graph.edge('ENDANGERS', id, s.query(s.fn(`drops ${name}`), `SELECT ${name} FROM orders`))
  }
  for (const line of [9, 8])
    s.graph.node('Diagnostic', `diagnostic ${line}`, {
      reason: 'migration-failed',
      stage: 'schema',
      file: '0002.sql',
      line,
      message: 'it fails',
    })
}

function keys(s: Scene) {
  const index = (name: string, properties: Record<string, boolean | readonly string[]>) => {
    s.graph.node('Index', `index orders.${name}`, {
      name,
      table: 'orders',
      unique: false,
      primary: false,
      file: 'm.sql',
      line: 7,
      ...properties,
    })
    s.graph.edge('HAS_INDEX', 'table orders', `index orders.${name}`)
  }
  for (const name of ['z', 'y']) {
    s.graph.node('Column', `column lines.${name}`, { name, table: 'lines' })
    s.graph.node('Index', `index lines.${name}`, {
      name,
      table: 'lines',
      columns: [name],
      unique: false,
      primary: false,
      file: 'm.sql',
      line: 8,
    })
    s.graph.edge('HAS_INDEX', 'table lines', `index lines.${name}`)
    s.graph.edge('COVERS', `index lines.${name}`, `column lines.${name}`, { position: 1 })
    const drift = `drift index lines.${name}`
    s.graph.node('SchemaDrift', drift, {
      kind: 'index',
      table: 'lines',
      column: name,
      message: `${name} differs`,
      file: 'shop.go',
      line: 12,
    })
    for (const of of ['table lines', `column lines.${name}`]) s.graph.edge('DIFFERS', drift, of)
  }
  s.graph.edge('SERVES', 'index 1', s.query(s.fn('count lines'), 'SELECT count(*) FROM lines'))
  index('pair', { columns: ['a', 'zone_id'], unique: true })
  index('pair_too', { columns: ['a', 'zone_id'], unique: true })
  for (const name of ['a2', 'a1']) {
    index(name, { columns: ['a'] })
    for (const by of ['pair_too', 'pair']) s.graph.edge('COVERED_BY', `index orders.${name}`, `index orders.${by}`)
  }
  for (const [table, name, nullable] of [
    ['orders', 'zone_id', true],
    ['lines', 'zone_id', true],
    ['zones', 'id', false],
  ] as const) {
    s.graph.node('Column', `column ${table}.${name}`, { name, table, type: 'bigint', nullable, file: 'm.sql', line: 8 })
    s.graph.edge('HAS_COLUMN', `table ${table}`, `column ${table}.${name}`)
  }
  s.graph.node('Table', 'table zones', { primaryKey: ['id'] })
  for (const name of ['pair', 'pair_too']) s.graph.edge('COVERS', `index orders.${name}`, 'column orders.zone_id', { position: 2 })
  for (const name of ['second', 'first']) {
    const joins = s.query(s.fn(`join ${name}`), `SELECT ${name} FROM orders JOIN zones`)
    for (const column of ['orders.zone_id', 'zones.id']) s.graph.edge('JOINS_ON', joins, `column ${column}`)
    const upsert = s.query(s.fn(`upsert ${name}`), `INSERT INTO orders (${name}) VALUES ($1) ON CONFLICT ("a", "zone_id") DO NOTHING`)
    s.graph.edge('FILTERS_ON', upsert, 'column orders.zone_id', { op: 'is null' })
    s.graph.node('Constraint', `check ${name}`, {
      name,
      table: 'orders',
      kind: 'check',
      columns: ['a'],
      definition: 'CHECK (a > 0)',
      line: 9,
    })
    s.graph.edge('HAS_CONSTRAINT', 'table orders', `check ${name}`)
  }
}

function facts(s: Scene) {
  const fn = s.fn('careless', { receiver: 'Hub' })
  for (const [index, effect] of ['cache', 'database', 'other'].entries()) {
    s.graph.node('ErrorDrop', `drop ${effect}`, { file: 'shop.go', line: 50 - index, callee: effect, kind: 'blank', effect })
    s.graph.edge('DROPS_ERROR', fn, `drop ${effect}`)
  }
  const risky = { file: 'shop.go', line: 60, recovers: false, panics: 'an index', ends: 'never', perElement: true, bounded: false }
  s.graph.node('Goroutine', 'goroutine 1', risky)
  s.graph.edge('STARTS', fn, 'goroutine 1', { ...LOOP, line: 60 })
  s.graph.node('Goroutine', 'goroutine 2', { file: 'shop.go', line: 61, recovers: true })
  s.graph.edge('STARTS', fn, 'goroutine 2', { line: 61 })
  for (const name of ['b', 'a']) s.graph.node('Secret', `secret ${name}`, { file: 'shop.go', line: 70, kind: 'token', name })
}

function client(s: Scene) {
  const fn = s.fn('client', { reachedByRoute: false })
  s.route('GET', '/items/:id')
  s.route('DELETE', '/items/:id')
  for (const [method, path, resolution] of [
    ['PUT', '/items/:key', 'exact'],
    ['GET', '/nowhere', 'exact'],
    ['GET', '*', 'unknown'],
  ] as const) {
    s.graph.node('ApiCall', `call ${method} ${path}`, { method, path, resolution, transport: 'fetch', file: 'api.ts', line: 5 })
    s.graph.edge('MAKES', fn, `call ${method} ${path}`, { line: 5 })
  }
}

function rewrites(s: Scene) {
  s.graph.node('Table', s.table('words'), { primaryKey: ['key'] })
  for (const name of ['b', 'a']) {
    const column = `column words.${name}`
    s.graph.node('Column', column, { name, table: 'words', type: 'text', file: 'migrations/1.sql', line: 9 })
    s.graph.edge('HAS_COLUMN', 'table words', column)
    s.graph.edge('SETS', s.query(s.fn(`word ${name}`), `UPDATE words SET ${name} = $1`), column, {
      input: `Request.${name}`,
      bounded: false,
    })
    const kept = `column words.kept_${name}`
    s.graph.node('Column', kept, {
      name: `kept_${name}`,
      table: 'words',
      type: 'text',
      choices: ['x', 'y'],
      choicesSql: "'x', 'y'",
      choicesWhole: name === 'a',
      ...(name === 'a' && { choicesBy: 'rule', choicesFile: 'shop.go', choicesLine: 77 }),
    })
    s.graph.edge('HAS_COLUMN', 'table words', kept)
  }
  for (const column of ['b', 'a']) {
    const fn = s.fn(`count ${column}`)
    const id = `readModifyWrite ${column}`
    s.graph.node('ReadModifyWrite', id, { file: 'shop.go', line: 58, table: 'counters', column, protection: 'none', sameRow: true })
    s.graph.edge('COMPUTES', fn, id)
    s.graph.edge('TAKES', id, s.query(fn, `SELECT ${column} FROM counters`))
    s.graph.edge('STORES', id, s.query(fn, `UPDATE counters SET ${column} = $1`))
  }
}
