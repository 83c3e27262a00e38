// What a step of the migrations can do to a running system, as plain data.

import type { Place } from '../schema.ts'

export type Severity = 'critical' | 'high' | 'medium' | 'low'
export type Confidence = 'high' | 'medium' | 'low'

/** What a risk is to, by the names that the graph knows. */
export interface Target {
  readonly kind: 'column' | 'index' | 'constraint'
  readonly table: string
  readonly name: string
}

export interface MigrationRisk {
  /** The file of the step. */
  readonly migration: string
  readonly place: Place
  /** The name that squawk or strong_migrations have for it, where one does. */
  readonly rule: string
  readonly table?: string
  readonly columns: readonly string[]
  readonly targets: readonly Target[]
  /** Ids of statements of the code that it breaks. */
  readonly breaks: readonly string[]
  readonly statement?: string
  readonly lock?: Lock
  readonly rewrites: boolean
  readonly scans: boolean
  readonly message: string
  readonly impact: string
  readonly fix: string
  readonly severity: Severity
  readonly confidence: Confidence
}

export type Lock = 'ACCESS EXCLUSIVE' | 'SHARE ROW EXCLUSIVE' | 'SHARE' | 'ROW EXCLUSIVE'

/** What a rule says; the rest follows from the statement and the table. */
export interface Found {
  readonly rule: string
  readonly table?: string
  readonly columns?: readonly string[]
  readonly targets?: readonly Target[]
  readonly breaks?: readonly string[]
  readonly lock?: Lock
  readonly rewrites?: boolean
  readonly scans?: boolean
  readonly message: string
  readonly impact: string
  readonly fix: string
  readonly severity: Severity
  readonly confidence: Confidence
  /** A `location` of the tree, where that is nearer than the statement. */
  readonly location?: number | undefined
  /** Which of the changes of an ALTER TABLE, where its tree has no location. */
  readonly part?: number
}

const RANK: readonly Confidence[] = ['low', 'medium', 'high']

export function least(...confidences: readonly Confidence[]): Confidence {
  return RANK.find((c) => confidences.includes(c)) ?? 'high'
}
