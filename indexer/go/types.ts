// Go types as the evaluator needs them: named types of the repository by entity, everything else by shape or by the
// package that owns it. Resolution is lazy; what cannot be known is `unknown`, never guessed.

import type { Entity, FunctionEntity, Program, SourceFile, TypeEntity } from './program.ts'
import type { Field, InterfaceMethod, Parameter, TypeSyntax } from './syntax.ts'

export type Type =
  | { readonly kind: 'basic'; readonly name: string }
  | { readonly kind: 'named'; readonly entity: TypeEntity; readonly args?: readonly Type[] }
  /** A type of a library: import path and name. */
  | { readonly kind: 'external'; readonly package: string; readonly name: string; readonly args?: readonly Type[] }
  | { readonly kind: 'pointer' | 'slice' | 'array' | 'channel'; readonly of: Type }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'func'; readonly params: readonly Type[]; readonly results: readonly Type[]; readonly variadic: boolean }
  | { readonly kind: 'struct'; readonly fields: readonly Field[]; readonly file: SourceFile }
  | {
      readonly kind: 'interface'
      readonly methods: readonly InterfaceMethod[]
      readonly embeds: readonly TypeSyntax[]
      readonly file: SourceFile
    }
  /** A type parameter, of the generic function or type that declares it. */
  | { readonly kind: 'parameter'; readonly name: string; readonly owner?: FunctionEntity | TypeEntity }
  | { readonly kind: 'unknown' }

export const UNKNOWN_TYPE: Type = { kind: 'unknown' }
export const basic = (name: string): Type => ({ kind: 'basic', name })
export const STRING = basic('string')
export const ERROR = basic('error')

const BASICS = new Set(
  'bool string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr byte rune float32 float64 complex64 complex128 error any comparable'.split(
    ' ',
  ),
)

/** Names that stand in a function: type parameters and types declared in its body. */
export type LocalTypes = ReadonlyMap<string, Type>

export interface TypeOracle {
  resolve(syntax: TypeSyntax, file: SourceFile, locals?: LocalTypes): Type
  /** Through names, to a shape; a library's type stays itself. */
  underlying(type: Type): Type
  /** Pointers taken off. */
  member(type: Type, name: string): Member | undefined
  /** All methods of an interface with those that it embeds; undefined if one of these lies outside the repository. */
  interfaceMethods(type: Type): ReadonlyMap<string, InterfaceMethod> | undefined
  signature(fn: FunctionEntity): { readonly params: readonly Type[]; readonly results: readonly Type[]; readonly variadic: boolean }
  /** What a function's type parameters are known as in it, those of its receiver included. */
  parametersOf(of: FunctionEntity | TypeEntity): LocalTypes
  /** The constraint of a type parameter. */
  constraint(type: Type): Type
  /** The named types of the repository whose method sets hold all of these methods. */
  implementers(type: Type): readonly TypeEntity[]
  isInterface(type: Type): boolean
  /** What stands for a struct type without a name: one for all of the same fields, as Go's identity has it. */
  anonymous(type: Type & { kind: 'struct' }): TypeEntity
}

export type Member =
  | { readonly kind: 'field'; readonly type: Type; readonly owner: TypeEntity | undefined; readonly name: string; readonly field: Field }
  /** `on` is the type that has the method, with its type arguments: an embedded one, where it is promoted. */
  | { readonly kind: 'method'; readonly entity: FunctionEntity; readonly owner: TypeEntity; readonly on: Type }
  | {
      readonly kind: 'interfaceMethod'
      readonly method: InterfaceMethod
      readonly on: Type
      readonly file: SourceFile
      /** The field whose interface promises it, where a struct embeds one. */
      readonly through?: Through
    }
  /** The selection reaches an embedded library type. */
  | { readonly kind: 'external'; readonly on: Type }

export interface Through {
  readonly owner: TypeEntity
  readonly name: string
  readonly type: Type
}

export function pointerless(type: Type): Type {
  return type.kind === 'pointer' ? pointerless(type.of) : type
}

/** For messages and method-set comparison. */
export function printType(type: Type): string {
  switch (type.kind) {
    case 'basic':
      return type.name
    case 'named':
      return `${type.entity.file.package.path || type.entity.file.package.folder}.${type.entity.name}${printArgs(type.args)}`
    case 'external':
      return `${type.package}.${type.name}${printArgs(type.args)}`
    case 'pointer':
      return `*${printType(type.of)}`
    case 'slice':
      return `[]${printType(type.of)}`
    case 'array':
      return `[n]${printType(type.of)}`
    case 'channel':
      return `chan ${printType(type.of)}`
    case 'map':
      return `map[${printType(type.key)}]${printType(type.value)}`
    case 'func':
      return `func(${type.params.map(printType).join(', ')})(${type.results.map(printType).join(', ')})`
    case 'struct':
      return 'struct{…}'
    case 'interface':
      return type.methods.length + type.embeds.length === 0 ? 'any' : 'interface{…}'
    case 'parameter':
      return type.name
    case 'unknown':
      return '?'
  }
}

