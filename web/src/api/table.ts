// Tables: the list and one in full.

import { operation } from './client.ts'
import type { FindingRow } from './finding.ts'
import type { Page } from './page.ts'
import { ADVICE, type Advice, REF, type StatementRef } from './plan.ts'
import type { Auth, FindingMark, Severity } from './words.ts'

export interface TableRow {
  readonly id: string
  readonly name: string
  readonly source: string | null
  readonly primaryKey: readonly string[]
  readonly columns: readonly { readonly id: string }[]
  readonly indexes: readonly { readonly id: string }[]
  readonly foreignKeys: readonly { readonly name: string }[]
  readonly readBy: readonly { readonly id: string }[]
  readonly writtenBy: readonly { readonly id: string }[]
  readonly findings: readonly FindingMark[]
}

export interface ForeignKey {
  readonly name: string
  readonly table: string
  readonly columns: readonly string[]
  readonly referencedTable: string
  readonly referencedColumns: readonly string[]
  readonly onDelete: string | null
}

export interface TableRoute {
  readonly id: string
  readonly app: string
  readonly method: string
  readonly path: string
  readonly auth: Auth
}

export interface TableStatement {
  readonly id: string
  readonly title: string
  readonly operation: string | null
  readonly sql: string | null
  readonly file: string | null
  readonly line: number | null
  readonly bounded: boolean | null
  readonly dynamic: boolean | null
  readonly error: string | null
}

export interface Column {
  readonly id: string
  readonly name: string
  readonly type: string | null
  readonly nullable: boolean | null
  readonly default: string | null
}

export interface Index {
  readonly id: string
  readonly name: string
  readonly columns: readonly string[]
  readonly unique: boolean | null
  readonly primary: boolean | null
  readonly method: string | null
  readonly where: string | null
  readonly definition: string | null
  /** Of a live database; null where none was read. */
  readonly scans: number | null
  readonly bytes: number | null
  readonly serves: readonly StatementRef[]
  readonly coveredBy: readonly { readonly name: string }[]
}

export interface Drift {
  readonly id: string
  readonly kind: string | null
  readonly column: string | null
  readonly migrations: string | null
  readonly models: string | null
  readonly message: string | null
  readonly impact: string | null
  readonly severity: Severity | null
  readonly file: string | null
  readonly line: number | null
}

export interface Risk {
  readonly id: string
  readonly rule: string | null
  readonly lock: string | null
  readonly rewrites: boolean
  readonly scans: boolean
  readonly statement: string | null
  readonly message: string | null
  readonly fix: string | null
  readonly severity: Severity | null
  readonly file: string | null
  readonly line: number | null
}

export interface TableDetail {
  readonly id: string
  readonly name: string
  readonly schema: string | null
  readonly source: string | null
  readonly file: string | null
  readonly line: number | null
  /** Of a live database; null where none was read. */
  readonly rows: number | null
  readonly bytes: number | null
  readonly primaryKey: readonly string[]
  readonly columns: readonly Column[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly referencedBy: readonly ForeignKey[]
  readonly indexes: readonly Index[]
  readonly constraints: readonly { readonly id: string; readonly name: string; readonly kind: string; readonly definition: string | null }[]
  readonly advice: readonly Advice[]
  readonly drift: readonly Drift[]
  readonly risks: readonly Risk[]
  readonly readBy: readonly TableRoute[]
  readonly writtenBy: readonly TableRoute[]
  readonly readStatements: readonly TableStatement[]
  readonly writeStatements: readonly TableStatement[]
  readonly findings: readonly FindingRow[]
}

export const TABLES = operation<
  { readonly tables: Page<TableRow> },
  { readonly filter: { readonly text?: string; readonly used?: boolean }; readonly first: number; readonly after: string | null }
>(
  `query Tables($filter: TableFilter, $first: Int!, $after: String) {
    tables(filter: $filter, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes {
        id name source primaryKey columns { id } indexes { id } foreignKeys { name } readBy { id } writtenBy { id }
        findings { fingerprint rule severity title }
      }
    }
  }`,
)

export interface SchemaTable {
  readonly id: string
  readonly name: string
  readonly primaryKey: readonly string[]
  readonly columns: readonly Omit<Column, 'default'>[]
  readonly foreignKeys: readonly ForeignKey[]
}

const ROUTE = 'id app method path auth'
const STATEMENT = 'id title operation sql file line bounded dynamic error'
const KEY = 'name table columns referencedTable referencedColumns onDelete'

/** Every table at once: the picture of the schema has no pages. */
export const SCHEMA = operation<{ readonly tables: { readonly totalCount: number; readonly nodes: readonly SchemaTable[] } }>(
  `query Schema {
    tables(first: 500) { totalCount nodes { id name primaryKey columns { id name type nullable } foreignKeys { ${KEY} } } }
  }`,
)

export const TABLE = operation<{ readonly table: TableDetail | null }, { readonly name: string }>(
  `query Table($name: String!) {
    table(name: $name) {
      id name schema source file line rows bytes primaryKey
      columns { id name type nullable default }
      foreignKeys { ${KEY} } referencedBy { ${KEY} }
      indexes { id name columns unique primary method where definition scans bytes serves { ${REF} } coveredBy { name } }
      constraints { id name kind definition }
      advice { ${ADVICE} }
      drift { id kind column migrations models message impact severity file line }
      risks { id rule lock rewrites scans statement message fix severity file line }
      readBy { ${ROUTE} } writtenBy { ${ROUTE} }
      readStatements { ${STATEMENT} } writeStatements { ${STATEMENT} }
      findings { fingerprint rule severity confidence title message file line }
    }
  }`,
)
