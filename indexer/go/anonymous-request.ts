// What code reads of a request: what the client sent, and what handlers before kept. Of one that brings nothing it is absent
// where it would say who asks.

import { absent, absentResults, isAbsent, isAnonymous, isOfBrowsers, namesPageToken, pageToken, tellsWho } from './anonymous.ts'
import type { Run } from './evaluate/frame.ts'
import { looksAt, partOf } from './frameworks/request.ts'
import { guardNotes } from './guard-paths.ts'
import type { Expression } from './syntax.ts'
import { basic, STRING, type Type, UNKNOWN_TYPE } from './types.ts'
import { constantText, options, typed, typeOf, type Value } from './values.ts'
import { words } from './walk.ts'

/** `r.Header.Get(settings.AuthHeader)`: what the code calls a name, be it the operator's or a constant. */
function calledName(said: Expression | undefined): string | undefined {
  if (said?.kind === 'call') return calledName(said.callee)
  return said?.kind === 'selector' || (said?.kind === 'name' && /^\p{Lu}|Name$|Key$|Header$/u.test(said.name)) ? said.name : undefined
}

/** `ShareTokenQueryName`: `share_token`. */
const plainName = (called: string, place: string): string =>
  called
    .replace(/(Name|Key|Field)$/, '')
    .replace(new RegExp(`(${place}|param|http)$`, 'i'), '')
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, '_')
    .toLowerCase()

const fieldName = (key: Value | undefined): string | undefined =>
  key?.kind === 'symbolic' && key.origin.kind === 'field' ? key.origin.name : undefined

/** The code reads what the client sent at a place under a name: `given`, or nothing where nobody asks. */
export function readInput(run: Run, place: string, key: Value | undefined, given: Value, said?: Expression): Value {
  const constant = constantText(key)
  // A variable may be called after the place; the setting that it holds says of what.
  const called = [calledName(said), constant === undefined ? fieldName(key) : undefined].filter((n) => n !== undefined)
  const names = constant === undefined ? called : [constant]
  const plain = called.map((n) => plainName(n, place))
  const name = names.find((n) => tellsWho(place, n) || tellsWho(place, plainName(n, place))) ?? names[0]
  const again = place === 'form' && name === 'token' && looksForCredentials(run)
  looksAt(run, `${place} ${name ?? ''}`)
  const lacks = again || [name, ...plain].some((n) => tellsWho(place, n)) || (run.bare && isOfBrowsers(`${place} ${name}`))
  if (isAnonymous(run) && names.some(namesPageToken)) return ofPage(given)
  if (!isAnonymous(run) || run.brings || !lacks) return given
  guardNotes(run).lacked++
  return given.kind === 'tuple' ? { kind: 'tuple', elements: absentResults(given.elements.map(typeOf)) } : absent(typeOf(given))
}

const ofPage = (given: Value): Value =>
  given.kind === 'tuple'
    ? { kind: 'tuple', elements: [pageToken(typeOf(given.elements[0] ?? given)), ...given.elements.slice(1)] }
    : pageToken(typeOf(given))

/** A token was asked for elsewhere before: what follows asks for the same. */
const looksForCredentials = (run: Run): boolean =>
  [...guardNotes(run).inputs].some((input) => {
    const [place = '', ...name] = input.split(' ')
    return tellsWho(place, name.join(' '))
  })

/** `r.Header["X-Key"]`, `r.URL.Query()["token"]` */
export function inputAt(run: Run, of: Value, key: Value): Value | undefined {
  const part = partOf(of)
  return /^(header|query|form)$/.test(part) ? readInput(run, part, key, typed({ kind: 'slice', of: STRING })) : undefined
}

/** What ranging over the headers or the query gives: names that the client chose. */
export function inputElement(of: Value): { readonly key: Value; readonly value: Value } | undefined {
  const part = partOf(of)
  return /^(header|query|form)$/.test(part)
    ? { key: { kind: 'model', model: 'inputName', type: STRING, state: part }, value: typed({ kind: 'slice', of: STRING }) }
    : undefined
}

/** The name under which handlers keep something for later ones, however they spell it. */
export function keyName(run: Run, key: Value | undefined, expression: Expression | undefined): string {
  const constant = constantText(key)
  if (constant !== undefined) return constant
  if (key?.kind === 'instance' && key.type.kind === 'named') return key.type.entity.name
  if (key?.kind === 'symbolic' && key.origin.kind === 'global') return key.origin.entity.name
  if (key?.kind === 'number' && key.type?.kind === 'named')
    return constantName(run, key.value, key.type) ?? `${key.type.entity.name} ${key.value}`
  return (words(expression).split('.').pop() ?? '').replace(/\{.*\}$|\(.*\)$/s, '')
}

/** The constant of a type's package that has this value: `const userKey ctxKey = iota`. */
function constantName(run: Run, value: number, type: Type & { kind: 'named' }): string | undefined {
  for (const [name, entity] of type.entity.file.package.scope) {
    if (entity.kind !== 'value' || !entity.declaration.constant) continue
    const known = run.globals.get(entity)
    if (known?.kind === 'number' && known.value === value && known.type?.kind === 'named' && known.type.entity === type.entity) return name
  }
  return undefined
}

const IDENTITY = /user|auth|session|token|claims|principal|account|identity|login|uid|jwt|subject|member|viewer/i

/** Whether handlers keep who asks under such a name. */
export const namesIdentity = (name: string): boolean => IDENTITY.test(name)

/** What handlers before this one kept under a name; who brings nothing left no identity behind. */
export function readKept(run: Run, name: string, given: Value): Value {
  looksAt(run, `locals ${name}`)
  if (run.kept === undefined || run.brings) return given
  const value = run.keeping.get(name)?.value ?? run.kept.get(name) ?? (namesIdentity(name) ? absent(UNKNOWN_TYPE) : undefined)
  if (value === undefined) return given
  if (given.kind !== 'tuple') return isAbsent(value) ? absent(typeOf(given)) : value
  const there = options(value).map((v) => !isAbsent(v))
  const sure = there.every((t) => t === there[0])
  return { kind: 'tuple', elements: [value, sure ? { kind: 'boolean', value: there[0] === true } : typed(basic('bool'))] }
}
