// Refusals of the API that are the asker's to mend, and the word by which each kind of error is known to the explorer.

import { QueryError, StoreError } from '#graph/store/store.ts'

export class NotFound extends Error {}

export class BadInput extends Error {}

/** The schema's `extensions.code`, or undefined for an error that is ours. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof QueryError) return error.reason.toUpperCase()
  if (error instanceof StoreError) return 'STORE'
  if (error instanceof NotFound) return 'NOT_FOUND'
  if (error instanceof BadInput) return 'BAD_INPUT'
  return undefined
}
