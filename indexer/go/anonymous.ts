// A request of somebody who brings nothing: no credentials, no cookies, no session. What it lacks is a value of its own,
// the absent one: an empty text, nil, false, zero; and of whatever is looked up by it, a failure. A guard is what this
// request does not pass.

import { assign, type Run } from './evaluate/frame.ts'
import { ERROR, pointerless, type Type, UNKNOWN_TYPE } from './types.ts'
import { constantText, isModel, join, options, typed, typeOf, type Value } from './values.ts'

const model = (name: string, type: Type): Value & { kind: 'model' } => ({ kind: 'model', model: name, type, state: undefined })

/** An error that is there. */
export const failure = (type: Type = ERROR): Value => model('failure', type)

/** One that the program makes of a text: it is of no type that can be named. */
export const madeFailure = (): Value => ({ ...model('failure', ERROR), state: 'made' })

/** What stands where something would be that the request did not bring. */
export const absent = (type: Type): Value => (isErrorType(type) ? failure(type) : model('absent', type))

/** The second of two results, of which the first is absent: false, or an error, as it is used. */
const SECOND = model('absentSecond', UNKNOWN_TYPE)

/** What a session's library gives that is not modelled: an empty one, or an error, nobody knows which. */
export const SOME_SESSION = model('someSession', UNKNOWN_TYPE)

/** A session that nobody has filled: it is there, and what it is asked for is absent. */
export const EMPTY_SESSION = model('emptySession', UNKNOWN_TYPE)

/** What a query by nothing gives where it gives rows, or an object that is asked for them: it does not fail, and there is none. */
export const noRows = (type: Type): Value => model('noRows', type)

/** It, and no error. */
export const beside = (value: Value): Value => ({ kind: 'tuple', elements: [value, { kind: 'nil', type: ERROR }] })

/** A query under way that looks for nothing: what its finisher gives is absent, in the library's own way. */
export const unfilled = (chain: Value): Value => ({ ...model('absent', typeOf(chain)), state: { chain } })

export const unfilledChain = (value: Value): Value | undefined =>
  isModel(value, 'absent') ? (value.state as { readonly chain?: Value } | undefined)?.chain : undefined

export const isAbsent = (value: Value | undefined): value is Value & { kind: 'model' } => isModel(value, 'absent', 'absentSecond', 'noRows')

export const isFailure = (value: Value): boolean =>
  isModel(value, 'failure') ||
  isModel(value, 'absentSecond') ||
  (value.kind === 'model' && value.model === 'response' && (value.state as { failure?: true }).failure === true)

export const isErrorType = (type: Type): boolean => type.kind === 'basic' && type.name === 'error'

/** An error, or a type of the program that is one. */
export const isErrorShaped = (run: Run, type: Type): boolean => isErrorType(type) || run.types.member(type, 'Error')?.kind === 'method'

/** An error that a framework answers with. */
export const isAnswerError = (type: Type): boolean => {
  const at = pointerless(type)
  return at.kind === 'external' && /^(HTTP)?Error$/.test(at.name)
}

/** Whether the request is one that brings nothing: its values are followed as they run, since none of them is anybody's. */
export const isAnonymous = (run: Run): boolean => run.kept !== undefined

/** The value is absent, or made of nothing else that is not constant: a text of a token and an address still says something. */
export function holdsAbsent(value: Value, depth = 2): boolean {
  if (isAbsent(value)) return true
  if (depth === 0) return false
  switch (value.kind) {
    case 'string':
      return consistsOf(
        value.parts.flatMap((p) => (typeof p === 'string' ? [] : [p.value])),
        depth,
      )
    case 'list':
      return consistsOf(value.elements, depth)
    case 'instance':
      return consistsOf(
        [...value.fields.values()].map((f) => f.value),
        depth,
      )
    case 'choice':
      return value.options.every((o) => holdsAbsent(o, depth - 1))
    default:
      return false
  }
}

const consistsOf = (parts: readonly Value[], depth: number): boolean =>
  parts.some((p) => holdsAbsent(p, depth - 1)) && parts.every((p) => constantText(p) !== undefined || holdsAbsent(p, depth - 1))

/** The value as a condition, where it is known. */
export function truth(value: Value): boolean | undefined {
  if (value.kind === 'boolean') return value.value
  if (isAbsent(value)) return false
  if (value.kind !== 'choice') return undefined
  const [first, ...rest] = value.options.map(truth)
  return first !== undefined && rest.every((r) => r === first) ? first : undefined
}

/** A conventional name of an error, where nothing says more of a value. */
const ERROR_NAME = /(^|\.)(err|error)\w*$|Err(or)?$/

/** Whether two values are equal, where one of them is absent, a failure, or certainly there. */
export function absentEquality(a: Value, b: Value, said: string): boolean | undefined {
  const results = options(a).flatMap((x) => options(b).map((y) => equalOptions(x, y, said)))
  const [first, ...rest] = results
  return first !== undefined && rest.every((r) => r === first) ? first : undefined
}

