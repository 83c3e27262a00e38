// What an evaluation records: calls, effects and flows, each at its site. Plain data over entities; link.ts joins them.

import type { FunctionEntity, TypeEntity, ValueEntity } from '../program.ts'
import type { Position } from '../syntax.ts'
import type { Type } from '../types.ts'
import type { Origin, Value } from '../values.ts'
import type { ClosedSet, TestKey } from './value-tests.ts'

/** A batch loop takes its elements many at a time. */
export type LoopBound = 'constant' | 'batch' | 'page' | 'data' | 'unknown'

/** Where in its function something happens, and under what. */
export interface Site {
  readonly at: Position
  readonly endLine: number
  readonly loopDepth: number
  readonly loopBound: LoopBound | undefined
  readonly perElement: boolean
  readonly inGoroutine: boolean
  readonly deferred: boolean
  /** It runs again while it fails. */
  readonly retried: boolean
  readonly inTransaction: boolean
  /** "branch/arm" of every branch around it, outermost first. */
  readonly arms: readonly string[]
}

export type CallTarget =
  | { readonly kind: 'exact'; readonly fn: FunctionEntity }
  | { readonly kind: 'interface'; readonly on: Type; readonly method: string; readonly receiver: Value }
  /** A call of a function value whose sources link.ts must ask. */
  | { readonly kind: 'value'; readonly value: Value; readonly text: string }
  | {
      readonly kind: 'external'
      readonly package: string
      readonly name: string
      readonly on: string | undefined
      /** A value of a library's interface, behind which a type of the repository may stand. */
      readonly receiver?: Value
    }
  | { readonly kind: 'unresolved'; readonly reason: UnresolvedReason; readonly text: string }

export type UnresolvedReason =
  | 'unknown-name'
  | 'unknown-receiver'
  | 'unknown-member'
  | 'function-value'
  | 'interface-without-implementation'
  | 'too-many-implementations'
  | 'type-parameter'
  | 'broken-source'
  | 'budget'

export interface CallEvent {
  readonly kind: 'call'
  readonly caller: FunctionEntity
  readonly site: Site
  readonly target: CallTarget
  /** The helper that runs a closure. */
  readonly via: FunctionEntity | undefined
  /** The callee is a function that the calling closure got from its factory: another factory call gives it another. */
  readonly captured?: boolean
}

export interface SpawnEvent {
  readonly kind: 'spawn'
  readonly caller: FunctionEntity
  readonly site: Site
  readonly target: CallTarget
  readonly label: string
}

/** An effect that a library model saw; `detail` is the model's own. */
export interface EffectEvent {
  readonly kind: 'effect'
  readonly fn: FunctionEntity
  readonly site: Site
  readonly effect: Effect
  /** Part of it hangs on a parameter of `fn` that this evaluation did not know. */
  readonly open: boolean
  /** Seen while evaluating a caller, with that caller's values. */
  readonly inlined: boolean
  /** Places of helpers that it went through on its way from who knows the text: there it is not known. */
  readonly through?: readonly string[]
}

export type Effect =
  | StatementEffect
  | {
      readonly kind: 'cache'
      readonly store: string
      readonly operation: string
      readonly access: 'read' | 'write'
      readonly key: Value | undefined
      readonly ttl: Value | undefined
    }
  | { readonly kind: 'publish'; readonly store: string; readonly channel: Value | undefined }
  | { readonly kind: 'http'; readonly method: Value | undefined; readonly url: Value | undefined; readonly timeout: string | undefined }
  | { readonly kind: 'environment'; readonly name: Value | undefined }

/** A statement that a data layer sends; the layer renders `calls` to SQL. */
export interface StatementEffect {
  readonly kind: 'statement'
  readonly library: string
  readonly calls: readonly BuilderCall[]
  /** Where the chain starts: a handle, a transaction, a parameter … */
  readonly root: Value
  readonly transaction: boolean
}

