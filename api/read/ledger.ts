// The indexer's ledger as the API shows it. The audit hands it on as it was written, so every number is read with care.

type Loose = Readonly<Record<string, unknown>>

export function coverageOf(ledger: Loose | null) {
  if (!ledger) return undefined
  const files = part(ledger, 'files')
  const calls = part(ledger, 'calls')
  return {
    files: { ...numbers(files, ['go', 'typescript', 'sql']), skipped: counts(part(files, 'skipped')) },
    calls: { ...numbers(calls, ['exact', 'interface', 'inferred', 'external']), unresolved: counts(part(calls, 'unresolved')) },
    statements: numbers(part(ledger, 'statements'), ['total', 'parsed', 'dynamic', 'refused']),
    apiCalls: numbers(part(ledger, 'apiCalls'), ['total', 'matched', 'unmatched', 'unknown', 'external']),
    diagnostics: numbers(part(ledger, 'diagnostics'), ['error', 'warning', 'info']),
  }
}

function part(whole: Loose, name: string): Loose {
  const value = whole[name]
  return typeof value === 'object' && value !== null ? (value as Loose) : {}
}

function numbers(whole: Loose, names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name) => [name, number(whole[name])]))
}

function counts(whole: Loose): readonly { readonly name: string; readonly count: number }[] {
  return Object.entries(whole)
    .map(([name, value]) => ({ name, count: number(value) }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
