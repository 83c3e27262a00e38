// Statements, in order: variables, branches taken one by one and joined, loops once, returns kept.

import { absentEquality, absentPart, assertionHolds, handOver, isAnonymous, isFailure, truth } from '../anonymous.ts'
import { passes } from '../guard-paths.ts'
import { askedEquality } from '../inquiry.ts'
import { emptyBuffer } from '../library/text-buffers.ts'
import type { ValueEntity } from '../program.ts'
import type { Expression, Statement } from '../syntax.ts'
import { pointerless, printType, type Type, UNKNOWN_TYPE } from '../types.ts'
import {
  concat,
  constantText,
  type FunctionValue,
  IN_LOOP,
  join,
  NIL,
  options,
  type Scope,
  text,
  typed,
  typeOf,
  unknown,
  type Value,
  withMethodsOf,
} from '../values.ts'
import { mentions, walkExpression, words } from '../walk.ts'
import { runDeferred, siteOf, spawn } from './calls.ts'
import { computed } from './computed.ts'
import { noteDroppedError } from './dropped-errors.ts'
import { noteElement } from './elements.ts'
import { evaluate, hasKey, localTypes } from './expressions.ts'
import { alternatives, assign, childScope, declare, type Flow, type Frame, followsAsRun, lookup, type Run } from './frame.ts'
import { runLoop } from './loops.ts'
import { setField } from './members.ts'
import { constantEquality } from './operators.ts'
import { markPage } from './pages.ts'
import { isPanic, notePanic } from './panics.ts'
import { noteStore } from './recall.ts'
import { longest } from './tables.ts'
import { assumed } from './undecided.ts'
import { notePredicate, noteRefusal, noteSwitch } from './value-tests.ts'

export function runBlock(run: Run, frame: Frame, scope: Scope, statements: readonly Statement[]): Flow {
  const arms = frame.arms.length
  const conditions = frame.conditions.length
  let flow: Flow = 'next'
  let pending: Pending | undefined
  for (const [i, statement] of statements.entries()) {
    if (statement.kind === 'switch') noteSwitch(run, frame, scope, statement, statements[i + 1])
    if (pending && overwrites(statement, pending.name)) noteDroppedError(run, frame, pending.call, 'overwritten', pending.callee)
    flow = runStatement(run, frame, scope, statement)
    if (flow !== 'next') break
    pending = pendingError(frame, statement)
  }
  frame.arms.length = arms
  frame.conditions.length = conditions
  return flow
}

/** An error just put into a variable, with the call that gave it. */
interface Pending {
  readonly name: string
  readonly call: Expression
  readonly callee: Value
}

function pendingError(frame: Frame, s: Statement): Pending | undefined {
  if (s.kind !== 'assign' || s.right.length !== 1 || !frame.lastCall) return undefined
  const last = s.left[s.left.length - 1]
  const call = calledIn(s.right[0])
  if (last?.kind !== 'name' || last.name === '_' || call !== frame.lastCall.expression) return undefined
  return { name: last.name, call, callee: frame.lastCall.callee }
}

/** The call whose error an expression is: itself, or the one before `.Error`. */
function calledIn(e: Expression | undefined): Expression | undefined {
  if (e?.kind === 'call') return e
  return e?.kind === 'selector' && e.name === 'Error' && e.of.kind === 'call' ? e.of : undefined
}

/** The next statement gives the variable another value without looking at the first. */
function overwrites(s: Statement, name: string): boolean {
  if (s.kind !== 'assign' || (s.op !== ':=' && s.op !== '=')) return false
  return s.left.some((e) => e.kind === 'name' && e.name === name) && !s.right.some((e) => mentions(e, new Set([name])))
}

