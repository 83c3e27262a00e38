// Errors that are the operator's to mend: one line each. Everything else is a bug and shows its stack.

import { AuditLibraryError, UnknownAuditError } from '#audit/library.ts'
import { QueryError, StoreError } from '#graph/store/store.ts'
import { LiveDatabaseError } from '#indexer/live/error.ts'
import { RepositoryError } from '#indexer/result.ts'

/** Asked for something that there is not, or that cannot be done. */
export class UsageError extends Error {}

const OPERATOR = [UsageError, RepositoryError, LiveDatabaseError, StoreError, QueryError, UnknownAuditError, AuditLibraryError]

/** The line to show, or undefined for a bug. */
export function operatorMessage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !OPERATOR.some((kind) => error instanceof kind)) return undefined
  return error.message.replace(/\s*\n\s*/g, ' ')
}
