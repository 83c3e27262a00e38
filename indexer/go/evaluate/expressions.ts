// Expressions to values. Names, selections, literals, conversions; calls are in calls.ts.

import { absent, isAbsent, sameBasic } from '../anonymous.ts'
import { inputAt, inputElement } from '../anonymous-request.ts'
import { asOwnContext } from '../frameworks/own-context.ts'
import { askedSlice } from '../inquiry.ts'
import { emptyBuffer } from '../library/text-buffers.ts'
import type { Expression } from '../syntax.ts'
import { argumentsOf, basic, type LocalTypes, pointerless, type Type, UNKNOWN_TYPE } from '../types.ts'
import {
  type Entry,
  type InstanceValue,
  isModel,
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
import { words } from '../walk.ts'
import { evaluateCall } from './calls.ts'
import { elementValue } from './elements.ts'
import { type Frame, followsAsRun, lookup, lookupType, type Run } from './frame.ts'
import { noteTypeArguments } from './generics.ts'
import { entityValue } from './globals.ts'
import { noteMade } from './made-under.ts'
import { copied, noteField, selectMember } from './members.ts'
import { constantEquality, evaluateBinary, evaluateUnary } from './operators.ts'

export function evaluate(run: Run, frame: Frame, scope: Scope, e: Expression): Value {
  if (--run.budget < 0) return unknown('budget')
  switch (e.kind) {
    case 'name':
      return evaluateName(run, frame, scope, e)
    case 'string':
      return e.value === ''
        ? text('')
        : { kind: 'string', parts: [e.value], from: { value: e.value, file: frame.file.syntax.path, at: e.at, raw: e.raw ?? false } }
    case 'number':
      return number(e.text)
    case 'selector':
      return evaluateSelector(run, frame, scope, e)
    case 'call':
      return evaluateCall(run, frame, scope, e)
    case 'composite':
      return evaluateComposite(run, frame, scope, e, e.type ? run.types.resolve(e.type, frame.file, localTypes(scope)) : UNKNOWN_TYPE)
    case 'function': {
      const entity = run.program.closure(frame.fn, e.function)
      const value: Value = { kind: 'function', entity, scope, label: 'func literal' }
      noteMade(run, frame, value)
      if (!frame.closures.has(entity)) frame.closures.set(entity, { value, ran: 0 })
      return value
    }
    case 'unary':
      return evaluateUnary(run, frame, scope, e)
    case 'binary':
      return evaluateBinary(run, frame, scope, e)
    case 'index': {
      const of = evaluate(run, frame, scope, e.of)
      // An instance of a generic function or type is the function or type, with its arguments.
      if (of.kind === 'function' || of.kind === 'type') return instantiate(run, frame, scope, of, e.indices)
      if (of.kind === 'libraryFunction') return of
      const [index] = e.indices
      return indexed(run, of, index ? evaluate(run, frame, scope, index) : NIL)
    }
    case 'slice': {
      const of = evaluate(run, frame, scope, e.of)
      const low = e.low ? evaluate(run, frame, scope, e.low) : undefined
      const high = e.high ? evaluate(run, frame, scope, e.high) : undefined
      return options(of)
        .map((o) => askedSlice(run, o, low, high) ?? sliced(o, low, high))
        .reduce(join)
    }
    case 'assert': {
      const of = evaluate(run, frame, scope, e.of)
      if (!e.type) return of
      const type = run.types.resolve(e.type, frame.file, localTypes(scope))
      return of.kind === 'choice' ? of.options.map((o) => asserted(run, o, type)).reduce(join) : asserted(run, of, type)
    }
    case 'type':
      return { kind: 'type', type: run.types.resolve(e.type, frame.file, localTypes(scope)) }
    case 'bad':
      return unknown('broken-source')
  }
}

function sliced(of: Value, low: Value | undefined, high: Value | undefined): Value {
  if (of.kind === 'list' && !of.open && (!low || low.kind === 'number') && (!high || high.kind === 'number'))
    return { ...of, elements: of.elements.slice(low?.value ?? 0, high?.value) }
  return of.kind === 'list' ? { ...of, open: true } : of.kind === 'string' ? typed(typeOf(of)) : of
}

/** `var Nobody = &User{}`: what a package keeps to be known by, whatever it holds. */
function isMarker(of: Value, type: Type): boolean {
  if (of.kind !== 'symbolic' || of.origin.kind !== 'global' || type.kind !== 'pointer') return false
  const [own, wanted] = [pointerless(of.type), type.of]
  return own.kind === 'named' && wanted.kind === 'named' && own.entity === wanted.entity
}

/** The dynamic value stays what it is when we can see it. */
function asserted(run: Run, of: Value, type: Type): Value {
  if (isAbsent(of)) return absent(type)
  const own = asOwnContext(run, of, type)
  if (own) return own
  const seen = of.kind === 'instance' || of.kind === 'function' || isModel(of, 'router', 'guest')
  return seen || isMarker(of, type) || sameBasic(of, type) || (of.kind === 'model' && typeOf(of).kind === 'unknown') ? of : typed(type)
}

function instantiate(
  run: Run,
  frame: Frame,
  scope: Scope,
  of: Value & { kind: 'function' | 'type' },
  indices: readonly Expression[],
): Value {
  const args = indices.map((i) => {
    const value = evaluate(run, frame, scope, i)
    return value.kind === 'type' ? value.type : UNKNOWN_TYPE
  })
  if (of.kind === 'function') return { ...of, typeArgs: args }
  return of.type.kind === 'named' && !of.type.args ? { kind: 'type', type: { ...of.type, args } } : of
}

export function number(source: string): Value {
  const value = Number(source.replaceAll('_', ''))
  return Number.isNaN(value) ? typed(basic('int')) : { kind: 'number', value }
}

/** Types that the scope's function declares, nearest first. */
export function localTypes(scope: Scope): LocalTypes | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent)
    if (at.types) {
      const all = new Map<string, Type>()
      for (let up: Scope | undefined = at; up; up = up.parent)
        for (const [name, type] of up.types ?? []) if (!all.has(name)) all.set(name, type)
      return all
    }
  return undefined
}

