// A statement with what the planner says of it.

import { operation } from './client.ts'
import type { Confidence } from './words.ts'

export interface PlanNode {
  readonly depth: number
  readonly type: string
  readonly table: string | null
  readonly index: string | null
  readonly cost: number
  readonly rows: number
  readonly condition: string | null
  readonly filter: string | null
  readonly sort: string | null
  readonly subplan: string | null
  readonly costly: boolean
}

export interface StatementRef {
  readonly id: string
  readonly title: string
  readonly file: string | null
  readonly line: number | null
}

export interface Advice {
  readonly id: string
  readonly table: string
  readonly columns: readonly string[]
  readonly statement: string | null
  readonly reason: string | null
  readonly confidence: Confidence | null
  readonly proven: boolean
  readonly lookup: string | null
  readonly costBefore: number | null
  readonly costAfter: number | null
  /** Sizes and statistics are those of a live database. */
  readonly measured: boolean
  readonly assumptions: readonly string[]
  readonly witness: StatementRef | null
  readonly serves: readonly StatementRef[]
  readonly planBefore: readonly PlanNode[]
  readonly planAfter: readonly PlanNode[]
}

export interface StatementDetail {
  readonly id: string
  readonly sql: string | null
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  readonly cost: number | null
  /** The plan is over the sizes of a live database. */
  readonly measured: boolean
  /** What a live database has counted, in all and in milliseconds; null where none was read. */
  readonly calls: number | null
  readonly totalTime: number | null
  readonly plan: readonly PlanNode[]
  readonly servedBy: readonly { readonly id: string; readonly name: string; readonly table: string }[]
  readonly advice: readonly Advice[]
}

const PLAN = 'depth type table index cost rows condition filter sort subplan costly'

export const REF = 'id title file line'

export const ADVICE = `id table columns statement reason confidence proven lookup costBefore costAfter measured assumptions
  witness { ${REF} } serves { ${REF} } planBefore { ${PLAN} } planAfter { ${PLAN} }`

export const STATEMENT = operation<{ readonly query: StatementDetail | null }, { readonly id: string }>(
  `query Statement($id: ID!) {
    query(id: $id) { id sql reads writes cost measured calls totalTime plan { ${PLAN} } servedBy { id name table } advice { ${ADVICE} } }
  }`,
)
