// Which ways through a function a caller leaves open: conditions on what it is given, decided from the arguments.

import type { Expr, PathFact, Test } from '../facts.ts'
import type { Module, Site } from '../program.ts'
import type { Evaluator } from './evaluator.ts'
import { variantsOf } from './text.ts'
import { alternativesOf, constantOf, either, type Frame, type Hole, type Value } from './values.ts'

interface Way {
  /** Its path condition. */
  readonly w: number
  readonly value: () => Value
}

/** The values of the ways that may be taken. */
export function taken(ev: Evaluator, module: Module, ways: readonly Way[], frame: Frame | undefined): readonly Value[] {
  if (!frame || ways.every(({ w }) => w < 0)) return ways.map(({ value }) => value())
  const open = ways.filter(({ w }) => !isNever(ev, module, w, frame)).map(({ w, value }) => ({ w, value: value() }))
  const meant = open.flatMap(({ w, value }) => handedOver(ev, module, w, value, frame))
  const left = open.filter(({ w }) => !pathOf(module, w).some(({ t, holds }) => meant.some((one) => one.t === t && one.holds !== holds)))
  return left.map(({ value }) => value)
}

/** Whether the arguments at hand rule out that a call is made. */
export function isRuledOut(ev: Evaluator, site: Site, frame: Frame | undefined): boolean {
  return frame !== undefined && isNever(ev, site.fn.module, site.fact.w, frame)
}

function isNever(ev: Evaluator, module: Module, w: number, frame: Frame): boolean {
  return pathOf(module, w).some(({ t, holds }) => outcome(ev, module, t, frame) === !holds)
}

function pathOf(module: Module, w: number): readonly PathFact[] {
  const path: PathFact[] = []
  for (let at = module.facts.paths[w]; at; at = module.facts.paths[at.up]) path.push(at)
  return path
}

/**
 * Conditions of a way that hold since its value is made of what they ask for: who hands over an id that need not be there
 * (`if (id) url += '/' + id`) means it to be there, unless it may be left out where it comes from too.
 */
function handedOver(ev: Evaluator, module: Module, w: number, value: Value, frame: Frame): readonly PathFact[] {
  const path = pathOf(module, w)
  if (path.length === 0) return []
  const holes = variantsOf(value).flatMap((parts) => parts.filter((part) => typeof part !== 'string'))
  return path.filter(({ t, holds }) => {
    const of = presence(module.facts.tests[t], holds)
    if (!of) return false
    const asked = ev.value(module, of, frame)
    return asked.t === 'hole' && isGiven(asked.hole, module, of, frame) && holes.some((hole) => isSame(hole, asked.hole))
  })
}

/** What must be there for the test to come out so. */
function presence(test: Test | undefined, holds: boolean): Expr | undefined {
  if (test?.k === 'not') return presence(test.of, !holds)
  return (test?.k === 'given' && holds) || (test?.k === 'none' && !holds) ? test.of : undefined
}

/** Both ways of a function's own parameter are meant. */
function isGiven({ optional, unsure, param }: Hole, module: Module, of: Expr, frame: Frame): boolean {
  const asks = parameterOf(module, of)
  return !optional && !unsure && asks !== undefined && !(param && param.fn === module.functions[asks] && param.fn === frame.fn)
}

function isSame(a: Hole, b: Hole): boolean {
  return a.name === b.name && a.param?.fn === b.param?.fn && a.param?.index === b.param?.index
}

function outcome(ev: Evaluator, module: Module, t: number, frame: Frame): boolean | undefined {
  return supposed(module, t, frame) ?? decide(ev, module, module.facts.tests[t], frame)
}

function supposed(module: Module, t: number, frame: Frame): boolean | undefined {
  for (let at: Frame | undefined = frame; at; at = at.outer) if (at.supposed && at.fn.module === module) return at.supposed.get(t)
  return undefined
}

/** More would be too many ways. */
const MOST_TESTS = 3

/**
 * One frame for each way in which the tests that a call's arguments hang on may come out, so that what hangs on the same one
 * goes together: `send(id ? '/x/' + id : '/x', { method: id ? 'PUT' : 'POST' })`.
 */
export function suppositions(ev: Evaluator, site: Site, given: Frame | undefined): readonly Frame[] {
  const { module } = site.fn
  const frame = given ?? ev.enter({ t: 'fn', fn: site.fn, frame: undefined }, undefined)
  const tests = [...testsIn(module, site.fact.args)].filter((t) => outcome(ev, module, t, frame) === undefined)
  if (tests.length === 0 || tests.length > MOST_TESTS) return []
  let ways: ReadonlyMap<number, boolean>[] = [new Map()]
  for (const t of tests) ways = ways.flatMap((way) => [new Map(way).set(t, true), new Map(way).set(t, false)])
  return ways.map((way) => ({ ...frame, memo: new Map(), supposed: new Map([...(frame.supposed ?? []), ...way]) }))
}

