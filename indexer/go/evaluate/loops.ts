// Loops: once, with what differs from turn to turn noted; a list in view turn by turn. How often they turn is their bound.

import { isAbsent, isAnonymous, truth } from '../anonymous.ts'
import { isSent } from '../data/library-texts.ts'
import { guardNotes } from '../guard-paths.ts'
import type { Expression, Statement } from '../syntax.ts'
import { pointerless, type Type } from '../types.ts'
import { constantText, type Entry, options, type Scope, typed, typeOf, type Value } from '../values.ts'
import { mentions, walkExpression, words } from '../walk.ts'
import { store } from './assignments.ts'
import { countedList } from './counted.ts'
import type { LoopBound } from './events.ts'
import { elementOf, evaluate } from './expressions.ts'
import { alternatives, childScope, declare, type Flow, type Frame, followsAsRun, type Run } from './frame.ts'
import { isPage } from './pages.ts'
import { retriedCalls } from './retries.ts'
import { runBlock, runStatement } from './statements.ts'
import { givesRows, listsRoutes, longest } from './tables.ts'

export function runLoop(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'for' | 'range' }): Flow {
  const inner = childScope(scope)
  const names = new Set<string>()
  let bound: LoopBound
  if (s.kind === 'range') {
    const of = evaluate(run, frame, inner, s.of)
    if (isAbsent(of) || (of.kind === 'nil' && run.mode !== 'summary')) return 'next'
    bound = isPage(run, frame, inner, s.of) ? 'page' : rangeBound(run, of, s.of)
    const bind = (target: Expression | undefined, value: Value) => {
      if (!target) return
      if (target.kind === 'name') names.add(target.name)
      store(run, frame, inner, target, value, s.define)
    }
    const element = elementOf(run, of)
    if (followsAsRun(run) && of.kind === 'list' && !of.open && of.elements.length === 0) return 'next'
    const turns = turnsOf(run, frame, of)
    if (turns)
      return runTurns(
        run,
        frame,
        inner,
        s,
        names,
        turns,
        ({ key, value }) => {
          bind(s.key, key)
          bind(s.value, value)
        },
        ({ sure }) => sure,
      )
    bind(s.key, of.kind === 'mapping' || rangesOverKeys(run, of) ? element.key : typed({ kind: 'basic', name: 'int' }))
    bind(s.value, element.value)
  } else {
    if (s.init) runStatement(run, frame, inner, s.init)
    if (s.init?.kind === 'assign') for (const e of s.init.left) if (e.kind === 'name') names.add(e.name)
    const counted = countedList(s)
    const numbers = counted && numbersOf(run, evaluate(run, frame, inner, counted.list))
    if (counted && numbers)
      return runTurns(run, frame, inner, s, names, counted.backwards ? numbers.toReversed() : numbers, (value) => {
        declare(inner, counted.name, { kind: 'number', value })
      })
    const flow = workList(run, frame, inner, s)
    if (flow) return flow
    if (s.condition && isAbsent(evaluate(run, frame, inner, s.condition))) return 'next'
    // What is read from the rows differs from turn to turn.
    if (readsRows(run, frame, inner, s.condition))
      walkExpression(s.condition, (e) => {
        if (e.kind === 'name') names.add(e.name)
        return undefined
      })
    bound = countedBound(run, frame, inner, s)
  }
  frame.loops.push({ bound, at: s.at, names, unrolled: false, ...(triesAgain(s) && { retried: retriedCalls(s) }) })
  const body = () => {
    const flow = runBlock(run, frame, childScope(inner), s.body)
    if (s.kind === 'for' && s.post) runStatement(run, frame, inner, s.post)
    return flow === 'break' || flow === 'continue' ? ('next' as const) : flow
  }
  const endless = s.kind === 'for' && !s.condition
  const flow = endless ? alternatives(run, [body]) : alternatives(run, [body, () => 'next'])
  frame.loops.pop()
  return endless && flow === 'return' && !breaks(s.body) ? 'return' : 'next'
}

/** `for len(queue) > 0`: what a registration works off, and adds to, turn by turn, as long as the list is in view. */
function workList(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'for' }): Flow | undefined {
  const { condition } = s
  const list =
    condition?.kind === 'binary' && condition.left.kind === 'call' && words(condition.left.callee) === 'len'
      ? condition.left.args[0]
      : undefined
  if (run.mode !== 'registration' || s.init || s.post || !condition || !list) return undefined
  const holds = () => truth(evaluate(run, frame, scope, condition)) === true
  const rows = evaluate(run, frame, scope, list)
  if (rows.kind !== 'list' || rows.open || !rows.elements.some((e) => e.kind === 'instance' || worthUnrolling(run, e)) || !holds())
    return undefined
  frame.loops.push({ bound: 'constant', at: s.at, names: new Set(), unrolled: true })
  let flow: Flow = 'next'
  for (let turn = 0; turn < MAX_ROUTES && holds(); turn++) {
    flow = runBlock(run, frame, childScope(scope), s.body)
    if (flow === 'return' || flow === 'break') break
  }
  frame.loops.pop()
  return flow === 'return' ? 'return' : 'next'
}

