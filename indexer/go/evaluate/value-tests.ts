// What the code asks of texts before it takes them: how long they are, and whether they are one of a closed set. Noted by where the text
// comes from.

import { type Expression, lineOf, type Statement } from '../syntax.ts'
import { pointerless } from '../types.ts'
import { constantText, type Origin, options, originKey, type Scope, type Value } from '../values.ts'
import { walkExpression, words } from '../walk.ts'
import { elementType } from './elements.ts'
import { evaluate } from './expressions.ts'
import { assign, type Frame, lookup, outermost, type Run } from './frame.ts'

/** Where a value comes from: a place, or that it came to be, which it keeps under another type. */
export type TestKey = string | Origin

export interface ClosedSet {
  readonly choices: readonly string[]
  readonly file: string
  readonly line: number
}

export function keysOf(value: Value): readonly TestKey[] {
  return options(value).flatMap((v) => (v.kind === 'symbolic' ? [originKey(v.origin) || v.origin] : []))
}

/** A length is compared; a smallest one is no bound. */
export function noteLength(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'binary' }): void {
  if (run.mode !== 'summary') return
  const [left, right] = [measured(e.left), measured(e.right)]
  const of = left ?? right
  if (!of) return
  const other = left ? e.right : e.left
  const limit = other.kind === 'call' ? undefined : evaluate(run, frame, scope, other)
  const number = limit?.kind === 'number' ? limit.value : undefined
  const op = left ? e.op : e.op.replace(/[<>]/, (c) => (c === '<' ? '>' : '<'))
  const smallest = number !== undefined && (op.startsWith('<') ? number <= SMALL : number <= 1)
  if (!smallest) noteBounded(run, frame, scope, of)
}

/** A length below which nobody draws an upper line. */
const SMALL = 12

function measured(e: Expression): Expression | undefined {
  if (e.kind !== 'call') return undefined
  const { callee } = e
  const name = callee.kind === 'name' || callee.kind === 'selector' ? callee.name : ''
  if (name === 'int' || name === 'int64' || name === 'uint') return e.args[0] && measured(e.args[0])
  return name === 'len' || name === 'RuneCountInString' || name === 'RuneCount' ? e.args[0] : undefined
}

/** The variables and fields in an expression hold no more than somebody allows. */
function noteBounded(run: Run, frame: Frame, scope: Scope, e: Expression): void {
  walkExpression(e, (inner) => {
    if (inner.kind !== 'name' && inner.kind !== 'selector') return inner.kind !== 'function'
    for (const key of keysOf(evaluate(run, frame, scope, inner))) run.flows.bounded.add(key)
    return false
  })
}

const JUDGES = /valid|regexp|match|parse|mail|url|uuid|bcrypt|argon|hash|hmac|crypto|base64|hex|sanitiz/i

/** A library that judges or parses a text, or makes it another: what it takes is not known. */
export function noteJudged(run: Run, path: string, name: string, args: readonly Value[]): void {
  if (run.mode !== 'summary' || !JUDGES.test(`${path}.${name}`)) return
  for (const arg of args) for (const key of keysOf(arg)) run.flows.bounded.add(key)
}

const DECODERS =
  /^(?:decode|unmarshal|bind|shouldbind|mustbind|bodyparser|queryparser|paramsparser|(?:read|parse)_?(?:json|body|request|input))/i

/** A struct that a request is read into. */
export function noteDecoded(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'call' }, args: readonly Value[]): void {
  const name = e.callee.kind === 'selector' || e.callee.kind === 'name' ? e.callee.name : ''
  if (run.mode !== 'summary' || !DECODERS.test(name)) return
  const { syntax, file } = outermost(frame.fn)
  if (!syntax.params.some((p) => run.library.isRequest(run.types.resolve(p.type, file)))) return
  for (const arg of args)
    for (const option of options(arg)) {
      const type = option.kind === 'symbolic' || option.kind === 'instance' ? pointerless(option.type) : undefined
      const named = type && (elementType(run.types, type) ?? type)
      if (named?.kind === 'named' && run.types.underlying(named).kind === 'struct') run.flows.decoded.add(named.entity)
    }
  for (const arg of e.args) {
    const of = arg.kind === 'unary' && arg.op === '&' ? arg.of : arg
    const binding = of.kind === 'name' ? lookup(scope, of.name) : undefined
    if (binding?.value.kind !== 'symbolic') continue
    // An origin of its own tells it from what the same library fills elsewhere.
    const origin = { ...binding.value.origin }
    run.flows.read.add(origin)
    assign(run, binding, { ...binding.value, origin })
  }
}

