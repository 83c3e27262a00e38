// The ledger of a run: what was seen and what was not, so that zero never looks like safe.

import type { Ledger } from '#indexer/result.ts'
import type { Terminal } from '../terminal.ts'

export function ledgerText(ledger: Ledger, { paint }: Terminal): string {
  const { files, calls, routes, statements, plans, apiCalls, diagnostics } = ledger
  const unresolved = total(calls.unresolved)
  const lines: readonly (readonly [string, string])[] = [
    ['files', `${files.go} Go, ${files.typescript} TypeScript, ${files.sql} SQL${listed(files.skipped, '; passed over: ')}`],
    [
      'calls',
      `${calls.exact} exact, ${calls.interface} through interfaces, ${calls.inferred} inferred, ${calls.external} external, ${unresolved} unresolved`,
    ],
    ...reasons(calls.unresolved),
    ['routes', `${routes.total}${listed(routes.auth, '; authentication: ')}`],
    [
      'statements',
      `${statements.total}: ${statements.parsed} parsed, ${statements.dynamic} partly known, ${statements.refused} refused by Postgres, ${statements.unrendered} of which no SQL could be made`,
    ],
    ...(plans
      ? [
          [
            'plans',
            `${plans.planned} statements planned, ${plans.unplanned} not; ${plans.candidates} indexes tried${plans.untried > 0 ? `, ${plans.untried} not: the time was up` : ''} (${(plans.milliseconds / 1000).toFixed(1)} s, ${plans.megabytes} MB)`,
          ] as const,
        ]
      : []),
    [
      'API calls',
      `${apiCalls.total}: ${apiCalls.matched} answered by a route, ${apiCalls.unmatched} by none, ${apiCalls.external} to other hosts, ${apiCalls.unknown} unknown`,
    ],
    ['diagnostics', `errors ${diagnostics.error}, warnings ${diagnostics.warning}, notes ${diagnostics.info}`],
  ]
  return lines.map(([name, text]) => `${paint.dim(name.padEnd(12))}${text}`).join('\n')
}

function reasons(unresolved: Readonly<Record<string, number>>): readonly (readonly [string, string])[] {
  return sorted(unresolved).map(([reason, count]) => ['', `  ${count} ${reason}`] as const)
}

function listed(counts: Readonly<Record<string, number>>, before: string): string {
  const words = sorted(counts).map(([name, count]) => `${count} ${name}`)
  return words.length === 0 ? '' : before + words.join(', ')
}

function sorted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
