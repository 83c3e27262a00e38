// Indexes, unique keys and foreign keys that the models ask for and the migrations do not make, or make otherwise. What the database
// has beyond the models is its own business.

import type { ModelForeignKey, ModelIndex, ModelTable } from '../models.ts'
import type { Constraint, Index, Table } from '../schema.ts'
import type { SchemaDrift } from './drift.ts'

export function compareKeys(model: ModelTable, believed: Table, actual: Table, keyed: boolean): readonly SchemaDrift[] {
  return [
    ...believed.indexes.filter((i) => !i.primary).flatMap((i) => indexDrift(i, model, actual) ?? []),
    ...believed.constraints.filter((c) => c.kind === 'check').flatMap((c) => checkDrift(c, model, actual) ?? []),
    ...believed.constraints.filter((c) => c.kind === 'foreignKey').flatMap((c) => keyDrift(c, model, actual, keyed) ?? []),
  ]
}

/** Where the model asks for it. */
const placeOf = (model: ModelTable, column: string | undefined) => model.columns.find((c) => c.name === column)?.place ?? model.place

function indexDrift(index: Index, model: ModelTable, actual: Table): SchemaDrift | undefined {
  const columns = index.keys.flatMap((k) => k.column ?? [])
  // A column that is missing is told as such; expressions are not compared.
  if (columns.length < index.keys.length || !columns.every((c) => actual.columns.some((a) => a.name === c))) return undefined
  const list = columns.join(', ')
  const asked = askedFor(index, columns, model)
  const base = { table: actual.name, what: list, ...(columns.length === 1 && { column: list }), place: placeOf(model, columns[0]) }
  const kind = index.unique ? 'UNIQUE INDEX' : 'INDEX'
  const fix = `CREATE ${kind} CONCURRENTLY ON ${actual.name}${index.method === 'btree' ? '' : ` USING ${index.method}`} (${list})${index.where === undefined ? '' : ` WHERE ${index.where}`};`
  if (index.unique) {
    if (actual.indexes.some((i) => i.unique && keepsUnique(i, columns))) return undefined
    return {
      ...base,
      kind: 'unique',
      migrations: '',
      models: `unique (${list})`,
      message: `the model of \`${actual.name}\` says that (${list}) is unique, and no unique index of the migrations holds that`,
      impact: 'Two requests at once, or a row that was written otherwise, bring the second row that the code takes for impossible.',
      fix,
      severity: 'medium',
      confidence: 'high',
    }
  }
  if (actual.indexes.some((i) => serves(i, index, columns))) return undefined
  return {
    ...base,
    kind: 'index',
    migrations: '',
    models: `index (${list})`,
    message: `the model of \`${actual.name}\` asks for an index on (${list}), and the migrations make none that begins so`,
    impact: 'What the index was meant for reads the whole table.',
    fix,
    severity: 'low',
    confidence: asked?.implied ? 'low' : 'medium',
  }
}

function askedFor(index: Index, columns: readonly string[], model: ModelTable): ModelIndex | undefined {
  return model.indexes.find(
    (i) =>
      (i.name === undefined || i.name === index.name) &&
      i.keys.length === columns.length &&
      columns.every((c, at) => i.keys[at]?.split(' ')[0] === c),
  )
}

/** Also among some of the rows: those that are not deleted. */
function keepsUnique({ keys }: Index, columns: readonly string[]): boolean {
  return keys.every((k) => (k.column !== undefined ? columns.includes(k.column) : columns.some((c) => k.expression?.includes(c))))
}

function serves(actual: Index, wanted: Index, columns: readonly string[]): boolean {
  if (wanted.method !== 'btree') return actual.method === wanted.method && actual.keys.some((k) => k.column === columns[0])
  return columns.every((column, at) => actual.keys[at]?.column === column)
}

