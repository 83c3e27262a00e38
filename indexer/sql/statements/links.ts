// What a statement says of the schema, as plain data.

export type Operation = 'select' | 'insert' | 'update' | 'delete' | 'upsert' | 'ddl' | 'other'

/** What a column is compared with. `column` is a column of another table of the same block, `outer` one of the statement around it. */
export type ComparedWith = 'parameter' | 'constant' | 'list' | 'expression' | 'subquery' | 'column' | 'outer' | 'nothing'

export interface ColumnUse {
  readonly table: string
  readonly column: string
}

export interface Filter extends ColumnUse {
  /** `=`, `<`, `in`, `like`, `ilike`, `is null`, `@>` …; `expression` when the column stands inside one. */
  readonly op: string
  readonly in: 'top-level' | 'subquery'
  readonly value: ComparedWith
  readonly constantValue?: string
  readonly parameter?: number
}

export interface Ordering {
  /** Absent when the order is by an expression, which `expression` then shows. */
  readonly table?: string
  readonly column?: string
  readonly expression?: string
  /** From 1. */
  readonly position: number
  readonly direction: 'asc' | 'desc'
  readonly nulls: 'first' | 'last'
}

/** A column that a statement gives a value to. */
export interface Assigned extends ColumnUse {
  /** Of a new row, or of one that is there. */
  readonly of: 'new' | 'old'
  readonly value: 'parameter' | 'constant' | 'expression'
  readonly constantValue?: string
  readonly parameter?: number
}

export type Limit =
  | { readonly kind: 'none' }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'parameter' | 'expression' }

/** One side of a comparison in one block. */
export interface Predicate {
  /** Index in the block's sources. */
  readonly source: number
  readonly column?: string
  /** Printed without casts and qualifiers, as `printExpression` does. */
  readonly expression?: string
  readonly op: string
  readonly value: ComparedWith
  readonly constantValue?: string
  readonly parameter?: number
  /** Of a join: the other side. */
  readonly other?: { readonly source: number; readonly column: string }
  /** Always has to hold for a row of its source to be in the result. */
  readonly conjunct: boolean
  /** Stands in one arm of an OR all of whose arms must be served: "group/arm". */
  readonly alternative?: string
}

export interface BlockOrdering extends Ordering {
  readonly source?: number
}

/** One SELECT, UPDATE or DELETE with what it reads from: the unit in which an index can help. */
export interface QueryBlock {
  readonly level: 'top-level' | 'subquery'
  /** Runs once a row of the block around it. */
  readonly correlated: boolean
  readonly sources: readonly { readonly table: string; readonly alias: string }[]
  readonly predicates: readonly Predicate[]
  readonly ordersBy: readonly BlockOrdering[]
  readonly limit: Limit
  /** One row whatever it reads. */
  readonly aggregate: boolean
  readonly grouped: boolean
  readonly distinct: boolean
  /** What the rows of this block are bounded by. */
  readonly bounded?: string
}

export interface Unresolved {
  readonly name: string
  readonly reason: 'unknown-table' | 'unknown-column' | 'ambiguous-column'
}

export interface StatementLinks {
  readonly ok: true
  readonly operation: Operation
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** Of the written tables those that lose rows. */
  readonly deletes: readonly string[]
  readonly filtersOn: readonly Filter[]
  readonly joinsOn: readonly ColumnUse[]
  readonly ordersBy: readonly Ordering[]
  /** Columns in the result; `*` stands for all of a table. */
  readonly selects: readonly ColumnUse[]
  /** By their position what the columns of the result are; null for what is computed. */
  readonly gives: readonly (ColumnUse | null)[]
  readonly sets: readonly Assigned[]
  /** Rows that it reads stay locked until the transaction ends, against others that want to lock or write them. */
  readonly locks: boolean
  readonly limit: Limit
  /** Why the number of rows that come back is bounded; absent when it is not. */
  readonly bounded?: string
  /** Highest $n. */
  readonly parameters: number
  readonly unresolved: readonly Unresolved[]
  readonly blocks: readonly QueryBlock[]
}

export interface StatementRefused {
  readonly ok: false
  readonly error: string
  readonly sqlstate: string
  /** Character of the statement, from 1. */
  readonly position: number
}

export type StatementResult = StatementLinks | StatementRefused
