// A plan of Postgres as plain data: EXPLAIN's JSON in, a smaller tree with the costly node marked out.

export interface PlanNode {
  /** As EXPLAIN names it: `Seq Scan`, `Sort`, `Nested Loop` … */
  readonly type: string
  readonly table?: string
  readonly index?: string
  /** In the planner's units, up to here, for one run of the node. */
  readonly cost: number
  readonly rows: number
  /** What the index is asked, or the join compares. */
  readonly condition?: string
  /** What is looked at row by row. */
  readonly filter?: string
  readonly sort?: string
  /** `SubPlan 1`: runs once a row of the node above. */
  readonly subplan?: string
  /** The most is spent here. */
  readonly costly?: true
  readonly children: readonly PlanNode[]
}

interface Explained {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Total Cost': number
  readonly 'Plan Rows': number
  readonly 'Index Cond'?: string
  readonly 'Hash Cond'?: string
  readonly 'Merge Cond'?: string
  readonly 'Join Filter'?: string
  readonly Filter?: string
  readonly 'Sort Key'?: readonly string[]
  readonly 'Subplan Name'?: string
  readonly Plans?: readonly Explained[]
}

/** Of EXPLAIN (FORMAT JSON). */
export function readPlan(explained: unknown): PlanNode {
  const root = makeNode(explained as Explained)
  const heaviest = spending(root, 1).reduce<Spent | undefined>((most, each) => (most && most.cost >= each.cost ? most : each), undefined)
  return heaviest ? mark(root, heaviest.node) : root
}

function makeNode(e: Explained): PlanNode {
  const condition = e['Index Cond'] ?? e['Hash Cond'] ?? e['Merge Cond']
  const filter = e.Filter ?? e['Join Filter']
  return {
    type: e['Node Type'],
    ...(e['Relation Name'] !== undefined && { table: e['Relation Name'] }),
    ...(e['Index Name'] !== undefined && { index: e['Index Name'] }),
    cost: e['Total Cost'],
    rows: e['Plan Rows'],
    ...(condition !== undefined && { condition }),
    ...(filter !== undefined && { filter }),
    ...(e['Sort Key'] && { sort: e['Sort Key'].join(', ') }),
    ...(e['Subplan Name'] !== undefined && { subplan: e['Subplan Name'] }),
    children: (e.Plans ?? []).map(makeNode),
  }
}

interface Spent {
  readonly node: PlanNode
  /** Without its children, over all its runs. */
  readonly cost: number
}

function spending(node: PlanNode, runs: number): readonly Spent[] {
  const [outer] = node.children
  const below = node.children.flatMap((child, i) => {
    const inner = node.type === 'Nested Loop' && i > 0 && outer ? outer.rows : 1
    return spending(child, runs * (child.subplan?.startsWith('SubPlan') ? Math.max(1, node.rows) : Math.max(1, inner)))
  })
  const children = node.children.reduce((sum, child, i) => {
    const times =
      node.type === 'Nested Loop' && i > 0 && outer ? Math.max(1, outer.rows) : child.subplan?.startsWith('SubPlan') ? node.rows : 1
    return sum + child.cost * times
  }, 0)
  return [{ node, cost: runs * Math.max(0, node.cost - children) }, ...below]
}

function mark(node: PlanNode, costly: PlanNode): PlanNode {
  if (node === costly) return { ...node, costly: true }
  const children = node.children.map((child) => mark(child, costly))
  return children.every((child, i) => child === node.children[i]) ? node : { ...node, children }
}

/** The plan with an index by another name; `to` as `replace` reads it. */
export function renameIndex(plan: PlanNode, from: RegExp, to: string): PlanNode {
  return {
    ...plan,
    ...(plan.index !== undefined && from.test(plan.index) && { index: plan.index.replace(from, to) }),
    children: plan.children.map((child) => renameIndex(child, from, to)),
  }
}

export function planNodes(plan: PlanNode): readonly PlanNode[] {
  return [plan, ...plan.children.flatMap(planNodes)]
}

/** Names of the indexes that the plan goes through, each once. */
export function usedIndexes(plan: PlanNode): readonly string[] {
  return [...new Set(planNodes(plan).flatMap((n) => n.index ?? []))].sort()
}
