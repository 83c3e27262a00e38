// Small parts that every writer of Go facts into the graph needs.

import type { Site } from './evaluate/events.ts'
import type { FunctionEntity } from './program.ts'
import { lineOf } from './syntax.ts'

export function placeOf(fn: FunctionEntity): { readonly file: string; readonly line: number; readonly endLine: number } {
  return { file: fn.file.syntax.path, line: lineOf(fn.syntax.at), endLine: fn.syntax.endLine }
}

export function siteProperties(site: Site) {
  return {
    line: lineOf(site.at),
    loopDepth: site.loopDepth,
    loopBound: site.loopDepth > 0 ? site.loopBound : undefined,
    perElement: site.perElement,
    inGoroutine: site.inGoroutine,
    deferred: site.deferred,
    retried: site.retried,
    inTransaction: site.inTransaction,
    cached: false,
    arms: site.arms,
  }
}

/** Counts equal names from 0, so that the second of two keeps its own id. */
export function createOrdinals(): (name: string) => number {
  const next = new Map<string, number>()
  return (name) => {
    const n = next.get(name) ?? 0
    next.set(name, n + 1)
    return n
  }
}
