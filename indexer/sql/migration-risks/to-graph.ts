// Risks to nodes: to be called when the schema and the statements are in the graph.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { MigrationRisk } from './risk.ts'

export function addMigrationRisks(builder: GraphBuilder, risks: readonly MigrationRisk[]): void {
  const ordinals = new Map<string, number>()
  for (const risk of risks) {
    const { migration, place, rule, table, columns, targets, breaks, statement, lock, rewrites, scans, ...texts } = risk
    const what = table === undefined ? '' : `${table}${columns.length > 0 ? `(${columns.join(',')})` : ''}`
    const key = `${migration} ${rule} ${what}`
    const ordinal = ordinals.get(key) ?? 0
    ordinals.set(key, ordinal + 1)
    const id = symbol.migrationRisk(migration, rule, what, ordinal)
    builder.node('MigrationRisk', id, { ...place, rule, table, columns, statement, lock, rewrites, scans, ...texts })
    if (builder.has(symbol.migration(migration))) builder.edge('HAS_RISK', symbol.migration(migration), id)
    const endangered = [
      ...(table === undefined ? [] : [symbol.table(table)]),
      ...targets.map((t) => symbol[t.kind](t.table, t.name)),
      ...breaks,
    ]
    for (const target of new Set(endangered)) if (builder.has(target)) builder.edge('ENDANGERS', id, target)
  }
}
