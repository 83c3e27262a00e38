// The schema that the models of a program describe, whichever layer they are written for.

import type { ModelTable } from '../../sql/models.ts'
import type { Place } from '../../sql/schema.ts'
import type { GoAnalysis } from '../analyse.ts'
import { libraryPath, type Program } from '../program.ts'
import type { Value } from '../values.ts'
import { bunModels } from './bun/models.ts'
import { bunSchemas, goPgSchemas } from './bun/render.ts'
import { entModels } from './ent/models.ts'
import { entSchemas } from './ent/schema.ts'
import { gormColumnPlaces, gormModels } from './gorm/models.ts'
import type { RenderContext } from './gorm/render.ts'
import { xormModels } from './xorm/models.ts'

export function modelTables(go: GoAnalysis, context: RenderContext): readonly ModelTable[] {
  const collected = (key: string) => go.summary.collected.get(key) as readonly Value[] | undefined
  const found = [
    ...(imports(go.program, 'gorm.io/gorm') ? gormModels(context, collected('gorm.autoMigrate')) : []),
    ...(imports(go.program, 'github.com/uptrace/bun') ? bunModels(bunSchemas(context), context, collected('bun.createTable') ?? []) : []),
    ...(imports(go.program, 'github.com/go-pg/pg') ? bunModels(goPgSchemas(context), context, collected('goPg.createTable') ?? []) : []),
    ...(imports(go.program, 'xorm.io/xorm') ? xormModels(context, collected('xorm.sync') ?? []) : []),
    ...entModels(entSchemas(go.program, go.types)),
  ]
  const byName = new Map<string, ModelTable>()
  for (const table of found) if (!byName.has(table.name)) byName.set(table.name, table)
  return [...byName.values()]
}

/** Where the models have a table, or a column of it, from. */
export function modelPlaces(
  go: GoAnalysis,
  context: RenderContext,
): (table: string | undefined, column: string | undefined) => Place | undefined {
  let tables: readonly ModelTable[] | undefined
  const gorm = imports(go.program, 'gorm.io/gorm')
  return (name, column) => {
    const fields = gorm && column !== undefined ? gormColumnPlaces(context, name, column) : []
    if (fields.length === 1) return fields[0]
    tables ??= modelTables(go, context)
    const table = tables.find((t) => t.name === name)
    return column === undefined ? table?.place : table?.columns.find((c) => c.name === column)?.place
  }
}

/** Some model has the column, whichever of those for the table it is. */
export const someModelHas =
  (context: RenderContext) =>
  (table: string | undefined, column: string): boolean =>
    gormColumnPlaces(context, table, column).length > 0

/** The code makes tables of its models; texts beside that are repairs. */
export const makesTables = ({ summary }: GoAnalysis): boolean =>
  ['gorm.autoMigrate', 'bun.createTable', 'goPg.createTable', 'xorm.sync'].some((key) => summary.collected.has(key))

function imports(program: Program, wanted: string): boolean {
  return [...program.packages.values()].some((p) => p.files.some((f) => f.syntax.imports.some((i) => libraryPath(i.path) === wanted)))
}
