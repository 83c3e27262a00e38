// FROM: tables, views, subqueries, functions and joins become sources of the block and entries of its scope.

import type { Alias, JoinExpr, Node, RangeVar } from 'libpg-query'
import { tableName } from '../schema.ts'
import type { Analysis, Block } from './analysis.ts'
import { addCondition } from './conditions.ts'
import { isSystemRelation } from './lookup.ts'
import { type Columns, isOpen, type Origin, openEntry, type ScopeEntry, tableEntry } from './scope.ts'
import { walkExpression } from './walk.ts'

export function addFrom(item: Node, block: Block, analysis: Analysis): void {
  if ('RangeVar' in item) addRelation(item.RangeVar, block, analysis, 'reads')
  else if ('JoinExpr' in item) addJoin(item.JoinExpr, block, analysis)
  else if ('RangeSubselect' in item) {
    const { subquery, lateral, alias } = item.RangeSubselect
    if (!subquery) return
    const { columns, bounded } = analysis.nested(subquery, lateral ? block.scope : block.scope.parent, 'subquery', block.scope.ctes)
    block.scope.entries.push({ alias: alias?.aliasname ?? '', columns: renameColumns(columns, alias?.colnames), open: isOpen(columns) })
    if (bounded === undefined) block.unboundedSource = true
  } else if ('RangeTableSample' in item && item.RangeTableSample.relation) addFrom(item.RangeTableSample.relation, block, analysis)
  else {
    walkExpression(item, block, analysis)
    const [part] = Object.values(item) as { alias?: Alias }[]
    block.scope.entries.push(openEntry(part?.alias?.aliasname ?? ''))
    block.unboundedSource = true
  }
}

/** Adds the table that a name means, and returns the name by which the graph knows it. */
export function addRelation(range: RangeVar, block: Block, analysis: Analysis, as: 'reads' | 'writes'): string | undefined {
  const { schemaname, relname = '' } = range
  const alias = range.alias?.aliasname ?? relname
  const cte = schemaname === undefined ? block.scope.ctes.get(relname) : undefined
  if (cte && as === 'reads') {
    block.scope.entries.push({ alias, columns: renameColumns(cte, range.alias?.colnames), open: isOpen(cte) })
    block.unboundedSource = true
    return undefined
  }
  const relation = analysis.lookup.relation(schemaname, relname)
  if (relation?.kind === 'view') {
    for (const table of relation.view.reads) analysis[as].add(table)
    const columns = new Map<string, Origin | undefined>(relation.view.columns.map((c) => [c, undefined]))
    block.scope.entries.push({ alias, columns: renameColumns(columns, range.alias?.colnames), open: false })
    block.unboundedSource = true
    return undefined
  }
  if (!relation && isSystemRelation(schemaname, relname)) {
    block.scope.entries.push(openEntry(alias))
    block.unboundedSource = true
    return undefined
  }
  const table = relation?.table.name ?? tableName(schemaname, relname)
  if (!relation) analysis.report({ name: table, reason: 'unknown-table' })
  analysis[as].add(table)
  block.sources.push({ table, alias })
  const entry = tableEntry(alias, table, block.sources.length - 1, analysis.lookup)
  block.scope.entries.push({ ...entry, columns: renameColumns(entry.columns, range.alias?.colnames) })
  return table
}

function addJoin(join: JoinExpr, block: Block, analysis: Analysis): void {
  const start = block.sources.length
  const firstEntry = block.scope.entries.length
  if (join.larg) addFrom(join.larg, block, analysis)
  const middle = block.sources.length
  const middleEntry = block.scope.entries.length
  if (join.rarg) addFrom(join.rarg, block, analysis)
  const keepsLeft = join.jointype === 'JOIN_LEFT' || join.jointype === 'JOIN_FULL'
  const keepsRight = join.jointype === 'JOIN_RIGHT' || join.jointype === 'JOIN_FULL'
  const preserved = new Set([...(keepsLeft ? range(start, middle) : []), ...(keepsRight ? range(middle, block.sources.length) : [])])
  const context = { block, analysis, conjunct: true, preserved }
  if (join.quals) addCondition(join.quals, context)
  const left = block.scope.entries.slice(firstEntry, middleEntry)
  const right = block.scope.entries.slice(middleEntry)
  const shared = join.isNatural
    ? commonColumns(left, right)
    : (join.usingClause ?? []).flatMap((c) => ('String' in c ? [c.String.sval ?? ''] : []))
  for (const column of shared) {
    block.scope.merged.add(column)
    joinUsing(column, left, right, preserved, block, analysis)
  }
}

function joinUsing(
  column: string,
  left: readonly ScopeEntry[],
  right: readonly ScopeEntry[],
  preserved: ReadonlySet<number>,
  block: Block,
  analysis: Analysis,
): void {
  const one = left.find((e) => e.columns.has(column))
  const other = right.find((e) => e.columns.has(column))
  for (const [side, opposite] of [
    [one, other],
    [other, one],
  ]) {
    const origin = side?.columns.get(column)
    if (origin) analysis.joins.push(origin)
    if (side?.source === undefined) continue
    const conjunct = !preserved.has(side.source)
    block.predicates.push({
      source: side.source,
      column,
      op: '=',
      value: 'column',
      ...(opposite?.source !== undefined && { other: { source: opposite.source, column } }),
      conjunct,
    })
  }
}

function commonColumns(left: readonly ScopeEntry[], right: readonly ScopeEntry[]): readonly string[] {
  const names = new Set(right.flatMap((e) => [...e.columns.keys()]))
  return [...new Set(left.flatMap((e) => [...e.columns.keys()]))].filter((name) => name !== '*' && names.has(name))
}

/** `AS t(a, b)` renames the first columns. */
export function renameColumns(columns: Columns, names: readonly Node[] | undefined): Columns {
  if (!names || names.length === 0) return columns
  const given = names.flatMap((n) => ('String' in n ? [n.String.sval ?? ''] : []))
  const listed = [...columns].map(([name, origin], i) => [name === '*' ? name : (given[i] ?? name), origin] as const)
  return new Map([...listed, ...given.slice(listed.length).map((name) => [name, undefined] as const)])
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
