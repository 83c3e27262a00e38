// What is known of a library: the results of its calls, the requests that they send, the functions that they call back.

import type { Evaluator, LibraryCall } from '../evaluate/evaluator.ts'
import type { Value } from '../evaluate/values.ts'
import type { Fn } from '../program.ts'

export interface RequestValue {
  readonly transport: string
  readonly url: Value
  readonly method: Value
}

/** A function that the library calls, and with what. */
export interface Invocation {
  readonly callee: Value
  readonly args: readonly Value[]
  /** The function that readers see the call in, if it is not the one of the site. */
  readonly within?: Fn
}

export interface LibraryModel {
  readonly result?: (call: LibraryCall, ev: Evaluator) => Value | undefined
  readonly requests?: (call: LibraryCall, ev: Evaluator) => readonly RequestValue[]
  readonly invokes?: (call: LibraryCall, ev: Evaluator) => readonly Invocation[]
  /** Functions through which the library sends what it was asked to: what they wait for is already known as its requests. */
  readonly sendsThrough?: (call: LibraryCall, ev: Evaluator) => readonly Value[]
}

export type Models = Readonly<Record<string, LibraryModel>>
