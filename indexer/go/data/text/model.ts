// A library that sends texts, made of its rows: handles with their methods, prepared statements, package functions, and
// what opens a handle or a transaction.

import { runCallback } from '../../evaluate/calls.ts'
import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { snapshot } from '../../library/struct-values.ts'
import { ERROR, STRING, type Type } from '../../types.ts'
import { options, typed, typeOf, type Value } from '../../values.ts'
import { words } from '../../walk.ts'
import { type HandleShape, handleOf } from './interfaces.ts'
import type { Gives, TextMethod } from './methods.ts'
import { type PreparedState, send } from './send.ts'

export interface TextLibrary {
  /** The statements' source, and the model's name. */
  readonly id: string
  readonly packages: readonly string[]
  readonly handles: ReadonlySet<string>
  readonly transactions: readonly string[]
  readonly methods: ReadonlyMap<string, TextMethod>
  readonly functions: ReadonlyMap<string, TextMethod>
  /** Methods of a prepared statement: its text was given before. */
  readonly prepared: { readonly types: ReadonlySet<string>; readonly methods: ReadonlyMap<string, Gives> }
  readonly cursors: readonly string[]
  /** The types of what a call gives. */
  readonly types: Readonly<Record<'rows' | 'row' | 'result' | 'tag' | 'prepared' | 'batched', Type>>
  /** Calls that send nothing, or not at once: undefined where there is no such call. */
  readonly other: (call: LibraryCall, library: TextLibrary) => Value | undefined
  readonly errors: (name: string, on: string | undefined) => boolean
  readonly shape?: HandleShape
  /** Fields of its types that are handles themselves: `DB.DB`. */
  readonly fields?: Readonly<Record<string, Type | 'same'>>
}

export function textModel(library: TextLibrary): LibraryModel {
  return {
    id: library.id,
    packages: library.packages,
    handleTypes: [...library.handles, ...library.prepared.types],
    transactionTypes: library.transactions,
    cursorTypes: library.cursors,
    call: (call) => library.other(call, library) ?? (call.receiver ? method(call, library) : packageFunction(call, library)),
    select(value, name, type) {
      const field = type.kind === 'external' ? library.fields?.[`${type.name}.${name}`] : undefined
      return field === 'same' ? value : field && typed(field)
    },
    ...(library.shape && { handleBehind: handleOf(library.shape) }),
    errors: (name, on) => (library.errors(name, on) ? 'database' : undefined),
  }
}

const pair = (value: Value): Value => ({ kind: 'tuple', elements: [value, typed(ERROR)] })

function method(call: LibraryCall, library: TextLibrary): Value | undefined {
  const { on, name } = call
  if (on !== undefined && library.prepared.types.has(on)) {
    const gives = library.prepared.methods.get(name)
    return gives && call.receiver ? sendPrepared(call, library, gives, call.receiver) : undefined
  }
  const row = on !== undefined && library.handles.has(on) ? library.methods.get(name) : undefined
  return row && take(call, library, row)
}

function packageFunction(call: LibraryCall, library: TextLibrary): Value | undefined {
  const row = library.functions.get(call.name)
  return row && take(call, library, row)
}

function take(call: LibraryCall, library: TextLibrary, row: TextMethod): Value {
  const text = call.args[row.text] ?? { kind: 'unknown', type: STRING, reason: 'unknown-name' }
  const said = words(call.expression.args[row.text])
  if (row.gives === 'prepared') {
    const state: PreparedState = { library: library.id, text, words: said, transaction: call.site.inTransaction }
    return pair({ kind: 'model', model: 'sqlPrepared', type: library.types.prepared, state })
  }
  if (row.gives === 'text')
    return { kind: 'tuple', elements: [text, typed({ kind: 'slice', of: { kind: 'basic', name: 'any' } }), typed(ERROR)] }
  const into = row.into === undefined ? undefined : call.args[row.into]
  const dest = into ? [into] : []
  let asked: string | undefined
  for (const option of options(text))
    asked = send(call, library.id, [
      {
        name: row.one ? 'one' : 'text',
        args: [option, ...dest],
        words: [said],
        at: call.expression.at,
        ...given(call, row),
        values: boundAfter(call, row.text),
      },
    ])
  return result(library, row.gives, asked)
}

/** The values behind the text; of a list that is not taken apart nothing is known. */
function boundAfter({ args, spread }: LibraryCall, text: number): readonly Value[] {
  const values = args.slice(text + 1).map((v) => snapshot(v))
  return spread ? values.slice(0, -1) : values
}

/** Drivers take settings and names among the values. */
function given({ name, args, expression }: LibraryCall, row: TextMethod): { readonly given?: number } {
  const values = args.slice(row.text + 1)
  const settings = values.some((v) => options(v).some((o) => /\/pgx(?:\/|$)/.test(packageOf(o))))
  return expression.spread || args.length !== expression.args.length || settings || name.startsWith('Named') ? {} : { given: values.length }
}

function packageOf(value: Value): string {
  if (value.kind === 'libraryFunction') return value.package
  if (value.kind === 'symbolic' && value.origin.kind === 'library') return value.origin.package
  const type = typeOf(value)
  return type.kind === 'external' ? type.package : ''
}

export function sendPrepared(call: LibraryCall, library: TextLibrary, gives: Gives, statement: Value): Value {
  let asked: string | undefined
  for (const option of options(statement)) {
    const state = option.kind === 'model' && option.model === 'sqlPrepared' ? (option.state as PreparedState) : undefined
    for (const text of state ? options(state.text) : [option])
      asked = send(call, state?.library ?? library.id, [
        {
          name: gives === 'row' ? 'one' : 'text',
          args: [text],
          words: [state?.words ?? words(call.expression.callee).replace(/\.\w+$/, '')],
          at: call.expression.at,
        },
      ])
  }
  return result(library, gives, asked)
}

/** What the call gives; rows know where they were asked for. */
export function result(library: TextLibrary, gives: Gives, asked?: string): Value {
  const rows = (type: Type): Value => (asked === undefined ? typed(type) : { kind: 'symbolic', origin: { kind: 'typed', asked }, type })
  switch (gives) {
    case 'rows':
      return pair(rows(library.types.rows))
    case 'row':
      return rows(library.types.row)
    case 'result':
    case 'prepared':
    case 'tag':
      return pair(typed(library.types[gives]))
    case 'batched':
      return typed(library.types[gives])
    default:
      return typed(ERROR)
  }
}

/** The same statement, inside a transaction. */
export function preparedInside(statement: Value | undefined, library: TextLibrary): Value | undefined {
  if (!statement) return undefined
  const state: PreparedState = { library: library.id, text: statement, words: 'statement', transaction: true }
  return { kind: 'model', model: 'sqlPrepared', type: library.types.prepared, state }
}

/** A closure that gets the transaction which a call opens for it. */
export function runInTransaction(call: LibraryCall, callback: Value | undefined, before: readonly Value[], type: Type): Value {
  if (callback) runCallback(call.run, call.frame, callback, [...before, typed(type)], { ...call.site, inTransaction: true })
  return typed(ERROR)
}

export const external = (path: string, name: string): Type & { readonly kind: 'external' } => ({ kind: 'external', package: path, name })
export const pointer = (of: Type): Type => ({ kind: 'pointer', of })
export const opened = (type: Type): Value => pair(typed(type))
