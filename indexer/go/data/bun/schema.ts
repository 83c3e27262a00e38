// Models as bun sees them: schema/table.go. A struct type with its table, its columns in order, its keys and relations.

import type { SourceFile } from '../../program.ts'
import type { Position } from '../../syntax.ts'
import { pointerless, printType, type Type } from '../../types.ts'
import { type ColumnType, columnType, type TypeFacts } from '../gorm/data-types.ts'
import { plural } from '../inflection.ts'
import { elementType, type StructField, structFields, tagValue } from '../struct-fields.ts'
import { type BunTag, parseTag } from './tags.ts'

export interface BunField {
  /** The column. */
  readonly name: string
  readonly goName: string
  /** Go names from the model down to the field. */
  readonly path: readonly string[]
  readonly tag: BunTag
  readonly type: Type
  readonly column: ColumnType
  readonly pointer: boolean
  readonly primary: boolean
  readonly nullZero: boolean
  readonly at: Position
  readonly file: SourceFile | undefined
}

export interface BunTable {
  readonly type: Type
  /** Of the Go type, as a name that is exported. */
  readonly typeName: string
  readonly modelName: string
  readonly name: string
  /** The name that selects read from; it may be an expression. */
  readonly selects: string
  readonly alias: string
  readonly fields: readonly BunField[]
  readonly primary: readonly BunField[]
  /** `rel` and `m2m` fields. */
  readonly relations: readonly BunField[]
  readonly softDelete: BunField | undefined
  readonly find: (column: string) => BunField | undefined
}

export interface BunSchemas {
  readonly facts: TypeFacts
  readonly style: ModelStyle
  /** The model of a type, through pointers, slices and arrays; undefined where it is no struct. */
  readonly of: (type: Type) => BunTable | undefined
  /** A model by its table: m2m tags name tables. */
  readonly named: (table: string) => BunTable | undefined
}

/** internal.Underscore */
export function underscore(name: string): string {
  const upper = (c: string) => c >= 'A' && c <= 'Z'
  const lower = (c: string) => c >= 'a' && c <= 'z'
  let result = ''
  for (let i = 0; i < name.length; i++) {
    const c = name.charAt(i)
    if (!upper(c)) result += c
    else if (i > 0 && i + 1 < name.length && (lower(name.charAt(i - 1)) || lower(name.charAt(i + 1)))) result += `_${c.toLowerCase()}`
    else result += c.toLowerCase()
  }
  return result
}

/** How structs say what their columns are: bun's tags, or go-pg's. */
export interface ModelStyle {
  readonly tag: (field: StructField) => string
  /** The field that names the table. */
  readonly isBase: (field: StructField) => boolean
  /** What the fields are beside what their tags say. */
  readonly complete: (fields: readonly BunField[], type: Type, facts: TypeFacts) => readonly BunField[]
}

const BUN_STYLE: ModelStyle = { tag: (field) => tagValue(field.tag, 'bun'), isBase, complete: (fields) => fields }

export function createBunSchemas(facts: TypeFacts, style: ModelStyle = BUN_STYLE): BunSchemas {
  const known = new Map<unknown, BunTable>()
  let byName: Map<string, BunTable> | undefined
  const schemas: BunSchemas = {
    facts,
    style,
    of(type) {
      const model = elementType(type, facts.types)
      if (model.kind === 'external' || facts.types.underlying(model).kind !== 'struct') return undefined
      const key = model.kind === 'named' && !model.args ? model.entity : model.kind === 'struct' ? model.fields : printType(model)
      const found = known.get(key)
      if (found) return found
      const table = parseTable(model, facts, style)
      known.set(key, table)
      return table
    },
    named(table) {
      byName ??= new Map(
        taggedTypes(facts, style)
          .flatMap((t) => schemas.of(t) ?? [])
          .map((t) => [t.name, t]),
      )
      return byName.get(table)
    },
  }
  return schemas
}

/** Structs that carry a `bun` tag of their own or embed bun.BaseModel. */
export function taggedTypes({ program, types }: TypeFacts, style: ModelStyle): readonly Type[] {
  return program.types.flatMap((entity): Type[] => {
    const type: Type = { kind: 'named', entity }
    if ((entity.syntax.typeParams ?? []).length > 0 || entity.syntax.type.kind !== 'struct') return []
    return structFields(type, types).some((f) => style.isBase(f)) ? [type] : []
  })
}

