// Expressions to values. Names, selections, literals, conversions; calls are in calls.ts.

import {
  absent,
  absentEquality,
  absentMember,
  failure,
  isAbsent,
  isAnonymous,
  isErrorShaped,
  isFailure,
  sessionMember,
  truth,
} from '../anonymous.ts'
import { isGuest } from '../anonymous-guest.ts'
import { madeAsError } from '../anonymous-library.ts'
import { inputAt, inputElement } from '../anonymous-request.ts'
import { asOwnContext, contextField } from '../frameworks/own-context.ts'
import { askedEquality, askedSlice } from '../inquiry.ts'
import { emptyBuffer } from '../library/text-buffers.ts'
import type { Entity, SourceFile, TypeEntity } from '../program.ts'
import type { Expression } from '../syntax.ts'
import { argumentsOf, basic, type LocalTypes, pointerless, type Through, type Type, UNKNOWN_TYPE } from '../types.ts'
import {
  constantText,
  type InstanceValue,
  isModel,
  join,
  NIL,
  options,
  type Scope,
  type StringValue,
  text,
  typed,
  typeOf,
  unknown,
  type Value,
  withMethodsOf,
  writtenIn,
} from '../values.ts'
import { mutableNames, words } from '../walk.ts'
import { evaluateCall } from './calls.ts'
import { computed, putBack } from './computed.ts'
import { elementValue } from './elements.ts'
import { mayBeFilled, setBefore } from './filled.ts'
import { assign, childScope, type Frame, followsAsRun, lookup, lookupType, type Run } from './frame.ts'
import { noteTypeArguments } from './generics.ts'
import { noteMade } from './made-under.ts'
import { noteStore } from './recall.ts'
import { addTexts, pushTo, zero } from './statements.ts'
import { tableOf } from './tables.ts'
import { noteLength } from './value-tests.ts'

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
      if (of.kind === 'list' && !of.open && (!low || low.kind === 'number') && (!high || high.kind === 'number'))
        return { ...of, elements: of.elements.slice(low?.value ?? 0, high?.value) }
      const rest = askedSlice(run, of, low, high)
      if (rest) return rest
      return of.kind === 'list' ? { ...of, open: true } : of.kind === 'string' ? typed(typeOf(of)) : of
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

