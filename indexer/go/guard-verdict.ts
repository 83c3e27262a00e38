// The verdict on a middleware from two runs of it: what it does to any request, and what to one that brings no credentials.

import { isOfBrowsers, isOrdinaryHeader } from './anonymous.ts'
import type { Again, Deciding, Outcome } from './deciding.ts'
import { handlerLabel } from './frameworks/labels.ts'
import { type Guard, type Kept, NOTHING_KEPT, notFollowed, printArgument, type Verdict } from './guard.ts'
import { credentials, identifies, readsLocals, rolesOf } from './guard-credentials.ts'
import { type Exit, exitsOf, isOtherRefusal, refusalOf, refusesByPanic } from './guard-exits.ts'
import { libraryKind, quietKind, speaksOfAuth } from './guard-kinds.ts'
import type { GuardNotes } from './guard-paths.ts'
import type { GuardRun } from './guard-run.ts'
import type { FunctionEntity } from './program.ts'
import type { FunctionValue, Value } from './values.ts'

export interface Verdicts {
  /** `any` is any request, `nobody` one that brings no credentials. */
  guardOf(fn: FunctionValue, any: GuardRun, nobody: GuardRun, again: Again, ofLibrary: (by: Value, label: string) => Guard): Guard
}

export function createVerdicts(reaches: (fn: FunctionEntity) => ReadonlySet<string>, deciding: Deciding): Verdicts {
  return { guardOf }

  function guardOf(
    fn: FunctionValue,
    any: GuardRun,
    nobody: GuardRun,
    again: Again,
    ofLibrary: (by: Value, label: string) => Guard,
  ): Guard {
    const { notes } = any
    const exits = any.frames.flatMap(exitsOf).filter((x) => !x.panics)
    const passes = exits.filter((x) => x.next)
    const denies = exits.filter((x) => !x.next && x.status >= 400)
    const args = (fn.args ?? []).flatMap((a) => printArgument(a) || [])
    const handsOn = [...notes.inputs].some((i) => i.startsWith('request '))
    const final = passes.length === 0 && exits.length > 0 && !handsOn && any.run.budget >= 0
    // Where the path decides that nobody looks, nobody does.
    const looks = credentials(notes).length > 0 && credentials(nobody.notes).length > 0
    const base = {
      fn: fn.entity,
      args,
      roles: [] as string[],
      bypass: [] as string[],
      when: undefined,
      looks,
      final,
      closed: final && exits.every(isOtherRefusal),
    }
    if (any.run.budget < 0 || nobody.run.budget < 0)
      return { ...notFollowed(fn), args, looks, final, ...(any.run.budget < 0 && turnsAway(nobody, [...credentials(notes)])) }
    if (any.unfollowed && exits.length === 0) {
      const { by, name } = any.unfollowed
      const { kind, enforces, evidence, bypass }: Verdict = by ? ofLibrary(by, handlerLabel(by, undefined)) : libraryKind(name)
      return { ...base, kind, enforces, evidence, bypass: bypass ?? [] }
    }
    const reached = reaches(fn.entity)
    const verdict = judge(fn, any, nobody, again, exits)
    if (verdict) {
      const { kind, enforces, evidence, bypass = [], when } = verdict
      const roles = enforces && denies.some((x) => x.status === 403) ? rolesOf(fn, kind === 'authz' ? denies : []) : []
      return { ...base, kind, enforces, evidence, bypass, when, roles }
    }
    const statuses = new Set(denies.map((x) => x.status))
    const stops = exits.filter((x) => !x.next && !isOtherRefusal(x))
    if (statuses.has(429) && stops.length === 0)
      return { ...base, kind: 'rateLimit', enforces: true, evidence: 'answers 429 without calling the next handler' }
    if (statuses.has(413)) return { ...base, kind: 'bodyLimit', enforces: true, evidence: 'answers 413' }
    return {
      ...base,
      kind: quietKind(fn, notes, reached),
      enforces: denies.length > 0,
      evidence: denies.length > 0 ? `answers ${[...statuses].sort().join(', ')}` : 'calls the next handler in every case',
    }
  }

  /** What a guard says of who asks; undefined where it says nothing. */
  function judge(fn: FunctionValue, any: GuardRun, nobody: GuardRun, again: Again, exits: readonly Exit[]): Verdict | undefined {
    const { notes } = any
    const kept = nobody.run.kept ?? NOTHING_KEPT
    const named = credentials(notes)
    const asksWho = named.length > 0 || identifies(notes, kept, reaches(fn.entity))
    const passes = exits.filter((x) => x.next)
    const alone = nobody.frames.flatMap(exitsOf)
    const lets = alone.filter((x) => x.next)
    const panics = lets.length === 0 && alone.some((x) => x.panics) && refusesByPanic(again)
    const isRefusal = (x: Exit) => !x.next && (x.panics ? panics : !isOtherRefusal(x))
    const refusals = alone.filter(isRefusal)
    const said = new Set(refusals.map((x) => x.status))
    const speaks = said.has(401) || (said.has(403) && asksWho)
    if (passes.length > 0 && refusals.length > 0 && lets.length === 0 && (speaks || asksWho))
      return { kind: speaks && !said.has(401) ? 'authz' : 'authn', enforces: true, evidence: refusalOf(refusals, named) }
    if (refusals.length === 0 && notes.nextWith)
      return {
        kind: 'unknown',
        enforces: undefined,
        evidence: `${fn.label ?? fn.entity.name} hands the request and what comes next to ${notes.nextWith}, which is not followed`,
      }
    if (passes.length > 0 && alone.length > 0 && refusals.length === 0 && lets.length > 0) {
      if (asksForHeader(notes, exits, named))
        return { kind: 'csrf', enforces: true, evidence: 'asks whoever has a cookie for a header that other pages cannot send' }
      const judges =
        exits.some((x) => !x.next && !isOtherRefusal(x)) || notes.stores.size > 0 || notes.statuses.has(401) || notes.statuses.has(403)
      return named.length > 0 && judges && lets.some((x) => x.looked)
        ? { kind: 'authn', enforces: false, evidence: `reads ${named.join(', ')} and lets a request without it pass` }
        : undefined
    }
    if (passes.length > 0 && alone.length > 0 && lets.length === 0 && refusals.length === 0 && asksWho)
      return { kind: 'unknown', enforces: undefined, evidence: `${fn.label ?? fn.entity.name} fails where nobody asks` }
    if (passes.length === 0 || refusals.length === 0) return undefined
    // It refuses pages of other origins: whoever does not ask from a page passes.
    const asksOrigin = lets.length > 0 && [...notes.inputs].some(isOfBrowsers)
    const bare = asksOrigin ? again('barely') : undefined
    if (bare && bare.run.budget >= 0 && bare.frames.flatMap(exitsOf).every((x) => x.next)) return undefined
    // Some requests without credentials pass, and others do not.
    const unseen = [...notes.notFollowed].slice(0, 2).join(' or ')
    const [behind] = notes.behind
    const unsaid = behind
      ? `one that lets them stands behind ${behind}`
      : unseen
        ? `${unseen}, which is not followed, lets them`
        : 'something that is not known holds'
    const bypass = [...new Set(lets.map((x) => x.conditions[x.conditions.length - 1] ?? unsaid))]
    const outcome = (of: GuardRun): Outcome => {
      const ways = of.frames.flatMap(exitsOf)
      // Where all ends in a panic nothing is decided.
      if (ways.every((x) => x.panics)) return 'either'
      return ways.some((x) => x.next) ? (ways.some(isRefusal) ? 'either' : 'passes') : ways.some(isRefusal) ? 'refuses' : 'either'
    }
    // Who brings it passes, and who does not goes the same way, whoever asks.
    const decides = (key: string, value: boolean): boolean => {
      const [holds, fails] = [new Map([[key, value]]), new Map([[key, !value]])]
      return outcome(again(undefined, holds)) === 'passes' && outcome(again(undefined, fails)) === outcome(again('ofSomebody', fails))
    }
    const asksPage = [...nobody.run.undecided].some(([key, { ofPage }]) => ofPage && (decides(key, true) || decides(key, false)))
    if (asksPage) return { kind: 'csrf', enforces: true, evidence: 'asks for a token that every page brings along' }
    const when = () => deciding.passesWhen(fn.entity, nobody, (assumptions) => again(undefined, assumptions), outcome)
    if (speaks)
      return { kind: said.has(401) ? 'authn' : 'authz', enforces: true, evidence: refusalOf(refusals, named), bypass, when: when() }
    // What lets pass without a look at the request does not ask for anybody.
    if (passes.some((x) => x.looked) && (asksWho || mayJudge(fn, notes, kept))) {
      if (deciding.endsEverybody(fn.entity, nobody, again, outcome))
        return notes.statuses.has(429) ? { kind: 'rateLimit', enforces: true, evidence: 'answers 429 whoever asks' } : undefined
      const name = fn.label ?? fn.entity.name
      const lets = when()
      const evidence =
        named.length > 0 && lets
          ? `${name} ${refusalOf(refusals, named)}, and lets requests pass ${lets}`
          : `${name} can end a request; whether that is a refusal of who asks is not known${lets ? `: it lets requests pass ${lets}` : ''}`
      return { kind: 'unknown', enforces: undefined, evidence }
    }
    return undefined
  }
}

