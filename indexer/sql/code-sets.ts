// Migrations that are written in Go: beside .sql files of the same runner, or the whole schema of a program that has no other.

import { compare } from '#graph/graph.ts'
import type { RepositoryFile } from './discover-migrations.ts'
import { goSchemaText, MAY_HOLD_SCHEMA } from './go-migrations.ts'
import type { MigrationFile } from './migration-files.ts'
import { countTables, type Dialect } from './migrations.ts'
import type { SqlDiagnostic } from './schema.ts'

interface CodeMigrations {
  readonly files: readonly MigrationFile[]
  readonly diagnostics: readonly SqlDiagnostic[]
}

/** Of one folder; a file without a version in its name runs where its name sorts. */
export function codeMigrations(
  files: readonly RepositoryFile[],
  folder: string,
  family: string,
  likely: Dialect = 'postgres',
): CodeMigrations {
  const diagnostics: SqlDiagnostic[] = []
  const found = files.flatMap((file): readonly MigrationFile[] => {
    const slash = file.path.lastIndexOf('/')
    if (file.path.slice(0, Math.max(0, slash)) !== folder || TEST_HELP.test(file.path)) return []
    const back = /\/v?(\d+)_[^/]*[._]down\.go$/i.exec(file.path)
    if (back)
      return [{ file: file.path, folder, family, tool: 'code', version: back[1] ?? '', name: '', downInCode: true, transaction: true }]
    const text = goSchemaText(file.read(), likely)
    if (!text) return []
    for (const { line } of text.unread)
      diagnostics.push({
        stage: 'discover',
        reason: 'migration-in-code',
        message: 'a statement on tables is made of parts that are known only when the code runs: the schema may differ by what it does',
        severity: 'warning',
        file: file.path,
        line,
      })
    const base = file.path.slice(slash + 1, -'.go'.length)
    const version = /^v?(\d[\d.]*)(?:[_.-]|$)/i.exec(base)?.[1]?.replace(/\.$/, '') ?? base
    return [{ file: file.path, folder, family, tool: 'code', version, name: base, up: text.up, transaction: true }]
  })
  return { files: found, diagnostics }
}

/** What tests share is compiled as any other file. */
const TEST_HELP = /(?:^|\/)test_?(?:utils?|help(?:er)?s?|ing)(?:\.go$|\/)/i

/** The folder whose Go files make most tables. */
export function codeFolder(files: readonly RepositoryFile[], likely: Dialect = 'postgres'): string | undefined {
  const tables = new Map<string, number>()
  for (const file of files) {
    if (TEST_HELP.test(file.path)) continue
    const source = file.read()
    if (!MAY_HOLD_SCHEMA.test(source)) continue
    const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')))
    tables.set(folder, (tables.get(folder) ?? 0) + countTables(goSchemaText(source, likely)?.up ?? ''))
  }
  const [best] = [...tables].filter(([, count]) => count > 0).sort(([a, x], [b, y]) => y - x || compare(a, b))
  return best?.[0]
}
