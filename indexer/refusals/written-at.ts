// Which literal of the program wrote the part of a statement that Postgres points at. What the layers do on the way is undone as far as
// it matters: placeholders were numbered, verbs filled in, backquotes turned, blanks at the ends cut off.

import { lineOf } from '../go/syntax.ts'
import type { Literal } from '../go/values.ts'

export interface WrittenAt {
  readonly file: string
  readonly line: number
}

/** `position` is Postgres': characters, from 1. Undefined where no literal covers it, or several that are as long do. */
export function writtenAt(sql: string, position: number, literals: readonly Literal[]): WrittenAt | undefined {
  const at = [...sql].slice(0, position - 1).join('').length
  let best: { readonly place: WrittenAt; readonly length: number } | undefined
  let tied = false
  for (const literal of literals) {
    const found = covering(sql, at, literal.value.replaceAll('`', '"'))
    if (!found || (best && found.length < best.length)) continue
    const place = { file: literal.file, line: lineIn(literal, found.offset) }
    tied = best?.length === found.length && (tied || best.place.file !== place.file || best.place.line !== place.line)
    best = { place, length: found.length }
  }
  return tied ? undefined : best?.place
}

/** One literal wrote all of it, and does not wait for more: it ends in no blank. */
export function standsWhole(sql: string, literals: readonly Literal[]): boolean {
  return literals.some(({ value }) => {
    if (value.endsWith(' ')) return false
    const pieces = piecesOf(value.replaceAll('`', '"'))
    let end = 0
    for (const [i, piece] of pieces.entries()) {
      const found = sql.indexOf(piece.text, end)
      if (found < 0 || (i === 0 ? found > 0 : !VALUES.test(sql.slice(end, found)))) return false
      end = found + piece.text.length
    }
    return end === sql.length || VALUES.test(sql.slice(end))
  })
}

function lineIn({ value, at, raw }: Literal, offset: number): number {
  return lineOf(at) + (raw ? value.slice(0, offset).split('\n').length - 1 : 0)
}

interface Piece {
  readonly text: string
  /** In the literal. */
  readonly offset: number
}

interface Match {
  /** In the literal, of what stands at the position. */
  readonly offset: number
  /** Characters of the literal that are found in the statement. */
  readonly length: number
}

const GAP = /\?\??|%[-+# 0]*(?:\[\d+\])?(?:\d+|\*)?(?:\.\d+)?[a-zA-Z%]|(?<![:\w\])}])[:@][A-Za-z_][\w.]*/g

function piecesOf(value: string): readonly Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const gap of value.matchAll(GAP)) {
    pieces.push({ text: value.slice(from, gap.index), offset: from })
    from = gap.index + gap[0].length
  }
  pieces.push({ text: value.slice(from), offset: from })
  return pieces.flatMap(({ text, offset }, i) => {
    const start = i === 0 ? text.length - text.trimStart().length : 0
    const kept = i === pieces.length - 1 ? text.slice(start).trimEnd() : text.slice(start)
    return kept === '' ? [] : [{ text: kept, offset: offset + start }]
  })
}

/** All of the literal in a row; or else the longest piece of it. */
function covering(sql: string, at: number, value: string): Match | undefined {
  const pieces = piecesOf(value)
  const [first] = pieces
  if (!first) return undefined
  for (const start of occurrences(sql, first.text)) {
    const found = inARow(sql, at, pieces, start)
    if (found) return found
  }
  let best: Match | undefined
  for (const { text, offset } of pieces)
    for (const start of occurrences(sql, text))
      if (start <= at && at < start + text.length && text.length > (best?.length ?? 0))
        best = { offset: offset + at - start, length: text.length }
  return best
}

function inARow(sql: string, at: number, pieces: readonly Piece[], start: number): Match | undefined {
  let end = start
  let offset: number | undefined
  let length = 0
  for (const piece of pieces) {
    const found = piece === pieces[0] ? start : sql.indexOf(piece.text, end)
    if (found < 0) return undefined
    // Of what stands in a gap only a value is the literal's own.
    if (end <= at && at < found && VALUES.test(sql.slice(end, found))) offset = piece.offset
    end = found + piece.text.length
    if (found <= at && at < end) offset = piece.offset + at - found
    length += piece.text.length
  }
  return offset === undefined ? undefined : { offset, length }
}

const VALUES = /^[\s(]*\$\d+(?:, ?\$\d+)*[\s)]*$/

/** Whole words where it begins or ends in one. */
function occurrences(sql: string, text: string): readonly number[] {
  const found: number[] = []
  for (let i = sql.indexOf(text); i >= 0; i = sql.indexOf(text, i + 1)) {
    const [before, after] = [sql.charAt(i - 1), sql.charAt(i + text.length)]
    if (!(/^\w/.test(text) && /\w/.test(before)) && !(/\w$/.test(text) && /\w/.test(after))) found.push(i)
  }
  return found
}
