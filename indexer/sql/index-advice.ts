// A schema and the statements that run against it in, the indexes that are missing out. Static: no plan is made, and how large a table
// is, or how its values spread, is not known; what depends on it says so by its confidence.

import { compare } from '#graph/graph.ts'
import { type Access, isNarrowed, isPinned, readAccess } from './index-advice/access.ts'
import { type Candidate, type CandidateIndex, confidenceRank, type IndexAdvice, indexesOf } from './index-advice/advice.ts'
import { candidatesFor } from './index-advice/candidates.ts'
import { foreignKeyCandidates } from './index-advice/foreign-keys.ts'
import { mergeCandidates } from './index-advice/merge.ts'
import { createIndexStatement } from './index-advice/print.ts'
import type { DatabaseSchema } from './schema.ts'
import type { StatementLinks } from './statements/links.ts'

export interface LinkedStatement {
  readonly id: string
  readonly links: StatementLinks
}

/** As far as the texts show; the parser has to be loaded. */
export function adviseIndexes(schema: DatabaseSchema, statements: readonly LinkedStatement[]): readonly IndexAdvice[] {
  return unproven(schema, findCandidates(schema, statements))
}

/** Each for itself. */
export function unproven(schema: DatabaseSchema, candidates: readonly Candidate[]): readonly IndexAdvice[] {
  const alone = candidates.flatMap(({ along = [], ...candidate }) => [candidate, ...along.map((index) => ({ ...candidate, ...index }))])
  return mergeCandidates(alone).map(advicePrinter(schema)).sort(byConfidence)
}

/**
 * What the statements and the foreign keys could want. Nothing for a schema that was only read from its text (conditions of indexes are
 * missing there), nor for other databases than Postgres.
 */
export function findCandidates(schema: DatabaseSchema, statements: readonly LinkedStatement[]): readonly Candidate[] {
  if (schema.source === 'parsed' || (schema.dialect ?? 'postgres') !== 'postgres') return []
  const tables = new Map(schema.tables.filter((t) => t.kind === 'table' || t.kind === 'partitioned').map((t) => [t.name, t]))
  const found: Candidate[] = []
  const deletes = new Map<string, string[]>()
  for (const { id, links } of statements) {
    for (const table of links.deletes) deletes.set(table, [...(deletes.get(table) ?? []), id])
    for (const block of links.blocks) {
      const accesses = block.sources.flatMap(({ table }, source): readonly Access[] => {
        const known = tables.get(table)
        return known ? [readAccess(block, source, known)] : []
      })
      for (const access of accesses) {
        const driven = accesses.some((other) => other !== access && (isPinned(other) || isNarrowed(other, false)))
        for (const candidate of candidatesFor(access, driven)) found.push({ ...candidate, serves: [id] })
      }
    }
  }
  return [...foreignKeyCandidates(schema, deletes), ...found]
}

export function advicePrinter(schema: DatabaseSchema): (candidate: Candidate) => IndexAdvice {
  const tables = new Map(schema.tables.map((t) => [t.name, t]))
  const names = new Set(schema.tables.flatMap((t) => t.indexes.map((i) => i.name)))
  return (candidate) => {
    const { table, kind, where, reason, confidence, serves } = candidate
    const indexes = indexesOf(candidate)
    const columnsOf = indexes.map(({ equal, tail }) => [...equal, ...tail].map((k) => k.name))
    const place = candidate.place ?? tables.get(table)?.place
    return {
      table,
      columns: columnsOf.flat(),
      ...(indexes.length > 1 && { each: columnsOf.map((c) => c.join(', ')) }),
      kind,
      ...(where !== undefined && { where }),
      statement: [
        ...neededExtensions(indexes, schema),
        ...indexes.map((i) => createIndexStatement(i, names, tables.get(table)?.kind === 'partitioned')),
      ].join('\n'),
      reason,
      confidence,
      servesStatements: [...new Set(serves)].sort(),
      ...(place && { place }),
    }
  }
}

/** What must be there before the indexes, and no migration makes. */
function neededExtensions(indexes: readonly CandidateIndex[], { extensions }: DatabaseSchema): readonly string[] {
  const trigrams = indexes.some((i) => i.opclass?.includes('trgm')) && !extensions.includes('pg_trgm')
  return trigrams ? ['CREATE EXTENSION IF NOT EXISTS pg_trgm;'] : []
}

export function byConfidence(a: IndexAdvice, b: IndexAdvice): number {
  return confidenceRank(b.confidence) - confidenceRank(a.confidence) || compare(a.table, b.table) || compare(a.statement, b.statement)
}