export function runStatement(run: Run, frame: Frame, scope: Scope, s: Statement): Flow {
  switch (s.kind) {
    case 'expression':
      evaluate(run, frame, scope, s.of)
      noteDroppedError(run, frame, s.of, 'ignored')
      if (isPanic(s.of)) notePanic(run, frame)
      return endsProcess(s.of) ? 'return' : 'next'
    case 'assign':
      runAssign(run, frame, scope, s)
      return 'next'
    case 'variable':
      runVariable(run, frame, scope, s)
      return 'next'
    case 'type': {
      const entity = {
        kind: 'type',
        name: s.declaration.name,
        file: frame.file,
        syntax: s.declaration,
        methods: new Map(),
        local: true,
      } as const
      scope.types.set(s.declaration.name, { kind: 'named', entity })
      return 'next'
    }
    case 'return':
      notePredicate(run, frame, scope, s)
      runReturn(run, frame, scope, s.values)
      return 'return'
    case 'if':
      return runIf(run, frame, scope, s)
    case 'for':
    case 'range':
      return runLoop(run, frame, scope, s)
    case 'switch':
      return runSwitch(run, frame, scope, s)
    case 'typeSwitch':
      return runTypeSwitch(run, frame, scope, s)
    case 'select':
      return alternatives(
        run,
        s.cases.map((c, i) => () => {
          const inner = childScope(scope)
          frame.arms.push(`${s.at}/${i}`)
          if (c.on) runStatement(run, frame, inner, c.on)
          const flow = runBlock(run, frame, inner, c.body)
          frame.arms.pop()
          return flow === 'break' ? 'next' : flow
        }),
      )
    case 'go':
      spawn(run, frame, scope, s.call)
      return 'next'
    case 'defer':
      runDeferred(run, frame, scope, s.call)
      return 'next'
    case 'block':
      return runBlock(run, frame, childScope(scope), s.body)
    case 'labeled': {
      const flow = runBlock(run, frame, scope, s.body)
      const escaped = frame.escapes.get(s.label)
      if (!escaped) return flow === 'break' || flow === 'continue' ? 'next' : flow
      // Some ways came out by the label, whatever the others did.
      frame.escapes.delete(s.label)
      run.paths = flow === 'return' ? escaped : new Set([...run.paths, ...escaped])
      return 'next'
    }
    case 'send':
      noteElement(run, evaluate(run, frame, scope, s.channel), evaluate(run, frame, scope, s.value))
      return 'next'
    case 'branch':
      if (s.label !== undefined && (s.word === 'break' || s.word === 'continue')) {
        frame.escapes.set(s.label, new Set([...(frame.escapes.get(s.label) ?? []), ...run.paths]))
        return 'return'
      }
      return s.word === 'break' ? 'break' : s.word === 'continue' ? 'continue' : s.word === 'goto' ? 'return' : 'next'
  }
}

/** Calls that do not come back. */
function endsProcess(e: Expression): boolean {
  if (e.kind !== 'call') return false
  if (isPanic(e)) return true
  return (
    e.callee.kind === 'selector' &&
    e.callee.of.kind === 'name' &&
    ((e.callee.of.name === 'os' && e.callee.name === 'Exit') || (e.callee.of.name === 'log' && /^Fatal/.test(e.callee.name)))
  )
}

function runReturn(run: Run, frame: Frame, scope: Scope, values: readonly Expression[]): void {
  let results: readonly Value[]
  let sound: readonly Value[] | undefined
  if (values.length === 0) {
    // Named results.
    results = frame.fn.syntax.results.flatMap((r) => (r.name ? [lookup(frame.scope, r.name)?.value ?? NIL] : []))
  } else if (values.length === 1 && values[0]) {
    const only = evaluate(run, frame, scope, values[0])
    const several = only.kind === 'tuple' || options(only).some((o) => o.kind === 'tuple')
    results = several ? frame.fn.syntax.results.map((_, i) => part(only, i)) : [only]
    if (several) sound = frame.fn.syntax.results.map((_, i) => part(only, i, true))
  } else results = values.map((v) => evaluate(run, frame, scope, v))
  frame.returns.push(results)
  const last = results[results.length - 1]
  if (isAnonymous(run) && last && !options(last).every(isFailure)) frame.sound.push(sound ?? results)
  frame.exits.push({ paths: run.paths, values: results, conditions: [...frame.conditions] })
  if (run.stack.length === 1 && passes(run.paths)) handOver(run)
}

