// What decides between letting a request that brings nothing pass and refusing it, where the code in view does not: the
// run is made again with each condition held to be true, and to be false.

import type { Asking } from './evaluate/frame.ts'
import { said } from './evaluate/undecided.ts'
import { exitsOf } from './guard-exits.ts'
import type { GuardRun } from './guard-run.ts'
import type { FunctionEntity } from './program.ts'

/** Conditions, by their key, that a run takes for true or for false. */
export type Assumptions = ReadonlyMap<string, boolean>

/** The run of a request that brings nothing, made again. */
export type Again = (asked?: Asking, assumptions?: Assumptions) => GuardRun

export type Outcome = 'refuses' | 'passes' | 'either'

/** Conditions that are tried, and that are named. */
const TRIED = 12
const NAMED = 2
/** Expressions that may be evaluated to try them: of what is large fewer are. */
const WORK = 120_000
/** The same for all functions of a program: past it the conditions that were met are named, and not tried. */
const ALL_WORK = 600_000

export interface Deciding {
  /**
   * `if a.Enabled (file:line)`, `unless …`: when a request without credentials passes. Undefined where no condition was met
   * that is not decided.
   */
  passesWhen(
    fn: FunctionEntity,
    nobody: GuardRun,
    again: (assumptions: Assumptions) => GuardRun,
    outcome: (run: GuardRun) => Outcome,
  ): string | undefined
  /**
   * Whether a request that ends here would end for somebody too: conditions that only the lack of credentials decides make no
   * difference to how the same request of somebody ends.
   */
  endsEverybody(fn: FunctionEntity, nobody: GuardRun, again: Again, outcome: (run: GuardRun) => Outcome): boolean
}

const NOTHING = {}

/** A function that met the same conditions on its way for another route is not asked again. */
export function createDeciding(): Deciding {
  const when = new Map<string, string | undefined>()
  const ends = new WeakMap<object, Map<string, boolean>>()
  let left = ALL_WORK
  const keyOf = (fn: FunctionEntity, { run }: GuardRun) => `${fn.id} ${[...run.undecided.keys()].sort().join(' ')}`
  return {
    passesWhen(fn, nobody, again, outcome) {
      const key = keyOf(fn, nobody)
      const counted = (assumptions: Assumptions): GuardRun => {
        const run = again(assumptions)
        left -= run.spent
        return run
      }
      if (!when.has(key)) when.set(key, passesWhen(nobody, counted, outcome, Math.min(WORK, left)))
      return when.get(key)
    },
    endsEverybody(fn, nobody, again, outcome) {
      const key = `${keyOf(fn, nobody)} ${outcome(nobody)} ${[...nobody.notes.inputs].sort().join(' ')}`
      const kept = nobody.run.kept ?? NOTHING
      const known = ends.get(kept) ?? new Map<string, boolean>()
      ends.set(kept, known)
      const found = known.get(key) ?? endsEverybody(nobody, again, outcome)
      known.set(key, found)
      return found
    },
  }
}

function passesWhen(
  nobody: GuardRun,
  again: (assumptions: Assumptions) => GuardRun,
  outcome: (run: GuardRun) => Outcome,
  work: number,
): string | undefined {
  // What the operator sets says more than what was made of it.
  const met = [...nobody.run.undecided].toSorted(([, a], [, b]) => Number(b.settings.length > 0) - Number(a.settings.length > 0))
  const found: Decisive[] = []
  // What lets everybody pass by itself, though others do too.
  const enough: { readonly key: string; readonly when: boolean; readonly text: string }[] = []
  const tried = Math.max(0, Math.min(TRIED, Math.floor(work / (2 * Math.max(1, nobody.spent)))))
  for (const [key, condition] of met.slice(0, tried)) {
    const settings = condition.settings.length > 0
    if (!settings && found.length > 0) break
    const [holds, fails] = [true, false].map((value) => outcome(again(new Map([[key, value]]))))
    if (holds === 'passes') enough.push({ key, when: true, text: `if ${said(condition)}` })
    else if (fails === 'passes') enough.push({ key, when: false, text: `unless ${said(condition)}` })
    if (fails === 'refuses' && holds !== 'refuses')
      found.push({ text: `if ${said(condition)}`, rank: holds === 'passes' ? 2 : 1, settings })
    else if (holds === 'refuses' && fails !== 'refuses')
      found.push({ text: `unless ${said(condition)}`, rank: fails === 'passes' ? 2 : 0, settings })
  }
  const best = Math.max(...found.map((f) => f.rank))
  const named = found.filter((f) => f.rank === best).slice(0, NAMED)
  const telling = met.filter(([, c]) => c.settings.length > 0)
  const without = (ways: typeof enough) => outcome(again(new Map(ways.map(({ key, when }) => [key, !when]))))
  // Settings say more than what is made of them, if there are no other ways.
  const several = named.some((f) => f.settings)
    ? undefined
    : enough.map((_, i) => enough.slice(0, i + 1)).find((ways) => without(ways) === 'refuses')
  if (several) return several.map(({ text }) => text).join(' or ')
  if (named.length > 0) return named.map((f) => f.text).join(' and ')
  const others = (telling.length > 0 ? telling : met).slice(0, 3).map(([, c]) => said(c))
  return others.length > 0 ? `on some ways, by ${others.join(' and ')}` : undefined
}

function endsEverybody(nobody: GuardRun, again: Again, outcome: (run: GuardRun) => Outcome): boolean {
  const { kept } = nobody.run
  const locals = [...nobody.notes.inputs].flatMap((i) => (i.startsWith('locals ') ? [i.slice('locals '.length)] : []))
  // Of what nobody in view has kept it is not known what there is for somebody alone.
  if (!kept || locals.some((name) => !kept.has(name))) return false
  const somebody = again('ofSomebody')
  const decidedByLack = [...somebody.run.undecided.keys()].filter((key) => !nobody.run.undecided.has(key))
  if (somebody.run.budget < 0 || decidedByLack.length === 0 || decidedByLack.length > TRIED) return false
  // Where something holds that is refused to nobody else, it asks for somebody, however the ways look that are left open.
  const met = [...nobody.run.undecided.keys()].slice(0, TRIED).flatMap((key) => [true, false].map((value) => new Map([[key, value]])))
  if (met.some((held) => outcome(again(undefined, held)) === 'refuses' && outcome(again('ofSomebody', held)) !== 'refuses')) return false
  // Where some pass and others do not, the answers themselves have to be the same.
  const endOf = (run: GuardRun): string => {
    const found = outcome(run)
    return found === 'either'
      ? [...new Set(run.frames.flatMap(exitsOf).map((x) => `${x.next} ${x.status} ${x.conditions[x.conditions.length - 1] ?? ''}`))]
          .sort()
          .join()
      : found
  }
  const endsBy = (key: string, value: boolean) => endOf(again('ofSomebody', new Map([[key, value]])))
  return endOf(somebody) === endOf(nobody) && decidedByLack.every((key) => endsBy(key, true) === endsBy(key, false))
}

interface Decisive {
  readonly text: string
  readonly settings: boolean
  /** 2: nothing else does; 1: without it nobody passes; 0: with it nobody does. */
  readonly rank: number
}
