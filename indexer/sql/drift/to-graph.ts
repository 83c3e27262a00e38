// Drift as nodes, each with what it is about.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { SchemaDrift } from './drift.ts'

export function addSchemaDrift(builder: GraphBuilder, drifts: readonly SchemaDrift[]): void {
  for (const { kind, table, column, what, migrations, models, live, message, impact, fix, severity, confidence, place, things } of drifts) {
    const id = symbol.schemaDrift(live === undefined ? kind : `live ${kind}`, table, what)
    builder.node('SchemaDrift', id, {
      ...(place && { file: place.file, line: place.line, endLine: place.endLine }),
      kind,
      table,
      column,
      migrations,
      models,
      live,
      message,
      impact,
      fix,
      severity,
      confidence,
    })
    const targets = [
      symbol.table(table),
      ...(column === undefined ? [] : [symbol.column(table, column)]),
      ...(things ?? []).map((t) => (t.kind === 'index' ? symbol.index(table, t.name) : symbol.constraint(table, t.name))),
    ]
    for (const target of targets) if (builder.has(target)) builder.edge('DIFFERS', id, target, {})
  }
}