/** The dynamic value stays what it is when we can see it. */
function asserted(run: Run, of: Value, type: Type): Value {
  if (isAbsent(of)) return absent(type)
  const own = asOwnContext(run, of, type)
  if (own) return own
  const seen = of.kind === 'instance' || of.kind === 'function' || isModel(of, 'router', 'guest')
  return seen || (of.kind === 'model' && typeOf(of).kind === 'unknown') ? of : typed(type)
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

function number(source: string): Value {
  const value = Number(source.replaceAll('_', ''))
  return Number.isNaN(value) ? typed(basic('int')) : { kind: 'number', value }
}

/** Types that the scope's function declares, nearest first. */
export function localTypes(scope: Scope): LocalTypes | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent)
    if (at.types.size > 0) {
      const all = new Map<string, Type>()
      for (let up: Scope | undefined = at; up; up = up.parent) for (const [name, type] of up.types) if (!all.has(name)) all.set(name, type)
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

export function entityValue(run: Run, entity: Entity, label: string): Value {
  switch (entity.kind) {
    case 'function':
      return { kind: 'function', entity, label }
    case 'type':
      return { kind: 'type', type: entity.syntax.alias ? run.types.resolve(entity.syntax.type, entity.file) : { kind: 'named', entity } }
    case 'value': {
      const value = tableOf(run, entity, () => globalValue(run, entity))?.value ?? globalValue(run, entity)
      // An error that a package keeps is there; one that says its answer says it.
      return isAnonymous(run) && !isFailure(value) && (isErrorShaped(run, typeOf(value)) || madeAsError(value)) ? failure() : value
    }
  }
}

/** Variables in a row, each the value of the one before: more than anybody writes, fewer than the stack holds. */
const MAX_GLOBALS_UNDER_WAY = 100

function initialValue(run: Run, frame: Frame, initial: Expression): Value {
  if (run.globalsUnderWay >= MAX_GLOBALS_UNDER_WAY) return unknown('budget')
  run.globalsUnderWay++
  const value = evaluate(run, frame, frame.scope, initial)
  run.globalsUnderWay--
  return value
}

/** A package variable or constant: constants by value, variables by their initialiser where nothing assigns them. */
export function globalValue(run: Run, entity: Entity & { kind: 'value' }): Value {
  const known = run.globals.get(entity)
  if (known) return known
  const { declaration, file } = entity
  const declared = declaration.type ? run.types.resolve(declaration.type, file) : undefined
  const symbolic = (type: Type): Value => ({ kind: 'symbolic', origin: { kind: 'global', entity }, type })
  run.globals.set(entity, symbolic(declared ?? UNKNOWN_TYPE)) // while it is being worked out
  const embedded = embeddedText(run, entity)
  if (embedded !== undefined) {
    run.globals.set(entity, embedded)
    return embedded
  }
  const initial = declaration.values[declaration.values.length === 1 ? 0 : entity.index]
  if (!initial) {
    const value = symbolic(declared ?? UNKNOWN_TYPE)
    run.globals.set(entity, value)
    return value
  }
  const frame = globalFrame(file)
  if (declaration.iota !== undefined) frame.scope.bindings.set('iota', { value: { kind: 'number', value: declaration.iota } })
  let value = initialValue(run, frame, initial)
  if (value.kind === 'tuple') value = value.elements[entity.index] ?? unknown('unknown-name')
  if (declaration.constant) {
    if (declared && (value.kind === 'string' || value.kind === 'number')) value = { ...value, type: declared }
  } else {
    pushTo(run.flows.globals, entity, value)
    // Variables may be assigned elsewhere: what they hold is asked of all sources, save texts, functions and models,
    // which configuration sets once.
    const type = declared ?? typeOf(value)
    if (value.kind === 'boolean' || value.kind === 'number' || value.kind === 'nil' || isSetting(value, file)) value = symbolic(type)
    else if (declared && run.types.isInterface(declared) && value.kind !== 'function') value = symbolic(declared)
  }
  run.globals.set(entity, value)
  return value
}

/** A struct that configuration may fill; those that a generator wrote stay as they are. */
const isSetting = (value: Value, file: SourceFile): boolean => value.kind === 'instance' && !file.syntax.generated

/** What `//go:embed one.sql` puts into a text: files of a folder and patterns are no text. */
function embeddedText(run: Run, { declaration, file }: Entity & { kind: 'value' }): StringValue | undefined {
  const [pattern, ...more] = declaration.embed ?? []
  if (pattern === undefined || more.length > 0) return undefined
  const { folder } = file.package
  const path = folder ? `${folder}/${pattern}` : pattern
  const value = run.embedded.get(path)
  return value === undefined ? undefined : writtenIn(path, value, 1)
}

const globalFrames = new WeakMap<SourceFile, Frame>()

/** The frame in which a file's package variables were initialised, where any was. */
export const initialiserFrame = (file: SourceFile): Frame | undefined => globalFrames.get(file)

/** Initialisers of package variables run in a function of their own, one a file. */
function globalFrame(file: SourceFile): Frame {
  const known = globalFrames.get(file)
  if (known) return { ...known, scope: childScope(undefined) }
  const syntax = { params: [], results: [], at: 4097, endLine: 1 }
  const folder = file.package.folder || '.'
  const base = file.syntax.path.slice(file.syntax.path.lastIndexOf('/') + 1)
  const frame: Frame = {
    fn: {
      kind: 'function',
      id: `go ${folder}/${base}#init().`,
      name: `${base} init`,
      receiver: undefined,
      file,
      syntax,
      outer: undefined,
      closures: [],
    },
    file,
    scope: childScope(undefined),
    parent: undefined,
    callSite: undefined,
    loops: [],
    arms: [],
    conditions: [],
    mutable: mutableNames(syntax),
    returns: [],
    sound: [],
    exits: [],
    escapes: new Map(),
    lastCall: undefined,
    deferred: false,
    inGoroutine: false,
    inTransaction: false,
    closures: new Map(),
  }
  globalFrames.set(file, frame)
  return frame
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

/** `value.name`: a field, a method value, or what a library makes of it. */
export function selectMember(run: Run, of: Value, name: string): Value {
  if (isAnonymous(run)) {
    const lacks = isAbsent(of) ? absentMember(run, of, name) : sessionMember(of, name)
    if (lacks) return lacks
    if (isGuest(of)) return ofGuest(run, of, name)
  }
  if (of.kind === 'choice') return of.options.map((o) => selectMember(run, o, name)).reduce(join)
  if (of.kind === 'tuple') return unknown('unknown-receiver')
  if (of.kind === 'instance') {
    const field = of.fields.get(name)
    const open = isAnonymous(run) && (!field || isFlag(field.value)) && setBefore(run, of, name)
    if (field && !open) return field.value
    const said = field ? undefined : fieldOfContext(run, of, name)
    if (said) return said
    const part = field ? undefined : promotedFrom(run, of, name)
    if (part) return selectMember(run, part, name)
    const none = isAnonymous(run) && !open && !mayBeFilled(run, of.fields, name) ? unsetField(run, of, name) : undefined
    if (none) return none
    const empty = field ? undefined : notYetGiven(run, of, name)
    if (empty) return empty
  }
  if (of.kind === 'type') {
    // A method expression `T.Method`.
    const member = run.types.member(of.type, name)
    if (member?.kind === 'method') return { kind: 'function', entity: member.entity, label: `${member.owner.name}.${name}` }
    const on = member?.kind === 'external' ? pointerless(member.on) : undefined
    return on?.kind === 'external' ? { kind: 'libraryFunction', package: on.package, name, receiver: of } : unknown('unknown-member')
  }
  if (of.kind === 'libraryFunction') return { kind: 'libraryFunction', package: of.package, name, receiver: of }
  // The function type of net/http: the method is the function.
  if (of.kind === 'function' && name === 'ServeHTTP') return of
  const type = pointerless(typeOf(of))
  const method = isModel(of, 'next') && type.kind === 'named' ? run.types.member(type, name) : undefined
  if (method?.kind === 'method') return { kind: 'function', entity: method.entity, receiver: of, label: name }
  if (of.kind === 'model' || type.kind === 'external') {
    const path = type.kind === 'external' ? type.package : ''
    const model = of.kind === 'model' ? modelById(run, of.model, path) : run.library.modelOf(path)
    const selected = model?.select?.(of, name, type, run)
    if (selected) return selected
    return { kind: 'libraryFunction', package: path, name, receiver: of, on: type }
  }
  if (of.kind === 'symbolic' && of.origin.kind === 'library' && type.kind === 'unknown')
    return { kind: 'libraryFunction', package: of.origin.package, name, receiver: of }
  const member = run.types.member(type, name)
  switch (member?.kind) {
    case 'field':
      return member.owner
        ? { kind: 'symbolic', origin: { kind: 'field', owner: member.owner, name, of }, type: member.type }
        : typed(member.type)
    case 'method':
      return { kind: 'function', entity: member.entity, receiver: of, label: `${member.owner.name}.${name}`, ...genericOn(member.on) }
    case 'interfaceMethod':
      return {
        kind: 'interfaceMethod',
        on: member.on,
        name,
        receiver: member.through ? embeddedIn(of, member.through) : of,
        type: {
          kind: 'func',
          params: member.method.params.map((p) => run.types.resolve(p.type, member.file)),
          results: member.method.results.map((p) => run.types.resolve(p.type, member.file)),
          variadic: member.method.params.some((p) => p.variadic),
        },
      }
    case 'external': {
      const on = pointerless(member.on)
      if (on.kind !== 'external') return unknown('unknown-member')
      return selectMember(run, embeddedValue(of, on) ?? typed(on), name)
    }
    case undefined:
      break
  }
  if (type.kind === 'basic' && (type.name === 'error' || type.name === 'any'))
    return { kind: 'libraryFunction', package: 'builtin', name, receiver: of, on: type }
  if (type.kind === 'parameter') return constrained(run, of, type, name) ?? unknown('type-parameter', type)
  if (of.kind === 'unknown') return unknown(of.reason === 'budget' ? 'budget' : 'unknown-receiver')
  return unknown(type.kind === 'unknown' ? 'unknown-receiver' : 'unknown-member')
}

const isFlag = (value: Value): boolean =>
  value.kind === 'boolean' || value.kind === 'number' || value.kind === 'nil' || constantText(value) !== undefined

/** A member of a guest, as of any value of its type; a method keeps whose it is. */
function ofGuest(run: Run, guest: Value, name: string): Value {
  const member = selectMember(run, typed(typeOf(guest)), name)
  return member.kind === 'function' ? { ...member, receiver: guest } : member
}

function fieldOfContext(run: Run, of: InstanceValue, name: string): Value | undefined {
  if (run.mode !== 'guard' || of.at !== 0) return undefined
  const member = run.types.member(of.type, name)
  return member?.kind === 'field' ? contextField(run, of, name, member.type) : undefined
}

/** A list, or a router, that a struct which a registration made has not been given: what it gets it gets from here on. */
function notYetGiven(run: Run, of: InstanceValue, name: string): Value | undefined {
  if (run.mode !== 'registration' || !run.made.has(of.fields) || mayBeFilled(run, of.fields, name)) return undefined
  const member = run.types.member(of.type, name)
  if (member?.kind !== 'field') return undefined
  if (run.library.isRouter(member.type) || run.library.isRouter(pointerless(member.type))) return { kind: 'nil', type: member.type }
  return run.types.underlying(member.type).kind === 'slice' ? zero(member.type, run, of.at) : undefined
}

/** A field that a struct in view was not given. */
function unsetField(run: Run, of: InstanceValue, name: string): Value | undefined {
  const member = run.types.member(of.type, name)
  return member?.kind === 'field' && !member.type.kind.startsWith('unknown') ? zero(member.type, run, of.at) : undefined
}

const EMBEDDED_DEPTH = 4

/** The embedded part, as the literal holds it, whose own the member is. */
function promotedFrom(run: Run, whole: InstanceValue, name: string): Value | undefined {
  const named = (v: Value): TypeEntity | undefined => {
    const type = pointerless(typeOf(v))
    return type.kind === 'named' ? type.entity : undefined
  }
  const shape = run.types.underlying(pointerless(whole.type))
  if (shape.kind !== 'struct' || !shape.fields.some((f) => f.embedded)) return undefined
  const member = run.types.member(whole.type, name)
  const owner = member?.kind === 'field' || member?.kind === 'method' ? member.owner : undefined
  if (!owner || named(whole) === owner) return undefined
  let level: readonly Value[] = [whole]
  for (let depth = 0; depth < EMBEDDED_DEPTH && level.length > 0; depth++) {
    level = level.flatMap((v) => {
      const shape = v.kind === 'instance' ? run.types.underlying(pointerless(v.type)) : undefined
      if (v.kind !== 'instance' || shape?.kind !== 'struct') return []
      return shape.fields.flatMap((f) => (f.embedded ? (v.fields.get(f.name)?.value ?? []) : []))
    })
    const found = level.find((v) => named(v) === owner)
    if (found) return found
  }
  return undefined
}

/** The embedded library value whose member is promoted: as the literal holds it, or by where it comes from. */
function embeddedValue(of: Value, on: Type & { kind: 'external' }): Value | undefined {
  if (of.kind === 'instance') return of.fields.get(on.name)?.value
  const type = pointerless(typeOf(of))
  return type.kind === 'named' ? { kind: 'symbolic', origin: { kind: 'field', owner: type.entity, name: on.name }, type: on } : undefined
}

/** What stands in the field whose interface promises the method. */
function embeddedIn(of: Value, { owner, name, type }: Through): Value {
  const field = of.kind === 'instance' && of.type.kind === 'named' && of.type.entity === owner ? of.fields.get(name) : undefined
  return field?.value ?? { kind: 'symbolic', origin: { kind: 'field', owner, name }, type }
}

const genericOn = (on: Type) => (on.kind === 'named' && on.args ? { on } : {})

/** A method that the constraint of a type parameter promises. */
function constrained(run: Run, of: Value, type: Type, name: string): Value | undefined {
  const on = run.types.constraint(type)
  const member = run.types.member(on, name)
  const selected = member?.kind === 'interfaceMethod' ? selectMember(run, typed(on), name) : undefined
  return selected?.kind === 'interfaceMethod' ? { ...selected, receiver: of } : undefined
}

function modelById(run: Run, id: string, path: string) {
  return run.library.modelOf(path) ?? run.library.modelOf(id)
}

/** Assigns a field of an instance in view, and notes the flow into the field of its type. */
export function setField(run: Run, owner: Value, name: string, given: Value, weak: boolean): void {
  const member = run.types.member(typeOf(owner), name)
  const value = putBack(owner, name, member?.kind === 'field' ? copied(run, given, member.type) : given)
  noteStore(run, value)
  if (owner.kind === 'instance') {
    const binding = owner.fields.get(name)
    if (!binding) owner.fields.set(name, { value })
    else assign(run, binding, weak && run.journals.length === 0 ? join(binding.value, value) : value)
  }
  if (member?.kind === 'field' && member.owner) noteField(run, member.owner, name, value)
}

export function noteField(run: Run, owner: TypeEntity, name: string, value: Value): void {
  let fields = run.flows.fields.get(owner)
  if (!fields) {
    fields = new Map()
    run.flows.fields.set(owner, fields)
  }
  pushTo(fields, name, value)
}

/** A struct put into a place that holds structs, not pointers to them, is another from then on. */
function copied(run: Run, value: Value, into: Type): Value {
  if (value.kind !== 'instance' || into.kind !== 'named' || run.types.underlying(into).kind !== 'struct') return value
  return { ...value, fields: new Map([...value.fields].map(([name, field]) => [name, { value: field.value }])) }
}

function evaluateComposite(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'composite' }, type: Type): Value {
  const shape = run.types.underlying(type.kind === 'pointer' ? type.of : type)
  const item = (v: Expression, elementType: Type): Value =>
    v.kind === 'composite' && !v.type
      ? evaluateComposite(run, frame, scope, v, elementType)
      : withMethodsOf(evaluate(run, frame, scope, v), elementType)
  if (shape.kind === 'slice' || shape.kind === 'array')
    return { kind: 'list', elements: e.elements.map((el) => item(el.value, shape.of)), type, open: false }
  if (shape.kind === 'map')
    return {
      kind: 'mapping',
      entries: e.elements.flatMap((el) => (el.key ? [{ key: item(el.key, shape.key), value: item(el.value, shape.value) }] : [])),
      type,
      open: false,
    }
  // A library's type without keys is a list of it, as far as we can see.
  if (shape.kind === 'external' && e.elements.length > 0 && e.elements.every((el) => !el.key))
    return { kind: 'list', elements: e.elements.map((el) => item(el.value, UNKNOWN_TYPE)), type, open: false }
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

function evaluateUnary(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'unary' }): Value {
  const of = evaluate(run, frame, scope, e.of)
  switch (e.op) {
    case '&':
      if (of.kind === 'symbolic') return { ...of, type: { kind: 'pointer', of: of.type } }
      return of
    case '*': {
      const type = typeOf(of)
      return of.kind === 'symbolic' && type.kind === 'pointer'
        ? { ...of, type: type.of }
        : of.kind === 'type'
          ? { kind: 'type', type: { kind: 'pointer', of: of.type } }
          : of
    }
    case '!':
      return truth(of) === undefined ? typed(basic('bool')) : { kind: 'boolean', value: !truth(of) }
    case '<-': {
      const type = run.types.underlying(typeOf(of))
      return type.kind === 'channel' ? elementValue(run, of, type.of) : typed(UNKNOWN_TYPE)
    }
    case '-':
      return of.kind === 'number' ? { kind: 'number', value: -of.value } : typed(typeOf(of))
    case '+':
    case '^':
      return typed(typeOf(of))
  }
}

function evaluateBinary(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'binary' }): Value {
  const left = plain(evaluate(run, frame, scope, e.left), e.op)
  // What the left side decides is not asked of the right one.
  if (run.inquiry && left.kind === 'boolean' && e.op === (left.value ? '||' : '&&')) return left
  const right = plain(evaluate(run, frame, scope, e.right), e.op)
  if (/^[<>=!]=?=?$/.test(e.op)) noteLength(run, frame, scope, e)
  switch (e.op) {
    case '+':
      return computed(run, frame, e.at, addTexts(left, words(e.left), right, words(e.right), typeOf(left)), [left, right])
    case '==':
    case '!=': {
      const equal =
        askedEquality(run, left, right) ??
        (isAnonymous(run) ? absentEquality(left, right, words(e.left)) : undefined) ??
        constantEquality(left, right)
      return equal === undefined ? typed(basic('bool')) : { kind: 'boolean', value: e.op === '==' ? equal : !equal }
    }
    case '&&':
      if (left.kind === 'boolean') return left.value ? right : left
      return right.kind === 'boolean' && !right.value ? right : typed(basic('bool'))
    case '||':
      if (left.kind === 'boolean') return left.value ? left : right
      return right.kind === 'boolean' && right.value ? right : typed(basic('bool'))
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (left.kind === 'number' && right.kind === 'number') {
        const [a, b] = [left.value, right.value]
        return { kind: 'boolean', value: e.op === '<' ? a < b : e.op === '<=' ? a <= b : e.op === '>' ? a > b : a >= b }
      }
      return typed(basic('bool'))
    case '*':
    case '-':
    case '/':
    case '<<':
      if (left.kind === 'number' && right.kind === 'number') {
        const [a, b] = [left.value, right.value]
        const value =
          e.op === '*'
            ? a * b
            : e.op === '-'
              ? a - b
              : e.op === '<<'
                ? a * 2 ** b
                : Number.isInteger(a) && Number.isInteger(b) && b !== 0
                  ? Math.trunc(a / b)
                  : a / b
        return { kind: 'number', value }
      }
      return computed(run, frame, e.at, typed(typeOf(left).kind === 'unknown' ? typeOf(right) : typeOf(left)), [left, right])
    default:
      return computed(run, frame, e.at, typed(typeOf(left)), [left, right])
  }
}

