// What a registration has to follow: functions, and closures for themselves, that touch a router or lead to one that does.

import { elementType } from './evaluate/elements.ts'
import { initialiserFrame } from './evaluate/globals.ts'
import type { Summary } from './evaluate/summary.ts'
import { answersRequests, holdsRows, listsRoutes } from './evaluate/tables.ts'
import type { Library } from './library/model.ts'
import type { LinkedCalls } from './link.ts'
import type { FunctionEntity, Program, ValueEntity } from './program.ts'
import { following } from './reached.ts'
import type { Sources } from './sources.ts'
import type { Expression } from './syntax.ts'
import { pointerless, type Type, type TypeOracle, UNKNOWN_TYPE } from './types.ts'
import { NIL, originKey, typeOf, type Value } from './values.ts'
import { walkStatements } from './walk.ts'

/** What makes a router or hands one out; not what makes a request, an answer or an error. */
const MAKES_ROUTER =
  /^(New(?!\w*(Error|Request|Response|Recorder|Client|Cookie|Transport))|Default|(Handle|HandleFunc|(ListenAnd)?Serve(TLS)?)$)/

/** It puts rows of this type into a package variable. */
interface Filler {
  readonly fn: FunctionEntity
  readonly table: ValueEntity
  readonly element: Type
}