function printArgs(args: readonly Type[] | undefined): string {
  return args && args.length > 0 ? `[${args.map(printType).join(',')}]` : ''
}

/** Types that stand for one another in a row: more than anybody writes, fewer than the stack holds. */
const MAX_FOLLOWED = 100

export function createTypeOracle(program: Program): TypeOracle {
  const underlyingOf = new Map<TypeEntity, Type>()
  const signatures = new Map<FunctionEntity, ReturnType<TypeOracle['signature']>>()
  const implementersOf = new Map<object, readonly TypeEntity[]>()

  const unnamed = new Map<string, TypeEntity>()
  /** Aliases under way. */
  const following = new Set<TypeEntity>()

  const oracle: TypeOracle = {
    resolve,
    underlying: (type) => underlying(type),
    member,
    interfaceMethods,
    signature,
    parametersOf,
    constraint,
    implementers,
    isInterface,
    anonymous,
  }
  return oracle

  function resolve(syntax: TypeSyntax, file: SourceFile, locals?: LocalTypes): Type {
    switch (syntax.kind) {
      case 'name':
        return resolveName(syntax, file, locals)
      case 'pointer':
        return { kind: 'pointer', of: resolve(syntax.of, file, locals) }
      case 'slice':
      case 'array':
      case 'channel':
        return { kind: syntax.kind, of: resolve(syntax.of, file, locals) }
      case 'map':
        return { kind: 'map', key: resolve(syntax.key, file, locals), value: resolve(syntax.value, file, locals) }
      case 'func':
        return resolveSignature(syntax.params, syntax.results, file, locals)
      case 'struct':
        return { kind: 'struct', fields: syntax.fields, file }
      case 'interface':
        return syntax.methods.length + syntax.embeds.length === 0
          ? basic('any')
          : { kind: 'interface', methods: syntax.methods, embeds: syntax.embeds, file }
    }
  }

  function resolveName(syntax: TypeSyntax & { kind: 'name' }, file: SourceFile, locals?: LocalTypes): Type {
    const args = syntax.args?.map((a) => resolve(a, file, locals))
    const withArgs = args && args.length > 0 ? { args } : {}
    if (syntax.package) {
      const path = file.imports.get(syntax.package)
      if (!path) return UNKNOWN_TYPE
      const entity = program.packageAt(path)?.scope.get(syntax.name)
      if (entity?.kind === 'type') return fromEntity(entity, withArgs)
      return program.packageAt(path) ? UNKNOWN_TYPE : { kind: 'external', package: path, name: syntax.name, ...withArgs }
    }
    const local = locals?.get(syntax.name)
    if (local) return local
    const entity = file.package.scope.get(syntax.name)
    if (entity?.kind === 'type') return fromEntity(entity, withArgs)
    if (BASICS.has(syntax.name)) return basic(syntax.name)
    for (const path of file.dots) {
      const dotted: Entity | undefined = program.packageAt(path)?.scope.get(syntax.name)
      if (dotted?.kind === 'type') return fromEntity(dotted, withArgs)
    }
    return UNKNOWN_TYPE
  }

  function fromEntity(entity: TypeEntity, withArgs: { args?: readonly Type[] }): Type {
    if (!entity.syntax.alias) return { kind: 'named', entity, ...withArgs }
    // An alias is its target; one that leads to itself, in broken code, is nothing.
    if (following.has(entity) || following.size >= MAX_FOLLOWED) return UNKNOWN_TYPE
    following.add(entity)
    const target = resolve(entity.syntax.type, entity.file, parametersOf(entity))
    following.delete(entity)
    return target
  }

  function parametersOf(of: FunctionEntity | TypeEntity): LocalTypes {
    const all = new Map<string, Type>()
    for (const p of of.syntax.typeParams ?? []) if (p.name) all.set(p.name, { kind: 'parameter', name: p.name, owner: of })
    // A method may call its receiver's parameters by other names than the type's declaration does.
    if (of.kind === 'function' && of.receiver) {
      const declared = of.receiver.syntax.typeParams ?? []
      const written = receiverArguments(of)
      for (const [i, p] of declared.entries()) {
        const local = written[i] ?? p.name
        if (local && p.name) all.set(local, { kind: 'parameter', name: p.name, owner: of.receiver })
      }
    }
    return all
  }

  function receiverArguments(fn: FunctionEntity): readonly (string | undefined)[] {
    const written = fn.syntax.receiver?.type
    const named = written?.kind === 'pointer' ? written.of : written
    return named?.kind === 'name' ? (named.args ?? []).map((a) => (a.kind === 'name' ? a.name : undefined)) : []
  }

  function constraint(type: Type): Type {
    if (type.kind !== 'parameter' || !type.owner) return UNKNOWN_TYPE
    const declared = type.owner.syntax.typeParams?.find((p) => p.name === type.name)
    return declared ? resolve(declared.type, type.owner.file, parametersOf(type.owner)) : UNKNOWN_TYPE
  }

  function resolveSignature(
    params: readonly Parameter[],
    results: readonly Parameter[],
    file: SourceFile,
    locals?: LocalTypes,
  ): Type & { kind: 'func' } {
    return {
      kind: 'func',
      params: params.map((p) => (p.variadic ? { kind: 'slice', of: resolve(p.type, file, locals) } : resolve(p.type, file, locals))),
      results: results.map((p) => resolve(p.type, file, locals)),
      variadic: params.some((p) => p.variadic),
    }
  }

  function underlying(type: Type, depth = 0): Type {
    if (type.kind !== 'named') return type
    const known = underlyingOf.get(type.entity)
    if (known) return known
    if (depth >= MAX_FOLLOWED) return UNKNOWN_TYPE
    underlyingOf.set(type.entity, UNKNOWN_TYPE) // a type that is itself, in broken code
    const target = underlying(resolve(type.entity.syntax.type, type.entity.file, parametersOf(type.entity)), depth + 1)
    underlyingOf.set(type.entity, target)
    return target
  }

  function member(type: Type, name: string): Member | undefined {
    let level: { readonly at: Type; readonly through?: Through }[] = [{ at: pointerless(type) }]
    const seen = new Set<TypeEntity>()
    // Breadth first over embedding, as Go selects: the shallowest wins.
    for (let depth = 0; depth < 8 && level.length > 0; depth++) {
      const next: typeof level = []
      for (const { at, through } of level) {
        const found = direct(at, name)
        if (found) return found.kind === 'interfaceMethod' && through ? { ...found, through } : found
        if (at.kind === 'named') {
          if (seen.has(at.entity)) continue
          seen.add(at.entity)
        }
        const shape = underlying(at)
        const locals = at.kind === 'named' ? parametersOf(at.entity) : undefined
        const bound = (t: Type) => substituteType(t, argumentsOf(at))
        if (shape.kind === 'struct')
          for (const f of shape.fields) {
            if (!f.embedded) continue
            const type = bound(pointerless(resolve(f.type, shape.file, locals)))
            next.push({ at: type, through: { owner: at.kind === 'named' ? at.entity : anonymous(shape), name: f.name, type } })
          }
        if (shape.kind === 'interface')
          for (const e of shape.embeds) next.push({ at: bound(resolve(e, shape.file, locals)), ...(through ? { through } : {}) })
      }
      level = next
      // An embedded library type may have any name; only when nothing of ours does.
      const [first] = level
      if (first && level.every((l) => l.at.kind === 'external')) return { kind: 'external', on: first.at }
    }
    return undefined
  }

  function direct(at: Type, name: string): Member | undefined {
    if (at.kind === 'named') {
      const method = at.entity.methods.get(name)
      if (method) return { kind: 'method', entity: method, owner: at.entity, on: at }
    }
    const shape = underlying(at)
    if (shape.kind === 'struct') {
      const field = shape.fields.find((f) => f.name === name)
      if (field) {
        const owner = at.kind === 'named' ? at.entity : anonymous(shape)
        return {
          kind: 'field',
          type: substituteType(resolve(field.type, shape.file, owner ? parametersOf(owner) : undefined), argumentsOf(at)),
          owner,
          name,
          field,
        }
      }
    }
    if (shape.kind === 'interface') {
      const method = shape.methods.find((m) => m.name === name)
      if (method) return { kind: 'interfaceMethod', method, on: at, file: shape.file }
    }
    return undefined
  }

  function anonymous(type: Type & { kind: 'struct' }): TypeEntity {
    const key = type.fields.map((f) => `${f.name} ${printType(resolve(f.type, type.file))}`).join(';')
    const known = unnamed.get(key)
    if (known) return known
    const syntax = { name: 'struct', type: { kind: 'struct', fields: type.fields }, alias: false, at: 0, endLine: 0 } as const
    const entity: TypeEntity = { kind: 'type', name: 'struct', file: type.file, syntax, methods: new Map(), local: true }
    unnamed.set(key, entity)
    return entity
  }

  function interfaceMethods(type: Type): ReadonlyMap<string, InterfaceMethod> | undefined {
    const all = new Map<string, InterfaceMethod>()
    const pending: Type[] = [type]
    for (let steps = 0; pending.length > 0 && steps < 64; steps++) {
      const at = pending.pop()
      const shape = at ? underlying(at) : UNKNOWN_TYPE
      if (shape.kind !== 'interface') return undefined
      for (const m of shape.methods) all.set(m.name, m)
      for (const e of shape.embeds) pending.push(resolve(e, shape.file))
    }
    return all
  }

  function signature(fn: FunctionEntity): ReturnType<TypeOracle['signature']> {
    const known = signatures.get(fn)
    if (known) return known
    const { params, results, variadic } = resolveSignature(fn.syntax.params, fn.syntax.results, fn.file, parametersOf(fn))
    const result = { params, results, variadic }
    signatures.set(fn, result)
    return result
  }

  function isInterface(type: Type): boolean {
    const shape = underlying(type)
    return shape.kind === 'interface' || (shape.kind === 'basic' && (shape.name === 'any' || shape.name === 'error'))
  }

  function implementers(type: Type): readonly TypeEntity[] {
    const shape = underlying(type)
    const key = type.kind === 'named' ? type.entity.syntax : shape
    const known = implementersOf.get(key)
    if (known) return known
    const methods = interfaceMethods(type)
    if (!methods || methods.size === 0) return []
    const [first] = methods.keys()
    const candidates = new Set((program.methodsByName.get(first ?? '') ?? []).flatMap((m) => (m.receiver ? [m.receiver] : [])))
    // A type may get the first method by embedding: look at those with any of the methods too.
    for (const name of methods.keys())
      for (const m of program.methodsByName.get(name) ?? []) if (m.receiver && embedsAnything(m.receiver)) candidates.add(m.receiver)
    const ours = shape.kind === 'interface' ? shape.file : undefined
    const result = [...candidates].filter((entity) => {
      const on: Type = { kind: 'named', entity }
      for (const [name, wanted] of methods) {
        const has = member(on, name)
        if (has?.kind !== 'method') {
          if (has?.kind === 'interfaceMethod' || has?.kind === 'external') continue
          return false
        }
        // Unexported methods bind to their package.
        if (/^[a-z_]/.test(name) && ours && has.entity.file.package !== ours.package) return false
        if (has.entity.syntax.params.length !== wanted.params.length || has.entity.syntax.results.length !== wanted.results.length)
          return false
        if (ours) {
          const want = resolveSignature(wanted.params, wanted.results, ours)
          const got = signature(has.entity)
          if (!want.params.every((t, i) => sameType(t, got.params[i])) || !want.results.every((t, i) => sameType(t, got.results[i])))
            return false
        }
      }
      return true
    })
    implementersOf.set(key, result)
    return result
  }

  function embedsAnything(entity: TypeEntity): boolean {
    const shape = underlying({ kind: 'named', entity })
    return shape.kind === 'struct' && shape.fields.some((f) => f.embedded)
  }
}