function evaluateName(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'name' }): Value {
  const binding = lookup(scope, e.name)
  if (binding) {
    const { value } = binding
    // A flag that something may change is only a flag.
    return !followsAsRun(run) && (value.kind === 'boolean' || value.kind === 'number') && frame.mutable.has(e.name)
      ? typed(typeOf(value))
      : value
  }
  const local = lookupType(scope, e.name)
  if (local) return { kind: 'type', type: local }
  const entity = frame.file.package.scope.get(e.name)
  if (entity) return entityValue(run, entity, e.name)
  const path = frame.file.imports.get(e.name)
  if (path) return { kind: 'package', path }
  switch (e.name) {
    case 'true':
      return { kind: 'boolean', value: true }
    case 'false':
      return { kind: 'boolean', value: false }
    case 'nil':
      return NIL
  }
  const type = run.types.resolve({ kind: 'name', name: e.name }, frame.file)
  if (type.kind !== 'unknown') return { kind: 'type', type }
  for (const dot of frame.file.dots) {
    const dotted = run.program.packageAt(dot)
    const found = dotted?.scope.get(e.name)
    if (found) return entityValue(run, found, e.name)
    if (!dotted) return { kind: 'libraryFunction', package: dot, name: e.name }
  }
  return unknown('unknown-name')
}

function evaluateSelector(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'selector' }): Value {
  const of = evaluate(run, frame, scope, e.of)
  if (of.kind === 'package') {
    const pkg = run.program.packageAt(of.path)
    if (!pkg) return libraryName(run, of.path, e.name)
    const entity = pkg.scope.get(e.name)
    return entity ? entityValue(run, entity, words(e)) : unknown('unknown-member')
  }
  return selectMember(run, of, e.name)
}

/** A package-level name of a library: a function, a type, a constant or a variable. */
function libraryName(run: Run, path: string, name: string): Value {
  const model = run.library.modelOf(path)
  const known = model?.select?.({ kind: 'package', path }, name, UNKNOWN_TYPE, run)
  return known ?? { kind: 'libraryFunction', package: path, name }
}

/** A map that has no name of its own keeps what is written there. */
const asPart = (value: Value): Value => (value.kind === 'mapping' ? { ...value, written: true } : value)

