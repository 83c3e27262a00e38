// Statements of the code against the schema: linked to tables and columns, prepared by Postgres, and written to the graph with what
// `proof.ts` has found of them. In: rendered statements and the schema. Out: a writer and diagnostics.

import type { GraphBuilder } from '#graph/graph.ts'
import type { IndexDiagnostic } from './diagnostics.ts'
import { followValues } from './followed-values.ts'
import type { GoAnalysis } from './go/analyse.ts'
import { siteProperties } from './go/graph-parts.ts'
import type { GoStatement, GoStatements } from './go/statements.ts'
import { lineOf } from './go/syntax.ts'
import { createWhence, type Whence } from './injected-texts.ts'
import { addReadModifyWrites, findReadModifyWrites } from './lost-updates.ts'
import type { StatementProof } from './proof.ts'
import { refusedAtRunTime } from './refusals/at-run-time.ts'
import { commandsOf, saidOf } from './refusals/commands.ts'
import { changesTables, folderOf, madeBy, madeUniqueBy } from './refusals/names.ts'
import { bringsAlias, type Circumstances, judge, type Refusal } from './refusals/refusal.ts'
import type { IndexOptions } from './result.ts'
import { readableTexts } from './sql/dialects/readable.ts'
import { codeUse } from './sql/migration-risks/code-use.ts'
import { findRisks } from './sql/migration-risks/find-risks.ts'
import { addMigrationRisks } from './sql/migration-risks/to-graph.ts'
import { loadParser } from './sql/parser.ts'
import type { PreparedStatement } from './sql/schema.ts'
import { linkStatements as linkTexts } from './sql/statements/link.ts'
import type { StatementLinks, StatementResult } from './sql/statements/links.ts'
import { createLookup } from './sql/statements/lookup.ts'
import { addSchema, addStatementLinks, statementDiagnostics } from './sql/to-graph.ts'
import type { SchemaStage } from './stages.ts'
import { addWrittenValues, findWrittenValues } from './written-values.ts'

/** Layers that write the whole text themselves. */
const MAPPERS: ReadonlySet<string> = new Set(['gorm', 'bun', 'go-pg', 'ent', 'xorm', 'sqlboiler'])

export interface LinkedStatements {
  readonly counts: {
    readonly total: number
    readonly parsed: number
    readonly dynamic: number
    readonly refused: number
    readonly unrendered: number
  }
  readonly diagnostics: readonly IndexDiagnostic[]
  /** Those that Postgres can read. */
  readonly linked: readonly LinkedStatement[]
  addTo(builder: GraphBuilder, proof: StatementProof): void
}

export interface LinkedStatement extends GoStatement {
  readonly links: StatementLinks
  /** As Postgres reads it; absent where the statement is for another database. */
  readonly asked?: string
  /** What Postgres has against it. */
  readonly refused?: Extract<PreparedStatement, { ok: false }>
}

