// Structs as xorm maps them: tags/parser.go and names/mapper.go with the snake mapper, which is its default. Mappers that a
// program sets on its engine are not seen.

import type { SourceFile } from '../../program.ts'
import type { Position } from '../../syntax.ts'
import { pointerless, type Type } from '../../types.ts'
import { resultTexts } from '../gorm/data-types.ts'
import type { ProgramContext } from '../session.ts'
import { elementType, structFields, tagValue } from '../struct-fields.ts'

export interface XormField {
  /** The column. */
  readonly name: string
  /** Of the field of the struct in which it is declared. */
  readonly goName: string
  readonly path: readonly string[]
  readonly type: Type
  /** Words of the tag in lower case, with what stands in their brackets. */
  readonly words: ReadonlyMap<string, string>
  readonly sqlType: string | undefined
  readonly at: Position
  readonly file: SourceFile | undefined
}

export interface XormTable {
  readonly type: Type
  readonly name: string
  readonly fields: readonly XormField[]
  readonly primary: readonly XormField[]
  readonly deleted: XormField | undefined
}

/** SnakeMapper.Obj2Table */
export function snake(name: string): string {
  let result = ''
  for (let i = 0; i < name.length; i++) {
    const c = name.charAt(i)
    const upper = c >= 'A' && c <= 'Z'
    if (upper && i > 0) {
      const before = name.charAt(i - 1)
      const after = name.charAt(i + 1)
      const inWord = !(before >= 'A' && before <= 'Z') && before !== '_'
      if (inWord || (after >= 'a' && after <= 'z')) result += '_'
    }
    result += c.toLowerCase()
  }
  return result
}

/** The table of a type, through pointers, slices and maps; undefined where it is no struct in view. */
export function tableOf(given: Type, { types, program }: Pick<ProgramContext, 'types' | 'program'>): XormTable | undefined {
  let type = elementType(given, types)
  const shape = types.underlying(type)
  if (shape.kind === 'map') type = elementType(shape.value, types)
  if (types.underlying(type).kind !== 'struct' || type.kind !== 'named') return undefined
  const all = fieldsOf(type, types, [], 0)
  // A column that is embedded twice is the outer one.
  const fields = all.filter(
    (f) =>
      !all.some(
        (o) =>
          o !== f &&
          o.name === f.name &&
          (o.path.length < f.path.length || (o.path.length === f.path.length && all.indexOf(o) < all.indexOf(f))),
      ),
  )
  const method = types.member(type, 'TableName')
  const [named] = method?.kind === 'method' ? resultTexts(method.entity, { types, program }) : []
  return {
    type,
    name: named ?? snake(type.entity.name),
    fields,
    primary: fields.filter((f) => f.words.has('pk')),
    deleted: fields.find((f) => f.words.has('deleted')),
  }
}

const DEPTH = 5
const WORDS =
  /^(?:pk|autoincr|null|not|notnull|unique|index|created|updated|deleted|version|default|extends|cache|nocache|comment|utc|local|json|->|<-)$/
const TYPES =
  /^(?:bit|tinyint|smallint|mediumint|int|integer|bigint|serial|bigserial|char|varchar|nchar|nvarchar|tinytext|text|mediumtext|longtext|ntext|binary|varbinary|tinyblob|blob|mediumblob|longblob|bytea|bool|boolean|date|datetime|time|timestamp|timestampz|timestamptz|real|float|double|decimal|numeric|money|enum|set|uuid|jsonb|unsigned)$/

function fieldsOf(type: Type, types: ProgramContext['types'], path: readonly string[], depth: number): readonly XormField[] {
  return structFields(type, types).flatMap((f): readonly XormField[] => {
    const tag = tagValue(f.tag, 'xorm')
    if (tag.trim() === '-' || (!/^\p{Lu}/u.test(f.name) && !f.embedded)) return []
    const { words, column, sqlType } = parseTag(tag)
    const shape = types.underlying(pointerless(f.type))
    const extended = words.has('extends') || (f.embedded && tag === '')
    if (extended && shape.kind === 'struct') return depth < DEPTH ? fieldsOf(pointerless(f.type), types, [...path, f.name], depth + 1) : []
    if (shape.kind === 'interface' || shape.kind === 'func' || shape.kind === 'channel') return []
    // A key called ID of a whole number is the primary key where no tag says otherwise.
    const id = tag === '' && /^(?:ID|Id)$/.test(f.name) && shape.kind === 'basic' && shape.name === 'int64'
    const all = id ? new Map([...words, ['pk', ''], ['autoincr', '']]) : words
    return [
      { name: column ?? snake(f.name), goName: f.name, path: [...path, f.name], type: f.type, words: all, sqlType, at: f.at, file: f.file },
    ]
  })
}

/** Words with brackets; a word in quotes, or one that means nothing, is the column. */
function parseTag(tag: string): { words: ReadonlyMap<string, string>; column: string | undefined; sqlType: string | undefined } {
  const words = new Map<string, string>()
  let column: string | undefined
  let sqlType: string | undefined
  const parts = [...tag.matchAll(/'([^']*)'|([^\s('"]+)(\([^)]*\))?/g)]
  for (let i = 0; i < parts.length; i++) {
    const [, quoted, written = '', brackets = ''] = parts[i] ?? []
    const word = written.toLowerCase()
    if (quoted !== undefined) column ??= quoted
    else if (word === 'default' || word === 'comment') {
      if (brackets === '') i++
      words.set(word, brackets === '' ? (parts[i]?.[0] ?? '') : brackets.slice(1, -1))
    } else if (WORDS.test(word)) words.set(word, brackets.slice(1, -1))
    else if (TYPES.test(word)) sqlType ??= `${word}${brackets}`
    else column ??= written
  }
  return { words, column, sqlType }
}