function runVariable(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'variable' }): void {
  const { names, values, type: syntax } = s.declaration
  const type = syntax ? run.types.resolve(syntax, frame.file, localTypes(scope)) : undefined
  if (values.length === 1 && names.length > 1 && values[0]) {
    const only = evaluate(run, frame, scope, values[0])
    for (const [i, name] of names.entries()) declare(scope, name, part(only, i))
    return
  }
  for (const [i, name] of names.entries()) {
    const value = values[i]
    declare(scope, name, value ? withType(evaluate(run, frame, scope, value), type) : zero(type, run, s.at))
  }
}

/** A declared interface type says nothing that the value does not say better. */
function withType(value: Value, type: Type | undefined): Value {
  if (!type) return value
  return value.kind === 'unknown' ? { ...value, type } : withMethodsOf(value, type)
}

export function zero(type: Type | undefined, run: Run, at: number): Value {
  if (!type) return unknown('unknown-name')
  const shape = run.types.underlying(type)
  if (isAnonymous(run)) {
    if (shape.kind === 'pointer' || shape.kind === 'map' || shape.kind === 'channel' || run.types.isInterface(type))
      return { kind: 'nil', type }
    if (shape.kind === 'basic') {
      if (shape.name === 'bool') return { kind: 'boolean', value: false }
      if (shape.name === 'error' || shape.name === 'any') return { kind: 'nil', type }
      if (/^u?int|^float/.test(shape.name)) return { kind: 'number', value: 0, type }
    }
  }
  if (shape.kind === 'basic' && shape.name === 'string') return { ...text(''), ...(type.kind === 'named' ? { type } : {}) }
  if (shape.kind === 'func') return { kind: 'nil', type }
  if (shape.kind === 'slice') return { kind: 'list', elements: [], type, open: false }
  if (run.library.isBuffer(type) && type.kind !== 'pointer') return emptyBuffer(type, at)
  // What fills it is seen as the registration runs.
  if (run.mode === 'registration' && type.kind === 'named' && shape.kind === 'struct')
    return { kind: 'instance', type, fields: new Map(), at }
  return typed(type)
}

const fails = (of: Value): boolean => {
  const last = of.kind === 'tuple' ? of.elements[of.elements.length - 1] : undefined
  return last !== undefined && options(last).every(isFailure)
}

/** `sound`: where the error among the parts is nil. */
export function part(value: Value, index: number, sound = false): Value {
  if (value.kind === 'tuple') return (sound ? value.sound : undefined)?.[index] ?? value.elements[index] ?? unknown('unknown-name')
  const lacks = absentPart(value, index)
  if (lacks) return lacks
  if (value.kind === 'choice') {
    const possible = sound ? value.options.filter((o) => !fails(o)) : value.options
    return (possible.length > 0 ? possible : value.options).map((o) => part(o, index, sound)).reduce(join)
  }
  if (value.kind === 'symbolic' && value.origin.kind === 'library') return { ...value, type: UNKNOWN_TYPE }
  // `v, ok := m[k]`, `v, ok := x.(T)`, `v, ok := <-ch`
  return index === 0 ? value : typed({ kind: 'basic', name: 'bool' })
}

