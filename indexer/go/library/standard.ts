// The standard library, as far as values, effects and dropped errors go.

import { isAnonymous, isFailure, madeFailure } from '../anonymous.ts'
import { runArguments, runCallback } from '../evaluate/calls.ts'
import { isInlined } from '../evaluate/frame.ts'
import { setField } from '../evaluate/members.ts'
import { constantEquality } from '../evaluate/operators.ts'
import { ANYTHING, putInto } from '../evaluate/rows.ts'
import { contextCall } from '../frameworks/net-http/request.ts'
import { askedText } from '../inquiry.ts'
import { basic, ERROR, STRING, type Type, UNKNOWN_TYPE } from '../types.ts'
import {
  concat,
  constantText,
  type Hole,
  type InstanceValue,
  isElsewhere,
  isModel,
  join,
  lateText,
  madeOf,
  options,
  type StringValue,
  text,
  typed,
  typeOf,
  type Value,
} from '../values.ts'
import { words } from '../walk.ts'
import { matchesGlob } from './globs.ts'
import type { LibraryCall, LibraryModel } from './model.ts'
import { poolCall } from './pools.ts'
import { bufferCall, write } from './text-buffers.ts'

/** Functions whose last result is an error worth reading, by package: names, or `*` for all. */
const ERRORS: Readonly<Record<string, { readonly effect: string; readonly names: string }>> = {
  'encoding/json': { effect: 'encoding', names: 'Marshal MarshalIndent Unmarshal Decode Encode' },
  'encoding/xml': { effect: 'encoding', names: 'Marshal Unmarshal Decode Encode' },
  strconv: { effect: 'other', names: 'Atoi ParseInt ParseUint ParseFloat ParseBool' },
  io: { effect: 'io', names: 'ReadAll Copy CopyN ReadFull' },
  os: { effect: 'io', names: 'Open Create ReadFile WriteFile Mkdir MkdirAll Rename Chmod ReadDir Stat' },
  'crypto/rand': { effect: 'other', names: 'Read Int' },
  time: { effect: 'other', names: 'Parse ParseInLocation ParseDuration LoadLocation' },
  'net/smtp': { effect: 'io', names: 'SendMail' },
}

export const standardModel: LibraryModel = {
  id: 'standard',
  packages: [
    ...Object.keys(ERRORS),
    'fmt',
    'strings',
    'errors',
    'path',
    'path/filepath',
    'sync',
    'context',
    'log',
    'log/slog',
    'builtin',
    'bytes',
    'slices',
    'maps',
    'sort',
    'golang.org/x/sync/errgroup',
  ],
  call,
  select(value, name) {
    if (value.kind === 'package' && value.path === 'time' && /^(Nanosecond|Microsecond|Millisecond|Second|Minute|Hour)$/.test(name))
      return typed({ kind: 'external', package: 'time', name: 'Duration' })
    return undefined
  },
  functionTypes: ['CancelFunc'],
  bufferTypes: ['Builder', 'Buffer'],
}

/** One model a package, since a dropped error's kind hangs on it. */
export const standardModels: readonly LibraryModel[] = standardModel.packages.map((name) => {
  const rows = ERRORS[name]
  if (!rows) return { ...standardModel, packages: [name] }
  const names = new Set(rows.names.split(' '))
  return { ...standardModel, packages: [name], errors: (fn) => (names.has(fn) ? rows.effect : undefined) }
})