function equalOptions(a: Value, b: Value, said: string): boolean | undefined {
  if (isFailure(a) || isFailure(b)) return a.kind === 'nil' || b.kind === 'nil' ? false : undefined
  if (namesCredential(a, b) || namesCredential(b, a)) return false
  if (isPageToken(a) || isPageToken(b)) return undefined
  if (isAbsent(a) && isAbsent(b)) return undefined
  if (isAbsent(a) || isAbsent(b)) {
    const [lacks, other] = isAbsent(a) ? [a, b] : [b, a]
    if (isModel(lacks, 'noRows')) return other.kind === 'nil' ? false : undefined
    switch (other.kind) {
      case 'nil':
        return !(typeOf(lacks).kind === 'unknown' && ERROR_NAME.test(said))
      case 'string':
        return other.parts.length === 0
      case 'number':
        return other.value === 0
      case 'boolean':
        return !other.value
      default:
        // What the application asks for is not nothing.
        return false
    }
  }
  const [nil, other] = a.kind === 'nil' ? [a, b] : [b, a]
  if (nil.kind !== 'nil') return undefined
  if (other.kind === 'nil') return true
  return other.kind === 'instance' ? false : undefined
}

/** Whether `value.(type)` holds, as far as the value tells. */
export function assertionHolds(value: Value, type: Type): boolean | undefined {
  const wanted = pointerless(type)
  const results = options(value).map((v): boolean | undefined => {
    if (isAbsent(v) || v.kind === 'nil') return false
    // Whether it is asked for as an answer or not, it refuses.
    if (isModel(v, 'failure') && v.state === 'made' && type.kind === 'pointer') return isAnswerError(wanted) ? undefined : false
    if (isFailure(v) && v.kind === 'model' && v.model === 'response') return isAnswerError(wanted)
    if (isPlain(v) && type.kind === 'basic') return sameBasic(v, type) ? true : undefined
    const own = pointerless(typeOf(v))
    if (v.kind === 'instance' && own.kind === 'named' && wanted.kind === 'named') return own.entity === wanted.entity ? true : undefined
    return undefined
  })
  const [first, ...rest] = results
  return first !== undefined && rest.every((r) => r === first) ? first : undefined
}

const isPlain = (v: Value): boolean => v.kind === 'string' || v.kind === 'boolean'

/** A text or a truth of no other type than the one that the language has for it. */
export function sameBasic(v: Value, type: Type): boolean {
  const own = typeOf(v)
  return isPlain(v) && own.kind === 'basic' && type.kind === 'basic' && own.name === type.name
}

/** `absent.Name`; undefined where the member is a method of the program, which then runs without a receiver. */
export function absentMember(run: Run, of: Value & { kind: 'model' }, name: string): Value | undefined {
  const type = of.type.kind === 'pointer' ? of.type.of : of.type
  if (isModel(of, 'noRows') && name === 'Error') return { kind: 'nil', type: ERROR }
  if (isModel(of, 'noRows') && name === 'RowsAffected') return { kind: 'number', value: 0 }
  if (unfilledChain(of) && type.kind === 'external')
    // In the words of its library.
    return name === 'Error' ? failure() : { kind: 'libraryFunction', package: type.package, name, receiver: of, on: type }
  const member = type.kind === 'unknown' ? undefined : run.types.member(type, name)
  if (member?.kind === 'field') return absent(member.type)
  if (member?.kind === 'method') return undefined
  if (member?.kind === 'interfaceMethod' || /^\p{Lu}/u.test(name) === false) return absent(UNKNOWN_TYPE)
  return { kind: 'libraryFunction', package: 'absent', name, receiver: of }
}

/** Who writes, counts or sends does so for nobody too. */
export const WRITES =
  /^(allow|take|limit|count|acquire|reserve|touch|visit|hit|audit|notify|create|save|insert|update|upsert|set|put|add|append|push|publish|send|write|log|emit|record|track|inc|observe|delete|del|remove|print|debug|info|warn|error|fatal|with)/i

/** Whether a value asks for nobody. */
export const isNobodys = (run: Run, value: Value): boolean => (run.direct ? options(value).every(isAbsent) : holdsAbsent(value))

/** Whether a call of the program that nobody could follow looks something up by what is absent: it then finds nothing. */
export const findsNothing = (run: Run, name: string, args: readonly Value[]): boolean =>
  isAnonymous(run) && !WRITES.test(name) && args.some((a) => isNobodys(run, a))

/** Results of a call that found nothing. */
export const absentResults = (types: readonly Type[]): Value[] => types.map((type) => absent(type))

/** A member of an empty session: the map of what it holds is empty. */
export const sessionMember = (of: Value, name: string): Value | undefined =>
  isModel(of, 'emptySession') && name === 'Values' ? absent(UNKNOWN_TYPE) : undefined

