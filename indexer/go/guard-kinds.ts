// What middleware is that guards nothing, and what can be said of one that comes from a library.

import { type MiddlewareKind, middlewareRow } from './frameworks/library-middleware.ts'
import type { GuardNotes } from './guard-paths.ts'
import { type FunctionValue, options, type Value } from './values.ts'

const AUTH_WORDS =
  /auth|jwt|session|token|guard|oidc|casbin|permission|\bacl|keycloak|firebase|clerk|supabase|login(?!fo)|\blog[ _-]in\b|identity/i

/** Whether a name speaks of who asks, word by word: `logInfo` does not. */
export const speaksOfAuth = (name: string): boolean => AUTH_WORDS.test(name.replace(/([a-z0-9])([A-Z])/g, '$1 $2'))

interface Known {
  readonly kind: MiddlewareKind
  readonly enforces: boolean | undefined
  readonly evidence: string
}

/** A library's middleware that no row speaks of: its name may say that it is not about who asks; what it does is not known. */
export function libraryKind(name: string): Known {
  return speaksOfAuth(name)
    ? { kind: 'unknown', enforces: undefined, evidence: `${name} comes from a library that is not modelled` }
    : { kind: quietName(name), enforces: false, evidence: 'from a library; nothing in its name speaks of authentication' }
}

export function rowOf(value: Value): Known | undefined {
  for (const option of options(value)) {
    const name =
      option.kind === 'libraryFunction'
        ? option.name
        : option.kind === 'symbolic' && option.origin.kind === 'library'
          ? option.origin.name
          : undefined
    const row = name === undefined ? undefined : middlewareRow(libraryOf(option), name)
    if (row)
      return {
        kind: row.does,
        enforces: row.enforces,
        evidence: `${libraryOf(option)} ${row.enforces ? 'rejects requests' : 'lets every request pass'}`,
      }
  }
  return undefined
}

export function quietKind(fn: FunctionValue, notes: GuardNotes, reached: ReadonlySet<string>): MiddlewareKind {
  const calls = [...reached].join('\n')
  if (/prometheus/.test(calls) || /prometheus/.test(fn.label ?? '')) return 'metrics'
  if (/opentelemetry|opentracing|dd-trace|jaeger/.test(calls)) return 'tracing'
  if (notes.stores.has('requestid') || notes.stores.has('request_id')) return 'requestId'
  if (/^(log|log\/slog|go\.uber\.org\/zap|github\.com\/rs\/zerolog\S*|github\.com\/sirupsen\/logrus) /m.test(calls)) return 'logging'
  return 'other'
}

function quietName(name: string): MiddlewareKind {
  const words: readonly (readonly [RegExp, MiddlewareKind])[] = [
    [/cors/i, 'cors'],
    [/csrf/i, 'csrf'],
    [/recover/i, 'recover'],
    [/request-?id/i, 'requestId'],
    [/limit/i, 'rateLimit'],
    [/metric|prometheus/i, 'metrics'],
    [/trac|otel|telemetry/i, 'tracing'],
    [/log/i, 'logging'],
    [/helmet|secure/i, 'securityHeaders'],
    [/timeout/i, 'timeout'],
  ]
  return words.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'
}

export function isLibrary(value: Value): boolean {
  return options(value).every(
    (v) =>
      v.kind === 'libraryFunction' ||
      (v.kind === 'symbolic' && v.origin.kind === 'library') ||
      (v.kind === 'model' && v.model !== 'handler'),
  )
}

export function libraryOf(value: Value): string {
  return value.kind === 'libraryFunction'
    ? value.package
    : value.kind === 'symbolic' && value.origin.kind === 'library'
      ? value.origin.package
      : ''
}
