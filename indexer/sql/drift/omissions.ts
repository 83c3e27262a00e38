// Columns that each row must have and the model lacks: whatever its layer inserts is refused. Texts that the program wrote itself are
// not looked at here: they are refused statements.

import type { ModelTable } from '../models.ts'
import type { Column, DatabaseSchema, Table } from '../schema.ts'
import { brief, type KnownStatement, MAPPERS, type SchemaDrift } from './drift.ts'
import { type Insert, insertsOf } from './inserts.ts'

export function omissionDrifts(
  { tables }: DatabaseSchema,
  models: readonly ModelTable[],
  statements: readonly KnownStatement[],
): readonly SchemaDrift[] {
  // A field with a default is left out only where it is not set: of which row that is, the text does not tell.
  const preset = new Set(models.flatMap((m) => m.columns.flatMap((c) => (c.stated?.includes('default') ? [`${m.name}.${c.name}`] : []))))
  const inserts = insertsOf(statements.filter((s) => MAPPERS.has(s.source)))
  return tables
    .filter((t) => t.kind === 'table' && !t.fills)
    .flatMap((table) =>
      table.columns
        .filter((c) => mustBeGiven(c) && !preset.has(`${table.name}.${c.name}`))
        .flatMap((column) => omission(table, column, inserts) ?? []),
    )
}

const mustBeGiven = (c: Column): boolean => !c.nullable && c.default === undefined && c.generated === undefined

function omission(table: Table, { name, type }: Column, inserts: readonly Insert[]): SchemaDrift | undefined {
  const lacking = inserts.filter((i) => i.table === table.name && i.columns && !i.columns.includes(name))
  const served = lacking.find((i) => i.statement.served)
  const first = served ?? lacking[0]
  if (!first) return undefined
  return {
    kind: 'nullability',
    table: table.name,
    column: name,
    what: `${name} not given`,
    migrations: `${type} not null`,
    models: '',
    message: `\`${brief(first.statement.sql)}\`${lacking.length > 1 ? `, and ${lacking.length - 1} more,` : ''} gives no value for \`${table.name}.${name}\`, which is NOT NULL and has no default`,
    impact: 'Postgres refuses the row each time (SQLSTATE 23502).',
    fix: `Add ${name} to the model, or give it a default in a migration.`,
    severity: served ? 'high' : 'medium',
    confidence: 'high',
    place: first.statement.place,
  }
}
