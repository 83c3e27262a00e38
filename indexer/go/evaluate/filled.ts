// Which fields of a struct somebody may have filled who was given it and was not followed: by the text of the function, and
// of those that it hands the struct to. What leaves the view may fill what has a capital; nothing but the package the rest.

import type { FunctionEntity, TypeEntity } from '../program.ts'
import type { Expression, Statement } from '../syntax.ts'
import { pointerless, type Type } from '../types.ts'
import { type InstanceValue, options, typeOf, type Value } from '../values.ts'
import { walkStatements } from '../walk.ts'
import type { Run } from './frame.ts'

export interface Filled {
  readonly names: ReadonlySet<string>
  readonly exported: boolean
  readonly all: boolean
}

const NONE: Filled = { names: new Set(), exported: false, all: false }
const EXPORTED: Filled = { ...NONE, exported: true }
const ALL: Filled = { ...NONE, all: true }
const DEPTH = 4

/** What is handed to `fn`, to a library, or to somebody of the program who is not known, may be filled there. */
export function share(run: Run, args: readonly Value[], fn?: FunctionEntity | 'somebody', receiver?: Value): void {
  const give = (value: Value, index: number): void => {
    for (const option of options(value)) {
      // What stands in a list that leaves the view may be filled there; what the program does to it `set-fields.ts` knows.
      if (option.kind === 'list' && (fn === undefined || fn === 'somebody')) for (const element of option.elements) give(element, index)
      if (option.kind !== 'instance') continue
      const given = fn === 'somebody' ? ALL : fn ? filledBy(run, fn, index, DEPTH) : EXPORTED
      const filled = given.exported && hasHooks(option) ? ALL : given
      run.shared.set(option.fields, merge(run.shared.get(option.fields) ?? NONE, filled))
    }
  }
  for (const [index, arg] of args.entries()) give(arg, index)
  if (receiver) give(receiver, RECEIVER)
}

/** What a library got as it was made, when the library calls it: of the fields that it could not fill nothing is filled yet. */
export function heldByLibrary(run: Run, value: InstanceValue): InstanceValue {
  const fields = new Map([...value.fields].map(([name, field]) => [name, { value: field.value }]))
  run.made.add(fields)
  run.shared.set(fields, EXPORTED)
  return { ...value, fields }
}

/** Whether somebody may have filled the field since the struct was made. */
export function mayBeFilled(run: Run, fields: object, name: string): boolean {
  return [run.shared, run.sharedBefore].some((shared) => {
    const filled = shared?.get(fields)
    return filled !== undefined && (filled.all || filled.names.has(name) || (filled.exported && /^\p{Lu}/u.test(name)))
  })
}

/** What a struct that was there before the request has in a field, unless a method of its type may have set it since. */
export function setBefore(run: Run, of: InstanceValue, name: string): boolean {
  const type = pointerless(of.type)
  return !run.made.has(of.fields) && type.kind === 'named' && settersOf(type.entity).has(name)
}

const settersByType = new WeakMap<TypeEntity, ReadonlySet<string>>()

/** Fields that methods of the type set, save those methods that give the type again: they are called while it is built. */
function settersOf(type: TypeEntity): ReadonlySet<string> {
  const known = settersByType.get(type)
  if (known) return known
  const names = new Set<string>()
  for (const { syntax } of type.methods.values()) {
    const self = syntax.receiver?.name
    const first = syntax.results[0]?.type
    const given = first?.kind === 'pointer' ? first.of : first
    if (self === undefined || (given?.kind === 'name' && given.name === type.name && given.package === undefined)) continue
    const assigns = (s: Statement): undefined => {
      if (s.kind !== 'assign' || s.op === ':=') return undefined
      for (const e of s.left) if (e.kind === 'selector' && e.of.kind === 'name' && e.of.name === self) names.add(e.name)
      return undefined
    }
    const visit = (e: Expression): boolean | undefined => {
      if (e.kind !== 'function') return undefined
      walkStatements(e.function.body ?? [], visit, assigns)
      return false
    }
    walkStatements(syntax.body ?? [], visit, assigns)
  }
  settersByType.set(type, names)
  return names
}

const merge = (a: Filled, b: Filled): Filled => ({
  names: new Set([...a.names, ...b.names]),
  exported: a.exported || b.exported,
  all: a.all || b.all,
})

/** Methods by which a library that fills a struct runs the package's own code. */
function hasHooks(value: Value): boolean {
  const type = pointerless(typeOf(value))
  return type.kind === 'named' && [...type.entity.methods.keys()].some((m) => /^(Scan|Unmarshal|Decode|Before|After)/.test(m))
}

const RECEIVER = -1

const filledByFunction = new WeakMap<FunctionEntity, Map<string, Filled>>()