/** One call of a builder chain, with its arguments as values. */
export interface BuilderCall {
  readonly name: string
  readonly args: readonly Value[]
  /** Source-like words of each argument, for holes. */
  readonly words: readonly string[]
  readonly at: Position
  /** The last argument is a list that stands for arguments: which one it is depends on the way. */
  readonly spread?: true
  /** Values that are given beside a text, where it is known how many. */
  readonly given?: number
  /** Those values, in order; what follows a list that is not taken apart is left out. */
  readonly values?: readonly Value[]
}

export interface ErrorDropEvent {
  readonly kind: 'errorDrop'
  readonly fn: FunctionEntity
  readonly site: Site
  readonly callee: string
  readonly how: 'blank' | 'ignored' | 'overwritten' | 'chain'
  readonly effect: string
  readonly target: CallTarget | undefined
}

export type Event = CallEvent | SpawnEvent | EffectEvent | ErrorDropEvent

/** One more element, or one of a map under a key; without a value it is taken out. */
export interface Row {
  readonly key?: Value
  readonly value?: Value
  /** The function that says so. */
  readonly by?: FunctionEntity
}

/** What a library got. */
export interface Escaped {
  readonly functions: Set<FunctionEntity>
  /** By the types whose methods they have. */
  readonly values: Map<TypeEntity, Value[]>
  readonly globals: Set<ValueEntity>
}

/** Fields that some statement of the program sets, or hands the address of; what a literal gives is no such statement. */
export interface SetFields {
  readonly fields: Map<TypeEntity, Set<string>>
  /** Of structs whose type is not known, or has no name. */
  readonly names: Set<string>
  /** Structs that are put as a whole in the place of others. */
  readonly whole: Set<TypeEntity>
}

/** Flows of values that cross functions; sources for symbolic values. */
export interface Flows {
  readonly fields: Map<TypeEntity, Map<string, Value[]>>
  readonly parameters: Map<FunctionEntity, { readonly receiver: Value | undefined; readonly args: readonly Value[] }[]>
  /** Calls through interfaces, by the method's name: they reach the parameters of every implementer. */
  readonly interfaceCalls: Map<string, { readonly on: Type; readonly receiver: Value; readonly args: readonly Value[] }[]>
  readonly results: Map<FunctionEntity, (readonly Value[])[]>
  readonly globals: Map<ValueEntity, Value[]>
  /** What is put into lists and maps in package variables and fields, by the place's key; see gathered.ts. */
  readonly rows: Map<string, Row[]>
  /** Lists and maps that were written to under another name than that of their place, by their rows. */
  readonly written: WeakSet<object>
  /** What stands for the type parameters of a generic function or type, wherever it is used. */
  readonly typeArguments: Map<FunctionEntity | TypeEntity, Map<string, Type[]>>
  /** What is put into collections, by the key of the place that these come from. */
  readonly elements: Map<string, Value[]>
  /** What was handed to libraries: they may hand it on to whatever they call. */
  readonly handed: Value[]
  /** What left the program's view with a call of a library: it may be called from there. */
  readonly escaped: Escaped
  readonly set: SetFields
  /** Closures in fields of objects that live for one request: already in that request's story. */
  readonly stories: Set<FunctionEntity>
  /** Texts whose length somebody tests. */
  readonly bounded: Set<TestKey>
  /** Texts of which all but these are refused. */
  readonly closed: Map<TestKey, ClosedSet>
  /** Structs that a request is read into. */
  readonly decoded: Set<TypeEntity>
  /** The structs themselves, by the origin that they have behind it. */
  readonly read: WeakSet<Origin>
}

export function createFlows(): Flows {
  return {
    fields: new Map(),
    parameters: new Map(),
    interfaceCalls: new Map(),
    results: new Map(),
    globals: new Map(),
    rows: new Map(),
    written: new WeakSet(),
    elements: new Map(),
    typeArguments: new Map(),
    handed: [],
    escaped: { functions: new Set(), values: new Map(), globals: new Set() },
    set: { fields: new Map(), names: new Set(), whole: new Set() },
    stories: new Set(),
    bounded: new Set(),
    closed: new Map(),
    decoded: new Set(),
    read: new WeakSet(),
  }
}
