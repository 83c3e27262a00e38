// Dependency injection: fx and dig call constructors by the types that they give, and what is invoked with what these made.
// wire only writes down what its generated code does, and that code is in view.

import { runCallback } from '../evaluate/calls.ts'
import { pointerless, printType, type Type, UNKNOWN_TYPE } from '../types.ts'
import { type Binding, type FunctionValue, options, typed, typeOf, type Value } from '../values.ts'
import type { LibraryCall, LibraryModel } from './model.ts'

interface Provider {
  readonly fn: FunctionValue
  /** All its results, once it was called. */
  made: Value | undefined
}

interface Container {
  readonly providers: Provider[]
  readonly supplied: Value[]
  readonly invoked: FunctionValue[]
}

const DEPTH = 12

export const containerModel: LibraryModel = {
  id: 'container',
  packages: ['go.uber.org/fx', 'go.uber.org/dig'],
  tellingTypes: ['Option'],
  call(call) {
    const container = containerOf(call)
    const functions = call.args.flatMap((a) => options(a)).filter((o): o is FunctionValue => o.kind === 'function')
    switch (call.name) {
      case 'Annotate':
        return call.args[0]
      case 'Provide':
        for (const fn of functions)
          if (!container.providers.some((p) => p.fn.entity === fn.entity)) container.providers.push({ fn, made: undefined })
        return typed(UNKNOWN_TYPE)
      case 'Supply':
        container.supplied.push(...call.args)
        return typed(UNKNOWN_TYPE)
      case 'Invoke':
        // dig calls at once; fx when the application is made of all its options.
        if (call.receiver) for (const fn of functions) invoke(call, container, fn)
        else container.invoked.push(...functions)
        return typed(UNKNOWN_TYPE)
      case 'New':
        if (call.package === 'go.uber.org/fx') for (const fn of container.invoked.splice(0)) invoke(call, container, fn)
        return undefined
      case 'Options':
      case 'Module':
      case 'Decorate':
      case 'As':
      case 'ParamTags':
      case 'ResultTags':
        return typed(UNKNOWN_TYPE)
      default:
        return undefined
    }
  },
}

export const wireModel: LibraryModel = {
  id: 'wire',
  packages: ['github.com/google/wire'],
  call: () => typed(UNKNOWN_TYPE),
}

function containerOf({ run }: LibraryCall): Container {
  const known = run.collected.get('container') as Container | undefined
  if (known) return known
  const fresh: Container = { providers: [], supplied: [], invoked: [] }
  run.collected.set('container', fresh)
  return fresh
}

function invoke(call: LibraryCall, container: Container, fn: FunctionValue, depth = 0): Value {
  const { params } = call.run.types.signature(fn.entity)
  const types =
    fn.entity.syntax.name === undefined ? fn.entity.syntax.params.map((p) => call.run.types.resolve(p.type, fn.entity.file)) : params
  const args = types.map((type) => given(call, container, type, depth + 1) ?? typed(type))
  return runCallback(call.run, call.frame, fn, args, call.site)
}

/** What the container gives for a type; undefined where nobody provides it. */
function given(call: LibraryCall, container: Container, type: Type, depth: number): Value | undefined {
  if (depth > DEPTH) return undefined
  const wanted = printType(type)
  const supplied = container.supplied.find((v) => printType(typeOf(v)) === wanted)
  if (supplied) return supplied
  for (const provider of container.providers) {
    const index = resultGiving(call, provider, type, wanted)
    if (index < 0) continue
    if (!provider.made) {
      provider.made = typed(UNKNOWN_TYPE)
      provider.made = invoke(call, container, provider.fn, depth)
    }
    const { made } = provider
    const given = made.kind === 'tuple' ? made.elements[index] : made
    return given && !(given.kind === 'symbolic' && given.type.kind === 'unknown') ? given : typed(type)
  }
  return parameterObject(call, container, type, depth)
}

/** Which result of the constructor is of the type, or may stand behind it; -1 for none. */
function resultGiving({ run }: LibraryCall, { fn }: Provider, type: Type, wanted: string): number {
  return run.types.signature(fn.entity).results.findIndex((result) => {
    if (printType(result) === wanted) return true
    const at = pointerless(result)
    return run.types.isInterface(type) && at.kind === 'named' && run.types.implementers(type).includes(at.entity)
  })
}

/** A struct that embeds `fx.In`: each field is asked for. */
function parameterObject(call: LibraryCall, container: Container, type: Type, depth: number): Value | undefined {
  const shape = call.run.types.underlying(pointerless(type))
  if (shape.kind !== 'struct' || !shape.fields.some((f) => f.embedded && f.name === 'In')) return undefined
  const fields = shape.fields.flatMap((f): [string, Binding][] => {
    const value = f.embedded ? undefined : given(call, container, call.run.types.resolve(f.type, shape.file), depth + 1)
    return value ? [[f.name, { value }]] : []
  })
  return { kind: 'instance', type: pointerless(type), fields: new Map(fields), at: 0 }
}
