// The comparisons as text for people. Figures first, then what differs, each with the reason where one is known.

import type { CallComparison } from './calls.ts'
import type { FoundRoute, RouteComparison } from './routes.ts'

/** Why the index says it could not follow something, by file and line. */
export interface Reason {
  readonly file: string
  readonly line: number
  readonly reason: string
}

export const percent = (part: number, whole: number): string => (whole === 0 ? 'n/a' : `${((100 * part) / whole).toFixed(1)} %`)

const share = (part: number, whole: number) => `${percent(part, whole)} (${part} of ${whole})`

export function reportRoutes(r: RouteComparison, reasons: readonly Reason[]): string {
  const all = r.given
  const lines = [
    `routes          recall ${share(r.matched, r.expected)}, precision ${share(r.given - r.extra.length, r.given)}`,
    `authentication  agreement ${share(r.decided - r.disagreements.length, r.decided)} of decided routes, unknown ${share(r.unknown.length, all)}`,
    ...grouped(r.unknown.map((route) => route.reasons.auth ?? 'no reason given')).map((line) => `  unknown: ${line}`),
    ...r.missed.map((route) => `  missed: ${route.method} ${route.path}`),
    ...r.extra.map((route) => `  not in the truth: ${route.method} ${route.path} (${place(route)})`),
    ...r.disagreements.map((d) => `  authentication of ${d.method} ${d.path}: ${d.found}, should be ${d.expected} (${d.place})`),
  ]
  const registrations = reasons.filter((reason) => /route|router|registration/.test(reason.reason))
  if (r.missed.length > 0)
    lines.push(...grouped(registrations.map((n) => `${n.reason} ${n.file}:${n.line}`)).map((line) => `  not understood: ${line}`))
  return `${lines.join('\n')}\n`
}

/** Without a truth there is still the share that is unknown. */
export function reportUnknown(found: readonly FoundRoute[]): string {
  const unknown = found.filter((route) => route.auth === 'unknown')
  return `${[
    `routes          ${found.length} found (no truth given)`,
    `authentication  unknown ${share(unknown.length, found.length)}`,
    ...grouped(unknown.map((route) => route.reasons.auth ?? 'no reason given')).map((line) => `  unknown: ${line}`),
  ].join('\n')}\n`
}

const withoutTexts = (c: CallComparison): string => {
  const expected = c.expected - c.expectedTexts
  return c.missedTexts > 0 ? `, ${share(expected - (c.missed.length - c.missedTexts), expected)} without calls of Error()` : ''
}

export function reportCalls(title: string, c: CallComparison, reasons: readonly Reason[], detail: boolean): string {
  const why = new Map(reasons.map((r) => [`${r.file}:${r.line}`, r.reason]))
  const because = (at: string) => {
    const reason = why.get(at)
    return reason === undefined ? '' : ` (${reason})`
  }
  const lines = [
    `${title.padEnd(15)} recall ${share(c.expected - c.missed.length, c.expected)}${withoutTexts(c)}, precision ${share(c.given - c.wrong.length, c.given)}, ` +
      `interface edges false ${share(c.wrongInterface.length, c.interfaceEdges)}` +
      (c.chained > 0 ? `, ${c.chained} within a library's chains not compared` : ''),
  ]
  if (detail) {
    for (const e of c.missed)
      lines.push(`  missed: ${e.kind} ${e.site} ${short(e.caller)} -> ${short(e.callee)}${because(e.site.replace(/:\d+$/, ''))}`)
    for (const e of c.wrong) lines.push(`  false: ${e.resolution} ${e.file}:${e.line} ${short(e.caller)} -> ${short(e.callee)}`)
  }
  return `${lines.join('\n')}\n`
}

const short = (symbol: string) => symbol.replace(/^go /, '')
const place = (route: FoundRoute) => `${route.file}:${route.line}`

function grouped(texts: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([text, n]) => `${n} × ${text}`)
}
