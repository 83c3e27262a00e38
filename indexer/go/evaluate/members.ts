// Members of a value: fields read and written, methods, what is promoted from an embedded part.

import { absentMember, isAbsent, isAnonymous, sessionMember } from '../anonymous.ts'
import { isGuest } from '../anonymous-guest.ts'
import { contextField } from '../frameworks/own-context.ts'
import type { TypeEntity } from '../program.ts'
import { pointerless, type Through, type Type } from '../types.ts'
import { constantText, type InstanceValue, isModel, join, typed, typeOf, unknown, type Value } from '../values.ts'
import { pushTo, zero } from './assignments.ts'
import { putBack } from './computed.ts'
import { mayBeFilled, setBefore } from './filled.ts'
import { assign, type Run } from './frame.ts'
import { noteStore } from './recall.ts'
import { mayBeSet } from './set-fields.ts'

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
    // What a request finds in a struct that was made before it, and a registration in a row of a table.
    const exact =
      isAnonymous(run) || run.inquiry !== undefined || (of.row === true && run.mode === 'registration' && !mayBeSet(run, of.type, name))
    const open = exact && (!field || isFlag(field.value)) && setBefore(run, of, name)
    if (field && !open) return asGathered(run, of, name, field.value)
    const said = field ? undefined : fieldOfContext(run, of, name)
    if (said) return said
    const part = field ? undefined : promotedFrom(run, of, name)
    if (part) return selectMember(run, part, name)
    const none = exact && !open && !mayBeFilled(run, of.fields, name) ? unsetField(run, of, name) : undefined
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
  // The function types of net/http and of routers' middleware: the method is the function.
  if (of.kind === 'function' && (name === 'ServeHTTP' || (name === 'Middleware' && !of.as))) return of
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

/** With what other functions put into it. */
function asGathered(run: Run, of: InstanceValue, name: string, value: Value): Value {
  const owner = run.gathered && pointerless(of.type)
  return (owner?.kind === 'named' && run.gathered?.({ kind: 'field', owner: owner.entity, name }, value)) || value
}

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
  return member?.kind === 'field' && !member.type.kind.startsWith('unknown') ? zero(member.type, run, of.at, true) : undefined
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
export function copied(run: Run, value: Value, into: Type): Value {
  if (value.kind !== 'instance' || into.kind !== 'named' || run.types.underlying(into).kind !== 'struct') return value
  return { ...value, fields: new Map([...value.fields].map(([name, field]) => [name, { value: field.value }])) }
}