function runAssign(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'assign' }): void {
  const { left, right, op } = s
  const values: Value[] = []
  if (right.length === 1 && left.length > 1 && right[0]) {
    const only = evaluate(run, frame, scope, right[0])
    // Who takes the error looks at it before the rest.
    const asks = left[left.length - 1]
    const sound = !(asks?.kind === 'name' && asks.name === '_')
    for (let i = 0; i < left.length; i++) values.push(part(only, i, sound && i < left.length - 1))
    const [asserted] = right
    if (asserted.kind === 'assert' && asserted.type && followsAsRun(run)) {
      const holds = assertionHolds(
        evaluate(run, frame, scope, asserted.of),
        run.types.resolve(asserted.type, frame.file, localTypes(scope)),
      )
      if (holds !== undefined) values[1] = { kind: 'boolean', value: holds }
    }
    if (asserted.kind === 'index' && asserted.indices[0] && followsAsRun(run)) {
      const has = hasKey(evaluate(run, frame, scope, asserted.of), evaluate(run, frame, scope, asserted.indices[0]))
      if (has !== undefined) values[1] = { kind: 'boolean', value: has }
    }
  } else for (const e of right) values.push(evaluate(run, frame, scope, e))
  // `_ = f()` and `x, _ := f()`: the last result is the error.
  const last = left[left.length - 1]
  if (right.length === 1 && last?.kind === 'name' && last.name === '_') noteDroppedError(run, frame, calledIn(right[0]), 'blank')
  taint(frame, left, right)
  for (const [i, target] of left.entries()) {
    let value = values[i] ?? unknown('unknown-name')
    const source = right[right.length === 1 ? 0 : i]
    if (op === '+=' && source) {
      const before = evaluate(run, frame, scope, target)
      const sum = addTexts(before, words(target), value, words(source), typeOf(before))
      value = repeated(frame, scope, target, computed(run, frame, target.at, sum, [before, value]))
    } else if (op !== ':=' && op !== '=') {
      const before = evaluate(run, frame, scope, target)
      value = computed(run, frame, target.at, typed(typeOf(before)), [before, value])
    }
    store(run, frame, scope, target, value, op === ':=')
  }
  const [first] = left
  const sent = calledIn(right[0])
  if (first?.kind === 'name' && sent && run.pages.calls.has(sent)) markPage(run, scope, first.name)
}

/** A text that a loop adds to: how often is not known. */
function repeated(frame: Frame, scope: Scope, target: Expression, value: Value): Value {
  if (frame.loops.every((l) => l.unrolled)) return value
  const inLoop = target.kind === 'name' && scope.bindings.has(target.name)
  if (inLoop) return value
  return options(value)
    .map((v): Value => (v.kind === 'string' ? { ...v, partial: IN_LOOP } : v))
    .reduce(join)
}

/** String concatenation over alternatives; other additions keep only the type. */
export function addTexts(a: Value, aWords: string, b: Value, bWords: string, type: Type): Value {
  const textual = (v: Value) => options(v).some((o) => o.kind === 'string')
  if (!textual(a) && !textual(b)) {
    if (a.kind === 'number' && b.kind === 'number') return { kind: 'number', value: a.value + b.value }
    return typed(type.kind === 'unknown' ? typeOf(b) : type)
  }
  const combined: Value[] = []
  for (const x of options(a))
    for (const y of options(b))
      combined.push(
        concat([
          { value: x, text: aWords },
          { value: y, text: bWords },
        ]),
      )
  const [first, ...rest] = combined
  return first ? rest.reduce(join, first) : typed(type)
}

/** Inside a loop, what is computed from an element differs from element to element too. */
function taint(frame: Frame, left: readonly Expression[], right: readonly Expression[]): void {
  for (const loop of frame.loops)
    if (right.some((e) => mentions(e, loop.names)))
      for (const target of left)
        walkExpression(target, (e) => {
          if (e.kind === 'name' && e.name !== '_') loop.names.add(e.name)
          return e.kind !== 'index'
        })
}