function isBase({ embedded, name, type }: StructField): boolean {
  return embedded && name === 'BaseModel' && type.kind === 'external' && type.package.startsWith('github.com/uptrace/bun')
}

interface Names {
  readonly name: string
  readonly selects: string
  readonly alias: string
  readonly modelName: string
  readonly typeName: string
}

function parseTable(type: Type, facts: TypeFacts, style: ModelStyle): BunTable {
  const goName = type.kind === 'named' ? type.entity.name : ''
  const { names, fields: read } = readStruct(type, facts, style, 0)
  const all = style.complete(read, type, facts)
  const fields = all.filter((f) => !isRelation(f) && !f.tag.options.has('scanonly'))
  return {
    type,
    ...names,
    typeName: names.typeName || goName,
    fields,
    primary: fields.filter((f) => f.primary),
    relations: all.filter(isRelation),
    softDelete: fields.findLast((f) => f.tag.options.has('soft_delete')),
    find: (column) => all.find((f) => !isRelation(f) && (f.name === column || f.tag.options.get('alt')?.at(-1) === column)),
  }
}

const isRelation = ({ tag }: BunField): boolean => tag.options.has('rel') || tag.options.has('m2m')
const option = (tag: BunTag, name: string): string | undefined => tag.options.get(name)?.at(-1)

const DEPTH = 6

function readStruct(
  type: Type,
  facts: TypeFacts,
  style: ModelStyle,
  depth: number,
): { readonly names: Names; readonly fields: readonly BunField[] } {
  const goName = type.kind === 'named' ? type.entity.name : ''
  const modelName = underscore(goName)
  const table = plural(modelName)
  let names: Names = {
    name: table,
    selects: table,
    alias: modelName,
    modelName,
    typeName: goName.charAt(0).toUpperCase() + goName.slice(1),
  }
  const own: BunField[] = []
  const promoted: BunField[] = []
  for (const declared of structFields(type, facts.types)) {
    const text = style.tag(declared)
    const exported = /^\p{Lu}/u.test(declared.name)
    const base = style.isBase(declared)
    if (text === '-' || (!exported && !declared.embedded && !base)) continue
    const tag = parseTag(text)
    if (base) {
      names = named(names, tag)
      continue
    }
    const prefix = declared.embedded ? '' : option(tag, 'embed')
    if (prefix === undefined) {
      own.push(readField(declared, tag, facts))
      continue
    }
    const inner = depth < DEPTH ? readStruct(pointerless(declared.type), facts, style, depth + 1) : undefined
    if (tag.options.has('inherit') || tag.options.has('extend') || tag.name === 'inherit' || tag.name === 'extend')
      names = inner?.names ?? names
    promoted.push(...(inner?.fields ?? []).map((f) => ({ ...f, name: prefix + f.name, path: [declared.name, ...f.path] })))
  }
  const taken = new Set(own.map((f) => f.name))
  // Declared order: embedded structs stand where they are embedded.
  const order = structFields(type, facts.types).map((f) => f.name)
  const fields = [...own, ...promoted.filter((f) => !taken.has(f.name))]
  const place = (f: BunField) => order.indexOf(f.path[0] ?? '')
  return { names, fields: fields.toSorted((a, b) => place(a) - place(b)) }
}

/** Table.processBaseModelField */
function named(names: Names, tag: BunTag): Names {
  const name = option(tag, 'table') ?? (tag.name || names.name)
  return { ...names, name, selects: option(tag, 'select') ?? name, alias: option(tag, 'alias') ?? names.alias }
}

function readField(declared: StructField, tag: BunTag, facts: TypeFacts): BunField {
  const primary = tag.options.has('pk')
  const automatic = tag.options.has('autoincrement')
  return {
    name: option(tag, 'column') ?? (tag.name || underscore(declared.name)),
    goName: declared.name,
    path: [declared.name],
    tag,
    type: declared.type,
    column: columnType(declared.type, facts),
    pointer: declared.type.kind === 'pointer',
    primary,
    nullZero: automatic || tag.options.has('nullzero'),
    at: declared.at,
    file: declared.file,
  }
}
