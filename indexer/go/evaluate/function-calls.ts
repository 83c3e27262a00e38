// Calls of functions of the program: entered with the caller's values where that tells something, else known by their results.

import { absent, absentResults, findsNothing, isAnonymous, isErrorType } from '../anonymous.ts'
import { guestOf, saysOfGuest } from '../anonymous-guest.ts'
import { handedOut, handsOn, isRequestValue, keepsAnswer } from '../frameworks/request.ts'
import { guardNotes } from '../guard-paths.ts'
import { noteServedBy } from '../inquiry.ts'
import { type FunctionEntity, libraryPath } from '../program.ts'
import { pointerless, STRING, type Type, UNKNOWN_TYPE } from '../types.ts'
import { constantText, type FunctionValue, hasTooMany, join, options, typed, typeOf, type Value, withMethodsOf } from '../values.ts'
import { assignedFields } from '../walk.ts'
import { noteAnswers } from './answered-ways.ts'
import { type CallContext, target, tupleOf } from './calls.ts'
import { mayRunClosure, resultsOf, runFunction, shouldEnter } from './enter.ts'
import type { CallTarget } from './events.ts'
import { share } from './filled.ts'
import { type Frame, nestSites, outermost, type Run } from './frame.ts'
import { ofArguments, resultTypes } from './generics.ts'
import { handlesRequests, isWrapped, noteUnfollowed } from './handler-values.ts'
import { runOrRecall } from './recall.ts'

export function callFunction(run: Run, frame: Frame, callee: FunctionValue, args: readonly Value[], call: CallContext): Value {
  const { entity } = callee
  if (run.mode === 'guard' && isWrapped(run, callee)) return handsOn(run, args)
  const closure = entity.syntax.name === undefined
  recordCall(run, frame, callee, call)
  if (run.inquiry && args.some((a) => isRequestValue(a))) noteServedBy(run, callee, call.site.at)
  if (!closure) {
    noteParameters(run, callee, args)
    for (const [index, fields] of assignedFields(entity.syntax)) {
      const arg = args[index]
      // The callee fills fields of what it is given.
      if (arg?.kind === 'instance')
        for (const field of fields) if (!arg.fields.has(field)) arg.fields.set(field, { value: filled(run, arg, field) })
    }
  }
  const known = run.library.generatorOf(entity)?.call?.({
    run,
    frame,
    package: libraryPath(entity.file.package.path),
    path: entity.file.package.path,
    on: entity.receiver?.name,
    name: entity.syntax.name ?? '',
    receiver: callee.receiver,
    args,
    spread: call.spread,
    expression: call.expression,
    site: call.site,
  })
  const said = known ?? saysOfGuest(entity.syntax.name ?? '', callee.receiver, args)
  if (said) return run.mode === 'summary' ? withOwnError(entity, said) : said
  const results = resultTypes(run, callee, args)
  const enter = closure ? mayRunClosure(run, frame, callee) : shouldEnter(run, callee, args, results)
  if (!enter || !entity.syntax.body) {
    share(run, args, entity, callee.receiver)
    handedOut(run, entity.name, args)
    // One that is running already registers what it registers.
    if (run.mode === 'guard') noteUnfollowed(run, frame, call, args)
    if (findsNothing(run, entity.syntax.name ?? '', args)) return tupleOf(absentResults(results))
    return tupleOf(
      results.map(
        (type, index) =>
          (index === 0 ? guestOf(run, entity, type, undefined) : undefined) ?? {
            kind: 'symbolic',
            origin: { kind: 'result', fn: entity, index },
            type,
          },
      ),
    )
  }
  const lacked = isAnonymous(run) && guardNotes(run).lacked
  let ran: Frame | undefined
  const { values, sound } = runOrRecall(run, callee, args, results, () => {
    ran = runFunction(run, frame, callee, args, call.site)
    return resultsOf(run, ran)
  })
  keepsAnswer(run, callee, args)
  const label = call.direct || args.some((a) => handlesRequests(run, a)) ? callee.label : undefined
  // An empty text that is given where a credential was asked for is the credential that is not there.
  const lacks = lacked !== false && guardNotes(run).lacked > lacked
  const lacking = (value: Value): Value =>
    lacks && options(value).some((o) => constantText(o) === '')
      ? options(value)
          .map((o) => (constantText(o) === '' ? absent(STRING) : o))
          .reduce(join)
      : value
  const told = (list: readonly Value[]): Value[] =>
    results.map((type, index) => {
      const own = list[index]
      const given = (index === 0 ? guestOf(run, entity, type, list[0]) : undefined) ?? (own && ofArguments(run, entity, index, own, type))
      const elsewhere: Value = { kind: 'symbolic', origin: { kind: 'result', fn: entity, index }, type }
      // One of more than are followed here: who needs to know asks for all that the function gives.
      const value = given === undefined || (run.mode === 'summary' && hasTooMany(given)) ? elsewhere : given
      return named(run, declaredAs(lacking(value), type), label, args)
    })
  const answers = told(values)
  if (ran) noteAnswers(run, ran, answers)
  return tupleOf(answers, sound && told(sound))
}

