// The state of an evaluation: one Run over a program, one Frame a function body under evaluation, and the journal that
// lets branches be taken one after the other and joined.

import type { Passage } from '../frameworks/called-middleware.ts'
import type { Gathered } from '../gathered.ts'
import type { Inquiry } from '../inquiry.ts'
import type { Library } from '../library/model.ts'
import type { FunctionEntity, Program, SourceFile, ValueEntity } from '../program.ts'
import type { Expression, Position } from '../syntax.ts'
import type { Type, TypeOracle } from '../types.ts'
import { type Binding, join, type Scope, type Value } from '../values.ts'
import type { Event, Flows, LoopBound, SetFields, Site } from './events.ts'
import type { Filled } from './filled.ts'
import type { Pages } from './pages.ts'
import type { Fruitless } from './recall.ts'
import type { Undecided } from './undecided.ts'

/**
 * summary: each function once, parameters symbolic; gives calls, effects and flows.
 * registration: from a main function, following routers; gives router logs.
 * guard: one middleware or handler, following the request; gives its exits.
 */
export type RunMode = 'summary' | 'registration' | 'guard'

/** How a request that brings nothing is asked again: see `direct`, `brings` and `bare`. */
export type Asking = 'directly' | 'ofSomebody' | 'barely'

export interface Run {
  readonly mode: RunMode
  readonly program: Program
  readonly types: TypeOracle
  readonly library: Library
  readonly flows: Flows
  readonly record: (event: Event) => void
  /** Functions that a registration run enters even with nothing of interest in their arguments. */
  readonly relevant: ReadonlySet<FunctionEntity>
  /** What `value` can be, as far as the summary knows; a registration asks when it must have a function or a router. */
  readonly sources: ((value: Value) => readonly Value[]) | undefined
  /** Writes since each open branch began: binding → its value before. */
  readonly journals: Journal[]
  /** Frames under evaluation, outermost first. */
  readonly stack: Frame[]
  /** Expressions that may still be evaluated in this root; see BUDGET. */
  budget: number
  /** Package variables being worked out, one for the other. */
  globalsUnderWay: number
  /** A function was handed to a callee that only the flows of the whole program tell. */
  unfollowed: boolean
  /** Functions whose bodies were evaluated. */
  readonly entered: Set<FunctionEntity>
  /** What a registration spent for nothing, by function and what it was given. */
  readonly fruitless: Map<string, Fruitless>
  /** Rows with something to run that were put into tables, which a registration may read later. */
  stores: number
  /** Models keep what they collect here, by model id. */
  readonly collected: Map<string, unknown>
  readonly globals: Map<object, Value>
  /** What other functions add to lists and maps, where requests are judged. */
  readonly gathered: Gathered | undefined
  /** Package variables that a registration fills. */
  readonly tables: Map<ValueEntity, Binding>
  /** Statements whose text is a parameter, by place: the functions whose parameters it is made of. */
  readonly textOwners: Map<string, Set<FunctionEntity>>
  /** Functions that send such a text: entered for each caller. */
  readonly textHelpers: ReadonlySet<FunctionEntity>
  readonly pages: Pages
  /** Texts of files that `//go:embed` puts into variables, by path. */
  readonly embedded: ReadonlyMap<string, string>
  /** What is asked of the request's method and path, where a handler is followed for some of its requests. */
  readonly inquiry: Inquiry | undefined
  /** What earlier handlers kept for a request that brings nothing, by name; undefined where any request is meant. */
  readonly kept: ReadonlyMap<string, Value> | undefined
  /** What a library's middleware does to a request, where guards are judged. */
  readonly passage: ((middleware: Value) => Passage) | undefined
  /** Only what is absent itself finds nothing, not what is made of it. */
  readonly direct: boolean
  /** The same request, of somebody who brings whatever is asked for: what happens to it too is not for lack of that. */
  readonly brings: boolean
  /** It lacks what only browsers send, too. */
  readonly bare: boolean
  /** Conditions that a request which brings nothing meets and nothing in view decides, by place. */
  readonly undecided: Map<string, Undecided>
  /** Those of them that this run takes for true, or for false. */
  readonly assumptions: ReadonlyMap<string, boolean>
  /** What fields of structs hold, of which a condition has taken some out for as long as this request lasts. */
  readonly narrowed: Map<Binding, Value>
  /** What this evaluation keeps for later handlers, by name. */
  readonly keeping: Map<string, Binding>
  /** Of structs that somebody else was given, by their fields: what he may have filled. */
  readonly shared: WeakMap<object, Filled>
  /** The same, before the request came. */
  readonly sharedBefore: WeakMap<object, Filled> | undefined
  /** What the program sets after it was written out, where a registration reads rows of tables. */
  readonly setFields: SetFields | undefined
  /** Structs that this evaluation made, or those before it of the same request, by their fields. */
  readonly made: WeakSet<object>
  /** What was kept each time the request was handed on. */
  readonly handedOver: ReadonlyMap<string, Value>[]
  /** Path state of a guard run: which answers the request has had on the ways that lead here. */
  paths: ReadonlySet<string>
}