function evaluateComposite(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'composite' }, type: Type): Value {
  const shape = run.types.underlying(type.kind === 'pointer' ? type.of : type)
  const item = (v: Expression, elementType: Type): Value =>
    v.kind === 'composite' && !v.type
      ? asPart(evaluateComposite(run, frame, scope, v, elementType))
      : withMethodsOf(evaluate(run, frame, scope, v), elementType)
  const row = (v: Expression, elementType: Type): Value => asRow(v, item(v, elementType))
  if (shape.kind === 'slice' || shape.kind === 'array')
    return { kind: 'list', elements: e.elements.map((el) => row(el.value, shape.of)), type, open: false, written: true }
  if (shape.kind === 'map')
    return {
      kind: 'mapping',
      entries: e.elements.flatMap((el) => (el.key ? [{ key: item(el.key, shape.key), value: row(el.value, shape.value) }] : [])),
      type,
      open: false,
    }
  // A library's type without keys is a list of it, as far as we can see.
  if (shape.kind === 'external' && e.elements.length > 0 && e.elements.every((el) => !el.key))
    return { kind: 'list', elements: e.elements.map((el) => item(el.value, UNKNOWN_TYPE)), type, open: false, written: true }
  // Fields of a library's struct have names that begin with a capital: other keys are those of a map.
  if (shape.kind === 'external' && e.elements.some((el) => el.key && !(el.key.kind === 'name' && /^\p{Lu}/u.test(el.key.name))))
    return {
      kind: 'mapping',
      entries: e.elements.flatMap((el) =>
        el.key ? [{ key: evaluate(run, frame, scope, el.key), value: item(el.value, UNKNOWN_TYPE) }] : [],
      ),
      type,
      open: false,
    }
  if (run.library.isBuffer(type)) return emptyBuffer(type, e.at)
  const fields = new Map<string, { value: Value }>()
  const at = type.kind === 'pointer' ? type.of : type
  for (const [i, el] of e.elements.entries()) {
    const name = el.key?.kind === 'name' ? el.key.name : shape.kind === 'struct' ? shape.fields[i]?.name : undefined
    const fieldType = name && shape.kind === 'struct' ? shape.fields.find((f) => f.name === name) : undefined
    const declared = fieldType && shape.kind === 'struct' ? run.types.resolve(fieldType.type, shape.file) : UNKNOWN_TYPE
    const value = copied(run, item(el.value, declared), declared)
    if (!name) continue
    fields.set(name, { value })
    const owner = at.kind === 'named' ? at.entity : at.kind === 'struct' ? run.types.anonymous(at) : undefined
    if (owner) noteField(run, owner, name, value)
  }
  if (at.kind === 'named') noteTypeArguments(run, at.entity, argumentsOf(at))
  // A literal of unknown type with string keys is a library's map: its values were evaluated all the same.
  const instance: InstanceValue = { kind: 'instance', type: at, fields, at: e.at }
  run.made.add(fields)
  noteMade(run, frame, instance)
  if (at.kind === 'external')
    run.library.modelOf(at.package)?.composed?.(instance, at.name, { run, frame, expression: e, path: at.package })
  return instance
}

/** What a literal writes where rows stand; a pointer to a struct is a row too. */
export function asRow(e: Expression, value: Value): Value {
  const literal = e.kind === 'unary' && e.op === '&' ? e.of : e
  return literal.kind === 'composite' && value.kind === 'instance' ? { ...value, row: true } : value
}

/** What ranging over a value gives. */
export function elementOf(run: Run, of: Value): { readonly key: Value; readonly value: Value } {
  const input = inputElement(of)
  if (input) return input
  if (of.kind === 'choice')
    return of.options.map((o) => elementOf(run, o)).reduce((a, b) => ({ key: join(a.key, b.key), value: join(a.value, b.value) }))
  const type = pointerless(typeOf(of))
  const shape = run.types.underlying(type)
  // What else may stand there counts where a request is judged by it.
  const more = of.kind === 'list' || of.kind === 'mapping' ? of.open && !of.perhaps && run.mode === 'guard' : false
  if (of.kind === 'list' && of.elements.length + (of.perhaps?.length ?? 0) > 0) {
    const rest = more && (shape.kind === 'slice' || shape.kind === 'array') ? [elementValue(run, of, shape.of)] : (of.perhaps ?? [])
    return { key: typed(basic('int')), value: [...of.elements, ...rest].reduce(join) }
  }
  if (of.kind === 'mapping' && of.entries.length + (of.perhaps?.length ?? 0) > 0) {
    const rest = more && shape.kind === 'map' ? [{ key: typed(shape.key), value: elementValue(run, of, shape.value) }] : (of.perhaps ?? [])
    const entries = [...of.entries, ...rest]
    return { key: entries.map((e) => e.key).reduce(join), value: entries.map((e) => e.value).reduce(join) }
  }
  switch (shape.kind) {
    case 'slice':
    case 'array':
      return { key: typed(basic('int')), value: elementValue(run, of, shape.of) }
    case 'channel': {
      const received = elementValue(run, of, shape.of)
      return { key: received, value: received }
    }
    case 'map':
      return { key: typed(shape.key), value: elementValue(run, of, shape.value) }
    case 'func': {
      const yields = shape.params[0] ? run.types.underlying(shape.params[0]) : UNKNOWN_TYPE
      const [key, value] = yields.kind === 'func' ? yields.params : []
      return { key: typed(key ?? UNKNOWN_TYPE), value: typed(value ?? UNKNOWN_TYPE) }
    }
    default: {
      const value: Value =
        of.kind === 'symbolic' && of.origin.kind === 'library'
          ? of
          : type.kind === 'external'
            ? { kind: 'symbolic', origin: { kind: 'library', package: type.package, name: type.name }, type: UNKNOWN_TYPE }
            : typed(UNKNOWN_TYPE)
      return { key: value, value }
    }
  }
}

