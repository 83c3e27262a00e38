// What GORM's rendering carries along one way through a statement's alternatives.

import type { BuilderCall } from '../../evaluate/events.ts'
import type { Session as AnySession } from '../session.ts'
import type { Schemas } from './schema.ts'

export interface Session extends AnySession {
  readonly schemas: Schemas
  /** The text of a chain that stands as a value. */
  readonly subquery: (calls: readonly BuilderCall[]) => string
}
