// A Postgres of its own in which tables are as large as one says, and indexes exist for one question. Nothing in it outlives it.

import { type CreatedIndex, type PostgresChild, PostgresEnded } from '../postgres-child.ts'
import type { TableStatistics } from './assumptions.ts'
import { type PlanNode, readPlan } from './plan.ts'
import { statisticsCommands } from './statistics.ts'

export type Planned = { readonly ok: true; readonly plan: PlanNode } | { readonly ok: false; readonly reason: string }

export interface Laboratory {
  /** Until it is said otherwise, tables are like this. */
  assume(tables: readonly TableStatistics[]): Promise<void>
  /** One plan a statement, in their order, with `create` there and `hide` not seen. */
  explain(
    statements: readonly string[],
    indexes?: { readonly create?: readonly CreatedIndex[]; readonly hide?: readonly string[] },
  ): Promise<readonly Planned[]>
  /** The last of its processes has ended; nothing is planned any more. */
  ended(): boolean
  /** Highest memory of the child process that was seen, in bytes. */
  memory(): number
  /** Milliseconds of processor time, of all its processes. */
  work(): number
  close(): Promise<void>
}

const MILLISECONDS = 5_000
const RESTARTS = 3

/** `connect` gives a Postgres that nobody else asks, and another one after that has ended. Undefined where there is none. When it is to `stop`, what is asked next throws. */
export async function openLaboratory(
  connect: () => Promise<PostgresChild | undefined>,
  stop?: AbortSignal,
): Promise<Laboratory | undefined> {
  const first = await connect()
  if (!first) return undefined
  let postgres = first
  let assumed: readonly TableStatistics[] = []
  let restarts = 0
  let memory = 0
  let work = 0
  let ended = false
  /** What ended the child once is not asked again. */
  const killers = new Map<string, string>()

  async function tell(): Promise<void> {
    stop?.throwIfAborted()
    const { statements, pages } = statisticsCommands(assumed)
    await postgres.ask('assume', { statements, pages })
  }

  async function again(): Promise<boolean> {
    memory = Math.max(memory, postgres.memory())
    work += postgres.work()
    restarts++
    await postgres.close()
    const next = restarts > RESTARTS ? undefined : await connect()
    ended = !next
    if (!next) return false
    postgres = next
    await tell()
    return true
  }

  return {
    async assume(tables) {
      assumed = tables
      await tell()
    },
    async explain(statements, { create = [], hide = [] } = {}) {
      for (;;) {
        stop?.throwIfAborted()
        const asked = statements.map((sql) => (killers.has(sql) ? 'SELECT 1' : sql))
        try {
          const results = await postgres.ask('explain', { statements: asked, create, hide, milliseconds: MILLISECONDS })
          return results.map((result, i): Planned => {
            const killer = killers.get(statements[i] ?? '')
            if (killer !== undefined) return { ok: false, reason: killer }
            return 'error' in result
              ? { ok: false, reason: `${result.error.code} ${result.error.message}` }
              : { ok: true, plan: readPlan(result.plan) }
          })
        } catch (error) {
          if (!(error instanceof PostgresEnded)) throw error
          const killer = statements[error.step]
          if (killer !== undefined) killers.set(killer, error.message)
          if (!(await again()) || killer === undefined) return statements.map(() => ({ ok: false, reason: error.message }))
        }
      }
    },
    ended: () => ended,
    memory: () => Math.max(memory, postgres.memory()),
    work: () => work + postgres.work(),
    async close() {
      memory = Math.max(memory, postgres.memory())
      await postgres.close()
    },
  }
}
