// Where the parser could not follow, in words.

import type { GoFile } from '../syntax.ts'
import { endOf, lineAt, oneLine, type Source, startOf } from './source.ts'

type SyntaxError = GoFile['errors'][number]

const most = 20

/** Of the first `length` characters; what follows is no text of the file's. */
export function syntaxErrors(source: Source, length: number): SyntaxError[] {
  const own = source.tree.broken.filter(({ node }) => startOf(source, node) <= length)
  return own.map(({ node, missing }) => ({
    line: lineAt(source, startOf(source, node)),
    message: missing === undefined ? unexpected(source, node) : `${nameOf(missing)} is missing`,
  }))
}

const nameOf = (missing: string): string => {
  if (missing === '\n' || missing === '\0' || missing === '') return 'the end of a line'
  return /^\w+$/.test(missing) ? `an ${missing}`.replace(/^an (?=[^aeiou])/, 'a ').replaceAll('_', ' ') : `"${missing}"`
}

function unexpected(source: Source, node: number): string {
  const from = startOf(source, node)
  const lineEnd = source.text.indexOf('\n', from)
  const to = Math.min(endOf(source, node), lineEnd < 0 ? source.text.length : lineEnd, from + 60)
  const text = oneLine(source, from, to)
    .replace(/[^\P{C}]/gu, '')
    .trim()
  return text === '' ? 'does not parse' : `does not parse: ${text}`
}

/** In order, one a line, the first twenty and the count of the rest. */
export function summarised(errors: readonly SyntaxError[]): SyntaxError[] {
  const byLine = new Map<number, SyntaxError>()
  for (const error of errors) if (!byLine.has(error.line)) byLine.set(error.line, error)
  const all = [...byLine.values()].sort((a, b) => a.line - b.line)
  const first = all[most]
  if (first === undefined) return all
  return [...all.slice(0, most), { line: first.line, message: `${all.length - most} more lines do not parse` }]
}
