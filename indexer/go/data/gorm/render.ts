// GORM chains to Postgres texts: READ FIRST here. A chain's calls change a Chain (steps.ts), its finisher sends statements
// (finishers.ts), each way through its alternatives once (session.ts), and finish.ts makes the texts whole.
// Not seen: callbacks and plugins that are registered on the handle, and what hooks of models add to a statement.

import type { StatementEffect } from '../../evaluate/events.ts'
import { hasTooMany } from '../../values.ts'
import { finish, type Output } from '../finish.ts'
import { explore, type ProgramContext } from '../session.ts'
import { distinctStatements, type RenderedStatement } from '../statement.ts'
import { createChain, note } from './chain.ts'
import { finishChain } from './finishers.ts'
import { subqueryText } from './query.ts'
import { createSchemas, type Schemas } from './schema.ts'
import type { Session } from './session.ts'
import { DEFAULT_SETTINGS, type GormSettings } from './settings.ts'
import { applyCalls } from './steps.ts'

export interface RenderContext extends ProgramContext {
  /** Of `gormSettings`; GORM's own where absent. */
  readonly settings?: GormSettings
}

const known = new WeakMap<object, Schemas>()

/** The models of a program, parsed once. */
export function schemasOf({ types, program, settings = DEFAULT_SETTINGS }: RenderContext): Schemas {
  const found = known.get(program)
  if (found && found.settings === settings) return found
  const schemas = createSchemas(types, program, settings)
  known.set(program, schemas)
  return schemas
}

export function renderGorm(effect: StatementEffect, context: RenderContext): readonly RenderedStatement[] {
  const schemas = schemasOf(context)
  const { results, cut } = explore(context, (way) => {
    const session: Session = { ...way, schemas, subquery: (calls) => subqueryOf(session, calls) }
    return outputs(session, effect).map((output) => finish(session, output))
  })
  return distinctStatements(results.flat(), cut || (effect.calls.some((c) => c.name === 'Narrowed') ? 1 : 0))
}

function subqueryOf(session: Session, calls: StatementEffect['calls']): string {
  const chain = createChain(session)
  applyCalls(chain, calls)
  return chain.failed === undefined ? subqueryText(chain) : ''
}

function outputs(session: Session, { calls, root }: StatementEffect): readonly Output[] {
  const last = calls[calls.length - 1]
  if (!last) return []
  const chain = createChain(session)
  if (hasTooMany(root)) note(chain, 'the chain has more alternatives than are followed')
  applyCalls(chain, calls.slice(0, -1))
  return finishChain(chain, last)
}