/** Functions that touch a router themselves, and all that lead to them; a closure leads there from where it is written. */
export function relevantFunctions(
  program: Program,
  types: TypeOracle,
  library: Library,
  summary: Summary,
  calls: LinkedCalls,
  sources: (value: Value) => Sources,
): ReadonlySet<FunctionEntity> {
  const direct: FunctionEntity[] = []
  const fillers: Filler[] = []
  const callers = new Map<FunctionEntity, FunctionEntity[]>()
  for (const { caller, callee } of calls.edges) addTo(callers, callee, caller)
  const routerNames = routerFields(program, types, library)
  const visit = (fn: FunctionEntity): void => {
    if (isDirect(fn)) direct.push(fn)
    for (const closure of fn.closures) {
      addTo(callers, closure, fn)
      visit(closure)
    }
  }
  for (const fn of program.functions) visit(fn)
  for (const pkg of program.packages.values())
    for (const file of pkg.files) for (const closure of initialiserFrame(file)?.fn.closures ?? []) visit(closure)
  const leading = following(direct, callers)
  // A table is worth filling for what answers requests, or leads to a router.
  const tables = new Map<ValueEntity, boolean>()
  const worth = ({ table, element }: Filler): boolean => {
    const known = tables.get(table) ?? (holdsHandlers(element) || holdsLeading(table, leading))
    tables.set(table, known)
    return known
  }
  return following([...leading, ...fillers.filter(worth).map((f) => f.fn)], callers)

  function isDirect(fn: FunctionEntity): boolean {
    const { params, results } = signatureOf(fn)
    if ([...params, ...results].some((t) => library.isRouter(t) || library.isRouter(pointerless(t)))) return true
    const receiver = fn.receiver && fn.syntax.name !== undefined ? [{ kind: 'named', entity: fn.receiver } as const] : []
    if ([...receiver, ...params].some((t) => listsRoutes({ types, library }, t))) return true
    const touches = touchOf(fn)
    let found = false
    walkStatements(
      fn.syntax.body ?? [],
      (e) => {
        // What a closure touches it touches itself.
        if (e.kind === 'function') program.closure(fn, e.function)
        else found ||= touches(e)
        return e.kind !== 'function'
      },
      (s) => {
        if (s.kind === 'assign') fillers.push(...s.left.flatMap((e) => tableAt(fn, e.kind === 'index' ? e.of : e) ?? []))
        return true
      },
    )
    return found
  }

  function signatureOf(fn: FunctionEntity): { readonly params: readonly Type[]; readonly results: readonly Type[] } {
    if (fn.syntax.name !== undefined) return types.signature(fn)
    const resolve = (of: FunctionEntity['syntax']['params'][number]) => types.resolve(of.type, fn.file)
    return { params: fn.syntax.params.map(resolve), results: fn.syntax.results.map(resolve) }
  }

  function touchOf(fn: FunctionEntity): (e: Expression) => boolean {
    const aliases = new Set([...fn.file.imports].filter(([, path]) => library.modelOf(path)?.routerTypes).map(([alias]) => alias))
    const isPart = (e: Expression): e is Expression & { kind: 'selector' } =>
      e.kind === 'selector' && e.of.kind === 'name' && aliases.has(e.of.name)
    const field = routerField(fn)
    return (e) => {
      if (field(e)) return true
      switch (e.kind) {
        case 'call':
          return isPart(e.callee) && MAKES_ROUTER.test(e.callee.name)
        case 'selector':
          return isPart(e) && e.name === 'DefaultServeMux'
        case 'composite': {
          const type = e.type && aliases.size > 0 ? types.resolve(e.type, fn.file) : UNKNOWN_TYPE
          return type.kind === 'external' && type.name === 'Server' && library.modelOf(type.package)?.composed !== undefined
        }
        case 'assert':
          return e.type !== undefined && library.isRouter(pointerless(types.resolve(e.type, fn.file)))
        default:
          return false
      }
    }
  }

  /** Fields that hold a router, of what the function gets; through an embedded router its methods are the struct's own. */
  function routerField(fn: FunctionEntity): (e: Expression) => boolean {
    let method = fn
    while (method.outer) method = method.outer
    const shape = fn.receiver ? types.underlying({ kind: 'named', entity: fn.receiver }) : UNKNOWN_TYPE
    const fields = shape.kind === 'struct' ? shape.fields.filter((f) => library.isRouter(types.resolve(f.type, shape.file))) : []
    const own = new Set(fields.map((f) => f.name))
    const embeds = fields.some((f) => f.embedded)
    const self = method.syntax.receiver?.name
    const { params } = types.signature(method)
    const given = new Map(method.syntax.params.map((p, i) => [p.name, params[i] ?? UNKNOWN_TYPE]))
    const typeOfPath = (e: Expression): Type => {
      if (e.kind === 'name')
        return e.name === self && method.receiver ? { kind: 'named', entity: method.receiver } : (given.get(e.name) ?? UNKNOWN_TYPE)
      const of = e.kind === 'selector' ? typeOfPath(e.of) : UNKNOWN_TYPE
      const member = e.kind === 'selector' && of.kind !== 'unknown' ? types.member(of, e.name) : undefined
      return member?.kind === 'field' ? member.type : UNKNOWN_TYPE
    }
    return (e) => {
      if (e.kind !== 'selector') return false
      if (own.has(e.name) || (embeds && e.of.kind === 'name' && e.of.name === self)) return true
      if (!routerNames.has(e.name)) return false
      const type = typeOfPath(e)
      return library.isRouter(type) || library.isRouter(pointerless(type))
    }
  }

  /** A package variable that holds functions, and what one row of it is. */
  function tableAt(fn: FunctionEntity, e: Expression): Filler | undefined {
    const pkg = e.kind === 'selector' && e.of.kind === 'name' ? program.packageAt(fn.file.imports.get(e.of.name) ?? '') : fn.file.package
    const table = e.kind === 'name' || e.kind === 'selector' ? pkg?.scope.get(e.name) : undefined
    if (table?.kind !== 'value' || table.declaration.constant) return undefined
    const type = table.declaration.type ? types.resolve(table.declaration.type, table.file) : typeOf(summary.globals.get(table) ?? NIL)
    const element = elementType(types, type)
    return element !== undefined && holdsRows({ types, library }, element) ? { fn, table, element } : undefined
  }

  function holdsHandlers(element: Type): boolean {
    const answers = (t: Type): boolean => answersRequests({ types, library }, t)
    const shape = types.underlying(pointerless(element))
    return answers(element) || (shape.kind === 'struct' && shape.fields.some((f) => answers(types.resolve(f.type, shape.file))))
  }

  function holdsLeading(table: ValueEntity, leading: ReadonlySet<FunctionEntity>): boolean {
    const put = summary.flows.rows.get(originKey({ kind: 'global', entity: table })) ?? []
    const assigned = summary.flows.globals.get(table) ?? []
    return [...put.flatMap((row) => row.value ?? []), ...assigned].some((v) => leads(v, leading, DEPTH))
  }

  /** Something in a row leads to a router, or is not known. */
  function leads(value: Value, leading: ReadonlySet<FunctionEntity>, depth: number): boolean {
    const inner = (v: Value): boolean => depth > 0 && leads(v, leading, depth - 1)
    switch (value.kind) {
      case 'function':
        return leading.has(value.entity)
      case 'choice':
        return value.options.some(inner)
      case 'list':
        return value.elements.some(inner)
      case 'mapping':
        return value.entries.some((e) => inner(e.value))
      case 'instance':
        return hasLeading(value.type, leading) || [...value.fields.values()].some((f) => inner(f.value))
      case 'symbolic': {
        if (value.origin.kind === 'typed') return hasLeading(value.type, leading)
        const found = sources(value)
        return !found.complete || found.values.some((v) => v !== value && inner(v)) || hasLeading(value.type, leading)
      }
      case 'string':
      case 'number':
      case 'boolean':
      case 'nil':
        return false
      default:
        return true
    }
  }

  function hasLeading(type: Type, leading: ReadonlySet<FunctionEntity>): boolean {
    const at = pointerless(type)
    return at.kind === 'named' && [...at.entity.methods.values()].some((m) => leading.has(m))
  }
}

/** Rows in structs in lists. */
const DEPTH = 4

/** Names of all fields that hold a router. */
function routerFields(program: Program, types: TypeOracle, library: Library): ReadonlySet<string> {
  const names = new Set<string>()
  for (const pkg of program.packages.values())
    for (const entity of pkg.scope.values()) {
      const shape = entity.kind === 'type' ? types.underlying({ kind: 'named', entity }) : UNKNOWN_TYPE
      if (shape.kind !== 'struct') continue
      for (const field of shape.fields) {
        const type = types.resolve(field.type, shape.file)
        if (library.isRouter(type) || library.isRouter(pointerless(type))) names.add(field.name)
      }
    }
  return names
}

function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