export function store(run: Run, frame: Frame, scope: Scope, target: Expression, value: Value, define: boolean): void {
  switch (target.kind) {
    case 'name': {
      if (target.name === '_') return
      const existing = define ? scope.bindings.get(target.name) : lookup(scope, target.name)
      if (existing) assign(run, existing, value.kind === 'nil' ? nilOf(run, typeOf(existing.value), value) : value)
      else if (define) declare(scope, target.name, value)
      else storeGlobal(run, frame, target.name, value)
      return
    }
    case 'selector': {
      const owner = evaluate(run, frame, scope, target.of)
      if (owner.kind === 'package') {
        const entity = run.program.packageAt(owner.path)?.scope.get(target.name)
        if (entity?.kind === 'value') setGlobal(run, entity, value)
        return
      }
      for (const option of options(owner)) setField(run, option, target.name, value, run.journals.length > 0)
      if (target.of.kind === 'name') fillParameter(run, scope, target.of.name, owner, target.name, value)
      if (value.kind === 'function' && target.of.kind === 'name') noteStory(run, frame, owner, target, value)
      return
    }
    case 'index': {
      const base = target.of
      const binding = base.kind === 'name' ? lookup(scope, base.name) : undefined
      const key = target.indices[0] ? evaluate(run, frame, scope, target.indices[0]) : NIL
      if (binding?.value.kind === 'mapping')
        assign(run, binding, {
          ...binding.value,
          entries: [...binding.value.entries, { key, value }],
          open: binding.value.open || frame.loops.some((l) => !l.unrolled),
        })
      else if (binding?.value.kind === 'list') assign(run, binding, withElement(frame, binding.value, key, value))
      else if (!binding && run.mode === 'registration') storeRow(run, frame, scope, base, key, value)
      else noteElement(run, binding?.value ?? evaluate(run, frame, scope, base), value)
      return
    }
    case 'unary':
      if (target.op === '*' && target.of.kind === 'name') {
        const binding = lookup(scope, target.of.name)
        if (binding && binding.value.kind !== 'symbolic') assign(run, binding, value)
      } else {
        // `*s.config = given`: what it points to gets all of its fields.
        const held = evaluate(run, frame, scope, target.of)
        if (held.kind === 'instance' && value.kind === 'instance')
          for (const [name, field] of value.fields) setField(run, held, name, field.value, run.journals.length > 0)
      }
      return
    default:
      return
  }
}

/** `list[key] = value`; which place that is may not be known. */
function withElement(frame: Frame, list: Value & { kind: 'list' }, key: Value, value: Value): Value {
  const place = key.kind === 'number' && !list.open && frame.loops.every((l) => l.unrolled) ? key.value : -1
  if (place in list.elements) return { ...list, elements: list.elements.with(place, value) }
  return { ...list, elements: list.elements.filter((e) => e.kind !== 'nil'), open: true }
}

/** A map in a package variable or a field gets one more. */
function storeRow(run: Run, frame: Frame, scope: Scope, base: Expression, key: Value, value: Value): void {
  const held = longest(evaluate(run, frame, scope, base))
  noteElement(run, held, value)
  if (held.kind === 'mapping') store(run, frame, scope, base, { ...held, entries: [...held.entries, { key, value }] }, false)
}

/** `found = nil`: the variable stays what it is declared as. */
function nilOf(run: Run, type: Type, value: Value): Value {
  const shape = run.types.underlying(type)
  if (shape.kind === 'slice') return { kind: 'list', elements: [], type, open: false }
  return shape.kind === 'map' || shape.kind === 'pointer' ? { kind: 'nil', type } : value
}

/** `order.Lines = …` on a parameter: from here on it is an order whose lines are known to be there. */
function fillParameter(run: Run, scope: Scope, name: string, owner: Value, field: string, value: Value): void {
  if (owner.kind !== 'symbolic' || owner.origin.kind === 'library' || owner.origin.kind === 'field') return
  const member = run.types.member(owner.type, field)
  const shape = member?.kind === 'field' ? run.types.underlying(pointerless(member.type)) : UNKNOWN_TYPE
  const element = shape.kind === 'slice' ? run.types.underlying(pointerless(shape.of)) : shape
  const binding = lookup(scope, name)
  if (element.kind !== 'struct' || !binding) return
  assign(run, binding, { kind: 'instance', type: pointerless(owner.type), fields: new Map([[field, { value }]]), at: 0 })
}

/**
 * A closure put into a field of an object that lives for one request (`client.OnMessage = func …` in a socket's handler)
 * runs in that request's story, not in that of every other user of the field.
 */
