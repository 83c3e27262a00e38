// What the code of today does to the database, as far as the migrations are judged by it.

import type { ModelTable } from '../models.ts'
import type { DatabaseSchema, PreparedStatement } from '../schema.ts'
import type { StatementLinks } from '../statements/links.ts'

export interface CodeUse {
  /** Tables that are not there at the end, with the ids of the statements that name them. */
  readonly missingTables: ReadonlyMap<string, readonly string[]>
  /** Statements that name a column which none of their tables has. */
  readonly missingColumns: readonly { readonly column: string; readonly tables: readonly string[]; readonly id: string }[]
  /** Tables, and columns as `table.column`, that models have and the database does not. */
  readonly missingInModels: ReadonlySet<string>
  /** Tables into which statements of the code insert; empty: that is not known. */
  readonly inserts: ReadonlySet<string>
}

export const NO_USE: CodeUse = { missingTables: new Map(), missingColumns: [], missingInModels: new Set(), inserts: new Set() }

/** What Postgres says of a column that is not there: of columns that are written it alone knows. */
const REFUSED = /^column "?(?:[^".]+\.)?([^"]+?)"? (?:of relation "[^"]+" )?does not exist$/

export function codeUse(
  schema: DatabaseSchema,
  statements: readonly { readonly id: string; readonly links: StatementLinks; readonly answer?: PreparedStatement | undefined }[],
  models: readonly ModelTable[],
): CodeUse {
  const missingTables = new Map<string, string[]>()
  const missingColumns: { column: string; tables: readonly string[]; id: string }[] = []
  const inserts = new Set<string>()
  for (const { id, links, answer } of statements) {
    const { reads, writes, operation, unresolved } = links
    if (operation !== 'update' && operation !== 'delete') for (const table of writes) inserts.add(table)
    const refused = answer && !answer.ok && answer.sqlstate === '42703' ? REFUSED.exec(answer.message)?.[1] : undefined
    if (refused !== undefined) missingColumns.push({ column: refused, tables: [...reads, ...writes], id })
    for (const { name, reason } of unresolved) {
      if (reason === 'unknown-table') missingTables.set(name, [...(missingTables.get(name) ?? []), id])
      if (reason === 'unknown-column' && name !== refused)
        missingColumns.push({ column: name.split('.').at(-1) ?? name, tables: [...reads, ...writes], id })
    }
  }
  const columns = new Map(schema.tables.map((t) => [t.name, new Set(t.columns.map((c) => c.name))]))
  const missingInModels = new Set(
    models.flatMap(({ name, columns: own }) => {
      const there = columns.get(name)
      return there ? own.flatMap((c) => (there.has(c.name) ? [] : [`${name}.${c.name}`])) : [name]
    }),
  )
  return { missingTables, missingColumns, missingInModels, inserts }
}