function indexed(run: Run, of: Value, index: Value): Value {
  if (isAbsent(of)) return absent(UNKNOWN_TYPE)
  // Under no name there is nothing.
  if (isAbsent(index)) {
    const shape = run.types.underlying(pointerless(typeOf(of)))
    if (shape.kind === 'map') return absent(shape.value)
  }
  const part = inputAt(run, of, index)
  if (part) return part
  if (of.kind === 'choice') return of.options.map((o) => indexed(run, o, index)).reduce(join)
  if (of.kind === 'list' && index.kind === 'number' && !of.open) {
    const element = of.elements[index.value]
    if (element) return element
  }
  if (of.kind === 'mapping') {
    const hit = of.entries.find((e) => constantEquality(e.key, index) === true)
    if (hit) return hit.value
    const value = elementOf(run, of).value
    // What is not in the map is false, or zero.
    const shape = run.types.underlying(typeOf(value))
    const type = shape.kind === 'basic' ? shape.name : ''
    if (type === 'bool' && hasKey(of, index) === false) return { kind: 'boolean', value: false }
    if (value.kind === 'number' && hasKey(of, index) === false) return { ...value, value: 0 }
    if (value.kind === 'boolean' || value.kind === 'number') return typed(typeOf(value))
  }
  const type = pointerless(typeOf(of))
  const known = type.kind === 'external' ? run.library.modelOf(type.package)?.index?.(of, index, type) : undefined
  return known ?? elementOf(run, of).value
}

/** Whether a map in view has a key. */
export function hasKey(of: Value, key: Value): boolean | undefined {
  if (of.kind !== 'mapping') return undefined
  if (of.entries.some((e) => constantEquality(e.key, key) === true)) return true
  const lacks = (entries: readonly Entry[]) => entries.every((e) => constantEquality(e.key, key) === false)
  return (!of.open || (of.perhaps && lacks(of.perhaps))) && lacks(of.entries) ? false : undefined
}

/** A conversion `T(x)`: texts and functions stay what they are, under the new name. */
export function convert(run: Run, value: Value, type: Type): Value {
  const shape = run.types.underlying(type)
  if (value.kind === 'string' && shape.kind === 'basic' && shape.name === 'string')
    return type.kind === 'named' ? { ...value, type } : value
  if (value.kind === 'choice') return value.options.map((o) => convert(run, o, type)).reduce(join)
  if (value.kind === 'number') return shape.kind === 'basic' && shape.name === 'string' ? typed(type) : { ...value, type }
  // `(*User)(nil)` is how a type is named where a value is asked for.
  if (value.kind === 'nil') return { ...value, type }
  if (value.kind === 'function') return withMethodsOf(value, type)
  if (value.kind === 'instance' || value.kind === 'model') return value
  if (shape.kind === 'func' && (value.kind === 'libraryFunction' || value.kind === 'interfaceMethod')) return value
  // A list under another name has the methods of that type.
  if ((value.kind === 'list' && shape.kind === 'slice') || (value.kind === 'mapping' && shape.kind === 'map')) return { ...value, type }
  // `[]byte(text)` and back keep the text.
  if (value.kind === 'string' && shape.kind === 'slice') return value
  // What is not known keeps where it comes from.
  if (value.kind === 'symbolic' && (value.origin.kind !== 'typed' || value.origin.computed || value.origin.scanned))
    return { ...value, type }
  return typed(type)
}
