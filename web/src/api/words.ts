// The words of the API's enums, in the order in which the explorer shows them.

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const
export type Severity = (typeof SEVERITIES)[number]
export type Confidence = 'high' | 'medium' | 'low'

export const AUTHS = ['required', 'optional', 'none', 'unknown'] as const
export type Auth = (typeof AUTHS)[number]

export const RATE_LIMITS = ['route', 'global', 'none', 'unknown'] as const
export type RateLimit = (typeof RATE_LIMITS)[number]

export const LANES = ['client', 'route', 'middleware', 'handler', 'service', 'repository', 'statement', 'table', 'other'] as const
export type Lane = (typeof LANES)[number]

export type Direction = 'out' | 'in' | 'both'

/** Enough of a finding to mark a node or a row with it. */
export interface FindingMark {
  readonly fingerprint: string
  readonly rule: string
  readonly severity: Severity
  readonly title: string
}

export function worst(marks: readonly { readonly severity: Severity }[]): Severity | undefined {
  return SEVERITIES.find((severity) => marks.some((mark) => mark.severity === severity))
}
