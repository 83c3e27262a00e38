// Random queries of the portable subset: their text, and the rows that they must give.

import { compareValues, condition, type Expression, existence, scalar, type Variable } from './expressions.ts'
import { type EdgePart, match, type NodePart, type PathPattern, printPattern, TooManyMatches } from './patterns.ts'
import type { Random } from './random.ts'
import { EDGE_KINDS, isNode, PROPERTIES, propertyOf, type Row, type Value, type World } from './world.ts'

export interface RandomQuery {
  readonly text: string
  readonly columns: readonly string[]
  /** Undefined when there are too many to count by brute force. */
  rows(world: World): readonly (readonly Value[])[] | undefined
}

type Step = (rows: readonly Row[], world: World) => readonly Row[]

interface Draft {
  readonly lines: string[]
  readonly steps: Step[]
  scope: Variable[]
  /** A WHERE with a subquery or pattern came since the last WITH DISTINCT: no OPTIONAL MATCH may follow (R1). */
  asked: boolean
}

const IDS = ['function 1', 'table 0']

let made = 0

export function createQuery(random: Random): RandomQuery {
  made = 0
  const draft: Draft = { lines: [], steps: [], scope: [], asked: false }
  if (random.chance(0.15)) addUnion(random, draft)
  addMatch(random, draft, false)
  for (let i = 0; i < random.below(4); i += 1) {
    const add = random.pick([addMatch, addOptional, addWith, addWith, addAggregate, addCall, addUnwind, addShortest])
    add(random, draft, false)
  }
  return addReturn(random, draft)
}

function fresh(prefix: string): string {
  made += 1
  return `${prefix}${made}`
}

function addMatch(random: Random, draft: Draft, optional: boolean): void {
  const { patterns, variables } = randomPatterns(random, draft.scope, optional ? 1 : 1 + random.below(2))
  const scope = [...draft.scope, ...variables]
  const canAsk = !optional && random.chance(0.25)
  const filter = random.chance(0.4) && scope.some((v) => v.kind !== 'path') ? condition(random, scope, 2) : undefined
  const asked = canAsk ? askExistence(random, scope) : undefined
  const parts = [filter, asked].filter((part) => part !== undefined)
  draft.lines.push(
    `${optional ? 'OPTIONAL ' : ''}MATCH ${patterns.map(printPattern).join(', ')}${parts.length > 0 ? ` WHERE ${parts.map((p) => p.text).join(' AND ')}` : ''}`,
  )
  draft.steps.push((rows, world) =>
    rows.flatMap((row) => {
      const found = match(world, patterns, row).filter((r) => parts.every((p) => p.value(r, world) === true))
      if (found.length > 0 || !optional) return found
      return [{ ...row, ...Object.fromEntries(variables.map((v) => [v.name, null])) }]
    }),
  )
  draft.scope = scope
  draft.asked ||= asked !== undefined
}

function addOptional(random: Random, draft: Draft): void {
  if (draft.asked) addDistinct(draft)
  addMatch(random, draft, true)
}

function askExistence(random: Random, scope: readonly Variable[]): Expression | undefined {
  const nodes = scope.filter((v) => v.kind === 'node')
  if (nodes.length === 0) return undefined
  const start = random.pick(nodes)
  const { pattern, variables } = randomPath(random, start, scope, 1 + random.below(2), random.chance(0.5))
  const inner = variables.filter((v) => v.kind !== 'path')
  const where = inner.length > 0 && random.chance(0.5) ? condition(random, [...inner, start], 1) : undefined
  return existence(random, pattern, where)
}

function addDistinct(draft: Draft): void {
  const names = draft.scope.map((v) => v.name)
  draft.lines.push(`WITH DISTINCT ${names.join(', ')}`)
  draft.steps.push((rows) => distinct(rows.map((row) => only(row, names))))
  draft.asked = false
}

