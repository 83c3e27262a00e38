// Keys of a type that the program itself declares: nobody else can keep a value in a request's context under one. Where no
// handler of a chain comes to code that does, nothing is there.

import { absent } from './anonymous.ts'
import type { LibraryMiddleware } from './frameworks/library-middleware.ts'
import { type Kept, NOTHING_KEPT } from './guard.ts'
import type { LinkedCalls } from './link.ts'
import type { FunctionEntity, Program } from './program.ts'
import type { RegisteredHandler } from './registration.ts'
import type { Expression } from './syntax.ts'
import { pointerless, UNKNOWN_TYPE } from './types.ts'
import { capturedFunctions, type LibraryWrapping } from './unwrap.ts'
import { options, type Value } from './values.ts'
import { walkExpression, walkStatements } from './walk.ts'

/** What stands in a request before the first handler of a chain, the last of which answers. */
export type KeptBefore = (chain: readonly RegisteredHandler[]) => Kept

export function createKeptBefore(program: Program, calls: LinkedCalls, sources: (value: Value) => readonly Value[]): KeptBefore {
  const own = new Map<FunctionEntity, ReadonlySet<string>>()
  const all = new Set<string>()
  for (const fn of program.functions) {
    const { stored, read } = keysIn(fn, program)
    if (stored.size > 0) own.set(fn, stored)
    for (const key of [...stored, ...read]) if (key !== ANY) all.add(key)
  }
  if (all.size === 0) return () => NOTHING_KEPT
  const callees = new Map<FunctionEntity, FunctionEntity[]>()
  for (const { caller, callee, captured } of calls.edges) {
    // Calling whatever comes next is no act of the caller's own.
    if (captured || callee.syntax.name === 'ServeHTTP') continue
    const list = callees.get(caller)
    if (list) list.push(callee)
    else callees.set(caller, [callee])
  }
  const memo = new Map<FunctionEntity, ReadonlySet<string>>()
  const ofServers = new Set(startersOf(program).flatMap((fn) => [...reached(fn)]))
  const maps = new Map<string, Kept>()
  return (chain) => {
    const stored = new Set(ofServers)
    for (const handler of chain) {
      const functions = functionsIn(handler.value)
      if (!functions) return NOTHING_KEPT
      for (const fn of functions) for (const key of reached(fn)) stored.add(key)
    }
    if (stored.has(ANY)) return NOTHING_KEPT
    const never = [...all].filter((key) => !stored.has(key)).sort()
    const known = maps.get(never.join()) ?? new Map(never.map((key) => [key, absent(UNKNOWN_TYPE)]))
    maps.set(never.join(), known)
    return known
  }

  /** The keys under which a function keeps something, itself or through others. */
  function reached(fn: FunctionEntity): ReadonlySet<string> {
    const known = memo.get(fn)
    if (known) return known
    const found = new Set<string>()
    const seen = new Set([fn])
    for (const at of seen) {
      for (const key of own.get(at) ?? []) found.add(key)
      for (const callee of callees.get(at) ?? []) seen.add(callee)
    }
    memo.set(fn, found)
    return found
  }

  /** The functions that a handler is made of; undefined where they are not known. */
  function functionsIn(value: Value, depth = 4): readonly FunctionEntity[] | undefined {
    if (depth === 0) return undefined
    const found: FunctionEntity[] = []
    for (const option of options(value).flatMap((o) => (o.kind === 'symbolic' && o.origin.kind !== 'library' ? held(o) : [o]))) {
      const inside = partsOf(option)
      const more = inside?.values.map((part) => functionsIn(part, depth - 1))
      if (!inside || !more || more.includes(undefined)) return undefined
      found.push(...inside.functions, ...more.flatMap((m) => m ?? []))
    }
    return found
  }

  function held(value: Value): readonly Value[] {
    const found = sources(value)
    return found.length > 0 ? found : [value]
  }
}