/** Values are followed as the code runs, once: elsewhere one that is assigned again may be any. */
export const followsAsRun = (run: Run): boolean => run.mode === 'registration' || run.kept !== undefined || run.inquiry !== undefined

export const BUDGET = 60_000

export interface Loop {
  readonly bound: LoopBound
  readonly at: Position
  /** Names that differ from element to element. */
  readonly names: Set<string>
  /** Each turn is taken: what a turn adds is counted. */
  readonly unrolled: boolean
  /** Calls whose failure makes it turn again. */
  readonly retried?: ReadonlySet<Position>
}

export interface Condition {
  /** Source text; negated ones begin with `!(`. */
  readonly text: string
  /** Path of the file that it stands in. */
  readonly file: string
  readonly at: Position
  /** Settings that it asks for, where routes are registered. */
  readonly settings?: readonly string[]
}

/** What is asked, and where. */
export const conditionKey = ({ file, at, text }: Pick<Condition, 'file' | 'at' | 'text'>): string => `${file} ${at} ${text}`

export interface Frame {
  readonly fn: FunctionEntity
  readonly file: SourceFile
  readonly scope: Scope
  readonly parent: Frame | undefined
  /** Site of the call in the parent frame. */
  readonly callSite: Site | undefined
  readonly loops: Loop[]
  readonly arms: string[]
  readonly conditions: Condition[]
  /** Names assigned more than once: a condition on them is never decided. */
  readonly mutable: ReadonlySet<string>
  /** One entry a return statement. */
  readonly returns: (readonly Value[])[]
  /** Of a request that brings nothing: those of them whose last value, an error, can be nil. */
  readonly sound: (readonly Value[])[]
  /** Exits of a guard run: path states with the returned values; `panics` where nobody recovers. */
  readonly exits: {
    readonly paths: ReadonlySet<string>
    readonly values: readonly Value[]
    readonly conditions: readonly Condition[]
    readonly panics?: true
  }[]
  /** Ways that left a labelled statement from inside, by its label. */
  readonly escapes: Map<string, Set<string>>
  /** The call evaluated last, with what it called. */
  lastCall: { readonly expression: Expression; readonly callee: Value } | undefined
  /** The last call that looked for nothing, and found nothing to fill its destinations with. */
  foundNothing?: Expression
  deferred: boolean
  inGoroutine: boolean
  inTransaction: boolean
  /** Some way has left it already, and its caller goes on. */
  mayHaveLeft: boolean
  /** Closures made here, and whether something ran them. */
  readonly closures: Map<FunctionEntity, { readonly value: Value; ran: number }>
}

export function childScope(parent: Scope | undefined): Scope {
  return { parent, bindings: undefined, types: undefined }
}

/** The frame is evaluated for a caller, with that caller's values, and not for itself. */
export function isInlined(run: Run, frame: Frame): boolean {
  const root = run.stack[0]
  return root !== undefined && outermost(root.fn) !== outermost(frame.fn)
}

export function outermost(fn: FunctionEntity): FunctionEntity {
  return fn.outer ? outermost(fn.outer) : fn
}

export function lookup(scope: Scope | undefined, name: string): Binding | undefined {
  for (let at = scope; at; at = at.parent) {
    const binding = at.bindings?.get(name)
    if (binding) return binding
  }
  return undefined
}