/** Nobody is identified, and who has a credential is refused for want of a header that is none. */
function asksForHeader(notes: GuardNotes, exits: readonly Exit[], named: readonly string[]): boolean {
  const denied = exits.filter((x) => !x.next && !isOtherRefusal(x))
  if (notes.stores.size > 0 || notes.statuses.has(401) || denied.length === 0 || !denied.every((x) => x.status === 403)) return false
  return named.some((i) => i.startsWith('cookie ')) && [...notes.inputs].some((i) => i.startsWith('header ') && !named.includes(i))
}

/** Of what is too large to follow to its end: it says 401 or 403 to everybody who brings no credential, before it gets large. */
function turnsAway(nobody: GuardRun, named: readonly string[]): Verdict | undefined {
  const ways = nobody.frames.flatMap(exitsOf)
  const refuses = ways.length > 0 && ways.every((x) => !x.next && (x.status === 401 || x.status === 403))
  return nobody.run.budget >= 0 && named.length > 0 && refuses
    ? { kind: 'authn', enforces: true, evidence: refusalOf(ways, named) }
    : undefined
}

/** A name decides nothing; it only says that to call this harmless would be rash. So does a look at who was found before. */
const mayJudge = (fn: FunctionValue, notes: GuardNotes, kept: Kept): boolean =>
  credentials(notes).length > 0 ||
  readsLocals(notes, kept) ||
  (speaksOfAuth(`${fn.label} ${fn.entity.name}`) && !(notes.inputs.size > 0 && [...notes.inputs].every(isOrdinaryHeader)))