/** What a function may fill of what it gets at a place; asked at every call of it. */
function filledBy(run: Run, fn: FunctionEntity, index: number, depth: number): Filled {
  const known = filledByFunction.get(fn) ?? new Map<string, Filled>()
  filledByFunction.set(fn, known)
  const key = `${index} ${depth}`
  const filled = known.get(key) ?? fillingOf(run, fn, index, depth)
  known.set(key, filled)
  return filled
}

function fillingOf(run: Run, fn: FunctionEntity, index: number, depth: number): Filled {
  const { syntax } = fn
  const param = index === RECEIVER ? syntax.receiver : (syntax.params[index] ?? syntax.params[syntax.params.length - 1])
  const type =
    index === RECEIVER
      ? fn.receiver && ({ kind: 'pointer', of: { kind: 'named', entity: fn.receiver } } as const)
      : run.types.signature(fn).params[index]
  if (!syntax.body || !param || !type || depth === 0 || run.types.isInterface(type)) return ALL
  if (param.type.kind !== 'pointer' && type.kind !== 'parameter') return type.kind === 'named' ? NONE : ALL
  return param.name ? filledThrough(run, fn, param.name, type, depth) : NONE
}

/** What the body does to the variable `name`, closures included. */
function filledThrough(run: Run, fn: FunctionEntity, name: string, type: Type, depth: number): Filled {
  let filled = NONE
  const add = (more: Filled): void => {
    filled = merge(filled, more)
  }
  const isIt = (e: Expression): boolean => e.kind === 'name' && e.name === name
  const addField = (e: Expression): void => {
    const field = firstField(e, name)
    if (field !== undefined) add({ ...NONE, names: new Set([field]) })
  }
  const visit = (e: Expression): boolean | undefined => {
    if (e.kind === 'function') {
      walkStatements(e.function.body ?? [], visit, assigns)
      return false
    }
    if (e.kind === 'unary' && e.op === '&') addField(e.of)
    if (e.kind === 'call') {
      if (e.callee.kind === 'selector' && isIt(e.callee.of)) {
        const member = run.types.member(type, e.callee.name)
        if (member?.kind !== 'field') add(member?.kind === 'method' ? filledBy(run, member.entity, RECEIVER, depth - 1) : ALL)
      }
      const to = e.args.some(isIt) ? calledFunction(run, fn, e.callee) : undefined
      for (const [i, arg] of e.args.entries())
        if (isIt(arg)) add(to ? filledBy(run, to, i, depth - 1) : onlyKeeps(run, fn, e.callee) ? NONE : EXPORTED)
    }
    return undefined
  }
  const assigns = (s: Statement): undefined => {
    if (s.kind !== 'assign') return undefined
    // It has another name from here on.
    if (s.right.some(isIt)) add(ALL)
    if (s.op !== ':=')
      for (const e of s.left) {
        addField(e)
        if (e.kind === 'unary' && isIt(e.of)) add(ALL)
      }
    return undefined
  }
  walkStatements(fn.syntax.body ?? [], visit, assigns)
  return filled
}

/** The field that `name.Field[…].Other` begins with. */
function firstField(e: Expression, name: string): string | undefined {
  if (e.kind === 'selector') return e.of.kind === 'name' && e.of.name === name ? e.name : firstField(e.of, name)
  return e.kind === 'index' || e.kind === 'unary' || e.kind === 'slice' ? firstField(e.of, name) : undefined
}

/** `p.pool.Put(x)` of a field of its own: a pool looks into nothing. */
function onlyKeeps(run: Run, fn: FunctionEntity, callee: Expression): boolean {
  const held = callee.kind === 'selector' && callee.of.kind === 'selector' ? callee.of : undefined
  if (!held || !fn.receiver || held.of.kind !== 'name' || held.of.name !== fn.syntax.receiver?.name) return false
  const field = run.types.member({ kind: 'named', entity: fn.receiver }, held.name)
  const type = field?.kind === 'field' ? pointerless(field.type) : undefined
  return type?.kind === 'external' && type.package === 'sync'
}

/** `save(x)`, `store.Save(x)` of a package of the program. */
function calledFunction(run: Run, fn: FunctionEntity, callee: Expression): FunctionEntity | undefined {
  if (callee.kind !== 'name' && callee.kind !== 'selector') return undefined
  const alias = callee.kind === 'selector' && callee.of.kind === 'name' ? fn.file.imports.get(callee.of.name) : undefined
  const scope = callee.kind === 'name' ? fn.file.package.scope : alias === undefined ? undefined : run.program.packageAt(alias)?.scope
  const entity = scope?.get(callee.name)
  return entity?.kind === 'function' ? entity : undefined
}
