// bun queries to Postgres texts: READ FIRST here. The calls of a chain set up a Query (steps.ts); the finisher writes it
// (select.ts, write.ts), each way through its alternatives once (../session.ts).
// Not seen: hooks of models and of the handle; names that SetTableNameInflector changes.

import type { BuilderCall, StatementEffect } from '../../evaluate/events.ts'
import { finish, type Output } from '../finish.ts'
import { explore, type ProgramContext } from '../session.ts'
import { distinctStatements, type RenderedStatement } from '../statement.ts'
import { quoted } from './format.ts'
import { GO_PG_STYLE } from './go-pg.ts'
import { createTableText } from './models.ts'
import { type BunSession, createQuery, firstTable, list, note, type Query, textOf } from './query.ts'
import { type BunSchemas, createBunSchemas } from './schema.ts'
import { adopt, outputOf, selectOutputs, selectText } from './select.ts'
import { applyCalls } from './steps.ts'
import { deleteText, insertText, updateText } from './write.ts'

const known = new WeakMap<object, BunSchemas>()

export function bunSchemas({ types, program }: ProgramContext): BunSchemas {
  const found = known.get(program) ?? createBunSchemas({ types, program })
  known.set(program, found)
  return found
}

const knownToGoPg = new WeakMap<object, BunSchemas>()

export function goPgSchemas({ types, program }: ProgramContext): BunSchemas {
  const found = knownToGoPg.get(program) ?? createBunSchemas({ types, program }, GO_PG_STYLE)
  knownToGoPg.set(program, found)
  return found
}

export function renderBun(effect: StatementEffect, context: ProgramContext): readonly RenderedStatement[] {
  const schemas = effect.library === 'go-pg' ? goPgSchemas(context) : bunSchemas(context)
  const { results, cut } = explore(context, (way) => outputs({ ...way, schemas }, effect.calls).map((o) => finish(way, o)))
  return distinctStatements(results.flat(), cut || (effect.calls.some((c) => c.name === 'Narrowed') ? 1 : 0))
}

function outputs(session: BunSession, calls: readonly BuilderCall[]): readonly Output[] {
  const finisher = calls.at(-1)
  if (!finisher) return []
  const query = queryOf(session, calls.slice(0, -1))
  if (query.verb === 'Select') {
    adopt(query, finisher.args[1])
    return selectOutputs(query, finisher.name)
  }
  const sql = textFor(query)
  return [outputOf(query, sql, 'main')]
}

function queryOf(session: BunSession, calls: readonly BuilderCall[]): Query {
  const verb = calls[0]?.name.replace(/^New/, '') ?? ''
  const query: Query = createQuery(session, verb, (inner) => {
    const part = queryOf(session, inner)
    const text = textFor(part)
    for (const reason of part.failed ? [...part.notes, part.failed] : part.notes) note(query, reason)
    return text
  })
  applyCalls(query, calls)
  return query
}

function textFor(query: Query): string {
  switch (query.verb) {
    case 'Select':
      return selectText(query)
    case 'Insert':
      return insertText(query)
    case 'Update':
      return updateText(query)
    case 'Delete':
      return deleteText(query)
    case 'Raw':
      return (query.raw && textOf(query, query.raw).trim()) || fail(query, 'the text is not known')
    case 'Values':
      return `VALUES (${(query.table?.fields ?? []).map((f) => quoted(f.name)).join(', ')})`
    case 'CreateTable':
      return query.table ? createTableText(query.table, query.session.schemas) : fail(query, 'the model of the table is not known')
    case 'DropTable':
      return `DROP TABLE IF EXISTS ${firstTable(query, false)}`
    case 'TruncateTable':
      return `TRUNCATE TABLE ${firstTable(query, false)}`
    case 'AddColumn':
      return `ALTER TABLE ${firstTable(query, false)} ADD ${list(query, query.columns ?? [])}`
    case 'DropColumn':
      return `ALTER TABLE ${firstTable(query, false)} DROP COLUMN ${list(query, query.columns ?? [])}`
    default:
      return fail(query, `${query.verb} of bun is not written out`)
  }
}

function fail(query: Query, reason: string): string {
  query.failed ??= reason
  return ''
}