function call(c: LibraryCall): Value | undefined {
  switch (c.package) {
    case 'fmt':
      return format(c)
    case 'strings':
      return bufferCall(c) ?? askedText(c.run, c.name, c.args[0], c.args[1], takesOutOnce(c)) ?? strings(c)
    case 'bytes':
      return bufferCall(c)
    case 'errors':
      return c.name === 'New' || c.name === 'Join'
        ? newError(c)
        : c.name === 'Is'
          ? isError(c)
          : c.name === 'As'
            ? typed(basic('bool'))
            : undefined
    case 'encoding/json':
      return encoded(c)
    case 'builtin':
      return c.name === 'Error' ? typed(STRING) : undefined
    case 'sync':
      return poolCall(c)
    case 'strconv':
      if (c.args[0] && /^(Itoa|FormatU?int)$/i.test(c.name)) return numberText(c.args[0], words(c.expression.args[0]))
      return /^(Itoa|Format|Quote)/.test(c.name) ? typed(STRING) : undefined
    case 'path':
    case 'path/filepath':
      return c.name === 'Join' ? joinPath(c) : c.name === 'Match' ? matched(c.args) : undefined
    case 'os':
      return environment(c)
    case 'time':
      if (c.name === 'AfterFunc' && c.args[1]) {
        runCallback(c.run, c.frame, c.args[1], [], { ...c.site, inGoroutine: true })
        return typed(UNKNOWN_TYPE)
      }
      return undefined
    case 'golang.org/x/sync/errgroup':
      if ((c.name === 'Go' || c.name === 'TryGo') && c.args[0]) {
        runCallback(c.run, c.frame, c.args[0], [], { ...c.site, inGoroutine: true })
        return typed(basic('bool'))
      }
      return undefined
    case 'context':
      return context(c)
    case 'slices':
    case 'maps':
    case 'sort': {
      const [list, wanted] = c.args
      const contains = c.package === 'slices' && c.name === 'Contains' && wanted ? isAmong(list, wanted) : undefined
      if (contains !== undefined) return { kind: 'boolean', value: contains }
      if (list && c.package === 'maps' && /^(Copy|Insert)$/.test(c.name)) putInto(c.run, list, ANYTHING)
      runArguments(c.run, c.frame, c.args, c.site)
      return c.args[0] && /^(Clone|Compact|Sorted|Collect|Reverse)/.test(c.name) ? c.args[0] : undefined
    }
    default:
      return undefined
  }
}

/** Whether a list in view has a text. */
function isAmong(list: Value | undefined, wanted: Value): boolean | undefined {
  if (list?.kind !== 'list' || wanted.kind !== 'string') return undefined
  if (list.elements.some((e) => constantEquality(e, wanted) === true)) return true
  const all = [...list.elements, ...(list.perhaps ?? [])]
  return (!list.open || list.perhaps) && all.every((e) => constantEquality(e, wanted) === false) ? false : undefined
}

/** What nobody brought is not too old. */
function isError({ run, args, expression }: LibraryCall): Value {
  const [error] = args
  const late = /expired|revoked|used_?before|not_?(yet|before)/i.test(words(expression.args[1]))
  return isAnonymous(run) && late && error && options(error).every(isFailure) ? { kind: 'boolean', value: false } : typed(basic('bool'))
}

/** A number that is known is a text; of any other it is known that it is a number. */
const numberText = (number: Value, said: string): Value =>
  options(number)
    .map((value) => concat([{ value, text: said }]))
    .reduce<Value | undefined>((a, b) => (a ? join(a, b) : b), undefined) ?? typed(STRING)

/** What is written out and read back as it runs is the same again. */
function encoded({ run, name, args }: LibraryCall): Value | undefined {
  const [first, into] = args
  if (run.mode !== 'registration' || !first) return undefined
  const none: Value = { kind: 'nil', type: ERROR }
  if (name === 'Marshal' && first.kind === 'instance')
    return { kind: 'tuple', elements: [{ kind: 'model', model: 'encoded', type: STRING, state: first }, none] }
  if (name !== 'Unmarshal' || !isModel(first, 'encoded') || into?.kind !== 'instance') return undefined
  for (const [field, { value }] of (first.state as InstanceValue).fields) setField(run, into, field, value, false)
  return none
}

const newError = ({ run }: LibraryCall): Value => (isAnonymous(run) ? madeFailure() : typed(ERROR))

function format(c: LibraryCall): Value | undefined {
  if (c.name === 'Errorf') return newError(c)
  if (c.name === 'Sprint' || c.name === 'Sprintln') return concat(c.args.map((value, i) => ({ value, text: words(c.expression.args[i]) })))
  if (/^Fprint(f|ln)?$/.test(c.name)) {
    const [into, ...args] = c.args
    const names = c.expression.args.slice(1).map(words)
    const what = c.name === 'Fprintf' ? formatted(args, names) : concat(args.map((value, i) => ({ value, text: names[i] ?? '?' })))
    write(c, into, what, names[0] ?? '?')
    return undefined
  }
  return c.name === 'Sprintf' ? formatted(c.args, c.expression.args.map(words)) : undefined
}

