// Columns of one table on both sides. A difference is told where the model states it, or where something breaks by it; what only a
// layer's habits say is no belief of anybody.

import type { ModelColumn } from '../models.ts'
import type { Column, Table } from '../schema.ts'
import type { KnownStatement, SchemaDrift } from './drift.ts'
import { cannotHold, isNarrower, isSame, readType } from './types.ts'

export interface ColumnPair {
  readonly table: Table
  readonly model: ModelColumn
  readonly believed: Column
  readonly actual: Column
}

/** A column that only the model has. */
export function missingColumn(table: Table, model: ModelColumn, statements: readonly KnownStatement[]): readonly SchemaDrift[] {
  // A column without a place is one that the layer adds.
  if (model.readOnly || !model.place) return []
  const refused = statements.filter((s) => s.sqlstate === '42703' && new RegExp(`(?:"|\\.)${literally(model.name)}\\b`).test(s.error ?? ''))
  const served = refused.some((s) => s.served)
  return [
    {
      kind: 'column',
      table: table.name,
      column: model.name,
      what: model.name,
      migrations: '',
      models: model.type,
      message: `the model of \`${table.name}\` has \`${model.name}\`, and no migration makes that column`,
      impact:
        refused.length > 0
          ? `Postgres refuses ${refused.length === 1 ? 'the statement that names' : `${refused.length} statements that name`} it (SQLSTATE 42703).`
          : 'The first statement that names it will be refused (SQLSTATE 42703).',
      fix: `Add the column in a migration, or take the field out of the model: ALTER TABLE ${table.name} ADD COLUMN ${model.name} ${model.type};`,
      severity: served ? 'high' : refused.length > 0 ? 'medium' : 'low',
      confidence: refused.length > 0 ? 'high' : 'low',
      place: model.place,
    },
  ]
}

export function compareColumn(pair: ColumnPair): readonly SchemaDrift[] {
  if (pair.actual.generated !== undefined && pair.actual.generated !== 'identity') return []
  return [typeDrift, lengthDrift, nullDrift, defaultDrift].flatMap((compare) => compare(pair) ?? [])
}

type Told = Pick<SchemaDrift, 'kind' | 'migrations' | 'models' | 'message' | 'impact' | 'fix' | 'severity' | 'confidence'>

function told({ table, model }: ColumnPair, what: Told): SchemaDrift {
  return { table: table.name, column: model.name, what: model.name, ...(model.place && { place: model.place }), ...what }
}

const nameOf = ({ table, model }: ColumnPair): string => `\`${table.name}.${model.name}\``

function typeDrift(pair: ColumnPair): SchemaDrift | undefined {
  const { believed, actual, model, table } = pair
  const [wanted, real] = [readType(believed.type), readType(actual.type)]
  const stated = model.stated?.includes('type') === true
  const apart = cannotHold(wanted, real)
  if (wanted.name === real.name || (!apart && (!stated || isSame(wanted, real)))) return undefined
  // Kinds of whole numbers differ in what fits, names of the database's own types in nothing that is known here.
  const weak = !apart && (wanted.family === 'int' ? !isNarrower(real, wanted) : wanted.family === 'other' || real.family === 'other')
  return told(pair, {
    kind: 'type',
    migrations: actual.type,
    models: believed.type,
    message: `${nameOf(pair)} is ${actual.type} in the migrations and ${believed.type} in the model`,
    impact: apart
      ? 'A value of the field is not one of the column: writing it, or reading it, fails.'
      : wanted.family === 'int'
        ? 'A number that the field holds may be out of the range of the column (SQLSTATE 22003).'
        : wanted.family === 'time'
          ? 'The zone of a time is lost on the way to the database, or made up on the way back.'
          : 'Tables made by the model behave otherwise than those of the migrations.',
    fix: `Let the two say the same: ALTER TABLE ${table.name} ALTER COLUMN ${model.name} TYPE ${believed.type};`,
    severity: apart ? 'high' : 'low',
    confidence: weak ? 'low' : 'medium',
  })
}

