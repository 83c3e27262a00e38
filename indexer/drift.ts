// The second opinion: the schema that the models believe in, made by Postgres as well, against the one of the migrations, and what the
// statements expect of it. Only where migrations make the schema; kept by what the models say.

import type { GoAnalysis } from './go/analyse.ts'
import { makesTables, modelTables } from './go/data/models.ts'
import { reachOf } from './go/reached.ts'
import { gormContext } from './go/statements.ts'
import { lineOf } from './go/syntax.ts'
import type { IndexOptions } from './result.ts'
import { isMade, openDatabase } from './sql/database.ts'
import { schemaDrifts } from './sql/drift/compare.ts'
import type { KnownStatement, SchemaDrift } from './sql/drift/drift.ts'
import { migrationsFromModels } from './sql/models.ts'
import type { SchemaResult } from './sql/schema.ts'
import type { SchemaStage } from './stages.ts'
import type { LinkedStatement } from './statements.ts'

export interface DriftQuestion {
  /** Without starting a database; undefined where one is needed. */
  known(): Promise<readonly SchemaDrift[] | undefined>
  ask(): Promise<readonly SchemaDrift[]>
}

export function driftOf(
  linked: readonly LinkedStatement[],
  go: GoAnalysis,
  { result, fromTexts }: SchemaStage,
  { cacheFolder }: IndexOptions,
): DriftQuestion {
  const { schema } = result
  const unsure = unsureTables(result)
  // Elsewhere nothing has run that the models could differ from.
  if (fromTexts || !unsure || schema.source !== 'migrations' || (schema.dialect ?? 'postgres') !== 'postgres')
    return { known: async () => [], ask: async () => [] }
  const models = modelTables(go, gormContext(go))
  const set = models.length > 0 ? migrationsFromModels({ tables: models }) : undefined
  const ask = async () => {
    const database = set && openDatabase(set, { cacheFolder })
    try {
      const believed = await database?.schema()
      const statements = knownStatements(linked, go)
      return schemaDrifts({ migrations: schema, believed: believed?.schema, models, statements, unsure, automatic: makesTables(go) })
    } finally {
      await database?.close()
    }
  }
  return { known: async () => (!set || isMade(set, cacheFolder) ? ask() : undefined), ask }
}

/** What a migration that did not run says it changes; all tables where one does not say, or is code, of which only the texts are run. */
export function unsureTables({ migrations, diagnostics }: SchemaResult): ReadonlySet<string> | undefined {
  const failed = migrations.filter((m) => !m.applied)
  const inCode = migrations.some((m) => m.file.endsWith('.go')) || diagnostics.some((d) => d.reason === 'migration-in-code')
  if (inCode || failed.some((m) => m.changes.length === 0)) return undefined
  return new Set(failed.flatMap((m) => m.changes.map((c) => c.table)))
}

/** Whole ones alone. */
function knownStatements(linked: readonly LinkedStatement[], go: GoAnalysis): readonly KnownStatement[] {
  const { server } = reachOf(go)
  return linked.flatMap(({ id, source, asked, links, fn, site, rendered, refused }): readonly KnownStatement[] => {
    if (asked === undefined || rendered.dynamic) return []
    const line = lineOf(site.at)
    return [
      {
        id,
        source,
        sql: asked,
        tables: [...links.reads, ...links.writes],
        place: { file: fn.file.syntax.path, line, endLine: site.endLine },
        served: server.has(fn),
        ...(rendered.into && { into: rendered.into }),
        ...(refused && { error: refused.message, ...(refused.sqlstate && { sqlstate: refused.sqlstate }) }),
      },
    ]
  })
}
