// Rows of a query as records, and narrow readers of their values: where untyped data enters the API.

import type { CypherValue, GraphReader, NodeValue, RelationshipValue } from '#graph/store/store.ts'

export type Row = Readonly<Record<string, CypherValue>>
export type Parameters = Readonly<Record<string, CypherValue>>

/** More rows than this from one of our own reads would be a graph that needs another design; the reader then says so. */
const MAX_ROWS = 200_000

export async function readRows(reader: GraphReader, cypher: string, parameters: Parameters = {}): Promise<readonly Row[]> {
  const { columns, rows, truncated } = await reader.query(cypher, { parameters, maxRows: MAX_ROWS })
  if (truncated) throw new Error(`more than ${MAX_ROWS} rows: ${cypher}`)
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])))
}

export function text(value: CypherValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function integer(value: CypherValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}

export function flag(value: CypherValue | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

export function texts(value: CypherValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []
}

export function isNode(value: CypherValue | undefined): value is NodeValue {
  return isKind(value, 'node')
}

export function isRelationship(value: CypherValue | undefined): value is RelationshipValue {
  return isKind(value, 'relationship')
}

/** A column that our own query returns as a node. */
export function node(row: Row, column: string): NodeValue {
  const value = row[column]
  if (!isNode(value)) throw new Error(`column ${column} is not a node`)
  return value
}

export function relationship(row: Row, column: string): RelationshipValue {
  const value = row[column]
  if (!isRelationship(value)) throw new Error(`column ${column} is not a relationship`)
  return value
}

function isKind(value: CypherValue | undefined, kind: string): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'kind' in value && value.kind === kind
}
