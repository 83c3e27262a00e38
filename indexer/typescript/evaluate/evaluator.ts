// Expressions → values, on demand. Without a frame, parameters are holes; with one, they are what the caller gave.
// Loops and recursion are cut: what would not end becomes a hole.

import type { Expr } from '../facts.ts'
import type { Class, Fn, Module, Program, Site } from '../program.ts'
import { chosen } from './choices.ts'
import { baseClass, createInstanceIndex, superMember } from './classes.ts'
import { answerTo, narrowed, taken } from './conditions.ts'
import { exportedValue, importedValue } from './imports.ts'
import { elementOf, memberOf } from './members.ts'
import { parameterValue, thisValue } from './parameters.ts'
import { concatenate } from './text.ts'
import {
  alternativesOf,
  type ClassValue,
  constantOf,
  either,
  type Frame,
  type FunctionValue,
  hole,
  type Instance,
  type Library,
  NONE,
  text,
  type Value,
} from './values.ts'

export interface LibraryCall {
  readonly path: string
  readonly callee: Library
  readonly args: readonly Value[]
  /** What the called member was taken from. */
  readonly of: Value | undefined
  readonly site: Site
}

export interface Evaluator {
  readonly program: Program
  readonly world: World
  value(module: Module, e: Expr, frame?: Frame): Value
  get(of: Value, name: string): Value
  call(callee: Value, args: readonly Value[], site?: Site): Value
  callee(site: Site, frame?: Frame): Value
  args(site: Site, frame?: Frame): readonly Value[]
  exported(module: Module, name: string): Value
  /** A question of its own in the midst of another, with nothing spent yet. */
  apart<T>(work: () => T): T
  /** The frame of a call to one of our functions. */
  enter(callee: FunctionValue, args: readonly Value[] | undefined): Frame
  construct(cls: ClassValue, args: readonly Value[] | undefined, site?: Site): Instance
  /** What `new` makes of a class, and of the classes below it, anywhere in the program. */
  instances(cls: Class): readonly Instance[]
  /** What is assigned to a property from elsewhere, by identity of its owner. */
  assigned(owner: object | string, name: string): Value | undefined
}

/** What the evaluator must be told of the world outside: calls and members of libraries that matter. */
export interface World {
  result(call: LibraryCall, ev: Evaluator): Value | undefined
  member(of: Library, name: string, ev: Evaluator): Value | undefined
}

/** Calls within calls that are followed, all calls that one question may lead to, and values within values. */
const DEEPEST = 16
const MOST_CALLS = 4000
const NESTED = 240
const LONGEST_PATH = 160

