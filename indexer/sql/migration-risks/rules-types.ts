// Types that columns have at the end and that will not last: judged once, where the column was written, since a later step may mend it.

import { quoted } from './clause.ts'
import type { Confidence, Found } from './risk.ts'
import type { ColumnState, SchemaState, TableState } from './state.ts'
import { constraintsOf } from './state.ts'
import { isSerial, printType, stored } from './types.ts'

export interface PlacedFound extends Found {
  readonly step: number
  readonly column: ColumnState
}

export function foundTypes(state: SchemaState, grows: (table: TableState) => Confidence | undefined): readonly PlacedFound[] {
  return [...state.tables.values()].flatMap((table) => {
    const growing = grows(table)
    return [...(growing ? keys(table, state, growing) : []), ...zoneless(table), ...padded(table)]
  })
}

/** Counted keys that end at two thousand million, and references that are narrower than the key. */
function keys(table: TableState, state: SchemaState, confidence: Confidence): readonly PlacedFound[] {
  return table.constraints.flatMap(({ kind, columns, references }): readonly PlacedFound[] => {
    const column = columns.length === 1 ? table.columns.get(columns[0] ?? '') : undefined
    const type = column?.type && stored(column.type).name
    if (!column || (type !== 'int4' && type !== 'int2')) return []
    const at = `\`${table.name}.${column.name}\``
    const common = {
      rule: 'prefer-bigint-over-int',
      table: table.name,
      columns: [column.name],
      targets: [{ kind: 'column', table: table.name, name: column.name }],
      step: column.step,
      column,
      impact:
        'The insert that passes it fails, and so does each one after it, until the whole table has been written anew with a wider key.',
      fix: `${quoted(column.name)} bigint`,
    } as const
    const end = type === 'int4' ? '2,147,483,647' : '32,767'
    if (kind === 'primaryKey' && counts(column))
      return [
        {
          ...common,
          severity: type === 'int2' ? 'medium' : 'low',
          confidence,
          message: `${at} counts rows as ${printType({ ...stored(column.type as NonNullable<ColumnState['type']>), modifiers: [] })} and ends at ${end}.`,
        },
      ]
    const target = kind === 'foreignKey' ? state.tables.get(references?.table ?? '') : undefined
    const key = target?.columns.get(references?.columns[0] ?? target.constraints.find((c) => c.kind === 'primaryKey')?.columns[0] ?? '')
    if (!target || !key?.type || stored(key.type).name !== 'int8') return []
    return [
      {
        ...common,
        severity: 'medium',
        confidence: 'high',
        message: `${at} is narrower than \`${target.name}.${key.name}\`, to which it refers, and ends at ${end}.`,
      },
    ]
  })
}

/** A sequence counts it up. */
function counts({ type, definition }: ColumnState): boolean {
  const constraints = constraintsOf(definition)
  return (
    isSerial(type) || constraints.some((c) => c.contype === 'CONSTR_IDENTITY' || JSON.stringify(c.raw_expr ?? null).includes('"nextval"'))
  )
}

function zoneless(table: TableState): readonly PlacedFound[] {
  const columns = [...table.columns.values()].filter((c) => c.type?.name === 'timestamp')
  const [first] = columns
  // Where no column has a zone that is a convention; where some have, values of both kinds meet.
  if (!first || ![...table.columns.values()].some((c) => c.type?.name === 'timestamptz')) return []
  return [
    {
      rule: 'prefer-timestamp-tz',
      table: table.name,
      columns: columns.map((c) => c.name),
      targets: columns.map((c) => ({ kind: 'column', table: table.name, name: c.name }) as const),
      step: first.step,
      column: first,
      severity: 'low',
      confidence: 'medium',
      message: `${list(columns)} of \`${table.name}\` hold a time without a zone, beside others that have one.`,
      impact: 'Which moment a value means depends on the session that wrote it and on the one that reads it.',
      fix: `${quoted(first.name)} timestamptz`,
    },
  ]
}

function padded(table: TableState): readonly PlacedFound[] {
  // One character, codes, and keys and digests that are made with one length, are padded by nothing.
  const columns = [...table.columns.values()].filter(
    (c) =>
      c.type?.name === 'bpchar' &&
      (c.type.modifiers[0] ?? 1) > 3 &&
      !/(?:^|_)(?:u?id|ulid|uuid|guid|hash|digest|checksum|sha\d+|md5)$/i.test(c.name),
  )
  const [first] = columns
  if (!first) return []
  return [
    {
      rule: 'ban-char-field',
      table: table.name,
      columns: columns.map((c) => c.name),
      targets: columns.map((c) => ({ kind: 'column', table: table.name, name: c.name }) as const),
      step: first.step,
      column: first,
      severity: 'low',
      confidence: 'low',
      message: `${list(columns)} of \`${table.name}\` are padded with blanks to their length.`,
      impact: 'A shorter value comes back longer than it was written, and compares unlike the same text elsewhere.',
      fix: `${quoted(first.name)} varchar(${first.type?.modifiers[0] ?? 1})`,
    },
  ]
}

const list = (columns: readonly ColumnState[]) => columns.map((c) => `\`${c.name}\``).join(', ')
