// What a Go type is as a column: GORM's data type, its width, and whether it carries itself to the database. In: a type.
// Library types are rows; one that is not listed counts as a column of unknown type.

import { enterFunction } from '../../evaluate/enter.ts'
import { createRun } from '../../evaluate/summary.ts'
import { library } from '../../library/index.ts'
import type { FunctionEntity, Program } from '../../program.ts'
import { basic, pointerless, type Type, type TypeOracle } from '../../types.ts'
import { constantText, options } from '../../values.ts'

type GoKind = 'bool' | 'int' | 'uint' | 'float' | 'string' | 'time' | 'bytes' | 'struct' | 'slice' | 'other' | 'unknown'

export interface ColumnType {
  readonly kind: GoKind
  readonly bits: number
  /** It implements driver.Valuer, or is taken for a type that does. */
  readonly valuer: boolean
  /** What `GormDataType` or the type's own kind says; empty where GORM would look for a relation. */
  readonly dataType: string
  /** What `GormDBDataType` says for Postgres. */
  readonly sqlType?: string
  readonly softDelete?: 'time' | 'unix'
}

const row = (kind: GoKind, bits = 0, more: Partial<ColumnType> = {}): ColumnType => ({
  kind,
  bits,
  valuer: true,
  dataType: dataTypeOf(kind),
  ...more,
})

function dataTypeOf(kind: GoKind): string {
  return kind === 'struct' || kind === 'slice' || kind === 'other' || kind === 'unknown' ? '' : kind
}

const custom = (dataType: string, sqlType?: string) => row('other', 0, { dataType, ...(sqlType && { sqlType }) })
const TEXT = row('string')
const JSONB = custom('json', 'JSONB')

/** Import path (without major version) and name. */
const EXTERNAL: Readonly<Record<string, ColumnType>> = {
  'time.Time': row('time', 0, { valuer: false }),
  'time.Duration': row('int', 64, { valuer: false }),
  'time.Month': row('int', 64, { valuer: false }),
  'time.Weekday': row('int', 64, { valuer: false }),
  'encoding/json.RawMessage': row('bytes', 0, { valuer: false }),
  'net.IP': row('bytes', 0, { valuer: false }),
  'net/netip.Addr': custom('text'),
  'database/sql.NullString': TEXT,
  'database/sql.NullInt64': row('int', 64),
  'database/sql.NullInt32': row('int', 32),
  'database/sql.NullInt16': row('int', 16),
  'database/sql.NullByte': row('uint', 8),
  'database/sql.NullBool': row('bool'),
  'database/sql.NullFloat64': row('float', 64),
  'database/sql.NullTime': row('time'),
  'gorm.io/gorm.DeletedAt': row('time', 0, { softDelete: 'time' }),
  'gorm.io/plugin/soft_delete.DeletedAt': row('uint', 64, { valuer: false, softDelete: 'unix' }),
  'gorm.io/datatypes.JSON': JSONB,
  'gorm.io/datatypes.JSONMap': custom('jsonmap', 'JSONB'),
  'gorm.io/datatypes.JSONType': JSONB,
  'gorm.io/datatypes.JSONSlice': JSONB,
  'gorm.io/datatypes.Date': custom('date'),
  'gorm.io/datatypes.Time': custom('time', 'TIME'),
  'gorm.io/datatypes.URL': custom('url', 'TEXT'),
  'gorm.io/datatypes.UUID': custom('string', 'UUID'),
  'gorm.io/datatypes.BinUUID': custom('BINARY(16)', 'BYTEA'),
  'github.com/google/uuid.UUID': TEXT,
  'github.com/google/uuid.NullUUID': row('bytes'),
  'github.com/gofrs/uuid.UUID': TEXT,
  'github.com/satori/go.uuid.UUID': TEXT,
  'github.com/oklog/ulid.ULID': row('bytes'),
  'github.com/rs/xid.ID': TEXT,
  'github.com/segmentio/ksuid.KSUID': TEXT,
  'github.com/shopspring/decimal.Decimal': TEXT,
  'github.com/shopspring/decimal.NullDecimal': row('other', 0, { dataType: 'numeric' }),
  'github.com/lib/pq.StringArray': custom('text[]'),
  'github.com/lib/pq.Int32Array': custom('integer[]'),
  'github.com/lib/pq.Int64Array': custom('bigint[]'),
  'github.com/lib/pq.Float32Array': custom('real[]'),
  'github.com/lib/pq.Float64Array': custom('double precision[]'),
  'github.com/lib/pq.BoolArray': custom('boolean[]'),
  'github.com/lib/pq.NullTime': row('time'),
  'github.com/pgvector/pgvector-go.Vector': custom('vector'),
}

