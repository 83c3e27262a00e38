// The statements of one migration that ran, with the places at which their parts are written.

import type { StatementSource } from './migration-changes.ts'
import type { PlannedStep } from './run-migrations.ts'

export function sourcesOf({ planned, ran }: { planned: PlannedStep; ran: ReadonlySet<number> }): readonly StatementSource[] {
  const { file } = planned.step
  return planned.statements.flatMap(({ tree, sql, offset, at }, index): readonly StatementSource[] => {
    if (!tree || !ran.has(index)) return []
    const endLine = planned.lineAt(offset + sql.length - 1)
    return [
      {
        tree,
        place(location) {
          if (location === undefined) return { file, line: planned.lineAt(offset), endLine }
          const line = planned.lineAt(at(location))
          return { file, line, endLine: line }
        },
      },
    ]
  })
}
