// Where registration begins beside main itself: functions that a command line library, a service manager or a container
// calls, so that no call in view leads from main to them.

import { enterFunction } from './evaluate/enter.ts'
import { calledByLibraries } from './evaluate/escaped.ts'
import type { Escaped, Flows } from './evaluate/events.ts'
import { heldByLibrary } from './evaluate/filled.ts'
import type { Run } from './evaluate/frame.ts'
import { globalValue } from './evaluate/globals.ts'
import type { Cut } from './evaluate/summary.ts'
import type { Library } from './library/model.ts'
import type { LinkedCalls } from './link.ts'
import type { FunctionEntity, GoPackage, Program, ValueEntity } from './program.ts'
import { isServed, routerLogs } from './registration.ts'
import { noteMayServe } from './served.ts'
import type { Expression } from './syntax.ts'
import type { TypeOracle } from './types.ts'
import { type FunctionValue, options, type Value } from './values.ts'
import { walkExpression, walkStatements } from './walk.ts'

/** Packages that a package's program holds: itself and all that it imports. */
export function packagesOf(program: Program, start: GoPackage): ReadonlySet<GoPackage> {
  const found = new Set([start])
  const pending = [start]
  for (let at = pending.pop(); at; at = pending.pop())
    for (const file of at.files)
      for (const { path } of file.syntax.imports) {
        const next = program.packageAt(path)
        if (next && !found.has(next)) {
          found.add(next)
          pending.push(next)
        }
      }
  return found
}

export interface Roots {
  /**
   * Runs what main's program holds and no call of main reached; `relevant` are the functions that lead to a router. Gives those
   * that nothing is seen to start: what they register is missing.
   */
  runOthers(run: Run, packages: ReadonlySet<GoPackage>, relevant: ReadonlySet<FunctionEntity>, cut: Cut[]): readonly FunctionEntity[]
}

const STARTS = /^(Run|RunE|Execute|Start|Serve|Main|OnStart|Launch|ListenAndServe|Action|Invoke)/

export function createRoots(program: Program, calls: LinkedCalls, flows: Flows, types: TypeOracle, library: Library): Roots {
  const declared = new Set(program.functions)
  const callers = new Map<FunctionEntity, Set<FunctionEntity>>()
  for (const { caller, callee } of calls.edges) {
    const list = callers.get(callee) ?? new Set()
    list.add(caller)
    callers.set(callee, list)
  }
  let handed: ReadonlySet<string> | undefined
  let escaped: Escaped | undefined
  return { runOthers }

  function runOthers(run: Run, packages: ReadonlySet<GoPackage>, relevant: ReadonlySet<FunctionEntity>, cut: Cut[]) {
    for (const pkg of packages)
      for (const entity of pkg.scope.values())
        if (entity.kind === 'value' && !entity.declaration.constant && holdsFunctions(entity)) runHeld(run, entity, relevant, cut)
    // Once something answers, what nobody is seen to start is left alone: it may well be dead.
    const answered = answers(run)
    const far = distancesOf(program, packages)
    const candidates = program.functions
      .filter((fn) => packages.has(fn.file.package) && relevant.has(fn) && fn.syntax.name !== 'main')
      .toSorted((a, b) => far(a) - far(b))
    // Whoever calls it in view would have been reached, or is a root itself; one that ran handed it to a container.
    const isRoot = (fn: FunctionEntity): boolean => {
      const known = [...(callers.get(fn) ?? [])].filter((c) => declared.has(c) && relevant.has(c) && c !== fn)
      return !run.entered.has(fn) && known.every((c) => run.entered.has(c) && isHanded(fn))
    }
    const spend = (fn: FunctionEntity, left: number, receiver?: Value): number => {
      const budget = Math.min(ROOT_BUDGET, left)
      enterRoot(run, { kind: 'function', entity: fn, ...(receiver ? { receiver } : {}) }, cut, budget)
      return Math.max(0, left - (budget - run.budget))
    }
    // What stands somewhere as a value is a handler, or started by whoever holds it.
    const unentered = () => candidates.filter((fn) => !run.entered.has(fn) && !callers.has(fn) && !isHanded(fn))
    let left = ALL_BUDGET
    let first: number | undefined
    if (!answered)
      // What starts a program stands near its main; once something answers, what stands further off has little left to say.
      for (const fn of candidates) {
        if (!isRoot(fn) || !mayStart(fn)) continue
        if (first !== undefined && far(fn) > first) left = Math.min(left, REST_BUDGET)
        left = spend(fn, left)
        if (answers(run)) first ??= far(fn)
      }
    left = answered ? ALL_BUDGET : REST_BUDGET
    for (const fn of candidates) {
      if (left === 0) break
      if (!isRoot(fn) || !mayBeCalledByLibrary(fn)) continue
      const [only, ...more] = (fn.receiver && escaped?.values.get(fn.receiver)) || []
      left = spend(fn, left, only?.kind === 'instance' && more.length === 0 ? heldByLibrary(run, only) : undefined)
    }
    return unentered()
  }

  /** Methods of what a library got, by names that it can say; what gets a request answers it, and starts nothing. */
  function mayBeCalledByLibrary(fn: FunctionEntity): boolean {
    escaped ??= calledByLibraries(flows, types)
    if (types.signature(fn).params.some((p) => library.isRequest(p))) return false
    if (!fn.receiver) return escaped.functions.has(fn)
    return escaped.values.has(fn.receiver) && /^\p{Lu}/u.test(fn.syntax.name ?? '')
  }

  function mayStart(fn: FunctionEntity): boolean {
    return callers.has(fn) || (fn.receiver ? STARTS.test(fn.syntax.name ?? '') : isHanded(fn))
  }

  function isHanded(fn: FunctionEntity): boolean {
    handed ??= handedOver(program)
    return handed.has(fn.syntax.name ?? '')
  }

  /** Commands in package variables: the functions that their structs hold. */
  function runHeld(run: Run, entity: ValueEntity, relevant: ReadonlySet<FunctionEntity>, cut: Cut[]): void {
    globalValue(run, entity)
    for (const value of run.flows.globals.get(entity) ?? [])
      for (const fn of functionsIn(value, 4))
        if (!run.entered.has(fn.entity) && (fn.entity.syntax.name === undefined || relevant.has(fn.entity))) enterRoot(run, fn, cut)
  }
}

