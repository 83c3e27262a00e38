// GORM's generic way of writing: `gorm.G[User](db).Where(…).Find(ctx)`. Its calls are told as those of the plain one: the
// context falls away, and results become destinations.

import { evaluate } from '../evaluate/expressions.ts'
import { basic, ERROR, type Type } from '../types.ts'
import { typed, type Value } from '../values.ts'
import type { LibraryCall } from './model.ts'

export interface PlainCall {
  readonly name: string
  readonly args: readonly Value[]
}

/** The `User` of `gorm.G[User]`. */
export function typeArgument({ run, frame, expression }: LibraryCall): Type | undefined {
  const { callee } = expression
  const [index] = callee.kind === 'index' ? callee.indices : []
  const value = index && evaluate(run, frame, frame.scope, index)
  return value?.kind === 'type' ? value.type : undefined
}

const INT = typed(basic('int'))

/** What a finisher of the generic way sends, and what it gives. */
export function plainFinisher(
  type: Type,
  name: string,
  [, ...args]: readonly Value[],
  at: number,
): { readonly calls: readonly PlainCall[]; readonly result: Value } {
  const pair = (value: Value): Value => ({ kind: 'tuple', elements: [value, typed(ERROR)] })
  const model: PlainCall = { name: 'Model', args: [{ kind: 'instance', type, fields: new Map(), at }] }
  const pointer: Type = { kind: 'pointer', of: type }
  const list: Type = { kind: 'slice', of: type }
  switch (name) {
    case 'First':
    case 'Last':
    case 'Take':
      return { calls: [{ name, args: [typed(pointer)] }], result: pair(typed(type)) }
    case 'Find':
      return { calls: [{ name, args: [typed(list)] }], result: pair(typed(list)) }
    case 'FindInBatches':
      return { calls: [{ name, args: [typed(list), ...args] }], result: typed(ERROR) }
    case 'Scan':
      return { calls: [model, { name: 'Find', args }], result: typed(ERROR) }
    case 'Count':
      return { calls: [model, { name: 'Select', args }, { name, args: [] }], result: pair(typed(basic('int64'))) }
    case 'Update':
      return { calls: [model, { name, args }], result: pair(INT) }
    case 'Updates':
      return { calls: [{ name, args }], result: pair(INT) }
    case 'Delete':
      return { calls: [{ name, args: model.args }], result: pair(INT) }
    case 'Row':
    case 'Rows':
      return { calls: [model, { name, args: [] }], result: typed({ kind: 'unknown' }) }
    default:
      return { calls: [{ name, args }], result: typed(ERROR) }
  }
}
