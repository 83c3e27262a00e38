// Panics of a guard run: the request ends there, unless somebody on the way recovers.

import type { FunctionEntity } from '../program.ts'
import type { Expression } from '../syntax.ts'
import { typed } from '../values.ts'
import { walkExpression, walkStatements } from '../walk.ts'
import type { Frame, Run } from './frame.ts'

/** `panic(…)`, `log.Panicf(…)` */
export function isPanic(e: Expression): boolean {
  if (e.kind !== 'call') return false
  if (e.callee.kind === 'name') return e.callee.name === 'panic'
  return e.callee.kind === 'selector' && e.callee.of.kind === 'name' && e.callee.of.name === 'log' && /^Panic/.test(e.callee.name)
}

/** Its own code can panic; what its closures do, whoever calls them does. */
export const mayPanic = (fn: FunctionEntity): boolean => known(panicking, fn, panics)

const panicking = new WeakMap<FunctionEntity, boolean>()
const recovering = new WeakMap<FunctionEntity, boolean>()

function known(memo: WeakMap<FunctionEntity, boolean>, fn: FunctionEntity, ask: (fn: FunctionEntity) => boolean): boolean {
  const answer = memo.get(fn) ?? ask(fn)
  memo.set(fn, answer)
  return answer
}

function panics(fn: FunctionEntity): boolean {
  let found = false
  walkStatements(fn.syntax.body ?? [], (e) => {
    found ||= isPanic(e)
    return e.kind !== 'function'
  })
  return found
}

/** It defers what recovers: a closure, a function of the program that does, or one of a library that says so. */
function recovers(run: Run, fn: FunctionEntity): boolean {
  const names = new Set<string>()
  walkStatements(
    fn.syntax.body ?? [],
    (e) => e.kind !== 'function',
    (s) => {
      if (s.kind === 'defer') walkExpression(s.call, (e) => noteName(names, e))
      return undefined
    },
  )
  if (names.size === 0) return false
  if ([...names].some((name) => /recover|rescue/i.test(name))) return true
  return run.program.functions.some((f) => f.syntax.name !== undefined && names.has(f.syntax.name) && callsRecover(f))
}

function callsRecover(fn: FunctionEntity): boolean {
  const names = new Set<string>()
  walkStatements(fn.syntax.body ?? [], (e) => noteName(names, e))
  return names.has('recover')
}

function noteName(names: Set<string>, e: Expression): undefined {
  if (e.kind === 'name' || e.kind === 'selector') names.add(e.name)
}

/** A panic here: an exit of the request, or of the function that recovers from it. What another goroutine does ends no request. */
export function notePanic(run: Run, frame: Frame): void {
  if (run.mode !== 'guard' || run.stack.some((f) => f.inGoroutine || f.deferred)) return
  const exit = { paths: run.paths, values: [], conditions: [...frame.conditions] }
  const by = run.stack.findLast((f) => known(recovering, f.fn, (fn) => recovers(run, fn)))
  if (!by) {
    run.stack[0]?.exits.push({ ...exit, panics: true })
    return
  }
  by.exits.push(exit)
  const results = by.fn.syntax.results.map((r) => typed(run.types.resolve(r.type, by.file)))
  by.returns.push(results)
  by.sound.push(results)
}