/** `part` of several results of which the first is absent. */
export const absentPart = (of: Value, index: number): Value | undefined => {
  if (isModel(of, 'someSession')) return index === 0 ? EMPTY_SESSION : typed(UNKNOWN_TYPE)
  if (isModel(of, 'emptySession')) return index === 0 ? of : { kind: 'nil', type: ERROR }
  return isAbsent(of) ? (index === 0 ? of : SECOND) : undefined
}

const PAGE_TOKEN = /csrf|xsrf|captcha|turnstile|authenticity[_-]?token/i

/** Whether something is called a token against forged requests, or an answer to a captcha: every page brings it along. */
export const namesPageToken = (name: string): boolean => PAGE_TOKEN.test(name)

/** Such a token, as the request or a session brings it. */
export const pageToken = (type: Type): Value => ({
  kind: 'symbolic',
  origin: { kind: 'library', package: 'request', name: 'page token' },
  type,
})

export const isPageToken = (value: Value): boolean =>
  value.kind === 'symbolic' && value.origin.kind === 'library' && value.origin.name === 'page token'

const ORDINARY_HEADER =
  /csrf|xsrf|captcha|turnstile|^(accept|content|access-control|sec-(?!websocket-protocol)|if-|cache|user-agent|origin|referer|host|range|upgrade|connection|idempotency|x-request|x-forwarded-(for|proto|host|port)|x-real)/i
const ORDINARY_COOKIE = /csrf|xsrf|lang|locale|theme|consent/i
const CREDENTIAL_HEADER =
  /^cookie$|auth|token|secret|key|session|signature|user|identity|jwt|password|credential|access|sec-websocket-protocol/i
const ORDINARY_QUERY = /^(next|prev|page|paging|cursor|continu|sync|csrf|xsrf)/i
const CREDENTIAL_QUERY =
  /^key$|^authori[sz]ation$|(^|[_-])(token|jwt|ticket|(api|access|auth|secret)[_-]?key|apikey|signature|sig|sign|secret|password|auth|session(_?id)?)$|^(access|auth|api|id|bearer|session|user|share|download)(token|key)$/i

/** Whether what a request brings at a place says who asks. */
export function tellsWho(place: string, key: string | undefined): boolean {
  switch (place) {
    case 'header':
      return key !== undefined && CREDENTIAL_HEADER.test(key) && !ORDINARY_HEADER.test(key)
    case 'cookie':
      return !ORDINARY_COOKIE.test(key ?? '')
    case 'query':
      return key !== undefined && CREDENTIAL_QUERY.test(key) && !ORDINARY_QUERY.test(key)
    // Read by a library that is for nothing else.
    case 'credential':
      return true
    // What is typed into a form is not what a browser or a program brings along; a token there is.
    case 'form':
      return key !== undefined && /^(access|api|auth)[_-]?(token|key)$/i.test(key)
    default:
      return false
  }
}

/** Whether the client, who brings no credential, chose such a name. */
export const namesCredential = (value: Value | undefined, other: Value | undefined): boolean =>
  value?.kind === 'model' && value.model === 'inputName' && tellsWho(String(value.state), constantText(other))

/** Whether an input is a header that browsers and proxies send for everybody. */
export const isOrdinaryHeader = (input: string): boolean =>
  input.startsWith('header ') && ORDINARY_HEADER.test(input.slice('header '.length))

/** Whether an input is a header by which a browser says where a request is from: nobody else needs to send it. */
export const isOfBrowsers = (input: string): boolean => /^header (origin|referer|access-control-request-.*|sec-fetch-.*)$/i.test(input)

/** A handler keeps a value for later ones. */
export function keep(run: Run, name: string, value: Value): void {
  if (run.kept === undefined) return
  const binding = run.keeping.get(name) ?? { value: run.kept.get(name) ?? absent(UNKNOWN_TYPE) }
  run.keeping.set(name, binding)
  assign(run, binding, value)
}

/** The request goes on to the next handler with what is kept now. */
export function handOver(run: Run): void {
  if (run.kept !== undefined && run.keeping.size > 0)
    run.handedOver.push(new Map([...run.keeping].map(([name, { value }]) => [name, value])))
}

/** What the next handler finds, whichever way the request came; of what is stored for somebody alone, nothing. */
export function keptAfter(run: Run, kept: ReadonlyMap<string, Value>, stored: Iterable<string>): ReadonlyMap<string, Value> {
  const names = new Set(run.handedOver.flatMap((over) => [...over.keys()]))
  const lacking = [...stored].filter((name) => !names.has(name) && !kept.has(name))
  if (names.size === 0 && lacking.length === 0) return kept
  const after = new Map(kept)
  for (const name of lacking) after.set(name, absent(UNKNOWN_TYPE))
  for (const name of names) {
    const before = kept.get(name) ?? absent(UNKNOWN_TYPE)
    after.set(name, run.handedOver.map((over) => over.get(name) ?? before).reduce(join))
  }
  return after
}
