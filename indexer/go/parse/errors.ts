// Where the parser could not follow, in words.

import type { GoFile } from '../syntax.ts'
import { endOf, lineAt, oneLine, type Source, startOf } from './source.ts'

const most = 20

/** One a line, the first twenty and the count of the rest. */
export function syntaxErrors(source: Source): GoFile['errors'][number][] {
  const byLine = new Map<number, string>()
  for (const { node, missing } of source.tree.broken) {
    const line = lineAt(source, startOf(source, node))
    if (!byLine.has(line))
      byLine.set(line, missing === undefined ? unexpected(source, node) : `missing ${missing === '\0' ? 'line end' : missing}`)
  }
  const errors = [...byLine].map(([line, message]) => ({ line, message }))
  const [, last] = [errors.length, errors[most - 1]]
  if (last === undefined || errors.length === most) return errors
  return [...errors.slice(0, most - 1), { line: last.line, message: `${errors.length - most + 1} more lines that do not parse` }]
}

function unexpected(source: Source, node: number): string {
  const lineEnd = source.text.indexOf('\n', startOf(source, node))
  const to = Math.min(endOf(source, node), lineEnd < 0 ? source.text.length : lineEnd, startOf(source, node) + 60)
  const text = oneLine(source, startOf(source, node), to).trim()
  return text === '' ? 'does not parse' : `does not parse: ${text}`
}