/** The type arguments of a generic type, by the names of its parameters. */
export function argumentsOf(type: Type): ReadonlyMap<string, Type> {
  const at = pointerless(type)
  if (at.kind !== 'named' || !at.args) return new Map()
  const { args } = at
  return new Map((at.entity.syntax.typeParams ?? []).flatMap((p, i) => (p.name && args[i] ? [[p.name, args[i]] as const] : [])))
}

/** Type arguments put in the place of parameters. */
export function substituteType(type: Type, bound: ReadonlyMap<string, Type>): Type {
  if (bound.size === 0) return type
  const swap = (t: Type) => substituteType(t, bound)
  switch (type.kind) {
    case 'parameter':
      return bound.get(type.name) ?? type
    case 'pointer':
    case 'slice':
    case 'array':
    case 'channel':
      return { kind: type.kind, of: swap(type.of) }
    case 'map':
      return { kind: 'map', key: swap(type.key), value: swap(type.value) }
    case 'func':
      return { ...type, params: type.params.map(swap), results: type.results.map(swap) }
    case 'named':
    case 'external':
      return type.args ? { ...type, args: type.args.map(swap) } : type
    default:
      return type
  }
}

/** Equal as far as both are known; a type parameter or an unknown equals anything. */
export function sameType(a: Type, b: Type | undefined): boolean {
  if (!b) return false
  if (a.kind === 'unknown' || b.kind === 'unknown' || a.kind === 'parameter' || b.kind === 'parameter') return true
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'basic':
      return b.kind === 'basic' && canonical(a.name) === canonical(b.name)
    case 'named':
      return b.kind === 'named' && a.entity === b.entity
    case 'external':
      return b.kind === 'external' && a.package === b.package && a.name === b.name
    case 'pointer':
    case 'slice':
    case 'array':
    case 'channel':
      return b.kind === a.kind && sameType(a.of, b.of)
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value)
    case 'func':
      return b.kind === 'func' && a.params.length === b.params.length && a.results.length === b.results.length
    case 'struct':
    case 'interface':
      return true
  }
}

const canonical = (name: string) => (name === 'byte' ? 'uint8' : name === 'rune' ? 'int32' : name)
