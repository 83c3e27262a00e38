// Calls of ent's generated clients to Postgres texts: READ FIRST here. The schema says what names mean (schema.ts, fields.ts,
// edges.ts); steps.ts reads a builder's calls, select.ts and write.ts write what it sends.
// Not seen: hooks, interceptors and privacy rules; modifiers and predicates that are functions over the selector.

import type { StatementEffect } from '../../evaluate/events.ts'
import { constantText } from '../../values.ts'
import { finish, type Output } from '../finish.ts'
import { explore, type ProgramContext, type Session } from '../session.ts'
import { distinctStatements, type RenderedStatement } from '../statement.ts'
import { createEntQuery } from './query.ts'
import { type EntSchema, entSchemas } from './schema.ts'
import { readOutputs } from './select.ts'
import { applyEntCalls } from './steps.ts'
import { createOutputs, deleteOutputs, updateOutputs } from './write.ts'

export function renderEnt(effect: StatementEffect, context: ProgramContext): readonly RenderedStatement[] {
  const schemas = entSchemas(context.program, context.types)
  const { results, cut } = explore(context, (way) => outputs(way, effect.calls, schemas).map((o) => finish(way, o)))
  return distinctStatements(results.flat(), cut || (effect.calls.some((c) => c.name === 'Narrowed') ? 1 : 0))
}

function outputs(session: Session, calls: StatementEffect['calls'], schemas: readonly EntSchema[]): readonly Output[] {
  const [first, ...rest] = calls
  const finisher = rest.at(-1)
  const [path, entity = '', verb = ''] = (first?.args ?? []).map((a) => constantText(a) ?? '')
  const schema = schemas.find((s) => s.root.path === path)
  if (!schema || !finisher) return []
  const query = createEntQuery(session, schema, entity, verb)
  applyEntCalls(query, rest.slice(0, -1))
  switch (verb) {
    case 'Create':
    case 'CreateBulk':
      return createOutputs(query)
    case 'Update':
    case 'UpdateOne':
      return updateOutputs(query)
    case 'Delete':
    case 'DeleteOne':
      return deleteOutputs(query)
    default:
      return readOutputs(query, finisher)
  }
}