/** Keeps some variables, perhaps a condition, perhaps the first few in a total order. */
function addWith(random: Random, draft: Draft): void {
  if (random.chance(0.3)) addDistinct(draft)
  const nodes = draft.scope.filter((v) => v.kind === 'node')
  const kept = random.chance(0.5) || nodes.length === 0 ? draft.scope : [random.pick(nodes)]
  const names = kept.map((v) => v.name)
  const filter = random.chance(0.4) && kept.some((v) => v.kind !== 'path') ? condition(random, kept, 1) : undefined
  const asked = random.chance(0.2) ? askExistence(random, kept) : undefined
  const parts = [filter, asked].filter((part) => part !== undefined)
  draft.lines.push(`WITH ${names.join(', ')}${parts.length > 0 ? ` WHERE ${parts.map((p) => p.text).join(' AND ')}` : ''}`)
  draft.steps.push((rows, world) => rows.map((row) => only(row, names)).filter((r) => parts.every((p) => p.value(r, world) === true)))
  draft.scope = [...kept]
  draft.asked ||= asked !== undefined
}

function addAggregate(random: Random, draft: Draft): void {
  const nodes = draft.scope.filter((v) => v.kind === 'node')
  if (nodes.length === 0) return
  const keys = random.chance(0.6) ? [random.pick(nodes)] : []
  const what = scalar(random, draft.scope)
  const ordered = nodes.map((v) => `${v.name}.id`)
  const name = fresh('v')
  const numbers = what.constants.every((c) => typeof c === 'number')
  const counted = random.pick(nodes)
  const [text, compute] = random.pick<readonly [string, (rows: readonly Row[], world: World) => Value]>([
    ['count(*)', (rows) => rows.length],
    [`count(${counted.name})`, (rows) => rows.filter((r) => r[counted.name] !== null).length],
    [`count(DISTINCT ${counted.name})`, (rows) => new Set(rows.flatMap((r) => idOf(r[counted.name]))).size],
    [`count(DISTINCT ${what.text})`, (rows, w) => new Set(present(rows, w, what)).size],
    [`min(${what.text})`, (rows, w) => [...present(rows, w, what)].sort(compareValues)[0] ?? null],
    [`max(${what.text})`, (rows, w) => [...present(rows, w, what)].sort(compareValues).at(-1) ?? null],
    ...(numbers
      ? ([
          [
            `coalesce(sum(${what.text}), 0)`,
            (rows: readonly Row[], w: World) => present(rows, w, what).reduce<number>((s, v) => s + Number(v), 0),
          ],
        ] as const)
      : []),
    [`size(collect(${what.text}))`, (rows, w) => present(rows, w, what).length],
    [`head(collect(${counted.name}.id))`, (rows) => rows.flatMap((r) => idOf(r[counted.name]))[0] ?? null],
  ])
  if (text.includes('collect')) {
    const names = draft.scope.map((v) => v.name)
    draft.lines.push(`WITH ${names.join(', ')} ORDER BY ${ordered.join(', ')}`)
    draft.steps.push((rows) =>
      [...rows].sort((a, b) =>
        compareValues(
          nodes.map((v) => propertyOf(a[v.name], 'id')),
          nodes.map((v) => propertyOf(b[v.name], 'id')),
        ),
      ),
    )
  }
  draft.lines.push(`WITH ${[...keys.map((v) => v.name), `${text} AS ${name}`].join(', ')}`)
  draft.steps.push((rows, world) => {
    const groups = new Map<string, Row[]>()
    if (keys.length === 0) groups.set('', [])
    for (const row of rows) {
      const key = keys.map((v) => show(row[v.name] ?? null)).join()
      groups.set(key, [...(groups.get(key) ?? []), row])
    }
    return [...groups.values()].map((group) => ({
      ...only(
        group[0] ?? {},
        keys.map((v) => v.name),
      ),
      [name]: compute(group, world),
    }))
  })
  draft.scope = [
    ...keys,
    { name, kind: 'scalar', owner: '', constants: text.startsWith('m') ? what.constants : text.startsWith('head') ? IDS : [1, 2] },
  ]
}

