// Handlers that get what the framework has read of the request: `func(ctx context.Context, in *Input) (*Output, error)`, where
// tags of the input's fields say what comes from where.

import { readInput } from '../anonymous-request.ts'
import type { Run } from '../evaluate/frame.ts'
import { pointerless, type Type } from '../types.ts'
import { type Binding, text, typed, type Value } from '../values.ts'
import { CONTEXT, input, requestPart } from './request.ts'

/** The context and a struct are all that the function gets. */
export const getsInput = (run: Run, params: readonly Type[]): boolean => {
  const [context, given, ...more] = params
  return context !== undefined && isContext(context) && given?.kind === 'pointer' && more.length === 0 && isStruct(run, given)
}

export const isContext = (type: Type): boolean => type.kind === 'external' && type.package === 'context' && type.name === 'Context'
const isStruct = (run: Run, type: Type): boolean => run.types.underlying(pointerless(type)).kind === 'struct'

export const inputArguments = (run: Run, params: readonly Type[]): Value[] => [
  requestPart('context', CONTEXT),
  ...params.slice(1).map((type) => filled(run, type)),
]

const DEPTH = 3

function filled(run: Run, type: Type, depth = DEPTH): Value {
  const shape = run.types.underlying(pointerless(type))
  if (shape.kind !== 'struct' || depth === 0) return typed(type)
  const fields = shape.fields.map((field): [string, Binding] => {
    const own = run.types.resolve(field.type, shape.file)
    const [, place, name] = /(?:^|\s|`)(header|cookie|query):"([^",]+)/.exec(field.tag ?? '') ?? []
    if (place && name) return [field.name, { value: readInput(run, place, text(name), input(name, own)) }]
    return [field.name, { value: field.embedded ? filled(run, own, depth - 1) : typed(own) }]
  })
  return { kind: 'instance', type: pointerless(type), fields: new Map(fields), at: 0 }
}
