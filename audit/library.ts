// The audit library as data: what load.ts makes of queries/.

import type { CypherValue } from '#graph/store/store.ts'
import type { Confidence, Severity } from './finding.ts'

export interface AuditParameter {
  readonly name: string
  readonly default: string | number | boolean
  readonly description: string
}

export interface Audit {
  readonly id: string
  /** The folder that holds it, such as `1-security`. */
  readonly section: string
  readonly title: string
  /** Defaults; a row may say otherwise. */
  readonly severity: Severity
  readonly confidence: Confidence
  readonly impact: string
  readonly checklist: readonly string[]
  /** Labels without which it is not applicable; one of each group must exist. */
  readonly requires: readonly (readonly string[])[]
  readonly parameters: readonly AuditParameter[]
  readonly cypher: string
  /** Lists what the audit looked at and could not decide. */
  readonly undecided: string | null
  /** README.md. */
  readonly page: string
  /** The page's first section, as plain text. */
  readonly overview: string
}

export interface ChecklistPoint {
  readonly id: string
  readonly kind: 'box' | 'subpoint' | 'question' | 'redFlag'
  readonly section: string
  readonly text: string
  readonly parent: string | null
  /** Audits that together look at the whole point: it passes when all of them do. */
  readonly answeredBy: readonly string[]
  /** Why only a person can judge it. */
  readonly manual: string | null
}

export interface AuditLibrary {
  readonly audits: readonly Audit[]
  readonly checklist: readonly ChecklistPoint[]
}

export type AuditParameters = Readonly<Record<string, CypherValue>>

/** The library itself is broken; the message names the file. */
export class AuditLibraryError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AuditLibraryError'
  }
}

/** An audit or parameter was asked for that the library does not have; one line for the operator. */
export class UnknownAuditError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnknownAuditError'
  }
}

export function sectionTitle(section: string): string {
  const words = section.replace(/^\d+-/, '').replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