/** A switch whose default, or what follows it, refuses. */
export function noteSwitch(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'switch' }, next: Statement | undefined): void {
  if (run.mode !== 'summary' || !s.tag) return
  const otherwise = s.cases.find((c) => !c.values)
  const each = s.cases.filter((c) => c.values)
  const refused = otherwise
    ? refuses(run, frame, otherwise.body)
    : next && each.every((c) => endsInReturn(c.body)) && refuses(run, frame, [next])
  // A case that refuses as well leaves its values out.
  const taken = each.filter((c) => !refuses(run, frame, c.body))
  if (refused)
    noteClosed(
      run,
      frame,
      scope,
      s.tag,
      taken.flatMap((c) => c.values ?? []).map((v) => textOf(run, frame, scope, v)),
      s.at,
    )
}

/** `if` whose body refuses what is not in the set, or puts something else in its place. */
export function noteRefusal(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'if' }): void {
  if (run.mode !== 'summary') return
  const replaced = replacedIn(s)
  if (replaced) noteBounded(run, frame, scope, replaced)
  if (!refuses(run, frame, s.then)) return
  const set = outside(run, frame, scope, s.condition, s.init)
  if (set) noteClosed(run, frame, scope, set.of, set.choices, s.at)
}

/** `if !known[x] { x = y }`, `if x != a && x != b { x = a }`: what is tested is what is put anew. */
function replacedIn({ condition, then }: Statement & { kind: 'if' }): Expression | undefined {
  const [only, ...more] = then
  if (only?.kind !== 'assign' || only.left.length !== 1 || more.length > 0) return undefined
  const [to] = only.left
  const tested = [...subjectsOf(condition)].map(words)
  return to && words(to) !== '' && tested.length > 0 && tested.every((t) => t === words(to)) ? to : undefined
}

/** What a condition finds outside of a set, and not merely empty. */
function subjectsOf(e: Expression): readonly Expression[] {
  if (e.kind === 'binary' && e.op === '&&') return [...subjectsOf(e.left), ...subjectsOf(e.right)]
  if (e.kind === 'binary' && e.op === '!=') return [e.left]
  if (e.kind !== 'unary' || e.op !== '!') return []
  if (e.of.kind === 'index') return e.of.indices.slice(0, 1)
  return e.of.kind === 'call' && words(e.of.callee) === 'slices.Contains' ? e.of.args.slice(1, 2) : []
}

/** A function that says whether it is in the set. */
export function notePredicate(run: Run, frame: Frame, scope: Scope, s: Statement & { kind: 'return' }): void {
  const [value, ...more] = s.values
  if (run.mode !== 'summary' || !value || more.length > 0 || !givesBool(frame)) return
  const set = inside(run, frame, scope, value, undefined)
  if (set) noteClosed(run, frame, scope, set.of, set.choices, s.at)
}

/** A constant; calls, save conversions, are not made twice for it. */
function textOf(run: Run, frame: Frame, scope: Scope, e: Expression): string | undefined {
  if (e.kind === 'call') return e.args.length === 1 && e.args[0] ? textOf(run, frame, scope, e.args[0]) : undefined
  return constantText(evaluate(run, frame, scope, e))
}

interface Membership {
  readonly of: Expression
  readonly choices: readonly (string | undefined)[]
}

function outside(run: Run, frame: Frame, scope: Scope, e: Expression, init: Statement | undefined): Membership | undefined {
  if (e.kind === 'unary' && e.op === '!') return inside(run, frame, scope, e.of, init)
  if (e.kind !== 'binary') return undefined
  if (e.op === '&&') return both(outside(run, frame, scope, e.left, init), outside(run, frame, scope, e.right, init))
  return e.op === '!=' ? { of: e.left, choices: [textOf(run, frame, scope, e.right)] } : undefined
}

