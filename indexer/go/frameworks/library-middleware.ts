// A middleware that a library made: what the rows of its framework say of it, with the arguments that it was given.

import type { Value } from '../values.ts'

export type MiddlewareKind =
  | 'authn'
  | 'authz'
  | 'rateLimit'
  | 'cors'
  | 'csrf'
  | 'recover'
  | 'requestId'
  | 'logging'
  | 'metrics'
  | 'tracing'
  | 'securityHeaders'
  | 'bodyLimit'
  | 'timeout'
  | 'other'
  | 'unknown'

/** State of a value of model `libraryMiddleware`. */
export interface LibraryMiddleware {
  readonly package: string
  readonly name: string
  readonly does: MiddlewareKind
  readonly enforces: boolean
  readonly args: readonly Value[]
}
