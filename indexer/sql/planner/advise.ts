// A proof in, index advice in words out: what gains, by how much, and under which assumptions.

import type { Confidence, IndexAdvice, IndexProof } from '../index-advice/advice.ts'
import { advicePrinter, byConfidence } from '../index-advice.ts'
import type { DatabaseSchema } from '../schema.ts'
import { SCENARIOS, scenarioText } from './assumptions.ts'
import { renameIndex } from './plan.ts'
import type { Proof, ProvenIndex, StatementGain } from './prove.ts'
import { TRIED } from './worlds.ts'

/** So many times less in each scenario is beyond the doubt that is in the planner's units. */
const SURE = 3

export function advise(schema: DatabaseSchema, proof: Proof): readonly IndexAdvice[] {
  const print = advicePrinter(schema)
  return proof.indexes
    .map((index): IndexAdvice => {
      const { candidate, serves } = index
      // A key that statements look through is a filter like any other.
      const kind = candidate.kind === 'foreignKey' && serves.length > 0 ? 'filter' : candidate.kind
      const advice = print({ ...candidate, kind, serves: serves.length > 0 ? serves : candidate.serves })
      const witness = witnessOf(index)
      return {
        ...advice,
        reason: witness ? reasonOf(index, witness) : advice.reason,
        confidence: confidenceOf(index),
        ...(witness && { proof: proofOf(index, witness, nameIn(advice.statement)) }),
      }
    })
    .sort(byConfidence)
}

/** The gain that is shown: of a statement before that of a key, in the first scenario where it is one. */
function witnessOf({ gains }: ProvenIndex): StatementGain | undefined {
  const place = (gain: StatementGain) => SCENARIOS.findIndex((s) => s.name === gain.scenario)
  return gains.toSorted((a, b) => place(a) - place(b) || b.ratio - a.ratio)[0]
}

function reasonOf({ candidate }: ProvenIndex, { before, after, ratio }: StatementGain): string {
  return `${candidate.reason}; with this index the planner's cost falls from ${amount(before.cost)} to ${amount(after.cost)} (${amount(ratio)} times less)`
}

/** Of the index that a CREATE INDEX of ours makes. */
function nameIn(statement: string): string {
  return /INDEX (?:CONCURRENTLY )?"?(\w+)"? ON /.exec(statement)?.[1] ?? TRIED
}

function proofOf({ gains }: ProvenIndex, witness: StatementGain, name: string): IndexProof {
  return {
    statement: witness.statements[0] ?? witness.sql,
    before: witness.before.cost,
    after: witness.after.cost,
    planBefore: witness.before,
    planAfter: renameIndex(witness.after, TRIED, name),
    scenarios: gains
      .filter((g) => g.sql === witness.sql)
      .map((g) => `${assumption(g.scenario)}: ${amount(g.before.cost)} → ${amount(g.after.cost)}, ${amount(g.ratio)} times less`),
  }
}

function confidenceOf({ candidate, scenarios, gains, serves }: ProvenIndex): Confidence {
  if (scenarios < 2) return 'low'
  // What a delete would scan is certain; that anybody deletes is what the candidate's own word tells.
  if (serves.length === 0) return candidate.confidence
  const best = SCENARIOS.map((s) => Math.max(1, ...gains.filter((g) => g.scenario === s.name).map((g) => g.ratio)))
  return scenarios === SCENARIOS.length && Math.min(...best) >= SURE ? 'high' : 'medium'
}

function assumption(name: string): string {
  const scenario = SCENARIOS.find((s) => s.name === name)
  return scenario ? scenarioText(scenario) : name
}

function amount(value: number): string {
  return (value >= 10 ? Math.round(value) : Number(value.toPrecision(2))).toLocaleString('en')
}
