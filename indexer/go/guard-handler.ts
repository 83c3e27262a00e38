// What a handler itself demands of its caller.

import { namesIdentity } from './anonymous-request.ts'
import type { Again, Deciding } from './deciding.ts'
import { credentials, identifies, readsLocals, verifies, verifiesSignature } from './guard-credentials.ts'
import { type Exit, endsInPanic, exitsOf, isOtherRefusal, refusalOf, refusesByPanic } from './guard-exits.ts'
import type { GuardRun } from './guard-run.ts'
import type { FunctionEntity } from './program.ts'
import type { Value } from './values.ts'

export interface HandlerGuard {
  readonly auth: 'required' | 'optional' | 'none' | 'unknown'
  readonly reason: string
  readonly fn: FunctionEntity | undefined
  /** It asks for who was found before, and reads no credential itself. */
  readonly onlyKept?: true
  /** What it refuses is who did not log in before: no password, token of a form, or state that a login itself is given. */
  readonly asksLogin?: boolean
  /** Whether it notes schemes that a document asks for at its operation; undefined where it was not followed. */
  readonly secured?: boolean
}

/** A request that goes to a library, or to a handler, which nothing here follows. */
export const unfollowed = (by: string, fn: FunctionEntity | undefined): HandlerGuard => ({
  auth: 'unknown',
  reason: `${by} is not followed: whom it serves is not known`,
  fn,
})

/** What is known of a handler when it is judged. */
export interface HandlerCase {
  readonly fn: FunctionEntity
  /** What it does to any request. */
  readonly any: GuardRun
  /** What it does to one that brings no credentials: asked only where the handler refuses anybody. */
  readonly nobody: Again
  readonly kept: ReadonlyMap<string, Value>
  readonly reached: ReadonlySet<string>
  readonly deciding: Deciding
}

export function judgeHandler(of: HandlerCase): HandlerGuard {
  const judged = judge(of)
  const refuses = judged.auth === 'required' || judged.auth === 'unknown'
  return { ...judged, asksLogin: refuses && [...of.any.notes.inputs].some(provesLogin) }
}

function judge({ fn, any, nobody, kept, reached, deciding }: HandlerCase): HandlerGuard {
  const tooLarge: HandlerGuard = { auth: 'unknown', reason: 'the handler is too large to follow', fn }
  const cut = any.run.budget < 0
  const seen = credentials(any.notes)
  const otherwise: HandlerGuard = cut
    ? tooLarge
    : any.notes.unfollowed
      ? unfollowed(any.notes.unfollowed, fn)
      : seen.length > 0
        ? { auth: 'optional', reason: `the handler reads ${seen.join(', ')} and goes on without it`, fn }
        : { auth: 'none', reason: '', fn }
  const asksWho = seen.length > 0 || identifies(any.notes, kept, reached)
  const named = seen.length > 0 || readsLocals(any.notes, kept)
  const all = any.frames.flatMap(exitsOf)
  const speaks = all.some((x) => x.status === 401 || x.status === 403 || x.error)
  const sends = named && all.some(isRedirect) && all.some((x) => !x.error && !x.panics && (x.status === 0 || isSuccess(x)))
  // Those who bring a token are served.
  const demands =
    (seen.some(isToken) || (seen.length > 0 && verifies(reached)) || verifiesSignature(seen, reached)) &&
    all.some((x) => !x.error && !x.panics && (x.status === 0 || isSuccess(x)))
  if (!asksWho || !(cut || speaks || sends || all.some((x) => x.panics || fails(x) || (demands && isRefused(x))))) return otherwise
  // Whoever is turned away before it gets large is, whatever comes then.
  const alone = nobody()
  if (alone.run.budget < 0) return tooLarge
  // A request that fails for another reason is not served either.
  const waysOf = (run: GuardRun) => run.frames.flatMap(exitsOf).filter((x) => !isOtherRefusal(x))
  const ways = waysOf(alone)
  if (seen.length > 0 && endsInPanic(alone) && refusesByPanic(nobody))
    return { auth: 'required', reason: `the handler panics on a request without ${seen.join(', ')}`, fn }
  if (sends && ways.length > 0 && ways.every(isRedirect)) return { auth: 'required', reason: `the handler ${refusalOf(ways, seen)}`, fn }
  const isRefusal = (x: Exit) => x.status === 401 || x.status === 403 || fails(x) || x.error
  const refusals = ways.filter(isRefusal)
  const said = refusals.filter((x) => x.status === 401 || x.status === 403)
  // Or by an answer that only the error knows, or that calls the token a bad one.
  if (demands && ways.length > 0 && ways.every((x) => refusals.includes(x) || isRefused(x)))
    return { auth: 'required', reason: `the handler ${refusalOf(ways, seen)}`, fn }
  if (refusals.length === 0) return otherwise
  if (refusals.length === ways.length && said.length > 0)
    return { auth: 'required', reason: `the handler ${refusalOf(refusals, seen)}`, fn }
  const known = speaks && (seen.length > 0 || (said.length > 0 && [...any.notes.inputs].some(isKeptIdentity)))
  if (!known) return otherwise
  const serves = deciding.passesWhen(
    fn,
    alone,
    (assumptions) => nobody(undefined, assumptions),
    (run) => {
      const found = waysOf(run)
      // Where all ends before anything is asked nothing is decided.
      if (found.length === 0) return 'either'
      return found.every(isRefusal) ? 'refuses' : found.some(isRefusal) ? 'either' : 'passes'
    },
  )
  const how = serves ? `and serves it ${serves}` : 'on some ways; which are taken is not known'
  return { auth: 'unknown', reason: `the handler ${refusalOf(refusals, seen)} ${how}`, fn, ...(seen.length === 0 && { onlyKept: true }) }
}

const isRedirect = (x: Exit): boolean => x.status >= 300 && x.status < 400
const isRefused = (x: Exit): boolean => x.looked && x.status >= 400 && x.status < 500
const isSuccess = (x: Exit): boolean => x.status >= 200 && x.status < 300

/** A status that is not known, where something went wrong. */
const fails = (x: Exit): boolean => x.status < 0 && /^\w*[eE]rr != nil/.test(x.conditions[x.conditions.length - 1] ?? '')

const isToken = (input: string): boolean => /^(credential |header Authorization$)/.test(input)

/** What somebody has who logged in before, and not what a login itself is given. */
const provesLogin = (input: string): boolean =>
  isToken(input) || /^cookie .*(access|auth|id)[_-]?token/i.test(input) || (isKeptIdentity(input) && !/session/i.test(input))

/** `locals user`: who was found before. */
const isKeptIdentity = (input: string): boolean => input.startsWith('locals ') && namesIdentity(input.slice('locals '.length))