export async function linkStatements(
  sent: GoStatements,
  go: GoAnalysis,
  stage: SchemaStage,
  { onProgress }: IndexOptions,
): Promise<LinkedStatements> {
  await loadParser()
  const { schema } = stage.result
  const { statements } = sent
  const texts = readableTexts(
    statements.map((s) => ({
      sql: s.rendered.sql,
      file: s.fn.file.syntax.path,
      quoted: s.rendered.backquoted ?? false,
      built: MAPPERS.has(s.source),
    })),
    stage,
  )
  const linked = linkTexts(
    texts.map((t) => t.sql),
    schema,
  )
  onProgress?.({ stage: 'statements', done: texts.length, total: texts.length, unit: 'statements' })
  // Postgres is asked for what it can judge: whole texts that parsed, of tables that the migrations made.
  const askable = statements.flatMap((s, i) =>
    linked[i]?.ok && !s.rendered.dynamic && !texts[i]?.foreign ? commandsOf(s.rendered.sql).map((c) => c.sql) : [],
  )
  const prepared = new Map<string, PreparedStatement>()
  const answers = await stage.database?.prepare(askable)
  for (const [i, answer] of (answers ?? []).entries()) {
    const text = askable[i]
    if (text !== undefined) prepared.set(text, answer)
  }
  const answerOf = (i: number) => (texts[i]?.foreign ? undefined : prepared.get(statements[i]?.rendered.sql ?? ''))
  // Of several ways to write one statement some may never be taken.
  const placeOf = (s: GoStatement) => `${s.fn.id}@${s.site.at}`
  const ways = new Map<string, GoStatement[]>()
  for (const [i, s] of statements.entries()) if (linked[i]?.ok) ways.set(placeOf(s), [...(ways.get(placeOf(s)) ?? []), s])
  const lookup = createLookup(schema)
  const known = circumstances(sent, linked, stage, go)
  const othersOf = (s: GoStatement) =>
    (ways.get(placeOf(s)) ?? []).flatMap((o) => (o.rendered.sql !== s.rendered.sql && isAkin(o, s) ? [o.rendered.sql] : []))
  const refusals = statements.map((s, i) => {
    if (texts[i]?.foreign) return undefined
    const said = saidOf(s.rendered.sql, linked[i], prepared) ?? (answers && refusedAtRunTime(s, lookup))
    const links = linked[i]
    const others = othersOf(s)
    return said && judge(s, said, known, links?.ok ? [...links.reads, ...links.writes] : [], others)
  })
  const understood = statements.flatMap((s, i) => {
    const links = linked[i]
    // What another way to write the statement brings under a name of its own is no column that is missed.
    const brought = (name: string) => bringsAlias(s.rendered.sql, othersOf(s), name)
    if (!links?.ok) return []
    const unresolved = links.unresolved.filter((u) => u.reason !== 'unknown-column' || !brought(u.name.split('.').at(-1) ?? u.name))
    return [{ id: s.id, links: { ...links, unresolved }, answer: refusals[i]?.doubt === undefined ? answerOf(i) : undefined }]
  })
  const risks = stage.migrations ? findRisks(stage.migrations, codeUse(schema, understood, stage.models)) : []
  const linkedStatements = statements.flatMap((s, i): readonly LinkedStatement[] => {
    const links = linked[i]
    const answer = answerOf(i)
    if (!links?.ok) return []
    return [
      {
        ...s,
        links,
        ...(!texts[i]?.foreign && { asked: s.rendered.sql }),
        ...(answer?.ok === false && refusals[i]?.doubt === undefined && { refused: answer }),
      },
    ]
  })
  const followed = followValues(go)
  const whence = createWhence(go, followed)
  const rewritten = findReadModifyWrites(linkedStatements, go, schema)
  const written = findWrittenValues(linkedStatements, followed, schema, new Set(stage.result.seeded))
  return {
    counts: {
      total: statements.length,
      parsed: linked.filter((l) => l.ok).length,
      dynamic: statements.filter((s) => s.rendered.dynamic).length,
      refused: refusals.filter((r) => r && r.doubt === undefined).length,
      unrendered: sent.unrendered.length,
    },
    diagnostics: [
      ...stage.result.diagnostics,
      ...refusals.flatMap((r) => (r ? [diagnosticOf(r)] : [])),
      ...statementDiagnostics(
        statements.flatMap((s, i) => {
          const links = linked[i]
          return links?.ok ? [{ links, file: s.fn.file.syntax.path, line: lineOf(s.site.at) }] : []
        }),
      ),
      ...sent.bounded.map(
        (b): IndexDiagnostic => ({
          stage: 'statement',
          reason: 'variants-bounded',
          message: `of the ways to write this statement ${b.kept} are kept, at least ${b.cut} more are not followed`,
          severity: 'warning',
          file: b.fn.file.syntax.path,
          line: lineOf(b.site.at),
        }),
      ),
      ...sent.unrendered.map(
        (u): IndexDiagnostic => ({
          stage: 'statement',
          reason: 'statement-unknown',
          message: u.reason,
          severity: 'warning',
          file: u.fn.file.syntax.path,
          line: lineOf(u.site.at),
        }),
      ),
    ],
    linked: linkedStatements,
    addTo(builder, proof) {
      addSchema(builder, stage.result)
      for (const [i, statement] of statements.entries()) addQuery(builder, statement, linked[i], refusals[i], whence(statement.rendered))
      proof.addTo(builder)
      addMigrationRisks(builder, risks)
      addReadModifyWrites(builder, rewritten)
      addWrittenValues(builder, written)
    },
  }
}

