// const, var and type declarations, functions and imports; the same at the top of a file and in a block.

import type { FunctionSyntax, GoFile, TypeDeclaration, TypeSyntax, ValueDeclaration } from '../syntax.ts'
import { lineOf } from '../syntax.ts'
import { expressionsOf } from './expressions.ts'
import { Field, Kind } from './kinds.ts'
import { decodeString } from './literals.ts'
import { at, child, endLineOf, kindOf, nextOf, type Source, textOf } from './source.ts'
import { parameters, signature } from './types.ts'

/** Of one `const` or `var`, in order; an omitted list of constants repeats the one above it. */
export function valueDeclarations(source: Source, node: number): ValueDeclaration[] {
  const found: ValueDeclaration[] = []
  addValues(source, node, kindOf(source, node) === Kind.const_declaration, found)
  return found
}

function addValues(source: Source, node: number, constant: boolean, found: ValueDeclaration[]): void {
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    const kind = kindOf(source, c)
    if (kind === Kind.var_spec_list || kind === Kind.ERROR) addValues(source, c, constant, found)
    else if (kind === Kind.const_spec || kind === Kind.var_spec) found.push(valueSpec(source, c, constant, found))
  }
}

function valueSpec(source: Source, node: number, constant: boolean, above: readonly ValueDeclaration[]): ValueDeclaration {
  const names: string[] = []
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    if (source.tree.field[c] === Field.name && kindOf(source, c) === Kind.identifier) names.push(textOf(source, c))
  }
  const [typeNode, list] = [child(source, node, Field.type), child(source, node, Field.value)]
  const own: { readonly type?: TypeSyntax; readonly values: ValueDeclaration['values'] } = {
    ...(typeNode < 0 ? {} : { type: source.lower.type(source, typeNode) }),
    values: list < 0 ? [] : expressionsOf(source, list),
  }
  const where = at(source, node)
  if (!constant) {
    const embed = source.embeds.get(lineOf(where))
    return { constant, names, ...own, ...(embed === undefined ? {} : { embed }), at: where }
  }
  const last = above.at(-1)
  const repeated = list < 0 && typeNode < 0 && last !== undefined
  const from = repeated ? { ...(last.type === undefined ? {} : { type: last.type }), values: last.values } : own
  return { constant, names, ...from, iota: above.length, at: where }
}

export function typeDeclarations(source: Source, node: number): TypeDeclaration[] {
  const found: TypeDeclaration[] = []
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    const kind = kindOf(source, c)
    if (kind === Kind.ERROR) found.push(...typeDeclarations(source, c))
    if (kind !== Kind.type_spec && kind !== Kind.type_alias) continue
    const [named, typeNode, params] = [child(source, c, Field.name), child(source, c, Field.type), child(source, c, Field.type_parameters)]
    if (named < 0) continue
    found.push({
      name: textOf(source, named),
      ...(params < 0 ? {} : { typeParams: parameters(source, params) }),
      type: typeNode < 0 ? { kind: 'name', name: '' } : source.lower.type(source, typeNode),
      alias: kind === Kind.type_alias,
      at: at(source, named),
      endLine: endLineOf(source, c),
    })
  }
  return found
}

/** A declaration's position is its name's, a literal's its first word's. */
export function functionSyntax(source: Source, node: number): FunctionSyntax {
  const [named, typeParams, block] = [
    child(source, node, Field.name),
    child(source, node, Field.type_parameters),
    child(source, node, Field.body),
  ]
  const list = child(source, node, Field.receiver)
  const receiver = list < 0 ? undefined : parameters(source, list)[0]
  return {
    ...(named < 0 ? {} : { name: textOf(source, named) }),
    ...(receiver === undefined ? {} : { receiver }),
    ...(typeParams < 0 ? {} : { typeParams: parameters(source, typeParams) }),
    ...signature(source, node),
    ...(block < 0 ? {} : { body: source.lower.body(source, block) }),
    at: at(source, named < 0 ? node : named),
    endLine: endLineOf(source, node),
  }
}

export function addImports(source: Source, node: number, imports: GoFile['imports'][number][]): void {
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    const kind = kindOf(source, c)
    if (kind === Kind.import_spec_list || kind === Kind.ERROR) addImports(source, c, imports)
    if (kind !== Kind.import_spec) continue
    const [alias, path] = [child(source, c, Field.name), child(source, c, Field.path)]
    if (path < 0) continue
    imports.push({ ...(alias < 0 ? {} : { alias: textOf(source, alias) }), path: decodeString(textOf(source, path)), at: at(source, path) })
  }
}