const BASIC: Readonly<Record<string, readonly [GoKind, number]>> = {
  bool: ['bool', 0],
  string: ['string', 0],
  int: ['int', 64],
  int8: ['int', 8],
  int16: ['int', 16],
  int32: ['int', 32],
  int64: ['int', 64],
  rune: ['int', 32],
  uint: ['uint', 64],
  uint8: ['uint', 8],
  byte: ['uint', 8],
  uint16: ['uint', 16],
  uint32: ['uint', 32],
  uint64: ['uint', 64],
  float32: ['float', 32],
  float64: ['float', 64],
}

export interface TypeFacts {
  readonly types: TypeOracle
  readonly program: Program
}

export function columnType(type: Type, facts: TypeFacts): ColumnType {
  const at = pointerless(type)
  const known = at.kind === 'external' ? externalType(at, facts) : undefined
  if (known) return known
  const own = at.kind === 'named' ? namedType(at, facts) : shapeType(at, facts)
  const dataType = constantMethod(at, 'GormDataType', facts)
  const sqlType = constantMethod(at, 'GormDBDataType', facts)
  return { ...own, ...(dataType && { dataType }), ...(sqlType && { sqlType, dataType: dataType ?? sqlType }) }
}

function externalType(at: Type & { kind: 'external' }, facts: TypeFacts): ColumnType | undefined {
  const path = at.package.replace(/\/v\d+(?=\/|$)/, '').replace(/\.v\d+$/, '')
  const known = EXTERNAL[`${path}.${at.name}`]
  if (known) return known
  if (path === 'database/sql' && at.name === 'Null') return { ...columnType(at.args?.[0] ?? basic('string'), facts), valuer: true }
  if (path.endsWith('guregu/null'))
    return columnType({ kind: 'external', package: 'database/sql', name: `Null${nullName(at.name)}` }, facts)
  // What is not known of a library's type: it is a column, of some type.
  return row('unknown')
}

const nullName = (name: string) => ({ Int: 'Int64', Float: 'Float64' })[name] ?? name

function namedType(at: Type & { kind: 'named' }, facts: TypeFacts): ColumnType {
  const shape = shapeType(facts.types.underlying(at), facts)
  const member = facts.types.member(at, 'Value')
  const valuer = member?.kind === 'method' && member.entity.syntax.params.length === 0 && member.entity.syntax.results.length === 2
  if (valuer)
    return shape.kind === 'struct' || shape.kind === 'slice' || shape.kind === 'other'
      ? { ...row('unknown'), valuer }
      : { ...shape, valuer }
  // A struct that embeds a library's column type, and nothing else, is one.
  const struct = facts.types.underlying(at)
  if (struct.kind === 'struct' && struct.fields.length === 1 && struct.fields[0]?.embedded) {
    const inner = facts.types.resolve(struct.fields[0].type, struct.file)
    const embedded = inner.kind === 'external' ? externalType(inner, facts) : undefined
    if (embedded?.valuer && embedded.kind !== 'unknown') return embedded
  }
  return shape
}

function shapeType(shape: Type, facts: TypeFacts): ColumnType {
  const made = (kind: GoKind, bits = 0): ColumnType => ({ kind, bits, valuer: false, dataType: dataTypeOf(kind) })
  switch (shape.kind) {
    case 'basic': {
      const [kind, bits] = BASIC[shape.name] ?? ['other', 0]
      return made(kind, bits)
    }
    case 'external':
      return columnType(shape, facts)
    case 'struct':
      return made('struct')
    case 'slice':
    case 'array': {
      const element = facts.types.underlying(shape.of)
      return element.kind === 'basic' && (element.name === 'byte' || element.name === 'uint8') ? made('bytes') : made('slice')
    }
    case 'unknown':
    case 'parameter':
      return row('unknown')
    default:
      return made('other')
  }
}

/** The text that a method of a type gives, where it is always the same; for Postgres, where it asks for the dialect. */
function constantMethod(type: Type, name: string, facts: TypeFacts): string | undefined {
  const member = facts.types.member(type, name)
  if (member?.kind !== 'method') return undefined
  const texts = resultTexts(member.entity, facts)
  return texts.find((t) => /json|uuid|numeric|text|vector|\[\]/i.test(t)) ?? texts[0]
}

/** The constant texts among a function's first results, whatever its arguments. */
export function resultTexts(fn: FunctionEntity, { program, types }: TypeFacts): readonly string[] {
  const run = createRun('summary', program, types, library)
  const [value] = enterFunction(run, undefined, { kind: 'function', entity: fn }, [], undefined)
  return value ? options(value).flatMap((v) => constantText(v) ?? []) : []
}
