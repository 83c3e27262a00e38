// Statements, in order: variables, branches taken one by one and joined, loops once, returns kept.

import { handOver, isAnonymous, isFailure } from '../anonymous.ts'
import { passes } from '../guard-paths.ts'
import type { Expression, Statement } from '../syntax.ts'
import { NIL, options, type Scope, type Value } from '../values.ts'
import { mentions } from '../walk.ts'
import { part, runAssign, runVariable } from './assignments.ts'
import { runIf, runSwitch, runTypeSwitch } from './branches.ts'
import { noteDroppedError } from './dropped-errors.ts'
import { noteElement } from './elements.ts'
import { evaluate } from './expressions.ts'
import { alternatives, childScope, declareType, type Flow, type Frame, lookup, type Run } from './frame.ts'
import { runLoop } from './loops.ts'
import { isPanic, notePanic } from './panics.ts'
import { runDeferred, spawn } from './spawned.ts'
import { notePredicate, noteSwitch } from './value-tests.ts'

export function runBlock(run: Run, frame: Frame, scope: Scope, statements: readonly Statement[]): Flow {
  const arms = frame.arms.length
  const conditions = frame.conditions.length
  let flow: Flow = 'next'
  let pending: Pending | undefined
  for (const [i, statement] of statements.entries()) {
    if (statement.kind === 'switch') noteSwitch(run, frame, scope, statement, statements[i + 1])
    if (pending && overwrites(statement, pending.name)) noteDroppedError(run, frame, pending.call, 'overwritten', pending.callee)
    flow = runStatement(run, frame, scope, statement)
    if (flow !== 'next') break
    pending = pendingError(frame, statement)
  }
  frame.arms.length = arms
  frame.conditions.length = conditions
  return flow
}

/** An error just put into a variable, with the call that gave it. */
interface Pending {
  readonly name: string
  readonly call: Expression
  readonly callee: Value
}

function pendingError(frame: Frame, s: Statement): Pending | undefined {
  if (s.kind !== 'assign' || s.right.length !== 1 || !frame.lastCall) return undefined
  const last = s.left[s.left.length - 1]
  const call = calledIn(s.right[0])
  if (last?.kind !== 'name' || last.name === '_' || call !== frame.lastCall.expression) return undefined
  return { name: last.name, call, callee: frame.lastCall.callee }
}

/** The call whose error an expression is: itself, or the one before `.Error`. */
export function calledIn(e: Expression | undefined): Expression | undefined {
  if (e?.kind === 'call') return e
  return e?.kind === 'selector' && e.name === 'Error' && e.of.kind === 'call' ? e.of : undefined
}

/** The next statement gives the variable another value without looking at the first. */
function overwrites(s: Statement, name: string): boolean {
  if (s.kind !== 'assign' || (s.op !== ':=' && s.op !== '=')) return false
  return s.left.some((e) => e.kind === 'name' && e.name === name) && !s.right.some((e) => mentions(e, new Set([name])))
}

export function runStatement(run: Run, frame: Frame, scope: Scope, s: Statement): Flow {
  switch (s.kind) {
    case 'expression':
      evaluate(run, frame, scope, s.of)
      noteDroppedError(run, frame, s.of, 'ignored')
      if (isPanic(s.of)) notePanic(run, frame)
      return endsProcess(s.of) ? 'return' : 'next'
    case 'assign':
      runAssign(run, frame, scope, s)
      return 'next'
    case 'variable':
      runVariable(run, frame, scope, s)
      return 'next'
    case 'type': {
      const entity = {
        kind: 'type',
        name: s.declaration.name,
        file: frame.file,
        syntax: s.declaration,
        methods: new Map(),
        local: true,
      } as const
      declareType(scope, s.declaration.name, { kind: 'named', entity })
      return 'next'
    }
    case 'return':
      notePredicate(run, frame, scope, s)
      runReturn(run, frame, scope, s.values)
      return 'return'
    case 'if':
      return runIf(run, frame, scope, s)
    case 'for':
    case 'range':
      return runLoop(run, frame, scope, s)
    case 'switch':
      return runSwitch(run, frame, scope, s)
    case 'typeSwitch':
      return runTypeSwitch(run, frame, scope, s)
    case 'select':
      return alternatives(
        run,
        s.cases.map((c, i) => () => {
          const inner = childScope(scope)
          frame.arms.push(`${s.at}/${i}`)
          if (c.on) runStatement(run, frame, inner, c.on)
          const flow = runBlock(run, frame, inner, c.body)
          frame.arms.pop()
          return flow === 'break' ? 'next' : flow
        }),
      )
    case 'go':
      spawn(run, frame, scope, s.call)
      return 'next'
    case 'defer':
      runDeferred(run, frame, scope, s.call)
      return 'next'
    case 'block':
      return runBlock(run, frame, childScope(scope), s.body)
    case 'labeled': {
      const flow = runBlock(run, frame, scope, s.body)
      const escaped = frame.escapes.get(s.label)
      if (!escaped) return flow === 'break' || flow === 'continue' ? 'next' : flow
      // Some ways came out by the label, whatever the others did.
      frame.escapes.delete(s.label)
      run.paths = flow === 'return' ? escaped : new Set([...run.paths, ...escaped])
      return 'next'
    }
    case 'send':
      noteElement(run, evaluate(run, frame, scope, s.channel), evaluate(run, frame, scope, s.value))
      return 'next'
    case 'branch':
      if (s.label !== undefined && (s.word === 'break' || s.word === 'continue')) {
        frame.escapes.set(s.label, new Set([...(frame.escapes.get(s.label) ?? []), ...run.paths]))
        return 'return'
      }
      return s.word === 'break' ? 'break' : s.word === 'continue' ? 'continue' : s.word === 'goto' ? 'return' : 'next'
  }
}

/** Calls that do not come back. */
export function endsProcess(e: Expression): boolean {
  if (e.kind !== 'call') return false
  if (isPanic(e)) return true
  return (
    e.callee.kind === 'selector' &&
    e.callee.of.kind === 'name' &&
    ((e.callee.of.name === 'os' && e.callee.name === 'Exit') || (e.callee.of.name === 'log' && /^Fatal/.test(e.callee.name)))
  )
}

function runReturn(run: Run, frame: Frame, scope: Scope, values: readonly Expression[]): void {
  let results: readonly Value[]
  let sound: readonly Value[] | undefined
  if (values.length === 0) {
    // Named results.
    results = frame.fn.syntax.results.flatMap((r) => (r.name ? [lookup(frame.scope, r.name)?.value ?? NIL] : []))
  } else if (values.length === 1 && values[0]) {
    const only = evaluate(run, frame, scope, values[0])
    const several = only.kind === 'tuple' || options(only).some((o) => o.kind === 'tuple')
    results = several ? frame.fn.syntax.results.map((_, i) => part(only, i)) : [only]
    if (several) sound = frame.fn.syntax.results.map((_, i) => part(only, i, true))
  } else results = values.map((v) => evaluate(run, frame, scope, v))
  frame.returns.push(results)
  const last = results[results.length - 1]
  if (isAnonymous(run) && last && !options(last).every(isFailure)) frame.sound.push(sound ?? results)
  frame.exits.push({ paths: run.paths, values: results, conditions: [...frame.conditions] })
  if (run.stack.length === 1 && passes(run.paths)) handOver(run)
}
