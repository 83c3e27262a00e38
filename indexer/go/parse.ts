// Go source to plain data: web-tree-sitter parses, `parse/` lowers. Pure per file; never throws for what a file contains.

import { Language, Parser } from 'web-tree-sitter'
import { addPiece, hasStrays, noParts, type Parts, toFile } from './parse/file.ts'
import { emptyTree } from './parse/flat-tree.ts'
import { flattenByCursor } from './parse/flatten-cursor.ts'
import { createHeapFlattener } from './parse/flatten-heap.ts'
import { readGrammar } from './parse/grammar.ts'
import { readLayout } from './parse/heap-layout.ts'
import { settleConflicts, splitAtDeclarations, withoutNew } from './parse/recover.ts'
import { isSound } from './parse/self-check.ts'
import type { GoFile } from './syntax.ts'

export interface GoParser {
  /** `path` is relative to the repository and only carried along. */
  readonly parse: (path: string, text: string) => GoFile
}

const wasm: { HEAPU32?: Uint32Array } = {}
let started: Promise<void> | undefined

/** What the parser may take for one text before it gives up: a million brackets left open would have all the memory that there is. */
const mostMemory = 320 * 1024 * 1024
/** Of processor time, so that a busy machine reads no less. */
const mostMilliseconds = 3000
const mostRounds = 4

/** Said of a text that was not read whole. Processor time is counted for all threads together: of several, one gives up too early. */
export const gaveUp = 'too long or too entangled to be parsed'

/** To ask the system how much a process has worked costs more than to parse a small file: that is asked of long ones only. */
interface Deadline {
  /** Unknown until it is first asked for. */
  work: number | undefined
  /** Before this no text can have had its time. */
  readonly clock: number
}

const processorTime = (): number => process.cpuUsage().user / 1000
const deadlineFromNow = (): Deadline => ({ work: undefined, clock: performance.now() + mostMilliseconds })
const isOver = (deadline: Deadline): boolean => {
  deadline.work ??= processorTime() + mostMilliseconds
  return performance.now() > deadline.clock && processorTime() > deadline.work
}

export async function createGoParser(): Promise<GoParser> {
  started ??= Parser.init(wasm)
  await started
  const language = await Language.load(new URL('./tree-sitter-go.wasm', import.meta.url))
  const parser = new Parser().setLanguage(language)
  const grammar = readGrammar(language)
  const memory = (): Uint32Array => wasm.HEAPU32 ?? new Uint32Array(0)
  const quick = createHeapFlattener(readLayout(memory, grammar))
  const sound = isSound(parser, grammar, quick)
  const flat = emptyTree()

  /** Into `flat`; false where the parser gave up. */
  const read = (text: string, deadline: Deadline): boolean => {
    const limit = Math.max(mostMemory, memory().byteLength)
    let asked = 0
    const progressCallback = (): boolean => memory().byteLength > limit || (++asked % 64 === 0 && isOver(deadline))
    const tree = parser.parse(text, null, { progressCallback })
    if (tree === null) {
      parser.reset()
      return false
    }
    if (!sound || !quick(tree, flat)) flattenByCursor(tree, grammar, flat)
    tree.delete()
    return true
  }

  const errorsAt = (): number[] => flat.broken.map(({ node }) => flat.start[node] ?? 0)

  /** What the levels of nesting do not bound, the stack does. */
  const add = (parts: Parts, text: string, linesAbove: number, length: number): void => {
    try {
      addPiece(parts, text, flat, linesAbove, length)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      parts.errors.push({ line: linesAbove + 1, message: 'nested too deeply to be read' })
    }
  }

  /** `readable` is what the parser gets, `text` what is quoted; they differ in words, not in length. */
  const addPieces = (parts: Parts, text: string, readable: string, whole: boolean): void => {
    const pieces = splitAtDeclarations(readable)
    const deadline = deadlineFromNow()
    for (const { from, to, tail, linesAbove, errors } of pieces) {
      parts.errors.push(...errors)
      const known = pieces.length === 1 && (!whole || tail === '')
      const piece = (of: string): string => (tail === '' ? of.slice(from, to) : of.slice(from, to).trimEnd() + tail)
      if (known ? whole : read(piece(readable), deadline)) add(parts, piece(text), linesAbove, piece(text).length - tail.length)
      else parts.errors.push({ line: linesAbove + 1, message: gaveUp })
    }
  }

  /** The text that parses best, read into `flat`: itself, or with `new` of expressions written otherwise. */
  const readBest = (text: string): { readonly readable: string; readonly whole: boolean } => {
    const deadline = deadlineFromNow()
    let readable = text
    let whole = read(text, deadline)
    for (let round = 0; whole && round < mostRounds; round++) {
      const changed = withoutNew(readable, errorsAt())
      if (changed === undefined) break
      const errors = flat.broken.length
      if (read(changed, deadline) && flat.broken.length < errors) readable = changed
      else {
        whole = read(readable, deadline)
        break
      }
    }
    return { readable, whole }
  }

  return {
    parse: (path, original) => {
      const parts = noParts()
      const settled = settleConflicts(original)
      parts.errors.push(...(settled?.errors ?? []))
      const text = settled?.text ?? original
      const { readable, whole } = readBest(text)
      if (whole && flat.broken.length === 0 && !hasStrays(flat)) add(parts, text, 0, text.length)
      else addPieces(parts, text, readable, whole)
      return toFile(path, original, parts)
    },
  }
}
