// Search over everything, and source text.

import { operation } from './client.ts'
import type { Lane } from './words.ts'

export interface SearchHit {
  readonly score: number
  readonly highlights: readonly (readonly number[])[]
  readonly node: {
    readonly id: string
    readonly label: string
    readonly roles: readonly string[]
    readonly title: string
    readonly lane: Lane
    readonly file: string | null
    readonly line: number | null
    readonly properties: Readonly<Record<string, unknown>>
  }
}

export const SEARCH = operation<{ readonly search: readonly SearchHit[] }, { readonly text: string }>(
  `query Search($text: String!) {
    search(text: $text, first: 24) { score highlights node { id label roles title lane file line properties } }
  }`,
)

export interface Source {
  readonly file: string
  readonly language: string
  readonly from: number
  readonly to: number
  readonly totalLines: number
  readonly text: string
  readonly redactedLines: readonly number[]
  readonly truncated: boolean
}

export const SOURCE = operation<{ readonly source: Source }, { readonly file: string; readonly from: number; readonly to: number }>(
  `query Source($file: String!, $from: Int, $to: Int) {
    source(file: $file, from: $from, to: $to) { file language from to totalLines text redactedLines truncated }
  }`,
)