function formatted(args: readonly Value[], names: readonly string[]): Value {
  const results = (args[0] ? options(args[0]) : []).map((pattern): Value => {
    const format = constantText(pattern)
    if (format !== undefined) return sprintf(format, args.slice(1), names.slice(1), pattern)
    // A pattern with holes of its own keeps them.
    if (isElsewhere(pattern)) return lateText(pattern, (known) => formatted([known, ...args.slice(1)], names))
    return pattern.kind === 'string' ? withHoles(pattern, args.slice(1), names.slice(1)) : typed(STRING)
  })
  return results.length > 0 ? results.reduce(join) : typed(STRING)
}

function withHoles(pattern: StringValue, args: readonly Value[], names: readonly string[]): Value {
  const holes = pattern.parts.filter((p) => typeof p !== 'string')
  const format = pattern.parts.map((p) => (typeof p === 'string' ? p : HOLE)).join('')
  const given = sprintf(format, args, names, pattern)
  const filled = options(given).map((v): Value => {
    if (v.kind !== 'string') return v
    let next = 0
    const pieces = v.parts.flatMap((p) =>
      typeof p === 'string' ? p.split(HOLE).flatMap((piece, i) => (i === 0 ? [piece] : [holes[next++] ?? '', piece])) : [p],
    )
    return madeOf(concat(pieces.map((p) => (typeof p === 'string' ? { value: text(p), text: '' } : { value: p.value, text: p.text }))), v)
  })
  return filled.reduce(join)
}

/** Stands for a hole while a pattern is filled: no verb, no text of a program. */
const HOLE = '\uE010'

