// Go source to plain data: web-tree-sitter parses, `parse/` lowers. Pure per file; never throws for what a file contains.

import { Language, Parser, type Tree } from 'web-tree-sitter'
import { addPiece, noParts, type Parts, toFile } from './parse/file.ts'
import { emptyTree, type FlatTree } from './parse/flat-tree.ts'
import { flattenByCursor } from './parse/flatten-cursor.ts'
import { flattenHeap, readLayout } from './parse/flatten-heap.ts'
import { readGrammar } from './parse/grammar.ts'
import { isSound } from './parse/self-check.ts'
import type { GoFile } from './syntax.ts'

export interface GoParser {
  /** `path` is relative to the repository and only carried along. */
  readonly parse: (path: string, text: string) => GoFile
}

const wasm: { HEAPU32?: Uint32Array } = {}
let started: Promise<void> | undefined

export async function createGoParser(): Promise<GoParser> {
  started ??= Parser.init(wasm)
  await started
  const language = await Language.load(new URL('./tree-sitter-go.wasm', import.meta.url))
  const parser = new Parser().setLanguage(language)
  const grammar = readGrammar(language)
  const layout = readLayout(() => wasm.HEAPU32 ?? new Uint32Array(0), grammar)
  const quick = (tree: Tree, out: FlatTree): boolean => flattenHeap(tree, layout, out)
  const sound = isSound(parser, grammar, quick)
  const flat = emptyTree()

  const addText = (parts: Parts, text: string, linesAbove: number): void => {
    const tree = parser.parse(text)
    if (tree === null) {
      parser.reset()
      return
    }
    if (!sound || !quick(tree, flat)) flattenByCursor(tree, grammar, flat)
    tree.delete()
    addPiece(parts, text, flat, linesAbove)
  }

  return {
    parse: (path, text) => {
      const parts = noParts()
      addText(parts, text, 0)
      return toFile(path, text, parts)
    },
  }
}