export function lookupType(scope: Scope | undefined, name: string): Type | undefined {
  for (let at = scope; at; at = at.parent) {
    const type = at.types?.get(name)
    if (type) return type
  }
  return undefined
}

/** What an arm wrote, with what stood there before. */
interface Journal {
  readonly writes: Map<Binding, Value>
  /** How many variables there were when it began: later ones are its own, and nobody else's to take back. */
  readonly since: number
}

let declared = 0

export function declare(scope: Scope, name: string, value: Value): void {
  if (name === '_') return
  scope.bindings ??= new Map()
  scope.bindings.set(name, { value, born: ++declared })
}

export function declareType(scope: Scope, name: string, type: Type): void {
  scope.types ??= new Map()
  scope.types.set(name, type)
}

export function assign(run: Run, binding: Binding, value: Value): void {
  const journal = run.journals[run.journals.length - 1]
  const own = journal !== undefined && (binding.born ?? 0) > journal.since
  if (journal && !own && !journal.writes.has(binding)) journal.writes.set(binding, binding.value)
  binding.value = value
  run.pages.bindings.delete(binding)
}

export type Flow = 'next' | 'return' | 'break' | 'continue'

/** Takes each arm from the same start and joins what they leave behind. `givesUp`: who leaves here is never heard of again. */
export function alternatives(run: Run, arms: readonly (() => Flow)[], givesUp = false): Flow {
  const start = run.paths
  const live: { readonly flow: Flow; readonly after: ReadonlyMap<Binding, Value>; readonly paths: ReadonlySet<string> }[] = []
  for (const arm of arms) {
    const journal = new Map<Binding, Value>()
    run.journals.push({ writes: journal, since: declared })
    const flow = arm()
    run.journals.pop()
    // What it wrote is taken back, and kept where the journal held what was there before.
    for (const [binding, before] of journal) {
      journal.set(binding, binding.value)
      binding.value = before
    }
    if (flow !== 'return') live.push({ flow, after: journal, paths: run.paths })
    run.paths = start
  }
  const [only, ...more] = live
  if (!only) return 'return'
  const frame = run.stack[run.stack.length - 1]
  if (frame && live.length < arms.length && !givesUp) frame.mayHaveLeft = true
  const touched = more.length === 0 ? only.after.keys() : new Set(live.flatMap((o) => [...o.after.keys()]))
  for (const binding of touched) {
    let value = only.after.get(binding) ?? binding.value
    for (const { after } of more) value = join(value, after.get(binding) ?? binding.value)
    assign(run, binding, value)
  }
  const going = live.filter((o) => o.flow === 'next')
  run.paths = joinPaths(going.length > 0 ? going : live, only.paths)
  if (going.length > 0) return 'next'
  return live.every((o) => o.flow === 'break') ? 'break' : 'continue'
}

function joinPaths(ways: readonly { readonly paths: ReadonlySet<string> }[], first: ReadonlySet<string>): ReadonlySet<string> {
  // Sets of paths are never changed, so that ways that added nothing have the very same.
  return ways.every((way) => way.paths === first) ? first : new Set(ways.flatMap((way) => [...way.paths]))
}

const WIDTH: Readonly<Record<LoopBound, number>> = { constant: 0, batch: 1, page: 2, unknown: 3, data: 4 }

export function widest(loops: readonly { readonly bound: LoopBound }[]): LoopBound | undefined {
  let found: LoopBound | undefined
  for (const loop of loops) if (!found || WIDTH[loop.bound] > WIDTH[found]) found = loop.bound
  return found
}

/** Two sites one inside the other: a closure run by a helper that a function called. */
export function nestSites(outer: Site, inner: Site): Site {
  const bounds = [outer.loopBound, inner.loopBound].flatMap((bound) => (bound ? [{ bound }] : []))
  return {
    at: outer.at,
    endLine: outer.endLine,
    loopDepth: outer.loopDepth + inner.loopDepth,
    loopBound: widest(bounds),
    perElement: outer.perElement || inner.perElement,
    inGoroutine: outer.inGoroutine || inner.inGoroutine,
    deferred: outer.deferred || inner.deferred,
    retried: outer.retried || inner.retried,
    inTransaction: outer.inTransaction || inner.inTransaction,
    arms: outer.arms,
  }
}
