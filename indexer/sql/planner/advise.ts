// A proof in, index advice in words out: what gains, by how much, and under which assumptions.

import type { Confidence, IndexAdvice, IndexProof } from '../index-advice/advice.ts'
import { advicePrinter, byConfidence, unproven } from '../index-advice.ts'
import type { DatabaseSchema } from '../schema.ts'
import type { Suppositions } from './assumptions.ts'
import { renameIndex } from './plan.ts'
import type { Proof, ProvenIndex, StatementGain } from './prove.ts'
import { triedName } from './worlds.ts'

/** `data` is what the proof was made under. */
export function advise(schema: DatabaseSchema, proof: Proof, data: Suppositions): readonly IndexAdvice[] {
  const print = advicePrinter(schema)
  const proven = proof.indexes.map((index): IndexAdvice => {
    const { candidate, serves } = index
    // A key that statements look through is a filter like any other.
    const kind = candidate.kind === 'foreignKey' && serves.length > 0 ? 'filter' : candidate.kind
    const advice = print({ ...candidate, kind, serves: serves.length > 0 ? serves : candidate.serves })
    const witness = witnessOf(index, data)
    return {
      ...advice,
      reason: witness ? reasonOf(index, witness) : advice.reason,
      confidence: confidenceOf(index, data),
      ...(witness && { proof: proofOf(index, witness, data, indexNames(advice.statement)) }),
    }
  })
  const printed = new Set(proven.map((a) => a.statement))
  // Nobody has said that they are of no use.
  const rest = unproven(schema, proof.untried).filter((a) => !printed.has(a.statement))
  return [...proven, ...rest.map((a): IndexAdvice => ({ ...a, reason: `${a.reason}; ${TOO_LATE}`, confidence: 'low' }))].sort(byConfidence)
}

const TOO_LATE = 'the time was up before the planner was asked'

/** The gain that is shown: of a statement before that of a key, in the first scenario where it is one. */
function witnessOf({ gains }: ProvenIndex, data: Suppositions): StatementGain | undefined {
  const place = (gain: StatementGain) => data.findIndex((s) => s.name === gain.scenario)
  return gains.toSorted((a, b) => place(a) - place(b) || b.ratio - a.ratio)[0]
}

function reasonOf({ candidate }: ProvenIndex, { before, after, ratio }: StatementGain): string {
  return `${candidate.reason}; with ${candidate.along ? 'these indexes' : 'this index'} the planner's cost falls from ${amount(before.cost)} to ${amount(after.cost)} (${amount(ratio)} times less)`
}

/** Of the indexes that our statements make, in order. */
function indexNames(statements: string): readonly string[] {
  return [...statements.matchAll(/^CREATE INDEX (?:CONCURRENTLY )?"?(\w+)"? ON /gm)].map(([, name], place) => name ?? triedName(place))
}

function proofOf({ gains, candidate }: ProvenIndex, witness: StatementGain, data: Suppositions, names: readonly string[]): IndexProof {
  return {
    statement: witness.statements[0] ?? witness.sql,
    before: witness.before.cost,
    after: witness.after.cost,
    planBefore: witness.before,
    planAfter: names.reduce((plan, name, i) => renameIndex(plan, new RegExp(`^${triedName(i)}$`), name), witness.after),
    ...(data[0].measured && { measured: true }),
    scenarios: gains
      .filter((g) => g.sql === witness.sql)
      .map(
        (g) =>
          `${data.find((s) => s.name === g.scenario)?.text(candidate.table) ?? g.scenario}: ${amount(g.before.cost)} → ${amount(g.after.cost)}, ${amount(g.ratio)} times less`,
      ),
  }
}

/** One supposition of several is not enough; what is measured stands alone. */
function confidenceOf({ candidate, scenarios, serves }: ProvenIndex, data: Suppositions): Confidence {
  // Who looks a long text up by the whole of it is seldom the one that waits.
  if (scenarios < Math.min(2, data.length) || candidate.method === 'hash') return 'low'
  // What a delete would scan is certain; that anybody deletes is what the candidate's own word tells.
  if (serves.length === 0) return candidate.confidence
  // For a pattern that is not known the planner takes one of two hundred rows, whatever the data.
  const sure = candidate.opclass === undefined && data.every((s) => !s.unsure?.has(candidate.table))
  return sure && scenarios === data.length ? 'high' : 'medium'
}

function amount(value: number): string {
  return (value >= 10 ? Math.round(value) : Number(value.toPrecision(2))).toLocaleString('en')
}
