// Conditions that a relation means, for association mode.

import type { Value } from '../../values.ts'
import type { Chain } from './chain.ts'
import { type Expression, made, type Var } from './clauses.ts'
import type { Relation } from './relations.ts'
import type { Schema } from './schema.ts'

export interface Owner {
  readonly chain: Chain
  readonly relation: Relation
  readonly many: boolean
  readonly value: Value
}

const keyVar = (size: number): Var => (size === 1 ? made : { kind: 'list', items: Array.from({ length: size }, () => made), open: false })

export function keyed(table: string, names: readonly string[], many: boolean): Expression {
  return { kind: 'in', columns: names.map((name) => ({ name, ...(table && { table }) })), values: [keyVar(names.length)], open: many }
}

export const tableOf = (schema: Schema) => schema.tables[0] ?? ''

export function polymorphic(relation: Relation, table: string): readonly Expression[] {
  return relation.references.flatMap((r): Expression[] =>
    r.primary
      ? []
      : [
          {
            kind: 'compare',
            op: '=',
            column: { name: r.foreign.dbName, ...(table && { table }) },
            value: { kind: 'value', value: { kind: 'string', parts: [r.value] } },
          },
        ],
  )
}