export function createEvaluator(program: Program, world: World): Evaluator {
  const globals = new Map<Module, Map<string, Value>>()
  const active = new Map<Fn, number>()
  let depth = 0
  let calls = 0
  let nested = 0

  const evaluator: Evaluator = {
    program,
    world,
    value,
    get: (of, name) => memberOf(evaluator, of, name),
    call,
    callee: (site, frame) => value(site.fn.module, site.fact.callee, frame),
    args: (site, frame) => list(site.fn.module, site.fact.args, frame),
    apart: (work) => {
      const spent = { depth, calls, nested }
      depth = calls = nested = 0
      const found = work()
      ;({ depth, calls, nested } = spent)
      return found
    },
    exported: (module, name) => exportedValue(evaluator, module, name, new Set()),
    enter: ({ fn, self, frame }, args) => ({ fn, args, self, outer: frame, memo: new Map() }),
    construct: (cls, args, site) => ({ t: 'instance', cls, args, frames: new Map(), ...(site && { site }) }),
    ...createInstanceIndex(() => evaluator),
  }
  return evaluator

  function value(module: Module, e: Expr, frame?: Frame): Value {
    switch (e.k) {
      case 'text':
        return text(e.v)
      case 'none':
        return NONE
      case 'regex':
        return { t: 'regex', source: e.v }
      case 'cat':
        return concatenate(e.of.map((part) => value(module, part, frame)))
      case 'either':
        return chosen(evaluator, module, e, frame)
      case 'ver':
        return version(module, e.v, frame)
      case 'bind':
        return either((module.facts.bindings[e.b] ?? []).map((v) => version(module, v, frame)))
      case 'left':
        return narrowed(value(module, e.of, frame), e.holds, answerTo(evaluator, module, e.test, frame))
      case 'param':
        return parameterValue(evaluator, module, e, frame)
      case 'this':
        return thisValue(evaluator, module, e, frame)
      case 'super':
        return baseClass(evaluator, module.classes[e.c]) ?? hole('super')
      case 'import':
        return importedValue(evaluator, module, e.m, e.n)
      case 'global':
        return { t: 'lib', path: `#${e.n}`, args: [] }
      case 'env':
        return { t: 'lib', path: '#env', args: [], root: module.root }
      case 'get':
        if (e.of.k === 'super')
          return superMember(
            evaluator,
            module.classes[e.of.c],
            e.p,
            thisValue(evaluator, module, { k: 'this', f: e.of.f, c: e.of.c }, frame),
          )
        return evaluator.get(value(module, e.of, frame), e.p)
      case 'at': {
        const of = value(module, e.of, frame)
        const names = alternativesOf(value(module, e.i, frame)).map(constantOf)
        return either(names.map((name) => (name === undefined ? elementOf(evaluator, of) : evaluator.get(of, name))))
      }
      case 'each':
        return elementOf(evaluator, value(module, e.of, frame))
      case 'spread':
        return value(module, e.of, frame)
      case 'site':
        return result(module, e.s, frame)
      case 'obj':
        return { t: 'obj', id: e, entries: e.of.map(([name, entry]) => [name, once(() => value(module, entry, frame))] as const) }
      case 'arr':
        return {
          t: 'arr',
          items: list(module, e.of, frame),
          ...(e.of.some((item) => item.k === 'spread' && value(module, item.of, frame).t !== 'arr') && { open: true as const }),
        }
      case 'fn':
      case 'getter': {
        const fn = module.functions[e.f]
        if (!fn) return hole('')
        const made: FunctionValue = { t: 'fn', fn, frame }
        return e.k === 'fn' ? made : { t: 'getter', of: made }
      }
      case 'class': {
        const cls = module.classes[e.c]
        return cls ? { t: 'class', cls, frame } : hole('')
      }
      case 'made':
        return made(module.functions[e.f], value(module, e.of, frame))
      case 'unknown':
        return hole(e.n)
    }
  }

  function version(module: Module, v: number, frame: Frame | undefined): Value {
    const fact = module.facts.versions[v]
    if (!fact) return hole('')
    return remember(module, fact.f, `v${v}`, frame, (at) => {
      const of = value(module, fact.e, at)
      if (of.t === 'arr' && grows(module, fact.n)) return { ...of, open: true }
      // A hole is best named as the code names it.
      return of.t === 'hole' && fact.n && !of.hole.own ? { t: 'hole', hole: { ...of.hole, name: fact.n } } : of
    })
  }

  function result(module: Module, s: number, frame: Frame | undefined): Value {
    const site = module.sites[s]
    if (!site || site.fact.kind === 'jsx') return hole('element')
    return remember(module, site.fact.f, `s${s}`, frame, (at) => call(evaluator.callee(site, at), evaluator.args(site, at), site))
  }

  /** Values are remembered in the activation that they belong to; while one is being found, it is a hole. */
  function remember(module: Module, f: number, key: string, frame: Frame | undefined, find: (at: Frame | undefined) => Value): Value {
    const at = activation(module, f, frame)
    let memo = at?.memo ?? globals.get(module)
    if (!memo) {
      memo = new Map()
      globals.set(module, memo)
    }
    const known = memo.get(key)
    if (known) return known
    memo.set(key, hole(''))
    nested++
    const found = nested > NESTED ? hole('') : find(at)
    nested--
    memo.set(key, found)
    return found
  }

  function activation(module: Module, f: number, frame: Frame | undefined): Frame | undefined {
    if (!frame) return undefined
    for (let fn = module.functions[f]; fn; fn = fn.outer)
      for (let at: Frame | undefined = frame; at; at = at.outer) if (at.fn === fn) return at
    return undefined
  }

  function call(callee: Value, args: readonly Value[], site?: Site): Value {
    switch (callee.t) {
      case 'either':
        return either(callee.of.map((one) => call(one, args, site)))
      case 'fn':
        return returned(callee, args)
      case 'class':
        return evaluator.construct(callee, args, site)
      case 'made': {
        const of = call(callee.of, args, site)
        return of.t === 'hole' || of.t === 'lib' ? { t: 'made', fn: callee.fn, of } : of
      }
      case 'lib': {
        const known = site && world.result({ path: callee.path, callee, args, of: callee.of, site }, evaluator)
        if (known) return known
        if (!site || callee.path.length > LONGEST_PATH) return hole('')
        // `connect(…)(Page)`: what the first call was given belongs to the second.
        const of = callee.of ?? (callee.args.length > 0 ? callee : undefined)
        return { t: 'lib', path: `${callee.path}()`, args, site, ...(of && { of }) }
      }
      case 'hole':
        return callee
      default:
        return hole('')
    }
  }

  function returned(callee: FunctionValue, args: readonly Value[]): Value {
    const { fn } = callee
    const times = active.get(fn) ?? 0
    if (depth === 0) calls = 0
    if (times > 1 || depth > DEEPEST || calls++ > MOST_CALLS) return hole('')
    active.set(fn, times + 1)
    depth++
    const frame = evaluator.enter(callee, args)
    const ways = fn.fact.returns.map(({ e, w }) => ({ w, value: () => value(fn.module, e, frame) }))
    const found = either(taken(evaluator, fn.module, ways, frame))
    depth--
    active.set(fn, times)
    return found
  }

  function list(module: Module, items: readonly Expr[], frame: Frame | undefined): Value[] {
    return items.flatMap((item) => {
      if (item.k !== 'spread') return [value(module, item, frame)]
      const of = value(module, item.of, frame)
      if (of.t === 'arr') return of.items
      // As many as anybody may ask for.
      const element = of.t === 'hole' && of.hole.param ? hole(of.hole.name, { param: of.hole.param }) : hole('')
      return [element, element, element]
    })
  }
}

const growing = new WeakMap<Module, ReadonlySet<string>>()

/** Whether the file adds items to a variable of this name. */
function grows(module: Module, name: string): boolean {
  let names = growing.get(module)
  if (!names) {
    const added = module.facts.sites.flatMap(({ callee }) =>
      callee.k === 'get' && /^(push|unshift|splice)$/.test(callee.p) ? [callee.of] : [],
    )
    names = new Set(added.flatMap((of) => (of.k === 'ver' ? (module.facts.versions[of.v]?.n ?? []) : [])))
    growing.set(module, names)
  }
  return names.has(name)
}

/** The value of a call with functions inside goes by the name it is given, unless it only wraps what has a name of its own. */
function made(fn: Fn | undefined, of: Value): Value {
  if (!fn || of.t === 'class') return of
  if (of.t === 'fn' && of.fn.owner !== fn && of.fn.fact.node) return of
  return { t: 'made', fn, of }
}

function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined
  return () => {
    found ??= { value: find() }
    return found.value
  }
}
