// The statements of the sample graph with the tables and columns that they touch.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { SampleFunctions } from './sample-graph-functions.ts'
import { sampleProof } from './sample-graph-proof.ts'

export function sampleStatements(g: GraphBuilder, functions: SampleFunctions): void {
  const { live, rentalList, rentalByMember, rentalCreate, bikeGet, bikeTake, memberByEmail } = functions
  const statement = (
    fn: string,
    name: string,
    sql: string,
    at: readonly [file: string, line: number],
    properties: Readonly<Record<string, string | boolean>>,
    site: Readonly<Record<string, string | number | boolean>> = {},
  ) => {
    const id = symbol.query(fn, sql, 0)
    const [file, line] = at
    const defaults = { source: 'gorm', role: 'main', dynamic: false, injection: 'none', parsed: true, bounded: true }
    g.node('Query', id, { file, line, endLine: line, name, sql, ...defaults, ...properties })
    g.edge('EXECUTES', fn, id, { line, loopDepth: 0, ...site })
    return id
  }
  const rentalFile = 'internal/repository/rental.go'
  const qList = statement(
    rentalList,
    'SELECT rentals',
    'SELECT * FROM "rentals" WHERE "rentals"."deleted_at" IS NULL ORDER BY "rentals"."started_at" DESC',
    [rentalFile, 18],
    { operation: 'select', bounded: false },
  )
  const qByMember = statement(
    rentalByMember,
    'SELECT rentals',
    'SELECT * FROM "rentals" WHERE "rentals"."member_id" = $1 AND "rentals"."deleted_at" IS NULL LIMIT 50',
    [rentalFile, 36],
    { operation: 'select', boundedBy: 'limit' },
  )
  const qPreload = statement(rentalByMember, 'SELECT bikes', 'SELECT * FROM "bikes" WHERE "bikes"."id" = ANY($1)', [rentalFile, 36], {
    operation: 'select',
    role: 'preload',
    boundedBy: 'parent',
  })
  const qCreate = statement(
    rentalCreate,
    'INSERT rentals',
    'INSERT INTO "rentals" ("member_id", "bike_id", "started_at") VALUES ($1, $2, $3) RETURNING "id"',
    [rentalFile, 54],
    { operation: 'insert', inTransaction: true },
    { inTransaction: true },
  )
  const qBike = statement(
    bikeGet,
    'SELECT bikes',
    'SELECT * FROM "bikes" WHERE "bikes"."id" = $1 ORDER BY "bikes"."id" LIMIT 1',
    ['internal/repository/bike.go', 17],
    { operation: 'select', boundedBy: 'key' },
  )
  const qTake = statement(
    bikeTake,
    'UPDATE bikes',
    'UPDATE "bikes" SET "taken" = true WHERE "id" = $1 AND "taken" = false',
    ['internal/repository/bike.go', 31],
    { operation: 'update', inTransaction: true },
    { inTransaction: true },
  )
  const qMember = statement(
    memberByEmail,
    'SELECT members',
    'SELECT * FROM "members" WHERE "email" = $1 LIMIT 1',
    ['internal/repository/member.go', 15],
    { operation: 'select', source: 'database/sql', boundedBy: 'key' },
  )
  const qLive = statement(live, 'SELECT stations', 'SELECT * FROM "stations" WHERE … ORDER BY "name"', ['internal/server/live.go', 22], {
    operation: 'select',
    bounded: false,
    dynamic: true,
    dynamicReason: 'condition from the request',
    injection: 'request',
    parsed: false,
  })
  const reads = (q: string, ...tables: readonly string[]) => {
    for (const t of tables) g.edge('READS', q, symbol.table(t))
  }
  const writes = (q: string, ...tables: readonly string[]) => {
    for (const t of tables) g.edge('WRITES', q, symbol.table(t))
  }
  reads(qList, 'rentals')
  reads(qByMember, 'rentals')
  reads(qPreload, 'bikes')
  reads(qBike, 'bikes')
  reads(qMember, 'members')
  reads(qLive, 'stations')
  writes(qCreate, 'rentals')
  writes(qTake, 'bikes')
  g.edge('FILTERS_ON', qByMember, symbol.column('rentals', 'member_id'), { op: '=' })
  g.edge('FILTERS_ON', qList, symbol.column('rentals', 'deleted_at'), { op: 'is null' })
  g.edge('FILTERS_ON', qBike, symbol.column('bikes', 'id'), { op: '=' })
  g.edge('FILTERS_ON', qMember, symbol.column('members', 'email'), { op: '=' })
  g.edge('JOINS_ON', qPreload, symbol.column('bikes', 'id'))
  g.edge('ORDERS_BY', qList, symbol.column('rentals', 'started_at'), { position: 1, direction: 'desc' })
  g.edge('SETS', qCreate, symbol.column('rentals', 'started_at'), { bounded: true })
  const change = 'readModifyWrite go internal/repository/bike.go bikes.taken'
  g.node('ReadModifyWrite', change, {
    table: 'bikes',
    column: 'taken',
    protection: 'version',
    sameRow: true,
    file: 'internal/repository/bike.go',
    line: 31,
    endLine: 31,
  })
  g.edge('COMPUTES', bikeTake, change)
  g.edge('TAKES', change, qBike)
  g.edge('STORES', change, qTake)
  g.edge('CHANGES', change, symbol.column('bikes', 'taken'))
  sampleProof(g, { qList, qByMember, qMember })
}
