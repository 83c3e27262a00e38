// What a handler itself demands of its caller.

import { namesIdentity } from './anonymous-request.ts'
import { credentials, identifies } from './guard-credentials.ts'
import { exitsOf, isOtherRefusal, refusalOf } from './guard-exits.ts'
import type { GuardRun } from './guard-run.ts'
import type { FunctionEntity } from './program.ts'

export interface HandlerGuard {
  readonly auth: 'required' | 'optional' | 'none' | 'unknown'
  readonly reason: string
  readonly fn: FunctionEntity | undefined
}

/** `any` is any request, `nobody` one that brings no credentials: asked only where the handler refuses anybody. */
export function judgeHandler(fn: FunctionEntity, any: GuardRun, nobody: () => GuardRun, reached: ReadonlySet<string>): HandlerGuard {
  const tooLarge: HandlerGuard = { auth: 'unknown', reason: 'the handler is too large to follow', fn }
  if (any.run.budget < 0) return tooLarge
  const seen = credentials(any.notes)
  const otherwise: HandlerGuard =
    seen.length > 0
      ? { auth: 'optional', reason: `the handler reads ${seen.join(', ')} and goes on without it`, fn }
      : { auth: 'none', reason: '', fn }
  const asksWho = seen.length > 0 || identifies(any.notes, reached)
  const all = any.frames.flatMap(exitsOf)
  if (!asksWho || !all.some((x) => x.status === 401 || x.status === 403 || x.status < 0 || x.error)) return otherwise
  const alone = nobody()
  if (alone.run.budget < 0) return tooLarge
  // A request that fails for another reason is not served either.
  const ways = alone.frames.flatMap(exitsOf).filter((x) => !isOtherRefusal(x))
  const refusals = ways.filter((x) => x.status === 401 || x.status === 403 || x.status < 0 || x.error)
  const said = refusals.filter((x) => x.status === 401 || x.status === 403)
  if (refusals.length === 0) return otherwise
  // Or by an answer that only the error knows: nobody is served, and those are who bring a token.
  const serves = all.some((x) => !x.error && x.status >= 200 && x.status < 300)
  if (refusals.length === ways.length && (said.length > 0 || (serves && seen.some(isToken))))
    return { auth: 'required', reason: `the handler ${refusalOf(refusals, seen)}`, fn }
  const known = seen.length > 0 || (said.length > 0 && [...any.notes.inputs].some(isKeptIdentity))
  return known
    ? { auth: 'unknown', reason: `the handler ${refusalOf(refusals, seen)} on some ways; which are taken is not known`, fn }
    : otherwise
}

const isToken = (input: string): boolean => /^(credential |header Authorization$)/.test(input)

/** `locals user`: who was found before. */
const isKeptIdentity = (input: string): boolean => input.startsWith('locals ') && namesIdentity(input.slice('locals '.length))
