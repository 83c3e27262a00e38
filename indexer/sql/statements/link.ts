// One Postgres text with $n in, its links to the schema out: what it reads, writes, filters, joins and orders on.

import type { Node, WithClause } from 'libpg-query'
import { parseSql } from '../parser.ts'
import type { DatabaseSchema } from '../schema.ts'
import type { Analysis, Output } from './analysis.ts'
import { renameColumns } from './from.ts'
import type { Operation, QueryBlock, StatementLinks, StatementResult, Unresolved } from './links.ts'
import { createLookup, type Lookup } from './lookup.ts'
import type { Origin, Scope } from './scope.ts'
import { analyseSelect } from './select.ts'
import { analyseDelete, analyseInsert, analyseMerge, analyseUpdate } from './write.ts'

/** The parser has to be loaded (`loadParser`). Placeholders other than $n are for the caller to rewrite. */
export function linkStatement(sql: string, schema: DatabaseSchema): StatementResult {
  return linkText(sql, createLookup(schema))
}

export function linkStatements(statements: readonly string[], schema: DatabaseSchema): readonly StatementResult[] {
  const lookup = createLookup(schema)
  const known = new Map<string, StatementResult>()
  return statements.map((sql) => {
    const result = known.get(sql) ?? linkText(sql, lookup)
    known.set(sql, result)
    return result
  })
}

function linkText(sql: string, lookup: Lookup): StatementResult {
  const parsed = parseSql(sql)
  if (!parsed.ok) return { ok: false, error: parsed.error.message, sqlstate: '42601', position: parsed.error.offset + 1 }
  const analysis = createAnalysis(lookup)
  const outputs = parsed.trees.map((tree) => analyseStatement(tree, undefined, 'top-level', new Map(), analysis))
  const operation = strongest(parsed.trees.flatMap(operations))
  const bounds = outputs.map((o) => o.bounded)
  const last = outputs.at(-1)
  const bounded = bounds.length > 0 && bounds.every((b) => b !== undefined) ? [...new Set(bounds)].join(', ') : undefined
  const links: StatementLinks = {
    ok: true,
    operation,
    reads: [...analysis.reads].sort(),
    writes: [...analysis.writes].sort(),
    deletes: [...analysis.deletes].sort(),
    filtersOn: distinct(analysis.filters),
    joinsOn: distinct(analysis.joins),
    ordersBy: last?.ordersBy ?? [],
    selects: distinct(analysis.selects),
    gives: last ? [...last.columns.values()].map((origin) => origin ?? null) : [],
    sets: distinct(analysis.sets),
    locks: analysis.locks,
    limit: last?.limit ?? { kind: 'none' },
    ...(bounded !== undefined && { bounded }),
    parameters: analysis.parameters,
    unresolved: distinct(analysis.unresolved),
    blocks: analysis.blocks,
  }
  return links
}

function createAnalysis(lookup: Lookup): Analysis {
  const unresolved: Unresolved[] = []
  const analysis: Analysis = {
    lookup,
    reads: new Set(),
    writes: new Set(),
    deletes: new Set(),
    filters: [],
    joins: [],
    selects: [],
    sets: [],
    locks: false,
    blocks: [],
    unresolved,
    parameters: 0,
    report: (problem) => void unresolved.push(problem),
    nested: (node, parent, level, ctes) => analyseStatement(node, parent, level, ctes ?? parent?.ctes ?? new Map(), analysis),
  }
  return analysis
}

const NO_ROWS: Output = { columns: new Map(), bounded: 'no rows returned', limit: { kind: 'none' }, ordersBy: [] }

