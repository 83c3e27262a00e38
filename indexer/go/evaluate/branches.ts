// Branches: conditions decided where their values are known, else each arm taken and joined.

import { absentEquality, isAnonymous, truth } from '../anonymous.ts'
import { askedEquality } from '../inquiry.ts'
import type { Expression, Statement } from '../syntax.ts'
import { printType } from '../types.ts'
import { constantText, options, type Scope, typed, typeOf, type Value } from '../values.ts'
import { mentions } from '../walk.ts'
import { type WaysBy, waysBy } from './answered-ways.ts'
import { evaluate, localTypes } from './expressions.ts'
import { alternatives, childScope, declare, type Flow, type Frame, followsAsRun, type Run } from './frame.ts'
import { narrowings, narrowTo } from './narrowing.ts'
import { constantEquality } from './operators.ts'
import { isPanic } from './panics.ts'
import { endsProcess, runBlock, runStatement } from './statements.ts'
import { assumed, settingsOf } from './undecided.ts'
import { noteRefusal } from './value-tests.ts'

export function runIf(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'if' }): Flow {
  const inner = childScope(scope)
  if (s.init) runStatement(run, frame, inner, s.init)
  noteRefusal(run, frame, inner, s)
  const { known, ways } = decide(run, frame, inner, s.condition)
  // A program that panics without it has it.
  const last = s.then[s.then.length - 1]
  const tested = last?.kind === 'expression' && isPanic(last.of) ? [] : [s.condition]
  const decided = known ?? assumed(run, frame, inner, s.at, s.text, tested)
  const settings = run.mode === 'registration' && known === undefined ? settingsOf(run, frame, inner, [s.condition]) : []
  const told = { file: frame.file.syntax.path, at: s.at, ...(settings.length > 0 && { settings }) }
  const narrowed = known !== undefined ? [] : narrowings(run, frame, inner, s.condition)
  const arm = (name: 'then' | 'else', condition: string, body: readonly Statement[] | undefined) => () => {
    for (const n of narrowed) narrowTo(run, n, name === 'then' ? n.holds : n.fails)
    if (ways) run.paths = name === 'then' ? ways.holds : ways.fails
    if (!body) return 'next' as const
    frame.arms.push(`${s.at}/${name}`)
    frame.conditions.push({ text: condition, ...told })
    const flow = runBlock(run, frame, childScope(inner), body)
    frame.arms.pop()
    frame.conditions.pop()
    return flow
  }
  const then = arm('then', s.text, s.then)
  const otherwise = arm('else', `!(${s.text})`, s.else)
  if (decided === true) return then()
  if (decided === false) return otherwise()
  const ends = [s.then, s.else ?? []].some((body) => leaves(body) && givesUp(run, frame, body))
  const flow = alternatives(run, [then, otherwise], ends)
  // What follows a branch that leaves runs only in the other arm.
  if (flow === 'next' && !s.else && leaves(s.then)) {
    frame.arms.push(`${s.at}/else`)
    if (!givesUp(run, frame, s.then)) frame.conditions.push({ text: `!(${s.text})`, ...told })
  }
  return flow
}

/** The branch ends the process, or hands an error to a caller that will: what follows always runs in a program that serves. */
function givesUp(run: Run, frame: Frame, body: readonly Statement[]): boolean {
  const last = body[body.length - 1]
  if (last?.kind === 'expression') return true
  if (last?.kind !== 'return') return false
  const value = last.values[last.values.length - 1]
  const results = frame.fn.syntax.results
  const type = results[results.length - 1]?.type
  const error = type !== undefined && type.kind === 'name' && type.name === 'error' && run.mode === 'registration'
  return error && value !== undefined && !(value.kind === 'name' && value.name === 'nil')
}

function leaves(body: readonly Statement[]): boolean {
  const last = body[body.length - 1]
  if (!last) return false
  return (
    last.kind === 'return' ||
    (last.kind === 'branch' && last.word !== 'fallthrough') ||
    (last.kind === 'expression' && endsProcess(last.of))
  )
}

/** The condition's value, where constants that nothing changes decide it; else the ways on which it holds, where it tells them apart. */
function decide(run: Run, frame: Frame, scope: Scope, condition: Expression): Decided {
  let [plain, negated] = [condition, false]
  while (plain.kind === 'unary' && plain.op === '!') [plain, negated] = [plain.of, !negated]
  const value = evaluate(run, frame, scope, plain)
  // A registration follows the code as it runs; elsewhere a closure may have changed what the condition reads.
  const known = followsAsRun(run) || !mentions(condition, frame.mutable) ? truth(value) : undefined
  return known === undefined ? { known, ways: waysBy(run, scope, condition, value) } : { known: known !== negated, ways: undefined }
}