function noteStory(run: Run, frame: Frame, owner: Value, target: Expression & { kind: 'selector' }, value: FunctionValue): void {
  if (run.mode !== 'summary' || value.entity.outer !== frame.fn || owner.kind !== 'symbolic' || owner.origin.kind === 'parameter') return
  const serves = frame.fn.syntax.params.some((p) => run.library.isRequest(run.types.resolve(p.type, frame.file, localTypes(frame.scope))))
  const member = run.types.member(owner.type, target.name)
  if (!serves || member?.kind !== 'field' || !member.owner) return
  run.flows.stories.add(value.entity)
  run.record({
    kind: 'call',
    caller: frame.fn,
    site: siteOf(run, frame, target),
    target: { kind: 'exact', fn: value.entity },
    via: undefined,
  })
}

function storeGlobal(run: Run, frame: Frame, name: string, value: Value): void {
  const entity = frame.file.package.scope.get(name)
  if (entity?.kind === 'value') setGlobal(run, entity, value)
}

function setGlobal(run: Run, entity: ValueEntity, value: Value): void {
  pushTo(run.flows.globals, entity, value)
  const table = run.tables.get(entity)
  if (table) {
    assign(run, table, value)
    noteStore(run, value)
  }
}

export function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (!list) map.set(key, [value])
  else if (list.length < 64) list.push(value)
}

function runIf(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'if' }): Flow {
  const inner = childScope(scope)
  if (s.init) runStatement(run, frame, inner, s.init)
  noteRefusal(run, frame, inner, s)
  const decided = decide(run, frame, inner, s.condition) ?? assumed(run, frame, inner, s.at, s.text, [s.condition])
  const arm = (name: string, condition: string, body: readonly Statement[] | undefined) => () => {
    if (!body) return 'next' as const
    frame.arms.push(`${s.at}/${name}`)
    frame.conditions.push({ text: condition, file: frame.file.syntax.path, at: s.at })
    const flow = runBlock(run, frame, childScope(inner), body)
    frame.arms.pop()
    frame.conditions.pop()
    return flow
  }
  const then = arm('then', s.text, s.then)
  const otherwise = arm('else', `!(${s.text})`, s.else)
  if (decided === true) return then()
  if (decided === false) return otherwise()
  const flow = alternatives(run, [then, otherwise])
  // What follows a branch that leaves runs only in the other arm.
  if (flow === 'next' && !s.else && leaves(s.then)) {
    frame.arms.push(`${s.at}/else`)
    if (!givesUp(run, frame, s.then)) frame.conditions.push({ text: `!(${s.text})`, file: frame.file.syntax.path, at: s.at })
  }
  return flow
}

/** The branch ends the process, or hands an error to a caller that will: what follows always runs in a program that serves. */
function givesUp(run: Run, frame: Frame, body: readonly Statement[]): boolean {
  const last = body[body.length - 1]
  if (last?.kind === 'expression') return true
  if (last?.kind !== 'return') return false
  const value = last.values[last.values.length - 1]
  const results = frame.fn.syntax.results
  const type = results[results.length - 1]?.type
  const error = type !== undefined && type.kind === 'name' && type.name === 'error' && run.mode === 'registration'
  return error && value !== undefined && !(value.kind === 'name' && value.name === 'nil')
}

function leaves(body: readonly Statement[]): boolean {
  const last = body[body.length - 1]
  if (!last) return false
  return (
    last.kind === 'return' ||
    (last.kind === 'branch' && last.word !== 'fallthrough') ||
    (last.kind === 'expression' && endsProcess(last.of))
  )
}

/** The condition's value, where constants that nothing changes decide it. */
function decide(run: Run, frame: Frame, scope: Scope, condition: Expression): boolean | undefined {
  const value = evaluate(run, frame, scope, condition)
  // A registration follows the code as it runs; elsewhere a closure may have changed what the condition reads.
  return followsAsRun(run) || !mentions(condition, frame.mutable) ? truth(value) : undefined
}

