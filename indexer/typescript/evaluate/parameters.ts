// Parameters and `this`: what the frame at hand gives, what an annotation names, or a hole that a caller fills.

import type { Expr } from '../facts.ts'
import type { Fn, Module } from '../program.ts'
import type { Evaluator } from './evaluator.ts'
import { type Frame, hole, NONE, type Value } from './values.ts'

export function parameterValue(ev: Evaluator, module: Module, e: Expr & { k: 'param' }, frame: Frame | undefined): Value {
  const fn = module.functions[e.f]
  const at = e.i >= 0 && fn ? activationOf(fn, frame) : undefined
  if (at?.args) {
    const given: Value = e.rest ? { t: 'arr', items: at.args.slice(e.i) } : (at.args[e.i] ?? NONE)
    return given.t === 'hole' ? (typed(ev, module, e.type) ?? given) : given
  }
  return (
    typed(ev, module, e.type) ??
    hole(e.n, {
      ...(fn && e.i >= 0 && { param: { fn, index: e.i }, ...(e.opt && { optional: true as const }) }),
      ...(e.maybe && { maybe: e.maybe }),
    })
  )
}

function activationOf(fn: Fn, frame: Frame | undefined): Frame | undefined {
  for (let at = frame; at; at = at.outer) if (at.fn === fn) return at
  return undefined
}

function typed(ev: Evaluator, module: Module, type: Expr | undefined): Value | undefined {
  const cls = type && ev.value(module, type)
  return cls?.t === 'class' ? ev.construct(cls, undefined) : undefined
}

export function thisValue(ev: Evaluator, module: Module, e: Expr & { k: 'this' }, frame: Frame | undefined): Value {
  const method = module.functions[e.f]
  const given = method && activationOf(method, frame)?.self
  if (given) return given
  const cls = e.c === undefined ? undefined : module.classes[e.c]
  if (cls) return { ...ev.construct({ t: 'class', cls, frame: undefined }, undefined), ...(method && { method }) }
  return e.v === undefined ? hole('this') : ev.value(module, { k: 'ver', v: e.v }, frame)
}
