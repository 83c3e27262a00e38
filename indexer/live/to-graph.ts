// What a live database says, as properties of what the graph has already, and what differs there.

import type { GraphBuilder } from '#graph/graph.ts'
import { symbol } from '#graph/symbol.ts'
import type { IndexDiagnostic } from '../diagnostics.ts'
import { unsureTables } from '../drift.ts'
import { addSchemaDrift } from '../sql/drift/to-graph.ts'
import { sqlFingerprint } from '../sql/parser.ts'
import type { SchemaResult } from '../sql/schema.ts'
import { liveDrifts } from './drift.ts'
import { LiveDatabaseError } from './error.ts'
import { indexKey, type LiveDatabase } from './read-live.ts'

export interface LiveStage {
  readonly diagnostics: readonly IndexDiagnostic[]
  addTo(builder: GraphBuilder): void
}

interface Load {
  readonly calls: number
  readonly time: number
}

/** `statements` are those of the code, with the ids of their nodes. The parser has to be loaded. */
export function compareLive(
  live: LiveDatabase,
  result: SchemaResult,
  statements: readonly { readonly id: string; readonly asked?: string }[],
): LiveStage {
  const { schema } = result
  const own = schema.tables.filter((t) => t.kind !== 'partition')
  if (own.length > 0 && !own.some((t) => live.tables.has(t.name)))
    throw new LiveDatabaseError(
      `the database ${live.name} has none of the ${own.length} tables of this repository: is it another application's?`,
    )
  const loads = loadsOf(live, statements)
  const drifts = liveDrifts(schema, live.schema, unsureTables(result))
  return {
    diagnostics: tell(
      live,
      own.map((t) => t.name),
      loads,
    ),
    addTo(builder) {
      for (const [id, { calls, time }] of loads) if (builder.has(id)) builder.node('Query', id, { calls, totalTime: time })
      for (const table of own) {
        const size = live.tables.get(table.name)
        if (!size) continue
        builder.node('Table', symbol.table(table.name), { rows: Math.round(size.rows), bytes: size.bytes })
        for (const { name } of table.indexes) {
          const use = live.indexes.get(indexKey(table.name, name))
          if (use) builder.node('Index', symbol.index(table.name, name), { scans: use.scans, bytes: use.bytes })
        }
      }
      addSchemaDrift(builder, drifts)
    },
  }
}

/** By the text without its values: statements of the code that are the same share what was counted. */
function loadsOf({ statements: counted = [] }: LiveDatabase, statements: Parameters<typeof compareLive>[2]): ReadonlyMap<string, Load> {
  const sums = new Map<string, Load>()
  for (const { sql, calls, time } of counted) {
    const text = sqlFingerprint(sql)
    if (text === undefined) continue
    const before = sums.get(text)
    sums.set(text, { calls: calls + (before?.calls ?? 0), time: time + (before?.time ?? 0) })
  }
  return new Map(
    statements.flatMap(({ id, asked }) => {
      const text = asked === undefined || sums.size === 0 ? undefined : sqlFingerprint(asked)
      const load = text === undefined ? undefined : sums.get(text)
      return load ? [[id, load] as const] : []
    }),
  )
}

/** What was read and what could not be. */
function tell(live: LiveDatabase, own: readonly string[], loads: ReadonlyMap<string, Load>): readonly IndexDiagnostic[] {
  const tables = own.flatMap((name) => {
    const table = live.tables.get(name)
    return table && table.rows > 0 ? [{ name, ...table }] : []
  })
  const hidden = tables.filter((t) => !t.visible).map((t) => t.name)
  const fresh = tables.filter((t) => t.visible && !t.analysed).map((t) => t.name)
  const say = (reason: string, message: string, severity: IndexDiagnostic['severity']): IndexDiagnostic => ({
    stage: 'schema',
    reason,
    message,
    severity,
    file: '',
  })
  const counted = live.statements
    ? `pg_stat_statements knows ${loads.size} of the statements of the code`
    : 'pg_stat_statements cannot be asked, so that nothing is known of load'
  return [
    say(
      'live-database',
      `sizes and statistics are those of the database ${live.name} (PostgreSQL ${live.release})${live.since ? `, its counts those since ${live.since}` : ''}; ${counted}`,
      'info',
    ),
    ...(hidden.length > 0
      ? [
          say(
            'live-statistics-hidden',
            `the role may not see the statistics of the columns of ${list(hidden)}, which are assumed instead; PostgreSQL shows them to who may SELECT from the table (GRANT SELECT, or the role pg_read_all_data)`,
            'warning',
          ),
        ]
      : []),
    ...(fresh.length > 0
      ? [
          say(
            'live-never-analysed',
            `never analysed, so that their statistics are assumed and their rows counted by changes or by size (ANALYZE tells both): ${list(fresh)}`,
            'warning',
          ),
        ]
      : []),
  ]
}

const list = (names: readonly string[]) =>
  names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ')
