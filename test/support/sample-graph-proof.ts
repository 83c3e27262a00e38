// What the planner says of the sample's statements: a plan that sorts, one through an index, and an index that one of them misses.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'

interface Asked {
  readonly qList: string
  readonly qByMember: string
  readonly qMember: string
}

const NEW_INDEX = 'idx_rentals_member_id'

export function sampleProof(g: GraphBuilder, { qList, qByMember, qMember }: Asked): void {
  const scan = {
    type: 'Seq Scan',
    table: 'rentals',
    cost: 25_980,
    rows: 20,
    filter: '((deleted_at IS NULL) AND (member_id = $1))',
    costly: true,
    children: [],
  }
  const before = { type: 'Limit', cost: 25_980, rows: 20, children: [scan] }
  const through = {
    type: 'Index Scan',
    table: 'rentals',
    index: NEW_INDEX,
    cost: 84.4,
    rows: 20,
    condition: '(member_id = $1)',
    filter: '(deleted_at IS NULL)',
    costly: true,
    children: [],
  }
  const after = { type: 'Limit', cost: 84.4, rows: 20, children: [through] }
  const plan = (query: string, root: Readonly<Record<string, unknown>> & { readonly cost: number }) =>
    g.node('Query', query, { plan: JSON.stringify(root), cost: root.cost })
  plan(qByMember, before)
  plan(qList, {
    type: 'Sort',
    cost: 190_544,
    rows: 995_000,
    sort: 'started_at DESC',
    costly: true,
    children: [{ type: 'Seq Scan', table: 'rentals', cost: 23_480, rows: 995_000, filter: '(deleted_at IS NULL)', children: [] }],
  })
  plan(qMember, {
    type: 'Index Scan',
    table: 'members',
    index: 'members_email_key',
    cost: 8.4,
    rows: 1,
    condition: '(email = $1)',
    costly: true,
    children: [],
  })
  g.edge('SERVES', symbol.index('members', 'members_email_key'), qMember)
  const advice = symbol.indexAdvice('rentals', ['member_id'])
  g.node('IndexAdvice', advice, {
    file: 'internal/repository/rental.go',
    line: 36,
    table: 'rentals',
    columns: ['member_id'],
    kind: 'foreignKey',
    statement: `CREATE INDEX CONCURRENTLY "${NEW_INDEX}" ON "rentals" ("member_id")`,
    reason: 'a foreign key without an index: every delete of a member scans rentals',
    confidence: 'high',
    proven: true,
    witness: qByMember,
    costBefore: before.cost,
    costAfter: after.cost,
    planBefore: JSON.stringify(before),
    planAfter: JSON.stringify(after),
    assumptions: ['large and even: 1,000,000 rows a table, 20 a parent: 308 times cheaper'],
  })
  g.edge('ADVISED_FOR', advice, symbol.table('rentals'))
  g.edge('WOULD_SERVE', advice, qByMember)
}
