import { expect, test } from 'vitest'
import { Language, Parser } from 'web-tree-sitter'
import { emptyTree } from './flat-tree.ts'
import { flattenByCursor } from './flatten-cursor.ts'
import { createHeapFlattener } from './flatten-heap.ts'
import { readGrammar } from './grammar.ts'
import { readLayout } from './heap-layout.ts'
import { isSound } from './self-check.ts'

const wasm: { HEAPU32?: Uint32Array } = {}
await Parser.init(wasm)
const language = await Language.load(new URL('../tree-sitter-go.wasm', import.meta.url))
const parser = new Parser().setLanguage(language)
const grammar = readGrammar(language)
const layout = readLayout(() => wasm.HEAPU32 ?? new Uint32Array(0), grammar)
const quick = createHeapFlattener(layout)

// Without this the slow way would stand in silently
test('the quick way is sound with the library that is installed', () => {
  expect(isSound(parser, grammar, quick)).toBe(true)
})

test('a struct that has moved is noticed', () => {
  const shifted = { ...layout, width: layout.width - 1 }
  expect(isSound(parser, grammar, createHeapFlattener(shifted))).toBe(false)
  const elsewhere = { ...layout, memory: () => new Uint32Array(1024) }
  expect(isSound(parser, grammar, createHeapFlattener(elsewhere))).toBe(false)
  expect(isSound(parser, grammar, createHeapFlattener({ ...layout, memory: () => new Uint32Array(0) }))).toBe(false)
})

test.each([
  ['deep', `package p\nvar x = ${'('.repeat(3000)}1${')'.repeat(3000)}\n`],
  ['conflict', 'package p\nfunc f() {\n<<<<<<< a\n\tx()\n=======\n\ty()\n>>>>>>> b\n}\n'],
  ['truncated', 'package p\nfunc f() { if a { b.c('],
  ['garbage', '}{ )( := func if 😀 "é'],
])('both ways agree on broken and deep code: %s', (_, text) => {
  const tree = parser.parse(text)
  if (tree === null) throw new Error('no tree')
  const [certain, tried] = [emptyTree(), emptyTree()]
  flattenByCursor(tree, grammar, certain)
  expect(quick(tree, tried)).toBe(true)
  const nodes = (t: typeof certain): unknown =>
    Array.from({ length: t.count }, (_, node) => [t.kind[node], t.field[node], t.start[node], t.end[node], t.next[node]])
  expect(nodes(tried)).toEqual(nodes(certain))
  expect(tried.broken).toEqual(certain.broken)
  tree.delete()
})
