// How many rows a value of a column is likely to pick out, as far as the schema alone shows.

import { readCondition } from '../implication.ts'
import { parseSql } from '../parser.ts'
import type { Column, Table } from '../schema.ts'
import { constantText, forEachNode, referenceNames, withoutCasts } from '../statements/expression.ts'

/**
 * reference: a foreign key or the like; flag: a boolean; closed: a small set of values; open: anything else that can be compared.
 */
export type ColumnNature = 'reference' | 'flag' | 'closed' | 'open'

const SHORT_TEXT = 20

export interface ColumnFacts {
  nature(column: string): ColumnNature
  /** That a type or a check lists; empty when none does. */
  values(column: string): readonly string[]
  column(name: string): Column | undefined
}

export function columnFacts(table: Table): ColumnFacts {
  const byName = new Map(table.columns.map((c) => [c.name, c]))
  const referencing = new Set(table.constraints.filter((c) => c.kind === 'foreignKey').flatMap((c) => c.columns))
  const keys = new Set(table.indexes.filter((i) => i.unique && i.keys.length === 1 && i.where === undefined).map((i) => i.keys[0]?.column))
  const listed = new Map(table.constraints.filter((c) => c.kind === 'check').flatMap((c) => closedColumns(c.definition)))
  return {
    nature(name) {
      const column = byName.get(name)
      if (referencing.has(name) || keys.has(name)) return 'reference'
      if (column?.type === 'boolean') return 'flag'
      if (column?.labels || listed.has(name) || (column && isNamedState(column))) return 'closed'
      return 'open'
    },
    values: (name) => byName.get(name)?.labels ?? listed.get(name) ?? [],
    column: (name) => byName.get(name),
  }
}

const STATE = /(?:^|_)(?:status|state|type|kind|role|scope|phase|stage|priority|severity|level|mode|visibility)$/i
/** As they are written where a database has no booleans. */
const YES_OR_NO =
  /^(?:is|has|can)_|(?:^|_)(?:active|archived|cancell?ed|deleted|disabled|enabled|hidden|locked|pin(?:ned)?|private|public|show|visible)$/i
const SMALL_VALUE = /^(?:character|text|smallint|integer|bigint)/

/** What is named for a state or a kind is one; text that begins with a word of its own (`'pending'`) too, and very short text that is no key. */
function isNamedState({ name, type, default: text }: Column): boolean {
  if (STATE.test(name) && SMALL_VALUE.test(type) && !type.endsWith('[]')) return true
  if (YES_OR_NO.test(name) && /^(?:small|big)?int/.test(type)) return true
  const length = /^character varying\((\d+)\)$/.exec(type)?.[1]
  if (length !== undefined && Number(length) <= SHORT_TEXT) return true
  return /^(?:character varying|text|character)/.test(type) && text !== undefined && /^'[^']+'/.test(text)
}

type ListedValues = readonly [column: string, values: readonly string[]]

/** Columns that a check holds to a list of values. */
function closedColumns(definition: string): readonly ListedValues[] {
  const condition = /^CHECK \((.*)\)(?: NOT VALID)?$/s.exec(definition)?.[1]
  if (condition === undefined) return []
  const parts = readCondition(condition) ?? []
  const direct = parts.flatMap((p): readonly ListedValues[] => (p.op === 'in' && p.column !== undefined ? [[p.column, p.constants]] : []))
  return direct.length > 0 ? direct : alternatives(condition)
}

/** `a = 'x' OR a = 'y'`, and the same inside an expression. */
function alternatives(condition: string): readonly ListedValues[] {
  const parsed = parseSql(`SELECT WHERE ${condition}`)
  if (!parsed.ok) return []
  const compared = new Map<string, string[]>()
  forEachNode(parsed.trees, (node) => {
    if (!('A_Expr' in node) || node.A_Expr.kind !== 'AEXPR_OP') return undefined
    const { lexpr, rexpr } = node.A_Expr
    const name = lexpr && referenceNames(withoutCasts(lexpr))?.at(-1)
    const value = rexpr && constantText(rexpr)
    if (name !== undefined && value !== undefined && /\bOR\b/i.test(condition)) compared.set(name, [...(compared.get(name) ?? []), value])
    return undefined
  })
  return [...compared].filter(([, values]) => values.length > 1)
}
