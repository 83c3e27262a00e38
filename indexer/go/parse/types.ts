// Types: every form that the language has, parentheses dropped. What is no type in broken source is a type without a name.

import type { Field as FieldSyntax, InterfaceMethod, Parameter, TypeSyntax } from '../syntax.ts'
import { Field, Kind } from './kinds.ts'
import { decodeString } from './literals.ts'
import { at, child, deeper, hasToken, kindOf, nextOf, type Source, textOf } from './source.ts'

type Rule = (source: Source, node: number) => TypeSyntax

const unknownType: TypeSyntax = { kind: 'name', name: '' }

const rules: Readonly<Record<number, Rule | undefined>> = {
  [Kind.type_identifier]: name,
  [Kind.identifier]: name,
  [Kind.field_identifier]: name,
  [Kind.nil]: name,
  [Kind.qualified_type]: qualified,
  [Kind.generic_type]: generic,
  [Kind.pointer_type]: (source, node) => ({ kind: 'pointer', of: innerType(source, node) }),
  [Kind.parenthesized_type]: innerType,
  [Kind.negated_type]: innerType,
  [Kind.slice_type]: (source, node) => ({ kind: 'slice', of: typeIn(source, node, Field.element) }),
  [Kind.array_type]: array,
  [Kind.implicit_length_array_type]: (source, node) => ({ kind: 'array', of: typeIn(source, node, Field.element) }),
  [Kind.map_type]: (source, node) => ({ kind: 'map', key: typeIn(source, node, Field.key), value: typeIn(source, node, Field.value) }),
  [Kind.channel_type]: channel,
  [Kind.function_type]: (source, node) => ({ kind: 'func', ...signature(source, node) }),
  [Kind.struct_type]: struct,
  [Kind.interface_type]: (source, node) => interfaceType(source, node),
  [Kind.type_constraint]: union,
  [Kind.type_elem]: union,
}

export const isType = (source: Source, node: number): boolean => rules[kindOf(source, node)] !== undefined

export function type(source: Source, node: number): TypeSyntax {
  const rule = node < 0 ? undefined : rules[kindOf(source, node)]
  return rule === undefined ? unknownType : deeper(source, node, rule, () => unknownType)
}

function typeIn(source: Source, node: number, field: number): TypeSyntax {
  return type(source, child(source, node, field))
}

function* typesIn(source: Source, node: number): Generator<number> {
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) if (isType(source, c)) yield c
}

function innerType(source: Source, node: number): TypeSyntax {
  for (const inner of typesIn(source, node)) return type(source, inner)
  return unknownType
}

function name(source: Source, node: number): TypeSyntax {
  return { kind: 'name', name: textOf(source, node) }
}

function qualified(source: Source, node: number): TypeSyntax {
  const [from, to] = [child(source, node, Field.package), child(source, node, Field.name)]
  if (from < 0 || to < 0) return unknownType
  return { kind: 'name', package: textOf(source, from), name: textOf(source, to) }
}

function generic(source: Source, node: number): TypeSyntax {
  const of = typeIn(source, node, Field.type)
  const list = child(source, node, Field.type_arguments)
  return of.kind === 'name' && list >= 0 ? { ...of, args: [...typesIn(source, list)].map((arg) => type(source, arg)) } : of
}

function array(source: Source, node: number): TypeSyntax {
  const of = typeIn(source, node, Field.element)
  const length = child(source, node, Field.length)
  return length < 0 ? { kind: 'array', of } : { kind: 'array', of, length: source.lower.expression(source, length) }
}

function channel(source: Source, node: number): TypeSyntax {
  const of = typeIn(source, node, Field.value)
  const first = kindOf(source, node + 1)
  const direction = first === Kind['<-'] ? 'receive' : hasToken(source, node, Kind['<-']) ? 'send' : 'both'
  return { kind: 'channel', of, direction }
}

/** A union is an interface that embeds its terms. */
function union(source: Source, node: number): TypeSyntax {
  const embeds = [...typesIn(source, node)].map((term) => type(source, term))
  const [only] = embeds
  return only !== undefined && embeds.length === 1 ? only : { kind: 'interface', methods: [], embeds }
}

function interfaceType(source: Source, node: number): TypeSyntax {
  const methods: InterfaceMethod[] = []
  const embeds: TypeSyntax[] = []
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    const kind = kindOf(source, c)
    if (kind === Kind.type_elem) {
      for (const term of typesIn(source, c)) embeds.push(type(source, term))
    } else if (kind === Kind.method_elem) {
      const named = child(source, c, Field.name)
      if (named >= 0) methods.push({ name: textOf(source, named), ...signature(source, c), at: at(source, named) })
    }
  }
  return { kind: 'interface', methods, embeds }
}

function struct(source: Source, node: number): TypeSyntax {
  const fields: FieldSyntax[] = []
  for (let list = node + 1; list < nextOf(source, node); list = nextOf(source, list)) {
    if (kindOf(source, list) !== Kind.field_declaration_list) continue
    for (let c = list + 1; c < nextOf(source, list); c = nextOf(source, c)) {
      if (kindOf(source, c) === Kind.field_declaration) addFields(source, c, fields)
    }
  }
  return { kind: 'struct', fields }
}

function addFields(source: Source, node: number, fields: FieldSyntax[]): void {
  const typeNode = child(source, node, Field.type)
  const tagNode = child(source, node, Field.tag)
  const plain = type(source, typeNode)
  const tag = tagNode < 0 ? {} : { tag: decodeString(textOf(source, tagNode)) }
  let named = false
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    if (source.tree.field[c] !== Field.name || kindOf(source, c) !== Kind.field_identifier) continue
    named = true
    fields.push({ name: textOf(source, c), type: plain, ...tag, at: at(source, c) })
  }
  if (named || plain.kind !== 'name') return
  const embedded: TypeSyntax = hasToken(source, node, Kind['*']) ? { kind: 'pointer', of: plain } : plain
  fields.push({ name: plain.name, type: embedded, embedded: true, ...tag, at: at(source, typeNode) })
}

/** Of a function, a method, a function type or an interface's method. */
export function signature(source: Source, node: number): { readonly params: readonly Parameter[]; readonly results: readonly Parameter[] } {
  const [list, result] = [child(source, node, Field.parameters), child(source, node, Field.result)]
  const params = list < 0 ? [] : parameters(source, list)
  if (result < 0) return { params, results: [] }
  return { params, results: kindOf(source, result) === Kind.parameter_list ? parameters(source, result) : [{ type: type(source, result) }] }
}

/** Of a list of parameters, or of type parameters. */
export function parameters(source: Source, list: number): readonly Parameter[] {
  const found: Parameter[] = []
  for (let c = list + 1; c < nextOf(source, list); c = nextOf(source, c)) {
    const kind = kindOf(source, c)
    if (kind !== Kind.parameter_declaration && kind !== Kind.variadic_parameter_declaration && kind !== Kind.type_parameter_declaration)
      continue
    const of = typeIn(source, c, Field.type)
    const variadic = kind === Kind.variadic_parameter_declaration ? ({ variadic: true } as const) : {}
    let named = false
    for (let d = c + 1; d < nextOf(source, c); d = nextOf(source, d)) {
      if (source.tree.field[d] !== Field.name || kindOf(source, d) !== Kind.identifier) continue
      named = true
      found.push({ name: textOf(source, d), type: of, ...variadic })
    }
    if (!named) found.push({ type: of, ...variadic })
  }
  return found
}
