// A plan as the graph keeps it, a text, to the list of nodes that the API answers with.

import type { CypherValue } from '#graph/store/store.ts'

interface PlanNode {
  /** 0 is the root's. */
  readonly depth: number
  readonly costly: boolean
}

interface KeptNode {
  readonly costly?: true
  readonly children: readonly KeptNode[]
}

/** From the root down, each node before those that feed it. */
export function readPlan(kept: CypherValue | undefined): readonly PlanNode[] {
  return typeof kept === 'string' ? list(JSON.parse(kept) as KeptNode, 0) : []
}

function list({ children, ...own }: KeptNode, depth: number): readonly PlanNode[] {
  return [{ ...own, depth, costly: own.costly ?? false }, ...children.flatMap((child) => list(child, depth + 1))]
}
