// What a data layer makes of one statement effect: Postgres texts, one a variant, with what cannot be known said beside them.

import type { Place } from '../../sql/schema.ts'
import type { Literal, Value } from '../values.ts'

export interface RenderedStatement {
  /** Postgres text with numbered placeholders; empty when `failed`. */
  readonly sql: string
  /** Its names stood in backquotes. */
  readonly backquoted?: true
  /** By number of the placeholder what the code always binds there, as text. */
  readonly constants?: Readonly<Record<number, string>>
  /** By number of the placeholder the value that is bound there, where the layer tells it. */
  readonly binds?: ReadonlyMap<number, Value> | undefined
  readonly role: 'main' | 'preload' | 'count' | 'association'
  /** The main table, where it is known. */
  readonly table?: string
  /** Part of the text is known only at run time. */
  readonly dynamic: boolean
  readonly dynamicReason?: string
  /** Text that is not constant gets into the statement: from the request, or from a value of unknown origin. */
  readonly injection: 'none' | 'parameter' | 'request'
  /** Those texts. */
  readonly outside?: readonly Value[]
  /** The chain itself limits the rows; what unique keys and aggregates of a text do, the reader of the text sees. */
  readonly bounded: boolean
  readonly boundedBy?: string
  /** Fields that get columns of the rows and cannot hold NULL. */
  readonly into?: readonly ScannedField[]
  /** Of a text with numbered placeholders: how many values are given, and the highest number. */
  readonly values?: { readonly given: number; readonly wanted: number }
  /** What the program wrote of it, in no order, with what it gave as values. */
  readonly literals?: readonly Literal[]
  /** No statement, but the word that there are at least so many more. */
  readonly cut?: number
  /** Why there is no text. */
  readonly failed?: string
}

export interface ScannedField {
  readonly column: string
  readonly place: Place
}

/** Each text once, and the word that there are more of them. */
export function distinctStatements(all: readonly RenderedStatement[], cut: number): readonly RenderedStatement[] {
  const found = new Map<string, RenderedStatement>()
  for (const statement of all) {
    const key = `${statement.role} ${statement.sql || statement.failed}`
    if (!found.has(key)) found.set(key, statement)
  }
  return [...found.values(), ...cutOff(cut)]
}

/** Stands for ways to write a statement that are not followed: there are at least so many. */
export function cutOff(cut: number): readonly RenderedStatement[] {
  if (cut === 0) return []
  return [{ sql: '', role: 'main', dynamic: true, injection: 'none', bounded: false, cut, failed: 'more alternatives than are shown' }]
}