/** The body once for each turn, one after the other. */
function runTurns<T>(
  run: Run,
  frame: Frame,
  scope: Scope,
  s: Statement & { kind: 'for' | 'range' },
  names: Set<string>,
  turns: readonly T[],
  bind: (turn: T) => void,
  sure: (turn: T) => boolean = () => true,
): Flow {
  frame.loops.push({ bound: 'constant', at: s.at, names, unrolled: true })
  let flow: Flow = 'next'
  const take = (turn: T) => {
    bind(turn)
    return runBlock(run, frame, childScope(scope), s.body)
  }
  const perhaps = (turn: T) => () => {
    const taken = take(turn)
    return taken === 'return' ? taken : 'next'
  }
  for (const turn of turns) {
    flow = sure(turn) ? take(turn) : alternatives(run, [perhaps(turn), () => 'next'])
    if (flow === 'return' || flow === 'break') break
  }
  frame.loops.pop()
  return flow === 'return' ? 'return' : 'next'
}

/** The numbers of what a list in view holds, where going through it one by one tells something. */
function numbersOf(run: Run, list: Value): readonly number[] | undefined {
  if (list.kind !== 'list' || list.open || list.elements.length > MAX_TURNS) return undefined
  const telling = list.elements.length === 0 ? followsAsRun(run) : list.elements.some((e) => worthUnrolling(run, e))
  return telling ? list.elements.map((_, i) => i) : undefined
}

/** What goes over a collection tries others, not again. */
const triesAgain = (s: Statement & { kind: 'for' | 'range' }): boolean => s.kind === 'for' || s.of.kind === 'number'

/** A list or map in view is walked element by element, so that route tables and register functions in a slice are seen. */
function turnsOf(run: Run, frame: Frame, given: Value): readonly Turn[] | undefined {
  const registers = run.mode === 'registration' || run.inquiry !== undefined
  const of = registers ? longest(given) : given
  if (of.kind !== 'list' && of.kind !== 'mapping') return undefined
  // Rows that a registration knows are registered, whatever may follow them.
  if (of.open && !of.perhaps && !registers) return undefined
  const turns = turnsIn(of)
  if (turns.length === 0 || turns.length > (run.mode === 'registration' ? MAX_ROUTES : MAX_TURNS)) return undefined
  const telling =
    turns.some(({ key, value }) => worthUnrolling(run, value) || (of.kind === 'mapping' && worthUnrolling(run, key))) ||
    (of.kind === 'list' && isTable(run, frame, of.elements))
  return telling ? turns : undefined
}

function turnsIn(of: Value & { kind: 'list' | 'mapping' }): readonly Turn[] {
  const turn = (sure: boolean) => (entry: Entry) => ({ ...entry, sure })
  if (of.kind === 'mapping') return [...of.entries.map(turn(true)), ...(of.perhaps ?? []).map(turn(false))]
  const numbered = (value: Value, i: number): Entry => ({ key: { kind: 'number', value: i }, value })
  const known = of.elements.length
  return [...of.elements.map(numbered).map(turn(true)), ...(of.perhaps ?? []).map((v, i) => numbered(v, known + i)).map(turn(false))]
}

/** One turn of a loop; not `sure` where what it is taken for may not stand there. */
interface Turn extends Entry {
  readonly sure: boolean
}

const MAX_TURNS = 64
/** Rows of a route table. */
const MAX_ROUTES = 512

/** Structs in structs, of which some point back to where they hang. */
const MAX_NESTED = 4

function worthUnrolling(run: Run, v: Value, depth = MAX_NESTED): boolean {
  return (
    // A guard's list of paths decides for each route, and so does what a route says of itself; a list of roles, by who asks.
    (run.mode === 'guard' && (constantText(v) !== undefined || v.kind === 'mapping') && (guardNotes(run).asksPath || isAnonymous(run))) ||
    v.kind === 'function' ||
    v.kind === 'libraryFunction' ||
    v.kind === 'model' ||
    v.kind === 'interfaceMethod' ||
    (v.kind === 'instance' && run.mode === 'registration' && (listsRoutes(run, v.type) || registersRoutes(run, v.type))) ||
    (v.kind === 'instance' && depth > 0 && [...v.fields.values()].some((b) => worthUnrolling(run, b.value, depth - 1))) ||
    // A part of an application with its own table of routes.
    (run.mode === 'registration' && v.kind === 'list' && depth > 0 && v.elements.some((e) => worthUnrolling(run, e, depth - 1)))
  )
}