/** Verbs become the arguments' texts, or holes. */
function sprintf(format: string, args: readonly Value[], names: readonly string[], pattern: Value): Value {
  let next = 0
  let variants: { value: Value; text: string }[][] = [[]]
  let at = 0
  for (const match of format.matchAll(/%[-+# 0]*(?:\[(\d+)\])?(?:\d+|\*)?(?:\.(?:\d+|\*))?([a-zA-Z%])/g)) {
    const before = format.slice(at, match.index)
    at = match.index + match[0].length
    const literal = match[2] === '%'
    if (match[1]) next = Number(match[1]) - 1
    const value = literal ? text('%') : (args[next] ?? typed(UNKNOWN_TYPE))
    const name = literal ? '%' : (names[next] ?? '?')
    if (!literal) next++
    const quoted = match[2] === 'q'
    // Whatever is given for them, these verbs write no text of it.
    const choices = /[dboxXUeEfFgGt]/.test(match[2] ?? '') ? options(value).map(asNumber) : options(value)
    const grow = variants.length * choices.length <= 16 ? choices : [typed(typeOf(value))]
    variants = variants.flatMap((v) =>
      grow.map((choice) => [
        ...v,
        { value: text(before), text: '' },
        ...(quoted ? [{ value: text('"'), text: '' }] : []),
        { value: choice, text: name },
        ...(quoted ? [{ value: text('"'), text: '' }] : []),
      ]),
    )
  }
  return variants.map((v): Value => madeOf(concat([...v, { value: text(format.slice(at)), text: '' }]), pattern)).reduce(join)
}

const asNumber = (value: Value): Value => (value.kind === 'symbolic' || value.kind === 'unknown' ? typed(basic('int')) : value)

/** A text made of another, of which no more is known. */
function anyOf(value: Value | undefined, type: Type = STRING): Value {
  for (const option of value ? options(value) : []) {
    if (option.kind === 'symbolic' && option.origin.kind !== 'typed') return { ...option, type }
    for (const part of option.kind === 'string' ? option.parts : []) {
      const of = typeof part === 'string' ? undefined : anyOf(part.value, type)
      if (of?.kind === 'symbolic' && of.origin.kind !== 'typed') return of
    }
  }
  return typed(type)
}

function strings(c: LibraryCall): Value | undefined {
  const [first, second] = c.args
  switch (c.name) {
    case 'Join': {
      const separator = constantText(second)
      const said = words(c.expression.args[0])
      return separator === undefined || !first
        ? typed(STRING)
        : options(first)
            .map((list) => joinTexts(list, separator, said))
            .reduce(join)
    }
    case 'TrimSpace':
    case 'ToLower':
    case 'ToUpper':
    case 'TrimSuffix':
    case 'TrimPrefix':
    case 'TrimRight':
    case 'TrimLeft':
    case 'Trim': {
      const value = constantText(first)
      const other = constantText(second)
      if (value === undefined) return anyOf(first)
      if (c.name === 'ToLower') return madeOf(text(value.toLowerCase()), first)
      if (c.name === 'ToUpper') return madeOf(text(value.toUpperCase()), first)
      if (c.name === 'TrimSpace') return madeOf(text(value.trim()), first)
      if (other === undefined) return typed(STRING)
      if (c.name === 'TrimSuffix') return madeOf(text(value.endsWith(other) && other ? value.slice(0, -other.length) : value), first)
      if (c.name === 'TrimPrefix') return madeOf(text(value.startsWith(other) ? value.slice(other.length) : value), first)
      return madeOf(trim(value, other, c.name), first)
    }
    case 'ReplaceAll':
    case 'Replace': {
      const [value, from, to] = [constantText(first), constantText(second), constantText(c.args[2])]
      if (value !== undefined && from !== undefined && to !== undefined) return madeOf(text(value.replaceAll(from, to)), first, c.args[2])
      if (from === undefined || !first) return anyOf(first)
      const by = { value: c.args[2] ?? typed(STRING), text: words(c.expression.args[2]) }
      return options(first)
        .map((of) => (isElsewhere(of) ? lateText(of, (known) => replaceAll(known, from, by), QUOTE.test(from)) : replaceAll(of, from, by)))
        .reduce(join)
    }
    case 'Repeat': {
      const value = constantText(first)
      return value !== undefined && second?.kind === 'number' && second.value <= 64
        ? madeOf(text(value.repeat(second.value)), first)
        : typed(STRING)
    }
    case 'HasPrefix':
      return startsWith(first, constantText(second))
    case 'HasSuffix':
      return endsWith(first, constantText(second))
    case 'Contains':
      return contains(first, constantText(second))
    case 'EqualFold':
    case 'ContainsAny':
      return typed(basic('bool'))
    case 'Split':
    case 'SplitN':
    case 'Fields':
      return anyOf(first, { kind: 'slice', of: STRING })
    default:
      return undefined
  }
}

function joinTexts(list: Value, separator: string, said: string): Value {
  if (list.kind === 'nil') return text('')
  if (list.kind !== 'list') return typed(STRING)
  const hole: Hole = { value: typed(STRING), text: said }
  // Nothing is known of the parts.
  if (list.open && list.elements.length === 0) return { kind: 'string', parts: [hole] }
  const joined = concat(
    list.elements.flatMap((value, i) => [...(i > 0 ? [{ value: text(separator), text: '' }] : []), { value, text: said }]),
  )
  const partial = list.open || list.narrowed ? 'how many parts there are is not known' : undefined
  return partial === undefined ? joined : { ...joined, partial }
}

/** Decided by how the text begins, as far as that is known. */
function startsWith(value: Value | undefined, prefix: string | undefined): Value {
  const start = value?.kind === 'string' ? (typeof value.parts[0] === 'string' ? value.parts[0] : '') : undefined
  if (start === undefined || prefix === undefined) return typed(basic('bool'))
  if (start.startsWith(prefix)) return { kind: 'boolean', value: true }
  const whole = constantText(value) !== undefined
  return whole || !prefix.startsWith(start) ? { kind: 'boolean', value: false } : typed(basic('bool'))
}

/** The same of how it ends. */
function endsWith(value: Value | undefined, suffix: string | undefined): Value {
  const last = value?.kind === 'string' ? value.parts[value.parts.length - 1] : undefined
  const end = value?.kind === 'string' ? (typeof last === 'string' ? last : '') : undefined
  if (end === undefined || suffix === undefined) return typed(basic('bool'))
  if (end.endsWith(suffix)) return { kind: 'boolean', value: true }
  const whole = constantText(value) !== undefined
  return whole || !suffix.endsWith(end) ? { kind: 'boolean', value: false } : typed(basic('bool'))
}

/** Decided by what is known of the text, wherever in it that stands. */
function contains(value: Value | undefined, part: string | undefined): Value {
  if (value?.kind !== 'string' || part === undefined) return typed(basic('bool'))
  if (value.parts.some((p) => typeof p === 'string' && p.includes(part))) return { kind: 'boolean', value: true }
  return constantText(value) === undefined ? typed(basic('bool')) : { kind: 'boolean', value: false }
}

/** In the constant parts of a text. */
const QUOTE = /^['"`]$/

function replaceAll(of: Value, from: string, by: { readonly value: Value; readonly text: string }): Value {
  // Who doubles quotes quotes: no more is known of that.
  if (of.kind !== 'string' || from === '') return QUOTE.test(from) ? typed(STRING) : anyOf(of)
  const replaced = concat(
    of.parts.flatMap((part) =>
      typeof part === 'string'
        ? part.split(from).flatMap((piece, i) => [...(i > 0 ? [by] : []), { value: text(piece), text: '' }])
        : [{ value: part.value, text: part.text }],
    ),
  )
  return madeOf(replaced, of)
}

function trim(value: string, set: string, name: string): Value {
  let start = 0
  let end = value.length
  if (name !== 'TrimRight') while (start < end && set.includes(value.charAt(start))) start++
  if (name !== 'TrimLeft') while (end > start && set.includes(value.charAt(end - 1))) end--
  return text(value.slice(start, end))
}

function joinPath(c: LibraryCall): Value {
  const joined = concat(
    c.args.flatMap((value, i) => [...(i > 0 ? [{ value: text('/'), text: '' }] : []), { value, text: words(c.expression.args[i]) }]),
  )
  return { ...joined, parts: joined.parts.map((p) => (typeof p === 'string' ? p.replace(/\/{2,}/g, '/') : p)) }
}

/** `strings.Replace(s, old, "", 1)` */
const takesOutOnce = ({ name, args }: LibraryCall): boolean =>
  name === 'Replace' && constantText(args[2]) === '' && args[3]?.kind === 'number' && args[3].value === 1

/** `path.Match(pattern, name)`, as far as both are known. */
function matched([pattern, name]: readonly Value[]): Value {
  const source = constantText(pattern)
  const known = source !== undefined && name?.kind === 'string' ? matchesGlob(source, name) : undefined
  const valid = source !== undefined && !/[[\\]/.test(source)
  return {
    kind: 'tuple',
    elements: [
      known === undefined ? typed(basic('bool')) : { kind: 'boolean', value: known },
      valid ? { kind: 'nil', type: ERROR } : typed(ERROR),
    ],
  }
}

function environment(c: LibraryCall): Value | undefined {
  if (c.name !== 'Getenv' && c.name !== 'LookupEnv') return undefined
  c.run.record({
    kind: 'effect',
    fn: c.frame.fn,
    site: c.site,
    effect: { kind: 'environment', name: c.args[0] },
    open: false,
    inlined: isInlined(c.run, c.frame),
  })
  const value: Value = { kind: 'symbolic', origin: { kind: 'library', package: 'os', name: 'Getenv' }, type: STRING }
  return c.name === 'Getenv' ? value : { kind: 'tuple', elements: [value, typed(basic('bool'))] }
}

function context(c: LibraryCall): Value | undefined {
  const ofRequest = contextCall(c)
  if (ofRequest) return ofRequest
  const type: Type = { kind: 'external', package: 'context', name: 'Context' }
  if (/^(Background|TODO|WithValue|WithoutCancel)$/.test(c.name)) return typed(type)
  if (/^With(Cancel|Timeout|Deadline)/.test(c.name))
    return { kind: 'tuple', elements: [typed(type), typed({ kind: 'external', package: 'context', name: 'CancelFunc' })] }
  return undefined
}