/** `CALL { WITH x … RETURN … }`: a count that is always there, or a few rows. */
function addCall(random: Random, draft: Draft): void {
  const nodes = draft.scope.filter((v) => v.kind === 'node')
  if (nodes.length === 0) return
  const start = random.pick(nodes)
  const { pattern, variables } = randomPath(random, start, [start], 1 + random.below(2), true)
  const end = variables.findLast((v) => v.kind === 'node')
  if (!end) return
  const filter = random.chance(0.4)
    ? condition(
        random,
        variables.filter((v) => v.kind !== 'path'),
        1,
      )
    : undefined
  const where = filter ? ` WHERE ${filter.text}` : ''
  const name = fresh('v')
  const found = (row: Row, world: World) =>
    match(world, [pattern], only(row, [start.name])).filter((r) => !filter || filter.value(r, world) === true)
  const isCount = random.chance(0.6)
  if (isCount) {
    draft.lines.push(`CALL { WITH ${start.name} OPTIONAL MATCH ${printPattern(pattern)}${where} RETURN count(${end.name}) AS ${name} }`)
    draft.steps.push((rows, world) => rows.map((row) => ({ ...row, [name]: found(row, world).length })))
  } else {
    const limit = 1 + random.below(3)
    draft.lines.push(
      `CALL { WITH ${start.name} MATCH ${printPattern(pattern)}${where} RETURN DISTINCT ${end.name}.id AS ${name} ORDER BY ${name} LIMIT ${limit} }`,
    )
    draft.steps.push((rows, world) =>
      rows.flatMap((row) => {
        const ids = [...new Set(found(row, world).flatMap((r) => idOf(r[end.name])))].sort(compareValues)
        return ids.slice(0, limit).map((id) => ({ ...row, [name]: id }))
      }),
    )
  }
  draft.scope = [...draft.scope, { name, kind: 'scalar', owner: '', constants: isCount ? [1, 2] : IDS }]
}

function addUnwind(random: Random, draft: Draft): void {
  const name = fresh('v')
  const list: readonly Value[] = random.pick<readonly Value[]>([[1, 2], [2, null, 1], [], [3]])
  draft.lines.push(`UNWIND ${JSON.stringify(list)} AS ${name}`)
  draft.steps.push((rows) => rows.flatMap((row) => list.map((value) => ({ ...row, [name]: value }))))
  draft.scope = [...draft.scope, { name, kind: 'scalar', owner: '' }]
}

function addShortest(random: Random, draft: Draft): void {
  const functions = draft.scope.filter((v) => v.kind === 'node' && v.owner === 'Function')
  const [a, b] = [functions[0], functions.at(-1)]
  if (!a || !b || a === b) return
  const path = fresh('p')
  const edge: EdgePart = { types: ['CALLS'], direction: random.pick(['right', 'left', 'any'] as const), length: [1, 3] }
  const node = (name: string): NodePart => ({ variable: name, labels: [] })
  const pattern: PathPattern = { variable: path, nodes: [node(a.name), node(b.name)], edges: [edge], shortest: true }
  const names = draft.scope.map((v) => v.name)
  draft.lines.push(`WITH ${names.join(', ')} WHERE ${a.name}.id <> ${b.name}.id`, `MATCH ${printPattern(pattern)}`)
  draft.steps.push((rows, world) =>
    rows.filter((r) => isNode(r[a.name]) && isNode(r[b.name]) && r[a.name] !== r[b.name]).flatMap((r) => match(world, [pattern], r)),
  )
  draft.scope = [...draft.scope, { name: path, kind: 'path', owner: '' }]
}

/** As the first clause: two branches in a CALL. */
function addUnion(random: Random, draft: Draft): void {
  const name = fresh('v')
  const all = random.chance(0.5)
  const branches = [0, 1].map(() => {
    const inner: Draft = { lines: [], steps: [], scope: [], asked: false }
    addMatch(random, inner, false)
    const node = random.pick(inner.scope.filter((v) => v.kind === 'node'))
    const what: Expression = { text: `${node.name}.id`, value: (row) => propertyOf(row[node.name], 'id') }
    inner.lines.push(`RETURN ${what.text} AS ${name}`)
    return { inner, what }
  })
  draft.lines.push(`CALL { ${branches.map((b) => b.inner.lines.join(' ')).join(all ? ' UNION ALL ' : ' UNION ')} }`)
  draft.steps.push((rows, world) =>
    rows.flatMap((row) => {
      const values = branches.flatMap(({ inner, what }) => run(inner.steps, world).map((r) => what.value(r, world)))
      return (all ? values : [...new Set(values)]).map((value) => ({ ...row, [name]: value }))
    }),
  )
  draft.scope = [{ name, kind: 'scalar', owner: '', constants: IDS }]
}

