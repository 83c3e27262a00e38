// Lets Postgres look at statements without running them: unknown tables and columns, types that do not fit, ambiguous names.

import { type PostgresChild, PostgresEnded } from './postgres-child.ts'
import type { PreparedStatement } from './schema.ts'

const MILLISECONDS = 5_000
const RESTARTS = 3

/** One result a statement; undefined when there is no Postgres to ask. `connect` gives a new child after one has ended. */
export async function prepareIn(
  connect: () => Promise<PostgresChild | undefined>,
  statements: readonly string[],
  engine: 'postgres' | 'sqlite' = 'postgres',
): Promise<readonly PreparedStatement[] | undefined> {
  const killers = new Map<number, PostgresEnded>()
  for (;;) {
    try {
      const current = await connect()
      if (!current) return undefined
      const sent = statements.map((sql, index) => (killers.has(index) ? 'SELECT 1' : sql))
      const results = await current.ask('prepare', { statements: sent, milliseconds: MILLISECONDS }, statements.length * MILLISECONDS)
      const rows = (engine === 'sqlite' ? [] : await current.ask('query', { sql: TYPES })) as readonly { id: number; name: string }[]
      const names = new Map(rows.map((r) => [r.id, r.name]))
      const nameOf = (id: number) => names.get(id) ?? 'unknown'
      return results.map((result, index): PreparedStatement => {
        const killer = killers.get(index)
        if (killer) return { ok: false, message: killer.message }
        if ('error' in result) {
          const { code, message, position, hint } = result.error
          return { ok: false, sqlstate: code, message, ...(position !== undefined && { position }), ...(hint && { hint }) }
        }
        return {
          ok: true,
          parameters: result.parameters.map(nameOf),
          columns: result.columns.map(([name, type]) => ({ name, type: nameOf(type) })),
        }
      })
    } catch (error) {
      if (!(error instanceof PostgresEnded)) throw error
      if (error.step < 0 || killers.size >= RESTARTS) return undefined
      killers.set(error.step, error)
    }
  }
}

const TYPES = 'SELECT oid::int8::int4 AS id, format_type(oid, NULL) AS name FROM pg_type'
