// The fields that a struct type declares, with their types and tags: what every mapping of structs to tables begins with.

import type { SourceFile } from '../program.ts'
import type { Position } from '../syntax.ts'
import { type LocalTypes, pointerless, type Type, type TypeOracle, UNKNOWN_TYPE } from '../types.ts'

export interface StructField {
  readonly name: string
  readonly type: Type
  readonly tag: string | undefined
  readonly embedded: boolean
  readonly at: Position
  readonly file: SourceFile | undefined
}

/** None where the type is no struct in view. */
export function structFields(type: Type, types: TypeOracle): readonly StructField[] {
  let shape = pointerless(type)
  let locals: LocalTypes | undefined
  // Through names, keeping the type arguments of a generic base.
  for (let steps = 0; shape.kind === 'named' && steps < 16; steps++) {
    const { entity, args } = shape
    const params = entity.syntax.typeParams ?? []
    locals = args ? new Map(params.map((p, i) => [p.name ?? '', args[i] ?? UNKNOWN_TYPE] as const)) : undefined
    const syntax = entity.syntax.type
    if (syntax.kind === 'struct') shape = { kind: 'struct', fields: syntax.fields, file: entity.file }
    else shape = types.resolve(syntax, entity.file, locals)
  }
  if (shape.kind !== 'struct') return []
  const { file } = shape
  return shape.fields.map((f) => ({
    name: f.name,
    type: types.resolve(f.type, file, locals),
    tag: f.tag,
    embedded: f.embedded === true,
    at: f.at,
    file,
  }))
}

/** Pointers, slices and arrays taken off, through names of such. */
export function elementType(type: Type, types: TypeOracle): Type {
  let at = pointerless(type)
  for (let steps = 0; steps < 8; steps++) {
    const shape = types.underlying(at)
    if (shape.kind === 'slice' || shape.kind === 'array' || shape.kind === 'pointer') at = pointerless(shape.of)
    else break
  }
  return at
}

/** A pointer, or one of the standard library's values that may be null. */
export const holdsNil = (type: Type): boolean =>
  type.kind === 'pointer' || (type.kind === 'external' && type.package === 'database/sql' && type.name.startsWith('Null'))

/** Whether a type is a list, and not one thing. */
export function isMany(type: Type, types: TypeOracle): boolean {
  const shape = types.underlying(pointerless(type))
  return shape.kind === 'slice' || shape.kind === 'array'
}

export interface Validation {
  readonly longest?: number
  readonly choices?: readonly string[]
}

/** Which texts `validate` and `binding` tags let through. */
export function validation(tag: string | undefined): Validation {
  const rules = ['validate', 'binding'].flatMap((key) => tagValue(tag, key).split(','))
  // What follows `dive` is said of the elements.
  const own = rules.includes('dive') ? rules.slice(0, rules.indexOf('dive')) : rules
  const lengths = own.flatMap((rule) => /^(?:max|lte|len)=(\d+)$/.exec(rule)?.[1] ?? [])
  const choices = own.find((rule) => /^oneof=[\w -]+$/.test(rule))
  return {
    ...(lengths.length > 0 && { longest: Math.min(...lengths.map(Number)) }),
    ...(choices && { choices: choices.slice('oneof='.length).split(' ').filter(Boolean) }),
  }
}

/** `reflect.StructTag.Get`. */
export function tagValue(tag: string | undefined, key: string): string {
  for (const [, name, quoted] of (tag ?? '').matchAll(/([^\s:"]+):"((?:[^"\\]|\\.)*)"/gs))
    if (name === key) return (quoted ?? '').replace(/\\(["\\])/g, '$1')
  return ''
}
