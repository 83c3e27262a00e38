// The database of the sample graph: four tables with their columns, keys, indexes and migrations.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'

const MIGRATION = 'migrations/0001_init.up.sql'

/** name, type, nullable */
type ColumnRow = readonly [name: string, type: string, nullable: boolean]

const TABLES: Readonly<Record<string, readonly ColumnRow[]>> = {
  members: [
    ['id', 'bigint', false],
    ['email', 'text', false],
    ['password_hash', 'text', false],
  ],
  stations: [
    ['id', 'bigint', false],
    ['name', 'text', false],
  ],
  bikes: [
    ['id', 'bigint', false],
    ['station_id', 'bigint', true],
    ['taken', 'boolean', false],
  ],
  rentals: [
    ['id', 'bigint', false],
    ['member_id', 'bigint', false],
    ['bike_id', 'bigint', false],
    ['started_at', 'timestamp with time zone', false],
    ['deleted_at', 'timestamp with time zone', true],
  ],
}

const FOREIGN_KEYS: readonly (readonly [table: string, column: string, to: string])[] = [
  ['bikes', 'station_id', 'stations'],
  ['rentals', 'member_id', 'members'],
  ['rentals', 'bike_id', 'bikes'],
]

const INDEXES: readonly (readonly [table: string, name: string, columns: readonly string[], unique: boolean])[] = [
  ['members', 'members_email_key', ['email'], true],
  ['rentals', 'idx_rentals_bike_id', ['bike_id'], false],
]

/** A risk, a drift, and an index that another one covers. */
function addJudgements(g: GraphBuilder, migration: string): void {
  const rentals = symbol.table('rentals')
  const risk = symbol.migrationRisk(MIGRATION, 'require-concurrent-index-creation', 'rentals', 0)
  g.node('MigrationRisk', risk, {
    file: MIGRATION,
    line: 1,
    rule: 'require-concurrent-index-creation',
    table: 'rentals',
    statement: 'CREATE INDEX idx_rentals_started_at ON rentals (started_at)',
    lock: 'SHARE',
    scans: true,
    message: 'the index is built while nobody can write rentals',
    severity: 'medium',
    confidence: 'high',
  })
  g.edge('HAS_RISK', migration, risk)
  g.edge('ENDANGERS', risk, rentals)
  const drift = symbol.schemaDrift('nullability', 'bikes', 'station_id')
  g.node('SchemaDrift', drift, {
    file: 'internal/model/bike.go',
    line: 9,
    kind: 'nullability',
    table: 'bikes',
    column: 'station_id',
    migrations: 'null',
    models: 'not null',
    message: 'the model says that bikes.station_id is never null',
    severity: 'low',
    confidence: 'high',
  })
  g.edge('DIFFERS', drift, symbol.column('bikes', 'station_id'))
  addIndex(g, 'rentals', 'idx_rentals_bike_id_started_at', ['bike_id', 'started_at'], false, false)
  g.edge('COVERED_BY', symbol.index('rentals', 'idx_rentals_bike_id'), symbol.index('rentals', 'idx_rentals_bike_id_started_at'))
}

export function sampleSchema(g: GraphBuilder): void {
  const init = symbol.migration(MIGRATION)
  g.node('Migration', init, { file: MIGRATION, line: 1, name: '0001_init', position: 1, applied: true })
  const second = symbol.migration('migrations/0002_drop_taken_default.up.sql')
  g.node('Migration', second, {
    file: 'migrations/0002_drop_taken_default.up.sql',
    line: 1,
    name: '0002_drop_taken_default',
    position: 2,
    applied: true,
  })
  g.edge('ALTERS', second, symbol.column('bikes', 'taken'))
  g.edge('DROPS', second, symbol.index('rentals', 'idx_rentals_bike_id'))
  let line = 1
  for (const [table, columns] of Object.entries(TABLES)) {
    g.node('Table', symbol.table(table), {
      file: MIGRATION,
      line,
      endLine: line + columns.length + 1,
      name: table,
      schema: 'public',
      source: 'migrations',
      primaryKey: ['id'],
    })
    g.edge('CREATES', init, symbol.table(table))
    columns.forEach(([name, type, nullable], i) => {
      const id = symbol.column(table, name)
      const fallback = name === 'id' ? `nextval('${table}_id_seq'::regclass)` : undefined
      g.node('Column', id, { file: MIGRATION, line: line + 1 + i, name, table, type, nullable, default: fallback, position: i + 1 })
      g.edge('HAS_COLUMN', symbol.table(table), id)
    })
    const key = symbol.constraint(table, `${table}_pkey`)
    g.node('Constraint', key, {
      file: MIGRATION,
      line: line + 1,
      name: `${table}_pkey`,
      table,
      kind: 'primaryKey',
      columns: ['id'],
      definition: 'PRIMARY KEY (id)',
    })
    g.edge('HAS_CONSTRAINT', symbol.table(table), key)
    g.edge('CONSTRAINS', key, symbol.column(table, 'id'), { position: 1 })
    addIndex(g, table, `${table}_pkey`, ['id'], true, true)
    line += columns.length + 3
  }
  for (const [table, name, columns, unique] of INDEXES) addIndex(g, table, name, columns, unique, false)
  for (const [table, column, to] of FOREIGN_KEYS) {
    const name = `${table}_${column}_fkey`
    const id = symbol.constraint(table, name)
    const onDelete = 'cascade'
    const definition = `FOREIGN KEY (${column}) REFERENCES ${to}(id) ON DELETE CASCADE`
    g.node('Constraint', id, {
      file: MIGRATION,
      line,
      name,
      table,
      kind: 'foreignKey',
      columns: [column],
      references: to,
      onDelete,
      definition,
    })
    g.edge('HAS_CONSTRAINT', symbol.table(table), id)
    g.edge('CONSTRAINS', id, symbol.column(table, column), { position: 1 })
    g.edge('REFERENCES', symbol.column(table, column), symbol.column(to, 'id'), { onDelete, constraint: name })
  }
  addJudgements(g, init)
}

function addIndex(g: GraphBuilder, table: string, name: string, columns: readonly string[], unique: boolean, primary: boolean): void {
  const id = symbol.index(table, name)
  const definition = `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON public.${table} USING btree (${columns.join(', ')})`
  g.node('Index', id, { file: MIGRATION, line: 1, name, table, columns: [...columns], unique, primary, method: 'btree', definition })
  g.edge('HAS_INDEX', symbol.table(table), id)
  for (const [i, column] of columns.entries()) g.edge('COVERS', id, symbol.column(table, column), { position: i + 1 })
}
