// What became of each migration, for the graph and for the reader.

import type { StepRun } from './run-migrations.ts'
import type { MigrationOutcome, SqlDiagnostic } from './schema.ts'

export function outcome({ planned, errors }: StepRun): Omit<MigrationOutcome, 'changes'> {
  const { file, name, version, position, up, code } = planned.step
  return {
    file,
    name,
    version,
    position,
    endLine: planned.lineAt(up.length - 1),
    ...(code && { code }),
    applied: errors.length === 0,
    errors,
  }
}

/** Each failure in the database's own words. */
export function failures(migrations: readonly MigrationOutcome[]): readonly SqlDiagnostic[] {
  return migrations.flatMap(({ file, errors }) =>
    errors.map(({ message, sqlstate, line, column }) => ({
      stage: 'schema' as const,
      reason: 'migration-failed',
      message: `${message}${sqlstate ? ` (SQLSTATE ${sqlstate})` : ''}${column ? ` at column ${column}` : ''}`,
      severity: 'error' as const,
      file,
      line,
    })),
  )
}
