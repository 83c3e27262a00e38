// The schema that the models believe in against the schema of the migrations, as plain data. What Postgres made of the models is
// compared, so that types and actions stand by their own names.

import { compare } from '#graph/graph.ts'
import type { ModelTable } from '../models.ts'
import type { DatabaseSchema } from '../schema.ts'
import { compareColumn, missingColumn } from './columns.ts'
import { type KnownStatement, type Level, MAPPERS, type SchemaDrift } from './drift.ts'
import { compareKeys } from './keys.ts'
import { omissionDrifts } from './omissions.ts'
import { scanDrifts } from './scans.ts'

export interface Sides {
  readonly migrations: DatabaseSchema
  /** What the models make of an empty database; undefined where they make nothing. */
  readonly believed: DatabaseSchema | undefined
  readonly models: readonly ModelTable[]
  readonly statements: readonly KnownStatement[]
  /** Tables of which it is not known what the migrations make; undefined: all of them. */
  readonly unsure: ReadonlySet<string> | undefined
  /** The code can bring tables up to its models as well. */
  readonly automatic: boolean
}

export function schemaDrifts({ migrations, believed, models, statements, unsure, automatic }: Sides): readonly SchemaDrift[] {
  if (!unsure) return []
  const found = [
    ...omissionDrifts(migrations, models, statements),
    ...scanDrifts(migrations, statements),
    ...(believed ? models.flatMap((model) => tableDrifts(model, believed, migrations, statements)) : []),
  ]
  return found
    .filter((d) => !unsure.has(d.table))
    .map((d) => (automatic ? { ...d, confidence: atMost(d.confidence) } : d))
    .sort((a, b) => compare(a.table, b.table) || compare(a.kind, b.kind) || compare(a.what, b.what))
}

const atMost = (confidence: Level): Level => (confidence === 'high' ? 'medium' : confidence)

function tableDrifts(
  model: ModelTable,
  believed: DatabaseSchema,
  migrations: DatabaseSchema,
  statements: readonly KnownStatement[],
): readonly SchemaDrift[] {
  // A struct that no statement of its layer is made for is a shape of something else.
  const own = statements.filter((s) => MAPPERS.has(s.source) && s.tables.includes(model.name))
  if (own.length === 0) return []
  const actual = migrations.tables.find((t) => t.name === model.name)
  if (!actual) return migrations.views.some((v) => v.name === model.name) ? [] : missingTable(model, own)
  const made = believed.tables.find((t) => t.name === model.name)
  if (!made) return []
  const keyed = migrations.tables.some((t) => t.constraints.some((c) => c.kind === 'foreignKey'))
  const columns = model.columns.flatMap((column) => {
    const [wanted, real] = [made, actual].map((t) => t.columns.find((c) => c.name === column.name))
    if (!real) return missingColumn(actual, column, own)
    return wanted ? compareColumn({ table: actual, model: column, believed: wanted, actual: real }) : []
  })
  return [...columns, ...compareKeys(model, made, actual, keyed)]
}

function missingTable(model: ModelTable, own: readonly KnownStatement[]): readonly SchemaDrift[] {
  const refused = own.filter((s) => s.sqlstate === '42P01')
  const [first] = refused
  if (!first) return []
  return [
    {
      kind: 'table',
      table: model.name,
      what: '',
      migrations: '',
      models: `${model.columns.length} columns`,
      message: `the code has a model of \`${model.name}\` and sends statements for it, and no migration makes that table`,
      impact: `Postgres refuses ${refused.length === 1 ? 'the statement' : `all ${refused.length} statements`} (SQLSTATE 42P01).`,
      fix: `Make the table in a migration, or take the model out.`,
      severity: refused.some((s) => s.served) ? 'high' : 'medium',
      confidence: 'high',
      place: model.place,
    },
  ]
}
