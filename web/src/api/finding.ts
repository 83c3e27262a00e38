// Findings: what an audit says, with the path that proves it.

import { operation } from './client.ts'
import type { Page } from './page.ts'
import { PICTURE, type PictureData } from './picture.ts'
import type { Confidence, FindingMark } from './words.ts'

export interface FindingRow extends FindingMark {
  readonly confidence: Confidence
  readonly message: string
  readonly file: string | null
  readonly line: number | null
}

export interface RouteRef {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly app: string
}

export interface FindingDetail extends FindingRow {
  readonly impact: string | null
  readonly fix: string | null
  readonly checklist: readonly string[]
  readonly routes: readonly RouteRef[]
  readonly picture: PictureData
  readonly audit: { readonly id: string; readonly title: string } | null
}

export interface FindingFilter {
  readonly severity?: readonly string[]
  readonly rule?: readonly string[]
  readonly text?: string
  readonly route?: string
  readonly node?: string
}

const ROW = 'fingerprint rule severity confidence title message file line'

export const FINDINGS = operation<
  { readonly findings: Page<FindingRow> },
  { readonly filter: FindingFilter; readonly first: number; readonly after: string | null }
>(
  `query Findings($filter: FindingFilter, $first: Int!, $after: String) {
    findings(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { ${ROW} } }
  }`,
)

export const FINDING = operation<{ readonly finding: FindingDetail | null }, { readonly fingerprint: string }>(
  `query Finding($fingerprint: ID!) {
    finding(fingerprint: $fingerprint) {
      ${ROW} impact fix checklist routes { id method path app } audit { id title } picture { ${PICTURE} }
    }
  }`,
)
