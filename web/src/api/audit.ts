// Saved audits, Cypher, and the graph's own schema for the editor.

import { operation } from './client.ts'
import type { Count } from './overview.ts'
import { PICTURE, type PictureData } from './picture.ts'
import type { Confidence, Severity } from './words.ts'

export type AuditStatus = 'ran' | 'notApplicable' | 'failed'

export interface AuditRow {
  readonly id: string
  readonly section: string | null
  readonly title: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly status: AuditStatus
  readonly findingCount: number | null
}

export interface AuditDetail extends AuditRow {
  readonly checklist: readonly string[]
  readonly requires: readonly string[]
  readonly parameters: readonly { readonly name: string; readonly default: unknown; readonly description: string | null }[]
  readonly cypher: string
  readonly page: string
  readonly statusReason: string | null
  readonly looked: readonly Count[]
  readonly undecided: readonly Count[]
}

export interface CypherResult {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  readonly truncated: boolean
  readonly elapsedMs: number
  readonly picture: PictureData
}

export interface PropertyInfo {
  readonly name: string
  readonly type: string
}

export interface LabelInfo {
  readonly name: string
  readonly description: string
  readonly roles: readonly string[]
  readonly properties: readonly PropertyInfo[]
}

export interface RelationshipInfo {
  readonly name: string
  readonly description: string
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly properties: readonly PropertyInfo[]
}

export interface GraphSchema {
  readonly labels: readonly LabelInfo[]
  readonly relationships: readonly RelationshipInfo[]
}

type Parameters = Readonly<Record<string, unknown>>

const ROW = 'id section title severity confidence status findingCount'
const RESULT = `columns rows truncated elapsedMs picture { ${PICTURE} }`

export const AUDITS = operation<{ readonly audits: readonly AuditRow[] }>(`query Audits { audits { ${ROW} } }`)

export const AUDIT = operation<{ readonly audit: AuditDetail | null }, { readonly id: string }>(
  `query Audit($id: ID!) {
    audit(id: $id) {
      ${ROW} checklist requires cypher page statusReason
      looked { name count } undecided { name count } parameters { name default description }
    }
  }`,
)

export const RUN_AUDIT = operation<{ readonly runAudit: CypherResult }, { readonly id: string; readonly parameters: Parameters }>(
  `query RunAudit($id: ID!, $parameters: JSON) { runAudit(id: $id, parameters: $parameters) { ${RESULT} } }`,
)

export const CYPHER = operation<{ readonly cypher: CypherResult }, { readonly text: string; readonly parameters: Parameters }>(
  `query Cypher($text: String!, $parameters: JSON) { cypher(text: $text, parameters: $parameters) { ${RESULT} } }`,
)

export const GRAPH_SCHEMA = operation<{ readonly graphSchema: GraphSchema }>(
  `query GraphSchema {
    graphSchema {
      labels { name description roles properties { name type } }
      relationships { name description from to properties { name type } }
    }
  }`,
)
