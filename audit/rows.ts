// The row contract of a saved audit: what its Cypher returns, checked, as plain data. queries/README.md documents the columns.

import type { CypherValue, QueryResult } from '#graph/store/store.ts'
import { CONFIDENCES, type Confidence, SEVERITIES, type Severity } from './finding.ts'

export const REQUIRED_COLUMNS = ['anchors', 'file', 'line', 'message', 'fix', 'path'] as const
export const OPTIONAL_COLUMNS = ['routes', 'severity', 'confidence', 'title', 'impact'] as const

export interface AuditRow {
  readonly anchors: readonly string[]
  readonly file: string | null
  readonly line: number | null
  readonly message: string
  readonly fix: string
  readonly path: readonly string[]
  /** Null: the routes that reach the first node of the path. */
  readonly routes: readonly string[] | null
  readonly severity: Severity | null
  readonly confidence: Confidence | null
  readonly title: string | null
  readonly impact: string | null
}

/** The Cypher of an audit does not keep the row contract: a bug of the library. */
export class RowContractError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RowContractError'
  }
}

export function readRows(result: QueryResult): readonly AuditRow[] {
  const at = columnIndex(result.columns)
  return result.rows.map((row) => {
    const cell = (name: string): CypherValue => row[at.get(name) ?? -1] ?? null
    return {
      anchors: strings(cell('anchors'), 'anchors', 1),
      file: text(cell('file'), 'file'),
      line: integer(cell('line'), 'line'),
      message: required(cell('message'), 'message'),
      fix: required(cell('fix'), 'fix'),
      path: strings(cell('path'), 'path', 1),
      routes: cell('routes') === null ? null : strings(cell('routes'), 'routes', 0),
      severity: word(cell('severity'), 'severity', SEVERITIES),
      confidence: word(cell('confidence'), 'confidence', CONFIDENCES),
      title: text(cell('title'), 'title'),
      impact: text(cell('impact'), 'impact'),
    }
  })
}

/** What an audit could not decide, counted by reason. Columns: reason, count. */
export function readUndecided(result: QueryResult): Readonly<Record<string, number>> {
  if (result.columns.join() !== 'reason,count') throw new RowContractError('undecided.cypher must return the columns reason and count')
  const counts: Record<string, number> = {}
  for (const [reason, count] of result.rows) counts[required(reason ?? null, 'reason')] = integer(count ?? null, 'count') ?? 0
  return counts
}

function columnIndex(columns: readonly string[]): ReadonlyMap<string, number> {
  for (const name of REQUIRED_COLUMNS) if (!columns.includes(name)) throw new RowContractError(`the rows have no column ${name}`)
  const known: readonly string[] = [...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS]
  for (const name of columns) if (!known.includes(name)) throw new RowContractError(`the column ${name} is not in the row contract`)
  return new Map(columns.map((name, index) => [name, index]))
}

function text(value: CypherValue, column: string): string | null {
  if (value === null || typeof value === 'string') return value
  throw new RowContractError(`${column} is not a text`)
}

function required(value: CypherValue, column: string): string {
  const found = text(value, column)
  if (!found) throw new RowContractError(`${column} is empty`)
  return found
}

function integer(value: CypherValue, column: string): number | null {
  if (value === null || (typeof value === 'number' && Number.isInteger(value))) return value
  throw new RowContractError(`${column} is not an integer`)
}

function strings(value: CypherValue, column: string, atLeast: number): readonly string[] {
  if (!Array.isArray(value)) throw new RowContractError(`${column} is not a list`)
  const items: readonly CypherValue[] = value
  const found = items.filter((item) => typeof item === 'string')
  if (found.length !== items.length || found.length < atLeast) throw new RowContractError(`${column} is not a list of texts`)
  return found
}

function word<T extends string>(value: CypherValue, column: string, allowed: readonly T[]): T | null {
  if (value === null) return null
  const match = allowed.find((a) => a === value)
  if (!match) throw new RowContractError(`${column} is ${String(value)}, not one of ${allowed.join(', ')}`)
  return match
}
