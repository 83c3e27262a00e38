// Rows for a table that look like those of a product in use: keys count up, references lean to a few parents, flags are rare, times lie
// within two years. Not made after the planner's assumptions, so that these can be wrong.

import type { Column, DatabaseSchema, Table } from '../../indexer/sql/schema.ts'

export interface RowsOptions {
  readonly schema: DatabaseSchema
  readonly rows: (table: Table) => number
  /** `table.column` to the constants that the code compares it with. */
  readonly constants: ReadonlyMap<string, ReadonlySet<string>>
  /** Listed values of a column, where a type or a check lists them. */
  readonly values: (table: Table, column: string) => readonly string[]
}

/** An INSERT of `rows` rows, numbered by `i`; references are to numbers of the parent's rows. */
export function insertRows(table: Table, options: RowsOptions): string {
  const columns = table.columns.filter((c) => c.generated === undefined || c.generated === 'identity')
  const names = columns.map((c) => `"${c.name}"`).join(', ')
  const expressions = columns.map((c) => expressionOf(table, c, options)).join(',\n  ')
  return `INSERT INTO ${nameOf(table)} (${names}) OVERRIDING SYSTEM VALUE SELECT\n  ${expressions}\nFROM generate_series(1, ${options.rows(table)}) i ON CONFLICT DO NOTHING`
}

/** A table has a tenth of the rows of those that refer to it: members are fewer than their orders. */
export function sizesBelow(schema: DatabaseSchema, most: number): (table: Table) => number {
  const height = (name: string, seen: readonly string[]): number =>
    schema.tables.reduce((highest, t) => {
      const refers = !seen.includes(t.name) && t.constraints.some((c) => c.kind === 'foreignKey' && c.references?.table === name)
      return refers ? Math.max(highest, 1 + height(t.name, [...seen, t.name])) : highest
    }, 0)
  const heights = new Map(schema.tables.map((t) => [t.name, Math.min(SMALLEST, height(t.name, [t.name]))]))
  return ({ name }) => Math.ceil(most / 10 ** (heights.get(name) ?? 0))
}

/** So often a tenth at most. */
const SMALLEST = 2

export const nameOf = (table: Table): string =>
  table.name
    .split('.')
    .map((n) => `"${n}"`)
    .join('.')

function expressionOf(table: Table, column: Column, options: RowsOptions): string {
  const { name, type, nullable } = column
  const reference = referenceOf(table, name, options.schema)
  if (reference) {
    // Squared: a tenth of the parents have a third of the rows.
    const number = `(1 + floor(power(random(), 2) * ${options.rows(reference.table)}))::bigint`
    const value = keyValue(number, reference.column, reference.table)
    return nullable ? `CASE WHEN random() < 0.3 THEN NULL ELSE ${value} END` : value
  }
  if (isKey(table, name) && type !== 'boolean' && !column.labels) return keyValue('i', column, table)
  if (type === 'boolean') return column.default === 'true' ? 'random() < 0.98' : 'random() < 0.02'
  const listed = [...new Set([...options.values(table, name), ...(options.constants.get(`${table.name}.${name}`) ?? [])])]
  if (listed.length > 0 || column.labels) return listedValue(column, listed)
  const value = plainValue(column)
  return nullable ? `CASE WHEN random() < ${/^(?:timestamp|date)/.test(type) ? 0.9 : 0.2} THEN NULL ELSE ${value} END` : value
}

/** The default, or the first, has most of the rows. */
function listedValue({ type, default: preset, labels }: Column, listed: readonly string[]): string {
  const usual = preset === undefined ? undefined : (/^'([^']*)'/.exec(preset)?.[1] ?? /^(-?\d+)/.exec(preset)?.[1])
  const values = [...new Set([...(usual === undefined ? [] : [usual]), ...(labels ?? []), ...listed])]
  const array = `ARRAY[${values.map((v) => `'${v.replaceAll("'", "''")}'`).join(', ')}]`
  return `(${array})[1 + floor(power(random(), 3) * ${values.length})]::${type}`
}

function plainValue({ name, type }: Column): string {
  const length = /^character(?: varying)?\((\d+)\)/.exec(type)?.[1]
  if (/\[\]$/.test(type)) return `'{}'::${type}`
  if (/^(?:timestamp|date)/.test(type)) return `(now() - random() * interval '730 days')::${type}`
  if (/^(?:bigint|integer|smallint)/.test(type)) return `floor(random() * 10000)::${type}`
  if (/^(?:numeric|real|double|money)/.test(type)) return `(floor(random() * 100))::${type}`
  if (/^(?:jsonb?)/.test(type)) return `'{}'::${type}`
  if (type === 'uuid') return `md5(random()::text)::uuid`
  if (type === 'bytea') return `decode(md5(random()::text), 'hex')`
  if (/^(?:inet|cidr)/.test(type)) return `('10.0.' || (i % 250) || '.' || (i % 200))::${type}`
  if (type === 'interval') return `random() * interval '1 day'`
  if (/^time/.test(type)) return `'12:00'::${type}`
  if (type === 'tsvector') return `to_tsvector('simple', md5(random()::text))`
  const text = `md5(floor(random() * 50000)::text)`
  if (length !== undefined) return `left(${text}, ${length})::${type}`
  return /^(?:text|character|citext|name)/.test(type) ? `(${text} || '${name.slice(0, 3)}')::${type}` : `NULL::${type}`
}

/** The value of the key of row `number`. */
function keyValue(number: string, { type }: Column, { name }: Table): string {
  if (/^(?:bigint|integer|smallint|numeric)/.test(type)) return `(${number})::${type}`
  if (type === 'uuid') return `md5('${name}' || (${number})::text)::uuid`
  if (/^jsonb?$/.test(type)) return `to_${type}('k' || (${number})::text)`
  const length = /^character(?: varying)?\((\d+)\)/.exec(type)?.[1]
  return length === undefined ? `('k' || (${number})::text)::${type}` : `left('k' || (${number})::text, ${length})::${type}`
}

function isKey({ primaryKey, indexes }: Table, column: string): boolean {
  return (
    (primaryKey.length === 1 && primaryKey[0] === column) ||
    indexes.some((i) => i.unique && i.keys.length === 1 && i.keys[0]?.column === column)
  )
}

function referenceOf(table: Table, column: string, schema: DatabaseSchema): { readonly table: Table; readonly column: Column } | undefined {
  const key = table.constraints.find((c) => c.kind === 'foreignKey' && c.columns.includes(column))
  const target = schema.tables.find((t) => t.name === key?.references?.table)
  const name = key?.references?.columns[key.columns.indexOf(column)]
  const found = target?.columns.find((c) => c.name === name)
  return target && found ? { table: target, column: found } : undefined
}
