// Constraints that are added to a table in use: what reads the table under a lock, and what could be proven later without one.

import type { AlterTableStmt, Constraint } from 'libpg-query'
import { quoted } from './clause.ts'
import { type InUse, outsideTransaction, type RuleContext } from './context.ts'
import { type Found, least } from './risk.ts'
import { makeConstraint, nameOf, wordsOf } from './state.ts'

export function foundConstraints({ relation, cmds = [] }: AlterTableStmt, context: RuleContext): readonly Found[] {
  const used = context.canBeLarge(relation)
  if (!used) return []
  return cmds.flatMap((node): readonly Found[] => {
    if (!('AlterTableCmd' in node)) return []
    const { subtype, name = '', def } = node.AlterTableCmd
    if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def) return foundConstraint(def.Constraint, undefined, used, context)
    if (subtype === 'AT_ValidateConstraint') return validate(name, used, context)
    return []
  })
}

/** `column`: it is written behind a column that is added. */
export function foundConstraint(constraint: Constraint, column: string | undefined, used: InUse, context: RuleContext): readonly Found[] {
  const { contype, conname, indexname, skip_validation, location } = constraint
  const columns = makeConstraint(constraint, column)?.columns ?? []
  const table = quoted(used.name)
  const name = quoted(conname ?? chosen(used.name, columns, contype))
  const text = context.statement.clause(location ?? 0).replace(/^CONSTRAINT\s+(?:"[^"]*"|\S+)\s+/i, '')
  const common = {
    table: used.name,
    columns,
    targets: [
      ...(conname === undefined ? [] : [{ kind: 'constraint', table: used.name, name: conname } as const]),
      ...columns.map((c) => ({ kind: 'column', table: used.name, name: c }) as const),
    ],
    location,
    confidence: used.confidence,
    scans: true,
  } as const
  const proveLater = (written: string) =>
    `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${written} NOT VALID; then, in a later step, ALTER TABLE ${table} VALIDATE CONSTRAINT ${name};`
  const over = columns.length > 0 ? ` on (${columns.join(', ')})` : ''
  if (contype === 'CONSTR_FOREIGN' && !skip_validation) {
    const target = nameOf(constraint.pktable) ?? ''
    const references = wordsOf(constraint.pk_attrs)
    const written = column === undefined ? text : `FOREIGN KEY (${quoted(column)}) ${text}`
    return [
      {
        ...common,
        rule: 'adding-foreign-key-constraint',
        lock: 'SHARE ROW EXCLUSIVE',
        severity: 'medium',
        message: `A foreign key from \`${used.name}\`${over} to \`${target}\`${references.length > 0 ? ` (${references.join(', ')})` : ''} is added and proven at once.`,
        impact: `Nobody writes to \`${used.name}\` or \`${target}\` until every row of \`${used.name}\` has been looked up.`,
        fix: proveLater(written),
      },
    ]
  }
  if (contype === 'CONSTR_CHECK' && !skip_validation)
    return [
      {
        ...common,
        rule: 'constraint-missing-not-valid',
        lock: 'ACCESS EXCLUSIVE',
        severity: 'medium',
        message: `A check of \`${used.name}\` is added and proven at once: ${shortened(text)}.`,
        impact: `Nobody reads or writes \`${used.name}\` until the last row has been looked at; one that does not fit ends the migration.`,
        fix: proveLater(text),
      },
    ]
  if ((contype === 'CONSTR_UNIQUE' || contype === 'CONSTR_PRIMARY') && indexname === undefined) {
    const primary = contype === 'CONSTR_PRIMARY'
    const kind = primary ? 'PRIMARY KEY' : 'UNIQUE'
    const list = columns.map(quoted).join(', ')
    return [
      {
        ...common,
        rule: primary ? 'adding-serial-primary-key-field' : 'disallowed-unique-constraint',
        lock: 'ACCESS EXCLUSIVE',
        severity: 'medium',
        message: `A ${primary ? 'primary' : 'unique'} key of \`${used.name}\`${over} is added, and its index is built under the lock.`,
        impact: `Nobody reads or writes \`${used.name}\` until the index is built; a value that is there twice ends the migration.`,
        fix: `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${table} (${list}); ${outsideTransaction(context.tool)}; then ALTER TABLE ${table} ADD CONSTRAINT ${name} ${kind} USING INDEX ${name};`,
      },
    ]
  }
  if (contype === 'CONSTR_EXCLUSION')
    return [
      {
        ...common,
        rule: 'adding-exclusion-constraint',
        lock: 'ACCESS EXCLUSIVE',
        severity: 'medium',
        message: `An exclusion constraint of \`${used.name}\` is added, and its index is built under the lock.`,
        impact: `Nobody reads or writes \`${used.name}\` until the index is built; Postgres has no way to build it concurrently.`,
        fix: 'Add it while nobody writes, with a lock_timeout; or add it to a new table that the rows are moved to in batches.',
      },
    ]
  return []
}

/** To prove a constraint in the transaction that added it keeps the lock of the adding. */
function validate(name: string, used: InUse, { locked }: RuleContext): readonly Found[] {
  if (!locked.has(used.name)) return []
  return [
    {
      rule: 'constraint-missing-not-valid',
      table: used.name,
      columns: [],
      targets: [{ kind: 'constraint', table: used.name, name }],
      lock: 'ACCESS EXCLUSIVE',
      scans: true,
      severity: 'medium',
      confidence: least(used.confidence, 'medium'),
      message: `The constraint \`${name}\` of \`${used.name}\` is proven in the transaction that has the table locked already.`,
      impact: `The lock is held until every row of \`${used.name}\` has been looked at, as if NOT VALID had not been said.`,
      fix: `Move ALTER TABLE ${quoted(used.name)} VALIDATE CONSTRAINT ${quoted(name)}; to a step of its own.`,
    },
  ]
}

function chosen(table: string, columns: readonly string[], contype: Constraint['contype']): string {
  const ending =
    contype === 'CONSTR_FOREIGN' ? 'fkey' : contype === 'CONSTR_CHECK' ? 'check' : contype === 'CONSTR_PRIMARY' ? 'pkey' : 'key'
  return [table.split('.').at(-1) ?? table, ...(ending === 'pkey' ? [] : columns), ending].join('_')
}

function shortened(text: string): string {
  return `\`${text.length > 120 ? `${text.slice(0, 119)}…` : text}\``
}
