// What a guard is said to do to a request.

import type { MiddlewareKind } from './frameworks/library-middleware.ts'
import type { FunctionEntity } from './program.ts'
import { constantText, type FunctionValue, type Value } from './values.ts'

export interface Guard {
  readonly kind: MiddlewareKind
  /** It can end a request on its own. Undefined: not known. */
  readonly enforces: boolean | undefined
  readonly roles: readonly string[]
  /** Conditions under which it lets a request pass unseen. */
  readonly bypass: readonly string[]
  /** When that is, as far as one condition decides it: `if a.Enabled (file:line)`, `unless …`. */
  readonly when: string | undefined
  readonly evidence: string
  /** It reads the request's credentials. */
  readonly looks: boolean
  /** It always answers by itself: what stands behind it is never asked. */
  readonly final: boolean
  /** And that with an answer that has nothing to do with who asks: it is switched off. */
  readonly closed: boolean
  /** It says nothing of operations that a document does not secure. */
  readonly byDocument?: true
  readonly fn: FunctionEntity | undefined
  /** Constant arguments, printed. */
  readonly args: readonly string[]
}

/** What the handlers before one kept for it, of a request that brings nothing. */
export type Kept = ReadonlyMap<string, Value>

/** Nobody was there before. */
export const NOTHING_KEPT: Kept = new Map()

export interface JudgedGuard {
  readonly guard: Guard
  /** With what it keeps itself; the same map for the same guard after the same others. */
  readonly kept: Kept
}

export interface Verdict {
  readonly kind: MiddlewareKind
  readonly enforces: boolean | undefined
  readonly evidence: string
  readonly bypass?: readonly string[]
  readonly when?: string | undefined
}

export const notFollowed = ({ entity }: FunctionValue): Guard => ({
  fn: entity,
  args: [],
  roles: [],
  bypass: [],
  when: undefined,
  looks: false,
  final: false,
  closed: false,
  kind: 'unknown',
  enforces: undefined,
  evidence: `the code of ${entity.name} is too large to follow`,
})

export function printArgument(value: Value): string {
  const constant = constantText(value)
  if (constant !== undefined) return JSON.stringify(constant)
  if (value.kind === 'number' || value.kind === 'boolean') return String(value.value)
  if (value.kind === 'list') return value.elements.map(printArgument).filter(Boolean).join(', ')
  return ''
}
