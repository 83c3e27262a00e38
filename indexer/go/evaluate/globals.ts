// Package variables and what else a name of a package stands for.

import { failure, isAnonymous, isErrorShaped, isFailure } from '../anonymous.ts'
import { madeAsError } from '../anonymous-library.ts'
import type { Entity, SourceFile } from '../program.ts'
import type { Expression } from '../syntax.ts'
import { type Type, UNKNOWN_TYPE } from '../types.ts'
import { type StringValue, typeOf, unknown, type Value, writtenIn } from '../values.ts'
import { mutableNames } from '../walk.ts'
import { pushTo } from './assignments.ts'
import { evaluate } from './expressions.ts'
import { childScope, declare, type Frame, type Run } from './frame.ts'
import { tableOf } from './tables.ts'

export function entityValue(run: Run, entity: Entity, label: string): Value {
  switch (entity.kind) {
    case 'function':
      return { kind: 'function', entity, label }
    case 'type':
      return { kind: 'type', type: entity.syntax.alias ? run.types.resolve(entity.syntax.type, entity.file) : { kind: 'named', entity } }
    case 'value': {
      const own = tableOf(run, entity, () => globalValue(run, entity))?.value ?? globalValue(run, entity)
      const value = entity.declaration.constant ? own : (run.gathered?.({ kind: 'global', entity }, own) ?? own)
      if (!isAnonymous(run) || isFailure(value)) return value
      // An error that a package keeps is there; one that says its answer says it.
      if (isErrorShaped(run, typeOf(value))) return errorKept(run, entity) ?? failure()
      return madeAsError(value) ? failure() : value
    }
  }
}

const errorsKept = new WeakMap<Entity, Value | false>()

/** An error of a type of the program, as its package makes it: `ErrNobody = NewError(401, "…")`. */
function errorKept(run: Run, entity: Entity & { kind: 'value' }): Value | undefined {
  const known = errorsKept.get(entity)
  if (known !== undefined) return known || undefined
  errorsKept.set(entity, false) // while it is being worked out
  const { declaration, file, index } = entity
  const initial = declaration.values.length === declaration.names.length ? declaration.values[index] : undefined
  const value = initial && initialValue(run, globalFrame(file), initial)
  if (value?.kind !== 'instance') return undefined
  errorsKept.set(entity, value)
  return value
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
  if (declaration.iota !== undefined) declare(frame.scope, 'iota', { kind: 'number', value: declaration.iota })
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
    mayHaveLeft: false,
    closures: new Map(),
  }
  globalFrames.set(file, frame)
  return frame
}