/** A part of an application that registers its own routes, or has a table of them. */
function registersRoutes(run: Run, type: Type): boolean {
  const at = pointerless(type)
  return (
    at.kind === 'named' &&
    [...at.entity.methods.values()].some((m) => run.relevant.has(m) || givesRows(run, run.types.signature(m).results))
  )
}

const MAX_TEXTS = 16

/** A table of texts, as statements are made of: which text goes with which only the turns tell. */
function isTable(run: Run, frame: Frame, rows: readonly Value[]): boolean {
  if (run.mode !== 'summary' || rows.length > MAX_TEXTS || frame.loops.some((l) => l.unrolled)) return false
  const texts = (row: Value): number => {
    const parts = row.kind === 'list' ? row.elements : row.kind === 'instance' ? [...row.fields.values()].map((f) => f.value) : []
    return parts.filter((p) => constantText(p) !== undefined).length
  }
  return rows.length > 1 && rows.every((row) => texts(row) > 1)
}

function breaks(body: readonly Statement[]): boolean {
  return body.some((s) => {
    if (s.kind === 'branch') return s.word === 'break'
    if (s.kind === 'if') return breaks(s.then) || breaks(s.else ?? [])
    if (s.kind === 'block' || s.kind === 'labeled') return breaks(s.body)
    if (s.kind === 'switch') return s.cases.some((c) => c.body.some((x) => x.kind === 'branch' && x.label))
    return false
  })
}

/** What a client sent by names is a map, whatever type a library gives it. */
function rangesOverKeys(run: Run, of: Value): boolean {
  const sent = of.kind === 'symbolic' && of.origin.kind === 'library' && typeOf(of).kind === 'unknown' && isSent(of.origin)
  return sent || run.types.underlying(typeOf(of)).kind === 'map'
}

function rangeBound(run: Run, of: Value, syntax: Expression): LoopBound {
  // Listeners, handlers, steps: as many as the code registers.
  if (holdsFunctions(run, elementOf(run, of).value)) return 'constant'
  if (options(of).every((o) => (o.kind === 'list' && !o.open) || o.kind === 'nil')) return 'constant'
  if (of.kind === 'mapping' && !of.open && of.entries.length > 0) return 'constant'
  if (of.kind === 'number') return 'constant'
  const shape = run.types.underlying(typeOf(of))
  if (shape.kind === 'array') return 'constant'
  if (shape.kind === 'pointer' && run.types.underlying(shape.of).kind === 'array') return 'constant'
  // A slice of slices is what cutting into batches gives.
  if (shape.kind === 'slice' && run.types.underlying(shape.of).kind === 'slice') return 'batch'
  if (syntax.kind === 'call' && /chunk|batch/i.test(words(syntax.callee))) return 'batch'
  if (shape.kind === 'channel' || shape.kind === 'func') return 'unknown'
  if (shape.kind === 'basic' && shape.name.startsWith('int')) return 'unknown'
  return syntax.kind === 'composite' ? 'constant' : 'data'
}

/** `for rows.Next()` */
function readsRows(run: Run, frame: Frame, scope: Scope, c: Expression | undefined): boolean {
  if (c?.kind !== 'call' || c.callee.kind !== 'selector' || c.callee.name !== 'Next') return false
  return options(evaluate(run, frame, scope, c.callee.of)).some((o) => run.library.isCursor(typeOf(o)))
}

function holdsFunctions(run: Run, element: Value): boolean {
  const shape = run.types.underlying(pointerless(typeOf(element)))
  if (shape.kind === 'func' || element.kind === 'function') return true
  return shape.kind === 'struct' && shape.fields.some((f) => run.types.underlying(run.types.resolve(f.type, shape.file)).kind === 'func')
}

function countedBound(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'for' }): LoopBound {
  const c = s.condition
  if (readsRows(run, frame, scope, c)) {
    const cursor = c?.kind === 'call' && c.callee.kind === 'selector' ? c.callee.of : undefined
    return cursor && isPage(run, frame, scope, cursor) ? 'page' : 'data'
  }
  if (c?.kind !== 'binary' || !s.init) return 'unknown'
  // `i += size`: many elements a turn.
  const step = s.post?.kind === 'assign' && s.post.op === '+=' ? s.post.right[0] : undefined
  if (step && !(step.kind === 'number' && step.text === '1')) return 'batch'
  const limit = c.op === '<' || c.op === '<=' || c.op === '!=' ? c.right : c.left
  if (limit.kind === 'call' && limit.callee.kind === 'name' && limit.callee.name === 'len' && limit.args[0])
    return rangeBound(run, evaluate(run, frame, scope, limit.args[0]), limit.args[0])
  return evaluate(run, frame, scope, limit).kind === 'number' && !mentions(limit, frame.mutable) ? 'constant' : 'unknown'
}
