// The slow and certain way from a tree to its columns, over the library's public cursor: the measure of the quick way, and its stand-in.

import type { Tree } from 'web-tree-sitter'
import { type FlatTree, reset } from './flat-tree.ts'
import type { Grammar } from './grammar.ts'
import { Kind } from './kinds.ts'

export function flattenByCursor(tree: Tree, grammar: Grammar, out: FlatTree): void {
  reset(out, tree.rootNode.descendantCount)
  const cursor = tree.walk()
  const open: number[] = []
  try {
    for (;;) {
      const node = out.count++
      const type = cursor.nodeTypeId
      const kind = grammar.kinds[type] ?? Kind.ERROR
      out.kind[node] = kind
      out.field[node] = grammar.fields[cursor.currentFieldId] ?? 0
      out.start[node] = cursor.startIndex
      out.end[node] = cursor.endIndex
      if (cursor.nodeIsMissing) out.broken.push({ node, missing: cursor.nodeType })
      else if (kind === Kind.ERROR) out.broken.push({ node })
      open.push(node)
      if (cursor.gotoFirstChild()) continue
      while (!cursor.gotoNextSibling()) {
        out.next[open.pop() ?? 0] = out.count
        if (!cursor.gotoParent()) return
      }
      out.next[open.pop() ?? 0] = out.count
    }
  } finally {
    cursor.delete()
  }
}
