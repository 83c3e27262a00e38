// By what a middleware can tell who asks, and which roles it asks for.

import { isAbsent, tellsWho } from './anonymous.ts'
import { namesIdentity } from './anonymous-request.ts'
import type { Exit } from './guard-exits.ts'
import type { GuardNotes } from './guard-paths.ts'
import { pointerless } from './types.ts'
import { constantText, type FunctionValue, options, type Value } from './values.ts'

/** Inputs that name a caller: a header, cookie, query or local with a telling name. */
export function credentials(notes: GuardNotes): string[] {
  return [...notes.inputs].filter((input) => {
    const [place = '', ...name] = input.split(' ')
    const key = name.join(' ')
    return tellsWho(place, key) && (place !== 'cookie' || /token|session|auth|jwt|sid/i.test(key))
  })
}

/** It reads what handlers before kept, and not what they keep for everybody: settings, a language, the request's number. */
export const readsLocals = (notes: GuardNotes, kept: ReadonlyMap<string, Value>): boolean =>
  [...notes.inputs].some((i) => {
    const name = i.startsWith('locals ') ? i.slice('locals '.length) : undefined
    const value = name === undefined ? undefined : kept.get(name)
    return name !== undefined && (namesIdentity(name) || !value || options(value).some(isNobody))
  })

/** Nothing, or a struct that has a place for who asks, and nobody in it. */
function isNobody(value: Value): boolean {
  if (isAbsent(value) || value.kind === 'nil') return true
  const type = value.kind === 'instance' ? pointerless(value.type) : undefined
  const shape = type?.kind === 'named' ? type.entity.syntax.type : undefined
  if (value.kind !== 'instance' || shape?.kind !== 'struct') return false
  const lacks = (name: string): boolean => {
    const set = value.fields.get(name)?.value
    return !set || isAbsent(set) || set.kind === 'nil'
  }
  return shape.fields.some((f) => namesIdentity(f.name) && lacks(f.name))
}

const TOKEN_CALLS =
  /(golang-jwt\/jwt|dgrijalva\/jwt-go|lestrrat-go\/jwx\S*|(gbrlsnchs|cristalhq|kataras)\/jwt\S*|o1egl\/paseto|aidantwoods\/go-paseto) (Parse|ParseWithClaims|Verify|ParseString)/
const SESSION_CALLS = /(fiber\/middleware\/session|gorilla\/sessions) Get/

const SIGNATURE_CALLS =
  /^(crypto\/(hmac Equal|subtle ConstantTimeCompare|ed25519 Verify|rsa Verify\w*|ecdsa Verify\w*)$|\S*(stripe-go\S*\/webhook ConstructEvent|svix-webhooks\S* Verify|go-github\S* Validate(Payload|Signature)))/

/** Whether it has a library verify a token that was signed. */
export const verifies = (reached: ReadonlySet<string>): boolean => [...reached].some((call) => TOKEN_CALLS.test(call))

/** Whether the text that came under such a name is compared with what only who knows a secret can make. */
export const verifiesSignature = (inputs: readonly string[], reached: ReadonlySet<string>): boolean =>
  inputs.some((i) => /signature|hmac/i.test(i)) && [...reached].some((call) => SIGNATURE_CALLS.test(call))

export function identifies(notes: GuardNotes, kept: ReadonlyMap<string, Value>, reached: ReadonlySet<string>): boolean {
  return (
    credentials(notes).length > 0 ||
    readsLocals(notes, kept) ||
    [...notes.inputs].some((i) => /session|auth|jwt|claims/i.test(i)) ||
    (notes.inputs.size > 0 && (verifies(reached) || [...reached].some((call) => SESSION_CALLS.test(call))))
  )
}

/** Role names: constant arguments of the factory, or what the refusing condition asks for. */
export function rolesOf(fn: FunctionValue, denies: readonly Exit[]): string[] {
  const given = (fn.args ?? [])
    .flatMap((a) => (a.kind === 'list' ? a.elements : [a]))
    .flatMap((a) => options(a))
    .map(constantText)
    .filter((t): t is string => t !== undefined && t !== '')
  if (given.length > 0) return [...new Set(given)]
  const asked = denies.filter((d) => d.status === 403).flatMap((d) => rolesInCondition(d.conditions[d.conditions.length - 1] ?? ''))
  return [...new Set(asked)]
}

function rolesInCondition(condition: string): string[] {
  const compared = [...condition.matchAll(/!=\s*"([^"]+)"/g)].map((m) => m[1] ?? '')
  if (compared.length > 0) return compared
  return [...condition.matchAll(/!\s*([A-Za-z_][\w.]*)/g)].flatMap((m) => {
    const name = (m[1] ?? '').split('.').pop() ?? ''
    const role = name.replace(/^(is|has|can|user_?is|require)_?(?=[A-Z_]|$)/i, '').replace(/(Role|Required|User|Only)$/, '')
    return role && !/^(ok|found|exists|valid|allowed|authorized|success|permitted)$/i.test(role)
      ? [role.charAt(0).toLowerCase() + role.slice(1)]
      : []
  })
}
