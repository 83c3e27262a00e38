// Booleans: an index on one pays only as a partial one, for the value that few rows have.

import type { Predicate } from '../statements/links.ts'
import type { Access } from './access.ts'
import { distinct } from './candidate-keys.ts'
import { quote } from './print.ts'

/** `is_admin`, `NOT is_read`: what a partial index on the flags would hold. A value that is a parameter is taken for the rare one. */
export function flagCondition({ equal, facts, table }: Access): string | undefined {
  const flags = distinct(equal.filter((p) => p.op === '=' && p.column !== undefined && facts.nature(p.column) === 'flag'))
  if (flags.length === 0) return undefined
  return flags
    .map(({ column = '', value, constantValue }) => {
      const common = table.columns.find((c) => c.name === column)?.default === 'true'
      const wanted = value === 'constant' ? constantValue === 'true' || constantValue === 't' : !common
      return wanted ? quote(column) : `NOT ${quote(column)}`
    })
    .join(' AND ')
}

/** The value that is asked for is the other one than a new row has. */
export function isRareSide({ table }: Access, { column, value, constantValue }: Predicate): boolean {
  const usual = table.columns.find((c) => c.name === column)?.default
  if (usual !== 'true' && usual !== 'false') return false
  return value !== 'constant' || constantValue !== usual
}
