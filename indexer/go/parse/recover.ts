// Broken files. Merge conflicts are settled for their first side; then the file is cut at its declarations, which stand in the first column
// of all formatted Go, and brackets left open are closed, so that one mistake costs no more than the declaration it is in.

import type { GoFile } from '../syntax.ts'

type SyntaxError = GoFile['errors'][number]

export interface Settled {
  /** As long as the original, line for line. */
  readonly text: string
  readonly errors: readonly SyntaxError[]
}

/** Undefined where nothing is in conflict. */
export function settleConflicts(text: string): Settled | undefined {
  if (!/^<{7}(?: |$)/m.test(text) || !/^>{7}(?: |\r?$)/m.test(text)) return undefined
  const errors: SyntaxError[] = []
  let side: 'none' | 'first' | 'other' = 'none'
  const lines = text.split('\n').map((line, index) => {
    if (line.startsWith('<<<<<<<')) {
      errors.push({ line: index + 1, message: 'merge conflict: only its first side is read' })
      side = 'first'
    } else if (side !== 'none' && line.startsWith('>>>>>>>')) side = 'none'
    else if (side === 'first' && /^(?:={7}|\|{7})/.test(line)) side = 'other'
    else if (side !== 'other') return line
    return ' '.repeat(line.length)
  })
  return { text: lines.join('\n'), errors }
}

export interface Piece {
  readonly from: number
  readonly to: number
  /** Closes the brackets that the piece leaves open. */
  readonly tail: string
  readonly linesAbove: number
  readonly errors: readonly SyntaxError[]
}

interface Open {
  readonly closer: string
  readonly line: number
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const declaration = /(?:func|type|var|const|import|package)\b/y
const mostClosed = 50
/** Characters between `new(` and an error inside it. */
const nearby = 2000

export function splitAtDeclarations(text: string): Piece[] {
  const pieces: Piece[] = []
  const rawStrings = (text.split('`').length - 1) % 2 === 0
  let from = 0
  let line = 1
  let firstLine = 1
  let open: Open[] = []
  const cut = (to: number): void => {
    pieces.push({ from, to, linesAbove: firstLine - 1, ...closing(open) })
    from = to
    firstLine = line
    open = []
  }
  for (let i = 0; i < text.length; ) {
    const char = text[i] ?? ''
    if (char === '\n') {
      line++
      i++
      declaration.lastIndex = i
      if (declaration.test(text)) cut(i)
      continue
    }
    const end = skipped(text, i, rawStrings)
    if (end > i) {
      for (; i < end; i++) if (text[i] === '\n') line++
      continue
    }
    const closer = closers[char]
    if (closer !== undefined) open.push({ closer, line })
    else if (open.at(-1)?.closer === char) open.pop()
    i++
  }
  cut(text.length)
  return pieces
}

/** The end of the comment, string or rune that starts here; `at` itself where none does. */
function skipped(text: string, at: number, rawStrings: boolean): number {
  const char = text[at]
  if (char === '/' && text[at + 1] === '/') return until(text, '\n', at, 0)
  if (char === '/' && text[at + 1] === '*') return until(text, '*/', at + 2, 2)
  if (char === '`') return rawStrings ? until(text, '`', at + 1, 1) : at
  if (char !== '"' && char !== "'") return at
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\n') return i
    if (text[i] === '\\') i++
    else if (text[i] === char) return i + 1
  }
  return text.length
}

function until(text: string, mark: string, from: number, length: number): number {
  const found = text.indexOf(mark, from)
  return found < 0 ? text.length : found + length
}

function closing(open: readonly Open[]): Pick<Piece, 'tail' | 'errors'> {
  const last = open.at(-1)
  if (last === undefined || open.length > mostClosed) return { tail: '', errors: [] }
  const closers = open.map((bracket) => bracket.closer).reverse()
  const message = `"${closers.join('')}" is missing: a bracket of this line is never closed`
  return { tail: `\n${closers.join('')}\n`, errors: [{ line: last.line, message }] }
}

/**
 * `new` of an expression is Go 1.26; the grammar knows types there only, and `new` as a word of its own. Where an error stands inside such
 * a call, another word of the same length makes it an ordinary call. Undefined where there is none.
 */
export function withoutNew(text: string, errorsAt: readonly number[]): string | undefined {
  const found = new Set<number>()
  for (const offset of errorsAt) {
    const from = Math.max(0, offset - nearby)
    const call = from + text.slice(from, offset + 1).lastIndexOf('new(')
    if (call >= from && isInside(text, call + 3, offset)) found.add(call)
  }
  if (found.size === 0) return undefined
  let changed = ''
  let from = 0
  for (const call of [...found].sort((a, b) => a - b)) {
    changed += `${text.slice(from, call)}neW`
    from = call + 3
  }
  return changed + text.slice(from)
}

function isInside(text: string, open: number, offset: number): boolean {
  let depth = 0
  for (let i = open; i <= offset; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return false
  }
  return depth > 0
}