/** Expressions of one root, of all roots that nobody is seen to call, and of those among them that come after the first answer. */
const ROOT_BUDGET = 2_000_000
const ALL_BUDGET = 6_000_000
const REST_BUDGET = 1_000_000

const answers = (run: Run): boolean => routerLogs(run.collected).some((l) => isServed(l) && l.entries.some((e) => e.kind === 'route'))

/** How many imports lie between the first of the packages and a function's own. */
function distancesOf(program: Program, packages: ReadonlySet<GoPackage>): (fn: FunctionEntity) => number {
  const distance = new Map<GoPackage, number>()
  let level = [...packages].slice(0, 1)
  for (let far = 0; level.length > 0; far++) {
    for (const pkg of level) distance.set(pkg, far)
    const paths = new Set(level.flatMap((pkg) => pkg.files.flatMap((file) => file.syntax.imports.map((i) => i.path))))
    level = [...paths].flatMap((path) => program.packageAt(path) ?? []).filter((pkg) => !distance.has(pkg))
  }
  return (fn) => distance.get(fn.file.package) ?? 0
}

/** `cut` gets the root when it is too large to evaluate whole: routes may be missing. */
export function enterRoot(run: Run, root: FunctionValue, cut: Cut[], budget = ROOT_BUDGET): void {
  run.budget = budget
  noteMayServe(run, enterFunction(run, undefined, root, [], undefined))
  const { name, file, syntax } = root.entity
  if (run.budget < 0) cut.push({ name, file, at: syntax.at })
}

/** Functions in a literal of a struct, at any depth. */
function functionsIn(value: Value, depth: number): FunctionValue[] {
  if (depth === 0) return []
  return options(value).flatMap((v): FunctionValue[] => {
    if (v.kind === 'function') return [v]
    if (v.kind === 'instance') return [...v.fields.values()].flatMap((b) => functionsIn(b.value, depth - 1))
    return v.kind === 'list' ? v.elements.flatMap((e) => functionsIn(e, depth - 1)) : []
  })
}

function holdsFunctions({ declaration }: ValueEntity): boolean {
  let composite = false
  let named = false
  for (const value of declaration.values)
    walkExpression(value, (e) => {
      if (e.kind === 'composite') composite = true
      if (e.kind === 'function' || e.kind === 'name' || e.kind === 'selector') named = true
      return e.kind !== 'function'
    })
  return composite && named
}

/** Names that stand somewhere as a value, not as what is called. */
function handedOver(program: Program): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (e: Expression): boolean | undefined => {
    if (e.kind === 'call') {
      for (const arg of e.args) note(arg)
    } else if (e.kind === 'composite') for (const { value } of e.elements) note(value)
    return undefined
  }
  const note = (e: Expression) => {
    if (e.kind === 'name' || e.kind === 'selector') names.add(e.name)
  }
  for (const fn of program.functions)
    walkStatements(fn.syntax.body ?? [], visit, (s) => {
      if (s.kind === 'assign') for (const e of s.right) note(e)
      if (s.kind === 'return') for (const e of s.values) note(e)
      return undefined
    })
  for (const pkg of program.packages.values())
    for (const entity of pkg.scope.values())
      if (entity.kind === 'value') for (const e of entity.declaration.values) walkExpression(e, visit)
  return names
}
