// The fields of a struct as GORM sees them: schema/field.go. In: a struct type. Out: fields with their tags read, embedded
// structs flattened. Columns and primary keys come together in schema.ts.

import type { SourceFile } from '../../program.ts'
import type { Position } from '../../syntax.ts'
import { basic, pointerless, type Type } from '../../types.ts'
import { type StructField, structFields, tagValue, type Validation, validation } from '../struct-fields.ts'
import { type ColumnType, columnType, type TypeFacts } from './data-types.ts'
import { isTrue, parseSettings } from './tags.ts'

type TimeUnit = 'time' | 'second' | 'milli' | 'nano'

export interface Field {
  readonly name: string
  /** Names from the model down to the field, through embedded structs. */
  readonly path: readonly string[]
  /** The same, without anonymous structs: how a preload names it. */
  readonly embeddedPath: readonly string[]
  dbName: string
  dataType: string
  /** The type before a `type:` tag. */
  gormType: string
  size: number
  readonly precision: number
  readonly scale: number
  primaryKey: boolean
  autoIncrement: boolean
  hasDefault: boolean
  readonly defaultValue: string
  /** The default is a plain value that GORM itself fills in. */
  readonly plainDefault: boolean
  readonly notNull: boolean
  readonly unique: boolean
  readonly creatable: boolean
  readonly updatable: boolean
  readonly readable: boolean
  readonly autoCreate: TimeUnit | undefined
  readonly autoUpdate: TimeUnit | undefined
  readonly ignoreMigration: boolean
  readonly settings: ReadonlyMap<string, string>
  /** The `gorm` tag. */
  readonly tag: string
  readonly type: Type
  readonly column: ColumnType
  readonly at: Position
  readonly file: SourceFile | undefined
  readonly validation: Validation
  /** The embedded struct that declares it. */
  readonly owner: Type | undefined
}

interface StructFields {
  readonly fields: readonly Field[]
  /** Embedded structs that cannot be looked into. */
  readonly unknown: readonly string[]
}

const DEPTH = 6

export function fieldsOf(type: Type, facts: TypeFacts, nameColumn: (name: string) => string, depth = 0): StructFields {
  const fields: Field[] = []
  const unknown: string[] = []
  for (const declaration of declarationsOf(type, facts)) {
    if (!/^\p{Lu}/u.test(declaration.name)) continue
    const field = readField(declaration, facts)
    if (!isEmbedded(declaration, field)) {
      fields.push(field)
      continue
    }
    const inner = depth < DEPTH ? fieldsOf(declaration.type, facts, nameColumn, depth + 1) : { fields: [], unknown: [declaration.name] }
    if (inner.fields.length === 0 && field.column.kind !== 'struct') unknown.push(declaration.name)
    unknown.push(...inner.unknown)
    const prefix = field.settings.get('EMBEDDEDPREFIX')
    const named = field.settings.has('EMBEDDED') || !declaration.embedded
    for (const f of inner.fields) {
      const db = f.dbName === '' && f.dataType !== '' ? nameColumn(f.name) : f.dbName
      fields.push({
        ...f,
        path: [declaration.name, ...f.path],
        embeddedPath: named ? [declaration.name, ...f.embeddedPath] : f.embeddedPath,
        dbName: prefix !== undefined && db !== '' ? prefix + db : db,
        settings: new Map([...f.settings, ...field.settings]),
        owner: f.owner ?? declaration.type,
      })
    }
  }
  return { fields, unknown }
}

function isEmbedded(declaration: StructField, field: Field): boolean {
  if (field.settings.has('EMBEDDED')) return true
  return (
    declaration.embedded &&
    field.gormType !== 'time' &&
    field.gormType !== 'bytes' &&
    (!field.column.valuer || isModel(declaration.type)) &&
    (field.creatable || field.updatable || field.readable)
  )
}

const isModel = (type: Type) => {
  const at = pointerless(type)
  return at.kind === 'external' && at.package === 'gorm.io/gorm' && at.name === 'Model'
}

const TIME: Type = { kind: 'external', package: 'time', name: 'Time' }
const DELETED: Type = { kind: 'external', package: 'gorm.io/gorm', name: 'DeletedAt' }

