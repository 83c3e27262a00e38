// Go source to plain data: web-tree-sitter parses, `parse/` lowers. Pure per file; never throws for what a file contains.

import { Language, Parser, type Tree } from 'web-tree-sitter'
import { addPiece, noParts, type Parts, toFile } from './parse/file.ts'
import { emptyTree, type FlatTree } from './parse/flat-tree.ts'
import { flattenByCursor } from './parse/flatten-cursor.ts'
import { flattenHeap, readLayout } from './parse/flatten-heap.ts'
import { readGrammar } from './parse/grammar.ts'
import { settleConflicts, splitAtDeclarations } from './parse/recover.ts'
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
const mostMilliseconds = 5000

export async function createGoParser(): Promise<GoParser> {
  started ??= Parser.init(wasm)
  await started
  const language = await Language.load(new URL('./tree-sitter-go.wasm', import.meta.url))
  const parser = new Parser().setLanguage(language)
  const grammar = readGrammar(language)
  const memory = (): Uint32Array => wasm.HEAPU32 ?? new Uint32Array(0)
  const layout = readLayout(memory, grammar)
  const quick = (tree: Tree, out: FlatTree): boolean => flattenHeap(tree, layout, out)
  const sound = isSound(parser, grammar, quick)
  const flat = emptyTree()

  /** Into `flat`; false where the parser gave up. */
  const read = (text: string): boolean => {
    const limit = Math.max(mostMemory, memory().byteLength)
    const deadline = performance.now() + mostMilliseconds
    const tree = parser.parse(text, null, { progressCallback: () => memory().byteLength > limit || performance.now() > deadline })
    if (tree === null) {
      parser.reset()
      return false
    }
    if (!sound || !quick(tree, flat)) flattenByCursor(tree, grammar, flat)
    tree.delete()
    return true
  }

  const addPieces = (parts: Parts, text: string, whole: boolean): void => {
    const pieces = splitAtDeclarations(text)
    for (const piece of pieces) {
      parts.errors.push(...piece.errors)
      const known = pieces.length === 1 && piece.errors.length === 0
      if (known ? whole : read(piece.text)) addPiece(parts, piece.text, flat, piece.linesAbove)
      else parts.errors.push({ line: piece.linesAbove + 1, message: 'too long or too entangled to be parsed' })
    }
  }

  return {
    parse: (path, text) => {
      const parts = noParts()
      const settled = settleConflicts(text)
      parts.errors.push(...(settled?.errors ?? []))
      const settledText = settled?.text ?? text
      const whole = read(settledText)
      if (whole && flat.broken.length === 0) addPiece(parts, settledText, flat, 0)
      else addPieces(parts, settledText, whole)
      return toFile(path, text, parts)
    },
  }
}