function lengthDrift(pair: ColumnPair): SchemaDrift | undefined {
  const { believed, actual, model, table } = pair
  const [wanted, real] = [readType(believed.type), readType(actual.type)]
  if (real.family !== 'text' || wanted.family !== 'text') return undefined
  const stated = model.stated?.includes('type') === true ? wanted.length : undefined
  const longest = Math.max(stated ?? 0, model.longest ?? 0)
  if (longest === 0) return undefined
  const allowed = model.longest !== undefined && model.longest >= (stated ?? 0)
  if (real.length !== undefined && longest > real.length)
    return told(pair, {
      kind: 'length',
      migrations: actual.type,
      models: allowed ? `up to ${longest} characters` : believed.type,
      message: `${allowed ? 'validation' : 'the model'} lets ${longest} characters into ${nameOf(pair)}, which holds ${real.length}`,
      impact: 'A text between the two lengths passes every check of the code and is refused by Postgres (SQLSTATE 22001).',
      fix: `ALTER TABLE ${table.name} ALTER COLUMN ${model.name} TYPE varchar(${longest}); or let the code allow ${real.length}.`,
      severity: 'medium',
      confidence: 'high',
    })
  if (stated === undefined || stated === real.length) return undefined
  return told(pair, {
    kind: 'length',
    migrations: actual.type,
    models: believed.type,
    message: `${nameOf(pair)} holds ${real.length === undefined ? 'any text' : `${real.length} characters`} in the migrations and ${stated} in the model`,
    impact: 'The database takes longer texts than the code expects.',
    fix: `Let the two say the same: ALTER TABLE ${table.name} ALTER COLUMN ${model.name} TYPE ${believed.type};`,
    severity: 'low',
    confidence: 'low',
  })
}

function nullDrift(pair: ColumnPair): SchemaDrift | undefined {
  const { believed, actual, model, table } = pair
  if (table.primaryKey.includes(model.name)) return undefined
  if (!actual.nullable && believed.nullable && model.writesNull && !table.fills)
    return told(pair, {
      kind: 'nullability',
      migrations: 'not null',
      models: 'null',
      message: `${nameOf(pair)} is NOT NULL, and the model's field may be nil, which is written as NULL`,
      impact: 'A row whose field was left nil is refused (SQLSTATE 23502).',
      fix: `Make the field a plain value, or the column nullable: ALTER TABLE ${table.name} ALTER COLUMN ${model.name} DROP NOT NULL;`,
      severity: 'medium',
      confidence: 'medium',
    })
  if (actual.nullable && !believed.nullable && model.stated?.includes('nullable'))
    return told(pair, {
      kind: 'nullability',
      migrations: 'null',
      models: 'not null',
      message: `the model says that ${nameOf(pair)} is never NULL, and the database lets NULL in`,
      impact: 'A row that was written otherwise than by the model has a value that the code does not expect.',
      fix: `ALTER TABLE ${table.name} ALTER COLUMN ${model.name} SET NOT NULL; once no row is NULL there.`,
      severity: 'low',
      confidence: 'medium',
    })
  return undefined
}

function defaultDrift(pair: ColumnPair): SchemaDrift | undefined {
  const { believed, actual, model, table } = pair
  if (!model.stated?.includes('default') || believed.default === undefined || table.primaryKey.includes(model.name)) return undefined
  const [wanted, real] = [plainDefault(believed.default), actual.default === undefined ? undefined : plainDefault(actual.default)]
  if (wanted === real || /^nextval\(/.test(wanted)) return undefined
  return told(pair, {
    kind: 'default',
    migrations: actual.default ?? '',
    models: believed.default,
    message:
      real === undefined
        ? `${nameOf(pair)} has no default in the migrations and ${believed.default} in the model`
        : `${nameOf(pair)} defaults to ${actual.default} in the migrations and to ${believed.default} in the model`,
    impact: 'Rows that the model writes and rows that a statement of its own writes begin with different values.',
    fix: `ALTER TABLE ${table.name} ALTER COLUMN ${model.name} SET DEFAULT ${believed.default};`,
    severity: 'low',
    confidence: real === undefined ? 'low' : 'medium',
  })
}

/** As it acts: without casts, and with one name for what has several. */
function plainDefault(text: string): string {
  const bare = text
    .replace(/::[a-z_ ]+(?:\(\d+\))?(?:\[\])?/gi, '')
    .replace(/^\((.*)\)$/s, '$1')
    .trim()
  const value = /^'(.*)'$/s.exec(bare)?.[1] ?? bare
  const number = Number(value)
  if (value !== '' && !Number.isNaN(number)) return String(number)
  const word = value.toLowerCase()
  if (word === 'current_timestamp' || word === 'now()') return 'now()'
  return word === 'uuid_generate_v4()' ? 'gen_random_uuid()' : value
}

const literally = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
