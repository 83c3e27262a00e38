// The application at a glance.

import { operation } from './client.ts'
import type { FindingRow } from './finding.ts'
import type { Severity } from './words.ts'

export interface Count {
  readonly name: string
  readonly count: number
}

export interface RuleCount {
  readonly rule: string
  readonly title: string
  readonly severity: Severity
  readonly count: number
}

export interface Coverage {
  readonly files: { readonly go: number; readonly typescript: number; readonly sql: number; readonly skipped: readonly Count[] }
  readonly calls: {
    readonly exact: number
    readonly interface: number
    readonly inferred: number
    readonly external: number
    readonly unresolved: readonly Count[]
  }
  readonly statements: { readonly total: number; readonly parsed: number; readonly dynamic: number; readonly refused: number }
  readonly apiCalls: {
    readonly total: number
    readonly matched: number
    readonly unmatched: number
    readonly unknown: number
    readonly external: number
  }
  readonly diagnostics: { readonly error: number; readonly warning: number; readonly info: number }
}

export interface OverviewData {
  readonly repository: {
    readonly name: string
    readonly root: string
    readonly indexedAt: string
    readonly fingerprint: string
    readonly engine: string
  }
  readonly apps: readonly { readonly name: string; readonly framework: string | null; readonly routes: number }[]
  readonly routes: {
    readonly total: number
    readonly auth: readonly Count[]
    readonly rateLimit: readonly Count[]
    readonly protocol: readonly Count[]
    readonly unreached: number
  }
  readonly tables: {
    readonly total: number
    readonly columns: number
    readonly indexes: number
    readonly foreignKeys: number
    readonly unused: number
  }
  readonly findings: {
    readonly total: number
    readonly severity: readonly Count[]
    readonly rules: readonly RuleCount[]
    readonly suppressed: number
    readonly risk: string
    readonly recommendation: string
    readonly reason: string
    readonly checklist: readonly Count[]
  }
  /** Null when another machine indexed and kept the ledger. */
  readonly coverage: Coverage | null
  readonly diagnostics: readonly { readonly stage: string; readonly reason: string; readonly severity: string; readonly count: number }[]
}

export type Verdict = 'pass' | 'fail' | 'partial' | 'unknown' | 'notApplicable' | 'manual'

export interface ChecklistPoint {
  readonly id: string
  readonly section: string | null
  readonly text: string
  readonly verdict: Verdict
  readonly evidence: string | null
}

export const OVERVIEW = operation<{ readonly overview: OverviewData; readonly findings: { readonly nodes: readonly FindingRow[] } }>(
  `query Overview {
    overview {
      repository { name root indexedAt fingerprint engine }
      apps { name framework routes }
      routes { total auth { name count } rateLimit { name count } protocol { name count } unreached }
      tables { total columns indexes foreignKeys unused }
      findings {
        total suppressed risk recommendation reason severity { name count } checklist { name count } rules { rule title severity count }
      }
      coverage {
        files { go typescript sql skipped { name count } }
        calls { exact interface inferred external unresolved { name count } }
        statements { total parsed dynamic refused }
        apiCalls { total matched unmatched unknown external }
        diagnostics { error warning info }
      }
      diagnostics { stage reason severity count }
    }
    findings(first: 8) { nodes { fingerprint rule severity confidence title message file line } }
  }`,
)

export const CHECKLIST = operation<{ readonly checklist: readonly ChecklistPoint[] }>(
  'query Checklist { checklist { id section text verdict evidence } }',
)

export interface Status {
  readonly state: 'indexing' | 'auditing' | 'ready' | 'failed'
  readonly stage: string | null
  readonly done: number | null
  readonly total: number | null
  readonly unit: string | null
  readonly message: string | null
  /** Counts up whenever another graph is served. */
  readonly revision: number
  readonly watching: boolean
  readonly coming: boolean
}

export const STATUS = operation<{ readonly status: Status }>(
  'query Status { status { state stage done total unit message revision watching coming } }',
)
