// What stands where data is not: still coming, none there, or failed with a way on.

import type { ReactNode } from 'react'
import type { ApiError } from '../api/client.ts'

export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="note note-loading" role="status">
      <span className="note-line" aria-hidden="true" />
      Reading {what}…
    </p>
  )
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="note note-empty">
      <strong>{title}</strong>
      {children && <p>{children}</p>}
    </div>
  )
}

const TITLES: Readonly<Record<string, string>> = {
  AWAY: 'The API does not answer',
  STORE: 'The graph cannot be read',
  NOT_FOUND: 'Nothing is known by this name',
  LIMIT: 'Too much was asked for at once',
}

interface FailureProps {
  readonly error: ApiError
  /** Said instead of the code's own words. */
  readonly title?: string | undefined
  readonly onRetry?: () => void
}

export function Failure({ error, title, onRetry }: FailureProps) {
  return (
    <div className="note note-failure" role="alert">
      <strong>{title ?? TITLES[error.code] ?? 'This could not be answered'}</strong>
      <p>{error.message}</p>
      {error.code === 'AWAY' && (
        <p>
          Is Throughline still running? Start it again with <code>throughline serve &lt;path&gt;</code>, then retry.
        </p>
      )}
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          Retry
        </button>
      )}
    </div>
  )
}
