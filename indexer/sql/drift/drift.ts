// One point in which what the code believes of the database, or what a live one is, is not what the migrations make of it.

import type { Place } from '../schema.ts'

export type DriftKind =
  | 'table'
  | 'column'
  | 'type'
  | 'length'
  | 'nullability'
  | 'default'
  | 'index'
  | 'unique'
  | 'check'
  | 'foreignKey'
  | 'onDelete'

export type Level = 'high' | 'medium' | 'low'

export interface SchemaDrift {
  readonly kind: DriftKind
  readonly table: string
  readonly column?: string
  /** What tells it from others of its kind and table: a column, keys, a statement's name. */
  readonly what: string
  /** What each side says; empty: nothing. */
  readonly migrations?: string
  readonly models?: string
  readonly live?: string
  readonly message: string
  /** What breaks, and for whom. */
  readonly impact: string
  readonly fix: string
  readonly severity: Level
  readonly confidence: Level
  readonly place?: Place
  /** Constraints or indexes that it is about, beside its table and column. */
  readonly things?: readonly { readonly kind: 'index' | 'constraint'; readonly name: string }[]
}

/** Layers whose statements come from models. */
export const MAPPERS: ReadonlySet<string> = new Set(['gorm', 'bun', 'xorm', 'ent'])

/** A statement of the code, as far as drift asks for it. */
export interface KnownStatement {
  readonly id: string
  /** As the graph tells it: bun, gorm, sqlx … */
  readonly source: string
  readonly sql: string
  /** That it reads or writes. */
  readonly tables: readonly string[]
  readonly place: Place
  /** The server sends it, and no tool alone. */
  readonly served: boolean
  /** Fields that its columns are read into and that cannot hold NULL. */
  readonly into?: readonly { readonly column: string; readonly place: Place }[]
  readonly sqlstate?: string
  readonly error?: string
}

/** On one line, as far as one reads. */
export function brief(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 120)}…` : line
}