/** Two to four columns of plain values, ordered by all of them. */
function addReturn(random: Random, draft: Draft): RandomQuery {
  const columns: Expression[] = draft.scope
    .filter((v) => v.kind === 'node')
    .slice(0, 2)
    .map((v) => ({ text: `${v.name}.id`, value: (row) => propertyOf(row[v.name], 'id') }))
  for (const { name, kind } of draft.scope) {
    if (kind === 'scalar') columns.push({ text: name, value: (row) => row[name] ?? null })
    if (kind === 'path') columns.push(pathColumn(random, name))
  }
  if (draft.scope.some((v) => v.kind !== 'path')) columns.push(scalar(random, draft.scope))
  if (random.chance(0.25)) columns.push(...around(random, draft.scope))
  const named = columns.map((column, i) => ({ ...column, name: `c${i}` }))
  const isDistinct = random.chance(0.4)
  const down = random.chance(0.3)
  const cut = random.chance(0.2) ? 1 + random.below(5) : undefined
  const keys = named.map((c) => `${c.name}${down ? ' DESC' : ''}`)
  draft.lines.push(
    `RETURN ${isDistinct ? 'DISTINCT ' : ''}${named.map((c) => `${c.text} AS ${c.name}`).join(', ')}`,
    `ORDER BY ${keys.join(', ')}${cut === undefined ? '' : ` SKIP 1 LIMIT ${cut}`}`,
  )
  return {
    text: draft.lines.join('\n'),
    columns: named.map((c) => c.name),
    rows(world) {
      const found = runWithinLimits(draft.steps, world)
      if (!found) return undefined
      const rows = found.map((row) => named.map((c) => c.value(row, world)))
      const kept = isDistinct ? [...new Map(rows.map((row) => [show(row), row])).values()] : rows
      const sorted = kept.sort((a, b) => (down ? -1 : 1) * compareValues(a, b))
      return cut === undefined ? sorted : sorted.slice(1, 1 + cut)
    },
  }
}

/** A pattern comprehension or COUNT { } around a node in scope. */
function around(random: Random, scope: readonly Variable[]): readonly Expression[] {
  const nodes = scope.filter((v) => v.kind === 'node')
  if (nodes.length === 0) return []
  const start = random.pick(nodes)
  const { pattern, variables } = randomPath(random, start, [start], 1 + random.below(2), true)
  const bare: PathPattern = { nodes: pattern.nodes, edges: pattern.edges }
  const end = variables.findLast((v) => v.kind === 'node')
  const found = (row: Row, world: World) => (isNode(row[start.name]) ? match(world, [bare], only(row, [start.name])).length : 0)
  if (!end || random.chance(0.5)) return [{ text: `COUNT { ${printPattern(bare)} }`, value: found }]
  return [{ text: `size([${printPattern(bare)} | ${end.name}.id])`, value: found }]
}

function pathColumn(random: Random, name: string): Expression {
  const path = (row: Row) => {
    const value = row[name]
    return typeof value === 'object' && value !== null && 'edges' in value ? value : undefined
  }
  if (random.chance(0.5)) return { text: `length(${name})`, value: (row) => path(row)?.edges.length ?? null }
  return { text: `[n IN nodes(${name}) | n.id]`, value: (row) => path(row)?.nodes.map((n) => n.id) ?? null }
}

function randomPatterns(
  random: Random,
  scope: readonly Variable[],
  count: number,
): { readonly patterns: readonly PathPattern[]; readonly variables: readonly Variable[] } {
  const patterns: PathPattern[] = []
  const variables: Variable[] = []
  for (let i = 0; i < count; i += 1) {
    const nodes = [...scope, ...variables].filter((v) => v.kind === 'node')
    const start = nodes.length > 0 && random.chance(0.75) ? random.pick(nodes) : undefined
    // A node that is bound before is not matched alone (R10).
    const found = randomPath(random, start, [...scope, ...variables], start ? 1 + random.below(3) : random.below(4), true)
    patterns.push(found.pattern)
    variables.push(...found.variables)
  }
  return { patterns, variables }
}