/** The absent value as an operand: false beside conditions, zero beside numbers. */
function plain(value: Value, op: string): Value {
  const known = op === '&&' || op === '||' ? truth(value) : undefined
  if (known !== undefined) return { kind: 'boolean', value: known }
  return isAbsent(value) && /^[<>]=?$/.test(op) ? { kind: 'number', value: 0 } : value
}

const literalAt = (value: StringValue, index: number): string => {
  const part = value.parts.at(index)
  return typeof part === 'string' ? part : ''
}

/** Texts with holes can differ in how they begin or end, and in what a text without holes has no room for. */
function mayBeEqual(a: StringValue, b: StringValue): boolean {
  const [start, otherStart] = [literalAt(a, 0), literalAt(b, 0)]
  const [end, otherEnd] = [literalAt(a, -1), literalAt(b, -1)]
  if (!start.startsWith(otherStart) && !otherStart.startsWith(start)) return false
  if (!end.endsWith(otherEnd) && !otherEnd.endsWith(end)) return false
  const [whole, holed] = constantText(a) !== undefined ? [constantText(a), b] : [constantText(b), a]
  return whole === undefined || fills(whole, holed)
}

/** Whether a text has all that is known of another, in order. */
function fills(text: string, { parts }: StringValue): boolean {
  let at = 0
  for (const part of parts) {
    if (typeof part !== 'string') continue
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return true
}

export function constantEquality(a: Value, b: Value): boolean | undefined {
  if (a.kind === 'string' && b.kind === 'string') {
    if (a.parts.every((p) => typeof p === 'string') && b.parts.every((p) => typeof p === 'string'))
      return a.parts.join('') === b.parts.join('')
    return mayBeEqual(a, b) ? undefined : false
  }
  if ((a.kind === 'number' && b.kind === 'number') || (a.kind === 'boolean' && b.kind === 'boolean')) return a.value === b.value
  if (a.kind === 'nil' && b.kind === 'nil') return true
  const [nil, other] = a.kind === 'nil' ? [a, b] : [b, a]
  if (nil.kind === 'nil' && options(other).every((o) => o.kind === 'function' || o.kind === 'libraryFunction' || isModel(o, 'router')))
    return false
  return undefined
}

/** What ranging over a value gives. */
export function elementOf(run: Run, of: Value): { readonly key: Value; readonly value: Value } {
  const input = inputElement(of)
  if (input) return input
  if (of.kind === 'choice')
    return of.options.map((o) => elementOf(run, o)).reduce((a, b) => ({ key: join(a.key, b.key), value: join(a.value, b.value) }))
  if (of.kind === 'list' && of.elements.length > 0) return { key: typed(basic('int')), value: of.elements.reduce(join) }
  if (of.kind === 'mapping' && of.entries.length > 0)
    return { key: of.entries.map((e) => e.key).reduce(join), value: of.entries.map((e) => e.value).reduce(join) }
  const type = pointerless(typeOf(of))
  const shape = run.types.underlying(type)
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
    if (value.kind === 'boolean' || value.kind === 'number') {
      const lacks = hasKey(of, index) === false
      const none: Value = value.kind === 'boolean' ? { kind: 'boolean', value: false } : { ...value, value: 0 }
      return lacks ? none : typed(typeOf(value))
    }
  }
  const type = pointerless(typeOf(of))
  const known = type.kind === 'external' ? run.library.modelOf(type.package)?.index?.(of, index, type) : undefined
  return known ?? elementOf(run, of).value
}

/** Whether a map in view has a key. */
export function hasKey(of: Value, key: Value): boolean | undefined {
  if (of.kind !== 'mapping') return undefined
  if (of.entries.some((e) => constantEquality(e.key, key) === true)) return true
  return !of.open && of.entries.every((e) => constantEquality(e.key, key) === false) ? false : undefined
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
  // `[]byte(text)` and back keep the text.
  if (value.kind === 'string' && shape.kind === 'slice') return value
  // What is not known keeps where it comes from.
  if (value.kind === 'symbolic' && (value.origin.kind !== 'typed' || value.origin.computed || value.origin.scanned))
    return { ...value, type }
  return typed(type)
}