/** Tests on which the alternatives of some expressions hang, as far as they are written in the same function. */
function testsIn(module: Module, some: readonly Expr[], found = new Set<number>(), seen = new Set<Expr>()): ReadonlySet<number> {
  for (const e of some) {
    if (seen.has(e)) continue
    seen.add(e)
    if (e.k === 'either') for (const w of e.w ?? []) for (const { t } of pathOf(module, w)) found.add(t)
    if (e.k === 'ver') testsIn(module, [module.facts.versions[e.v]?.e ?? []].flat(), found, seen)
    else if (e.k === 'obj')
      testsIn(
        module,
        e.of.map(([, entry]) => entry),
        found,
        seen,
      )
    else if ('of' in e) testsIn(module, [e.of].flat(), found, seen)
  }
  return found
}

/** Undefined: it may come out either way. Only what a caller gives is asked: other variables change while the program runs. */
function decide(ev: Evaluator, module: Module, test: Test | undefined, frame: Frame): boolean | undefined {
  switch (test?.k) {
    case 'given':
    case 'none':
    case 'same':
    case 'over': {
      const given = parameterOf(module, test.of) ?? ('as' in test ? parameterOf(module, test.as) : undefined)
      return given === undefined ? undefined : agreed(ev.value(module, test.of, frame), answerTo(ev, module, test, frame))
    }
    case 'not': {
      const inner = decide(ev, module, test.of, frame)
      return inner === undefined ? undefined : !inner
    }
    case 'all':
    case 'any': {
      const found = test.of.map((one) => decide(ev, module, one, frame))
      const settles = test.k === 'any'
      if (found.includes(settles)) return settles
      return found.includes(undefined) ? undefined : !settles
    }
    default:
      return undefined
  }
}

/** The function whose parameter an expression reads, or works on, if it does. */
function parameterOf(module: Module, e: Expr | undefined, steps = 0): number | undefined {
  if (!e || steps > 16) return undefined
  const among = (some: readonly (Expr | undefined)[]) => some.map((one) => parameterOf(module, one, steps + 1)).find((f) => f !== undefined)
  switch (e.k) {
    case 'param':
      return e.i >= 0 ? e.f : undefined
    case 'get':
      return isAssigned(module, e.p) ? undefined : parameterOf(module, e.of, steps + 1)
    case 'left':
    case 'spread':
      return parameterOf(module, e.of, steps + 1)
    case 'ver':
      return parameterOf(module, module.facts.versions[e.v]?.e, steps + 1)
    case 'arr':
      return among(e.of)
    case 'either':
      return e.w ? undefined : parameterOf(module, e.of[0], steps + 1)
    case 'site': {
      const site = module.facts.sites[e.s]
      return site && among([site.callee, ...site.args])
    }
    default:
      return undefined
  }
}

const assignedIn = new WeakMap<Module, ReadonlySet<string>>()

/** What the file itself assigns to a property is not what a caller gave. */
function isAssigned(module: Module, property: string): boolean {
  const names = assignedIn.get(module) ?? new Set(module.facts.sets.map(({ p }) => p))
  assignedIn.set(module, names)
  return names.has(property)
}

type Answer = (one: Value) => boolean | undefined

/** How a single value answers a test of it. */
export function answerTo(ev: Evaluator, module: Module, test: Test, frame: Frame | undefined): Answer {
  switch (test.k) {
    case 'given':
      return isTruthy
    case 'none':
      return isNone
    case 'same':
    case 'over': {
      const as = ev.value(module, test.as, frame)
      const answers = test.k === 'same' ? isEqual : isOver
      return (one) => agreed(as, (other) => answers(one, other))
    }
    default:
      return () => undefined
  }
}

/** The alternatives of a value that may answer so; all of them if none may, since then nothing is understood. */
export function narrowed(value: Value, holds: boolean, answer: Answer): Value {
  const left = alternativesOf(value).filter((one) => answer(one) !== !holds)
  return left.length > 0 ? either(left) : value
}

function agreed(value: Value, ask: Answer): boolean | undefined {
  const [first, ...others] = alternativesOf(value).map(ask)
  return others.every((one) => one === first) ? first : undefined
}

function isTruthy(value: Value): boolean | undefined {
  switch (value.t) {
    case 'none':
      return false
    case 'text': {
      const constant = constantOf(value)
      // Numbers and booleans are lowered as their text.
      if (constant !== undefined) return constant === '0' ? undefined : constant !== '' && constant !== 'false'
      return value.parts.some((part) => typeof part === 'string') ? true : undefined
    }
    case 'hole':
    case 'lib':
      return undefined
    default:
      return true
  }
}

function isNone(value: Value): boolean | undefined {
  return value.t === 'hole' || value.t === 'lib' ? undefined : value.t === 'none'
}

function isEqual(a: Value, b: Value): boolean | undefined {
  const [one, other] = [constantOf(a), constantOf(b)]
  if (one !== undefined && other !== undefined) return one === other
  return (a.t === 'none' && other !== undefined) || (b.t === 'none' && one !== undefined) ? false : undefined
}

function isOver(a: Value, b: Value): boolean | undefined {
  const [one, other] = [a, b].map((value) => Number(constantOf(value) || Number.NaN))
  return one === undefined || other === undefined || Number.isNaN(one + other) ? undefined : one > other
}