/** A place that sends what others write sends many that have no word in common: those are no ways to write the same one. */
function isAkin({ rendered: a }: GoStatement, { rendered: b }: GoStatement): boolean {
  if (!a.literals?.length || !b.literals?.length) return true
  const own = new Set(a.literals.map((l) => `${l.file} ${l.at}`))
  return b.literals.some((l) => own.has(`${l.file} ${l.at}`))
}

function circumstances(sent: GoStatements, linked: readonly StatementResult[], stage: SchemaStage, go: GoAnalysis): Circumstances {
  const changing = sent.statements.filter((s) => changesTables(s.rendered.sql)).map((s) => s.fn.file.syntax.path)
  const { result, drivers, otherDialects } = stage
  const tables = new Set(result.schema.tables.map((t) => t.name))
  const speaks = (links: StatementResult | undefined) => links?.ok === true && [...links.reads, ...links.writes].some((t) => tables.has(t))
  return {
    schema: result.schema,
    unread: stage.unread,
    standIns: result.diagnostics.some((d) => d.reason === 'extension-not-available'),
    otherDatabases: [...drivers, ...otherDialects].some((d) => d !== 'postgres'),
    made: new Set(sent.statements.flatMap((s, i) => (linked[i]?.ok && linked[i].operation !== 'ddl' ? [] : madeBy(s.rendered.sql)))),
    madeUnique: new Set(sent.statements.flatMap((s) => madeUniqueBy(s.rendered.sql))),
    speaking: new Set(sent.statements.flatMap((s, i) => (speaks(linked[i]) ? [folderOf(s.fn.file.syntax.path)] : []))),
    migrating: new Set([...changing, ...result.migrations.map((m) => m.file)]),
    modelPlace: sent.modelPlace,
    modelHas: sent.modelHas,
    named: go.namedQueries,
  }
}

function diagnosticOf({ sqlstate, error, doubt, file, line }: Refusal): IndexDiagnostic {
  return {
    stage: 'statement',
    reason: sqlstate === '42601' ? 'statement-syntax' : 'statement-refused',
    message: [`${sqlstate ?? ''} ${error}`.trim(), ...(doubt === undefined ? [] : [doubt])].join('; '),
    severity: doubt === undefined ? 'error' : 'info',
    file,
    line,
  }
}

function addQuery(
  builder: GraphBuilder,
  s: GoStatement,
  links: StatementResult | undefined,
  refusal: Refusal | undefined,
  { injection, input }: Whence,
): void {
  const { rendered, site, fn } = s
  const bounded = rendered.bounded || (links?.ok === true && links.bounded !== undefined)
  builder.node('Query', s.id, {
    file: fn.file.syntax.path,
    line: lineOf(site.at),
    endLine: site.endLine,
    name: nameOf(rendered.sql, links),
    operation: links?.ok ? links.operation : 'unknown',
    sql: rendered.sql,
    source: s.source,
    role: rendered.role,
    bounded,
    boundedBy: rendered.boundedBy ?? (links?.ok ? links.bounded : undefined),
    dynamic: rendered.dynamic,
    dynamicReason: rendered.dynamicReason,
    injection,
    injected: input,
    inTransaction: site.inTransaction,
    cached: false,
    parsed: links?.ok ?? false,
    ...(refusal && {
      sqlstate: refusal.sqlstate,
      error: refusal.error,
      errorFile: refusal.file,
      errorLine: refusal.line,
      errorPosition: refusal.position,
      errorHint: refusal.hint,
      errorFix: refusal.fix,
      errorDoubt: refusal.doubt,
    }),
  })
  builder.edge('EXECUTES', fn.id, s.id, siteProperties(site))
  if (links?.ok) addStatementLinks(builder, s.id, links)
}

/** `SELECT posts`, `INSERT likes`: what a person calls it. */
function nameOf(sql: string, links: StatementResult | undefined): string {
  if (!links?.ok) return sql.slice(0, 40) || 'a statement'
  const [table] = links.writes.length > 0 ? links.writes : links.reads
  return `${links.operation.toUpperCase()} ${table ?? ''}`.trim()
}