/** Functions that say what stands in a context before any handler is asked: they fill a server's BaseContext or ConnContext, or are it. */
function startersOf({ functions }: Program): readonly FunctionEntity[] {
  const found = new Set<FunctionEntity>()
  const named = new Set<string>()
  const note = (fn: FunctionEntity, value: Expression | undefined) => {
    for (const at of [fn, ...fn.closures]) found.add(at)
    walkExpression(value, (e) => {
      if (e.kind === 'name' || e.kind === 'selector') named.add(e.name)
      return undefined
    })
  }
  for (const fn of functions)
    walkStatements(
      fn.syntax.body,
      (e) => {
        if (e.kind !== 'composite') return undefined
        for (const { key, value } of e.elements) if (key?.kind === 'name' && STARTS.test(key.name)) note(fn, value)
        return undefined
      },
      (s) => {
        if (s.kind !== 'assign') return undefined
        for (const [i, left] of s.left.entries()) if (left.kind === 'selector' && STARTS.test(left.name)) note(fn, s.right[i])
        return undefined
      },
    )
  for (const fn of functions) if (fn.syntax.name !== undefined && named.has(fn.syntax.name)) found.add(fn)
  return [...found]
}

const STARTS = /^(Base|Conn)Context$/

/** Stands for a key that is not known. */
const ANY = ''

function keysIn(fn: FunctionEntity, program: Program): { readonly stored: ReadonlySet<string>; readonly read: ReadonlySet<string> } {
  const stored = new Set<string>()
  const read = new Set<string>()
  walkStatements(fn.syntax.body, (e) => {
    if (e.kind !== 'call') return undefined
    const name = e.callee.kind === 'selector' || e.callee.kind === 'name' ? e.callee.name : ''
    const inContext = name === 'WithValue' && e.args.length === 3
    const inRequest = /^(Locals|Set|SetUserValue)$/.test(name) && e.args.length === 2
    const asked = /^(Value|Locals|Get|UserValue)$/.test(name) && e.args.length === 1
    const key = e.args[inContext ? 1 : 0]
    if (!key || key.kind === 'string' || !(inContext || inRequest || asked)) return undefined
    const known = privateKey(key, fn, program)
    if (known !== undefined) (asked ? read : stored).add(known)
    else if (inContext) stored.add(ANY)
    return undefined
  })
  return { stored, read }
}

/** `userKey{}`, `userKey`, `keys.User`: the name of the program's own type, constant or variable. */
function privateKey(key: Expression, { file }: FunctionEntity, program: Program): string | undefined {
  const at =
    key.kind === 'composite' ? key.type : key.kind === 'name' ? key : key.kind === 'selector' && key.of.kind === 'name' ? key : undefined
  if (!at || (at.kind !== 'name' && at.kind !== 'selector')) return undefined
  const of = at.kind === 'selector' ? (at.of.kind === 'name' ? at.of.name : undefined) : 'package' in at ? at.package : undefined
  const home = of === undefined ? file.package : program.packageAt(file.imports.get(of) ?? '')
  return home?.scope.has(at.name) ? at.name : undefined
}

function partsOf(value: Value): { readonly functions: readonly FunctionEntity[]; readonly values: readonly Value[] } | undefined {
  switch (value.kind) {
    case 'function':
      return { functions: [value.entity, ...capturedFunctions(value).map((f) => f.entity)], values: [] }
    case 'instance': {
      const type = pointerless(value.type)
      const values = [...value.fields.values()].map((f) => f.value).filter(isBehaviour)
      return { functions: type.kind === 'named' ? [...type.entity.methods.values()] : [], values }
    }
    case 'libraryFunction':
    case 'nil':
      return { functions: [], values: [] }
    case 'symbolic':
      return value.origin.kind === 'library' ? { functions: [], values: [] } : undefined
    case 'list':
      return { functions: [], values: value.elements }
    case 'model': {
      const { args, inner, around, by } = (value.state ?? {}) as Partial<LibraryWrapping & LibraryMiddleware>
      return {
        functions: [],
        values: [...(args ?? []).filter(isBehaviour), ...(around ?? []), ...(inner ? [inner] : []), ...(by ? [by] : [])],
      }
    }
    default:
      return undefined
  }
}

/** Of a library's settings those that are code. */
const isBehaviour = (value: Value): boolean => options(value).some((o) => /^(function|instance|list|model)$/.test(o.kind))