function analyseStatement(
  node: Node,
  parent: Scope | undefined,
  level: QueryBlock['level'],
  outer: Scope['ctes'],
  analysis: Analysis,
): Output {
  const body = Object.values(node)[0] as { withClause?: WithClause }
  const ctes = body.withClause ? readCtes(body.withClause, parent, outer, analysis) : outer
  if ('SelectStmt' in node) {
    const output = analyseSelect(node.SelectStmt, parent, level, ctes, analysis)
    return node.SelectStmt.intoClause ? NO_ROWS : output
  }
  if ('InsertStmt' in node) return analyseInsert(node.InsertStmt, parent, level, ctes, analysis)
  if ('UpdateStmt' in node) return analyseUpdate(node.UpdateStmt, parent, level, ctes, analysis)
  if ('DeleteStmt' in node) return analyseDelete(node.DeleteStmt, parent, level, ctes, analysis)
  if ('MergeStmt' in node) return analyseMerge(node.MergeStmt, parent, level, ctes, analysis)
  if ('ExplainStmt' in node && node.ExplainStmt.query) return analyseStatement(node.ExplainStmt.query, parent, level, ctes, analysis)
  if ('DeclareCursorStmt' in node && node.DeclareCursorStmt.query)
    return analyseStatement(node.DeclareCursorStmt.query, parent, level, ctes, analysis)
  if ('CreateTableAsStmt' in node && node.CreateTableAsStmt.query)
    analyseStatement(node.CreateTableAsStmt.query, parent, level, ctes, analysis)
  else if ('CopyStmt' in node) {
    const { query, relation, is_from } = node.CopyStmt
    if (query) analyseStatement(query, parent, level, ctes, analysis)
    if (relation) nameTable(relation, is_from ? 'writes' : 'reads', analysis)
  } else if ('TruncateStmt' in node)
    for (const relation of node.TruncateStmt.relations ?? []) if ('RangeVar' in relation) nameTable(relation.RangeVar, 'writes', analysis)
  return NO_ROWS
}

function nameTable(range: { schemaname?: string; relname?: string }, as: 'reads' | 'writes', analysis: Analysis): void {
  const relation = analysis.lookup.relation(range.schemaname, range.relname ?? '')
  const name = relation?.kind === 'table' ? relation.table.name : (range.relname ?? '')
  if (!relation) analysis.report({ name, reason: 'unknown-table' })
  analysis[as].add(name)
}

function readCtes(clause: WithClause, parent: Scope | undefined, outer: Scope['ctes'], analysis: Analysis): Scope['ctes'] {
  const ctes = new Map<string, ReadonlyMap<string, Origin | undefined>>(outer)
  for (const node of clause.ctes ?? []) {
    if (!('CommonTableExpr' in node) || !node.CommonTableExpr.ctequery) continue
    const { ctename = '', ctequery, aliascolnames } = node.CommonTableExpr
    // Inside itself a recursive one is known by name alone.
    const visible = clause.recursive ? new Map(ctes).set(ctename, renameColumns(new Map(), aliascolnames)) : ctes
    const { columns } = analyseStatement(ctequery, parent, 'subquery', visible, analysis)
    ctes.set(ctename, renameColumns(columns, aliascolnames))
  }
  return ctes
}

/** Of a statement and of what stands in its WITH. */
function operations(node: Node): readonly Operation[] {
  const [body] = Object.values(node) as { withClause?: WithClause }[]
  const inner = (body?.withClause?.ctes ?? []).flatMap((c) =>
    'CommonTableExpr' in c && c.CommonTableExpr.ctequery ? operations(c.CommonTableExpr.ctequery).filter((o) => o !== 'select') : [],
  )
  return [operation(node), ...inner]
}

function operation(node: Node): Operation {
  if ('SelectStmt' in node) return node.SelectStmt.intoClause ? 'ddl' : 'select'
  if ('InsertStmt' in node) return node.InsertStmt.onConflictClause?.action === 'ONCONFLICT_UPDATE' ? 'upsert' : 'insert'
  if ('UpdateStmt' in node) return 'update'
  if ('DeleteStmt' in node || 'TruncateStmt' in node) return 'delete'
  if ('MergeStmt' in node) return 'upsert'
  const [kind = ''] = Object.keys(node)
  return /^(?:Create|Alter|Drop|Index|Rename|Comment|Grant|View|Reindex|Define|Rule)/.test(kind) && !kind.startsWith('AlterSystem')
    ? 'ddl'
    : 'other'
}

const STRENGTH: readonly Operation[] = ['ddl', 'upsert', 'delete', 'update', 'insert', 'select', 'other']

function strongest(found: readonly Operation[]): Operation {
  return STRENGTH.find((o) => found.includes(o)) ?? 'other'
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
