// Type parameters: what stands for them at a call, taken from explicit type arguments, the receiver and the arguments. Each
// use is noted, so that a call on a value of a parameter's type reaches what the program really puts there.

import { argumentsOf, pointerless, substituteType, type Type } from '../types.ts'
import { type FunctionValue, join, typeOf, type Value } from '../values.ts'
import type { Run } from './frame.ts'

/** The result types of a call, with type arguments in the place of parameters. */
export function resultTypes(run: Run, callee: FunctionValue, args: readonly Value[]): readonly Type[] {
  const { entity, on, typeArgs } = callee
  const { params, results } = run.types.signature(entity)
  const bound = new Map(on ? argumentsOf(on) : [])
  if (on && entity.receiver) noteTypeArguments(run, entity.receiver, bound)
  const declared = entity.syntax.typeParams
  if (declared && declared.length > 0) {
    const own = new Map<string, Type>()
    for (const [i, p] of declared.entries()) if (p.name && typeArgs?.[i]) own.set(p.name, typeArgs[i])
    for (const [i, written] of params.entries()) {
      const arg = args[i]
      // `[T any, F func() T](make F)`: what the constraint says of the others.
      const constraint = run.types.constraint(written)
      const param = constraint.kind === 'func' ? constraint : written
      const variadic = i === params.length - 1 && entity.syntax.params[i]?.variadic === true
      if (!variadic && arg) bindValue(run, param, arg, own)
      else if (variadic && param.kind === 'slice') for (const item of args.slice(i)) bindValue(run, param.of, item, own)
    }
    noteTypeArguments(run, entity, own)
    for (const [name, type] of own) bound.set(name, type)
  }
  return bound.size === 0 ? results : results.map((t) => substituteType(t, bound))
}

export function noteTypeArguments(
  run: Run,
  owner: FunctionValue['entity'] | (Type & { kind: 'named' })['entity'],
  bound: ReadonlyMap<string, Type>,
): void {
  if (bound.size === 0) return
  const known = run.flows.typeArguments.get(owner) ?? new Map<string, Type[]>()
  run.flows.typeArguments.set(owner, known)
  for (const [name, type] of bound) {
    const list = known.get(name)
    if (!list) known.set(name, [type])
    else if (list.length < 64) list.push(type)
  }
}

function bindValue(run: Run, param: Type, arg: Value, bound: Map<string, Type>): void {
  if (arg.kind === 'function' && param.kind === 'func') {
    const { params, results } = run.types.signature(arg.entity)
    for (const [i, type] of params.entries()) if (param.params[i]) bind(param.params[i], type, bound)
    for (const [i, type] of results.entries()) if (param.results[i]) bind(param.results[i], type, bound)
  } else bind(param, typeOf(arg), bound)
}

function bind(param: Type, arg: Type, bound: Map<string, Type>): void {
  switch (param.kind) {
    case 'parameter':
      if (!bound.has(param.name) && arg.kind !== 'unknown') bound.set(param.name, arg)
      return
    case 'pointer':
      bind(param.of, arg.kind === 'pointer' ? arg.of : arg, bound)
      return
    case 'slice':
    case 'array':
    case 'channel':
      if (arg.kind === param.kind) bind(param.of, arg.of, bound)
      return
    case 'map':
      if (arg.kind !== 'map') return
      bind(param.key, arg.key, bound)
      bind(param.value, arg.value, bound)
      return
    case 'func':
      if (arg.kind !== 'func') return
      for (const [i, type] of param.params.entries()) if (arg.params[i]) bind(type, arg.params[i], bound)
      for (const [i, type] of param.results.entries()) if (arg.results[i]) bind(type, arg.results[i], bound)
      return
    case 'named': {
      const at = arg.kind === 'pointer' ? arg.of : arg
      if (at.kind !== 'named' || at.entity !== param.entity) return
      for (const [i, type] of (param.args ?? []).entries()) if (at.args?.[i]) bind(type, at.args[i], bound)
      return
    }
    default:
      return
  }
}

/** Of what generic code gives, whoever calls it, that which is of the type that this call's arguments make it. */
export function ofArguments(run: Run, fn: FunctionValue['entity'], index: number, value: Value, type: Type): Value {
  const wanted = pointerless(type)
  const declared = run.types.signature(fn).results[index]
  if (value.kind !== 'choice' || wanted.kind !== 'named' || declared?.kind !== 'parameter') return value
  const fitting = value.options.filter((option) => {
    const own = option.kind === 'instance' ? pointerless(option.type) : undefined
    return own?.kind === 'named' && own.entity === wanted.entity
  })
  return fitting.length > 0 ? fitting.reduce(join) : value
}
