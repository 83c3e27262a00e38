// The ledger of a run: what was seen, and what could not be resolved, by reason.

import { countDiagnostics, type IndexDiagnostic } from './diagnostics.ts'
import type { Discovery } from './discover.ts'
import type { GoAnalysis } from './go/analyse.ts'
import type { HttpResult } from './http.ts'
import type { StatementProof } from './proof.ts'
import type { Ledger } from './result.ts'
import type { GoFiles } from './stages.ts'
import type { LinkedStatements } from './statements.ts'
import type { TypeScriptFacts } from './typescript/typescript-facts.ts'

export interface LedgerInput {
  readonly found: Discovery
  readonly files: GoFiles
  readonly go: GoAnalysis
  readonly statements: LinkedStatements
  readonly typescript: TypeScriptFacts
  readonly http: HttpResult
  readonly diagnostics: readonly IndexDiagnostic[]
  readonly proof: StatementProof
}

export function ledgerOf({ found, files, go, statements, typescript, http, diagnostics, proof }: LedgerInput): Ledger {
  const { calls } = go
  const ts = typescript.counts.calls
  const unresolved = tally(calls.unresolved.map((u) => u.reason))
  return {
    files: {
      go: files.built.length,
      typescript: typescript.counts.files,
      sql: found.sql.length,
      skipped: add(add(found.skipped, files.excluded), typescript.counts.skipped),
    },
    calls: {
      exact: calls.counts.exact + ts.exact,
      interface: calls.counts.interface,
      inferred: calls.counts.inferred + ts.inferred,
      external: calls.counts.external + ts.external,
      unresolved: ts.unresolved > 0 ? add(unresolved, { typescript: ts.unresolved }) : unresolved,
    },
    routes: { total: go.routes.length, auth: tally(go.routes.map((r) => r.auth)) },
    statements: { ...statements.counts },
    ...(proof.plans && { plans: proof.plans }),
    apiCalls: http.counts,
    diagnostics: countDiagnostics(diagnostics),
  }
}

function tally(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

function add(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const sum: Record<string, number> = { ...a }
  for (const [key, n] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + n
  return sum
}
