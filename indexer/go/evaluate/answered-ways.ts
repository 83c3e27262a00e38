// What a helper answers says which way a request went in it: where `if refused(c, err) { return }` holds it was refused. The ways
// of all its exits are joined where it returns; a condition on its answer takes them apart again.

import { isFailure, truth } from '../anonymous.ts'
import type { Expression } from '../syntax.ts'
import { options, type Scope, type Value } from '../values.ts'
import { walkStatements } from '../walk.ts'
import { type Frame, lookup, type Run } from './frame.ts'

type Paths = ReadonlySet<string>

interface Answered {
  /** All its ways, as they were when it returned. */
  readonly after: Paths
  readonly isTrue: WaysBy
  readonly isNil: WaysBy
}

export interface WaysBy {
  readonly holds: Paths
  readonly fails: Paths
}

/** By the joined answer: no two calls give the same one. */
const answered = new WeakMap<Value, Answered>()

/** Notes of a function that returned which of its ways end in which answer. */
export function noteAnswers(run: Run, frame: Frame, results: readonly Value[]): void {
  if (run.mode !== 'guard' || run.paths.size < 2 || changesResults(frame)) return
  for (const [index, value] of results.entries())
    if (value.kind === 'choice' || answered.has(value))
      answered.set(value, { after: run.paths, isTrue: splitOf(frame, index, 'isTrue'), isNil: splitOf(frame, index, 'isNil') })
}

/** `!answer` is another value, and says the opposite. */
export function noteOpposite(of: Value, opposite: Value): Value {
  const known = answered.get(of)
  if (known) answered.set(opposite, { ...known, isTrue: { holds: known.isTrue.fails, fails: known.isTrue.holds } })
  return opposite
}

/** What is deferred may answer in the place of what was returned. */
function changesResults({ fn: { syntax } }: Frame): boolean {
  let defers = false
  walkStatements(
    syntax.body ?? [],
    (e) => e.kind !== 'function',
    (s) => {
      defers ||= s.kind === 'defer'
      return undefined
    },
  )
  return defers && syntax.results.some((r) => r.name !== undefined)
}

function splitOf(frame: Frame, index: number, asked: 'isTrue' | 'isNil'): WaysBy {
  const [holds, fails] = [new Set<string>(), new Set<string>()]
  for (const { values, paths } of frame.exits) {
    const value = values[index]
    const inner = value && answered.get(value)
    const known = value && (asked === 'isTrue' ? truth(value) : nilness(value))
    const own = inner && inner.after === paths ? inner[asked] : { holds: known === false ? [] : paths, fails: known === true ? [] : paths }
    for (const way of own.holds) holds.add(way)
    for (const way of own.fails) fails.add(way)
  }
  return { holds, fails }
}

function nilness(value: Value): boolean | undefined {
  const all = options(value)
  if (all.every((v) => v.kind === 'nil')) return true
  return all.every((v) => isFailure(v) || v.kind === 'instance') ? false : undefined
}

/** The ways on which a condition on an answer holds, and those on which it does not, if nothing has happened since. */
export function waysBy(run: Run, scope: Scope, condition: Expression, value: Value): WaysBy | undefined {
  if (run.mode !== 'guard') return undefined
  const found = asked(scope, condition, value)
  const known = found && answered.get(found.of)
  if (!known || known.after !== run.paths) return undefined
  const { holds, fails } = known[found.test]
  return found.negated ? { holds: fails, fails: holds } : { holds, fails }
}

interface Asked {
  readonly of: Value
  readonly test: 'isTrue' | 'isNil'
  readonly negated: boolean
}

/** What a condition asks of which value: `ok`, `!ok`, `check(c)`, `err != nil`. `value`: of the condition itself. */
function asked(scope: Scope, e: Expression, value: Value | undefined): Asked | undefined {
  if (e.kind === 'call') return value && { of: value, test: 'isTrue', negated: false }
  if (e.kind === 'unary' && e.op === '!') {
    const inner = asked(scope, e.of, value)
    return inner && { ...inner, negated: !inner.negated }
  }
  const named = (of: Expression) => (of.kind === 'name' ? lookup(scope, of.name)?.value : undefined)
  if (e.kind === 'binary' && /^[!=]=$/.test(e.op) && e.right.kind === 'name' && e.right.name === 'nil') {
    const of = named(e.left)
    return of && { of, test: 'isNil', negated: e.op === '!=' }
  }
  const of = named(e)
  return of && { of, test: 'isTrue', negated: false }
}
