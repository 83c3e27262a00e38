// Transactions that the file opens beside those of its runner.

import type { Node } from 'libpg-query'
import type { MigrationTool } from '../migrations.ts'
import type { RuleContext } from './context.ts'
import type { StepStatement } from './read-steps.ts'
import type { Found } from './risk.ts'

/** Runners that open a transaction themselves and record the version in it. */
const OPENS: ReadonlySet<MigrationTool> = new Set(['goose', 'sql-migrate', 'dbmate', 'tern', 'flyway', 'atlas'])

export function foundTransaction(tree: Node, { step, statement, tool }: RuleContext): readonly Found[] {
  if (!('TransactionStmt' in tree)) return []
  const { kind } = tree.TransactionStmt
  if (kind !== 'TRANS_STMT_BEGIN' && kind !== 'TRANS_STMT_START') return []
  const at = step.statements.indexOf(statement)
  if (!step.statements.slice(at + 1).some(isEnd)) {
    // One in the place of the runner's, which the file has ended: the runner ends this one.
    if (step.step.transaction && OPENS.has(tool) && step.statements.slice(0, at).some(isEnd)) return []
    return [
      {
        rule: 'ban-uncommitted-transaction',
        severity: 'high',
        confidence: OPENS.has(tool) ? 'medium' : 'high',
        message: 'A transaction is opened and nowhere committed in the file.',
        impact: 'The connection ends with it open, and all that the step did is taken back, while the runner holds it for done.',
        fix: 'End the file with COMMIT;, or leave BEGIN; to the runner.',
      },
    ]
  }
  if (!step.step.transaction || !OPENS.has(tool)) return []
  return [
    {
      rule: 'transaction-nesting',
      severity: 'medium',
      confidence: 'high',
      message: `The file opens a transaction inside the one that ${tool} has opened already.`,
      impact:
        'Its COMMIT ends the transaction of the runner: what follows, and the record that the step has run, are no longer one with it.',
      fix: 'Leave BEGIN; and COMMIT; out, or tell the runner to open none.',
    },
  ]
}

function isEnd({ tree }: StepStatement): boolean {
  return 'TransactionStmt' in tree && /^TRANS_STMT_(?:COMMIT|ROLLBACK)$/.test(tree.TransactionStmt.kind ?? '')
}