/** A walk over the schema from `start`, or from a new node. */
function randomPath(
  random: Random,
  start: Variable | undefined,
  scope: readonly Variable[],
  hops: number,
  isNaming: boolean,
): { readonly pattern: PathPattern; readonly variables: readonly Variable[] } {
  const variables: Variable[] = []
  const node = (owner: string): NodePart => {
    const bound = scope.filter((v) => v.kind === 'node' && v.owner === owner)
    const again = bound.length > 0 && hops > 0 && random.chance(0.1) ? random.pick(bound) : undefined
    const name = again?.name ?? (isNaming ? fresh('n') : undefined)
    if (name && !again) variables.push({ name, kind: 'node', owner })
    const labels = random.chance(0.6) ? [owner] : owner === 'Function' && random.chance(0.4) ? ['Handler'] : []
    const [property, values] = random.pick(Object.entries(PROPERTIES[owner] ?? {}))
    const equals = random.chance(0.07) ? ([property, random.pick(values)] as const) : undefined
    return { labels: again ? [] : labels, ...(name ? { variable: name } : {}), ...(equals ? { equals } : {}) }
  }
  let owner = start?.owner ?? random.pick(['Route', 'Function', 'Query', 'Table', 'Middleware'])
  const first = start ? { variable: start.name, labels: [] } : node(owner)
  const nodes: NodePart[] = [first]
  const edges: EdgePart[] = []
  for (let i = 0; i < hops; i += 1) {
    const kinds = EDGE_KINDS.filter((k) => k.from === owner || k.to === owner)
    const kind = random.pick(kinds)
    const isOut = kind.from === owner && (kind.to !== owner || random.chance(0.5))
    owner = isOut ? kind.to : kind.from
    const isLong = kind.from === kind.to && random.chance(0.4)
    const name = isNaming && !isLong && PROPERTIES[kind.type] && random.chance(0.4) ? fresh('e') : undefined
    if (name) variables.push({ name, kind: 'edge', owner: kind.type })
    const min = random.below(2)
    const sibling = EDGE_KINDS.filter((k) => k.from === kind.from && k.to === kind.to).map((k) => k.type)
    edges.push({
      types: name ? [kind.type] : random.chance(0.2) && kind.from !== kind.to ? [] : random.chance(0.4) ? sibling : [kind.type],
      direction: random.chance(0.15) ? 'any' : isOut ? 'right' : 'left',
      ...(name ? { variable: name } : {}),
      ...(isLong ? { length: [min, min + 1 + random.below(2)] as const } : {}),
    })
    nodes.push(node(owner))
  }
  const path = isNaming && hops > 0 && random.chance(0.2) ? fresh('p') : undefined
  if (path) variables.push({ name: path, kind: 'path', owner: '' })
  return { pattern: { nodes, edges, ...(path ? { variable: path } : {}) }, variables }
}

function run(steps: readonly Step[], world: World): readonly Row[] {
  return steps.reduce<readonly Row[]>(
    (rows, step) => {
      if (rows.length > 500) throw new TooManyMatches()
      return step(rows, world)
    },
    [{}],
  )
}

function runWithinLimits(steps: readonly Step[], world: World): readonly Row[] | undefined {
  try {
    return run(steps, world)
  } catch (error) {
    if (error instanceof TooManyMatches) return undefined
    throw error
  }
}

function present(rows: readonly Row[], world: World, what: Expression): readonly Value[] {
  return rows.map((row) => what.value(row, world)).filter((value) => value !== null)
}

function idOf(value: Value | undefined): readonly string[] {
  return isNode(value) ? [value.id] : []
}

function only(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]))
}

function distinct(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [show(Object.values(row)), row])).values()]
}

function show(value: Value): string {
  return JSON.stringify(value)
}