/** Any check of the same columns counts: what it says is not compared. */
function checkDrift({ columns, definition }: Constraint, model: ModelTable, actual: Table): SchemaDrift | undefined {
  const there = (column: string) => actual.columns.find((a) => a.name === column)
  const held = actual.constraints.some((c) => c.kind === 'check' && columns.every((column) => c.columns.includes(column)))
  if (held || columns.length === 0 || !columns.every((c) => there(c) && !there(c)?.labels)) return undefined
  const list = columns.join(', ')
  return {
    kind: 'check',
    table: actual.name,
    ...(columns.length === 1 && { column: list }),
    what: list,
    migrations: '',
    models: definition,
    message: `the model of \`${actual.name}\` has a check on (${list}), and the migrations make none`,
    impact: 'Values that the model rules out get in where a statement of its own writes them.',
    fix: `ALTER TABLE ${actual.name} ADD ${definition} NOT VALID; then VALIDATE CONSTRAINT.`,
    severity: 'low',
    confidence: 'high',
    place: placeOf(model, columns[0]),
  }
}

function keyDrift(key: Constraint, model: ModelTable, actual: Table, keyed: boolean): SchemaDrift | undefined {
  const { references, columns } = key
  if (!references || !columns.every((c) => actual.columns.some((a) => a.name === c))) return undefined
  const asked = model.foreignKeys.find((k) => k.columns.join() === columns.join() && k.references.table === references.table)
  const list = columns.join(', ')
  const target = `${references.table} (${references.columns.join(', ')})`
  const base = { table: actual.name, what: list, ...(columns.length === 1 && { column: list }), place: placeOf(model, columns[0]) }
  const real = actual.constraints.find(
    (c) => c.kind === 'foreignKey' && c.columns.join() === columns.join() && c.references?.table === references.table,
  )
  // One column for two tables goes with the one or the other: no key could hold both.
  const either = model.foreignKeys.some((k) => k.columns.join() === columns.join() && k.references.table !== references.table)
  if (!real && asked?.implied && either) return undefined
  if (!real)
    return {
      ...base,
      kind: 'foreignKey',
      migrations: '',
      models: `references ${target}`,
      message: `in the model, \`${actual.name}\` (${list}) refers to \`${references.table}\`, and no foreign key of the migrations holds that`,
      impact: 'Rows may refer to what is not there, and a delete leaves them behind.',
      fix: `ALTER TABLE ${actual.name} ADD FOREIGN KEY (${list}) REFERENCES ${target}${onDelete(asked)} NOT VALID; then VALIDATE CONSTRAINT.`,
      severity: asked?.implied ? 'low' : 'medium',
      // A schema without any foreign key is a decision.
      confidence: !keyed ? 'low' : asked?.implied ? 'medium' : 'high',
    }
  if (!asked?.onDelete || asked.implied || key.onDelete === real.onDelete) return undefined
  return {
    ...base,
    kind: 'onDelete',
    migrations: real.onDelete ?? '',
    models: key.onDelete ?? '',
    message: `a delete of \`${references.table}\` does ${name(real.onDelete)} to \`${actual.name}\` (${list}) by the migrations and ${name(key.onDelete)} by the model`,
    impact:
      real.onDelete === 'cascade'
        ? 'Rows are deleted that the code means to keep.'
        : key.onDelete === 'cascade' || key.onDelete === 'set null'
          ? 'A delete that the code takes for granted is refused, or leaves rows otherwise than it expects.'
          : 'A delete does otherwise than the code expects.',
    fix: `Decide, and let both say it; in the database: a new constraint${onDelete(asked)} instead of ${real.name}.`,
    severity: 'medium',
    confidence: 'high',
    things: [{ kind: 'constraint', name: real.name }],
  }
}

const name = (action: string | undefined): string => (action ?? 'no action').toUpperCase()
const onDelete = (asked: ModelForeignKey | undefined): string => (asked?.onDelete ? ` ON DELETE ${asked.onDelete}` : '')