function runSwitch(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'switch' }): Flow {
  const inner = childScope(scope)
  if (s.init) runStatement(run, frame, inner, s.init)
  const tag = s.tag ? evaluate(run, frame, inner, s.tag) : undefined
  const constant = tag && (followsAsRun(run) || !mentions(s.tag, frame.mutable)) ? constantCase(tag) : undefined
  const arms: (() => Flow)[] = []
  let otherwise: (() => Flow) | undefined
  let decided = false
  for (const [i, c] of s.cases.entries()) {
    // Nothing is asked of the request after the case that it is.
    if (run.inquiry && decided && c.values) continue
    const values = (c.values ?? []).map((v) => evaluate(run, frame, inner, v))
    const test = c.values ? (s.tag ? `${s.text} is ${c.text}` : c.text) : `${s.text || 'switch'} is none of the cases`
    const arm = (): Flow => {
      frame.arms.push(`${s.at}/${i}`)
      frame.conditions.push({ text: test, file: frame.file.syntax.path, at: c.at })
      let flow = runBlock(run, frame, childScope(inner), c.body)
      const last = c.body[c.body.length - 1]
      const next = s.cases[i + 1]
      if (last?.kind === 'branch' && last.word === 'fallthrough' && next) flow = runBlock(run, frame, childScope(inner), next.body)
      frame.arms.pop()
      frame.conditions.pop()
      return flow === 'break' ? 'next' : flow
    }
    if (!c.values) {
      otherwise = arm
      continue
    }
    const hits = values.map((v) => caseHit(run, tag, constant, v))
    if (decided || hits.every((hit) => hit === false)) continue
    decided = hits.includes(true)
    const taken = decided ? undefined : assumed(run, frame, inner, c.at, test, [s.tag, ...c.values])
    if (taken === false) continue
    // What is taken for true is the only one.
    if (taken) {
      arms.length = 0
      decided = true
    }
    arms.push(arm)
  }
  if (!decided) arms.push(otherwise ?? (() => 'next'))
  const [only, ...more] = arms
  return only && more.length === 0 ? only() : alternatives(run, arms)
}

/** Whether a case is taken, where constants decide it. */
function caseHit(run: Run, tag: Value | undefined, constant: string | number | undefined, value: Value): boolean | undefined {
  if (!tag) return followsAsRun(run) ? truth(value) : undefined
  const equal = askedEquality(run, tag, value) ?? (isAnonymous(run) ? absentEquality(tag, value, '') : undefined)
  if (equal !== undefined) return equal
  const own = constantCase(value)
  if (constant !== undefined && own !== undefined) return own === constant
  return followsAsRun(run) && tag.kind === 'string' && value.kind === 'string' ? constantEquality(tag, value) : undefined
}

function constantCase(value: Value): string | number | undefined {
  return value.kind === 'number' ? value.value : constantText(value)
}

function runTypeSwitch(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'typeSwitch' }): Flow {
  const inner = childScope(scope)
  if (s.init) runStatement(run, frame, inner, s.init)
  const of = evaluate(run, frame, inner, s.of)
  const arms = s.cases.map((c, i) => (): Flow => {
    const body = childScope(inner)
    if (s.bind) {
      const [only] = c.types ?? []
      const value = c.types?.length === 1 && only ? typed(run.types.resolve(only, frame.file, localTypes(scope))) : of
      declare(body, s.bind, value)
    }
    frame.arms.push(`${s.at}/${i}`)
    const flow = runBlock(run, frame, body, c.body)
    frame.arms.pop()
    return flow === 'break' ? 'next' : flow
  })
  if (!s.cases.some((c) => !c.types) && !(followsAsRun(run) && isAmong(run, frame, scope, s, of))) arms.push(() => 'next')
  return alternatives(run, arms)
}

/** What the value is, one of the cases is for. */
function isAmong(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'typeSwitch' }, of: Value): boolean {
  const cases = s.cases.flatMap((c) => c.types ?? []).map((t) => run.types.resolve(t, frame.file, localTypes(scope)))
  const printed = new Set(cases.filter((t) => t.kind !== 'unknown' && !run.types.isInterface(t)).map(printType))
  return options(of).every((o) => o.kind !== 'nil' && printed.has(printType(typeOf(o))))
}
