// What GORM's finishers fill, and the texts that its clause package names.

import type { Run } from '../evaluate/frame.ts'
import { options, text, type Value } from '../values.ts'
import { fill } from './struct-values.ts'

const READS = new Set('Find First Take Last Scan FirstOrInit FirstOrCreate FindInBatches'.split(' '))
const WRITES = new Set('Create CreateInBatches Save'.split(' '))

/** After a read every column of the destination may hold anything; after a write, those that were not set. */
export function fillDestination(run: Run, finisher: string, destination: Value | undefined): void {
  if (!destination || !(READS.has(finisher) || WRITES.has(finisher))) return
  for (const option of options(destination)) if (option.kind === 'instance') fill(run, option, WRITES.has(finisher))
}

/** Names of the clause package that stand for texts. */
export function clauseConstant(name: string): Value | undefined {
  const known = CONSTANTS[name]
  return known === undefined ? undefined : text(known)
}

const CONSTANTS: Readonly<Record<string, string>> = {
  Associations: '~~~as~~~',
  PrimaryKey: '~~~py~~~',
  CurrentTable: '~~~ct~~~',
  LockingStrengthUpdate: 'UPDATE',
  LockingStrengthShare: 'SHARE',
  LockingOptionsSkipLocked: 'SKIP LOCKED',
  LockingOptionsNoWait: 'NOWAIT',
  CrossJoin: 'CROSS',
  InnerJoin: 'INNER',
  LeftJoin: 'LEFT',
  RightJoin: 'RIGHT',
}