interface Decided {
  readonly known: boolean | undefined
  readonly ways: WaysBy | undefined
}

export function runSwitch(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'switch' }): Flow {
  const inner = childScope(scope)
  if (s.init) runStatement(run, frame, inner, s.init)
  const tag = s.tag ? evaluate(run, frame, inner, s.tag) : undefined
  const constant = tag && (followsAsRun(run) || !mentions(s.tag, frame.mutable)) ? constantCase(tag) : undefined
  const arms: (() => Flow)[] = []
  let otherwise: (() => Flow) | undefined
  let decided = false
  for (const [i, c] of s.cases.entries()) {
    // Nothing is asked of the request after the case that it is.
    if (run.inquiry && decided && c.values) continue
    const values = (c.values ?? []).map((v) => evaluate(run, frame, inner, v))
    const test = c.values ? (s.tag ? `${s.text} is ${c.text}` : c.text) : `${s.text || 'switch'} is none of the cases`
    const arm = (): Flow => {
      frame.arms.push(`${s.at}/${i}`)
      frame.conditions.push({ text: test, file: frame.file.syntax.path, at: c.at })
      let flow = runBlock(run, frame, childScope(inner), c.body)
      const last = c.body[c.body.length - 1]
      const next = s.cases[i + 1]
      if (last?.kind === 'branch' && last.word === 'fallthrough' && next) flow = runBlock(run, frame, childScope(inner), next.body)
      frame.arms.pop()
      frame.conditions.pop()
      return flow === 'break' ? 'next' : flow
    }
    if (!c.values) {
      otherwise = arm
      continue
    }
    const hits = values.map((v) => caseHit(run, tag, constant, v))
    if (decided || hits.every((hit) => hit === false)) continue
    decided = hits.includes(true)
    const taken = decided ? undefined : assumed(run, frame, inner, c.at, test, [s.tag, ...c.values])
    if (taken === false) continue
    // What is taken for true is the only one.
    if (taken) {
      arms.length = 0
      decided = true
    }
    arms.push(arm)
  }
  if (!decided) arms.push(otherwise ?? (() => 'next'))
  const [only, ...more] = arms
  return only && more.length === 0 ? only() : alternatives(run, arms)
}

/** Whether a case is taken, where constants decide it. */
function caseHit(run: Run, tag: Value | undefined, constant: string | number | undefined, value: Value): boolean | undefined {
  if (!tag) return followsAsRun(run) ? truth(value) : undefined
  const equal = askedEquality(run, tag, value) ?? (isAnonymous(run) ? absentEquality(tag, value, '') : undefined)
  if (equal !== undefined) return equal
  const own = constantCase(value)
  if (constant !== undefined && own !== undefined) return own === constant
  return followsAsRun(run) && tag.kind === 'string' && value.kind === 'string' ? constantEquality(tag, value) : undefined
}

function constantCase(value: Value): string | number | undefined {
  return value.kind === 'number' ? value.value : constantText(value)
}

export function runTypeSwitch(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'typeSwitch' }): Flow {
  const inner = childScope(scope)
  if (s.init) runStatement(run, frame, inner, s.init)
  const of = evaluate(run, frame, inner, s.of)
  const arms = s.cases.map((c, i) => (): Flow => {
    const body = childScope(inner)
    if (s.bind) {
      const [only] = c.types ?? []
      const value = c.types?.length === 1 && only ? typed(run.types.resolve(only, frame.file, localTypes(scope))) : of
      declare(body, s.bind, value)
    }
    frame.arms.push(`${s.at}/${i}`)
    const flow = runBlock(run, frame, body, c.body)
    frame.arms.pop()
    return flow === 'break' ? 'next' : flow
  })
  if (!s.cases.some((c) => !c.types) && !(followsAsRun(run) && isAmong(run, frame, scope, s, of))) arms.push(() => 'next')
  return alternatives(run, arms)
}

/** What the value is, one of the cases is for. */
function isAmong(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'typeSwitch' }, of: Value): boolean {
  const cases = s.cases.flatMap((c) => c.types ?? []).map((t) => run.types.resolve(t, frame.file, localTypes(scope)))
  const printed = new Set(cases.filter((t) => t.kind !== 'unknown' && !run.types.isInterface(t)).map(printType))
  return options(of).every((o) => o.kind !== 'nil' && printed.has(printType(typeOf(o))))
}
