// Queries that are objects which their methods change: the calls so far stand in a cell that all names of a query share, so
// that a branch which changes the query changes it for everybody, and the join of the branches holds either.

import type { BuilderCall } from '../evaluate/events.ts'
import { assign, isInlined } from '../evaluate/frame.ts'
import type { Type } from '../types.ts'
import { type Binding, join, type ModelValue, options, type Value } from '../values.ts'
import { words } from '../walk.ts'
import type { LibraryCall } from './model.ts'
import { snapshot } from './struct-values.ts'

/** What a cell holds, and what stands for a query where it is an argument. */
export const CHAIN = 'queryChain'

export interface QueryChain {
  readonly calls: readonly BuilderCall[]
}

export interface QueryState {
  readonly cell: Binding
  readonly root: Value
  transaction: boolean
  /** What the query fills. */
  readonly models: Value[]
}

export interface QueryValue extends ModelValue {
  readonly state: QueryState
}

export const isQuery = (value: Value): value is QueryValue =>
  value.kind === 'model' && typeof value.state === 'object' && value.state !== null && 'cell' in value.state

/** A session that has gathered nothing tells no more than its type. */
export const isIdle = (value: Value): boolean =>
  isQuery(value) && options(value.state.cell.value).every((v) => v.kind === 'model' && (v.state as QueryChain).calls.length === 0)

export const isTransaction = (value: Value): boolean =>
  value.kind === 'model' && (value.state as { transaction?: unknown } | undefined)?.transaction === true

export const chainOf = (calls: readonly BuilderCall[], type: Type): ModelValue => ({
  kind: 'model',
  model: CHAIN,
  type,
  state: { calls },
  size: calls.length,
})

export function entry(call: LibraryCall, name = call.name, args: readonly Value[] = call.args): BuilderCall {
  return { name, args: args.map(frozen), words: call.expression.args.map(words), at: call.expression.at }
}

/** What an argument is at this moment: a query goes on changing, a struct too. */
function frozen(value: Value): Value {
  if (value.kind === 'choice') return value.options.map(frozen).reduce(join)
  if (value.kind === 'list' && value.elements.some((e) => e.kind === 'model')) return { ...value, elements: value.elements.map(frozen) }
  return isQuery(value) ? value.state.cell.value : snapshot(value)
}

export function extend(call: LibraryCall, on: QueryValue, added: readonly BuilderCall[]): Value {
  const { cell } = on.state
  const grown = options(cell.value).map((v): Value => {
    const before = (v as ModelValue).state as QueryChain
    return { ...chainOf([...before.calls, ...added], on.type), ...(v.kind === 'model' && v.narrowed && { narrowed: true as const }) }
  })
  const [only] = grown
  // Alternatives that an earlier branch made keep their number.
  assign(call.run, cell, grown.length === 1 && only ? only : { kind: 'choice', options: grown })
  return on
}

/** Each alternative of a query's calls, with the finisher behind. */
export function ways(call: LibraryCall, { state }: QueryValue, finisher: BuilderCall): readonly (readonly BuilderCall[])[] {
  return options(state.cell.value).map((made) => {
    const { calls } = (made as ModelValue).state as QueryChain
    const narrowed: readonly BuilderCall[] =
      made.kind === 'model' && made.narrowed ? [{ name: 'Narrowed', args: [], words: [], at: call.expression.at }] : []
    return [...calls, ...narrowed, finisher]
  })
}

export function sendStatement(call: LibraryCall, library: string, calls: readonly BuilderCall[], root: Value, transaction: boolean): void {
  call.run.record({
    kind: 'effect',
    fn: call.frame.fn,
    site: { ...call.site, inTransaction: call.site.inTransaction || transaction },
    effect: { kind: 'statement', library, calls, root, transaction },
    open:
      calls.some((c) => c.name === 'Elsewhere') || (root.kind === 'symbolic' && root.origin.kind === 'parameter' && root.origin.index >= 0),
    inlined: isInlined(call.run, call.frame),
  })
}
