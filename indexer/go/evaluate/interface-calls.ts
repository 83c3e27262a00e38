// Calls through interfaces: whoever may stand behind the receiver is called, where that is known or few enough.

import { absentResults, findsNothing, isAnonymous } from '../anonymous.ts'
import { handedOut, isRequestValue } from '../frameworks/request.ts'
import { guardNotes } from '../guard-paths.ts'
import { lineOf } from '../syntax.ts'
import { pointerless, printType } from '../types.ts'
import { type FunctionValue, join, options, typed, typeOf, type Value } from '../values.ts'
import { words } from '../walk.ts'
import { pushTo } from './assignments.ts'
import { type CallContext, runArguments, target, tupleOf } from './calls.ts'
import { holdsBehaviour } from './elements.ts'
import { enterFunction, shouldEnter } from './enter.ts'
import { share } from './filled.ts'
import { alternatives, type Frame, type Run } from './frame.ts'
import { callFunction } from './function-calls.ts'
import { noteUnfollowed } from './handler-values.ts'
import { callLibrary } from './library-calls.ts'
import { perhaps } from './start-rows.ts'

export function callInterface(
  run: Run,
  frame: Frame,
  callee: Value & { kind: 'interfaceMethod' },
  args: readonly Value[],
  call: CallContext,
): Value {
  const handle = run.library.handleBehind(callee.on, run.types)
  if (handle)
    return callLibrary(
      run,
      frame,
      { kind: 'libraryFunction', package: handle.package, name: callee.name, receiver: callee.receiver, on: handle },
      args,
      call,
    )
  const known = run.sources?.(callee.receiver) ?? []
  // A guard's own judges, and who gets the request: the few types of the program that can stand behind the interface; where
  // routes are registered, the only one.
  const judges = isAnonymous(run) || (run.mode === 'guard' && args.some(isRequestValue))
  // What somebody out of view gives may be any of them.
  const asks = judges
    ? known.every((v) => !has(run, v, callee.name)) || known.some(isOutOfView)
    : known.length === 0 && run.mode === 'registration'
  const seen = new Set(known.map((v) => printType(pointerless(typeOf(v)))))
  const possible = asks ? run.types.implementers(callee.on).filter((entity) => !seen.has(printType({ kind: 'named', entity }))) : []
  const concrete = judges || possible.length === 1 ? [...known, ...possible.map((entity) => typed({ kind: 'named', entity }))] : known
  const methods = concrete.flatMap((v) => {
    const member = run.types.member(typeOf(v), callee.name)
    return member?.kind === 'method'
      ? [{ kind: 'function', entity: member.entity, receiver: v, label: `${member.owner.name}.${callee.name}` } as const]
      : []
  })
  if (methods.length > 0 && methods.length <= mostMethods(run, methods)) {
    const results: Value[] = []
    const one = (m: FunctionValue) => () => {
      results.push(callFunction(run, frame, m, args, call))
      return 'next' as const
    }
    if (run.mode === 'guard' && methods.length > 1) {
      const types = methods.map((m) => m.entity.receiver?.name).join(' or ')
      guardNotes(run).behind.add(`${words(call.expression.callee)} (${frame.file.syntax.path}:${lineOf(call.site.at)}: ${types})`)
      alternatives(run, methods.map(one))
    } else if (methods.length > 1) for (const m of methods) perhaps(run, one(m))
    else for (const m of methods) one(m)()
    return results.reduce(join)
  }
  share(run, args)
  handedOut(run, callee.name, args)
  noteUnfollowed(run, frame, call, args)
  enterTextHelpers(run, frame, callee, args, call)
  pushTo(run.flows.interfaceCalls, callee.name, { on: callee.on, receiver: callee.receiver, args })
  if (args.some((a) => options(a).some((o) => o.kind === 'function'))) run.unfollowed = true
  target(run, frame, call.site, { kind: 'interface', on: callee.on, method: callee.name, receiver: callee.receiver })
  runArguments(run, frame, args, call.site)
  const { on, name, receiver } = callee
  const results = callee.type.kind === 'func' ? callee.type.results : []
  if (findsNothing(run, callee.name, args)) return tupleOf(absentResults(results))
  return tupleOf(
    results.map((type, index) =>
      holdsBehaviour(run, type) ? { kind: 'symbolic', origin: { kind: 'methodResult', on, name, receiver, index }, type } : typed(type),
    ),
  )
}

const isOutOfView = (v: Value): boolean => v.kind === 'symbolic' && v.origin.kind === 'library' && v.type.kind === 'unknown'

const has = (run: Run, value: Value, method: string): boolean => run.types.member(typeOf(value), method)?.kind === 'method'

/** So many types behind an interface are each followed; all that register routes. */
function mostMethods(run: Run, methods: readonly FunctionValue[]): number {
  if (run.mode === 'summary') return 1
  return run.mode === 'registration' && methods.some((m) => run.relevant.has(m.entity)) ? MANY_REGISTER : 4
}

const MANY_REGISTER = 64

/** Implementers that send a text which is handed to them: whoever calls them through the interface knows it. */
function enterTextHelpers(
  run: Run,
  frame: Frame,
  callee: Value & { kind: 'interfaceMethod' },
  args: readonly Value[],
  call: CallContext,
): void {
  if (run.textHelpers.size === 0 || run.mode !== 'summary') return
  for (const entity of run.types.implementers(callee.on)) {
    const member = run.types.member({ kind: 'named', entity }, callee.name)
    if (member?.kind !== 'method' || !run.textHelpers.has(member.entity)) continue
    const helper: FunctionValue = { kind: 'function', entity: member.entity }
    if (shouldEnter(run, helper, args, [])) enterFunction(run, frame, helper, args, call.site)
  }
}
