// Variables and assignments: what a place holds from then on.

import { absentPart, assertionHolds, isAnonymous, isFailure } from '../anonymous.ts'
import { emptyBuffer } from '../library/text-buffers.ts'
import type { ValueEntity } from '../program.ts'
import type { Expression, Statement } from '../syntax.ts'
import { pointerless, type Type, UNKNOWN_TYPE } from '../types.ts'
import {
  concat,
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
import { siteOf } from './calls.ts'
import { computed } from './computed.ts'
import { noteDroppedError } from './dropped-errors.ts'
import { noteElement } from './elements.ts'
import { evaluate, hasKey, localTypes } from './expressions.ts'
import { assign, declare, type Frame, followsAsRun, lookup, type Run } from './frame.ts'
import { setField } from './members.ts'
import { markPage } from './pages.ts'
import { noteStore } from './recall.ts'
import { noteRow } from './rows.ts'
import { noteElementReplaced, noteReplaced, noteSet } from './set-fields.ts'
import { calledIn } from './statements.ts'
import { longest } from './tables.ts'

export function runVariable(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'variable' }): void {
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

/** `exact`: flags and numbers too are what they are at first; otherwise somebody may set them before they are read. */
export function zero(type: Type | undefined, run: Run, at: number, exact = isAnonymous(run) || run.inquiry !== undefined): Value {
  if (!type) return unknown('unknown-name')
  const shape = run.types.underlying(type)
  if (exact) {
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
  if (shape.kind === 'slice' || run.library.isList(type)) return { kind: 'list', elements: [], type, open: false }
  if (run.library.isBuffer(type) && type.kind !== 'pointer') return emptyBuffer(type, at)
  // What fills it is seen as the code runs.
  if ((run.mode === 'registration' || isAnonymous(run)) && type.kind === 'named' && shape.kind === 'struct')
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

export function runAssign(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'assign' }): void {
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
  const inLoop = target.kind === 'name' && scope.bindings?.has(target.name) === true
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
      const existing = define ? scope.bindings?.get(target.name) : lookup(scope, target.name)
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
      noteSet(run, owner, target.name)
      for (const option of options(owner)) setField(run, option, target.name, value, run.journals.length > 0)
      if (target.of.kind === 'name') fillParameter(run, scope, target.of.name, owner, target.name, value)
      if (value.kind === 'function' && target.of.kind === 'name') noteStory(run, frame, owner, target, value)
      return
    }
    case 'index': {
      const base = target.of
      const binding = base.kind === 'name' ? lookup(scope, base.name) : undefined
      const key = target.indices[0] ? evaluate(run, frame, scope, target.indices[0]) : NIL
      const held = binding?.value ?? (run.mode === 'registration' ? NIL : evaluate(run, frame, scope, base))
      noteRow(run, frame, scope, base, held, { key, value })
      noteElementReplaced(run, held)
      if (binding?.value.kind === 'mapping')
        assign(run, binding, {
          ...binding.value,
          entries: [...binding.value.entries, { key, value }],
          open: binding.value.open || frame.loops.some((l) => !l.unrolled),
        })
      else if (binding?.value.kind === 'list') assign(run, binding, withElement(frame, binding.value, key, value))
      else if (!binding && run.mode === 'registration') storeRow(run, frame, scope, base, key, value)
      else noteElement(run, held, value)
      return
    }
    case 'unary':
      if (target.op === '*' && target.of.kind === 'name') {
        const binding = lookup(scope, target.of.name)
        if (binding) noteReplaced(run, typeOf(binding.value))
        if (binding && binding.value.kind !== 'symbolic') assign(run, binding, value)
      } else {
        // `*s.config = given`: what it points to gets all of its fields.
        const held = evaluate(run, frame, scope, target.of)
        noteReplaced(run, typeOf(held))
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