function inside(run: Run, frame: Frame, scope: Scope, e: Expression, init: Statement | undefined): Membership | undefined {
  switch (e.kind) {
    case 'binary':
      if (e.op === '||') return both(inside(run, frame, scope, e.left, init), inside(run, frame, scope, e.right, init))
      return e.op === '==' ? { of: e.left, choices: [textOf(run, frame, scope, e.right)] } : undefined
    case 'call': {
      const [list, of] = e.args
      if (e.callee.kind !== 'selector' || e.callee.name !== 'Contains' || !list || !of || words(e.callee.of) !== 'slices') return undefined
      const known = evaluate(run, frame, scope, list)
      return known.kind === 'list' && !known.open ? { of, choices: known.elements.map(constantText) } : undefined
    }
    case 'index':
      return keyed(run, frame, scope, e)
    case 'name': {
      // `_, ok := known[x]`
      if (init?.kind !== 'assign' || init.left[1]?.kind !== 'name' || init.left[1].name !== e.name) return undefined
      const [from] = init.right
      return from?.kind === 'index' ? keyed(run, frame, scope, from) : undefined
    }
    default:
      return undefined
  }
}

function keyed(run: Run, frame: Frame, scope: Scope, e: Expression & { kind: 'index' }): Membership | undefined {
  const [of] = e.indices
  const known = evaluate(run, frame, scope, e.of)
  return of && known.kind === 'mapping' && !known.open ? { of, choices: known.entries.map((entry) => constantText(entry.key)) } : undefined
}

const both = (a: Membership | undefined, b: Membership | undefined): Membership | undefined =>
  a && b && words(a.of) === words(b.of) ? { of: a.of, choices: [...a.choices, ...b.choices] } : undefined

function noteClosed(run: Run, frame: Frame, scope: Scope, of: Expression, found: readonly (string | undefined)[], at: number): void {
  const choices = found.filter((c) => c !== undefined)
  if (choices.length < found.length || new Set(choices).size < 2) return
  let subject = of
  while (subject.kind === 'call' && subject.args.length === 1 && subject.args[0]) subject = subject.args[0]
  if (subject.kind !== 'name' && subject.kind !== 'selector') return
  const set: ClosedSet = { choices: [...new Set(choices)], file: frame.file.syntax.path, line: lineOf(at) }
  for (const key of keysOf(evaluate(run, frame, scope, subject))) if (!run.flows.closed.has(key)) run.flows.closed.set(key, set)
}

const endsInReturn = (body: readonly Statement[]): boolean => body.at(-1)?.kind === 'return'
const givesBool = ({ fn: { syntax } }: Frame): boolean => {
  const type = syntax.results.at(-1)?.type
  return type?.kind === 'name' && type.name === 'bool'
}

/** The body hands back an error, says no, or answers the request and ends. */
function refuses(run: Run, frame: Frame, body: readonly Statement[]): boolean {
  const last = body.at(-1)
  if (last?.kind !== 'return') return last?.kind === 'expression' && last.of.kind === 'call' && words(last.of.callee) === 'panic'
  const { results } = frame.fn.syntax
  const type = results.at(-1)?.type
  const value = last.values.at(-1)
  if (results.length === 0)
    return body.length > 1 && frame.fn.syntax.params.some((p) => run.library.isRequest(run.types.resolve(p.type, frame.file)))
  // An error of the program's own type.
  if (value && type?.kind === 'pointer' && type.of.kind === 'name' && /err/i.test(type.of.name))
    return !(value.kind === 'name' && value.name === 'nil')
  if (!value || type?.kind !== 'name') return false
  // Of several yes and no the last says nothing of the whole.
  const bools = results.filter((r) => r.type.kind === 'name' && r.type.name === 'bool').length
  if (type.name === 'bool') return bools === 1 && value.kind === 'name' && value.name === 'false'
  return type.name === 'error' && !(value.kind === 'name' && value.name === 'nil')
}
