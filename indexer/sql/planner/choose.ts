// Which of the tried indexes are worth having: the one that gains most is taken, the rest is judged with it there, and so on.

import { type Candidate, type CandidateIndex, confidenceRank, indexesOf } from '../index-advice/advice.ts'
import { indexDefinition } from '../index-advice/print.ts'
import { type PlanNode, planNodes } from './plan.ts'
import { CHEAP, type Trial, type World } from './worlds.ts'

/** One statement in one scenario, with the index and without. Costs in the planner's units. */
export interface Gain {
  /** Its text. */
  readonly sql: string
  /** Name of the scenario. */
  readonly scenario: string
  readonly before: PlanNode
  readonly after: PlanNode
  readonly ratio: number
}

export interface Choice {
  readonly candidate: Candidate
  /** All that are worth it. */
  readonly gains: readonly Gain[]
  /** In how many scenarios at least one statement gains. */
  readonly scenarios: number
}

/** So many times less is worth an index where the whole table is read. */
const MATERIAL = 3
/** Where an index finds the rows already: a range or an order of unknown width makes as much of a difference by guess alone. */
const MATERIAL_ON_TOP = 10

export function chooseIndexes(trials: readonly Trial[], worlds: readonly World[]): readonly Choice[] {
  const tables = [...new Set(trials.map((t) => t.candidate.table))]
  return tables.flatMap((table) =>
    chooseForTable(
      trials.flatMap((t, i) => (t.candidate.table === table ? [i] : [])),
      trials,
      worlds,
    ),
  )
}

function chooseForTable(numbers: readonly number[], trials: readonly Trial[], worlds: readonly World[]): readonly Choice[] {
  const current = worlds.map((w) => new Map([...w.before].flatMap(([sql, planned]) => (planned.ok ? [[sql, planned.plan] as const] : []))))
  const left = new Set(numbers)
  const chosen: Choice[] = []
  // Those that more than one scenario speaks for come first, so that none of the others stands in their way.
  for (const least of [2, 1])
    for (;;) {
      let best: { readonly number: number; readonly candidate: Candidate; readonly scenarios: number; readonly score: number } | undefined
      for (const number of left) {
        const candidate = trials[number]?.candidate
        if (!candidate) continue
        const { scenarios, score } = judge(number, candidate, worlds, current)
        if (scenarios >= least && score > (best?.score ?? 0)) best = { number, candidate, scenarios, score }
      }
      if (!best) break
      const { number, candidate, scenarios } = best
      left.delete(number)
      chosen.push({ candidate, gains: gainsOf(number, candidate, worlds), scenarios })
      for (const [w, world] of worlds.entries())
        for (const [sql, plan] of world.with[number] ?? []) if (plan.cost < (current[w]?.get(sql)?.cost ?? 0)) current[w]?.set(sql, plan)
    }
  return withoutRepeats(chosen)
}

/** Of indexes that are wanted together those that are chosen by themselves, or with others before, are not wanted twice. */
function withoutRepeats(chosen: readonly Choice[]): readonly Choice[] {
  const there = chosen.flatMap(({ candidate }) => (candidate.along ? [] : [candidate as CandidateIndex]))
  return chosen.flatMap((choice) => {
    if (!choice.candidate.along) return [choice]
    const [first, ...along] = indexesOf(choice.candidate).filter((index) => !there.some((other) => begins(other, index)))
    if (!first) return []
    there.push(first, ...along)
    const { along: _, ...candidate } = choice.candidate
    return [{ ...choice, candidate: { ...candidate, ...shapeOf(first), ...(along.length > 0 && { along }) } }]
  })
}

function shapeOf({ table, method, equal, tail, opclass, where }: CandidateIndex): CandidateIndex {
  return { table, method, equal, tail, ...(opclass !== undefined && { opclass }), ...(where !== undefined && { where }) }
}

/** `wide` finds all that `narrow` does. */
function begins(wide: CandidateIndex, narrow: CandidateIndex): boolean {
  if (indexDefinition(wide) === indexDefinition(narrow)) return true
  const names = ({ equal, tail }: CandidateIndex) => [...equal, ...tail].map((k) => k.name)
  const own = names(wide)
  return (
    wide.method === 'btree' && narrow.method === 'btree' && wide.where === undefined && names(narrow).every((name, i) => own[i] === name)
  )
}

/** The score is the sum of the gains' logarithms, a little less for each key and for what its statement speaks for less surely. */
function judge(
  number: number,
  candidate: Candidate,
  worlds: readonly World[],
  current: readonly ReadonlyMap<string, PlanNode>[],
): { readonly scenarios: number; readonly score: number } {
  let score = 0
  let scenarios = 0
  for (const [w, world] of worlds.entries()) {
    let gains = false
    for (const [sql, plan] of world.with[number] ?? []) {
      const now = current[w]?.get(sql)
      if (!now || !isMaterial(now, plan, candidate)) continue
      gains = true
      score += Math.log2(now.cost / plan.cost)
    }
    if (gains) scenarios++
  }
  const keys = indexesOf(candidate).reduce((sum, { equal, tail }) => sum + equal.length + tail.length, 0)
  const weighed = score - keys * 0.01 + confidenceRank(candidate.confidence) * 0.001
  return { scenarios, score: score === 0 ? 0 : Math.max(Number.EPSILON, weighed) }
}

function isMaterial(before: PlanNode, after: PlanNode, { table }: Candidate): boolean {
  if (before.cost < CHEAP) return false
  const name = table.slice(table.lastIndexOf('.') + 1)
  const whole = planNodes(before).some((n) => n.type === 'Seq Scan' && n.table === name)
  return before.cost / after.cost >= (whole ? MATERIAL : MATERIAL_ON_TOP)
}

function gainsOf(number: number, candidate: Candidate, worlds: readonly World[]): readonly Gain[] {
  return worlds.flatMap(({ scenario, before, with: found }) =>
    [...(found[number] ?? [])].flatMap(([sql, after]): readonly Gain[] => {
      const planned = before.get(sql)
      if (!planned?.ok || !isMaterial(planned.plan, after, candidate)) return []
      return [{ sql, scenario, before: planned.plan, after, ratio: planned.plan.cost / after.cost }]
    }),
  )
}
