// Rarer statements that lock or write a whole table: partitions, storage, domains, a database.

import type { AlterDomainStmt, AlterTableStmt, VacuumStmt } from 'libpg-query'
import { quoted } from './clause.ts'
import { outsideTransaction, type RuleContext } from './context.ts'
import type { Found } from './risk.ts'
import { nameOf, wordsOf } from './state.ts'

const REWRITES: Readonly<Record<string, string>> = {
  AT_SetLogged: 'made logged',
  AT_SetUnLogged: 'made unlogged',
  AT_SetTableSpace: 'moved to another tablespace',
  AT_SetAccessMethod: 'given another access method',
}

export function foundStorage({ relation, cmds = [] }: AlterTableStmt, context: RuleContext): readonly Found[] {
  const used = context.canBeLarge(relation)
  if (!used) return []
  return cmds.flatMap((node): readonly Found[] => {
    if (!('AlterTableCmd' in node)) return []
    const { subtype = '', def } = node.AlterTableCmd
    const partition = def && 'PartitionCmd' in def ? def.PartitionCmd : undefined
    const how = REWRITES[subtype]
    const common = { table: used.name, lock: 'ACCESS EXCLUSIVE', confidence: used.confidence, severity: 'medium' } as const
    if (how !== undefined) return [rewrite({ ...common, how })]
    if (subtype === 'AT_DetachPartition' && !partition?.concurrent)
      return [
        {
          ...common,
          rule: 'require-concurrent-partition-detach',
          message: `A partition is detached from \`${used.name}\` under a lock that everybody waits for.`,
          impact: 'It waits for each statement under way, and all that come later wait behind it.',
          fix: `ALTER TABLE ${quoted(used.name)} DETACH PARTITION ${quoted(nameOf(partition?.name) ?? '')} CONCURRENTLY; ${outsideTransaction(context.tool)}.`,
        },
      ]
    const part = subtype === 'AT_AttachPartition' ? context.canBeLarge(partition?.name) : undefined
    if (part)
      return [
        {
          ...common,
          rule: 'require-concurrent-partition-attach',
          scans: true,
          message: `\`${part.name}\` is attached to \`${used.name}\`, which reads the whole of it unless a validated check proves its bounds.`,
          impact: `Nobody reads or writes \`${part.name}\` until the last row has been looked at.`,
          fix: `Add a CHECK of the bounds NOT VALID, validate it in a step of its own, then attach, then drop the check.`,
        },
      ]
    return []
  })
}

export function foundVacuum({ options = [], rels = [] }: VacuumStmt, context: RuleContext): readonly Found[] {
  if (!options.some((o) => 'DefElem' in o && o.DefElem.defname === 'full')) return []
  return rels.flatMap((r) => {
    const used = 'VacuumRelation' in r ? context.canBeLarge(r.VacuumRelation.relation) : undefined
    return used ? [rewrite({ table: used.name, confidence: used.confidence, how: 'vacuumed in full' })] : []
  })
}

function rewrite({ table, confidence, how }: Pick<Found, 'confidence'> & { readonly table: string; readonly how: string }): Found {
  return {
    rule: 'rewriting-table',
    table,
    lock: 'ACCESS EXCLUSIVE',
    rewrites: true,
    scans: true,
    severity: 'high',
    confidence,
    message: `\`${table}\` is ${how}, for which Postgres writes all of it anew.`,
    impact: `Nobody reads or writes \`${table}\` until every row has been written again.`,
    fix: 'Do it in a window without traffic, or by pg_repack.',
  }
}

export function foundDomain({ def, subtype, typeName }: AlterDomainStmt, { statement }: RuleContext): readonly Found[] {
  const constraint = subtype === 'C' && def && 'Constraint' in def ? def.Constraint : undefined
  if (!constraint || constraint.skip_validation) return []
  const name = wordsOf(typeName).join('.')
  return [
    {
      rule: 'ban-alter-domain-with-add-constraint',
      lock: 'SHARE',
      scans: true,
      severity: 'medium',
      confidence: 'medium',
      message: `A constraint is added to the domain \`${name}\`, for which Postgres reads each table that has a column of it.`,
      impact: 'Nobody writes to these tables until the last row has been looked at.',
      fix: `ALTER DOMAIN ${quoted(name)} ADD ${statement.clause(constraint.location ?? 0)} NOT VALID; then, in a later step, ALTER DOMAIN ${quoted(name)} VALIDATE CONSTRAINT …;`,
    },
  ]
}
