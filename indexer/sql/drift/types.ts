// Types of columns by what they hold. Names are those that Postgres prints.

export interface ColumnType {
  readonly family: 'int' | 'number' | 'bool' | 'text' | 'time' | 'date' | 'bytes' | 'json' | 'uuid' | 'array' | 'other'
  readonly name: string
  /** Characters of a text; digits of a number. */
  readonly length?: number
}

const FAMILIES: Readonly<Record<string, ColumnType['family']>> = {
  smallint: 'int',
  integer: 'int',
  bigint: 'int',
  real: 'number',
  'double precision': 'number',
  numeric: 'number',
  boolean: 'bool',
  text: 'text',
  citext: 'text',
  name: 'text',
  character: 'text',
  'character varying': 'text',
  'timestamp with time zone': 'time',
  'timestamp without time zone': 'time',
  date: 'date',
  bytea: 'bytes',
  json: 'json',
  jsonb: 'json',
  uuid: 'uuid',
}

export function readType(printed: string): ColumnType {
  if (printed.endsWith('[]')) return { family: 'array', name: printed }
  const [, head = printed, length, , tail = ''] = /^([^()]+?)(?:\((\d+)(,[^)]*)?\))?( with(?:out)? time zone)?$/.exec(printed) ?? []
  const name = `${head}${tail}`
  return { family: FAMILIES[name] ?? 'other', name, ...(length !== undefined && { length: Number(length) }) }
}

/** What a Go value of one family cannot be written to or read from, whatever the driver does. */
const APART: Readonly<Partial<Record<ColumnType['family'], readonly ColumnType['family'][]>>> = {
  int: ['bool', 'uuid', 'json', 'bytes', 'array', 'time', 'date'],
  number: ['bool', 'uuid', 'json', 'bytes', 'array', 'time', 'date'],
  bool: ['int', 'number', 'uuid', 'json', 'bytes', 'array', 'time', 'date'],
  time: ['int', 'number', 'bool', 'uuid', 'json', 'bytes', 'array'],
}

export const cannotHold = (believed: ColumnType, actual: ColumnType): boolean => APART[believed.family]?.includes(actual.family) ?? false

const RANGES: Readonly<Record<string, number>> = { smallint: 1, integer: 2, bigint: 3 }

/** The believed whole numbers do not all fit. */
export const isNarrower = (actual: ColumnType, believed: ColumnType): boolean => (RANGES[actual.name] ?? 9) < (RANGES[believed.name] ?? 0)

/** A difference that no statement notices: an unlimited text by any name, json in either form. */
export function isSame(a: ColumnType, b: ColumnType): boolean {
  if (a.name === b.name) return true
  return a.family === b.family && a.family !== 'other' && a.family !== 'time' && a.family !== 'int'
}
