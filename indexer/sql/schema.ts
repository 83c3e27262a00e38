// The database as plain data: what the migrations leave behind, and what was said on the way. Everything here can be written as JSON.

import type { Dialect } from './migrations.ts'

/** Where something is written in the repository; lines start at 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly endLine: number
}

export interface Column {
  readonly name: string
  /** As Postgres prints it: `character varying(20)`, `bigint`, `timestamp with time zone`. */
  readonly type: string
  readonly nullable: boolean
  readonly default?: string
  readonly generated?: 'identity' | 'stored' | 'virtual'
  /** Labels when the type is an enum. */
  readonly labels?: readonly string[]
  /** From 1. */
  readonly position: number
  readonly place?: Place
}

export type ConstraintKind = 'primaryKey' | 'foreignKey' | 'unique' | 'check' | 'exclude'
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface Constraint {
  readonly name: string
  readonly kind: ConstraintKind
  readonly columns: readonly string[]
  readonly definition: string
  readonly references?: { readonly table: string; readonly columns: readonly string[] }
  readonly onDelete?: ReferentialAction
  readonly onUpdate?: ReferentialAction
  readonly place?: Place
}

export interface IndexKey {
  /** A column, or else the text of an expression. */
  readonly column?: string
  readonly expression?: string
  readonly descending: boolean
  readonly nullsFirst: boolean
  readonly opclass: string
}

export interface Index {
  readonly name: string
  readonly keys: readonly IndexKey[]
  readonly include: readonly string[]
  readonly unique: boolean
  readonly primary: boolean
  /** btree, hash, gin, gist … */
  readonly method: string
  readonly where?: string
  readonly valid: boolean
  readonly definition: string
  readonly place?: Place
}

export interface Table {
  /** Without its schema when that is `public`, else `schema.name`: the name by which the graph knows it. */
  readonly name: string
  readonly schema: string
  readonly kind: 'table' | 'partitioned' | 'partition' | 'foreign'
  readonly partitionOf?: string
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  readonly constraints: readonly Constraint[]
  readonly indexes: readonly Index[]
  /** A trigger or a rule may change what is inserted. */
  readonly fills?: true
  readonly place?: Place
}

export interface View {
  readonly name: string
  readonly schema: string
  readonly materialized: boolean
  readonly columns: readonly string[]
  /** The tables underneath, through other views too. */
  readonly reads: readonly string[]
}

/** migrations: run in Postgres; models: run too, but written from the code's models; parsed: only read from the text; live: of a database in use. */
export type SchemaSource = 'migrations' | 'models' | 'parsed' | 'live'

export interface DatabaseSchema {
  readonly source: SchemaSource
  /** The database that it was written for; absent: Postgres. */
  readonly dialect?: Dialect
  readonly tables: readonly Table[]
  readonly views: readonly View[]
  readonly extensions: readonly string[]
}

export const EMPTY_SCHEMA: DatabaseSchema = { source: 'parsed', tables: [], views: [], extensions: [] }

/** Trouble in the analysed code; becomes a Diagnostic node. */
export interface SqlDiagnostic {
  readonly stage: 'discover' | 'schema' | 'statement'
  /** A stable word for grouping. */
  readonly reason: string
  readonly message: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly file: string
  readonly line?: number
}

/** What one migration did to one thing, as its text says. */
export interface MigrationChange {
  readonly action: 'creates' | 'alters' | 'drops'
  readonly kind: 'table' | 'column' | 'index' | 'constraint'
  readonly table: string
  /** Of the column, index or constraint. */
  readonly name?: string
  readonly place: Place
}

export interface StepError {
  readonly message: string
  /** Absent when Postgres did not answer: a limit ended it. */
  readonly sqlstate?: string
  readonly line: number
  /** Column in the line, from 1, where Postgres points at one. */
  readonly column?: number
}

/** One migration step after its run. */
export interface MigrationOutcome {
  readonly file: string
  readonly name: string
  readonly version: string
  readonly position: number
  readonly endLine: number
  /** It is written in code: of what it does only the SQL in view has run. */
  readonly code?: true
  /** Every statement ran. */
  readonly applied: boolean
  readonly errors: readonly StepError[]
  readonly changes: readonly MigrationChange[]
}

export interface SchemaResult {
  readonly schema: DatabaseSchema
  readonly migrations: readonly MigrationOutcome[]
  readonly diagnostics: readonly SqlDiagnostic[]
  /** Tables that the migrations put constant rows into. */
  readonly seeded?: readonly string[]
}

/** What Postgres says of one statement without running it. */
export type PreparedStatement =
  | {
      readonly ok: true
      readonly parameters: readonly string[]
      readonly columns: readonly { readonly name: string; readonly type: string }[]
    }
  | {
      readonly ok: false
      /** Absent when a limit ended it. */
      readonly sqlstate?: string
      readonly message: string
      /** Character of the statement, from 1. */
      readonly position?: number
      readonly hint?: string
    }

/** The name by which the graph knows a table. */
export function tableName(schema: string | undefined, name: string): string {
  return schema === undefined || schema === 'public' ? name : `${schema}.${name}`
}