/** A model says what generated code gives beside an error; which error that is, its own code says. */
function withOwnError(fn: FunctionEntity, known: Value): Value {
  const asked = (value: Value, index: number): Value =>
    value.kind === 'symbolic' && value.origin.kind === 'typed' && isErrorType(value.type)
      ? { kind: 'symbolic', origin: { kind: 'result', fn, index }, type: value.type }
      : value
  return known.kind === 'tuple' ? { kind: 'tuple', elements: known.elements.map(asked) } : asked(known, 0)
}

/** A result as it is declared; of what a library out of view gave that is all that is known. */
function declaredAs(value: Value, type: Type): Value {
  if (value.kind === 'choice') return value.options.map((o) => declaredAs(o, type)).reduce(join)
  if (value.kind === 'function') return withMethodsOf(value, type)
  const at = pointerless(type)
  // `&Pool[T]{…}` is what the call's arguments make of T.
  if (value.kind === 'instance' && value.type.kind === 'named' && at.kind === 'named' && at.args && at.entity === value.type.entity)
    return { ...value, type: at }
  return (value.kind === 'symbolic' || value.kind === 'unknown') && value.type.kind === 'unknown' ? { ...value, type } : value
}

function filled(run: Run, owner: Value, field: string): Value {
  const member = run.types.member(typeOf(owner), field)
  return typed(member?.kind === 'field' ? member.type : UNKNOWN_TYPE)
}

/** What a factory gives is known by the factory's name where it is registered. */
export function named(run: Run, value: Value, label: string | undefined, args: readonly Value[]): Value {
  if (!label) return value
  // What only goes round a handler that it was given keeps the name of what goes round it.
  if (value.kind === 'function' && value.label !== undefined && value.label !== 'func literal' && args.some((a) => handlesRequests(run, a)))
    return value
  // One that is only given out, `row.Handler()`, has a name of its own.
  if (value.kind === 'function' && value.entity.syntax.name !== undefined && args.length === 0 && value.label !== undefined) return value
  if (value.kind === 'function') return { ...value, label, args }
  if (value.kind === 'model' && value.label !== undefined) return { ...value, label }
  if (value.kind === 'choice') return { kind: 'choice', options: value.options.map((o) => named(run, o, label, args)) }
  return value
}

function recordCall(run: Run, frame: Frame, callee: FunctionValue, call: CallContext): void {
  const to: CallTarget = { kind: 'exact', fn: callee.entity }
  if (call.direct) {
    target(run, frame, call.site, to)
    return
  }
  // A function handed in runs in the story of who handed it in: the function that wrote the closure, if it is under
  // evaluation, or else whoever this evaluation began with.
  const outer = callee.entity.outer
  const owner = outer ? run.stack.findLastIndex((f) => f.fn === outer) : 0
  // A closure that nobody ran in view has no story but its own.
  const alone = run.stack.findLastIndex((f) => f.parent !== undefined && f.callSite === undefined)
  const captured = alone > owner
  const from = run.stack[Math.max(owner, alone)]
  if ((owner < 0 && !captured) || !from || from === frame) {
    target(run, frame, call.site, to, undefined, captured)
    return
  }
  let site = call.site
  for (let at: Frame | undefined = frame; at && at !== from; at = at.parent) if (at.callSite) site = nestSites(at.callSite, site)
  target(run, from, site, to, outermost(frame.fn), captured)
}

function noteParameters(run: Run, callee: FunctionValue, args: readonly Value[]): void {
  const known = run.flows.parameters.get(callee.entity)
  const entry = { receiver: callee.receiver, args }
  if (!known) run.flows.parameters.set(callee.entity, [entry])
  else if (known.length < 200) known.push(entry)
}