function declarationsOf(type: Type, { types }: TypeFacts): readonly StructField[] {
  const at = pointerless(type)
  if (isModel(at)) {
    const rows: readonly (readonly [string, Type, string])[] = [
      ['ID', basic('uint'), 'primarykey'],
      ['CreatedAt', TIME, ''],
      ['UpdatedAt', TIME, ''],
      ['DeletedAt', DELETED, 'index'],
    ]
    return rows.map(([name, t, tag]) => ({ name, type: t, tag: `gorm:"${tag}"`, embedded: false, at: 0, file: undefined }))
  }
  return structFields(at, types)
}

function readField(declaration: StructField, facts: TypeFacts): Field {
  const { name, type } = declaration
  const tag = tagValue(declaration.tag, 'gorm')
  const settings = parseSettings(tag, ';')
  const column = columnType(type, facts)
  let dataType = column.dataType
  if (settings.has('SERIALIZER') || settings.has('JSON')) dataType = dataType === '' ? 'string' : dataType
  if (settings.get('SERIALIZER')?.toLowerCase() === 'unixtime' && column.kind === 'int') dataType = 'int'
  // A type of a library that is not known holds itself.
  if (column.kind === 'unknown' && dataType === '') dataType = 'unknown'
  const gormType = dataType
  const wanted = settings.get('TYPE')
  if (wanted !== undefined) dataType = /^(bool|int|uint|float|string|time|bytes)$/i.test(wanted) ? wanted.toLowerCase() : wanted
  const ignored = settings.get('-')?.trim().toLowerCase()
  const hidden = ignored === '-' || ignored === 'all'
  const access = accessOf(settings, hidden)
  const raw = (settings.get('DEFAULT') ?? '').trim()
  const expression = (raw.includes('(') && raw.includes(')')) || raw.toLowerCase() === 'null' || raw === ''
  const plainDefault = !expression && /^(bool|int|uint|float|string)$/.test(column.dataType)
  const auto = (key: string, field: string): TimeUnit | undefined => {
    const v = settings.get(key)
    const on = v === undefined ? name === field && /^(time|int|uint)$/.test(gormType) : isTrue(v)
    if (!on) return undefined
    return gormType === 'time' ? 'time' : v?.toUpperCase() === 'NANO' ? 'nano' : v?.toUpperCase() === 'MILLI' ? 'milli' : 'second'
  }
  const size = Number(settings.get('SIZE') ?? 0)
  return {
    name,
    path: [name],
    embeddedPath: [name],
    dbName: settings.get('COLUMN') ?? '',
    dataType: hidden ? '' : dataType,
    gormType,
    size: Number.isNaN(size) ? -1 : size || column.bits,
    precision: Number(settings.get('PRECISION') ?? 0) || 0,
    scale: Number(settings.get('SCALE') ?? 0) || 0,
    primaryKey: isTrue(settings.get('PRIMARYKEY'), settings.get('PRIMARY_KEY')),
    autoIncrement: isTrue(settings.get('AUTOINCREMENT')),
    hasDefault: isTrue(settings.get('AUTOINCREMENT')) || settings.has('DEFAULT'),
    defaultValue: column.dataType === 'string' && !expression ? raw.replace(/^'+|'+$/g, '').replace(/^"+|"+$/g, '') : raw,
    plainDefault,
    notNull: isTrue(settings.get('NOT NULL'), settings.get('NOTNULL')),
    unique: isTrue(settings.get('UNIQUE')),
    ...access,
    autoCreate: auto('AUTOCREATETIME', 'CreatedAt'),
    autoUpdate: auto('AUTOUPDATETIME', 'UpdatedAt'),
    ignoreMigration: ignored === 'all' || ignored === 'migration',
    settings,
    tag,
    type,
    column,
    at: declaration.at,
    file: declaration.file,
    validation: column.kind === 'string' ? validation(declaration.tag) : {},
    owner: undefined,
  }
}

function accessOf(settings: ReadonlyMap<string, string>, hidden: boolean): Pick<Field, 'creatable' | 'updatable' | 'readable'> {
  let access = { creatable: !hidden, updatable: !hidden, readable: !hidden }
  const read = settings.get('->')
  if (read !== undefined) access = { creatable: false, updatable: false, readable: read.toLowerCase() !== 'false' }
  const write = settings.get('<-')
  if (write !== undefined)
    access = { ...access, creatable: write === '<-' || write.includes('create'), updatable: write === '<-' || write.includes('update') }
  return access
}
