// Alternatives: `a ? b : c`, `a || b`, defaults of parameters.

import type { Expr } from '../facts.ts'
import type { Module } from '../program.ts'
import { taken } from './conditions.ts'
import type { Evaluator } from './evaluator.ts'
import { ownHost } from './text.ts'
import { alternativesOf, constantOf, either, type Frame, isDefinite, NONE, type Value } from './values.ts'

export function chosen(ev: Evaluator, module: Module, e: Expr & { k: 'either' }, frame: Frame | undefined): Value {
  const [first, ...others] = e.of
  if (!first) return NONE
  if (e.op === '?' || e.op === 'phi') {
    const ways = e.of.map((one, i) => ({ w: e.w?.[i] ?? -1, value: () => ev.value(module, one, frame) }))
    return either(taken(ev, module, ways, frame))
  }
  const rest = () => either(others.map((one) => ev.value(module, one, frame)))
  const left = ev.value(module, first, frame)
  if (left.t === 'hole' && left.hole.optional && (e.op === '||' || e.op === '??')) {
    const instead = rest()
    // An empty object says only that nothing need be given.
    if (isDefinite(instead) && !(instead.t === 'obj' && instead.entries.length === 0)) return instead
  }
  return either(
    alternativesOf(left).map((one) => {
      if (one.t === 'none' || (e.op === '||' && constantOf(one) === '')) return rest()
      if (e.op === 'default') return one
      if (isFromEnvironment(one)) {
        // What the code falls back to is what the repository says; its host, if any, is the application's own.
        const fallback = rest()
        return fallback.t === 'text' ? ownHost(fallback) : one
      }
      return one.t === 'hole' ? either([one, rest()]) : one
    }),
  )
}

function isFromEnvironment(value: Value): boolean {
  if (value.t === 'hole') return value.hole.env !== undefined
  const head = value.t === 'text' ? value.parts[0] : undefined
  return typeof head === 'object' && head.env !== undefined
}
