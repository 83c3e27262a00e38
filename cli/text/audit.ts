// The audit's text report on a terminal: lines broken to its width, and severities and verdicts in colour.

import { type Paint, palette, type Terminal } from '../terminal.ts'
import { wrap } from './wrap.ts'

export function auditText(report: string, { width, paint }: Terminal, toTerminal: boolean): string {
  const p = toTerminal ? paint : palette(false)
  const marks: readonly (readonly [RegExp, Paint])[] = [
    [/^(NO-GO|CRITICAL)\b/, (text) => p.bold(p.red(text))],
    [/^HIGH\b/, p.red],
    [/^(MEDIUM|INCOMPLETE|CONDITIONAL GO)\b/, (text) => p.bold(p.yellow(text))],
    [/^GO\b/, (text) => p.bold(p.green(text))],
    [/^LOW\b/, p.cyan],
    [/^ {2}Fix:/, p.green],
    [/^ {2}(Path|Routes|Impact):/, p.dim],
    [/^[A-Z][\w ]+:$/, p.bold],
  ]
  return wrap(report, width)
    .split('\n')
    .map((line) => {
      const mark = marks.find(([pattern]) => pattern.test(line))
      return mark ? line.replace(mark[0], (text) => mark[1](text)) : line
    })
    .join('\n')
}
