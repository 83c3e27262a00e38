// Indexes of tables in use: made, dropped and rebuilt under a lock, or concurrently where Postgres refuses to.

import type { DropStmt, IndexStmt, Node, ReindexStmt } from 'libpg-query'
import { tableName } from '../schema.ts'
import { oneLine, quoted } from './clause.ts'
import { outsideTransaction, type RuleContext } from './context.ts'
import type { Found } from './risk.ts'
import { droppedName, nameOf } from './state.ts'

export function foundIndex(index: IndexStmt, context: RuleContext): readonly Found[] {
  const used = context.canBeLarge(index.relation)
  const name = index.idxname ?? ''
  if (index.concurrent || !used || (index.if_not_exists && context.state.indexes.has(tableName(index.relation?.schemaname, name))))
    return []
  const columns = (index.indexParams ?? []).flatMap((p) => ('IndexElem' in p && p.IndexElem.name !== undefined ? [p.IndexElem.name] : []))
  const sql = oneLine(context.statement.sql)
  const partitioned = used.table?.partitioned
  // Nothing is built before its partitions have theirs.
  if (partitioned && index.relation?.inh !== true) return []
  return [
    {
      rule: 'require-concurrent-index-creation',
      table: used.name,
      columns,
      targets: [{ kind: 'index', table: used.name, name }],
      lock: 'SHARE',
      scans: true,
      severity: 'medium',
      // Code may have gone through the partitions one by one.
      confidence: partitioned && context.step.step.code ? 'low' : used.confidence,
      message: `The index \`${name || columns.join(', ')}\` of \`${used.name}\` is built while all writes to the table wait.`,
      impact: `Nobody writes to \`${used.name}\` until the whole table has been read and sorted.`,
      fix: partitioned
        ? `${sql.replace(/\bON\s+(?:ONLY\s+)?/i, 'ON ONLY ')}; then CREATE INDEX CONCURRENTLY on each partition, and ALTER INDEX … ATTACH PARTITION.`
        : `${sql.replace(/\bINDEX\b/i, 'INDEX CONCURRENTLY')}; ${outsideTransaction(context.tool)}.`,
    },
  ]
}

export function foundIndexDrop({ objects = [], concurrent }: DropStmt, context: RuleContext): readonly Found[] {
  if (concurrent) return []
  return objects.flatMap((object): readonly Found[] => {
    const name = droppedName(object)
    const index = context.state.indexes.get(name)
    const used = index && context.canBeLarge(index.table.name)
    if (!used) return []
    return [
      {
        rule: 'require-concurrent-index-deletion',
        table: used.name,
        columns: index.columns.filter((c) => c !== ''),
        targets: [{ kind: 'index', table: used.name, name: index.name }],
        lock: 'ACCESS EXCLUSIVE',
        severity: 'low',
        confidence: used.confidence,
        message: `The index \`${name}\` is dropped under a lock of \`${used.name}\` that everybody waits for.`,
        impact: `The drop is short, but it waits for each statement under way, and all that come later wait behind it.`,
        fix: `DROP INDEX CONCURRENTLY IF EXISTS ${quoted(name)}; ${outsideTransaction(context.tool)}.`,
      },
    ]
  })
}

export function foundReindex({ kind, relation, params = [] }: ReindexStmt, context: RuleContext): readonly Found[] {
  if (params.some((p) => 'DefElem' in p && p.DefElem.defname === 'concurrently')) return []
  const name = nameOf(relation)
  const table = kind === 'REINDEX_OBJECT_INDEX' ? context.state.indexes.get(name ?? '')?.table.name : name
  const used = context.canBeLarge(table)
  if (!used) return []
  return [
    {
      rule: 'require-concurrent-reindex',
      table: used.name,
      lock: 'SHARE',
      scans: true,
      severity: 'medium',
      confidence: used.confidence,
      message: `Indexes of \`${used.name}\` are built again while all writes to the table wait.`,
      impact: `Nobody writes to \`${used.name}\` meanwhile, and who would read by such an index waits as well.`,
      fix: `${oneLine(context.statement.sql).replace(/\b(INDEX|TABLE|SCHEMA|DATABASE|SYSTEM)\b/i, '$1 CONCURRENTLY')}; ${outsideTransaction(context.tool)}.`,
    },
  ]
}

/** What Postgres refuses inside a transaction, and the runner or the file opens one. */
export function foundInTransaction(tree: Node, { statement, tool }: RuleContext): readonly Found[] {
  const what = needsToBeAlone(tree)
  if (what === undefined || statement.transaction === undefined || statement.inBlock) return []
  return [
    {
      rule: 'ban-concurrent-index-creation-in-transaction',
      severity: 'high',
      // A runner of its own kind may cut the text into statements.
      confidence: tool === 'numbered' || tool === 'code' || tool === 'plain' ? 'low' : tool === 'golang-migrate' ? 'medium' : 'high',
      message: `${what} stands in a transaction, where Postgres refuses it (SQLSTATE 25001).`,
      impact: 'The migration fails, and what comes after it never runs.',
      fix: `Put it ${outsideTransaction(tool)}.`,
    },
  ]
}

function needsToBeAlone(tree: Node): string | undefined {
  if ('IndexStmt' in tree && tree.IndexStmt.concurrent) return '`CREATE INDEX CONCURRENTLY`'
  if ('DropStmt' in tree && tree.DropStmt.concurrent) return '`DROP INDEX CONCURRENTLY`'
  if ('VacuumStmt' in tree && tree.VacuumStmt.is_vacuumcmd) return '`VACUUM`'
  if ('ReindexStmt' in tree && (tree.ReindexStmt.params ?? []).some((p) => 'DefElem' in p && p.DefElem.defname === 'concurrently'))
    return '`REINDEX CONCURRENTLY`'
  if ('CreatedbStmt' in tree) return '`CREATE DATABASE`'
  return undefined
}
